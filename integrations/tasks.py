"""The worker's side of the outbox."""

from __future__ import annotations

from celery import shared_task

from helpdesk.lib.bell import Bell
from integrations import outbox


@shared_task(name="integrations.deliver_due", expires=60)
def deliver_due() -> dict[str, int]:
    """Deliver what is due (rung on commit, and by the clock)."""
    return outbox.deliver_due()


bell = Bell(lambda delay: deliver_due.apply_async(countdown=delay, expires=60))
