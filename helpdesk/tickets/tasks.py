"""Clock work of the core. Each run looks for rows, so a lost run loses nothing."""

from __future__ import annotations

import logging
import time
from datetime import timedelta

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from helpdesk.accounts.viewer import system
from helpdesk.tickets import queries
from helpdesk.tickets.services import retention, working
from helpdesk.tickets.services.base import Refused

logger = logging.getLogger(__name__)
ERASE_SECONDS = 200.0  # well under the soft time limit of a task


@shared_task(name="tickets.close_silent", expires=3600)
def close_silent() -> int:
    """Close what was solved CLOSE_AFTER_SILENT_DAYS ago (domain.md 10); return how many."""
    viewer = system("Penutupan otomatis")
    days = settings.CLOSE_AFTER_SILENT_DAYS
    closed = 0
    for number in queries.silent_solved(timezone.now() - timedelta(days=days)):
        try:
            working.close(viewer, number, reason=f"{days} hari tanpa balasan.")
            closed += 1
        except Refused as refusal:
            logger.info("ticket %s not closed: %s", number, refusal.message)
    return closed


@shared_task(name="tickets.wake_held", expires=600)
def wake_held() -> int:
    """Bring held reports back to work on their day; return how many."""
    viewer = system("Pengingat penahanan")
    woken = 0
    for number in queries.held_until(timezone.localdate()):
        try:
            working.resume(viewer, number)
            woken += 1
        except Refused as refusal:
            logger.info("ticket %s not resumed: %s", number, refusal.message)
    return woken


@shared_task(name="tickets.erase_personal_data", expires=540)
def erase_personal_data() -> int:
    """Delete personal data whose retention is over (domain.md 15); return how many reports.

    Files without a row are looked for in an eighth of the folders each night.
    """
    until = time.monotonic() + ERASE_SECONDS
    summary = retention.run(until=until)
    day = timezone.localdate().toordinal()
    orphans = retention.sweep_orphans(range(day % 8, 256, 8), until=until)
    if summary.reports or orphans:
        logger.info("personal data erased: %s, %d orphaned files", summary, orphans)
    return summary.reports
