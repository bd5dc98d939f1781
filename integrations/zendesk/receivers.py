"""Hears ticket events and writes the pushes they mean, in the ticket's transaction."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.dispatch import receiver

from helpdesk.tickets.signals import ticket_event
from integrations import outbox

# Events that change nothing over there.
_SILENT = {
    "identity.revealed", "ticket.rated", "access.resent", "ticket.followed_up",
    "delivery.settled", "delivery.unsettled",
}  # fmt: skip


@receiver(ticket_event, dispatch_uid="zendesk.outbox")
def write_push_jobs(sender: type, *, ticket: Any, event: Any, message: Any, **_: Any) -> None:
    """Each change of a report is pushed in order; nothing is written while Zendesk is off."""
    if not settings.ZENDESK_URL or event.kind in _SILENT:
        return
    outbox.put(
        "zendesk",
        "create" if event.kind == "ticket.opened" else "update",
        ticket_number=ticket.pk,
        lane=f"zendesk:{ticket.pk}",
        dedupe_key=f"zendesk:event:{event.pk}",
        payload={"event": event.pk, "message": message.pk if message else None},
    )
