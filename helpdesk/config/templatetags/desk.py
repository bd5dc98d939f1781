"""Template tags every face of the desk shares: icons, moments with their zone, report numbers."""

from __future__ import annotations

import re
from datetime import date, datetime
from functools import lru_cache
from typing import Any

import lucide as lucide_icons
from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, gettext_noop

from helpdesk.lib.identifiers import format_report_number
from helpdesk.portal.language import category_name as name_of_category
from helpdesk.sla.wording import date_words, moment_words
from helpdesk.taxonomy import Category, UserType

register = template.Library()
_SECONDS = (
    (86_400, gettext_noop("%d hari")),
    (3_600, gettext_noop("%d jam")),
    (60, gettext_noop("%d menit")),
)


@register.simple_tag
def icon(name: str, size: int = 18) -> SafeString:
    """An inline lucide icon, hidden from screen readers: the word beside it says the same."""
    return _svg(str(name), int(size))


@lru_cache(maxsize=256)
def _svg(name: str, size: int) -> SafeString:
    svg = lucide_icons._render_icon(name, size, aria_hidden="true", **{"class": "icon"})
    # The icons come from the pinned package and a name of ours, never from a person.
    return mark_safe(re.sub(r">\s+<", "><", svg).strip())  # noqa: S308


@register.filter
def report_number(number: int) -> str:
    """`1234567` -> `#1234567` (domain.md 10)."""
    return format_report_number(number)


@register.filter
def category_name(number: int) -> str:
    """A category's full name: exactly the ministry's in Indonesian, translated in English."""
    return str(name_of_category(Category(number)))


@register.filter
def category_short(category: Category) -> str:
    """Its short name in the language of the page."""
    return gettext(category.short_label)


@register.filter
def long_date(day: date) -> str:
    """`23 November 2026` in the language of the page."""
    return date_words(day)


@register.filter
def admin_sekolah_first(ticket: Any) -> bool:
    """True for the report of R1, whose sender may be helped by the school's own admin sooner."""
    kind = UserType(ticket.user_type)
    return ticket.category == Category.PASSWORD and kind.asks_admin_sekolah


@register.filter
def duration(days: int) -> str:
    """`90 hari`, `2 tahun`: whole years from two on, else days."""
    years, rest = divmod(days, 365)
    if years > 1 and not rest:
        return gettext("%d tahun") % years
    return gettext("%d hari") % days


@register.simple_tag
def moment(at: datetime | None, zone: str = "WIB", relative: bool = True) -> SafeString | str:
    """A `<time>` with the full date and zone on hover; relative in words, or full when asked so."""
    if at is None:
        return ""
    full = moment_words(at, zone)
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        at.isoformat(timespec="seconds"),
        full,
        ago(at) if relative else full,
    )


def ago(at: datetime) -> str:
    """`3 jam lalu`, `2 hari lagi`, `baru saja`."""
    seconds = int((timezone.now() - at).total_seconds())
    for unit, words in _SECONDS:
        if abs(seconds) >= unit:
            count = gettext(words) % (abs(seconds) // unit)
            side = gettext("lalu") if seconds > 0 else gettext("lagi")
            return f"{count} {side}"
    return gettext("baru saja")
