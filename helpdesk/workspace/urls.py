"""Addresses under /meja/ (design.md 9): one POST address for each verb."""

from __future__ import annotations

from django.urls import path

from helpdesk.workspace import inbox, origin, papers, picker, sorting_views, views
from helpdesk.workspace.verbs import VERBS

app_name = "workspace"
_TICKET = "tiket/<int:number>/"

urlpatterns = [
    path("", inbox.inbox, name="inbox"),
    path("hitungan/", inbox.bar, name="bar"),
    path("berikutnya/", origin.following, name="next"),
    path("petunjuk/", inbox.dismiss_hints, name="dismiss-hints"),
    path("triase/", sorting_views.page, name="triage"),
    path("triase/label/", sorting_views.label, name="triage-label"),
    path("triase/urungkan/", sorting_views.undo, name="triage-undo"),
    path("triase/lewati/", sorting_views.skip, name="triage-skip"),
    path(_TICKET, views.ticket, name="ticket"),
    path(f"{_TICKET}balas/", views.answer, name="answer"),
    path(f"{_TICKET}catatan/", views.note, name="note"),
    path(f"{_TICKET}kategori/", views.category, name="category"),
    path(f"{_TICKET}teruskan/", views.hand_over, name="hand-over"),
    path(f"{_TICKET}lihat-nik/", views.show_nik, name="show-nik"),
    path(f"{_TICKET}mengapa/", views.why, name="why"),
    path(f"{_TICKET}templat/", picker.templates, name="templates"),
    path(f"{_TICKET}templat/<slug:key>/", picker.preview, name="preview"),
    path(f"{_TICKET}lampiran/<int:paper>/", papers.download, name="paper"),
    *(path(f"{_TICKET}{slug}/", views.act, {"slug": slug}, name=f"act-{slug}") for slug in VERBS),
]
