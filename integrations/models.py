"""What leaves the system is a row first (design.md 7)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone


class DeliveryJob(models.Model):
    """One act outside: a mail, a push to Zendesk. Kept until done, parked for a person if not.

    A person may settle what was parked: it counts as over although it never left.

    `lane` keeps order: of the jobs of one lane only the oldest unfinished may run.
    `payload` holds ids and switches, never texts or personal data.
    """

    class Status(models.TextChoices):
        WAITING = "waiting", "Menunggu"
        RUNNING = "running", "Berjalan"
        DONE = "done", "Selesai"
        PARKED = "parked", "Perlu orang"
        SETTLED = "settled", "Dianggap selesai"

    channel = models.CharField(max_length=12)  # email, zendesk
    action = models.CharField(max_length=30)
    ticket_number = models.BigIntegerField(null=True, db_index=True)
    lane = models.CharField(max_length=40)
    dedupe_key = models.CharField(max_length=100, unique=True)
    payload = models.JSONField(default=dict, blank=True)
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField(default=timezone.now)
    claimed_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=timezone.now)
    done_at = models.DateTimeField(null=True)
    reason = models.CharField("alasan", max_length=500, blank=True)
    # Who settled it and why, without personal data; `reason` keeps the fault for an undo.
    # Nullable: millions of finished rows get the columns without being touched.
    settled_by = models.CharField(max_length=100, null=True)  # noqa: DJ001
    settled_reason = models.CharField(max_length=500, null=True)  # noqa: DJ001

    class Meta:
        ordering = ["pk"]
        verbose_name = "kiriman keluar"
        verbose_name_plural = "kiriman keluar"
        indexes = [
            models.Index(
                fields=["not_before", "id"], name="job_due", condition=Q(status="waiting")
            ),
            models.Index(
                fields=["lane", "id"], name="job_lane",
                condition=Q(status__in=["waiting", "running", "parked"]),
            ),
            models.Index(fields=["claimed_at"], name="job_run", condition=Q(status="running")),
            models.Index(fields=["id"], name="job_parked", condition=Q(status="parked")),
            models.Index(fields=["done_at"], name="job_settled", condition=Q(status="settled")),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.channel}.{self.action} #{self.ticket_number}"
