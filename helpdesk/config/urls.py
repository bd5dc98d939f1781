"""The URL map (names of design.md 9)."""

from __future__ import annotations

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from helpdesk.config.views import healthz

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("admin/", admin.site.urls),
    path("akun/", include("allauth.urls")),
    path("meja/kiriman/", include("integrations.urls")),
    path("meja/", include("helpdesk.workspace.urls")),
    path("dasbor/", include("helpdesk.dashboard.urls")),
    path("", include("helpdesk.portal.urls")),
]
if settings.DEMO:
    urlpatterns.insert(0, path("demo/surat/", include("integrations.email.demo_urls")))
