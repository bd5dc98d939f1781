"""Addresses under /dasbor/ (design.md 9)."""

from __future__ import annotations

from django.urls import path

from helpdesk.dashboard import views

app_name = "dashboard"
urlpatterns = [
    path("", views.start, name="start"),
    path("model/", views.model, name="model"),
    path("model/latih/", views.retrain, name="retrain"),
    path("model/kembali/", views.roll_back, name="roll-back"),
    path("model/<slug:version>/aktifkan/", views.promote, name="promote"),
]
