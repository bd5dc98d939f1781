"""What every page may show without asking the database."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest


def desk(request: HttpRequest) -> dict[str, object]:
    """Names and switches for the frame of each page."""
    return {
        "ministry_name": settings.MINISTRY_NAME,
        "help_site": settings.HELP_SITE,
        "demo": settings.DEMO,
        # What the privacy text tells, from the settings that the code itself follows.
        "privacy": {
            "papers_days": settings.RETENTION_PAPERS_DAYS,
            "text_days": settings.RETENTION_TEXT_DAYS,
            "log_days": settings.RETENTION_LOG_DAYS,
            "contact": settings.PRIVACY_CONTACT,
            "zendesk": bool(settings.ZENDESK_URL),
        },
        "viewer": getattr(request, "viewer", None),
    }
