"""When a guess is good enough to act on, and when a person should sort.

A threshold per guessed category is set on out-of-fold predictions so that accepted guesses of that
category are right in 97 of 100 cases. A second problem is named only where 60 of 100 were right.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from triage.classifier.features import Floats
from triage.classifier.model import N_LABELS, Ints

TARGET_PRECISION = 0.97
_NO_ONE_PASSES = 0.995  # where even the surest guesses were too often wrong
_LOWEST = 0.4  # never act on less, however lucky the validation was
SECOND_PRECISION = 0.6  # of the second problems named, this share has to be right …
_SECOND_CASES = 20  # … over at least so many, with one mistake in hand
_SECOND_GRID = np.round(np.arange(0.1, 0.5, 0.02), 2)
NO_SECOND = 1.0  # no runner-up ever reaches it: it has half of the probability at most
Probabilities = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class DecisionRule:
    """`thresholds` (16,): accept a guess of that category from this confidence on.

    `second_threshold`: name the runner-up as a second problem from this probability on; NO_SECOND
    where the runner-up was wrong too often to be named at all.
    """

    thresholds: Floats
    second_threshold: float

    def accepts(self, probabilities: Probabilities) -> npt.NDArray[np.bool_]:
        """For each row whether the best guess may be acted on without a person."""
        best = probabilities.argmax(axis=1)
        return probabilities[np.arange(len(best)), best] >= self.thresholds[best]


DISAGREE_TEXT = 0.7  # the text alone is this sure of another category …
DISAGREE_CHOSEN = 0.05  # … and gives the ticked one less than this


def disagrees(text_only: Probabilities, chosen: int | None) -> bool:
    """True where the text (one row, 16) contradicts the category that the reporter ticked."""
    if chosen is None:
        return False
    return bool(text_only.max() >= DISAGREE_TEXT and text_only[chosen - 1] < DISAGREE_CHOSEN)


def fit_rule(
    probabilities: Probabilities,
    labels: Ints,
    seconds: Sequence[int | None],
    target: float = TARGET_PRECISION,
) -> DecisionRule:
    """Thresholds from out-of-fold probabilities (rows, 16) with their true labels."""
    best = probabilities.argmax(axis=1)
    confidence = probabilities[np.arange(len(best)), best]
    right = best == labels - 1
    thresholds = np.full(N_LABELS, _NO_ONE_PASSES, np.float32)
    for column in range(N_LABELS):
        mine = best == column
        thresholds[column] = _threshold(confidence[mine], right[mine], target)
    return DecisionRule(thresholds, _second_threshold(probabilities, labels, seconds))


def _threshold(
    confidence: npt.NDArray[np.float64], right: npt.NDArray[np.bool_], target: float
) -> float:
    """Lowest confidence from which on precision reaches the target, one mistake in hand."""
    order = np.argsort(-confidence, kind="stable")
    hits = np.cumsum(right[order])
    precision = hits / (np.arange(len(order)) + 1 + 1)
    good = np.flatnonzero(precision >= target)
    if not len(good):
        return _NO_ONE_PASSES
    return max(_LOWEST, float(confidence[order[good[-1]]]))


def _second_threshold(
    probabilities: Probabilities, labels: Ints, seconds: Sequence[int | None]
) -> float:
    """Lowest runner-up probability at which naming it is right often enough, NO_SECOND for none.

    A wrong second problem costs a person a look at every ticket, a missing one nothing that the
    ranking does not show; so precision decides, not F1, and too few cases count as none.
    """
    ranked = np.argsort(-probabilities, axis=1, kind="stable")
    runner = ranked[:, 1] + 1
    strength = probabilities[np.arange(len(runner)), ranked[:, 1]]
    wanted = np.array([second or 0 for second in seconds])
    found = (wanted > 0) & ((runner == wanted) | (runner == labels))
    for threshold in _SECOND_GRID:
        named = strength >= threshold
        if (
            named.sum() >= _SECOND_CASES
            and found[named].sum() / (named.sum() + 1) >= SECOND_PRECISION
        ):
            return float(threshold)
    return NO_SECOND
