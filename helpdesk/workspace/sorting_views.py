"""The triage queue: label, skip, undo, by keyboard or thumb (issue B5).

With htmx an answer holds the cards the browser lacks, the progress, and a word for the person in
the header; without it every act leads back to the page.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from helpdesk.accounts.viewer import Right, Viewer
from helpdesk.lib.account_address import parse_account
from helpdesk.taxonomy import Category, UserType
from helpdesk.tickets.services.base import NotFound, Refused
from helpdesk.workspace.guard import desk_view
from helpdesk.workspace.sorting_guide import GUIDE, RULES
from triage import queue

_SKIPPED = "triase_dilewati"
_MAX_SKIPPED = 200
_ROLE_WORDS = {
    "peserta_didik": "akun peserta didik",
    "pendidik": "akun pendidik",
    "tenaga_kependidikan": "akun admin sekolah",
    "dinas": "akun dinas",
    "staf_kementerian": "akun staf kementerian",
}
View = Callable[..., HttpResponseBase]


def _sorter_view(view: View) -> View:
    """Let in who may sort; for volunteers and admins there is no such page."""

    @desk_view
    @wraps(view)
    def guarded(
        request: HttpRequest, viewer: Viewer, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        if not viewer.may(Right.ROUTE):
            raise Http404
        return view(request, viewer, *args, **kwargs)

    return guarded


@_sorter_view
@require_GET
def page(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """The queue with its first two reports; `?laporan=` begins with a certain one."""
    first = _number(request.GET.get("laporan"))
    context = {
        **_deck(request, viewer, held=(), first=first or 0),
        "grid": GUIDE.values(),
        "rules": RULES,
        "nav": "triase",
    }
    return render(request, "workspace/triage/page.html", context)


@_sorter_view
@require_POST
def label(request: HttpRequest, viewer: Viewer) -> HttpResponseBase:
    """Label one report. A colleague who was faster is a friendly note, not an error."""
    number = _number(request.POST.get("number"))
    category = _category(request.POST.get("category"))
    if number is None or category is None:
        return _answer(request, viewer, note="Pilih salah satu kategori.", back=number)
    second = _category(request.POST.get("second"))
    try:
        queue.label(viewer, number, category=category, second=second)
    except queue.AlreadyLabelled as late:
        return _answer(request, viewer, note=late.message)
    except Refused as refusal:
        return _answer(request, viewer, note=refusal.message)
    _unskip(request, number)
    done = f"Label disimpan: {category.short_label}."
    return _answer(request, viewer, done=done)


@_sorter_view
@require_POST
def skip(request: HttpRequest, viewer: Viewer) -> HttpResponseBase:
    """Put a report at the end of this person's queue, for this session."""
    number = _number(request.POST.get("number"))
    if number is not None:
        queue.skip(viewer, number)
        kept = [n for n in request.session.get(_SKIPPED, []) if n != number]
        request.session[_SKIPPED] = [*kept, number][-_MAX_SKIPPED:]
    return _answer(request, viewer)


@_sorter_view
@require_POST
def undo(request: HttpRequest, viewer: Viewer) -> HttpResponseBase:
    """Take a label back (the newest one when none is named) and show its report again."""
    try:
        number = queue.undo(viewer, _number(request.POST.get("number")))
    except NotFound:
        return _answer(request, viewer, note="Tidak ada label yang dapat diurungkan.")
    except Refused as refusal:
        return _answer(request, viewer, note=refusal.message)
    if not getattr(request, "htmx", False):
        messages.info(request, "Label diurungkan.")
        return redirect(f"{reverse('workspace:triage')}?laporan={number}")
    return _answer(request, viewer, done="Label diurungkan.", first=number)


def _answer(
    request: HttpRequest,
    viewer: Viewer,
    *,
    note: str = "",
    done: str = "",
    back: int | None = None,
    first: int = 0,
) -> HttpResponseBase:
    """Answer an act. `back` is a report to show again, `first` one that was taken back."""
    if not getattr(request, "htmx", False):
        if note or done:
            (messages.warning if note else messages.success)(request, note or done)
        return redirect("workspace:triage")
    held = [n for n in map(_number, request.POST.getlist("held")) if n is not None]
    # A report taken back lies on top of those that the browser holds.
    context = _deck(request, viewer, held=() if first else held[: queue.AHEAD], first=first)
    if first:
        context["cards"] = [card for card in context["cards"] if card["number"] == first]
        context["empty"] = context["empty"] and not held
    response = render(request, "workspace/triage/answer.html", context)
    response["HX-Trigger"] = json.dumps({"triase": {"note": note, "back": back}})
    return response


def _deck(
    request: HttpRequest,
    viewer: Viewer,
    *,
    held: Any,
    first: int = 0,
) -> dict[str, Any]:
    skipped = [n for n in request.session.get(_SKIPPED, []) if isinstance(n, int)]
    found = queue.cards(viewer, held=held, skipped=skipped, first=first)
    return {
        "cards": [_shown(card) for card in found],
        "empty": not found and not held,
        "progress": queue.progress(viewer),
    }


def _shown(card: queue.Card) -> dict[str, Any]:
    """Return a card as the template shows it."""
    role = card.account_role
    account = card.complaint.account
    guesses = [
        {"entry": GUIDE[category], "probability": probability, "key": str(index)}
        for index, (category, probability) in enumerate(card.guesses, start=1)
    ]
    return {
        "number": card.number,
        "title": card.complaint.title,
        "text": card.complaint.text,
        "user_type": UserType(card.user_type).label,
        "account": _ROLE_WORDS.get(role, "akun lain") if account else "tanpa akun",
        "odd_account": bool(account) and not parse_account(account or "").known,
        "chosen": card.chosen,
        "guesses": guesses,
        "doubt": card.doubt,
        "grid": GUIDE.values(),
        "reasons": card.reasons,
    }


def _unskip(request: HttpRequest, number: int) -> None:
    skipped = request.session.get(_SKIPPED, [])
    if number in skipped:
        request.session[_SKIPPED] = [n for n in skipped if n != number]


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 16 else None


def _category(text: str | None) -> Category | None:
    return Category(int(text)) if text in {str(c.value) for c in Category} else None
