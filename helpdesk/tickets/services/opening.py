"""Taking a report: one transaction writes everything the receipt promises (design.md 6.2)."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from helpdesk.lib.account_address import parse_account
from helpdesk.sla.policy import due_dates
from helpdesk.taxonomy import Category, State, UserType
from helpdesk.tickets import identity
from helpdesk.tickets.files import NewFile, attach, digests, discard, stored_digests
from helpdesk.tickets.models import Message, Ticket, TicketEvent
from helpdesk.tickets.models.message import Author, Channel
from helpdesk.tickets.services.base import Refused
from helpdesk.tickets.signals import ticket_event


@dataclass(frozen=True, slots=True)
class NewReport:
    """A checked complaint form (field names of design.md 9). `nik` is 16 digits, `nisn` ten."""

    submission_key: uuid.UUID
    email: str
    title: str
    user_type: UserType
    category: Category
    detail: str
    nik: str = ""
    nisn: str = ""
    name: str = ""
    salutation: str = ""
    private_email: str = ""
    account: str = ""
    level: str = ""
    school_name: str = ""
    npsn: str = ""
    position: str = ""
    office_type: str = ""
    province: str | None = None
    regency: int | None = None
    self_service_tried: bool = False
    files: Sequence[NewFile] = field(default_factory=tuple)


@dataclass(frozen=True, slots=True)
class Opened:
    """The number of the report; `created` False when the same form had been sent before."""

    number: int
    created: bool


class KeyReused(Refused):
    """The form's key already made another report. `message` tells nothing of that one.

    Whoever typed the second text may be another person at the same computer, so neither
    `number` nor its link may be shown.
    """

    def __init__(self, number: int) -> None:
        super().__init__(
            "Isian ini berbeda dari laporan yang sudah terkirim; periksa lalu kirim lagi sebagai "
            "laporan baru."
        )
        self.number = number


def open_ticket(report: NewReport) -> Opened:
    """Write ticket, message, identity, files, due dates and event; return the number.

    The same submission key twice, also at the same moment, gives the same report
    (design.md 7); with another content it raises KeyReused and writes nothing. Receivers write
    the outbox rows in this transaction.
    """
    stored: list[uuid.UUID] = []
    try:
        with transaction.atomic():
            ticket = _write(report, stored)
            return Opened(ticket.pk, created=True)
    except IntegrityError:
        discard(stored)
        number = number_of_submission(report.submission_key)
        if number is None:
            raise
        if not _tells_the_same(report, number):
            raise KeyReused(number) from None
        return Opened(number, created=False)
    except BaseException:
        discard(stored)
        raise


def number_of_submission(key: uuid.UUID) -> int | None:
    """Return the report that a form with this key made, or None."""
    return Ticket.objects.filter(submission_key=key).values_list("pk", flat=True).first()


def _tells_the_same(report: NewReport, number: int) -> bool:
    """True when the stored report is this one in every field, text, NIK and file."""
    if not Ticket.objects.filter(pk=number, **_fields(report)).exists():
        return False
    first = Message.objects.filter(ticket=number, channel=Channel.FORM).order_by("pk").first()
    return (
        first is not None
        and first.body == report.detail
        and identity.is_of(number, nik=report.nik, nisn=report.nisn)
        and stored_digests(first) == digests(report.files)
    )


def _fields(report: NewReport) -> dict[str, Any]:
    """What the reporter wrote, by the ticket's columns; the desk changes none of them."""
    address = parse_account(report.account) if report.account else None
    return {
        "title": report.title,
        "user_type": report.user_type,
        "requester_name": report.name,
        "salutation": report.salutation,
        "email": report.email,
        "private_email": report.private_email,
        "account": report.account,
        "account_role": (address.role or "") if address else "",
        "level": report.level,
        "school_name": report.school_name,
        "npsn": report.npsn,
        "position": report.position,
        "office_type": report.office_type,
        "province_id": report.province,
        "regency_id": report.regency,
        "chosen_category": report.category,
        "self_service_tried": report.self_service_tried,
    }


def _write(report: NewReport, stored: list[uuid.UUID]) -> Ticket:
    ticket = Ticket(submission_key=report.submission_key, **_fields(report))
    begin(
        ticket,
        Message(channel=Channel.FORM, body=report.detail),
        report.files,
        stored,
        keep_identity=lambda: identity.store(ticket, nik=report.nik, nisn=report.nisn),
    )
    return ticket


def begin(
    ticket: Ticket,
    message: Message,
    files: Sequence[NewFile],
    stored: list[uuid.UUID],
    *,
    keep_identity: Callable[[], None],
    reason: str = "",
) -> None:
    """Write a report nobody has seen yet: row, first message, identity, files, clock, event.

    The caller holds the transaction and calls `discard(stored)` when it fails.
    """
    now = timezone.now()
    due = due_dates(now)
    ticket.created_at = ticket.updated_at = ticket.last_requester_at = now
    ticket.category = ticket.chosen_category
    ticket.first_response_due, ticket.resolution_due = due.first_response, due.resolution
    ticket.save(force_insert=True)
    message.ticket, message.created_at = ticket, now
    message.author, message.author_name = Author.REPORTER, ticket.requester_name
    message.save(force_insert=True)
    keep_identity()
    attach(ticket, message, files, stored)
    data = {"version": 1, "channel": str(message.channel), "files": len(files)}
    event = TicketEvent(
        ticket=ticket,
        at=now,
        kind="ticket.opened",
        actor_name="Pelapor",
        state_after=State.NEW,
        reason=reason,
        data=data,
    )
    event.save(force_insert=True)
    ticket_event.send(sender=Ticket, ticket=ticket, event=event, message=message)
