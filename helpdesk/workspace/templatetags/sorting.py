"""Filters of the triage queue and of the reasons behind a guess."""

from __future__ import annotations

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.filter
def seconds(value: float) -> str:
    """`2.34` -> `2,3 dtk`."""
    return f"{value:.1f} dtk".replace(".", ",")


@register.filter
def signed(value: float) -> str:
    """`1.234` -> `+1,23`, `-0.5` -> `−0,50`."""
    sign = "+" if value > 0 else "−"
    return f"{sign}{abs(value):.2f}".replace(".", ",")


@register.filter
def breakable(text: str) -> SafeString:
    """Let a narrow button break a long name after its slash."""
    return format_html_join(mark_safe("/<wbr>"), "{}", ((part,) for part in text.split("/")))
