"""`/meja/kiriman/`: what could not leave the house yet, for supervisors."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.db.models import Case, IntegerField, Value, When
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_GET, require_POST

from helpdesk.accounts.middleware import get_viewer
from helpdesk.accounts.viewer import Right
from integrations import outbox
from integrations.models import DeliveryJob
from integrations.words import in_words

_SHOWN = 100


def _for_supervisors(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Visitors sign in first; for every other role there is nothing here."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path(), settings.LOGIN_URL)
        if not get_viewer(request).may(Right.SUPERVISE):
            raise Http404
        response = view(request, *args, **kwargs)
        patch_cache_control(response, no_store=True, private=True)
        return response

    return guarded


@_for_supervisors
@require_GET
def deliveries(request: HttpRequest) -> HttpResponse:
    """Parked deliveries first, then the waiting ones, newest first."""
    unfinished = DeliveryJob.objects.exclude(status=DeliveryJob.Status.DONE)
    parked_first = Case(
        When(status=DeliveryJob.Status.PARKED, then=Value(0)),
        default=Value(1),
        output_field=IntegerField(),
    )
    jobs = [in_words(job) for job in unfinished.order_by(parked_first, "-pk")[: _SHOWN + 1]]
    context = {
        "parked": [job for job in jobs[:_SHOWN] if job.parked],
        "waiting": [job for job in jobs[:_SHOWN] if not job.parked],
        "more": len(jobs) > _SHOWN,
        "nav": "kiriman",
    }
    return render(request, "integrations/deliveries.html", context)


@_for_supervisors
@require_POST
def try_again(request: HttpRequest, job_id: int) -> HttpResponse:
    """Release one parked delivery; a second click finds it on its way already."""
    if outbox.release_parked(job_id):
        messages.success(request, "Kiriman dicoba lagi.")
    else:
        messages.info(request, "Kiriman ini sudah tidak menunggu orang.")
    return redirect("deliveries")
