"""Template tags every face of the desk shares: icons, moments with their zone, report numbers."""

from __future__ import annotations

import re
from datetime import datetime
from functools import lru_cache

import lucide as lucide_icons
from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, gettext_noop

from helpdesk.lib.identifiers import format_report_number
from helpdesk.sla.calendar import in_zone_label

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
    full = in_zone_label(at, zone)
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
