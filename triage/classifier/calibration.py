"""From scores to probabilities that mean what they say.

One temperature and a small shift per category, fitted on scores of texts whose writers the scoring
model had not read (out of fold): fitted on training scores it would promise far too much.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from triage.classifier.features import Floats
from triage.classifier.model import N_LABELS, FormEvidence, Ints

_SHIFT_PENALTY = 20.0  # keeps the shifts small where a category has few examples


def softmax(scores: npt.NDArray[np.floating]) -> npt.NDArray[np.float64]:
    """Row-wise softmax in float64, shape kept."""
    exact = scores.astype(np.float64)
    exact = np.exp(exact - exact.max(axis=1, keepdims=True))
    return np.asarray(exact / exact.sum(axis=1, keepdims=True))


@dataclass(frozen=True, slots=True)
class Calibration:
    """`scale` multiplies the scores, `shift` (16,) is added afterwards."""

    scale: float
    shift: Floats

    def logits(self, scores: Floats) -> Floats:
        return np.asarray(scores * np.float32(self.scale) + self.shift, dtype=np.float32)


IDENTITY = Calibration(1.0, np.zeros(N_LABELS, np.float32))


def fit_calibration(scores: Floats, labels: Ints) -> Calibration:
    """Minimise the log loss over scale and shifts; the scale stays positive."""
    from scipy.optimize import minimize

    truth = labels - 1
    exact = scores.astype(np.float64)

    def loss(parameters: npt.NDArray[np.float64]) -> tuple[float, npt.NDArray[np.float64]]:
        scale, shift = np.exp(parameters[0]), parameters[1:]
        probabilities = softmax(exact * scale + shift)
        picked = probabilities[np.arange(len(truth)), truth]
        error = probabilities
        error[np.arange(len(truth)), truth] -= 1
        gradient = np.empty_like(parameters)
        gradient[0] = scale * float((error * exact).sum())
        gradient[1:] = error.sum(axis=0) + _SHIFT_PENALTY * shift
        value = -np.log(picked + 1e-12).sum() + _SHIFT_PENALTY / 2 * (shift**2).sum()
        return float(value), gradient

    found = minimize(loss, np.zeros(1 + N_LABELS), jac=True, method="L-BFGS-B").x
    return Calibration(float(np.exp(found[0])), found[1:].astype(np.float32))


def fit_exponents(
    logits: Floats,
    labels: Ints,
    evidence: FormEvidence,
    chosen: list[int | None],
    user_types: list[str | None],
) -> FormEvidence:
    """Exponents in [0, 1] of both tables, one after the other, by log loss.

    Never over 1: the ticks of a hand-written corpus may be cleaner than those of real reports.
    """
    from scipy.optimize import minimize_scalar

    rows = np.arange(len(labels))
    nothing: list[None] = [None] * len(labels)

    def log_loss(fixed: Floats, table: Floats, exponent: float) -> float:
        probabilities = softmax(fixed + exponent * table)
        return float(-np.log(probabilities[rows, labels - 1] + 1e-12).mean())

    def best(fixed: Floats, table: Floats) -> float:
        if not table.any():
            return 0.5
        result = minimize_scalar(
            lambda e: log_loss(fixed, table, float(e)), bounds=(0, 1), method="bounded"
        )
        return round(float(result.x), 3)

    unit = FormEvidence(evidence.chosen, evidence.user_type)
    by_chosen = unit.scores(chosen, nothing)
    a = best(logits, by_chosen)
    b = best(logits + a * by_chosen, unit.scores(nothing, user_types))
    return FormEvidence(evidence.chosen, evidence.user_type, a, b)
