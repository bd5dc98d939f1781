"""An article's text as the public sees it."""

from __future__ import annotations

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

from helpdesk.sla.hours import desk
from knowledge_base import rendering


def body_html(body: str) -> SafeString:
    """Variables filled from the settings, Markdown as safe HTML.

    What is unknown in the text is left as it stands rather than lost.
    """
    values = {
        "jam_operasional": f"{desk().hours_text}, kecuali hari libur nasional",
        "laman": settings.HELP_SITE,
        "kementerian": settings.MINISTRY_NAME,
    }
    try:
        filled = rendering.render_body(body, values)
    except rendering.RenderingError:
        filled = body
    # to_safe_html lets a short list of tags through and nothing else.
    return mark_safe(rendering.to_safe_html(filled))  # noqa: S308
