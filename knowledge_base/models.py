"""Articles for the public and answer templates for the desk."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from helpdesk.taxonomy import Category, UserType

_CATEGORIES = [(c.value, c.label) for c in Category]


class _Content(models.Model):
    """What both kinds share. `audience` lists user types; empty means everyone."""

    key = models.SlugField("kunci", max_length=80, unique=True)
    category = models.PositiveSmallIntegerField("kategori", choices=_CATEGORIES)
    title = models.CharField("judul", max_length=160)
    audience = models.JSONField("untuk", default=list, blank=True)
    body = models.TextField("isi (Markdown)")
    source = models.CharField("sumber", max_length=120, blank=True)
    checked = models.DateField("diperiksa terakhir")
    review_by = models.DateField("tinjau sebelum")
    # Content that an editor changed here is not overwritten by the next release's files.
    edited_at = models.DateTimeField(null=True, blank=True, editable=False)
    active = models.BooleanField("terbit", default=True)

    class Meta:
        abstract = True
        ordering = ["category", "title"]

    def __str__(self) -> str:
        return self.title

    def suits(self, user_type: str) -> bool:
        """True when this is written for such a user."""
        return not self.audience or user_type in self.audience


class AnswerTemplate(_Content):
    """A body that the renderer completes with greeting, report number and closing."""

    when = models.CharField("dipakai bila", max_length=300)
    state_after = models.CharField("status sesudahnya", max_length=20)
    is_default = models.BooleanField("jawaban pertama", default=False)
    default_for = models.JSONField("jawaban pertama untuk", default=list, blank=True)

    class Meta(_Content.Meta):
        verbose_name = "templat jawaban"
        verbose_name_plural = "templat jawaban"


class Article(_Content):
    """A public FAQ article."""

    summary = models.CharField("ringkasan", max_length=300)
    keywords = models.JSONField("kata yang diketik orang", default=list, blank=True)
    updated_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta(_Content.Meta):
        verbose_name = "artikel"
        verbose_name_plural = "artikel"


ALL_USER_TYPES = [t.value for t in UserType]


class ArticleFeedback(models.Model):
    """How often readers of an article said that it helped, by day; nothing about the readers."""

    article = models.ForeignKey(Article, models.CASCADE, verbose_name="artikel")
    day = models.DateField("hari")
    helped = models.PositiveIntegerField("membantu", default=0)
    not_helped = models.PositiveIntegerField("belum membantu", default=0)

    class Meta:
        ordering = ["-day", "article"]
        verbose_name = "penilaian artikel"
        verbose_name_plural = "penilaian artikel"
        constraints = [
            models.UniqueConstraint(fields=["article", "day"], name="one_feedback_row_a_day")
        ]
