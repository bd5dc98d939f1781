"""Where a report stands in another system (zendesk.md 9.1)."""

from __future__ import annotations

from django.db import models
from django.utils import timezone


class ExternalReference(models.Model):
    """The link between a ticket and its mirror; `synced` is the last copy both sides agreed on."""

    ticket = models.ForeignKey("tickets.Ticket", models.CASCADE, related_name="references")
    system = models.CharField(max_length=20, default="zendesk")
    external_id = models.CharField(max_length=40)
    created_at = models.DateTimeField(default=timezone.now)
    synced_at = models.DateTimeField(null=True)
    remote_updated_at = models.CharField(max_length=40, blank=True)
    synced = models.JSONField(default=dict, blank=True)
    # Ids of our own audits and comments over there: the loop guard (zendesk.md 9.3).
    own_ids = models.JSONField(default=dict, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ticket", "system"], name="one_mirror_per_system"),
            models.UniqueConstraint(fields=["system", "external_id"], name="one_ticket_per_mirror"),
        ]
