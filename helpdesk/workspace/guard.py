"""Who gets into the workspace: signed in, and with a role that works reports (design.md 5)."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.cache import patch_cache_control

from helpdesk.accounts.middleware import get_viewer
from helpdesk.accounts.viewer import Viewer
from helpdesk.tickets import queries

if TYPE_CHECKING:
    from helpdesk.tickets.models import Ticket

View = Callable[..., HttpResponseBase]


def desk_view(view: View) -> View:
    """Hand the resolved viewer to a view; visitors sign in first, other roles find nothing.

    Nothing of the workspace is kept by browsers or proxies: the pages show personal data.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        viewer = get_viewer(request)
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path(), settings.LOGIN_URL)
        if not viewer.is_staff:
            raise Http404
        response = view(request, viewer, *args, **kwargs)
        patch_cache_control(response, no_store=True, private=True)
        return response

    return guarded


def ticket_or_404(viewer: Viewer, number: int) -> Ticket:
    """Return a ticket of the viewer's scope; outside it there is nothing to be found."""
    try:
        return queries.get(viewer, number)
    except ObjectDoesNotExist:
        raise Http404 from None
