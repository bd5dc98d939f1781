"""Who is asking: the address behind the proxies, and whether the page that asks is ours."""

from __future__ import annotations

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

from helpdesk.lib.limits import allowed, used_up

QUARTER_HOUR = 900


def address_of(request: HttpRequest) -> str:
    """The client's address: the entry the outermost trusted proxy wrote, else the peer's."""
    peer = str(request.META.get("REMOTE_ADDR", ""))
    count = settings.TRUSTED_PROXIES
    if count < 1:
        return peer
    hops = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    return hops[-count] or peer if len(hops) >= count else peer


def from_foreign_page(request: HttpRequest) -> bool:
    """True when a browser says that another site's page sent this.

    The public form needs no cookie, so there is no token to compare; browsers tell it anyway.
    """
    return request.headers.get("Sec-Fetch-Site") == "cross-site"


def may_try(action: str, who: str, limit: int) -> bool:
    """Count one try in this quarter of an hour."""
    return allowed(cache, action, who, limit=limit, seconds=QUARTER_HOUR)


def tries_used_up(action: str, who: str, limit: int) -> bool:
    """True when this quarter of an hour's tries are spent; counts nothing."""
    return used_up(cache, action, who, limit=limit, seconds=QUARTER_HOUR)
