"""Puts the lazily resolved viewer on each request."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from helpdesk.accounts.viewer import NOBODY, Viewer, viewer_of


def get_viewer(request: HttpRequest) -> Viewer:
    """Return the viewer of this request, resolved at most once."""
    cached: Viewer | None = getattr(request, "_viewer", None)
    if cached is None:
        cached = viewer_of(request.user) if request.user.is_authenticated else NOBODY
        request._viewer = cached  # type: ignore[attr-defined]
    return cached


class ViewerMiddleware:
    """Sets `request.viewer` without touching the session until somebody asks."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.viewer = SimpleLazyObject(lambda: get_viewer(request))  # type: ignore[attr-defined]
        return self.get_response(request)
