"""The complaint form: choose who you are, fill, send (domain.md 5, 8, R0)."""

from __future__ import annotations

import uuid
from dataclasses import replace
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import add_never_cache_headers
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from helpdesk.portal import hints, suggestions, texts
from helpdesk.portal.client import QUARTER_HOUR, address_of, from_foreign_page, may_try
from helpdesk.portal.clock import Opening, opened_at, opening, opening_stamp
from helpdesk.portal.forms import ReportForm, fields_of
from helpdesk.portal.language import known, remember
from helpdesk.portal.uploads import LimitedUploads, dropped, limit_uploads
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


@gzip_page  # holds nothing secret that a stranger's words could stand beside
def _opened(request: HttpRequest) -> HttpResponse:
    as_closed = settings.DEMO and request.GET.get("tampilan") == "tutup"
    hours = opening(as_closed=as_closed)
    if not hours.form:
        return _closed(request, hours)
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
    data = _posted(request, uploads)
    user_type = user_type_of(data.get("user_type", ""))
    language = data.get("language", "")
    if known(language):  # the switch of this page is a button of the form, so nothing is lost
        translation.activate(language)
    redraws = "refresh" in data or known(language)
    now = timezone.now()
    stamp = data.get("opened_at", "")
    if not desk().may_submit(opened_at(stamp) if stamp else now, now):
        response = _sent_when_closed(request, data, user_type, redraws=redraws)
    elif redraws:
        response = _page(request, ReportForm(user_type=user_type, initial=data.dict()))
    else:
        return _taken(request, data, user_type, uploads)
    if known(language):
        remember(response, language)
    return response


def _posted(request: HttpRequest, uploads: LimitedUploads) -> QueryDict:
    """The fields as sent; of a form larger than the limits what the parser could keep."""
    try:
        return request.POST
    except (RequestDataTooBig, TooManyFieldsSent) as refusal:
        # Not sent by our form, which is read in parts by `uploads`: nothing can be kept.
        uploads.refusal = refusal
        request._post, request._files = QueryDict(), MultiValueDict()  # type: ignore[attr-defined]
        return request.POST


def _sent_when_closed(
    request: HttpRequest, data: QueryDict, user_type: UserType | None, *, redraws: bool
) -> HttpResponse:
    """Before anything else is checked: whoever can't send should not correct fields first."""
    if not redraws:
        form = ReportForm(user_type=user_type, initial=data.dict())
        return _page(request, form, status=422, refusal=texts.CLOSED, closed=True)
    response = _closed(request, opening(), typed=data)
    # htmx asked for some fields of the form; there is no form any more.
    response["HX-Retarget"] = response["HX-Reselect"] = "#isi"
    response["HX-Reswap"] = "outerHTML"
    return response


def _closed(request: HttpRequest, hours: Opening, typed: QueryDict | None = None) -> HttpResponse:
    """The page in the form's place, with what was typed so far to copy it."""
    kept = (typed.get(name, "").strip() for name in ("title", "detail")) if typed else ()
    context = {"opening": hours, "nav": "lapor", "typed": "\n\n".join(filter(None, kept))}
    response = render(request, "portal/closed.html", context)
    if typed:
        add_never_cache_headers(response)
    return response


def _taken(
    request: HttpRequest, data: QueryDict, user_type: UserType | None, uploads: LimitedUploads
) -> HttpResponse:
    form = ReportForm(data, request.FILES, user_type=user_type)
    uploads.complain(form)
    if not form.is_valid():
        return _page(request, form, status=422)
    if data.get("website"):
        return _refused(request, form, texts.TRAP)
    if from_foreign_page(request):
        return _refused(request, form, texts.FOREIGN_PAGE)
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
    key: str = "",
) -> HttpResponse:
    response = _page(request, form, status=status, refusal=sentence, key=key)
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
    refusal: texts.Text = "",
    closed: bool = False,
) -> HttpResponse:
    form.prepare_page()
    data = request.POST
    context: dict[str, Any] = {
        "form": form,
        "opening": opening(),
        "refusal": refusal,
        "closed": closed,
        "tiles": _tiles(),
        "user_type": form.kind,
        "school": form.variant == "A",
        "dinas": form.variant == "B",
        "admin_first": form.kind is not None and form.kind.asks_admin_sekolah,
        "opened_at": opened or data.get("opened_at") or opening_stamp(),
        "submission_key": key or data.get("submission_key") or str(uuid.uuid4()),
        # What another user type asked stays in the page, so that switching loses no text.
        "kept": {
            name: data[name]
            for name in sorted({n for kind in (None, *UserType) for n in fields_of(kind)})
            if name not in form.fields and data.get(name)
        },
        "hints": {
            name: _hints(name, data, form, only_secrets=closed)
            for name in ("title", "account", "npsn", "nik", "detail")
        } if data else {},
        "files_lost": bool(request.FILES) or dropped(request),
        "nav": "lapor",
    }  # fmt: skip
    response = render(request, "portal/report.html", context, status=status)
    add_never_cache_headers(response)
    return response


def _hints(name: str, data: QueryDict, form: ReportForm, *, only_secrets: bool) -> list[hints.Hint]:
    """The hints of one field, without the sentences that stand there as its error.

    What is secret keeps its mark even then: the browser holds no draft of such a field.
    """
    errors = {str(error) for error in form.errors.get(name, ())}
    found = hints.for_field(name, data)
    if only_secrets or (errors and name != "account"):
        found = [hint for hint in found if hint.secret]
    silent = (replace(hint, text="") if hint.text in errors else hint for hint in found)
    return [hint for hint in silent if hint.text or hint.secret]


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
        {
            "value": kind.value,
            "label": translation.gettext(kind.label),
            "icon": icon,
            "sentence": sentence,
        }
        for kind, (icon, sentence) in _USER_TYPE_WORDS.items()
    ]
