"""What the classifier said and what people said: kept apart, never overwritten."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone


class Prediction(models.Model):
    """One classification of one report, with the model version that made it."""

    ticket = models.ForeignKey("tickets.Ticket", models.CASCADE, related_name="predictions")
    created_at = models.DateTimeField(default=timezone.now)
    model_version = models.CharField(max_length=40)
    category = models.PositiveSmallIntegerField()
    confidence = models.FloatField()
    abstained = models.BooleanField()
    second = models.PositiveSmallIntegerField(null=True)
    disagrees = models.BooleanField(default=False)
    # [[category, probability] x 16], best first.
    ranking = models.JSONField(default=list)

    class Meta:
        ordering = ["-pk"]


class HumanLabel(models.Model):
    """A person's word on a report's category: what the classifier will learn from."""

    ticket = models.ForeignKey("tickets.Ticket", models.CASCADE, related_name="labels")
    created_at = models.DateTimeField(default=timezone.now)
    category = models.PositiveSmallIntegerField()
    predicted = models.PositiveSmallIntegerField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True)
    by_name = models.CharField(max_length=100)

    class Meta:
        ordering = ["-pk"]
