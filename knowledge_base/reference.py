"""Loads the content files of this release; what editors changed stays as they left it."""

from __future__ import annotations

from pathlib import Path

from knowledge_base.content_files import ContentFile, read_folder
from knowledge_base.models import ALL_USER_TYPES, AnswerTemplate, Article

FOLDER = Path(__file__).parent / "content"


def load_content() -> tuple[int, int]:
    """Write templates and articles; return how many of each the release holds."""
    templates = list(read_folder(FOLDER / "templates"))
    articles = list(read_folder(FOLDER / "articles"))
    for content in templates:
        _write(
            AnswerTemplate,
            content,
            when=content.when,
            state_after=content.state_after or "",
            is_default=content.default,
            default_for=sorted(content.default_for),
        )
    for content in articles:
        _write(Article, content, summary=content.summary, keywords=list(content.keywords))
    return len(templates), len(articles)


def _write(model, content: ContentFile, **extra) -> None:
    everyone = set(content.audience) == set(ALL_USER_TYPES)
    values = {
        "category": content.category,
        "title": content.title,
        "audience": [] if everyone else sorted(content.audience),
        "body": content.body,
        "source": ", ".join(content.source),
        "checked": content.checked,
        "review_by": content.review_by,
        **extra,
    }
    row, created = model.objects.get_or_create(key=content.key, defaults=values)
    if created or row.edited_at is not None:
        return
    model.objects.filter(pk=row.pk).update(**values)
