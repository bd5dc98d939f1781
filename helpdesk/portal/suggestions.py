"""While the reporter types: answers that may fit, and the category the text sounds like."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.safestring import SafeString

from helpdesk.portal.articles import body_html
from helpdesk.portal.forms import offers
from helpdesk.taxonomy import Category, UserType
from knowledge_base import queries
from triage.classifier.predict import ComplaintInput
from triage.inference import ClassifierUnavailable, classify

_MIN_LENGTH = 12
_ARTICLES = 3


@dataclass(frozen=True, slots=True)
class Answer:
    """An article that opens in place."""

    key: str
    title: str
    body: SafeString


def answers(title: str, detail: str) -> list[Answer]:
    """At most three articles for what has been typed so far."""
    text = f"{title} {detail[:1000]}".strip()
    if len(text) < _MIN_LENGTH:
        return []
    found = queries.search(text, limit=_ARTICLES)
    return [Answer(row.key, row.title, body_html(row.body)) for row in found]


def category(
    title: str, detail: str, user_type: UserType | None, chosen: Category | None
) -> Category | None:
    """Another category than the chosen one, where the classifier is sure; else None.

    A proposal only: the reporter decides, and without a model there is none.
    """
    if len(detail) < _MIN_LENGTH:
        return None
    try:
        guess = classify(ComplaintInput(text=detail, title=title, user_type=user_type))
    except ClassifierUnavailable:
        return None
    found = Category(guess.category)
    if guess.abstained or found is chosen or not offers(user_type, found):
        return None
    return found
