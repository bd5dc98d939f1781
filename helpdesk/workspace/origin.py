"""Where in which list a person stands, carried in the address, and the neighbours there.

The place is that of the report when its list was read: an answer moves the due date and takes
reports out of views, so the report itself no longer tells where the person was.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from helpdesk.accounts.viewer import Viewer
from helpdesk.lib.identifiers import parse_report_number
from helpdesk.regions.reference import choices
from helpdesk.taxonomy import Category
from helpdesk.tickets import neighbours, queries
from helpdesk.workspace.guard import desk_view
from helpdesk.workspace.queue_names import queue_name

if TYPE_CHECKING:
    from helpdesk.tickets.models import Ticket


@dataclass(frozen=True, slots=True)
class Origin:
    """A view, its filters as in the address line, and a place in it."""

    view: str
    wanted: dict[str, str] = field(default_factory=dict)
    place: str = ""

    @classmethod
    def at(cls, ticket: Ticket, view: str, wanted: dict[str, str]) -> Origin:
        return cls(view, wanted, queries.position_of(ticket, view))

    @property
    def query(self) -> str:
        """What links and forms of the report's page carry."""
        return urlencode({"dari": self.view, **self.wanted, **self._place()})

    @property
    def list_url(self) -> str:
        return f"{reverse('workspace:inbox')}?{urlencode({'view': self.view, **self.wanted})}"

    def step_url(self, number: int, *, back: bool = False) -> str:
        query = {"view": self.view, **self.wanted, "setelah": str(number), **self._place()}
        if back:
            query["arah"] = "sebelum"
        return f"{reverse('workspace:next')}?{urlencode(query)}"

    def _place(self) -> dict[str, str]:
        return {"di": self.place} if self.place else {}


def origin_of(request: HttpRequest, name: str = "dari") -> Origin:
    """Return where the person came from; an unknown view means the own tasks."""
    view = request.GET.get(name, "")
    view = view if view in queries.VIEW_BY_SLUG else "saya"
    return Origin(view, filters_of(request)[1], request.GET.get("di", "")[:40])


def filters_of(request: HttpRequest) -> tuple[queries.Filters, dict[str, str]]:
    """Return the filters of the address line; what is no known value is left out."""
    text = request.GET.get("q", "").replace("\0", "").strip()[:100]
    category = request.GET.get("category", "")
    province = request.GET.get("province", "")
    queue = request.GET.get("queue", "")
    valid_category = category in {str(c.value) for c in Category}
    province = province if province in choices().provinces else ""
    queue = queue if queue and queue_name(queue) != queue else ""
    wanted = {
        "category": category if valid_category else "",
        "province": province,
        "queue": queue,
        "q": text,
    }
    filters = queries.Filters(
        category=int(category) if valid_category else None,
        province=province,
        queue=queue,
        text=text,
    )
    return filters, {name: value for name, value in wanted.items() if value}


@desk_view
@require_GET
def following(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Go to the next report of the view the person came from, or the one before (`arah`).

    At an end of the list one lands on the list.
    """
    origin = origin_of(request, "view")
    done = parse_report_number(request.GET.get("setelah", ""))
    back = request.GET.get("arah", "") == "sebelum"
    if viewer.is_volunteer:
        found, listed = _volunteers_neighbour(viewer, done, back=back), reverse("workspace:inbox")
    else:
        if origin.view not in {view.slug for view in queries.views_for(viewer)}:
            origin = Origin("saya", origin.wanted)
        found, listed = _neighbour(request, viewer, origin, done, back=back), origin.list_url
    if found is None:
        end = "Ini laporan pertama di daftar." if back else "Tidak ada laporan lagi sesudah ini."
        messages.info(request, end)
        return redirect(listed)
    there = Origin.at(found, origin.view, origin.wanted)
    return redirect(f"{reverse('workspace:ticket', args=[found.number])}?{there.query}")


def _neighbour(
    request: HttpRequest, viewer: Viewer, origin: Origin, done: int | None, *, back: bool
) -> Ticket | None:
    filters, place = filters_of(request)[0], origin.place
    if not place and done is not None:
        here = queries.visible_to(viewer).filter(pk=done).first()
        place = queries.position_of(here, origin.view) if here else ""
    if not place:
        rows = queries.inbox(viewer, origin.view, filters, size=2).rows
        return None if back else next((t for t in rows if t.number != done), None)
    return neighbours.neighbour(viewer, origin.view, filters, place, back=back)


def _volunteers_neighbour(viewer: Viewer, done: int | None, *, back: bool) -> Ticket | None:
    """Their list is short: what they hold, then what waits, as their page shows it."""
    listed = [*queries.held_by(viewer), *queries.waiting(viewer).rows]
    place = next((index for index, t in enumerate(listed) if t.number == done), None)
    if place is None:
        return None if back or not listed else listed[0]
    wanted = place - 1 if back else place + 1
    return listed[wanted] if 0 <= wanted < len(listed) else None
