"""Reads of templates and articles."""

from __future__ import annotations

from helpdesk.lib.indonesian import tokens
from knowledge_base.models import AnswerTemplate, Article


def templates_for(category: int, user_type: str) -> list[AnswerTemplate]:
    """Return the active templates of a category, the fitting first answer first."""
    rows = AnswerTemplate.objects.filter(active=True, category=category)
    return sorted(rows, key=lambda row: (-_fitness(row, user_type), row.title))


def _fitness(row: AnswerTemplate, user_type: str) -> int:
    if user_type in row.default_for:
        return 3
    if row.is_default and row.suits(user_type):
        return 2
    return 1 if row.suits(user_type) else 0


def template(key: str) -> AnswerTemplate | None:
    """Return an active template by its key."""
    return AnswerTemplate.objects.filter(active=True, key=key).first()


def articles(category: int | None = None) -> list[Article]:
    """Return the published articles, of one category or of all."""
    rows = Article.objects.filter(active=True)
    return list(rows.filter(category=category) if category else rows)


def article(key: str) -> Article | None:
    """Return a published article by its key."""
    return Article.objects.filter(active=True, key=key).first()


def search(text: str, *, limit: int = 10) -> list[Article]:
    """Return the articles whose words fit best; forgives spelling as the classifier does.

    Some sixty articles are scored in memory; a full-text index is for the ticket search.
    """
    wanted = set(tokens(text[:500], stem=True))
    if not wanted:
        return []
    scored = []
    for row in articles():
        title = set(tokens(row.title, stem=True))
        extra = set(tokens(" ".join([*row.keywords, row.summary]), stem=True))
        score = 3 * len(wanted & title) + 2 * len(wanted & extra)
        score += len(wanted & set(tokens(row.body, stem=True)))
        if score:
            scored.append((score / len(wanted), row))
    scored.sort(key=lambda pair: (-pair[0], pair[1].title))
    return [row for _, row in scored[:limit]]
