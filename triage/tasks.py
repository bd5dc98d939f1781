"""The worker's side of triage."""

from __future__ import annotations

import logging

from celery import shared_task
from django.utils import timezone

from helpdesk.accounts.viewer import system
from helpdesk.lib.bell import Bell
from helpdesk.sla.policy import volunteer_deadline
from helpdesk.tickets import queries
from helpdesk.tickets.services import working
from helpdesk.tickets.services.base import Refused
from triage import pipeline

logger = logging.getLogger(__name__)


@shared_task(name="triage.sweep", expires=60)
def sweep() -> int:
    """Sort every report still new, oldest first; return how many. One bad one stops nobody."""
    done, last = 0, 0
    while numbers := queries.unsorted_numbers(after=last):
        for number in numbers:
            last = number
            try:
                done += pipeline.run(number) is not None
            except Exception:
                logger.exception("report %s could not be sorted; tried again later", number)
    return done


@shared_task(name="triage.return_overdue", expires=300)
def return_overdue() -> int:
    """Give volunteers' reports beyond two working days to the helpdesk (domain.md R5)."""
    viewer, now, returned = system("Batas waktu relawan"), timezone.now(), 0
    for number, queued_at in queries.overdue_volunteer_tickets():
        if volunteer_deadline(queued_at) > now:
            continue
        try:
            working.hand_back(viewer, number, reason="batas waktu 2 hari kerja terlewati")
            returned += 1
        except Refused as refusal:
            logger.info("ticket %s not returned: %s", number, refusal.message)
    return returned


@shared_task(name="triage.retrain", expires=3600, time_limit=3600, soft_time_limit=3500)
def retrain() -> str:
    """Train a candidate when enough labels came in; return its version or ''."""
    from triage import learning

    if not learning.due():
        return ""
    return learning.retrain().version


bell = Bell(lambda delay: sweep.apply_async(countdown=delay, expires=60))
