"""The reporter lost the way to the report: announce that the link is to be mailed again."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from helpdesk.lib.tokens import same
from helpdesk.tickets.models import Ticket, TicketEvent
from helpdesk.tickets.signals import ticket_event


def resend_access(number: int, email: str) -> bool:
    """Record that the access of a report is to be mailed, where number and address fit.

    The mail goes to the address of the report, never to the one typed. Returns whether it fits;
    a page must answer the same either way. The report itself does not change, so its version
    stays and no colleague is told of a conflict.
    """
    with transaction.atomic():
        ticket = Ticket.objects.filter(pk=number).first()
        # An anonymised report has no address any more, and "" would fit "".
        if (
            ticket is None
            or not ticket.email
            or not same(ticket.email.lower(), email.strip().lower())
        ):
            return False
        event = TicketEvent(
            ticket=ticket,
            at=timezone.now(),
            kind="access.resent",
            actor_name="Pelapor",
            state_before=ticket.state,
            state_after=ticket.state,
        )
        event.save(force_insert=True)
        ticket_event.send(sender=Ticket, ticket=ticket, event=event, message=None)
        return True
