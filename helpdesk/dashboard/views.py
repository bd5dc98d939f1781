"""`/dasbor/model/`: watch the classifier, promote, return, ask for a training."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from helpdesk.accounts.viewer import Viewer
from helpdesk.dashboard import model_page
from helpdesk.dashboard.guard import supervisor_view
from helpdesk.tickets.services.base import NotFound, Refused
from triage import registry, watching
from triage.figures import frozen_of
from triage.models import ModelVersion
from triage.tasks import ask_retrain


@supervisor_view
@require_GET
def start(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """The dashboard's first page."""
    return redirect("dashboard:model")


@supervisor_view
@require_GET
def model(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """The model page; `?model=` names the version whose figures are shown."""
    context = model_page.context_of(viewer, request.GET.get("model", ""))
    return render(request, "dashboard/model.html", context)


@supervisor_view
@require_http_methods(["GET", "POST"])
def promote(request: HttpRequest, viewer: Viewer, version: str) -> HttpResponse:
    """Put a version in service. GET asks (as a dialog's content for htmx), POST does it."""
    row = ModelVersion.objects.filter(pk=version).first()
    if row is None:
        raise Http404
    return _switch(request, viewer, row, "promote")


@supervisor_view
@require_http_methods(["GET", "POST"])
def roll_back(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Return to the version that served before. The form names it, so a second click is harmless."""
    row = registry.previous()
    named = request.POST.get("version")
    if request.method == "POST" and named:
        row = ModelVersion.objects.filter(pk=named).first() or row
    if row is None:
        messages.error(request, "Belum ada model sebelumnya untuk dituju.")
        return redirect("dashboard:model")
    return _switch(request, viewer, row, "roll-back")


def _switch(request: HttpRequest, viewer: Viewer, row: ModelVersion, way: str) -> HttpResponse:
    active = registry.active()
    if request.method == "POST":
        return _done(request, viewer, row, active, back=way == "roll-back")
    sides = watching.compare(viewer, [r for r in (active, row) if r is not None])
    context = {
        "nav": "dasbor",
        "row": row,
        "active": active,
        "same": _in_service(row, active),
        "back": way == "roll-back",
        "sides": [(side, frozen_of(side.row.figures)) for side in sides],
        "refused": not row.may_serve,
    }
    part = "parts/switch" if getattr(request, "htmx", False) else "switch"
    return render(request, f"dashboard/{part}.html", context)


def _in_service(row: ModelVersion, active: ModelVersion | None) -> bool:
    """True where there is nothing to switch; an active row whose file is bad may be put back."""
    return active == row and watching.serving_version() == row.version


def _done(
    request: HttpRequest,
    viewer: Viewer,
    row: ModelVersion,
    active: ModelVersion | None,
    *,
    back: bool,
) -> HttpResponse:
    """Switch, unless the confirmation was read beside another active model than today's."""
    if _in_service(row, active):
        messages.info(request, f"Model {row.version} sudah bertugas.")
    elif request.POST.get("active", "") != (active.version if active else ""):
        messages.error(
            request,
            "Model aktif sudah diganti orang lain. Periksa angkanya, lalu putuskan lagi.",
        )
    else:
        try:
            if back:
                registry.roll_back(viewer, row.version)
            else:
                registry.promote(viewer, row.version)
        except NotFound:
            raise Http404 from None
        except Refused as refusal:
            messages.error(request, refusal.message)
        else:
            before = f" menggantikan {active.version}" if active else ""
            messages.success(request, f"Model {row.version} kini bertugas{before}.")
    return _to_model(request)


@supervisor_view
@require_POST
def retrain(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Ask the worker for a training; nothing is trained here."""
    try:
        ask_retrain(viewer)
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(
            request, "Pelatihan diminta. Hasilnya berjalan sebagai bayangan setelah lolos validasi."
        )
    return _to_model(request)


def _to_model(request: HttpRequest) -> HttpResponse:
    if getattr(request, "htmx", False):
        response = HttpResponse(status=204)
        response["HX-Redirect"] = reverse("dashboard:model")
        return response
    return redirect("dashboard:model")
