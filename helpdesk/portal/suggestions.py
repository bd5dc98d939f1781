"""While the reporter types: answers that may fit, and the category the text sounds like.

Proposals only: the reporter decides. Nothing typed is stored or logged.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache

from django.utils.safestring import SafeString

from helpdesk.portal.articles import body_html
from helpdesk.sla.hours import desk
from helpdesk.taxonomy import Category, UserType
from knowledge_base import queries
from triage.classifier.predict import ComplaintInput, Prediction
from triage.inference import ClassifierUnavailable, classify

_MIN_LENGTH = 12
_ARTICLES = 3
# Where the classifier is not sure enough to name one category, it may name two.
_TOGETHER = 0.6  # chance that it is one of those named
_ALONE = 0.15  # chance below which a category is not worth a button


@dataclass(frozen=True, slots=True)
class Answer:
    """An article that opens in place."""

    key: str
    title: str
    body: SafeString


@dataclass(frozen=True, slots=True)
class Proposal:
    """One category, or two to choose from; `chosen` is what the reporter ticked against it."""

    categories: tuple[Category, ...]
    sure: bool
    chosen: Category | None = None


@dataclass(frozen=True, slots=True)
class Suggestions:
    """What is shown below the text. The keys tell the browser what it shows already."""

    proposal: Proposal | None
    answers: tuple[Answer, ...]

    @property
    def proposal_key(self) -> str:
        p = self.proposal
        return _digest([*p.categories, p.chosen, p.sure]) if p else ""

    @property
    def answers_key(self) -> str:
        return _digest([answer.key for answer in self.answers]) if self.answers else ""


def suggest(
    title: str, detail: str, user_type: UserType | None, chosen: Category | None
) -> Suggestions:
    """Return proposal and answers for what has been typed so far; empty for a few letters.

    Without a usable model there is no proposal, and the answers come by their words alone.
    """
    text = f"{title} {detail}".strip()
    if len(text) < _MIN_LENGTH:
        return Suggestions(None, ())
    try:
        # Not told what was ticked: only so can it contradict.
        guess = classify(ComplaintInput(text=detail, title=title, user_type=user_type))
    except ClassifierUnavailable:
        return Suggestions(None, _answers(text, user_type, {}))
    ranked = [(Category(c), p) for c, p in guess.ranked if _proposable(Category(c), user_type)]
    chances = {int(category): p for category, p in ranked}
    if chosen is not None:
        chances[int(chosen)] = max(chances.get(int(chosen), 0.0), 0.5)
    proposal = _proposal(guess, ranked, user_type, chosen)
    return Suggestions(proposal, _answers(text, user_type, chances))


def _proposable(category: Category, user_type: UserType | None) -> bool:
    """Kode Referral is proposed to Dinas officials only (domain.md 5)."""
    return category is not Category.DINAS_REFERRAL_CODE or user_type is UserType.DINAS


def _proposal(
    guess: Prediction,
    ranked: list[tuple[Category, float]],
    user_type: UserType | None,
    chosen: Category | None,
) -> Proposal | None:
    if guess.thin:
        return None
    best = Category(guess.category)
    if not guess.abstained:
        if best is chosen or not _proposable(best, user_type):
            return None
        return Proposal((best,), sure=True, chosen=chosen)
    if chosen is not None:
        return None
    named = [(category, p) for category, p in ranked[:2] if p >= _ALONE]
    if sum(p for _, p in named) < _TOGETHER:
        return None
    return Proposal(tuple(category for category, _ in named), sure=False)


def _answers(text: str, user_type: UserType | None, likely: dict[int, float]) -> tuple[Answer, ...]:
    kind = user_type.value if user_type else ""
    found = queries.search(text, limit=_ARTICLES, user_type=kind, likely=likely)
    hours = desk().hours_text
    return tuple(Answer(row.key, row.title, _body(row.body, hours)) for row in found)


@lru_cache(maxsize=256)
def _body(body: str, hours: str) -> SafeString:
    """The article as HTML, once for each wording; `hours` stand in it."""
    return body_html(body)


def _digest(parts: list[object]) -> str:
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:12]
