"""Working time against a minute-by-minute oracle (domain.md 8)."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from helpdesk.sla.calendar import ZONES, WorkCalendar, greeting, in_zone_label

WIB = ZONES["WIB"]
OFFICE = {day: [(time(9), time(17))] for day in range(5)}
DESK = WorkCalendar(WIB, OFFICE, frozenset({date(2026, 12, 25)}))
MINUTE = timedelta(minutes=1)


def wib(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=WIB)  # type: ignore[arg-type, misc]


def test_the_end_is_exclusive() -> None:
    assert DESK.is_open(wib(2026, 11, 23, 9))
    assert DESK.is_open(wib(2026, 11, 23, 16, 59, 59))
    assert not DESK.is_open(wib(2026, 11, 23, 17))
    assert not DESK.is_open(wib(2026, 11, 23, 8, 59, 59))
    assert not DESK.is_open(wib(2026, 11, 22, 10))
    assert not DESK.is_open(wib(2026, 12, 25, 10))


def test_the_same_instant_is_open_in_every_zone() -> None:
    at = datetime(2026, 11, 23, 11, 0, tzinfo=ZONES["WIT"])
    assert DESK.is_open(at)
    assert not DESK.is_open(at - MINUTE)
    assert DESK.is_open(datetime(2026, 11, 23, 2, 0, tzinfo=UTC))


def test_openings_and_closings_jump_weekends_and_holidays() -> None:
    assert DESK.next_opening(wib(2026, 12, 24, 17)) == wib(2026, 12, 28, 9)
    assert DESK.next_closing(wib(2026, 12, 24, 17)) == wib(2026, 12, 28, 17)
    assert DESK.next_opening(wib(2026, 11, 23, 10)) == wib(2026, 11, 23, 10)
    assert DESK.next_closing(wib(2026, 11, 23, 10)) == wib(2026, 11, 23, 17)


def test_a_full_day_ends_at_its_closing() -> None:
    assert DESK.add_working_seconds(wib(2026, 11, 23, 9), 8 * 3600) == wib(2026, 11, 23, 17)
    assert DESK.add_working_seconds(wib(2026, 11, 23, 9), 8 * 3600 + 1) == wib(
        2026, 11, 24, 9, 0, 1
    )
    assert DESK.add_working_seconds(wib(2026, 11, 22, 3), 0) == wib(2026, 11, 22, 3)


def test_touching_days_are_one_run() -> None:
    night = WorkCalendar(WIB, {0: [(time(20), time(0))], 1: [(time(0), time(4))]})
    assert night.next_closing(wib(2026, 11, 23, 21)) == wib(2026, 11, 24, 4)
    always = WorkCalendar(WIB, {day: [(time(0), time(0))] for day in range(7)})
    assert always.next_closing(wib(2026, 11, 23, 21)) is None
    till_midnight = WorkCalendar(WIB, {0: [(time(20), time(0))], 1: [(time(5), time(6))]})
    assert till_midnight.next_closing(wib(2026, 11, 23, 21)) == wib(2026, 11, 24)


def test_a_calendar_that_never_opens_says_so() -> None:
    never = WorkCalendar(WIB, {})
    assert never.next_opening(wib(2026, 11, 23)) is None
    assert never.next_closing(wib(2026, 11, 23)) is None
    assert never.working_seconds_between(wib(2026, 1, 1), wib(2027, 1, 1)) == 0
    with pytest.raises(ValueError, match="never opens"):
        never.add_working_seconds(wib(2026, 11, 23), 1)
    with pytest.raises(ValueError):
        DESK.add_working_seconds(wib(9998, 11, 23), 10**9)


@pytest.mark.parametrize(
    "weekly",
    [{7: [(time(9), time(17))]}, {0: [(time(17), time(9))]}, {0: [(time(9), time(9))]},
     {0: [(time(9), time(12)), (time(11), time(13))]}],
)  # fmt: skip
def test_nonsense_hours_are_refused(weekly: dict[int, list[tuple[time, time]]]) -> None:
    with pytest.raises(ValueError):
        WorkCalendar(WIB, weekly)


def test_naive_times_negative_spans_and_summer_time_are_refused() -> None:
    with pytest.raises(ValueError):
        DESK.is_open(datetime(2026, 11, 23, 10))
    with pytest.raises(ValueError):
        DESK.add_working_seconds(wib(2026, 11, 23), -1)
    with pytest.raises(ValueError):
        WorkCalendar(ZoneInfo("Europe/Berlin"), OFFICE)


clock = st.integers(0, 24 * 12).map(lambda n: n * 5)  # minutes of the day, steps of five


@st.composite
def calendars(draw: st.DrawFn) -> WorkCalendar:
    weekly: dict[int, list[tuple[time, time]]] = {}
    for day in draw(st.sets(st.integers(0, 6), max_size=7)):
        marks = sorted(draw(st.sets(clock, min_size=2, max_size=6)))
        pairs = zip(marks[::2], marks[1::2], strict=False)
        weekly[day] = [(as_time(start), as_time(end)) for start, end in pairs]
    closed = draw(st.frozensets(st.dates(date(2026, 12, 20), date(2027, 1, 15)), max_size=6))
    return WorkCalendar(ZONES[draw(st.sampled_from(sorted(ZONES)))], weekly, closed)


def as_time(minute: int) -> time:
    return time(minute // 60 % 24, minute % 60)


moments = st.integers(0, 26 * 1440).map(
    lambda n: datetime(2026, 12, 20, tzinfo=UTC) + n * MINUTE
)  # across a new year


def open_by_table(calendar: WorkCalendar, at: datetime) -> bool:
    """The oracle: looks at the table of one day, knows no arithmetic."""
    local = at.astimezone(calendar.zone)
    if local.date() in calendar.closed:
        return False
    return any(
        start <= local.time() and (local.time() < end or end == time(0))
        for start, end in calendar.weekly.get(local.weekday(), ())
    )


@settings(max_examples=60, deadline=None)
@given(calendars(), moments, st.integers(0, 4000))
def test_between_counts_what_the_oracle_counts(cal: WorkCalendar, a: datetime, n: int) -> None:
    minutes = sum(open_by_table(cal, a + i * MINUTE) for i in range(n))
    assert cal.working_seconds_between(a, a + n * MINUTE) == 60 * minutes
    assert cal.working_seconds_between(a + n * MINUTE, a) == -60 * minutes


@settings(max_examples=60, deadline=None)
@given(calendars(), moments, st.integers(1, 1500))
def test_add_ends_where_the_oracle_ends(cal: WorkCalendar, at: datetime, n: int) -> None:
    done, now, steps = 0, at, 0
    while done < n and steps < 15_000:
        done += open_by_table(cal, now)
        now += MINUTE
        steps += 1
    assume(done == n)
    assert cal.add_working_seconds(at, n * 60) == now


@settings(max_examples=60, deadline=None)
@given(calendars(), moments)
def test_openings_and_closings_are_the_oracle_s(cal: WorkCalendar, at: datetime) -> None:
    assert cal.is_open(at) == open_by_table(cal, at)
    now, horizon = at, at + timedelta(days=12)
    while not open_by_table(cal, now) and now < horizon:
        now += MINUTE
    assume(now < horizon)
    assert cal.next_opening(at) == now
    while open_by_table(cal, now) and now < horizon:
        now += MINUTE
    assume(now < horizon)
    assert cal.next_closing(at) == now


@given(calendars(), moments, moments, moments)
def test_spans_add_up(cal: WorkCalendar, a: datetime, b: datetime, c: datetime) -> None:
    a, b, c = a + timedelta(microseconds=1), b + timedelta(seconds=1.5), c
    parts = cal.working_seconds_between(a, b) + cal.working_seconds_between(b, c)
    assert parts == cal.working_seconds_between(a, c)


def test_labels_name_day_month_and_zone() -> None:
    at = wib(2026, 11, 23, 9)
    assert in_zone_label(at, "WIT") == "Senin, 23 November 2026 11.00 WIT"
    assert in_zone_label(at, "WITA") == "Senin, 23 November 2026 10.00 WITA"
    with pytest.raises(KeyError):
        in_zone_label(at, "GMT")
    with pytest.raises(ValueError):
        in_zone_label(datetime(2026, 11, 23), "WIB")


@pytest.mark.parametrize(
    ("hour", "minute", "words"),
    [(3, 59, "malam"), (4, 0, "pagi"), (10, 59, "pagi"), (11, 0, "siang"), (14, 59, "siang"),
     (15, 0, "sore"), (17, 59, "sore"), (18, 0, "malam"), (0, 0, "malam")],
)  # fmt: skip
def test_the_greeting_follows_the_clock_in_jakarta(hour: int, minute: int, words: str) -> None:
    at = wib(2026, 11, 23, hour, minute).astimezone(UTC)
    assert greeting(at) == f"Selamat {words}"
