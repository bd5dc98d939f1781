"""What people decide about mails and pushes of a report, written into its history.

The deliveries themselves belong to the integrations; the report does not change, so its version
stays and no colleague is told of a conflict.
"""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from helpdesk.accounts.viewer import Right, Viewer
from helpdesk.lib.pii import mask_personal_data
from helpdesk.lib.report_access import hide_access
from helpdesk.tickets import queries
from helpdesk.tickets.models import Ticket, TicketEvent
from helpdesk.tickets.services.base import NotAllowed, NotFound, Refused
from helpdesk.tickets.signals import ticket_event

MAX_REASON = 300


def reason_of(text: str) -> str:
    """Return a typed reason, on one line and masked; raises Refused when it says nothing."""
    reason = mask_personal_data(hide_access(" ".join(text.split())))[:MAX_REASON]
    if len(reason) < 5:
        raise Refused("Tuliskan alasan kiriman ini dianggap selesai (minimal 5 huruf).")
    return reason


def settled(viewer: Viewer, number: int, *, delivery: int, reason: str) -> None:
    """Record that a delivery that could not go out counts as over; raises like `_record`."""
    _record(viewer, number, "delivery.settled", delivery, reason)


def unsettled(viewer: Viewer, number: int, *, delivery: int) -> None:
    """Record that the delivery waits for a person again; raises like `_record`."""
    _record(viewer, number, "delivery.unsettled", delivery, "")


def _record(viewer: Viewer, number: int, kind: str, delivery: int, reason: str) -> None:
    """Append the event in one transaction; raises NotAllowed, or NotFound outside the scope."""
    if not viewer.may(Right.SUPERVISE):
        raise NotAllowed("Anda tidak berwenang melakukan tindakan ini.")
    with transaction.atomic():
        ticket = queries.visible_to(viewer).filter(pk=number).first()
        if ticket is None:
            raise NotFound
        event = TicketEvent(
            ticket=ticket,
            at=timezone.now(),
            kind=kind,
            actor_id=viewer.user_id,
            actor_name=viewer.name[:100],
            state_before=ticket.state,
            state_after=ticket.state,
            reason="" if ticket.is_anonymised else reason,
            data={"delivery": delivery},
        )
        event.save(force_insert=True)
        ticket_event.send(sender=Ticket, ticket=ticket, event=event, message=None)
