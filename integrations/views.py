"""`/meja/kiriman/`: what could not leave the house yet, for supervisors."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_GET, require_POST

from helpdesk.accounts.middleware import get_viewer
from helpdesk.accounts.viewer import Right
from helpdesk.tickets.services.base import Refused
from integrations import outbox, settling, waiting
from integrations.words import in_words


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
    """What needs a person first, then what waits; each list has its own pages."""
    return _page(request)


@_for_supervisors
@require_POST
def try_again(request: HttpRequest, job_id: int) -> HttpResponse:
    """Release one parked delivery; a second click finds it on its way already."""
    if outbox.release_parked(job_id):
        messages.success(request, "Kiriman dicoba lagi.")
    else:
        messages.info(request, "Kiriman ini sudah tidak menunggu orang.")
    return redirect("deliveries")


@_for_supervisors
@require_POST
def settle(request: HttpRequest, job_id: int) -> HttpResponse:
    """Count a parked delivery as over; a refused reason stays in its field."""
    reason = request.POST.get("reason", "")
    try:
        settling.settle(get_viewer(request), job_id, reason=reason)
    except Refused as refusal:
        refused = {"pk": job_id, "reason": reason[:300], "problem": refusal.message}
        return _page(request, refused, status=422)
    messages.success(request, "Kiriman dianggap selesai. Dapat dibatalkan di bagian bawah.")
    return redirect("deliveries")


@_for_supervisors
@require_POST
def unsettle(request: HttpRequest, job_id: int) -> HttpResponse:
    """Take a settling back."""
    try:
        settling.unsettle(get_viewer(request), job_id)
    except Refused as refusal:
        messages.info(request, refusal.message)
    else:
        messages.success(request, "Dibatalkan. Kiriman menunggu orang lagi.")
    return redirect("deliveries")


def _page(
    request: HttpRequest, refused: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    parked = waiting.parked(request.GET.get("perlu", ""))
    queued = waiting.waiting(request.GET.get("tunggu", ""))
    # A page further on in one list leaves the other out.
    context = {
        "notices": [in_words(job) for job in waiting.notices()],
        "parked": parked if queued.first else None,
        "parked_jobs": [in_words(job) for job in parked.jobs],
        "running": [in_words(job) for job in waiting.running()],
        "waiting": queued if parked.first else None,
        "waiting_jobs": [in_words(job) for job in queued.jobs],
        "settled": [in_words(job) for job in waiting.settled()],
        "refused": refused,
        "elsewhere": refused is not None and refused["pk"] not in {job.pk for job in parked.jobs},
        "nav": "kiriman",
    }
    return render(request, "integrations/deliveries.html", context, status=status)
