"""What the classifier said, what people said, and which models there were.

Nothing here is overwritten: a prediction keeps its model version, an undone label its date.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone


class ModelVersion(models.Model):
    """One trained model and its way: candidate, shadow, active, retired or refused."""

    class Status(models.TextChoices):
        CANDIDATE = "candidate", "Calon"
        SHADOW = "shadow", "Bayangan"
        ACTIVE = "active", "Aktif"
        RETIRED = "retired", "Pernah aktif"
        REFUSED = "refused", "Ditolak"

    version = models.CharField("versi", max_length=40, primary_key=True)
    created_at = models.DateTimeField("dilatih", default=timezone.now)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.CANDIDATE)
    file_name = models.CharField(max_length=100)
    # Of the whole file as registered. None for rows from before this was kept.
    file_sha256 = models.CharField(max_length=64, null=True, editable=False)  # noqa: DJ001
    corpus_digest = models.CharField(max_length=64, blank=True)
    examples = models.PositiveIntegerField("contoh", default=0)
    labels_used = models.PositiveIntegerField("label petugas", default=0)
    train_seconds = models.FloatField(default=0)
    # Figures on the frozen validation part: macro_f1, ece, per-category F1 and support, curves.
    figures = models.JSONField(default=dict, blank=True)
    # Why the gate let it through or not, in words.
    verdict = models.CharField("putusan", max_length=500, blank=True)
    activated_at = models.DateTimeField("diaktifkan", null=True)
    activated_by = models.CharField("oleh", max_length=100, blank=True)
    # When somebody went back from it to an earlier one; such a version is no way back.
    rolled_back_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["-created_at"]
        verbose_name = "versi model"
        verbose_name_plural = "versi model"
        constraints = [
            models.UniqueConstraint(
                fields=["status"], condition=Q(status="active"), name="one_active_model"
            ),
            models.UniqueConstraint(
                fields=["status"], condition=Q(status="shadow"), name="one_shadow_model"
            ),
        ]

    def __str__(self) -> str:
        return self.version

    @property
    def may_serve(self) -> bool:
        """True where the gate let it through or it served before; a candidate unjudged may not."""
        if self.status == self.Status.REFUSED:
            return False
        return self.activated_at is not None or bool(self.verdict)


class TrainingRun(models.Model):
    """One retraining and what came of it, also where it yielded a version known before.

    Without `finished_at` it failed, or is under way.
    """

    started_at = models.DateTimeField(default=timezone.now, db_index=True)
    finished_at = models.DateTimeField(null=True)
    labels_seen = models.PositiveIntegerField(default=0)
    labels_used = models.PositiveIntegerField(default=0)
    empty = models.PositiveIntegerField(default=0)
    contradicted = models.PositiveIntegerField(default=0)
    distrusted = models.PositiveIntegerField(default=0)
    # Whose labels were set aside whole, for a supervisor to look at.
    distrusted_names = models.JSONField(default=list, blank=True)
    passed = models.BooleanField(null=True)
    verdict = models.CharField(max_length=500, blank=True)
    version = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ["-started_at"]

    def __str__(self) -> str:
        return f"{self.started_at:%Y-%m-%d %H:%M} {self.version}"


class Prediction(models.Model):
    """One classification of one report by one model; `shadow` ones never acted."""

    ticket = models.ForeignKey("tickets.Ticket", models.CASCADE, related_name="predictions")
    created_at = models.DateTimeField(default=timezone.now)
    model_version = models.CharField(max_length=40)
    shadow = models.BooleanField(default=False)
    category = models.PositiveSmallIntegerField()
    confidence = models.FloatField()
    abstained = models.BooleanField()
    second = models.PositiveSmallIntegerField(null=True)
    disagrees = models.BooleanField(default=False)
    # [[category, probability] x 16], best first.
    ranking = models.JSONField(default=list)

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["shadow", "created_at"], name="prediction_time"),
        ]


class HumanLabel(models.Model):
    """A person's word on a report's category: what the classifier will learn from.

    The text is kept masked, and emptied when the report is anonymised (labels.forget_texts).
    """

    class Source(models.TextChoices):
        CORRECTION = "correction", "Koreksi di laporan"
        CONFIRMATION = "confirmation", "Konfirmasi di laporan"
        QUEUE = "queue", "Antrean triase"
        DOUBLE = "double", "Label kedua"

    ticket = models.ForeignKey("tickets.Ticket", models.SET_NULL, null=True, related_name="labels")
    created_at = models.DateTimeField(default=timezone.now)
    source = models.CharField(max_length=12, choices=Source.choices, default=Source.CORRECTION)
    category = models.PositiveSmallIntegerField()
    second = models.PositiveSmallIntegerField(null=True)
    predicted = models.PositiveSmallIntegerField(null=True)
    title = models.CharField(max_length=200, blank=True)
    text = models.TextField(blank=True)
    user_type = models.CharField(max_length=16, blank=True)
    chosen = models.PositiveSmallIntegerField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True)
    by_name = models.CharField(max_length=100)
    undone_at = models.DateTimeField(null=True)
    # What the label did to the report, so that an undo restores exactly that.
    effect = models.CharField(
        max_length=8, blank=True, choices=[("sorted", "dipilah"), ("moved", "dipindah")]
    )
    category_before = models.PositiveSmallIntegerField(null=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(category__gte=1, category__lte=16), name="label_category_1_to_16"
            ),
            # One living label of a kind per report and person.
            models.UniqueConstraint(
                fields=["ticket", "by", "source"],
                condition=Q(undone_at__isnull=True, source__in=["queue", "double"]),
                name="one_queue_label_each",
            ),
        ]
        indexes = [
            models.Index(
                fields=["created_at"], name="label_time", condition=Q(undone_at__isnull=True)
            ),
        ]
