"""Clock work of the core. Each run looks for rows, so a lost run loses nothing."""

from __future__ import annotations

import logging
from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from helpdesk.accounts.viewer import system
from helpdesk.tickets import queries
from helpdesk.tickets.services import working
from helpdesk.tickets.services.base import Refused

logger = logging.getLogger(__name__)
SILENCE = timedelta(days=14)


@shared_task(name="tickets.close_silent", expires=3600)
def close_silent() -> int:
    """Close what was solved fourteen days ago (domain.md 10); return how many."""
    viewer = system("Penutupan otomatis")
    closed = 0
    for number in queries.silent_solved(timezone.now() - SILENCE):
        try:
            working.close(viewer, number, reason="14 hari tanpa balasan.")
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
