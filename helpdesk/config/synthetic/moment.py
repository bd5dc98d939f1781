"""The simulated clock, and when things happen at a desk with opening hours."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from unittest import mock

from helpdesk.sla.calendar import ZONES, WorkCalendar

HOUR = 3600
WORKING_DAY = 8 * HOUR
SPAN = timedelta(days=30)
# How busy each opening hour is: people write before noon and after lunch.
_BUSY = {9: 0.8, 10: 1.0, 11: 0.9, 12: 0.4, 13: 0.7, 14: 0.9, 15: 0.7, 16: 0.5}


class Clock:
    """Holds the simulated moment; `running` makes Django's clock show it."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    @contextmanager
    def running(self) -> Iterator[None]:
        """Let every `timezone.now()` answer `self.at`, also those captured as field defaults.

        Field defaults hold the function object itself, so replacing `timezone.now` would miss
        them; the function looks `datetime` up in its module, and that is replaced.
        """
        clock = self

        class Simulated(datetime):
            @classmethod
            def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
                return clock.at.astimezone(tz)

        with mock.patch("django.utils.timezone.datetime", Simulated):
            yield


@dataclass(frozen=True, slots=True)
class Moments:
    """Picks moments of the last thirty days before `now` on the desk's calendar."""

    calendar: WorkCalendar
    now: datetime
    rng: random.Random

    def created(self, newest: float, oldest: float) -> datetime:
        """A moment between `newest` and `oldest` working days ago, at a believable hour."""
        start = self.now - SPAN
        available = self.calendar.working_seconds_between(start, self.now)
        oldest = min(oldest, available / WORKING_DAY)
        at = start
        for _ in range(20):
            back = self.rng.uniform(min(newest, oldest), oldest) * WORKING_DAY
            seconds = max(1, int(available - back))
            at = self.calendar.add_working_seconds(start, seconds)
            if self.rng.random() < _BUSY.get(at.astimezone(ZONES["WIB"]).hour, 0.3):
                break
        # Whole working days end exactly at closing time; nobody writes on the second.
        return min(at - timedelta(seconds=self.rng.uniform(1, 59)), self.now - timedelta(minutes=1))

    def staff_acts(self, after: datetime, shortest: float, longest: float) -> datetime:
        """When the desk acts: some working hours later, squeezed when `now` comes first."""
        seconds = int(self.rng.uniform(shortest, longest) * HOUR)
        wanted = self.calendar.add_working_seconds(after, max(60, seconds))
        return self._before_now(after, wanted + timedelta(seconds=self.rng.uniform(0, 50)))

    def reporter_acts(self, after: datetime, shortest: float, longest: float) -> datetime:
        """When a reporter acts: some hours later by the wall clock, not in the night."""
        wanted = after + timedelta(hours=self.rng.uniform(shortest, longest))
        if wanted.astimezone(ZONES["WIB"]).hour < 6:
            wanted += timedelta(hours=6)
        return self._before_now(after, wanted)

    def soon(self, after: datetime, seconds: float) -> datetime:
        """A moment within seconds, as the machine acts."""
        return self._before_now(after, after + timedelta(seconds=self.rng.uniform(1, seconds)))

    def _before_now(self, after: datetime, wanted: datetime) -> datetime:
        if wanted < self.now - timedelta(seconds=30):
            return wanted
        return after + (self.now - after) * self.rng.uniform(0.15, 0.45)
