"""Queues: three of the helpdesk, one per province (Kapten) and per regency (Co-Kapten)."""

from __future__ import annotations

from django.db import models

from helpdesk.taxonomy import QueueKind


class Queue(models.Model):
    """A waiting line. The slug is the key, so that lists need no join to know a queue."""

    slug = models.SlugField(primary_key=True, max_length=30)
    name = models.CharField("nama", max_length=100)
    kind = models.CharField(max_length=10, choices=[(k.value, k.value) for k in QueueKind])
    province = models.ForeignKey("regions.Province", models.PROTECT, null=True, blank=True)
    regency = models.ForeignKey("regions.Regency", models.PROTECT, null=True, blank=True)

    class Meta:
        ordering = ["slug"]
        verbose_name = "antrean"
        verbose_name_plural = "antrean"

    def __str__(self) -> str:
        return self.name
