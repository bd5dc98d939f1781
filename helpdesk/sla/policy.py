"""Service targets in working time and what a pause does to them (domain.md 10)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from helpdesk.sla.hours import desk

HOUR = 3600
WORKING_DAY = 8 * HOUR


@dataclass(frozen=True, slots=True)
class Targets:
    """Targets in working seconds."""

    first_response: int = WORKING_DAY
    volunteer: int = 2 * WORKING_DAY
    resolution: int = 3 * WORKING_DAY


TARGETS = Targets()


@dataclass(frozen=True, slots=True)
class DueDates:
    """When the first human answer and the solution are due."""

    first_response: datetime
    resolution: datetime


def due_dates(created_at: datetime) -> DueDates:
    """Return the due dates of a report taken at this moment."""
    calendar = desk().calendar
    return DueDates(
        first_response=calendar.add_working_seconds(created_at, TARGETS.first_response),
        resolution=calendar.add_working_seconds(created_at, TARGETS.resolution),
    )


def volunteer_deadline(queued_at: datetime) -> datetime:
    """Return when a volunteer's ticket goes back to the helpdesk (domain.md R5)."""
    return desk().calendar.add_working_seconds(queued_at, TARGETS.volunteer)


def shifted(due: datetime, paused_from: datetime, paused_until: datetime) -> datetime:
    """Return the due date moved by the working time that passed while the clock stood."""
    calendar = desk().calendar
    paused = calendar.working_seconds_between(paused_from, paused_until)
    return calendar.add_working_seconds(due, paused) if paused > 0 else due
