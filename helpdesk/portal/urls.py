"""Addresses of the public face (names of design.md 9)."""

from __future__ import annotations

from django.urls import path

from helpdesk.portal.views import access, help, report, status

app_name = "portal"
urlpatterns = [
    path("", help.start, name="start"),
    path("bantuan/", help.articles, name="articles"),
    path("bantuan/<slug:key>/", help.article, name="article"),
    path("bantuan/<slug:key>/membantu/", help.helpful, name="helpful"),
    path("lapor/", report.report, name="report"),
    path("lapor/kabupaten/", report.regencies, name="regencies"),
    path("lapor/periksa/", report.check, name="check"),
    path("lapor/saran/", report.suggest, name="suggest"),
    path("lapor/cek/", access.find, name="find"),
    path("lapor/cek/kirim-ulang/", access.resend, name="resend"),
    path("lapor/<str:token>/", status.status, name="status"),
    path("lapor/<str:token>/balas/", status.reply, name="reply"),
    path("lapor/<str:token>/selesai/", status.confirm, name="confirm"),
    path("lapor/<str:token>/nilai/", status.rate, name="rate"),
    path("lapor/<str:token>/lampiran/<int:attachment_id>/", status.paper, name="paper"),
]
