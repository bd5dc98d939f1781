"""The tables of a report. Only `helpdesk.tickets` may import them (design.md 3)."""

from helpdesk.tickets.models.event import TicketEvent
from helpdesk.tickets.models.external import ExternalReference
from helpdesk.tickets.models.identity import Identity
from helpdesk.tickets.models.message import Attachment, Message
from helpdesk.tickets.models.queue import Queue
from helpdesk.tickets.models.ticket import Ticket

__all__ = [
    "Attachment",
    "ExternalReference",
    "Identity",
    "Message",
    "Queue",
    "Ticket",
    "TicketEvent",
]
