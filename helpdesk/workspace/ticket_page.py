"""Everything the ticket page shows, gathered once; used by the page and by refused answers."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from helpdesk.accounts.viewer import Right, Viewer
from helpdesk.lib.account_address import mask_account
from helpdesk.lib.identifiers import mask_email
from helpdesk.lib.pii import mask_personal_data
from helpdesk.taxonomy import Category, Level, OfficeType, Position, State, UserType
from helpdesk.tickets import links, policy, queries
from helpdesk.workspace import drafting, outcomes, timeline, verbs
from helpdesk.workspace.forms import CategoryForm
from helpdesk.workspace.origin import Origin, origin_of
from helpdesk.workspace.queue_names import queue_name
from knowledge_base import queries as knowledge
from triage import pipeline
from triage.classifier.predict import ComplaintInput
from triage.queries import doubt_of, latest_prediction
from triage.reasons import Reasons, reasons

if TYPE_CHECKING:
    from collections.abc import Sequence

    from helpdesk.tickets.identity import Numbers
    from helpdesk.tickets.models import Message, Ticket

_THEN_LABELS = {
    State.IN_PROGRESS: ("send", "Kirim, tetap diproses"),
    State.WAITING_REQUESTER: ("message-circle-question-mark", "Kirim dan tunggu pelapor"),
    State.ON_HOLD: ("circle-pause", "Kirim dan tahan"),
    State.SOLVED: ("circle-check", "Kirim dan selesai"),
}


@dataclass(frozen=True, slots=True)
class Composer:
    """What stands in the two writing fields, kept through every refusal.

    `version` is the version of the report the answer is decided on; `key` and `note_key` make
    a double click one message.
    """

    text: str = ""
    template_key: str = ""
    template_title: str = ""
    then: State = State.IN_PROGRESS
    version: int = 1
    key: uuid.UUID = field(default_factory=uuid.uuid4)
    problems: tuple[str, ...] = ()
    difference: timeline.Difference | None = None
    note: str = ""
    note_key: uuid.UUID = field(default_factory=uuid.uuid4)
    note_problems: tuple[str, ...] = ()
    tab: str = "balas"
    outcome: str = ""
    prefilled: bool = False
    hold_reason: str = ""
    hold_until: str = ""

    @property
    def then_choices(self) -> list[tuple[str, str, str]]:
        """The state proposed by the template first, as the main button."""
        order = sorted(_THEN_LABELS, key=lambda state: state is not self.then)
        return [(state.value, *_THEN_LABELS[state]) for state in order]


def fresh(ticket: Ticket, viewer: Viewer, *, nik: str, template: str, outcome: str) -> Composer:
    """Return the composer of a page just opened, with the first draft where there is one."""
    composer = Composer(
        version=ticket.version, outcome=outcome, hold_until=drafting.look_again().isoformat()
    )
    if not verbs.may_answer(ticket, viewer):
        return replace(composer, tab="catatan")
    draft = None
    if viewer.is_volunteer:
        if outcome == "direset":
            draft = outcomes.reset_done(ticket, viewer)
        elif outcome == "tanya":
            draft = outcomes.ask(ticket, viewer)
    elif template:
        chosen = knowledge.template(template)
        draft = drafting.from_template(chosen, ticket, viewer, nik) if chosen else None
    else:
        draft = drafting.first_draft(ticket, viewer, nik)
    if draft is None:
        return composer
    return replace(
        composer,
        text=draft.text,
        template_key=draft.template_key,
        template_title=draft.template_title,
        then=draft.then,
        problems=draft.problems,
        prefilled=True,
        hold_reason=draft.template_title if draft.then is State.ON_HOLD else "",
    )


def show(
    request: HttpRequest,
    viewer: Viewer,
    ticket: Ticket,
    *,
    composer: Composer | None = None,
    status: int = 200,
) -> HttpResponse:
    """Answer with the ticket page; a given composer holds what was typed and refused."""
    numbers = queries.masked_identity(viewer, ticket)
    if composer is None:
        composer = fresh(
            ticket,
            viewer,
            nik=numbers.nik,
            template=request.GET.get("templat", "")[:80],
            outcome=request.GET.get("hasil", ""),
        )
    context = _context(request, viewer, ticket, numbers, composer)
    name = "volunteer_ticket" if viewer.is_volunteer else "ticket"
    return render(request, f"workspace/{name}.html", context, status=status)


def _context(
    request: HttpRequest, viewer: Viewer, ticket: Ticket, numbers: Numbers, composer: Composer
) -> dict[str, Any]:
    sees_papers = policy.sees_papers(ticket, viewer)
    messages = queries.conversation(viewer, ticket)
    events = queries.history(viewer, ticket)
    entries = timeline.timeline(messages, events, viewer, with_papers=sees_papers)
    papers = [a for e in entries if e.said for a in e.said.attachments]
    done = request.GET.get("kabar", "")
    origin = origin_of(request)
    if not origin.place:
        origin = Origin.at(ticket, origin.view, origin.wanted)
    context: dict[str, Any] = {
        "ticket": ticket,
        "title": shown_title(ticket, viewer),
        "state": State(ticket.state).facts,
        "category": Category(ticket.category),
        "entries": entries,
        "composer": composer,
        "may_answer": verbs.may_answer(ticket, viewer),
        "verbs": verbs.open_verbs(ticket, viewer),
        "facts": facts_of(ticket, viewer),
        "numbers": numbers,
        "papers": papers,
        "sees_papers": sees_papers,
        "done": verbs.DONE.get(done, ""),
        "done_slug": done if done in verbs.DONE else "",
        "undo": verbs.undo_of(done, ticket, viewer),
        "sent": done in ("balas", "kembalikan"),
        "came_from": queries.VIEW_BY_SLUG[origin.view],
        "origin": origin,
        "next_url": origin.step_url(ticket.number),
        "previous_url": origin.step_url(ticket.number, back=True),
        "zone": ticket.province.time_zone if ticket.province and viewer.is_volunteer else "WIB",
        "holds_it": ticket.assignee_id == viewer.user_id,
        "follows": links.follows(viewer, ticket),
        "follow_ups": links.follow_ups(viewer, ticket),
        "nav": "meja",
    }
    if viewer.is_volunteer:
        context |= {
            "checks": outcomes.CHECKS,
            "deadline": ticket.volunteer_due,
            "claim": next((v for v in context["verbs"] if v.slug == "ambil"), None),
            "hand_back": next((v for v in context["verbs"] if v.slug == "kembalikan"), None),
        }
    else:
        context |= {
            "earlier": [
                (other, shown_title(other, viewer))
                for other in queries.earlier_reports(viewer, ticket)
            ],
            "category_form": CategoryForm(
                initial={"category": ticket.category, "version": ticket.version}
            )
            if policy.corrects_category(ticket, viewer)
            else None,
            "may_reveal": policy.reveals_identity(ticket, viewer) and bool(numbers),
            "guess": Category(ticket.predicted_category) if ticket.predicted_category else None,
            "doubt": doubt_of(latest_prediction(ticket.number))
            if ticket.predicted_category
            else None,
            "reasons": _reasons(ticket, messages),
            "reasons_at": messages[0].pk if messages else None,
            "chosen": Category(ticket.chosen_category),
            "watches_delivery": True,
            "hand_over": _hand_over(ticket, viewer, context["verbs"]),
        }
    return context


def _hand_over(ticket: Ticket, viewer: Viewer, open_now: Sequence[verbs.Verb]) -> str:
    """Return the volunteers' queue that a report of the helpdesk should go to, or ''.

    Not where a volunteer or a colleague has sent it here: they had their reason.
    """
    may_move = any(verb.slug == "pindah" for verb in open_now)
    kind = ticket.queue_kind
    if not may_move or kind is None or kind.is_volunteer or policy.placed_by_people(ticket):
        return ""
    route = pipeline.hand_over_route(ticket)
    return queue_name(route.queue) if route else ""


def _reasons(ticket: Ticket, messages: Sequence[Message]) -> Reasons | None:
    """Return the words behind the guess, with their places in the reporter's first message."""
    if not ticket.predicted_category or not messages:
        return None
    complaint = ComplaintInput(text=messages[0].body, title=ticket.title)
    return reasons(complaint, Category(ticket.predicted_category))


def shown_title(ticket: Ticket, viewer: Viewer) -> str:
    """Return the title; people write addresses and numbers there too (domain.md 15)."""
    if viewer.is_volunteer:
        return mask_personal_data(ticket.title)
    return mask_personal_data(ticket.title, policy.SECRET_KINDS)


def facts_of(ticket: Ticket, viewer: Viewer) -> list[tuple[str, str]]:
    """Return (label, value) of what this viewer may know of the reporter; empty ones left out.

    Volunteers: name, account, school, masked contact (design.md 5).
    """
    full = viewer.may(Right.SEE_CONTACT)
    user_type = UserType(ticket.user_type)
    rows = [
        ("Nama", ticket.requester_name or "Tidak diisi"),
        ("Tipe pengguna", user_type.label),
        ("Akun", ticket.account or "Belum ada"),
        ("Jenjang", Level(ticket.level).label if ticket.level else ""),
        ("Sekolah", ticket.school_name),
        ("NPSN", ticket.npsn),
        ("Jabatan", Position(ticket.position).label if ticket.position else ""),
        ("Tipe dinas", OfficeType(ticket.office_type).label if ticket.office_type else ""),
        ("Kabupaten/kota", ticket.regency.name if ticket.regency else ""),
        ("Provinsi", ticket.province.name if ticket.province else ""),
        ("Email", ticket.email if full else mask_email(ticket.email)),
    ]
    if ticket.private_email and ticket.private_email != ticket.email:
        rows.append(
            ("Email pribadi", ticket.private_email if full else mask_email(ticket.private_email))
        )
    if user_type is not UserType.MINISTRY_STAFF:
        rows.append(("Cara mandiri", "Sudah dicoba" if ticket.self_service_tried else ""))
    return [(label, value) for label, value in rows if value]


def short_account(ticket: Ticket) -> str:
    """Return the account as lists show it."""
    return mask_account(ticket.account) if ticket.account else ""
