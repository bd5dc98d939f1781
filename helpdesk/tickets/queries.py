"""Rows come only through here: every read takes the viewer (design.md 5, 7)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from helpdesk.accounts.models import User
from helpdesk.accounts.viewer import Right, Viewer
from helpdesk.sla.policy import soon
from helpdesk.taxonomy import OPEN_STATES, State
from helpdesk.tickets.models import (
    Attachment,
    ExternalReference,
    Message,
    Queue,
    Ticket,
    TicketEvent,
)

if TYPE_CHECKING:
    from helpdesk.tickets.identity import Numbers

COUNT_LIMIT = 10_000
DoesNotExist = Ticket.DoesNotExist
PAGE_SIZE = 25


def visible_to(viewer: Viewer) -> QuerySet[Ticket]:
    """Return the tickets this viewer may know of; everything else looks like 404.

    Volunteers: reports standing in the queue of their region now, not those taken from there
    (design.md 5). Agents: their queues and what they hold. Admins see no reports.
    """
    tickets = Ticket.objects.all()
    if viewer.is_system or viewer.may(Right.SUPERVISE):
        return tickets
    if viewer.own_report is not None:
        return tickets.filter(pk=viewer.own_report)
    if viewer.is_volunteer:
        return tickets.filter(queue__in=viewer.queues).exclude(
            state__in=[State.REJECTED, State.MERGED]
        )
    if viewer.may(Right.WORK):
        return tickets.filter(Q(queue__in=viewer.queues) | Q(assignee_id=viewer.user_id))
    return tickets.none()


@dataclass(frozen=True, slots=True)
class View:
    """A fixed view of the left bar: its slug, its name, and what it selects."""

    slug: str
    name: str
    icon: str
    empty: str


VIEWS: tuple[View, ...] = (
    View("saya", "Tugas saya", "user-check", "Tidak ada laporan yang sedang Anda pegang."),
    View("antre", "Belum diambil", "inbox", "Antrean kosong. Semua laporan sudah diambil."),
    View("triase", "Perlu triase", "split", "Tidak ada laporan yang perlu dipilah."),
    View("tenggat", "Segera lewat tenggat", "alarm-clock", "Tidak ada yang mendekati tenggat."),
    View("menunggu", "Menunggu pelapor", "hourglass", "Tidak ada yang menunggu pelapor."),
    View("ditahan", "Ditahan", "circle-pause", "Tidak ada laporan yang ditahan."),
    View("semua", "Semua terbuka", "list", "Tidak ada laporan terbuka."),
    View("selesai", "Selesai", "circle-check", "Belum ada laporan yang selesai."),
)
VIEW_BY_SLUG = {view.slug: view for view in VIEWS}
_SORTERS_ONLY = {"triase", "ditahan"}


def views_for(viewer: Viewer) -> list[View]:
    """Return the fixed views this viewer has a use for."""
    return [v for v in VIEWS if viewer.may(Right.ROUTE) or v.slug not in _SORTERS_ONLY]


def condition_of(view: str, viewer: Viewer, now: datetime | None = None) -> Q:
    """Return what a fixed view selects; raises KeyError for an unknown slug."""
    near = soon(now or timezone.now())
    open_states = Q(state__in=OPEN_STATES)
    # Their reports wait for somebody again: nobody else may work them (policy.is_abandoned).
    gone = User.objects.filter(is_active=False).values("pk")
    return {
        "saya": open_states & Q(assignee_id=viewer.user_id),
        "antre": Q(state=State.QUEUED, assignee__isnull=True)
        | (Q(state=State.IN_PROGRESS) & (Q(assignee__isnull=True) | Q(assignee__in=gone))),
        "triase": Q(state=State.NEEDS_SORTING),
        "tenggat": Q(
            state__in=[State.NEEDS_SORTING, State.QUEUED, State.IN_PROGRESS],
            next_due__lt=near,
        ),
        "menunggu": Q(state=State.WAITING_REQUESTER),
        "ditahan": Q(state=State.ON_HOLD),
        "semua": open_states,
        "selesai": Q(state__in=[State.SOLVED, State.CLOSED]),
    }[view]


@dataclass(frozen=True, slots=True)
class Filters:
    """What the list may be narrowed by, besides the view."""

    category: int | None = None
    province: str = ""
    queue: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """One keyset page: rows, and the cursor of the next page or ''."""

    rows: list[Ticket]
    next_cursor: str
    total: int
    total_is_bounded: bool


LIST_FIELDS = (
    "number", "title", "state", "category", "confidence", "abstained", "user_type",
    "requester_name", "salutation", "account", "email", "level", "school_name", "province_id",
    "queue_id", "assignee_id", "first_response_due", "resolution_due", "paused_at", "next_due",
    "first_answered_at", "last_requester_at", "created_at", "queued_at", "claimed_at",
    "priority", "version", "solved_at", "hold_until", "volunteer_due",
)  # fmt: skip


def inbox(
    viewer: Viewer, view: str, filters: Filters | None = None, cursor: str = "", size: int = PAGE_SIZE
) -> Page:  # fmt: skip
    """Return one page of a view: nearest deadline first, newest first where all is done.

    The number of queries does not depend on the number of tickets: rows and bounded count.
    """
    scope = visible_to(viewer).filter(condition_of(view, viewer))
    scope = narrowed(scope, filters or Filters())
    done = view == "selesai"
    rows = scope.select_related("assignee").only(
        *LIST_FIELDS, "assignee__username", "assignee__display_name"
    )
    if done:
        rows = rows.order_by("-number")
        if cursor.isdecimal():
            rows = rows.filter(number__lt=int(cursor))
    else:
        rows = rows.order_by("next_due", "number")
        position = parse_cursor(cursor)
        if position:
            due, number = position
            rows = rows.filter(Q(next_due__gt=due) | Q(next_due=due, number__gt=number))
    found = list(rows[: size + 1])
    more = len(found) > size
    found = found[:size]
    next_cursor = ""
    if more:
        last = found[-1]
        next_cursor = str(last.number)
        next_cursor = position_of(last, view) or next_cursor
    total = bounded_count(scope)
    return Page(found, next_cursor, min(total, COUNT_LIMIT), total > COUNT_LIMIT)


def position_of(ticket: Ticket, view: str) -> str:
    """Return the place of a report in a view, as a cursor of `inbox`; '' where it has none."""
    if view == "selesai":
        return str(ticket.number)
    return f"{ticket.next_due.timestamp():.6f}_{ticket.number}" if ticket.next_due else ""


def narrowed(scope: QuerySet[Ticket], filters: Filters) -> QuerySet[Ticket]:
    """Return what the filters leave of a scope."""
    if filters.category:
        scope = scope.filter(category=filters.category)
    if filters.province:
        scope = scope.filter(province_id=filters.province)
    if filters.queue:
        scope = scope.filter(queue_id=filters.queue)
    if filters.text:
        from helpdesk.lib.identifiers import parse_report_number

        number = parse_report_number(filters.text)
        # Never the title as typed: digits of a NIK in it could be guessed one by one.
        matches = Q(masked_title__isnull=True, title__icontains=filters.text)
        matches |= Q(masked_title__icontains=filters.text)
        matches |= Q(school_name__icontains=filters.text)
        if number is not None:
            matches |= Q(number=number)
        scope = scope.filter(matches)
    return scope


def parse_cursor(cursor: str) -> tuple[datetime, int] | None:
    """Return (deadline, number) of a cursor; a damaged one means the first page."""
    stamp, _, number = cursor.partition("_")
    try:
        return datetime.fromtimestamp(float(stamp), tz=timezone.get_default_timezone()), int(number)
    except (ValueError, OverflowError, OSError):
        return None


def bounded_count(scope: QuerySet[Ticket]) -> int:
    """Count at most COUNT_LIMIT + 1 rows: never COUNT(*) over two million (design.md 7)."""
    return scope.order_by()[: COUNT_LIMIT + 1].count()


def view_counts(viewer: Viewer) -> dict[str, int]:
    """Return the live counts of the left bar in one query over the open tickets in scope."""
    wanted = [v.slug for v in views_for(viewer) if v.slug != "selesai"]
    scope = visible_to(viewer).filter(state__in=OPEN_STATES).order_by()[: COUNT_LIMIT + 1]
    numbers = Ticket.objects.filter(pk__in=scope.values("pk"))
    return numbers.aggregate(
        **{slug: Count("pk", filter=condition_of(slug, viewer)) for slug in wanted}
    )


def get(viewer: Viewer, number: int) -> Ticket:
    """Return one ticket with its neighbours; raises Ticket.DoesNotExist outside the scope."""
    return (
        visible_to(viewer)
        .select_related("assignee", "province", "regency", "queue", "merged_into")
        .get(pk=number)
    )


def conversation(viewer: Viewer, ticket: Ticket) -> Sequence[Message]:
    """Return the messages this viewer may read, with attachments where they may see papers.

    The reporter sees public ones; volunteers also the notes of volunteers, but not what the
    helpdesk noted among itself, and no papers (design.md 5).
    """
    from helpdesk.tickets import policy

    messages = ticket.messages.select_related("author_user").order_by("created_at", "pk")
    if viewer.is_reporter:
        messages = messages.filter(public=True)
    elif viewer.is_volunteer:
        messages = messages.filter(Q(public=True) | Q(author="volunteer"))
    if policy.sees_papers(ticket, viewer):
        messages = messages.prefetch_related("attachments")
    return list(messages)


def history(viewer: Viewer, ticket: Ticket, limit: int = 200) -> Sequence[TicketEvent]:
    """Return the newest events, newest first; not for reporters."""
    if viewer.is_reporter:
        return []
    return list(ticket.events.order_by("-at", "-pk")[:limit])


def events_since(ticket: Ticket, version: int) -> Sequence[TicketEvent]:
    """Return what happened after a viewer loaded this version, for the difference shown."""
    return list(ticket.events.filter(data__version__gt=version).order_by("pk")[:20])


def earlier_reports(viewer: Viewer, ticket: Ticket, limit: int = 5) -> Sequence[Ticket]:
    """Return other reports of the same address that the viewer may see; none for volunteers.

    An anonymised report has no address, and nothing in common with others that have none.
    """
    if not viewer.may(Right.SEE_CONTACT) or not ticket.email:
        return []
    return list(
        visible_to(viewer)
        .filter(email=ticket.email)
        .exclude(pk=ticket.pk)
        .only("number", "title", "state", "category", "created_at")
        .order_by("-number")[:limit]
    )


def papers(viewer: Viewer, number: int, attachment_id: int) -> Attachment:
    """Return one attachment of a ticket in scope, for those who see papers.

    Raises ObjectDoesNotExist (Ticket's or Attachment's) for everyone else.
    """
    from helpdesk.tickets import policy

    ticket = visible_to(viewer).only("number").get(pk=number)
    if not policy.sees_papers(ticket, viewer):
        raise Attachment.DoesNotExist
    found = Attachment.objects.filter(ticket=ticket)
    if viewer.is_reporter:
        found = found.filter(message__public=True)
    return found.get(pk=attachment_id)


def masked_identity(viewer: Viewer, ticket: Ticket) -> Numbers:
    """Return NIK and NISN with their last four digits; empty for those who may not see them."""
    from helpdesk.tickets import identity

    seen = viewer.may(Right.REVEAL_IDENTITY)
    return identity.masked(ticket) if seen else identity.Numbers()


def mirror_id(number: int, system: str = "zendesk") -> str:
    """Return the id under which another system knows this report, or ''."""
    references = ExternalReference.objects.filter(ticket_id=number, system=system)
    return references.values_list("external_id", flat=True).first() or ""


def held_by(viewer: Viewer, limit: int = 50) -> list[Ticket]:
    """Return the open reports this person holds, longest held first."""
    return list(
        visible_to(viewer)
        .filter(state__in=OPEN_STATES, assignee_id=viewer.user_id)
        .only(*LIST_FIELDS)
        .order_by("queued_at", "number")[:limit]
    )


def waiting(viewer: Viewer, cursor: str = "", size: int = PAGE_SIZE) -> Page:
    """Return what waits in the viewer's queues for somebody, longest waiting first."""
    scope = visible_to(viewer).filter(condition_of("antre", viewer))
    rows = scope.only(*LIST_FIELDS).order_by("queued_at", "number")
    position = parse_cursor(cursor)
    if position:
        since, number = position
        rows = rows.filter(Q(queued_at__gt=since) | Q(queued_at=since, number__gt=number))
    found = list(rows[: size + 1])
    next_cursor = ""
    if len(found) > size and (last := found[size - 1]).queued_at is not None:
        next_cursor = f"{last.queued_at.timestamp():.6f}_{last.number}"
    total = bounded_count(scope)
    return Page(found[:size], next_cursor, min(total, COUNT_LIMIT), total > COUNT_LIMIT)


def queues_for_transfer(volunteers: Sequence[str] = ()) -> list[Queue]:
    """Return the queues a ticket may be sent to: the helpdesk's, and these of volunteers."""
    wanted = Q(kind="helpdesk") | Q(slug__in=volunteers)
    return list(Queue.objects.filter(wanted).order_by("-kind", "slug"))


def unsorted_numbers(limit: int = 100, after: int = 0) -> list[int]:
    """Return numbers of reports still `new`, oldest first, for the triage sweeper."""
    return list(
        Ticket.objects.filter(state=State.NEW, pk__gt=after)
        .order_by("pk")
        .values_list("pk", flat=True)[:limit]
    )


def overdue_volunteer_tickets(now: datetime, limit: int = 500) -> list[int]:
    """Return the reports whose volunteers had their time, longest over first (domain.md R5)."""
    rows = Ticket.objects.filter(
        state__in=[State.QUEUED, State.IN_PROGRESS], volunteer_due__lte=now
    ).order_by("volunteer_due")
    return list(rows.values_list("pk", flat=True)[:limit])


def silent_solved(before: datetime, limit: int = 1000) -> list[int]:
    """Return tickets solved before this moment, to be closed (domain.md 10)."""
    rows = Ticket.objects.filter(state=State.SOLVED, solved_at__lt=before).order_by("solved_at")
    return list(rows.values_list("pk", flat=True)[:limit])


def held_until(day: date, limit: int = 1000) -> list[int]:
    """Return tickets on hold whose date to look again has come."""
    rows = Ticket.objects.filter(state=State.ON_HOLD, hold_until__lte=day).order_by("pk")
    return list(rows.values_list("pk", flat=True)[:limit])


def volunteer_thanks(viewer: Viewer, now: datetime | None = None) -> dict[str, int]:
    """Return how many reports this volunteer solved today and this month."""
    local = timezone.localtime(now)
    day = local.replace(hour=0, minute=0, second=0, microsecond=0)
    solved = TicketEvent.objects.filter(actor_id=viewer.user_id, kind="ticket.solved")
    return solved.filter(at__gte=day.replace(day=1)).aggregate(
        today=Count("pk", filter=Q(at__gte=day)), month=Count("pk")
    )


def first_message(ticket: Ticket) -> Message | None:
    """Return the reporter's opening message."""
    return ticket.messages.order_by("pk").first()


def opening_texts(viewer: Viewer, numbers: Sequence[int]) -> list[tuple[int, str, str, str]]:
    """Return (number, user type, title, opening message) of those reports in scope, one query."""
    opening = Message.objects.filter(ticket=OuterRef("pk")).order_by("pk").values("body")[:1]
    rows = visible_to(viewer).filter(pk__in=numbers).annotate(opening=Subquery(opening))
    return [
        (number, user_type, title, body or "")
        for number, user_type, title, body in rows.values_list(
            "number", "user_type", "title", "opening"
        )
    ]
