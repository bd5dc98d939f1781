"""Mounted at /demo/surat/ in the demo only."""

from __future__ import annotations

from django.urls import path

from integrations.email import demo_views

urlpatterns = [
    path("", demo_views.mail_list, name="demo_mail_list"),
    path("<str:name>/", demo_views.mail_detail, name="demo_mail_detail"),
    path("<str:name>/isi/", demo_views.mail_html, name="demo_mail_html"),
]
