"""Time limits of reports that were handed over before these were stored."""

from __future__ import annotations

from helpdesk.sla.policy import volunteer_deadline
from helpdesk.taxonomy import OPEN_STATES
from helpdesk.tickets.models import Ticket


def start_volunteers_clocks(limit: int = 1000) -> int:
    """Give reports with volunteers the due date they lack; return how many.

    No change of the report, so no event and no version. Before migration 0004 the limit counted
    from the hand-over or the reporter's last word, whichever came later.
    """
    rows = Ticket.objects.filter(
        state__in=OPEN_STATES, volunteer_due__isnull=True, queue__kind__in=["kapten", "co_kapten"]
    ).values_list("pk", "queued_at", "created_at", "last_requester_at")
    started = 0
    for number, queued_at, created_at, heard_at in rows[:limit]:
        due = volunteer_deadline(max(queued_at or created_at, heard_at))
        missing = Ticket.objects.filter(pk=number, volunteer_due__isnull=True)
        started += missing.update(volunteer_due=due)
    return started
