"""“Apakah ini membantu?”: counted, never tied to a reader (ui.md, Knowledge base)."""

from __future__ import annotations

from django.db.models import F
from django.utils import timezone

from knowledge_base.models import Article, ArticleFeedback


def count(article: Article, *, helped: bool) -> None:
    """Count one answer of today; two at once are two."""
    row, _ = ArticleFeedback.objects.get_or_create(article=article, day=timezone.localdate())
    field = "helped" if helped else "not_helped"
    ArticleFeedback.objects.filter(pk=row.pk).update(**{field: F(field) + 1})
