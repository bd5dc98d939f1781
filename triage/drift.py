"""Whether reports and answers look as they did: the last seven days against the 28 before.

Outcomes are compared over all predictions; inputs over a sample of reports spread evenly over
each period, whose texts are measured in memory and kept nowhere.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import F, Q

from helpdesk.accounts.viewer import Viewer
from helpdesk.taxonomy import Category, UserType
from helpdesk.tickets import queries
from triage.classifier.features import compose
from triage.classifier.tokenizer import words_of
from triage.figures import Measured, Share, Shift, measured, shift
from triage.inference import ClassifierUnavailable, classifier
from triage.models import Prediction

if TYPE_CHECKING:
    from triage.watching import Cell

SAMPLE = 250  # reports of each period


@dataclass(frozen=True, slots=True)
class Mean:
    """A sum over a number of cases."""

    total: float
    count: int

    @property
    def value(self) -> float | None:
        return self.total / self.count if self.count else None


@dataclass(frozen=True, slots=True)
class Drift:
    """Counts of both periods and how far apart they lie.

    `corpus` are the training corpus' examples by category. `unknown_words` is None where no model
    is in service; `*_unknown` are counts of words the model never saw in training.
    """

    outcomes_now: Mapping[int, int]
    outcomes_before: Mapping[int, int]
    corpus: Mapping[int, int]
    outcomes: Shift
    against_corpus: Shift
    confidence_now: Mean
    confidence_before: Mean
    confidence: Measured
    length: Measured
    user_types_now: Mapping[UserType, int]
    user_types_before: Mapping[UserType, int]
    user_types: Shift
    unknown_words: Measured | None
    unknown_now: Share
    unknown_before: Share


@dataclass(frozen=True, slots=True)
class _Read:
    """What is measured of one sampled report."""

    length: int
    user_type: UserType
    confidence: float
    unknown: Share


def read(
    viewer: Viewer,
    now_cells: Sequence[Cell],
    before_cells: Sequence[Cell],
    week: datetime,
    *,
    since: datetime,
) -> Drift:
    """Compare the predictions from `week` on with those of `since` until `week`."""
    now, before = _by_category(now_cells), _by_category(before_cells)
    corpus = corpus_counts()
    known = _known_word()
    reads_now, reads_before = _sample(
        viewer, week, since, now.total(), before.total(), known or (lambda _word: True)
    )
    types_now = Counter(r.user_type for r in reads_now)
    types_before = Counter(r.user_type for r in reads_before)
    return Drift(
        outcomes_now=now,
        outcomes_before=before,
        corpus=corpus,
        outcomes=shift(now, before),
        against_corpus=shift(now, corpus),
        confidence_now=_mean(now_cells),
        confidence_before=_mean(before_cells),
        confidence=measured(
            [r.confidence for r in reads_now], [r.confidence for r in reads_before]
        ),
        length=measured([r.length for r in reads_now], [r.length for r in reads_before]),
        user_types_now=types_now,
        user_types_before=types_before,
        user_types=shift(types_now, types_before),
        unknown_words=measured(_unknown_parts(reads_now), _unknown_parts(reads_before))
        if known
        else None,
        unknown_now=sum((r.unknown for r in reads_now), Share()),
        unknown_before=sum((r.unknown for r in reads_before), Share()),
    )


def _by_category(cells: Sequence[Cell]) -> Counter[int]:
    found: Counter[int] = Counter()
    for cell in cells:
        found[cell.category] += cell.count
    return found


def _mean(cells: Sequence[Cell]) -> Mean:
    return Mean(sum(c.confidence for c in cells), sum(c.count for c in cells))


def _unknown_parts(reads: Sequence[_Read]) -> list[float]:
    return [r.unknown.hits / r.unknown.total for r in reads if r.unknown.total]


def _sample(
    viewer: Viewer,
    week: datetime,
    since: datetime,
    now_total: int,
    before_total: int,
    known: Callable[[str], bool],
) -> tuple[list[_Read], list[_Read]]:
    """Measure every n-th report of each period, so that all its days are heard."""
    every_now = max(1, -(-now_total // SAMPLE))
    every_before = max(1, -(-before_total // SAMPLE))
    picked = {
        ticket: (at, confidence)
        for ticket, at, confidence in Prediction.objects.filter(
            shadow=False, created_at__gte=since
        )
        .annotate(turn_now=F("pk") % every_now, turn_before=F("pk") % every_before)
        .filter(
            Q(created_at__gte=week, turn_now=0) | Q(created_at__lt=week, turn_before=0)
        )
        .order_by("-created_at")
        .values_list("ticket_id", "created_at", "confidence")[: 4 * SAMPLE]
    }  # fmt: skip
    reads: tuple[list[_Read], list[_Read]] = ([], [])
    for number, user_type, title, body in queries.opening_texts(viewer, list(picked)):
        at, confidence = picked[number]
        words = words_of(compose(body, title))
        unknown = sum(not known(word) for word in words)
        reads[0 if at >= week else 1].append(
            _Read(len(body), UserType(user_type), confidence, Share(unknown, len(words)))
        )
    return reads


def _known_word() -> Callable[[str], bool] | None:
    """Return whether the serving model saw a word in training; None without a model."""
    try:
        serving = classifier()
    except ClassifierUnavailable:
        return None
    return frozenset(serving.model.vectorizer.vocabulary[0]).__contains__


@lru_cache(maxsize=1)
def corpus_counts() -> Mapping[int, int]:
    """Return the number of training examples of each category: lines of the corpus' files."""
    root = Path(settings.BASE_DIR) / "triage" / "corpus" / "train"
    found: Counter[int] = Counter()
    for path in root.glob("*/*.jsonl"):
        with path.open("rb") as lines:
            found[int(Category.from_slug(path.parent.name))] += sum(
                1 for line in lines if line.strip()
            )
    return found
