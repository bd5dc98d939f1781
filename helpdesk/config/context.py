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
        "viewer": getattr(request, "viewer", None),
    }
