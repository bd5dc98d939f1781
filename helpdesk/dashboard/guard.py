"""Who gets into the dashboard: supervisors; visitors sign in first, others find nothing."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.cache import patch_cache_control

from helpdesk.accounts.middleware import get_viewer
from helpdesk.accounts.viewer import Right

View = Callable[..., HttpResponseBase]


def supervisor_view(view: View) -> View:
    """Hand the resolved viewer to a view; nothing of the dashboard is kept by browsers."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path(), settings.LOGIN_URL)
        viewer = get_viewer(request)
        if not viewer.may(Right.SUPERVISE):
            raise Http404
        response = view(request, viewer, *args, **kwargs)
        patch_cache_control(response, no_store=True, private=True)
        return response

    return guarded
