"""Service targets in working time and what a pause does to them (domain.md 10)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext as _

from helpdesk.sla.hours import desk

HOUR = 3600
HOURS_A_DAY = 8


@dataclass(frozen=True, slots=True)
class Targets:
    """Targets in working seconds."""

    first_response: int
    volunteer: int
    resolution: int


def targets() -> Targets:
    """Return the targets of this installation (SLA_… in docs/operations.md)."""
    return Targets(
        first_response=settings.SLA_FIRST_RESPONSE_HOURS * HOUR,
        volunteer=settings.SLA_VOLUNTEER_HOURS * HOUR,
        resolution=settings.SLA_RESOLUTION_HOURS * HOUR,
    )


@dataclass(frozen=True, slots=True)
class DueDates:
    """When the first human answer and the solution are due."""

    first_response: datetime
    resolution: datetime


def due_dates(created_at: datetime) -> DueDates:
    """Return the due dates of a report taken at this moment."""
    calendar, wanted = desk().calendar, targets()
    return DueDates(
        first_response=calendar.add_working_seconds(created_at, wanted.first_response),
        resolution=calendar.add_working_seconds(created_at, wanted.resolution),
    )


SOON_HOURS = 4


def soon(now: datetime) -> datetime:
    """Return until when a due date is near: half a working day, on the desk's own clock."""
    try:
        return desk().calendar.add_working_seconds(now, SOON_HOURS * HOUR)
    except ValueError:  # a calendar that never opens must not take the lists away
        return now + timedelta(hours=SOON_HOURS)


def volunteer_deadline(queued_at: datetime) -> datetime:
    """Return when a volunteer's ticket goes back to the helpdesk (domain.md R5)."""
    return desk().calendar.add_working_seconds(queued_at, targets().volunteer)


def suspension_deadline(complete_at: datetime) -> datetime:
    """Return when a suspended account is due: 3×24 working hours from complete data (R10)."""
    return desk().calendar.add_working_seconds(complete_at, 3 * 24 * HOUR)


def data_request_deadline(requested_at: datetime) -> datetime:
    """Return when a request on personal data is due: 3×24 real hours (domain.md 15)."""
    return requested_at + timedelta(hours=3 * 24)


def volunteer_limit() -> str:
    """Return the volunteers' time limit in words: “2 hari kerja”, “12 jam layanan”."""
    days, hours = divmod(settings.SLA_VOLUNTEER_HOURS, HOURS_A_DAY)
    if hours:
        return _("%(hours)d jam layanan") % {"hours": settings.SLA_VOLUNTEER_HOURS}
    return _("%(days)d hari kerja") % {"days": days}


def shifted(due: datetime, paused_from: datetime, paused_until: datetime) -> datetime:
    """Return the due date moved by the working time that passed while the clock stood."""
    calendar = desk().calendar
    paused = calendar.working_seconds_between(paused_from, paused_until)
    return calendar.add_working_seconds(due, paused) if paused > 0 else due
