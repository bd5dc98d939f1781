"""Reads of templates and articles."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import log
from types import MappingProxyType

from helpdesk.lib.indonesian import tokens
from knowledge_base.models import AnswerTemplate, Article

SEARCHED = 500  # characters of a query that count
_LIKELY = 3.0  # an article of a certain category counts four times as much as by its words


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


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of one article by where they stand."""

    title: frozenset[str]
    extra: frozenset[str]
    body: frozenset[str]


@lru_cache(maxsize=1024)
def _words_of(title: str, keywords: tuple[str, ...], summary: str, body: str) -> _Words:
    """Analyse an article once for each wording it has, so that no edit is ever missed."""

    def stems(text: str) -> frozenset[str]:
        return frozenset(tokens(text, stem=True))

    return _Words(stems(title), stems(" ".join([*keywords, summary])), stems(body))


def search(
    text: str,
    *,
    limit: int = 10,
    user_type: str = "",
    likely: Mapping[int, float] = MappingProxyType({}),
) -> list[Article]:
    """Return the articles whose words fit best; forgives spelling as the classifier does.

    With a `user_type` those written for others are left out. `likely` holds chances (0-1) of
    categories, by number: articles of a likely category rise.

    Some seventy articles are scored in memory; a full-text index is for the ticket search. A
    word that many articles hold says little: its weight falls with their number.
    """
    wanted = set(tokens(text[:SEARCHED], stem=True))
    if not wanted:
        return []
    rows = [
        (row, _words_of(row.title, tuple(map(str, row.keywords)), row.summary, row.body))
        for row in articles()
        if not user_type or row.suits(user_type)
    ]
    weight = {}
    for word in wanted:
        holders = sum(word in w.title or word in w.extra or word in w.body for _, w in rows)
        if holders:
            weight[word] = log((1 + len(rows)) / holders)
    scored = []
    for row, words in rows:
        score = sum(
            value * (3 * (word in words.title) + 2 * (word in words.extra) + (word in words.body))
            for word, value in weight.items()
        )
        if score > 0:
            scored.append((score * (1 + _LIKELY * likely.get(row.category, 0.0)), row))
    scored.sort(key=lambda pair: (-pair[0], pair[1].title))
    return [row for _, row in scored[:limit]]
