"""Days and moments in the reader's language.

`sla.calendar` writes them in Indonesian for mails, answers and reports; pages use these.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from helpdesk.sla.calendar import DAY_NAMES, MONTH_NAMES, ZONES


def day_words(day: date, *, year: bool = True) -> str:
    """`Senin, 23 November 2026`."""
    words = f"{_(DAY_NAMES[day.weekday()])}, {day.day} {_(MONTH_NAMES[day.month - 1])}"
    return f"{words} {day.year}" if year else words


def date_words(day: date) -> str:
    """`23 November 2026`."""
    return f"{day.day} {_(MONTH_NAMES[day.month - 1])} {day.year}"


def clock_words(at: datetime | time) -> str:
    """`09.00`; `09:00` in English."""
    return at.strftime("%H:%M" if get_language() == "en" else "%H.%M")


def moment_words(at: datetime, zone: str) -> str:
    """`Senin, 23 November 2026 11.00 WIT`; raises KeyError for another zone name."""
    local = at.astimezone(ZONES[zone])
    return f"{day_words(local)} {clock_words(local)} {zone}"


def hours_words(days: Sequence[int], opens: time, closes: time) -> str:
    """`Senin–Jumat pukul 09.00–17.00 WIB`; days count from 0, Monday."""
    names = [_(DAY_NAMES[day]) for day in days]
    run = len(days) > 2 and list(days) == list(range(days[0], days[-1] + 1))
    which = f"{names[0]}–{names[-1]}" if run else ", ".join(names)
    return _("%(days)s pukul %(opens)s–%(closes)s WIB") % {
        "days": which, "opens": clock_words(opens), "closes": clock_words(closes),
    }  # fmt: skip
