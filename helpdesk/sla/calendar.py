"""Working-time arithmetic on operating hours (domain.md 8); pure, no Django.

Indonesia has three zones and no daylight saving, so hours are computed on the wall clock of the
calendar's zone and zones that change their clock are refused. Times are whole seconds: parts of
a second are cut off, so that spans add up exactly. An interval's end is exclusive.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import accumulate
from zoneinfo import ZoneInfo

ZONES: dict[str, ZoneInfo] = {
    "WIB": ZoneInfo("Asia/Jakarta"),
    "WITA": ZoneInfo("Asia/Makassar"),
    "WIT": ZoneInfo("Asia/Jayapura"),
}
DAY_NAMES = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
MONTH_NAMES = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni",
    "Juli", "Agustus", "September", "Oktober", "November", "Desember",
)  # fmt: skip
_DAY = 86_400
_HORIZON_DAYS = 800  # beyond two closed years the answer to "when?" is "never"

Span = tuple[int, int]  # seconds of the day: start, exclusive end


@dataclass(frozen=True)
class WorkCalendar:
    """Weekly opening hours in one zone, less the closed dates.

    `weekly` maps weekday (0 = Monday) to (start, end) pairs; an end of 00:00 means midnight at
    the end of the day. Raises ValueError for reversed or overlapping pairs, weekdays outside
    0-6 and zones with daylight saving.
    """

    zone: ZoneInfo
    weekly: Mapping[int, Sequence[tuple[time, time]]]
    closed: frozenset[date] = frozenset()
    _spans: tuple[tuple[Span, ...], ...] = field(init=False, repr=False, compare=False)
    _years: dict[int, list[int]] = field(init=False, repr=False, compare=False)

    __hash__ = None  # type: ignore[assignment]  # holds a mapping

    def __post_init__(self) -> None:
        if any(day not in range(7) for day in self.weekly):
            raise ValueError("weekdays run from 0 (Monday) to 6 (Sunday)")
        if len({datetime(2026, m, 1, tzinfo=self.zone).utcoffset() for m in range(1, 13)}) > 1:
            raise ValueError("zones with daylight saving are not supported")
        spans = tuple(_merged(self.weekly.get(day, ())) for day in range(7))
        object.__setattr__(self, "_spans", spans)
        object.__setattr__(self, "_years", {})

    def is_open(self, at: datetime) -> bool:
        """True within an interval; the closing second itself is closed."""
        day, second = self._wall(at)
        return any(start <= second < end for start, end in self._spans_of(day))

    def next_opening(self, at: datetime) -> datetime | None:
        """`at` itself when open, else the next start; None when none comes within 800 days."""
        if self.is_open(at):
            return at.astimezone(self.zone)
        day, second = self._wall(at)
        for later, spans in self._days_from(day):
            for start, _ in spans:
                if later > day or start > second:
                    return self._instant(later, start)
        return None

    def next_closing(self, at: datetime) -> datetime | None:
        """End of the running interval, or of the next one when closed; None if none in sight."""
        opening = self.next_opening(at)
        if opening is None:
            return None
        day, second = self._wall(opening)
        for later, spans in self._days_from(day):
            for start, end in spans:
                if later > day and start > 0:  # the run ended at the midnight before
                    return self._instant(later, 0)
                if (later > day or second < end) and end < _DAY:
                    return self._instant(later, end)
            if not spans and later > day:
                return self._instant(later, 0)
        return None

    def working_seconds_between(self, a: datetime, b: datetime) -> int:
        """Open seconds from a to b; negative when b comes first, so that spans always add up."""
        if a > b:
            return -self.working_seconds_between(b, a)
        day_a, second_a = self._wall(a)
        day_b, second_b = self._wall(b)
        whole_years = sum(self._year(year)[-1] for year in range(day_a.year, day_b.year))
        return whole_years + self._since_new_year(day_b, second_b) - self._since_new_year(
            day_a, second_a
        )  # fmt: skip

    def add_working_seconds(self, at: datetime, seconds: int) -> datetime:
        """The earliest instant by which `seconds` open seconds have passed since `at`.

        A span that fills a day ends at its closing, not at the next opening; 0 gives `at`.
        Raises ValueError for negative seconds and when the calendar never gets there.
        """
        if seconds < 0:
            raise ValueError("seconds must not be negative")
        if seconds == 0:
            return at.astimezone(self.zone)
        if not any(self._spans):
            raise ValueError("this calendar never opens")
        day, second = self._wall(at)
        year = day.year
        wanted = self._since_new_year(day, second) + seconds
        while wanted > self._year(year)[-1]:
            wanted -= self._year(year)[-1]
            year += 1
            if year >= date.max.year:
                raise ValueError("the calendar does not have that much working time")
        prefix = self._year(year)
        index = bisect_left(prefix, wanted) - 1
        found = date(year, 1, 1) + timedelta(days=index)
        rest = wanted - prefix[index]
        for start, end in self._spans_of(found):
            if rest <= end - start:
                return self._instant(found, start + rest)
            rest -= end - start
        raise AssertionError("prefix sums and spans disagree")  # pragma: no cover

    def _wall(self, at: datetime) -> tuple[date, int]:
        if at.tzinfo is None:
            raise ValueError("a datetime without zone has no place in a calendar")
        local = at.astimezone(self.zone)
        return local.date(), local.hour * 3600 + local.minute * 60 + local.second

    def _instant(self, day: date, second: int) -> datetime:
        return datetime.combine(day, time(), self.zone) + timedelta(seconds=second)

    def _spans_of(self, day: date) -> tuple[Span, ...]:
        return () if day in self.closed else self._spans[day.weekday()]

    def _days_from(self, day: date) -> Iterator[tuple[date, tuple[Span, ...]]]:
        last = min(day.toordinal() + _HORIZON_DAYS, date.max.toordinal() - 1)
        for ordinal in range(day.toordinal(), last):
            later = date.fromordinal(ordinal)
            yield later, self._spans_of(later)

    def _year(self, year: int) -> list[int]:
        """Open seconds before each day of the year, and at its end; made once per year."""
        sums = self._years.get(year)
        if sums is None:
            first = date(year, 1, 1).toordinal()
            length = date(year, 12, 31).toordinal() - first + 1
            per_day = (
                sum(end - start for start, end in self._spans_of(date.fromordinal(first + n)))
                for n in range(length)
            )
            sums = self._years[year] = list(accumulate(per_day, initial=0))
        return sums

    def _since_new_year(self, day: date, second: int) -> int:
        before = self._year(day.year)[day.timetuple().tm_yday - 1]
        today = (max(0, min(second, end) - start) for start, end in self._spans_of(day))
        return before + sum(today)


def _merged(pairs: Sequence[tuple[time, time]]) -> tuple[Span, ...]:
    """Sorted spans of one day, those that touch made one; raises ValueError on nonsense."""
    spans = sorted((_seconds(start), _seconds(end) or _DAY) for start, end in pairs)
    merged: list[Span] = []
    for start, end in spans:
        if end <= start:
            raise ValueError("an interval must end after it starts")
        if merged and start < merged[-1][1]:
            raise ValueError("intervals of one day must not overlap")
        if merged and start == merged[-1][1]:
            merged[-1] = (merged[-1][0], end)
        else:
            merged.append((start, end))
    return tuple(merged)


def _seconds(at: time) -> int:
    return at.hour * 3600 + at.minute * 60 + at.second


def in_zone_label(dt: datetime, zone: str) -> str:
    """`Senin, 23 November 2026 11.00 WIT`; raises KeyError for another zone name."""
    if dt.tzinfo is None:
        raise ValueError("a datetime without zone can't be shown in another")
    local = dt.astimezone(ZONES[zone])
    return (
        f"{DAY_NAMES[local.weekday()]}, {local.day} {MONTH_NAMES[local.month - 1]} {local.year} "
        f"{local:%H.%M} {zone}"
    )


_GREETINGS = ("Selamat malam", "Selamat pagi", "Selamat siang", "Selamat sore", "Selamat malam")

_GREETED = re.compile(r"\A\s*Selamat (?:pagi|siang|sore|malam)\b")


def regreeted(text: str, at: datetime) -> str:
    """Return a text whose greeting, where it opens with one, is that of this moment."""
    return _GREETED.sub(greeting(at), text, count=1)


def greeting(at: datetime) -> str:
    """Greeting by the WIB clock at sending (domain.md 11.1)."""
    if at.tzinfo is None:
        raise ValueError("a datetime without zone has no hour in WIB")
    return _GREETINGS[bisect_right((4, 11, 15, 18), at.astimezone(ZONES["WIB"]).hour)]
