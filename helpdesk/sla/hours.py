"""Opening hours read from the tables and turned into a pure calendar (domain.md 8)."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from datetime import time as datetime_time

from django.conf import settings
from django.db.models import Q
from django.utils import timezone, translation

from helpdesk.sla.calendar import ZONES, WorkCalendar
from helpdesk.sla.models import ClosedMode, DeskHours, Disturbance, Holiday
from helpdesk.sla.wording import hours_words

# Each process re-reads the three tables at most this often: a change shows everywhere within
# seconds, and a burst of reports does not ask the database for the hours each time.
_SECONDS = 5.0
_NOTICES = 20  # read at most; the page shows those that are due
_memo: tuple[float, Desk] | None = None


@dataclass(frozen=True, slots=True)
class Desk:
    """The rules in force: calendar, what closed means, and the grace in minutes."""

    calendar: WorkCalendar
    closed_mode: str
    grace_minutes: int
    days: tuple[int, ...]
    opens: datetime_time
    closes: datetime_time
    notices: tuple[Disturbance, ...]

    @property
    def hours_text(self) -> str:
        """`Senin–Jumat pukul 09.00–17.00 WIB` in Indonesian, whoever reads: for mail and answers."""
        with translation.override(settings.LANGUAGE_CODE):
            return self.hours_words

    @property
    def hours_words(self) -> str:
        """The same in the language of the page."""
        return hours_words(self.days, self.opens, self.closes)

    def disturbances(self, at: datetime | None = None) -> list[Disturbance]:
        """The known disturbances that are to be told now."""
        now = at or timezone.now()
        return [n for n in self.notices if n.starts <= now and (n.ends is None or now < n.ends)]

    def is_open(self, at: datetime | None = None) -> bool:
        """True within working time; always in the demo (setting DESK_ALWAYS_OPEN)."""
        return settings.DESK_ALWAYS_OPEN or self.calendar.is_open(at or timezone.now())

    def form_is_shown(self, at: datetime | None = None) -> bool:
        """True when a reporter may open the form now (both closed modes of domain.md 8)."""
        return self.is_open(at) or self.closed_mode == ClosedMode.ACCEPT_LATER

    def may_submit(self, opened_at: datetime | None, at: datetime | None = None) -> bool:
        """True when a form opened at `opened_at` may be sent now (grace after closing)."""
        now = at or timezone.now()
        if self.form_is_shown(now):
            return True
        if opened_at is None or opened_at > now or not self.calendar.is_open(opened_at):
            return False
        closing = self.calendar.next_closing(opened_at)
        return closing is not None and now < closing + timedelta(minutes=self.grace_minutes)

    def next_opening(self, at: datetime | None = None) -> datetime | None:
        """Return when the desk opens next; None when it never does."""
        return self.calendar.next_opening(at or timezone.now())


def desk() -> Desk:
    """Return the rules in force, at most five seconds old."""
    global _memo
    now = time.monotonic()
    if _memo is None or _memo[0] < now:
        _memo = (now + _SECONDS, _read())
    return _memo[1]


def forget() -> None:
    """Drop this process's copy of the rules; called when hours or holidays are saved."""
    global _memo
    _memo = None


def _read() -> Desk:
    row = DeskHours.objects.first() or DeskHours()
    days = sorted(int(digit) - 1 for digit in set(row.weekdays))
    holidays = Holiday.objects.all()
    if not row.joint_leave_closes:
        holidays = holidays.filter(joint_leave=False)
    calendar = WorkCalendar(
        zone=ZONES["WIB"],
        weekly={day: [(row.opens, row.closes)] for day in days},
        closed=frozenset(holidays.values_list("day", flat=True)),
    )
    return Desk(
        calendar=calendar,
        closed_mode=row.closed_mode,
        grace_minutes=row.grace_minutes,
        days=tuple(days),
        opens=row.opens,
        closes=row.closes,
        notices=tuple(
            Disturbance.objects.filter(Q(ends__isnull=True) | Q(ends__gt=timezone.now()))[:_NOTICES]
        ),
    )
