"""Taking a report: one transaction writes everything the receipt promises (design.md 6.2)."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import IntegrityError, transaction
from django.utils import timezone

from helpdesk.lib.account_address import parse_account
from helpdesk.sla.policy import due_dates
from helpdesk.taxonomy import Category, State, UserType
from helpdesk.tickets import identity
from helpdesk.tickets.files import NewFile, attach, discard
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
    """True when the stored report has this sender, topic and text, as the reporter sent them."""
    same = Ticket.objects.filter(
        pk=number,
        email=report.email,
        title=report.title,
        chosen_category=report.category,
        user_type=report.user_type,
    ).exists()
    first = Message.objects.filter(ticket=number, channel=Channel.FORM).order_by("pk").first()
    return same and first is not None and first.body == report.detail


def _write(report: NewReport, stored: list[uuid.UUID]) -> Ticket:
    now = timezone.now()
    due = due_dates(now)
    address = parse_account(report.account) if report.account else None
    ticket = Ticket(
        submission_key=report.submission_key,
        created_at=now,
        updated_at=now,
        last_requester_at=now,
        title=report.title,
        user_type=report.user_type,
        requester_name=report.name,
        salutation=report.salutation,
        email=report.email,
        private_email=report.private_email,
        account=report.account,
        account_role=(address.role or "") if address else "",
        level=report.level,
        school_name=report.school_name,
        npsn=report.npsn,
        position=report.position,
        office_type=report.office_type,
        province_id=report.province,
        regency_id=report.regency,
        chosen_category=report.category,
        category=report.category,
        self_service_tried=report.self_service_tried,
        first_response_due=due.first_response,
        resolution_due=due.resolution,
    )
    ticket.save(force_insert=True)
    message = Message(
        ticket=ticket,
        created_at=now,
        author=Author.REPORTER,
        author_name=report.name,
        channel=Channel.FORM,
        body=report.detail,
    )
    message.save(force_insert=True)
    identity.store(ticket, nik=report.nik, nisn=report.nisn)
    attach(ticket, message, report.files, stored)
    event = TicketEvent(
        ticket=ticket,
        at=now,
        kind="ticket.opened",
        actor_name="Pelapor",
        state_after=State.NEW,
        data={"version": 1, "channel": Channel.FORM.value, "files": len(report.files)},
    )
    event.save(force_insert=True)
    ticket_event.send(sender=Ticket, ticket=ticket, event=event, message=message)
    return ticket
