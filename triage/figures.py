"""Figures of a serving model from counts alone: agreement, confusion, calibration, drift.

Pure: no Django, no rows. Whatever is kept is a count; shares are worked out where they are shown,
and below `ENOUGH` cases there is none, because a share of four labels says nothing.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median, quantiles
from typing import Any

from helpdesk.taxonomy import Category
from triage.classifier.evaluation import share_interval

ENOUGH = 5
FIRM = 30  # cases from which on a share is shown without its interval
CATEGORIES = tuple(int(category) for category in Category)
BINS = 10
CURVE_POINTS = 20
# Usual readings of the population stability index.
SHIFTED = 0.1
SHIFTED_MUCH = 0.25
_Z95 = 1.645


@dataclass(frozen=True, slots=True)
class Share:
    """`hits` of `total`, as counts, so that days can be added up."""

    hits: int = 0
    total: int = 0

    @property
    def ratio(self) -> float | None:
        """0-1, or None where too few cases stand behind it."""
        return self.hits / self.total if self.total >= ENOUGH else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """95 % interval (Wilson) where fewer than FIRM cases leave the ratio open, else None."""
        if self.ratio is None or self.total >= FIRM:
            return None
        return share_interval(self.hits, self.total)

    def __add__(self, other: Share) -> Share:
        return Share(self.hits + other.hits, self.total + other.total)


@dataclass(frozen=True, slots=True)
class Judged:
    """A prediction and the last human word on the same report. Categories are 1-16."""

    category: int
    confidence: float
    abstained: bool
    human: int

    @property
    def right(self) -> bool:
        return self.category == self.human


def agreement(judged: Sequence[Judged]) -> Share:
    """How often people said the same."""
    return Share(sum(j.right for j in judged), len(judged))


def accepted_precision(judged: Sequence[Judged]) -> Share:
    """How often people said the same of what the model acted on alone."""
    return agreement([j for j in judged if not j.abstained])


Matrix = tuple[tuple[int, ...], ...]


def confusion(judged: Sequence[Judged]) -> Matrix:
    """Counts, 16 x 16: row = predicted category, column = human word."""
    cells = Counter((j.category, j.human) for j in judged)
    return tuple(tuple(cells[said, human] for human in CATEGORIES) for said in CATEGORIES)


@dataclass(frozen=True, slots=True)
class CategoryRow:
    """One category: how people and model met, and how often the model acted alone.

    `support` counts human words, `guessed` predictions among the judged; `covered` is of all
    predictions of the category, judged or not; `threshold` is None where the model is not loaded.
    """

    category: Category
    support: int
    guessed: int
    hits: int
    covered: Share
    threshold: float | None

    @property
    def precision(self) -> Share:
        return Share(self.hits, self.guessed)

    @property
    def recall(self) -> Share:
        return Share(self.hits, self.support)

    @property
    def f1(self) -> Share:
        """2·hits of guessed + support: as a share of counts it needs no rounding on the way."""
        return (
            Share(2 * self.hits, self.guessed + self.support)
            if min(self.guessed, self.support) >= ENOUGH
            else Share()
        )


def per_category(
    matrix: Matrix, covered: Mapping[int, Share], thresholds: Sequence[float] | None
) -> tuple[CategoryRow, ...]:
    """Rows of the table, category 1 first, from the confusion counts (row = predicted)."""
    return tuple(
        CategoryRow(
            category=Category(number),
            support=sum(row[at] for row in matrix),
            guessed=sum(matrix[at]),
            hits=matrix[at][at],
            covered=covered.get(number, Share()),
            threshold=float(thresholds[at]) if thresholds is not None else None,
        )
        for at, number in enumerate(CATEGORIES)
    )


@dataclass(frozen=True, slots=True)
class Bin:
    """Predictions whose confidence lies in [low, high): how many were right; confidences summed."""

    low: float
    high: float
    count: int
    right: int
    confidence: float

    @property
    def share(self) -> Share:
        return Share(self.right, self.count)

    @property
    def mean_confidence(self) -> float:
        return self.confidence / self.count if self.count else (self.low + self.high) / 2


def reliability(judged: Sequence[Judged]) -> tuple[Bin, ...]:
    """Ten equally wide bins of confidence; 1.0 belongs to the last."""
    places: list[list[Judged]] = [[] for _ in range(BINS)]
    for j in judged:
        places[min(BINS - 1, max(0, int(j.confidence * BINS)))].append(j)
    return tuple(
        Bin(
            low=at / BINS,
            high=(at + 1) / BINS,
            count=len(found),
            right=sum(j.right for j in found),
            confidence=math.fsum(j.confidence for j in found),
        )
        for at, found in enumerate(places)
    )


def calibration_error(bins: Sequence[Bin]) -> float | None:
    """Expected calibration error, 0-1; None below `ENOUGH` cases."""
    total = sum(b.count for b in bins)
    if total < ENOUGH:
        return None
    return math.fsum(abs(b.confidence - b.right) for b in bins) / total


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """Of the `taken` surest predictions (out of `total`), `wrong` were wrong."""

    taken: int
    wrong: int
    total: int

    @property
    def coverage(self) -> float:
        return self.taken / self.total

    @property
    def risk(self) -> float:
        return self.wrong / self.taken


def risk_coverage(judged: Sequence[Judged], points: int = CURVE_POINTS) -> tuple[CurvePoint, ...]:
    """The curve from the surest guesses to all of them; empty below `ENOUGH` cases.

    Guesses of equal confidence enter together: no threshold could part them. No point stands on
    fewer than `ENOUGH` guesses.
    """
    if len(judged) < ENOUGH:
        return ()
    ordered = sorted(judged, key=lambda j: -j.confidence)
    wanted = sorted({math.ceil(len(ordered) * at / points) for at in range(1, points + 1)})
    curve: list[CurvePoint] = []
    wrong = 0
    for taken, j in enumerate(ordered, start=1):
        wrong += not j.right
        ends_a_tie = taken == len(ordered) or ordered[taken].confidence != j.confidence
        if ends_a_tie and taken >= ENOUGH and wanted and taken >= wanted[0]:
            curve.append(CurvePoint(taken, wrong, len(ordered)))
            wanted = [w for w in wanted if w > taken]
    return tuple(curve)


@dataclass(frozen=True, slots=True)
class Shift:
    """How far two distributions lie apart: their index, and what chance alone may make of it.

    `index` is None below `ENOUGH` cases on a side.
    """

    index: float | None
    chance: float

    @property
    def words(self) -> str:
        """`stabil`, `bergeser`, `bergeser kuat`; small samples differ by chance alone."""
        if self.index is None:
            return "terlalu sedikit data"
        if self.index < SHIFTED or self.index <= self.chance:
            return "stabil"
        return "bergeser" if self.index < SHIFTED_MUCH else "bergeser kuat"


def shift(now: Mapping[Any, int], before: Mapping[Any, int]) -> Shift:
    """Compare two distributions of counts by the population stability index (PSI).

    Half a case is added to each cell, so that an empty one does not make it infinite. Without any
    change the index of n and m cases in k cells is about (1/n + 1/m)·χ²(k-1): `chance` is the
    95 % point of that.
    """
    keys = sorted({*now, *before}, key=str)
    n, m = sum(now.values()), sum(before.values())
    if n < ENOUGH or m < ENOUGH:
        return Shift(None, 0.0)
    cells = len(keys)
    terms = []
    for key in keys:
        p = (now.get(key, 0) + 0.5) / (n + cells / 2)
        q = (before.get(key, 0) + 0.5) / (m + cells / 2)
        terms.append((p - q) * math.log(p / q))
    return Shift(math.fsum(terms), (1 / n + 1 / m) * _chi_square_95(cells - 1))


def _chi_square_95(freedom: int) -> float:
    """95 % point of χ² (Wilson and Hilferty; within 1 % from two degrees on)."""
    if freedom < 1:
        return 0.0
    spread = 2 / (9 * freedom)
    return float(freedom * (1 - spread + _Z95 * math.sqrt(spread)) ** 3)


@dataclass(frozen=True, slots=True)
class Measured:
    """A quantity of single reports in two periods: medians, and the shift of its distribution."""

    now: float | None
    before: float | None
    shift: Shift


def measured(now: Sequence[float], before: Sequence[float]) -> Measured:
    """Compare values over the quarters of the earlier period.

    A value equal to an edge has a cell of its own: where most values are equal, the edge is all
    there is, and what lies beyond it must not look the same.
    """
    if min(len(now), len(before)) < ENOUGH:
        middle = [median(v) if len(v) >= ENOUGH else None for v in (now, before)]
        return Measured(middle[0], middle[1], Shift(None, 0.0))
    edges = sorted(set(quantiles(before, n=4)))
    return Measured(
        median(now),
        median(before),
        shift(
            Counter(bisect_left(edges, v) + bisect_right(edges, v) for v in now),
            Counter(bisect_left(edges, v) + bisect_right(edges, v) for v in before),
        ),
    )


@dataclass(frozen=True, slots=True)
class Frozen:
    """What was measured on the validation part when a version was trained or adopted.

    The frozen test part is not in it: `manage.py triage_evaluate --part test` measures that.
    """

    examples: int
    macro_f1: float
    accuracy: float
    accepted: float
    accepted_precision: float
    calibration_error: float
    macro_f1_with_form: float | None
    curve: tuple[tuple[float, float], ...]
    digest: str


def frozen_of(figures: Mapping[str, Any]) -> Frozen | None:
    """Read a version's kept figures (`registry.figures_of`); None where none were taken."""
    try:
        text = figures["text_only"]
        with_form = figures.get("with_form")
        return Frozen(
            examples=int(text["examples"]),
            macro_f1=float(text["macro_f1"]),
            accuracy=float(text["accuracy"]),
            accepted=float(text["accepted"]),
            accepted_precision=float(text["accepted_precision"]),
            calibration_error=float(text["calibration_error"]),
            macro_f1_with_form=float(with_form["macro_f1"]) if with_form else None,
            curve=tuple((float(c), float(r)) for c, r in text.get("risk_coverage", ())),
            digest=str(figures.get("data_digest", "")),
        )
    except (KeyError, TypeError, ValueError):
        return None
