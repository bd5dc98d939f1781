"""Who may do what: pure predicates over (ticket, viewer), asked by transitions and pages.

Whether the viewer may see the ticket at all is decided before, by `visible_to`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from helpdesk.accounts.viewer import Right, Viewer
from helpdesk.taxonomy import Category, State, UserType

if TYPE_CHECKING:
    from helpdesk.tickets.models import Ticket


def is_system(ticket: Ticket, viewer: Viewer) -> bool:
    return viewer.is_system


def supervises(ticket: Ticket, viewer: Viewer) -> bool:
    return viewer.may(Right.SUPERVISE)


def sorts(ticket: Ticket, viewer: Viewer) -> bool:
    """Settle the category, reject, merge: agents and supervisors, and the triage itself."""
    return viewer.may(Right.ROUTE)


def decides(ticket: Ticket, viewer: Viewer) -> bool:
    """Reject, merge, move: who sorts, but nobody reaches into a colleague's hands."""
    free = ticket.assignee_id in (None, viewer.user_id)
    return sorts(ticket, viewer) and (free or viewer.is_system or viewer.may(Right.SUPERVISE))


def claims(ticket: Ticket, viewer: Viewer) -> bool:
    """Volunteers claim from their queue only; unsorted reports are for those who sort.

    A report in work can be claimed when the person who held it is gone.
    """
    if not viewer.may(Right.WORK) or viewer.user_id is None:
        return False
    if ticket.state == State.IN_PROGRESS:
        return is_abandoned(ticket)
    if ticket.state == State.NEEDS_SORTING:
        return viewer.may(Right.ROUTE)
    return True


def is_abandoned(ticket: Ticket) -> bool:
    """True for a report in work whose holder has no active account (any more)."""
    in_work = ticket.state == State.IN_PROGRESS
    return in_work and (ticket.assignee is None or not ticket.assignee.is_active)


def works(ticket: Ticket, viewer: Viewer) -> bool:
    """Only the person who holds the ticket works it; a supervisor may step in."""
    if viewer.is_system or viewer.may(Right.SUPERVISE):
        return True
    return viewer.may(Right.WORK) and ticket.assignee_id == viewer.user_id


def holds(ticket: Ticket, viewer: Viewer) -> bool:
    """Holding is for the helpdesk: a volunteer hands back instead (design.md 5)."""
    return works(ticket, viewer) and viewer.may(Right.ROUTE)


def transfers(ticket: Ticket, viewer: Viewer) -> bool:
    """Agents move what they see; a volunteer hands back what is in the own queue."""
    if viewer.may(Right.ROUTE):
        return decides(ticket, viewer)
    return viewer.may(Right.WORK) and ticket.assignee_id in (None, viewer.user_id)


# How a hand-back begins its reason; the routing's own R5 ("nobody serves there") does not.
HANDED_BACK = "Dikembalikan ke helpdesk: "


def placed_by_people(ticket: Ticket) -> bool:
    """True where a colleague's move or a volunteer's hand-back put it: no rule undoes that."""
    handed_back = ticket.rule == "R5" and ticket.reason.startswith(HANDED_BACK)
    return handed_back or ticket.rule == "manual"


def fits_volunteers(ticket: Ticket) -> bool:
    """Volunteers reset passwords of teachers and pupils, nothing else (domain.md R1, R2)."""
    return ticket.category == Category.PASSWORD and ticket.user_type in (
        UserType.TEACHER,
        UserType.STUDENT,
    )


# What nobody reads in passing, also where a reporter typed it: shown by reveal only.
SECRET_KINDS = frozenset({"nik", "nisn", "kk", "password", "otp"})


def owns(ticket: Ticket, viewer: Viewer) -> bool:
    return viewer.own_report == ticket.pk


def resumes(ticket: Ticket, viewer: Viewer) -> bool:
    return owns(ticket, viewer) or works(ticket, viewer)


def reopens(ticket: Ticket, viewer: Viewer) -> bool:
    return owns(ticket, viewer) or works(ticket, viewer) or viewer.may(Right.ROUTE)


def closes(ticket: Ticket, viewer: Viewer) -> bool:
    return owns(ticket, viewer) or viewer.is_system


def sees_contact(ticket: Ticket, viewer: Viewer) -> bool:
    """Volunteers see masked contact data only (design.md 5)."""
    return viewer.may(Right.SEE_CONTACT) or owns(ticket, viewer)


def sees_papers(ticket: Ticket, viewer: Viewer) -> bool:
    """Volunteers never see papers; reporters see their own."""
    return viewer.may(Right.SEE_PAPERS) or owns(ticket, viewer)


def reveals_identity(ticket: Ticket, viewer: Viewer) -> bool:
    return viewer.may(Right.REVEAL_IDENTITY)


def corrects_category(ticket: Ticket, viewer: Viewer) -> bool:
    return viewer.may(Right.ROUTE) and ticket.state not in (
        State.CLOSED,
        State.REJECTED,
        State.MERGED,
    )


def notes(ticket: Ticket, viewer: Viewer) -> bool:
    """An internal note is always possible, also on closed reports."""
    return viewer.may(Right.WORK)
