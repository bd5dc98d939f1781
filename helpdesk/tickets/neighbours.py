"""The report after or before another one in a view."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from helpdesk.accounts.viewer import Viewer
from helpdesk.tickets.queries import (
    LIST_FIELDS,
    Filters,
    condition_of,
    narrowed,
    parse_cursor,
    visible_to,
)

if TYPE_CHECKING:
    from helpdesk.tickets.models import Ticket


def neighbour(
    viewer: Viewer, view: str, filters: Filters, place: str, *, back: bool = False
) -> Ticket | None:
    """Return the report after (or before) a place of a view, in the order of `inbox`."""
    scope = narrowed(visible_to(viewer).filter(condition_of(view, viewer)), filters)
    if view == "selesai":
        number = int(place) if place.isascii() and place.isdecimal() else 0
        rows = scope.filter(number__gt=number) if back else scope.filter(number__lt=number)
        return rows.only(*LIST_FIELDS).order_by("number" if back else "-number").first()
    position = parse_cursor(place)
    if position is None:
        return None
    due, number = position
    if back:
        rows = scope.filter(Q(next_due__lt=due) | Q(next_due=due, number__lt=number))
        return rows.only(*LIST_FIELDS).order_by("-next_due", "-number").first()
    rows = scope.filter(Q(next_due__gt=due) | Q(next_due=due, number__gt=number))
    return rows.only(*LIST_FIELDS).order_by("next_due", "number").first()
