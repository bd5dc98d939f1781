"""Hears ticket events and writes the mails they mean, in the ticket's transaction."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver

from helpdesk.tickets.signals import ticket_event
from integrations import outbox


@receiver(ticket_event, dispatch_uid="email.outbox")
def write_mail_jobs(sender: type, *, ticket: Any, event: Any, message: Any, **_: Any) -> None:
    """A new report is confirmed, each public answer is mailed, link and code come when asked.

    Who reports is also told that a report was merged or is none of ours (domain.md R16).

    Each mail is a lane of its own: a confirmation that waits for a person holds up no answer.
    """
    if event.kind == "ticket.opened":
        outbox.put(
            "email",
            "confirmation",
            ticket_number=ticket.pk,
            dedupe_key=f"email:confirmation:{ticket.pk}",
        )
    elif event.kind == "message.sent" and message is not None and message.public:
        outbox.put(
            "email",
            "answer",
            ticket_number=ticket.pk,
            dedupe_key=f"email:answer:{message.pk}",
            payload={"message": message.pk},
        )
    elif event.kind in ("ticket.rejected", "ticket.merged"):
        outbox.put(
            "email",
            "ended",
            ticket_number=ticket.pk,
            dedupe_key=f"email:ended:{event.pk}",
            payload={"event": event.pk, "kind": event.kind},
        )
    elif event.kind == "access.resent":
        outbox.put(
            "email",
            "access",
            ticket_number=ticket.pk,
            dedupe_key=f"email:access:{event.pk}",
            payload={"event": event.pk},
        )
