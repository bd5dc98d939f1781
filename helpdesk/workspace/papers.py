"""Attachments: downloaded, never opened inside our pages (domain.md 5, 15)."""

from __future__ import annotations

from django.core.exceptions import ObjectDoesNotExist
from django.http import FileResponse, Http404, HttpRequest
from django.views.decorators.http import require_GET

from helpdesk.accounts.viewer import Viewer
from helpdesk.tickets import queries
from helpdesk.tickets.files import path_of
from helpdesk.workspace.guard import desk_view


@desk_view
@require_GET
def download(request: HttpRequest, viewer: Viewer, number: int, paper: int) -> FileResponse:
    """Send one attachment as a download; not found for those who see no papers."""
    try:
        row = queries.papers(viewer, number, paper)
        content = path_of(row.stored_name).open("rb")
    except (ObjectDoesNotExist, FileNotFoundError):
        raise Http404 from None
    response = FileResponse(
        content, as_attachment=True, filename=row.display_name, content_type=row.content_type
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
