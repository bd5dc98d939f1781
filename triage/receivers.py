"""Hears ticket events: a new report rings the sorter, a person's word becomes a label."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.dispatch import receiver

from helpdesk.taxonomy import Category, Erased
from helpdesk.tickets.signals import personal_data_erased, ticket_event
from triage import labels
from triage.models import HumanLabel

_SOURCE_OF = {
    "ticket.category_corrected": HumanLabel.Source.CORRECTION,
    "ticket.category_confirmed": HumanLabel.Source.CONFIRMATION,
}


@receiver(ticket_event, dispatch_uid="triage.receiver")
def hear(sender: type, *, ticket: Any, event: Any, **_: Any) -> None:
    """Start sorting after commit; keep what people say of a category, once."""
    if event.kind == "ticket.opened":
        from triage.tasks import bell

        transaction.on_commit(bell.ring, robust=True)
        return
    source = _SOURCE_OF.get(event.kind)
    if source is None or event.actor_id is None:
        return
    said_in_queue = HumanLabel.objects.filter(
        ticket=ticket, by_id=event.actor_id, category=ticket.category, undone_at__isnull=True
    )
    if not said_in_queue.exists():
        labels.record(
            ticket,
            source=source,
            category=Category(ticket.category),
            by_id=event.actor_id,
            by_name=event.actor_name,
        )


@receiver(personal_data_erased, dispatch_uid="triage.retention")
def forget_texts(sender: type, *, numbers: Sequence[int], stage: Erased, **_: Any) -> None:
    """Empty the labels of anonymised reports."""
    if stage >= Erased.TEXT:
        labels.forget_texts(numbers)
