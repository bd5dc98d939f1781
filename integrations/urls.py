"""Addresses under /meja/kiriman/."""

from __future__ import annotations

from django.urls import path

from integrations import views

urlpatterns = [
    path("", views.deliveries, name="deliveries"),
    path("<int:job_id>/coba-lagi/", views.try_again, name="deliveries-try-again"),
    path("<int:job_id>/anggap-selesai/", views.settle, name="deliveries-settle"),
    path("<int:job_id>/batal-selesai/", views.unsettle, name="deliveries-unsettle"),
]
