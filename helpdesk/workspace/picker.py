"""The template picker: list by category, preview filled with the ticket at hand."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_GET

from helpdesk.accounts.viewer import Viewer
from helpdesk.taxonomy import Category
from helpdesk.tickets import queries
from helpdesk.workspace import drafting
from helpdesk.workspace.guard import desk_view, ticket_or_404
from knowledge_base import queries as knowledge
from knowledge_base.rendering import to_safe_html


@desk_view
@require_GET
def templates(request: HttpRequest, viewer: Viewer, number: int) -> HttpResponse:
    """The templates of the report's category, or of another one, fitting ones first."""
    ticket = ticket_or_404(viewer, number)
    asked = request.GET.get("kategori", "")
    wanted = Category(ticket.category)
    if asked in {str(c.value) for c in Category} and not viewer.is_volunteer:
        wanted = Category(int(asked))
    rows = knowledge.templates_for(wanted, ticket.user_type)
    context = {
        "ticket": ticket,
        "wanted": wanted,
        "categories": [(c.value, c.short_label) for c in Category],
        "groups": [
            ("Cocok untuk pelapor ini", [r for r in rows if r.suits(ticket.user_type)]),
            ("Untuk tipe pengguna lain", [r for r in rows if not r.suits(ticket.user_type)]),
        ],
        "nav": "meja",
    }
    name = "parts/templates" if getattr(request, "htmx", False) else "templates"
    return render(request, f"workspace/{name}.html", context)


@desk_view
@require_GET
def preview(request: HttpRequest, viewer: Viewer, number: int, key: str) -> HttpResponse:
    """One template as the reporter would read it, with what is still missing."""
    ticket = ticket_or_404(viewer, number)
    template = knowledge.template(key)
    if template is None:
        raise Http404
    nik = queries.masked_identity(viewer, ticket).nik
    draft = drafting.from_template(template, ticket, viewer, nik)
    context = {
        "ticket": ticket,
        "template": template,
        "draft": draft,
        "html": mark_safe(to_safe_html(draft.text)),  # noqa: S308 - cleaned by nh3
        "nav": "meja",
    }
    name = "parts/preview" if getattr(request, "htmx", False) else "preview"
    return render(request, f"workspace/{name}.html", context)
