"""Settling category and queue: by the triage, by a person, by a rule (design.md 6.3)."""

from __future__ import annotations

from dataclasses import dataclass

from helpdesk.accounts.viewer import Viewer
from helpdesk.sla.policy import volunteer_deadline
from helpdesk.taxonomy import Category, Priority, State
from helpdesk.tickets import policy
from helpdesk.tickets.models import Queue, Ticket
from helpdesk.tickets.services.base import Change, NotAllowed, change

SORTING_QUEUE = "helpdesk"
NOT_FOR_VOLUNTEERS = (
    "Relawan hanya menangani kendala password guru dan peserta didik; laporan ini ditangani "
    "helpdesk."
)
# Left to a person: the classifier failed, was not sure, or the sorting was undone.
SORTING_UNDONE = "T2"
_UNSETTLED = frozenset({"T0", "T1", SORTING_UNDONE})


@dataclass(frozen=True, slots=True)
class Route:
    """Where a report goes and why, in words a person understands."""

    queue: str
    rule: str
    reason: str
    priority: Priority = Priority.NORMAL


@dataclass(frozen=True, slots=True)
class Guess:
    """What the classifier said; `confidence` 0-1. None stands for a classifier that failed."""

    category: Category
    confidence: float
    abstained: bool
    model_version: str


def accept_sorting(
    viewer: Viewer, number: int, *, category: Category, guess: Guess | None, route: Route
) -> Ticket:
    """The guess is good enough: category in force, into the queue of the route."""
    with change(viewer, number) as work:
        _note_guess(work, guess)
        work.set(category=category)
        work.to("sort")
        _place(work, route)
        work.event(
            "ticket.sorted",
            rule=route.rule,
            reason=route.reason,
            model_version=guess.model_version if guess else "",
            data={"category": int(category), "queue": route.queue,
                  "confidence": guess.confidence if guess else None},
        )  # fmt: skip
        return work.ticket


def leave_to_person(viewer: Viewer, number: int, *, guess: Guess | None, route: Route) -> Ticket:
    """The classifier abstained, failed, or contradicts the reporter: a person sorts."""
    with change(viewer, number) as work:
        _note_guess(work, guess)
        work.to("ask_sorting")
        _place(work, route)
        work.event(
            "ticket.sorting_asked",
            rule=route.rule,
            reason=route.reason,
            model_version=guess.model_version if guess else "",
            data={"queue": route.queue},
        )
        return work.ticket


def correct_category(
    viewer: Viewer,
    number: int,
    *,
    category: Category,
    route: Route,
    seen_version: int | None = None,
) -> Ticket:
    """A person settles the category; an unsorted or waiting report is routed anew.

    A waiting report moves only when its category changes, and never where a volunteer's return
    (R5) or a colleague put it: the rules know nothing of their reasons. A report that a person
    already works stays with that person; its reason then tells where the rules would send it.
    The event is the label that the classifier learns from (triage.receivers).
    """
    with change(viewer, number, seen_version=seen_version) as work:
        ticket = work.ticket
        if not policy.corrects_category(ticket, viewer):
            raise NotAllowed("Kategori laporan ini tidak dapat Anda ubah.")
        before = ticket.category
        work.set(category=category)
        if ticket.state == State.NEEDS_SORTING:
            work.to("sort")
            _place(work, route)
        elif before == category and ticket.rule not in _UNSETTLED:
            return ticket
        elif not policy.placed_by_people(ticket):
            if ticket.state == State.QUEUED and ticket.queue_id != route.queue:
                work.to("transfer")
                _place(work, route)
            else:
                work.set(rule=route.rule, reason=_why_it_stays(ticket, category, route)[:500])
        work.event(
            "ticket.category_corrected" if before != category else "ticket.category_confirmed",
            rule=ticket.rule,
            reason=f"{Category(before).short_label} → {category.short_label}"
            if before != category
            else f"Kategori dipastikan: {category.short_label}",
            data={"from": before, "to": int(category), "predicted": ticket.predicted_category},
        )
        return ticket


def _why_it_stays(ticket: Ticket, category: Category, route: Route) -> str:
    """Return the reason of a report that keeps its place under a new category."""
    if ticket.queue_id == route.queue:
        return route.reason
    return (
        f"Kategori dipastikan petugas: “{category.short_label}”. Masih di sini karena sudah "
        f"dikerjakan; menurut aturan {route.rule}: {route.reason}"
    )


def hand_over(
    viewer: Viewer, number: int, *, route: Route, seen_version: int | None = None
) -> Ticket:
    """Pass a report of the helpdesk on to the volunteers that the rules name (domain.md R1).

    Raises NotAllowed for reports that are no volunteers' matter.
    """
    with change(viewer, number, seen_version=seen_version) as work:
        if viewer.is_volunteer or not policy.fits_volunteers(work.ticket):
            raise NotAllowed(NOT_FOR_VOLUNTEERS)
        work.to("transfer")
        _place(work, route)
        work.event(
            "ticket.transferred",
            rule=route.rule,
            reason=route.reason[:500],
            data={"queue": route.queue},
        )
        return work.ticket


def undo_sorting(viewer: Viewer, number: int, *, category: Category) -> Ticket:
    """Take a person's sorting back while nobody has claimed the report.

    `category` is the one in force before. Raises NotAllowed once somebody works on it.
    """
    with change(viewer, number) as work:
        work.to("unsort", "Laporan sudah diambil rekan, jadi pemilahan tidak dapat diurungkan.")
        route = Route(SORTING_QUEUE, SORTING_UNDONE, "Pemilahan diurungkan; laporan dipilah lagi.")
        _place(work, route)
        work.set(category=category)
        work.event("ticket.sorting_undone", rule=SORTING_UNDONE, reason=route.reason)
        return work.ticket


def _note_guess(work: Change, guess: Guess | None) -> None:
    if guess is not None:
        work.set(
            predicted_category=guess.category,
            confidence=guess.confidence,
            abstained=guess.abstained,
        )


def _place(work: Change, route: Route) -> None:
    """Put the ticket into the route's queue, nobody's yet."""
    if not Queue.objects.filter(pk=route.queue).exists():
        raise NotAllowed(f"Antrean {route.queue} tidak ada.")
    place(work, route.queue, route.rule, route.reason)
    work.set(priority=route.priority)


def place(work: Change, queue: str, rule: str, reason: str) -> None:
    """Put a ticket in change into an existing queue; a volunteer's time limit begins here.

    It is stored, so that neither a release nor a message of the reporter begins it anew and
    pauses move it as they move the other due dates (domain.md R5).
    """
    work.set(
        queue_id=queue,
        rule=rule,
        reason=reason[:500],
        queued_at=work.now,
        assignee=None,
        claimed_at=None,
    )
    kind = work.ticket.queue_kind
    with_volunteers = kind is not None and kind.is_volunteer
    work.set(volunteer_due=volunteer_deadline(work.now) if with_volunteers else None)
