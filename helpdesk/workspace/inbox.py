"""The lists: inbox for the desk, waiting resets for volunteers, counts, and the next report."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_POST

from helpdesk.accounts.viewer import Right, Viewer
from helpdesk.regions.reference import choices
from helpdesk.taxonomy import Category, Level, State, StateFacts, UserType
from helpdesk.tickets import queries
from helpdesk.workspace.guard import desk_view
from helpdesk.workspace.origin import Origin, filters_of
from helpdesk.workspace.queue_names import HELPDESK_QUEUES, queue_name
from helpdesk.workspace.ticket_page import short_account, shown_title
from helpdesk.workspace.verbs import DONE

if TYPE_CHECKING:
    from helpdesk.tickets.models import Ticket

HINTS_COOKIE = "petunjuk_relawan"
_KEYS = {"saya": "s", "antre": "b", "triase": "t", "tenggat": "l", "menunggu": "m",
         "ditahan": "d", "semua": "a", "selesai": "x"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a list, ready to show."""

    ticket: Ticket
    title: str
    state: StateFacts
    category: str
    province: str
    account: str
    school: str
    level: str
    user_type: str
    queue: str
    deadline: datetime | None
    zone: str
    mine: bool


def row_of(ticket: Ticket, viewer: Viewer) -> Row:
    """Return a ticket as a line; regions come from the process's cache, not from a query."""
    province = choices().provinces.get(ticket.province_id or "")
    return Row(
        ticket=ticket,
        title=shown_title(ticket, viewer),
        state=State(ticket.state).facts,
        # A break after the slash, so that narrow columns need not cut words.
        category=Category(ticket.category).short_label.replace("/", "/\u200b"),
        province=province.name if province else "",
        account=ticket.account if viewer.is_volunteer else short_account(ticket),
        school=ticket.school_name,
        level=Level(ticket.level).label if ticket.level else "",
        user_type=UserType(ticket.user_type).label,
        queue=queue_name(ticket.queue_id or ""),
        deadline=ticket.volunteer_due,
        zone=province.time_zone if province and viewer.is_volunteer else "WIB",
        mine=ticket.assignee_id == viewer.user_id,
    )


@desk_view
@require_GET
def inbox(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """The list of a view. Volunteers get the list made for their phones."""
    if viewer.is_volunteer and request.GET.get("view", "") not in ("selesai", "menunggu"):
        return _volunteer_list(request, viewer)
    filters, wanted = filters_of(request)
    views = queries.views_for(viewer)
    asked = request.GET.get("view", "")
    view = next((v for v in views if v.slug == asked), None)
    if view is None:
        view = next(v for v in views if v.slug == ("semua" if filters.text else "antre"))
    cursor = request.GET.get("cursor", "")[:40]
    page = queries.inbox(viewer, view.slug, filters, cursor)
    counts = queries.view_counts(viewer)
    base = {"view": view.slug, **wanted}
    context: dict[str, Any] = {
        "view": view,
        "rows": [
            (row_of(ticket, viewer), Origin.at(ticket, view.slug, wanted)) for ticket in page.rows
        ],
        "page": page,
        "chips": _chips(wanted, view.slug),
        "wanted": wanted,
        "categories": [(c.value, c.short_label) for c in Category],
        "provinces": choices().provinces.values(),
        "queues": HELPDESK_QUEUES.items(),
        "first_url": _url(base) if cursor else "",
        "next_url": _url({**base, "cursor": page.next_cursor}) if page.next_cursor else "",
        "done": DONE.get(request.GET.get("kabar", ""), ""),
        "no_queues": not viewer.queues and not viewer.may(Right.SUPERVISE),
        "elsewhere": _elsewhere(views, counts, view.slug),
        "clear_url": _url({"view": view.slug}),
        "nav": "meja",
        **_bar(views, counts, view.slug),
    }
    return render(request, "workspace/inbox.html", context)


@desk_view
@require_GET
def bar(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """The left bar alone, asked for every half minute by visible pages."""
    views = queries.views_for(viewer)
    context = _bar(views, queries.view_counts(viewer), request.GET.get("view", ""))
    return render(request, "workspace/parts/bar.html", context)


def _bar(views: list[queries.View], counts: dict[str, int], now: str) -> dict[str, Any]:
    items = [
        {"view": v, "count": _shown_count(counts.get(v.slug)), "now": v.slug == now,
         "key": _KEYS[v.slug], "url": _url({"view": v.slug})}
        for v in views
    ]  # fmt: skip
    return {"bar": items, "bar_now": now}


def _shown_count(count: int | None) -> str:
    """`None` has no count; above the limit it is `10.000+` (design.md 7)."""
    if count is None:
        return ""
    if count > queries.COUNT_LIMIT:
        return f"{queries.COUNT_LIMIT:,}+".replace(",", ".")
    return f"{count:,}".replace(",", ".")


def _chips(wanted: dict[str, str], view: str) -> list[dict[str, str]]:
    """Return the active filters with the address that takes each away."""
    words = {
        "category": lambda value: Category(int(value)).short_label,
        "province": lambda value: choices().provinces[value].name,
        "queue": queue_name,
        "q": lambda value: f"“{value}”",
    }
    return [
        {
            "label": words[name](value),
            "url": _url({"view": view, **{k: v for k, v in wanted.items() if k != name}}),
        }
        for name, value in wanted.items()
    ]


def _elsewhere(
    views: list[queries.View], counts: dict[str, int], now: str
) -> dict[str, str] | None:
    """Return where there is work when this view is empty."""
    for slug in ("saya", "antre", "triase", "tenggat"):
        if slug != now and counts.get(slug):
            view = next(v for v in views if v.slug == slug)
            label = f"Buka {view.name} ({_shown_count(counts[slug])})"
            return {"url": _url({"view": slug}), "label": label}
    return None


def _url(query: dict[str, str]) -> str:
    return f"{reverse('workspace:inbox')}?{urlencode(query)}"


def _volunteer_list(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    held = queries.held_by(viewer)
    page = queries.waiting(viewer, request.GET.get("cursor", "")[:40])
    context = {
        "held": [row_of(ticket, viewer) for ticket in held],
        "waiting": [row_of(ticket, viewer) for ticket in page.rows],
        "page": page,
        "regions": sorted(queue_name(slug) for slug in viewer.queues),
        "thanks": queries.volunteer_thanks(viewer),
        "hints": HINTS_COOKIE not in request.COOKIES,
        "done": DONE.get(request.GET.get("kabar", ""), ""),
        "first_url": reverse("workspace:inbox") if request.GET.get("cursor") else "",
        "next_url": _url({"cursor": page.next_cursor}) if page.next_cursor else "",
        "nav": "meja",
    }
    return render(request, "workspace/volunteer.html", context)


@desk_view
@require_POST
def dismiss_hints(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Put the first-use hints away on this device."""
    response = redirect("workspace:inbox")
    response.set_cookie(HINTS_COOKIE, "1", max_age=365 * 86400, samesite="Lax", httponly=True)
    return response
