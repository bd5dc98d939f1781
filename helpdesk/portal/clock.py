"""When the desk is open, in words, and when a form was opened (domain.md 8)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.core import signing
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from helpdesk.sla.calendar import ZONES
from helpdesk.sla.hours import desk
from helpdesk.sla.wording import clock_words, day_words, moment_words

_SALT = "helpdesk.form-opened"


def opening_stamp(at: datetime | None = None) -> str:
    """The moment a form was opened, signed, for its hidden field."""
    return signing.Signer(salt=_SALT).sign(str(int((at or timezone.now()).timestamp())))


def opened_at(stamp: str) -> datetime | None:
    """The moment of a stamp; None for none, a forged or a damaged one."""
    try:
        seconds = int(signing.Signer(salt=_SALT).unsign(stamp))
        return datetime.fromtimestamp(seconds, tz=ZONES["WIB"])
    except (signing.BadSignature, ValueError, OverflowError, OSError):
        return None


def three_zones(at: datetime) -> str:
    """`Senin, 23 November 09.00 WIB (10.00 WITA, 11.00 WIT)`."""
    wib, wita, wit = (at.astimezone(ZONES[name]) for name in ("WIB", "WITA", "WIT"))
    others = f"{clock_words(wita)} WITA, {clock_words(wit)} WIT"
    return f"{day_words(wib, year=False)} {clock_words(wib)} WIB ({others})"


def own_zone(at: datetime, zone: str = "WIB") -> str:
    """`Senin, 23 November 2026 09.00 WIB (11.00 WIT)`: the desk's clock, then the reader's."""
    own = at.astimezone(ZONES[zone])
    other = "" if zone == "WIB" else f" ({clock_words(own)} {zone})"
    return f"{moment_words(at, 'WIB')}{other}"


@dataclass(frozen=True, slots=True)
class Told:
    """A notice with the language that it is written in."""

    text: str
    language: str


def _told(text: str, text_en: str) -> Told:
    return Told(text_en, "en") if text_en and get_language() == "en" else Told(text, "id")


@dataclass(frozen=True, slots=True)
class Opening:
    """What the pages say on the hours: `form` tells whether the form may be opened."""

    is_open: bool
    form: bool
    hours: str
    next_opening: str
    disturbances: tuple[Told, ...] = ()

    @property
    def sentence(self) -> str:
        if self.is_open:
            return _("Buka sekarang")
        return _("Tutup, buka lagi %(at)s") % {"at": self.next_opening}


def opening(*, as_closed: bool = False) -> Opening:
    """Return the hours as they are now; `as_closed` shows what closed looks like (demo)."""
    rules = desk()
    now = timezone.now()
    is_open = rules.is_open(now) and not as_closed
    if rules.calendar.is_open(now):  # "again" is after the next closing
        closing = rules.calendar.next_closing(now)
        again = rules.calendar.next_opening(closing) if closing else None
    else:
        again = rules.calendar.next_opening(now)
    return Opening(
        is_open=is_open,
        form=rules.form_is_shown(now) and not as_closed,
        hours=rules.hours_words,
        next_opening=three_zones(again) if again else _("setelah diumumkan"),
        disturbances=tuple(_told(row.text, row.text_en) for row in rules.disturbances(now)),
    )
