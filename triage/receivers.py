"""Hears ticket events: a new report rings the sorter, a correction becomes a label."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.dispatch import receiver

from helpdesk.tickets.signals import ticket_event
from triage.models import HumanLabel

_LABEL_EVENTS = {"ticket.category_corrected", "ticket.category_confirmed"}


@receiver(ticket_event, dispatch_uid="triage.receiver")
def hear(sender: type, *, ticket: Any, event: Any, **_: Any) -> None:
    """Start sorting after commit; keep what people say of a category."""
    if event.kind == "ticket.opened":
        from triage.tasks import bell

        transaction.on_commit(bell.ring, robust=True)
    elif event.kind in _LABEL_EVENTS:
        HumanLabel.objects.create(
            ticket=ticket,
            category=ticket.category,
            predicted=ticket.predicted_category,
            by_id=event.actor_id,
            by_name=event.actor_name,
        )
