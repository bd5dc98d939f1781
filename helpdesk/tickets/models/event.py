"""What happened: who, when, what and why, written in the same transaction (design.md 4)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone


class TicketEvent(models.Model):
    """One entry of a ticket's history. `kind` is namespaced: `ticket.claimed`."""

    ticket = models.ForeignKey("tickets.Ticket", models.CASCADE, related_name="events")
    at = models.DateTimeField(default=timezone.now)
    kind = models.CharField(max_length=40)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    actor_name = models.CharField(max_length=100)
    state_before = models.CharField(max_length=20, blank=True)
    state_after = models.CharField(max_length=20, blank=True)
    rule = models.CharField(max_length=16, blank=True)
    model_version = models.CharField(max_length=40, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    data = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["ticket", "id"], name="event_ticket")]
