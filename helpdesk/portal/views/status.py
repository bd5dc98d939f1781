"""The reporter's page: receipt, progress, conversation, reply, confirm, rate (design.md 5, 6).

The address itself is the secret: whoever has the link is the reporter. So nothing may leak it
(no referrer, no cache, no index), and a forged form from elsewhere can't know where to send.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ObjectDoesNotExist
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from helpdesk.accounts.viewer import Viewer, reporter
from helpdesk.lib.pii import find_personal_data
from helpdesk.portal import texts
from helpdesk.portal.client import from_foreign_page, may_try
from helpdesk.portal.clock import own_zone
from helpdesk.portal.fields import CheckedField
from helpdesk.portal.progress import promises_a_day, steps, words_for
from helpdesk.portal.uploads import AttachmentsField, limit_uploads
from helpdesk.taxonomy import State
from helpdesk.tickets import access, links, queries
from helpdesk.tickets.files import path_of
from helpdesk.tickets.services import talking
from helpdesk.tickets.services.base import NotFound, Refused
from knowledge_base.rendering import to_safe_html

if TYPE_CHECKING:
    from helpdesk.tickets.models import Ticket

_REPLIES_PER_QUARTER_HOUR = 30
_FRESH = (State.NEW, State.NEEDS_SORTING, State.QUEUED)
_FINAL = (State.REJECTED, State.MERGED)


class ReplyForm(forms.Form):
    """What the reporter adds: text, files, or both. Length and passwords: the service's rules."""

    body = CheckedField(str, "", multiline=True, required=False)
    attachments = AttachmentsField(required=False)


def _private(response: HttpResponse) -> HttpResponse:
    """Keep the address out of caches, indexes and other sites' logs."""
    add_never_cache_headers(response)
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _number(token: str) -> int:
    number = access.number_of(token)
    if number is None:
        raise Http404
    return number


def _home(token: str, anchor: str) -> HttpResponse:
    response = HttpResponseRedirect(reverse("portal:status", args=[token]) + anchor)
    response.status_code = 303
    return _private(response)


@require_safe
def status(request: HttpRequest, token: str) -> HttpResponse:
    """Receipt right after sending (`?baru=1`), the state of the report later."""
    return _page(request, token)


def _page(request: HttpRequest, token: str, *, status: int = 200, **extra: Any) -> HttpResponse:
    number = _number(token)
    viewer = reporter(number)
    try:
        ticket = queries.get(viewer, number)
    except ObjectDoesNotExist:
        raise Http404 from None
    state = State(ticket.state)
    zone = ticket.province.time_zone if ticket.province else "WIB"
    merged = ticket.merged_into if state is State.MERGED else None
    talk = _conversation(viewer, ticket)
    follow_ups = links.follow_ups(viewer, ticket)
    before = links.follows(viewer, ticket)
    fresh = request.GET.get("baru") == "1" and state in _FRESH
    context = {
        "ticket": ticket,
        "token": token,
        "zone": zone,
        "facts": state.facts,
        "words": words_for(state, ticket.queue_kind),
        "steps": [] if state in (State.REJECTED, State.MERGED) else steps(state),
        "messages_shown": talk,
        "fresh": fresh,
        "nik_notice": texts.NIK_IN_REPORT
        if fresh and _holds_nik(ticket.title, talk[0]["text"] if talk else "") else "",
        "first_due": own_zone(ticket.first_response_due, zone)
        if ticket.first_response_due and not ticket.first_answered_at
        and promises_a_day(ticket.queue_kind) else "",
        "solution_due": own_zone(ticket.resolution_due, zone) if ticket.resolution_due else "",
        "code": access.code_of(number),
        # A second reply to a closed report belongs to what follows it already.
        "may_reply": state not in _FINAL and not any(n.takes_replies for n in follow_ups),
        "becomes_new": state is State.CLOSED,
        "follow_ups": [(n.number, access.token_of(n.number)) for n in follow_ups],
        "follows": (before.number, access.token_of(before.number)) if before else None,
        "may_confirm": talking.may_confirm(ticket, viewer),
        # Where we have answered or asked, the question is open; elsewhere it is an offer.
        "asks_confirmation": state in (State.SOLVED, State.WAITING_REQUESTER),
        "may_rate": state in (State.SOLVED, State.CLOSED),
        "ratings": _RATINGS,
        "rated": ticket.rating,
        "comment": ticket.rating_comment,
        # A link only to one's own: the report it was joined to may be another person's.
        "merged_token": access.token_of(merged.pk)
        if merged and merged.email == ticket.email else "",
        "reply_key": str(uuid.uuid4()),
        "reply_sent": request.GET.get("terkirim") == "1",
        "nav": "cek",
        **extra,
    }  # fmt: skip
    return _private(render(request, "portal/status.html", context, status=status))


_RATINGS = (
    (1, lazy("Sangat kurang")), (2, lazy("Kurang")), (3, lazy("Cukup")), (4, lazy("Baik")), (5, lazy("Sangat baik")),
)  # fmt: skip


def _holds_nik(*written: str) -> bool:
    """True when a NIK stands in free text, where domain.md 5 and 15 do not want one."""
    return any(found.kind == "nik" for text in written for found in find_personal_data(text))


def _conversation(viewer: Viewer, ticket: Any) -> list[dict[str, Any]]:
    """Public messages; the desk writes Markdown, everybody else plain text."""
    shown = []
    for message in queries.conversation(viewer, ticket):
        mine = message.author == "reporter"
        shown.append({
            "mine": mine,
            "author": _("Anda") if mine else _AUTHORS.get(message.author, ""),
            "at": message.created_at,
            # to_safe_html lets a short list of tags through and nothing else.
            "html": "" if mine else mark_safe(to_safe_html(message.body)),  # noqa: S308
            "text": message.body if mine else "",
            "files": list(message.attachments.all()),
        })  # fmt: skip
    return shown


_AUTHORS = {
    "staff": lazy("Petugas helpdesk"),
    "volunteer": lazy("Relawan Kapten belajar.id"),
    "system": lazy("Helpdesk"),
}


# The token in the address does what a CSRF token would; "no-referrer" makes browsers send
# `Origin: null`, which Django's check would refuse.
@csrf_exempt
@require_POST
def reply(request: HttpRequest, token: str) -> HttpResponse:
    """Add text and files; sent twice with one key it stands once."""
    number = _number(token)
    uploads = limit_uploads(request)
    form = ReplyForm(request.POST, request.FILES)
    uploads.complain(form)
    typed = {"reply_body": request.POST.get("body", ""), "reply_key": str(_key(request))}
    unsolved = "belum" in request.POST
    if not form.is_valid():
        problems = [str(error) for errors in form.errors.values() for error in errors]
        return _page(request, token, status=422, reply_errors=problems, **typed)
    body = form.cleaned_data["body"]
    if unsolved and not body:
        body = _("Kendala saya belum selesai.")
    return _do(
        request,
        token,
        lambda viewer: talking.reporter_replies(
            viewer, number, body, key=_key(request), files=form.cleaned_data["attachments"]
        ),
        "?terkirim=1#percakapan",
        typed,
    )


@csrf_exempt
@require_POST
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """“Sudah selesai”."""
    number = _number(token)
    return _do(
        request, token, lambda viewer: talking.reporter_confirms(viewer, number), "#penilaian"
    )


@csrf_exempt
@require_POST
def rate(request: HttpRequest, token: str) -> HttpResponse:
    """One to five, with a sentence if wished."""
    number = _number(token)
    typed = request.POST.get("rating", "")
    rating = int(typed) if typed in ("1", "2", "3", "4", "5") else 0
    comment = request.POST.get("comment", "")
    return _do(
        request,
        token,
        lambda viewer: talking.reporter_rates(viewer, number, rating=rating, comment=comment),
        "#penilaian",
        {"comment": comment, "rated": rating},
        errors="rate_errors",
    )


def _do(
    request: HttpRequest,
    token: str,
    act: Callable[[Viewer], Ticket],
    anchor: str,
    typed: dict[str, Any] | None = None,
    *,
    errors: str = "reply_errors",
) -> HttpResponse:
    """One act of the reporter; a refusal comes back on the page with all that was typed."""
    number = _number(token)
    refused = ""
    status = 422
    if from_foreign_page(request):
        refused = str(texts.FOREIGN_PAGE)
    elif not may_try("reply", str(number), _REPLIES_PER_QUARTER_HOUR):
        refused, status = _("Terlalu banyak kiriman. Tunggu beberapa menit, lalu coba lagi."), 429
    else:
        try:
            done = act(reporter(number))
        except NotFound:
            raise Http404 from None
        except Refused as refusal:
            refused = _(refusal.message)
            # Nothing was written, perhaps because the key is used up: go on with a new one.
            typed = {name: text for name, text in (typed or {}).items() if name != "reply_key"}
    if refused:
        return _page(request, token, status=status, **{errors: [refused]}, **(typed or {}))
    if done.pk != number:  # a closed report: the reply went into one that follows it
        return _home(access.token_of(done.pk), "?baru=1")
    return _home(token, anchor)


def _key(request: HttpRequest) -> uuid.UUID:
    try:
        return uuid.UUID(request.POST.get("key", ""))
    except ValueError:
        return uuid.uuid4()


@require_safe
def paper(request: HttpRequest, token: str, attachment_id: int) -> HttpResponse | FileResponse:
    """One of the reporter's files, as a download that no browser runs."""
    number = _number(token)
    try:
        found = queries.papers(reporter(number), number, attachment_id)
        if not found.message.public:
            raise Http404
        handle = path_of(found.stored_name).open("rb")
    except (ObjectDoesNotExist, FileNotFoundError):
        raise Http404 from None
    response = FileResponse(
        handle, as_attachment=True, filename=found.display_name, content_type=found.content_type
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    _private(response)  # type: ignore[arg-type]
    return response
