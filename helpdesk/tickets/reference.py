"""The queues every installation has, and where report numbers start."""

from __future__ import annotations

from django.conf import settings
from django.db import connection

from helpdesk.regions.models import Province, Regency
from helpdesk.taxonomy import QueueKind
from helpdesk.tickets.models import Queue, Ticket

_HELPDESK = (
    ("helpdesk", "Helpdesk umum"),
    ("dapodik", "Helpdesk Dapodik"),
    ("platform", "Helpdesk platform"),
)


def load_queues() -> int:
    """Write the helpdesk's queues and one per province and regency; return how many."""
    rows = [Queue(slug=slug, name=name, kind=QueueKind.HELPDESK) for slug, name in _HELPDESK]
    rows += [
        Queue(
            slug=f"kapten-{p.code}",
            name=f"Kapten {p.name}",
            kind=QueueKind.KAPTEN,
            province=p,
        )
        for p in Province.objects.all()
    ]
    rows += [
        Queue(
            slug=f"co-kapten-{r.code}",
            name=f"Co-Kapten {r.name}",
            kind=QueueKind.CO_KAPTEN,
            province_id=r.province_id,
            regency=r,
        )
        for r in Regency.objects.all()
    ]
    Queue.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["slug"],
        update_fields=["name", "kind", "province", "regency"],
    )
    return len(rows)


def start_numbers(first: int | None = None) -> None:
    """Make the next report number at least `first` (domain.md 10: the old desk's go on)."""
    first = first or settings.FIRST_REPORT_NUMBER
    highest = Ticket.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    if highest >= first:
        return
    table = Ticket._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT setval(pg_get_serial_sequence(%s, 'number'), %s, false)", [table, first]
            )
        else:
            cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table])
            cursor.execute(
                "INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, first - 1]
            )
