"""A person works a report: claim, release, hand over, hold, resume, close, reject, merge."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone

from helpdesk.accounts.viewer import Viewer
from helpdesk.taxonomy import QueueKind, State
from helpdesk.tickets import policy
from helpdesk.tickets.models import Queue, Ticket
from helpdesk.tickets.services.base import NotAllowed, Refused, change, lock
from helpdesk.tickets.services.sorting import NOT_FOR_VOLUNTEERS, SORTING_UNDONE, place

HELPDESK_QUEUE = "helpdesk"


class OtherPerson(Refused):
    """The report to merge into is another person's; the viewer has not confirmed that."""


def claim(viewer: Viewer, number: int) -> Ticket:
    """Take a report; claiming what one holds already changes nothing.

    Raises NotAllowed naming the colleague who was quicker. Two claims at once: the row lock
    decides, the second reads the first one's name.
    """
    with change(viewer, number) as work:
        ticket = work.ticket
        if ticket.state == State.IN_PROGRESS and not policy.is_abandoned(ticket):
            if ticket.assignee_id == viewer.user_id:
                return ticket
            raise NotAllowed(f"Sudah diambil oleh {_holder(ticket)}.")
        work.to("claim")
        work.set(assignee_id=viewer.user_id, claimed_at=work.now)
        work.event("ticket.claimed")
        return ticket


def _holder(ticket: Ticket) -> str:
    return ticket.assignee.name if ticket.assignee else "rekan lain"


def release(viewer: Viewer, number: int) -> Ticket:
    """Put a report back into its queue for a colleague; undo of `claim`.

    It keeps its place among those that wait: nobody waits longer because somebody had a look.
    """
    with change(viewer, number) as work:
        work.to("release")
        work.set(assignee=None, claimed_at=None)
        work.event("ticket.released")
        return work.ticket


def hand_back(
    viewer: Viewer, number: int, *, reason: str, rule: str = "R5", seen_version: int | None = None
) -> Ticket:
    """A volunteer cannot solve it: to the helpdesk with a reason (domain.md R5)."""
    reason = reason.strip()
    if not reason:
        raise Refused("Tuliskan alasan pengembalian.")
    with change(viewer, number, seen_version=seen_version) as work:
        kind = work.ticket.queue_kind
        if kind is None or not kind.is_volunteer:
            raise NotAllowed("Laporan ini sudah berada di helpdesk.")
        _move(work, HELPDESK_QUEUE, rule, f"{policy.HANDED_BACK}{reason}")
        work.event("ticket.handed_back", rule=rule, reason=reason[:500])
        return work.ticket


def transfer(
    viewer: Viewer, number: int, *, queue: str, reason: str, seen_version: int | None = None
) -> Ticket:
    """Move a report to another queue, nobody's there yet; the reason stays on the ticket."""
    reason = reason.strip()
    if not reason:
        raise Refused("Tuliskan alasan pemindahan.")
    with change(viewer, number, seen_version=seen_version) as work:
        target = Queue.objects.filter(pk=queue).first()
        if target is None:
            raise Refused("Antrean tujuan tidak ada.")
        if QueueKind(target.kind).is_volunteer and not policy.fits_volunteers(work.ticket):
            raise Refused(NOT_FOR_VOLUNTEERS)
        if viewer.is_volunteer and queue != HELPDESK_QUEUE:
            raise NotAllowed("Relawan hanya dapat mengembalikan laporan ke helpdesk.")
        _move(work, queue, "manual", reason)
        work.event("ticket.transferred", rule="manual", reason=reason[:500], data={"queue": queue})
        return work.ticket


def _move(work, queue: str, rule: str, reason: str) -> None:
    work.to("transfer")
    place(work, queue, rule, reason)


def hold(
    viewer: Viewer, number: int, *, reason: str, until: date, seen_version: int | None = None
) -> Ticket:
    """Hold a report for Dapodik or another desk, with a reason and a day to look again."""
    reason = reason.strip()
    if not reason:
        raise Refused("Tuliskan alasan penahanan.")
    if until <= timezone.localdate():
        raise Refused("Tanggal periksa lagi harus sesudah hari ini.")
    with change(viewer, number, seen_version=seen_version) as work:
        work.to("hold")
        work.set(hold_reason=reason[:200], hold_until=until)
        work.event("ticket.held", reason=reason[:500], data={"until": until.isoformat()})
        return work.ticket


def resume(viewer: Viewer, number: int) -> Ticket:
    """Go on with a report that waited or was held; the clock runs again."""
    with change(viewer, number) as work:
        work.to("resume")
        work.event("ticket.resumed")
        return work.ticket


def reopen(viewer: Viewer, number: int, *, reason: str, seen_version: int | None = None) -> Ticket:
    """Take a solved report up again."""
    with change(viewer, number, seen_version=seen_version) as work:
        work.to("reopen")
        work.set(solved_at=None)
        work.event("ticket.reopened", reason=reason.strip()[:500])
        return work.ticket


def close(viewer: Viewer, number: int, *, reason: str = "") -> Ticket:
    """Close a solved report for good: by silence or on the reporter's word."""
    with change(viewer, number) as work:
        work.to("close")
        work.set(closed_at=work.now)
        work.event("ticket.closed", reason=reason)
        return work.ticket


def reject(viewer: Viewer, number: int, *, reason: str, seen_version: int | None = None) -> Ticket:
    """Refuse spam or what is out of scope; a supervisor may restore it."""
    reason = reason.strip()
    if not reason:
        raise Refused("Tuliskan alasan penolakan.")
    with change(viewer, number, seen_version=seen_version) as work:
        work.to("reject")
        work.set(closed_at=work.now)
        work.event("ticket.rejected", reason=reason[:500])
        return work.ticket


def restore(viewer: Viewer, number: int) -> Ticket:
    """Undo a rejection: a person of the helpdesk sorts it, wherever it stood before."""
    with change(viewer, number) as work:
        work.to("restore")
        work.set(closed_at=None, erased=None)
        place(work, HELPDESK_QUEUE, SORTING_UNDONE, "Penolakan dibatalkan; laporan dipilah lagi.")
        work.event("ticket.restored", rule=SORTING_UNDONE)
        return work.ticket


def merge(
    viewer: Viewer,
    number: int,
    *,
    into: int,
    other_person: bool = False,
    seen_version: int | None = None,
) -> Ticket:
    """Mark a report as a duplicate of another open or solved one in the viewer's scope.

    Both rows are locked in the order of their numbers, so that two merges at once never wait
    for each other. Raises OtherPerson when the two have different reporters and the viewer has
    not said that this is meant (`other_person`), for the reporter of this one is told of it.
    """
    if number == into:
        raise Refused("Laporan tidak dapat digabung dengan dirinya sendiri.")
    with transaction.atomic():
        locked = {pk: lock(viewer, pk) for pk in sorted((number, into))}
        target = locked[into]
        if not (target.is_open or target.state == State.SOLVED):
            raise Refused(
                "Laporan #%(number)s berstatus “%(state)s”, jadi tidak dapat menjadi induk.",
                number=into,
                state=State(target.state).label,
            )
        if target.email.lower() != locked[number].email.lower() and not other_person:
            raise OtherPerson(
                "Pelapor laporan #%(number)s orang lain. Periksa nomornya, atau nyatakan bahwa "
                "keduanya memang digabung.",
                number=into,
            )
        with change(viewer, number, seen_version=seen_version) as work:
            work.to("merge")
            work.set(merged_into=target, closed_at=work.now)
            work.event("ticket.merged", reason=f"Duplikat dari #{into}", data={"into": into})
        with change(viewer, into) as kept:
            kept.event(
                "ticket.absorbed",
                reason=f"Laporan #{number} digabung ke sini.",
                data={"from": number},
            )
    return work.ticket


def unmerge(viewer: Viewer, number: int) -> Ticket:
    """Undo a merge: the report stands on its own again and is sorted anew."""
    with change(viewer, number) as work:
        work.to("unmerge")
        work.set(merged_into=None, closed_at=None, erased=None)
        place(work, HELPDESK_QUEUE, SORTING_UNDONE, "Dipisahkan lagi; laporan dipilah lagi.")
        work.event("ticket.unmerged", rule=SORTING_UNDONE)
        return work.ticket


def reassign(
    viewer: Viewer, number: int, *, user_id: int, seen_version: int | None = None
) -> Ticket:
    """A supervisor gives a report in work to another person who may see it."""
    from helpdesk.accounts.models import User
    from helpdesk.accounts.viewer import Right, viewer_of
    from helpdesk.tickets import queries

    if not viewer.may(Right.SUPERVISE):
        raise NotAllowed("Hanya supervisor yang dapat mengalihkan laporan.")
    person = User.objects.filter(pk=user_id, is_active=True).first()
    if person is None:
        raise Refused("Petugas tidak ditemukan.")
    with change(viewer, number, seen_version=seen_version) as work:
        if not queries.visible_to(viewer_of(person)).filter(pk=number).exists():
            raise Refused(f"{person.name} tidak menangani antrean laporan ini.")
        if work.ticket.state == State.QUEUED:
            work.to("claim")
        work.set(assignee=person, claimed_at=work.now)
        work.event("ticket.reassigned", data={"to": person.pk}, reason=f"Kepada {person.name}")
        return work.ticket
