"""Tags of the workspace: deadlines as chips, shares as per cent."""

from __future__ import annotations

from datetime import datetime, timedelta

from django import template
from django.utils import timezone

from helpdesk.sla.calendar import in_zone_label

register = template.Library()
_SOON = timedelta(hours=4)
_UNITS = ((86_400, "hari"), (3_600, "jam"), (60, "menit"))


@register.inclusion_tag("workspace/parts/due.html")
def due(
    at: datetime | None, done: object = None, paused: object = None, zone: str = "WIB"
) -> dict[str, object]:
    """A deadline as chip: word, icon and tone; the exact time with its zone on hover.

    `done` is when it was met, `paused` since when the clock stands.
    """
    if at is None:
        return {"at": None}
    left = at - timezone.now()
    if done:
        tone, icon, words = "ok", "check", "terpenuhi"
    elif paused:
        tone, icon, words = "muted", "circle-pause", "jeda"
    elif left <= timedelta(0):
        tone, icon, words = "bad", "alarm-clock", f"lewat {_span(-left)}"
    else:
        soon = left < _SOON
        tone, icon = ("warn", "alarm-clock") if soon else ("plain", "clock")
        words = f"{_span(left)} lagi"
    return {
        "at": at.isoformat(timespec="seconds"),
        "full": in_zone_label(at, zone),
        "tone": tone,
        "icon_name": icon,
        "words": words,
    }


def _span(length: timedelta) -> str:
    """`2 hari`, `3 jam`, `1 menit`: the largest whole unit, never nothing."""
    seconds = int(length.total_seconds())
    for size, word in _UNITS:
        if seconds >= size:
            return f"{seconds // size} {word}"
    return "1 menit"


@register.filter
def percent(value: float | None) -> str:
    """`0.873` -> `87%`."""
    return "" if value is None else f"{value * 100:.0f}%"
