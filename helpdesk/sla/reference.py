"""Fills the holiday table from the package `holidays` (1 s to import: never in a request)."""

from __future__ import annotations

from helpdesk.sla import hours
from helpdesk.sla.models import DeskHours, Holiday

FIRST_YEAR, LAST_YEAR = 2022, 2027


def load_holidays() -> int:
    """Add missing days of 2022-2027; rows edited by hand stay. Returns the number known."""
    from holidays.constants import GOVERNMENT, PUBLIC
    from holidays.countries.indonesia import ID

    years = range(FIRST_YEAR, LAST_YEAR + 1)
    public = ID(years=years, categories={PUBLIC}, language="id")
    joint = ID(years=years, categories={GOVERNMENT}, language="id")
    rows = [Holiday(day=day, name=name[:120]) for day, name in sorted(public.items())]
    rows += [
        Holiday(day=day, name=name[:120], joint_leave=True)
        for day, name in sorted(joint.items())
        if day not in public
    ]
    Holiday.objects.bulk_create(rows, ignore_conflicts=True)
    if not DeskHours.objects.exists():
        DeskHours.objects.create()
    hours.forget()
    return Holiday.objects.count()
