"""Reports as the form would send them, and reports already on their way."""

from __future__ import annotations

import uuid
from typing import Any

from helpdesk.accounts.viewer import system
from helpdesk.regions.models import Regency
from helpdesk.taxonomy import Category, UserType
from helpdesk.tickets import queries
from helpdesk.tickets.models import Ticket
from helpdesk.tickets.services import sorting
from helpdesk.tickets.services.opening import NewReport, open_ticket
from triage.pipeline import route_for

NIK = "9901015508900001"  # region 99 does not exist
NISN = "4990001234"  # nobody is born in 2499


def new_report(**changes: Any) -> NewReport:
    """Return a valid teacher's password report from Kabupaten Bogor, with changes."""
    regency = changes.pop("regency_code", "3201")
    fields: dict[str, Any] = {
        "submission_key": uuid.uuid4(),
        "email": "lestari.contoh@example.com",
        "title": "Tidak bisa masuk akun guru",
        "user_type": UserType.TEACHER,
        "category": Category.PASSWORD,
        "detail": "Sejak kemarin sandi saya ditolak terus, mohon dibantu reset.",
        "nik": NIK,
        "name": "Lestari Contoh",
        "salutation": "ibu",
        "private_email": "lestari.contoh@example.com",
        "account": "lestaricontoh12@guru.sd.belajar.id",
        "level": "sd",
        "school_name": "SD Negeri Contoh 1",
        "npsn": "99900001",
        "province": "32",
        "regency": Regency.objects.get(code=regency).pk if regency else None,
    }
    return NewReport(**{**fields, **changes})


def open_report(**changes: Any) -> Ticket:
    """Take a report; it is new and unsorted."""
    return Ticket.objects.get(pk=open_ticket(new_report(**changes)).number)


def sorted_report(**changes: Any) -> Ticket:
    """Take a report and sort it by its chosen category and the routing rules."""
    ticket = open_report(**changes)
    category = Category(ticket.chosen_category)
    sorting.accept_sorting(
        system("uji"), ticket.pk, category=category, guess=None, route=route_for(ticket, category)
    )
    return Ticket.objects.get(pk=ticket.pk)


def claimed_report(viewer: Any, **changes: Any) -> Ticket:
    """Take, sort and claim a report for this viewer."""
    from helpdesk.tickets.services import working

    ticket = sorted_report(**changes)
    working.claim(viewer, ticket.pk)
    return queries.get(viewer, ticket.pk)


def form_data(**changes: Any) -> dict[str, Any]:
    """Return what a browser posts for a valid variant A report; None removes a field."""
    data: dict[str, Any] = {
        "email": "lestari.contoh@example.com",
        "title": "Tidak bisa masuk akun guru",
        "user_type": "teacher",
        "name": "Lestari Contoh",
        "private_email": "lestari.contoh@example.com",
        "account": "lestaricontoh12@guru.sd.belajar.id",
        "level": "sd",
        "school_name": "SD Negeri Contoh 1",
        "npsn": "99900001",
        "nik": NIK,
        "province": "32",
        "category": "1",
        "detail": "Sejak kemarin sandi saya ditolak terus, mohon dibantu reset.",
        "submission_key": str(uuid.uuid4()),
    }
    data.update(changes)
    return {name: value for name, value in data.items() if value is not None}
