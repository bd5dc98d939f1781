"""Reports that belong together: a closed one and those that follow it (docs/decisions/0010)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from helpdesk.accounts.viewer import Viewer
from helpdesk.taxonomy import OPEN_STATES, State
from helpdesk.tickets import policy, queries
from helpdesk.tickets.models import Ticket

_TAKES_REPLIES = (*OPEN_STATES, State.SOLVED)


@dataclass(frozen=True, slots=True)
class Link:
    """A neighbour by number: whether its page opens to the viewer, whether it goes on itself."""

    number: int
    in_scope: bool
    takes_replies: bool


def follow_ups(viewer: Viewer, ticket: Ticket, limit: int = 5) -> Sequence[Link]:
    """Return what follows a report the viewer has in hand, newest first.

    Only closed reports are followed, so others cost no query. Reporters own what follows theirs.
    """
    if ticket.state != State.CLOSED:
        return []
    found = Ticket.objects.filter(follow_up_of=ticket).order_by("-pk")
    rows = found.values_list("pk", "state")[:limit]
    mine = policy.owns(ticket, viewer)
    seen = set() if mine else _in_scope(viewer, [number for number, _ in rows])
    return [
        Link(number, mine or number in seen, State(state) in _TAKES_REPLIES)
        for number, state in rows
    ]


def follows(viewer: Viewer, ticket: Ticket) -> Link | None:
    """Return the closed report that this one follows; no query where it follows none."""
    number = ticket.follow_up_of_id
    if number is None:
        return None
    mine = policy.owns(ticket, viewer)
    return Link(number, mine or number in _in_scope(viewer, [number]), takes_replies=False)


def _in_scope(viewer: Viewer, numbers: Sequence[int]) -> set[int]:
    if not numbers:
        return set()
    return set(queries.visible_to(viewer).filter(pk__in=numbers).values_list("pk", flat=True))
