"""The complaint form: choose who you are, fill, send (domain.md 5, 8, R0)."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from helpdesk.portal import hints, suggestions, texts
from helpdesk.portal.client import QUARTER_HOUR, address_of, from_foreign_page, may_try
from helpdesk.portal.clock import opened_at, opening, opening_stamp
from helpdesk.portal.forms import ReportForm, fields_of
from helpdesk.portal.uploads import dropped, limit_uploads
from helpdesk.portal.views.params import category_of, user_type_of
from helpdesk.regions.reference import choices as region_choices
from helpdesk.sla.hours import desk
from helpdesk.taxonomy import UserType
from helpdesk.tickets import access
from helpdesk.tickets.services.opening import KeyReused, open_ticket

# A school's thirty people behind one address, each typing for minutes.
_SUGGESTIONS_PER_QUARTER_HOUR = 5_000
_USER_TYPE_WORDS = {
    UserType.STUDENT: ("graduation-cap", _("Siswa PAUD sampai SMA/SMK, SLB, dan Kesetaraan")),
    UserType.TEACHER: ("book-open", _("Guru, pendidik PAUD, dan tutor Kesetaraan")),
    UserType.SCHOOL_OPERATOR: ("monitor", _("Operator Dapodik satuan pendidikan")),
    UserType.PRINCIPAL: ("school", _("Kepala satuan pendidikan")),
    UserType.DINAS: ("building-2", _("Pejabat Dinas, pengawas, penilik, pamong belajar")),
    UserType.MINISTRY_STAFF: ("landmark", _("Pemilik akun dikbud.belajar.id")),
}


# No cookie and no login stand behind this form, so there is no right that a foreign page could
# borrow; senders without cookies must be heard. Browsers that tell of a foreign page are refused.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest) -> HttpResponse:
    """Show the form or take it."""
    if request.method == "POST":
        return _sent(request)
    return _opened(request)


def _opened(request: HttpRequest) -> HttpResponse:
    as_closed = settings.DEMO and request.GET.get("tampilan") == "tutup"
    hours = opening(as_closed=as_closed)
    if not hours.form:
        return render(request, "portal/closed.html", {"opening": hours, "nav": "lapor"})
    user_type = user_type_of(request.GET.get("user_type", ""))
    category = category_of(request.GET.get("kategori", ""))
    if user_type is None:
        return render(
            request,
            "portal/who.html",
            {"opening": hours, "tiles": _tiles(), "category": category, "nav": "lapor"},
        )
    initial = {"user_type": user_type.value, "category": category.value if category else ""}
    form = ReportForm(user_type=user_type, initial=initial)
    return _page(request, form, opened=opening_stamp(), key=str(uuid.uuid4()))


def _sent(request: HttpRequest) -> HttpResponse:
    """Check, count, open the ticket, and go to its page: no template, no session, no query more."""
    uploads = limit_uploads(request)
    data = request.POST
    user_type = user_type_of(data.get("user_type", ""))
    if "refresh" in data:  # "show the regencies" or "other user type", without JavaScript
        form = ReportForm(user_type=user_type, initial=data.dict())
        return _page(request, form)
    form = ReportForm(data, request.FILES, user_type=user_type)
    now = timezone.now()
    stamp = data.get("opened_at", "")
    opened = opened_at(stamp) if stamp else now
    uploads.complain(form)
    if not form.is_valid():
        return _page(request, form, status=422)
    if data.get("website"):
        return _refused(request, form, texts.TRAP)
    if from_foreign_page(request):
        return _refused(request, form, texts.FOREIGN_PAGE)
    if not desk().may_submit(opened, now):
        return _refused(request, form, texts.CLOSED, closed=True)
    if not may_try("report", address_of(request), settings.FORM_LIMIT_PER_ADDRESS):
        return _refused(request, form, texts.TOO_MANY, status=429)
    try:
        number = open_ticket(form.to_report()).number
    except KeyReused as refusal:
        # A new key, so that sending once more makes a report of its own.
        return _refused(request, form, refusal.message, status=409, key=str(uuid.uuid4()))
    page = reverse("portal:status", args=[access.token_of(number)])
    response = HttpResponseRedirect(f"{page}?baru=1")
    response.status_code = 303
    response["Referrer-Policy"] = "no-referrer"
    add_never_cache_headers(response)
    return response


def _refused(
    request: HttpRequest,
    form: ReportForm,
    sentence: texts.Text,
    *,
    status: int = 422,
    closed: bool = False,
    key: str = "",
) -> HttpResponse:
    form.add_error(None, str(sentence))
    response = _page(request, form, status=status, closed=closed, key=key)
    if status == 429:
        response["Retry-After"] = str(QUARTER_HOUR)
    return response


def _page(
    request: HttpRequest,
    form: ReportForm,
    *,
    opened: str = "",
    key: str = "",
    status: int = 200,
    closed: bool = False,
) -> HttpResponse:
    form.prepare_page()
    data = request.POST
    context: dict[str, Any] = {
        "form": form,
        "opening": opening(),
        "closed": closed,
        "tiles": _tiles(),
        "user_type": form.kind,
        "school": form.variant == "A",
        "dinas": form.variant == "B",
        "opened_at": opened or data.get("opened_at") or opening_stamp(),
        "submission_key": key or data.get("submission_key") or str(uuid.uuid4()),
        # What another user type asked stays in the page, so that switching loses no text.
        "kept": {
            name: data[name]
            for name in sorted({n for kind in (None, *UserType) for n in fields_of(kind)})
            if name not in form.fields and data.get(name)
        },
        # What a field's error does not say already: suggestions, oddities, other people's NIK.
        "hints": {
            name: hints.for_field(name, data)
            for name in ("account", "nik", "detail")
            if data and (name == "account" or name not in form.errors)
        },
        "files_lost": bool(request.FILES) or dropped(request),
        "nav": "lapor",
    }
    response = render(request, "portal/report.html", context, status=status)
    add_never_cache_headers(response)
    return response


@require_safe
def regencies(request: HttpRequest) -> HttpResponse:
    """The options of one province, for htmx."""
    found = region_choices().by_province.get(request.GET.get("province", ""), [])
    response = render(request, "portal/parts/regencies.html", {"regencies": found})
    response["Cache-Control"] = "public, max-age=3600"
    return response


@require_POST
def check(request: HttpRequest) -> HttpResponse:
    """Live hints for one field. POST, because a NIK must not stand in an address or a log."""
    field = request.GET.get("bidang", "")
    found = hints.for_field(field, request.POST)
    response = render(request, "portal/parts/hints.html", {"hints": found, "field": field})
    add_never_cache_headers(response)
    return response


@require_POST
def suggest(request: HttpRequest) -> HttpResponse:
    """Answers and a category for the text typed so far, for htmx; kept nowhere.

    What the page shows already is not sent again, so that an opened answer stays open and
    nothing is read aloud twice.
    """
    data = request.POST
    if not may_try("suggest", address_of(request), _SUGGESTIONS_PER_QUARTER_HOUR):
        return HttpResponse(status=204)
    found = suggestions.suggest(
        data.get("title", "")[:120],
        data.get("detail", "")[: hints.MAX],
        user_type_of(data.get("user_type", "")),
        category_of(data.get("category", "")),
    )
    keep_proposal = found.proposal_key == data.get("usul", "")
    keep_answers = found.answers_key == data.get("jawaban", "")
    if keep_proposal and keep_answers:
        return HttpResponse(status=204)
    context = {"found": found, "keep_proposal": keep_proposal, "keep_answers": keep_answers}
    response = render(request, "portal/parts/suggestions.html", context)
    if keep_proposal:
        response["HX-Reswap"] = "none"
    add_never_cache_headers(response)
    return response


def _tiles() -> list[dict[str, texts.Text]]:
    return [
        {"value": kind.value, "label": kind.label, "icon": icon, "sentence": sentence}
        for kind, (icon, sentence) in _USER_TYPE_WORDS.items()
    ]
