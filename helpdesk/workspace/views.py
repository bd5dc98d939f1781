"""The ticket: page, answer, note, verbs. A view parses, calls one service, answers."""

from __future__ import annotations

import uuid
from dataclasses import replace
from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from helpdesk.accounts.viewer import Viewer
from helpdesk.taxonomy import Category, State
from helpdesk.tickets import policy, queries
from helpdesk.tickets.services import reveal, sorting, talking
from helpdesk.tickets.services.base import Conflict, KeyTaken, NotFound, Refused
from helpdesk.workspace import drafting, ticket_page, timeline
from helpdesk.workspace.forms import CategoryForm, NoteForm, ReplyForm, RevealForm
from helpdesk.workspace.guard import desk_view, ticket_or_404
from helpdesk.workspace.origin import origin_of
from helpdesk.workspace.ticket_page import Composer
from helpdesk.workspace.verbs import VERBS, Verb, open_verbs
from triage.pipeline import complaint_of, hand_over_route, route_for
from triage.queries import latest_prediction
from triage.reasons import reasons

if TYPE_CHECKING:
    from helpdesk.tickets.models import Ticket

_OUTCOMES = ("direset", "tanya", "verifikasi", "kembalikan")


@desk_view
@require_GET
def ticket(request: HttpRequest, viewer: Viewer, number: int) -> HttpResponse:
    """The ticket page."""
    return ticket_page.show(request, viewer, ticket_or_404(viewer, number))


@desk_view
@require_POST
def answer(request: HttpRequest, viewer: Viewer, number: int) -> HttpResponse:
    """Send an answer and set the state after it; every refusal keeps the text."""
    form = ReplyForm(request.POST)
    valid = form.is_valid()
    text = form.typed()
    try:
        found = ticket_or_404(viewer, number)
    except Http404:
        return _gone(request, text)
    composer = _composer_of(request, form, found)
    if not valid:
        return _refused(request, viewer, found, composer, form.problems())
    gaps = drafting.blocks(text, found)
    if gaps:
        return _refused(request, viewer, found, composer, gaps)
    reply = talking.Reply(
        body=drafting.greeted_now(drafting.with_link(text, number, viewer)),
        key=form.cleaned_data["key"],
        then=State(form.cleaned_data["then"]),
        template_key=form.cleaned_data["template_key"],
        hold_reason=form.cleaned_data["hold_reason"],
        hold_until=form.cleaned_data["hold_until"],
    )
    try:
        talking.answer(viewer, number, reply, seen_version=form.cleaned_data["version"])
    except Conflict as conflict:
        found = ticket_or_404(viewer, number)
        changes = timeline.difference(
            found, conflict.events, queries.conversation(viewer, found), viewer
        )
        composer = replace(composer, version=found.version, difference=changes)
        return ticket_page.show(request, viewer, found, composer=composer, status=409)
    except NotFound:
        return _gone(request, text)
    except Refused as refusal:
        if isinstance(refusal, KeyTaken):
            # Another text went out under this key: the next try needs one of its own.
            composer = replace(composer, key=uuid.uuid4())
        return _refused(request, viewer, ticket_or_404(viewer, number), composer, [refusal.message])
    return _to_ticket(request, number, "balas")


def _gone(request: HttpRequest, text: str) -> HttpResponse:
    """The report moved out of scope while the text was written: the text is not lost with it."""
    name = "parts/gone" if getattr(request, "htmx", False) else "gone"
    return render(request, f"workspace/{name}.html", {"text": text}, status=404)


def _composer_of(request: HttpRequest, form: ReplyForm, found: Ticket) -> Composer:
    """Return the composer as it was posted, also from a form that is wrong."""
    then = form.cleaned_data.get("then")
    outcome = request.POST.get("outcome", "")
    return Composer(
        text=form.typed(),
        template_key=form.cleaned_data.get("template_key", ""),
        then=State(then) if then else State.IN_PROGRESS,
        version=form.cleaned_data.get("version") or found.version,
        key=form.key_or_new(),
        outcome=outcome if outcome in _OUTCOMES else "",
        hold_reason=request.POST.get("hold_reason", "")[:500],
        hold_until=request.POST.get("hold_until", "")[:20],
    )


def _refused(
    request: HttpRequest, viewer: Viewer, found: Ticket, composer: Composer, problems: object
) -> HttpResponse:
    composer = replace(composer, problems=tuple(problems))  # type: ignore[arg-type]
    return ticket_page.show(request, viewer, found, composer=composer, status=422)


@desk_view
@require_POST
def note(request: HttpRequest, viewer: Viewer, number: int) -> HttpResponse:
    """Write an internal note; it needs no version, because it overwrites nothing."""
    form = NoteForm(request.POST)
    try:
        found = ticket_or_404(viewer, number)
    except Http404:
        return _gone(request, form.typed())
    problems = [] if form.is_valid() else form.problems()
    if not problems:
        try:
            talking.note(viewer, number, form.typed(), key=form.cleaned_data["key"])
            return _to_ticket(request, number, "catatan")
        except NotFound:
            return _gone(request, form.typed())
        except Refused as refusal:
            problems = [refusal.message.replace("Jawaban", "Catatan")]
    composer = replace(
        ticket_page.fresh(found, viewer, nik="", template="", outcome=""),
        note=form.typed(),
        note_key=form.key_or_new(),
        note_problems=tuple(problems),
        tab="catatan",
    )
    return ticket_page.show(request, viewer, found, composer=composer, status=422)


@desk_view
@require_POST
def category(request: HttpRequest, viewer: Viewer, number: int) -> HttpResponse:
    """Accept or correct the category; an unsorted report goes its way by the rules."""
    found = ticket_or_404(viewer, number)
    form = CategoryForm(request.POST)
    if not policy.corrects_category(found, viewer):
        messages.error(request, "Kategori laporan ini tidak dapat Anda ubah.")
    elif not form.is_valid():
        messages.error(request, "Pilih kategori dari daftar.")
    else:
        chosen = form.cleaned_data["category"]
        try:
            sorting.correct_category(
                viewer,
                number,
                category=chosen,
                route=route_for(found, chosen),
                seen_version=form.cleaned_data["version"],
            )
            return _onward(request, viewer, number, "kategori")
        except NotFound:
            raise Http404 from None
        except Refused as refusal:
            messages.error(request, refusal.message)
    return redirect("workspace:ticket", number)


@desk_view
@require_POST
def hand_over(request: HttpRequest, viewer: Viewer, number: int) -> HttpResponse:
    """Pass a password report on to the volunteers of its region, in one click."""
    found = ticket_or_404(viewer, number)
    route = hand_over_route(found)
    version = request.POST.get("version", "")
    if route is None:
        messages.error(request, "Tidak ada relawan yang bertugas untuk laporan ini.")
        return redirect(_ticket_url(request, number))
    try:
        seen = int(version) if version.isascii() and version.isdigit() else None
        sorting.hand_over(viewer, number, route=route, seen_version=seen)
    except NotFound:
        raise Http404 from None
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect(_ticket_url(request, number))
    return _onward(request, viewer, number, "teruskan")


@desk_view
@require_http_methods(["GET", "POST"])
def act(request: HttpRequest, viewer: Viewer, number: int, slug: str) -> HttpResponse:
    """Run one verb. GET shows its form (as a dialog's content for htmx), POST does it."""
    verb = VERBS[slug]
    typed = request.POST.get("reason", "").replace("\0", "")
    try:
        found = ticket_or_404(viewer, number)
    except Http404:
        if request.method != "POST":
            raise
        return _gone(request, typed)
    if verb.form is None:
        return _act_at_once(request, viewer, number, verb)
    form = verb.form(found, viewer, request.POST if request.method == "POST" else None)
    # The version of the page that the dialog was opened from, not of the moment it opened.
    seen = request.GET.get("v", "")
    form.initial["version"] = int(seen) if seen.isascii() and seen.isdigit() else found.version
    refusal, changes = "", None
    if verb not in open_verbs(found, viewer):
        refusal = f"“{verb.label}” tidak dapat dilakukan: laporan berstatus “{State(found.state).label}” atau bukan wewenang Anda."
    elif request.method == "POST" and form.is_valid():
        try:
            verb.run(viewer, number, form.cleaned_data)
            return _onward(request, viewer, number, slug)
        except Conflict as conflict:
            # What was typed stays; the next press decides on what is read now.
            found = ticket_or_404(viewer, number)
            changes = timeline.difference(
                found, conflict.events, queries.conversation(viewer, found), viewer
            )
            form.data = {**request.POST.dict(), "version": str(found.version)}
        except NotFound as fault:
            if slug != "gabung":
                return _gone(request, typed)
            refusal = fault.message  # the other report, not this one
        except Refused as fault:
            refusal = fault.message
    context = {
        "ticket": found, "title": ticket_page.shown_title(found, viewer), "verb": verb,
        "form": form, "refusal": refusal, "difference": changes, "zone": "WIB", "nav": "meja",
    }  # fmt: skip
    name = "parts/verb_form" if getattr(request, "htmx", False) else "verb"
    status = 422 if refusal or (request.method == "POST") else 200
    return render(request, f"workspace/{name}.html", context, status=status)


def _act_at_once(request: HttpRequest, viewer: Viewer, number: int, verb: Verb) -> HttpResponse:
    if request.method != "POST":
        return redirect("workspace:ticket", number)
    try:
        verb.run(viewer, number, {})
    except NotFound:
        raise Http404 from None
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect(_ticket_url(request, number))
    return _onward(request, viewer, number, verb.slug)


@desk_view
@require_http_methods(["GET", "POST"])
def show_nik(request: HttpRequest, viewer: Viewer, number: int) -> HttpResponse:
    """Show NIK and NISN in full once, by reason, logged; the answer is stored nowhere."""
    typed = request.POST.get("reason", "").replace("\0", "")
    try:
        found = ticket_or_404(viewer, number)
    except Http404:
        if request.method != "POST":
            raise
        return _gone(request, typed)
    if not policy.reveals_identity(found, viewer):
        raise Http404
    form = RevealForm(request.POST if request.method == "POST" else None)
    numbers, refusal = None, ""
    if request.method == "POST" and form.is_valid():
        try:
            numbers = reveal.reveal_identity(viewer, number, reason=form.cleaned_data["reason"])
        except NotFound:
            return _gone(request, typed)
        except Refused as fault:
            refusal = fault.message
    context = {
        "ticket": found,
        "form": form,
        "full": numbers,
        "refusal": refusal,
        "nav": "meja",
    }
    name = "parts/nik" if getattr(request, "htmx", False) else "nik"
    status = 200 if numbers or request.method == "GET" else 422
    return render(request, f"workspace/{name}.html", context, status=status)


@desk_view
@require_GET
def why(request: HttpRequest, viewer: Viewer, number: int) -> HttpResponse:
    """“Mengapa di sini?”: rule, reason, guess, and the classifier's three best."""
    found = ticket_or_404(viewer, number)
    said = None if viewer.is_volunteer else latest_prediction(number)
    best = [(Category(c), p) for c, p in said.ranking[:3]] if said else []
    guess = Category(said.category) if said else None
    context = {"ticket": found, "said": said, "best": best, "nav": "meja", "guess": guess,
               "reasons": reasons(complaint_of(found), guess) if guess else None}  # fmt: skip
    name = "parts/why" if getattr(request, "htmx", False) else "why"
    return render(request, f"workspace/{name}.html", context)


def _ticket_url(request: HttpRequest, number: int, done: str = "") -> str:
    kept = [origin_of(request).query] if request.GET.get("dari") else []
    kept += [urlencode({"kabar": done})] if done else []
    return reverse("workspace:ticket", args=[number]) + ("?" + "&".join(kept) if kept else "")


def _to_ticket(request: HttpRequest, number: int, done: str) -> HttpResponse:
    return redirect(_ticket_url(request, number, done))


def _onward(request: HttpRequest, viewer: Viewer, number: int, done: str) -> HttpResponse:
    """Go back to the ticket, or to the list when the act took it out of the viewer's scope."""
    try:
        queries.get(viewer, number)
    except ObjectDoesNotExist:
        url = reverse("workspace:inbox") + "?" + urlencode({"kabar": done})
    else:
        url = _ticket_url(request, number, done)
    if getattr(request, "htmx", False):
        response: HttpResponseBase = HttpResponse(status=204)
        response["HX-Redirect"] = url
        return response  # type: ignore[return-value]
    return redirect(url)
