"""Figures as people read them: Indonesian numbers, and words where there is too little data."""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from helpdesk.dashboard import charts
from triage.figures import FIRM, Share

register = template.Library()
TOO_LITTLE = "terlalu sedikit data"


@register.filter
def share(value: Share) -> SafeString | str:
    """`93,4%`, below 30 cases with its 95 % interval, or words below five."""
    ratio = value.ratio
    if ratio is None:
        return _too_little()
    if value.interval is None:
        return charts.percent(ratio, 1)
    low, high = (charts.percent(end).removesuffix("%") for end in value.interval)
    return format_html(
        '{} <span class="interval nowrap">({}–{}%)</span>', charts.percent(ratio), low, high
    )


@register.filter
def f1(value: Share) -> SafeString | str:
    """`93,4%`, or words below 30 cases a side: an F1 is no share and has no such interval."""
    if value.ratio is None or value.total < 2 * FIRM:
        return _too_little()
    return charts.percent(value.ratio, 1)


def _too_little() -> SafeString:
    return format_html('<span class="too-little">{}</span>', TOO_LITTLE)


@register.filter
def percent(value: object) -> str:
    """`0.934` -> `93,4%`; a dash where nothing was measured (Django gives '' for a missing part)."""
    return charts.percent(value, 1) if isinstance(value, float) else "–"


@register.filter
def decimal(value: object, digits: int = 3) -> str:
    """`0.934` -> `0,934`; a dash where nothing was measured."""
    return f"{value:.{digits}f}".replace(".", ",") if isinstance(value, float) else "–"


@register.filter
def count(value: int) -> str:
    """`12345` -> `12.345`."""
    return f"{value:,}".replace(",", ".")
