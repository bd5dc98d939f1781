"""Start page and public articles; open at any hour (domain.md 8)."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_POST, require_safe

from helpdesk.portal.articles import body_html
from helpdesk.portal.client import address_of, from_foreign_page, may_try
from helpdesk.portal.clock import opening
from helpdesk.portal.texts import CATEGORY_WORDS
from helpdesk.portal.views.params import category_of
from helpdesk.taxonomy import Category
from knowledge_base import feedback, queries

# Asked most (S4's comments are nearly all of these); keys of the content files.
_POPULAR = (
    "reset-kata-sandi-sendiri",
    "cara-aktivasi-pertama-kali",
    "cara-cek-akun-sendiri",
    "pesan-akun-dinonaktifkan",
    "kapan-laporan-dijawab",
)


# A school's people share an address; more than this is somebody playing with the counter.
_ANSWERS_PER_QUARTER_HOUR = 60


def _category_tiles() -> list[dict[str, Any]]:
    return [
        {"number": category.value, "icon": words.icon, "title": words.title,
         "sentence": words.sentence}
        for category, words in CATEGORY_WORDS.items()
    ]  # fmt: skip


@require_safe
@gzip_page
def start(request: HttpRequest) -> HttpResponse:
    """Search, categories, hours."""
    by_key = {article.key: article for article in queries.articles()}
    context = {
        "opening": opening(),
        "tiles": _category_tiles(),
        "popular": [by_key[key] for key in _POPULAR if key in by_key],
    }
    return render(request, "portal/start.html", context)


@require_safe
@gzip_page
def articles(request: HttpRequest) -> HttpResponse:
    """All articles by category, those of one category, or what a search finds."""
    text = request.GET.get("q", "").strip()[:200]
    chosen = category_of(request.GET.get("kategori", ""))
    context: dict[str, Any] = {"q": text, "chosen": chosen, "nav": "bantuan", "opening": opening()}
    context["tiles"] = _category_tiles()
    if text:
        context["found"] = queries.search(text, limit=12)
    elif chosen:
        context["found"] = queries.articles(chosen.value)
        context["words"] = CATEGORY_WORDS[chosen]
    else:
        context["groups"] = _grouped()
    return render(request, "portal/articles.html", context)


def _grouped() -> list[dict[str, Any]]:
    groups: dict[int, list[Any]] = {}
    for article in queries.articles():
        groups.setdefault(article.category, []).append(article)
    return [
        {"number": number, "words": CATEGORY_WORDS[Category(number)], "articles": found}
        for number, found in sorted(groups.items())
    ]


@require_safe
@gzip_page
def article(request: HttpRequest, key: str) -> HttpResponse:
    """One article with its neighbours and the way to the form."""
    found = queries.article(key)
    if found is None:
        raise Http404
    neighbours = [row for row in queries.articles(found.category) if row.key != key][:5]
    category = Category(found.category)
    context = {
        "article": found,
        "body": body_html(found.body),
        "related": neighbours,
        "category": category,
        "words": CATEGORY_WORDS[category],
        "opening": opening(),
        "answered": request.GET.get("membantu", ""),
        "nav": "bantuan",
    }
    return render(request, "portal/article.html", context)


# No cookie stands behind the two buttons either: there is nothing that a foreign page could use.
@csrf_exempt
@require_POST
def helpful(request: HttpRequest, key: str) -> HttpResponse:
    """Count “Ya” or “Belum” and say thanks; only so often from one address."""
    found = queries.article(key)
    if found is None:
        raise Http404
    said = request.POST.get("membantu", "")
    page = reverse("portal:article", args=[key])
    if said not in ("ya", "belum") or from_foreign_page(request):
        return HttpResponseRedirect(page)
    if may_try("helpful", address_of(request), _ANSWERS_PER_QUARTER_HOUR):
        feedback.count(found, helped=said == "ya")
    response = HttpResponseRedirect(f"{page}?membantu={said}#membantu")
    response.status_code = 303
    return response
