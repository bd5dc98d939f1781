"""How good a model is, in figures that can be compared from one training to the next."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from helpdesk.taxonomy import Category
from triage.classifier.dataset import Example, corpus_digest
from triage.classifier.decision import TARGET_PRECISION
from triage.classifier.model import LABELS, N_LABELS, Ints
from triage.classifier.predict import Classifier, ComplaintInput, Prediction

_BINS = 15
_BOOTSTRAPS = 1000
Flags = npt.NDArray[np.bool_]
Reals = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class CategoryFigures:
    """Precision, recall and F1 of one category, and the number of its examples."""

    category: int
    precision: float
    recall: float
    f1: float
    support: int


@dataclass(frozen=True, slots=True)
class Figures:
    """All figures of one set, with 95 % intervals: Wilson's for shares, bootstrap for the rest.

    `risk_coverage`: (share accepted, share of these wrong) from the surest guess down.
    `second_precision` (1 where none was named), `second_recall`, `second_f1` and `second_named` are
    about naming the second problem. `confusion[t][p]`: examples of category t+1 guessed as p+1.
    """

    examples: int
    accuracy: float
    accuracy_interval: tuple[float, float]
    macro_f1: float
    macro_f1_interval: tuple[float, float]
    top3: float
    top3_interval: tuple[float, float]
    calibration_error: float
    calibration_interval: tuple[float, float]
    coverage_at_target: float
    coverage_interval: tuple[float, float]
    accepted: float
    accepted_precision: float
    precision_interval: tuple[float, float]
    second_precision: float
    second_recall: float
    second_f1: float
    second_named: int
    per_category: tuple[CategoryFigures, ...]
    risk_coverage: tuple[tuple[float, float], ...]
    confusion: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Figures with the form's fields, for the text alone, and for both on the hard half.

    A set without a hard text has None there. `predictions_digest` is equal for equal predictions.
    """

    model_version: str
    data_digest: str
    predictions_digest: str
    with_form: Figures
    text_only: Figures
    hard_with_form: Figures | None
    hard_text_only: Figures | None


def evaluate(classifier: Classifier, examples: Sequence[Example], seed: int = 1) -> Evaluation:
    """Classify labelled examples and measure. Raises ValueError for an empty set."""
    if not examples:
        raise ValueError("no examples to evaluate on")
    plain = [replace(e, title=None, user_type=None, chosen=None) for e in examples]
    full_predictions = classifier.classify_many(map(as_input, examples))
    plain_predictions = classifier.classify_many(map(as_input, plain))
    hard = [i for i, example in enumerate(examples) if example.hard]

    def on_hard(predictions: list[Prediction]) -> Figures | None:
        if not hard:
            return None
        return measure([predictions[i] for i in hard], [examples[i] for i in hard], seed)

    return Evaluation(
        model_version=classifier.version,
        data_digest=corpus_digest(examples),
        predictions_digest=predictions_digest([*full_predictions, *plain_predictions]),
        with_form=measure(full_predictions, examples, seed),
        text_only=measure(plain_predictions, examples, seed),
        hard_with_form=on_hard(full_predictions),
        hard_text_only=on_hard(plain_predictions),
    )


def as_input(example: Example) -> ComplaintInput:
    """The report that an example stands for."""
    return ComplaintInput(example.text, example.title, example.user_type, example.chosen)


def predictions_digest(predictions: Sequence[Prediction]) -> str:
    """sha256 over category, abstention and confidence to six digits, in order."""
    rows = (f"{p.category} {p.abstained:d} {p.confidence:.6f}" for p in predictions)
    return hashlib.sha256("\n".join(rows).encode()).hexdigest()


def measure(predictions: Sequence[Prediction], examples: Sequence[Example], seed: int) -> Figures:
    """Figures of predictions against the labels of their examples, same order."""
    truth = np.array([example.label for example in examples], dtype=np.int64)
    guess = np.array([p.category for p in predictions], dtype=np.int64)
    confidence = np.array([p.confidence for p in predictions])
    accepted = np.array([not p.abstained for p in predictions])
    right = guess == truth
    in_top3 = np.array(
        [e.label in dict(p.top) for e, p in zip(examples, predictions, strict=True)], dtype=bool
    )
    second = second_problems(predictions, examples)
    confusion = confusion_matrix(truth, guess)
    return Figures(
        examples=len(examples),
        accuracy=float(right.mean()),
        accuracy_interval=share_interval(int(right.sum()), len(truth)),
        macro_f1=macro_f1(confusion),
        macro_f1_interval=bootstrap(
            lambda pick: macro_f1(confusion_matrix(truth[pick], guess[pick])), len(truth), seed
        ),
        top3=float(in_top3.mean()),
        top3_interval=share_interval(int(in_top3.sum()), len(truth)),
        calibration_error=calibration_error(confidence, right),
        calibration_interval=bootstrap(
            lambda pick: calibration_error(confidence[pick], right[pick]), len(truth), seed
        ),
        coverage_at_target=coverage_at(confidence, right, TARGET_PRECISION),
        coverage_interval=bootstrap(
            lambda pick: coverage_at(confidence[pick], right[pick], TARGET_PRECISION),
            len(truth), seed,
        ),
        accepted=float(accepted.mean()),
        accepted_precision=float(right[accepted].mean()) if accepted.any() else 1.0,
        precision_interval=share_interval(int(right[accepted].sum()), int(accepted.sum())),
        second_precision=second.found / second.named if second.named else 1.0,
        second_recall=second.found / second.wanted if second.wanted else 1.0,
        second_f1=second.f1,
        second_named=second.named,
        per_category=_per_category(confusion),
        risk_coverage=risk_coverage(confidence, right),
        confusion=tuple(tuple(int(n) for n in row) for row in confusion),
    )  # fmt: skip


def confusion_matrix(truth: Ints, guess: Ints) -> Ints:
    """Counts, shape (16, 16): row = true category, column = guess."""
    cells = np.bincount((truth - 1) * N_LABELS + guess - 1, minlength=N_LABELS**2)
    return np.asarray(cells.reshape(N_LABELS, N_LABELS), dtype=np.int64)


def macro_f1(confusion: Ints) -> float:
    """Mean F1 over the categories that occur among truth or guesses."""
    total = confusion.sum(axis=0) + confusion.sum(axis=1)
    occurring = total > 0
    return float((2 * np.diag(confusion)[occurring] / total[occurring]).mean())


def calibration_error(confidence: Reals, right: Flags) -> float:
    """Expected calibration error over 15 equally wide bins."""
    bins = np.minimum((confidence * _BINS).astype(int), _BINS - 1)
    weights = np.bincount(bins, minlength=_BINS)
    gaps = np.abs(
        np.bincount(bins, confidence, minlength=_BINS) - np.bincount(bins, right, minlength=_BINS)
    )
    return float(gaps.sum() / weights.sum())


def coverage_at(confidence: Reals, right: Flags, precision: float) -> float:
    """Largest share of reports, surest first, of which at least `precision` are right."""
    hits = np.cumsum(right[np.argsort(-confidence, kind="stable")])
    good = np.flatnonzero(hits / np.arange(1, len(hits) + 1) >= precision)
    return float((good[-1] + 1) / len(hits)) if len(good) else 0.0


def risk_coverage(
    confidence: Reals, right: Flags, points: int = 20
) -> tuple[tuple[float, float], ...]:
    """(coverage, risk) at evenly spaced coverages."""
    wrong = np.cumsum(~right[np.argsort(-confidence, kind="stable")])
    sizes = np.unique(np.ceil(np.linspace(1 / points, 1, points) * len(wrong)).astype(int))
    return tuple((float(n / len(wrong)), float(wrong[n - 1] / n)) for n in sizes)


def bootstrap(
    statistic: Callable[[Ints], float], size: int, seed: int, rounds: int = _BOOTSTRAPS
) -> tuple[float, float]:
    """95 % interval of a statistic of resampled positions."""
    random = np.random.default_rng(seed)
    values = [statistic(random.integers(0, size, size)) for _ in range(rounds)]
    low, high = np.quantile(values, [0.025, 0.975])
    return float(low), float(high)


def share_interval(hits: int, total: int) -> tuple[float, float]:
    """95 % interval of a share by Wilson's formula: it holds near 0 and 1, where bootstrap fails."""
    if not total:
        return 0.0, 1.0
    z = 1.96
    middle = (hits + z * z / 2) / (total + z * z)
    half = z * (hits * (total - hits) / total + z * z / 4) ** 0.5 / (total + z * z)
    return max(0.0, middle - half), min(1.0, middle + half)


def _per_category(confusion: Ints) -> tuple[CategoryFigures, ...]:
    rows = []
    for label in LABELS:
        hit = int(confusion[label - 1, label - 1])
        guessed, support = int(confusion[:, label - 1].sum()), int(confusion[label - 1].sum())
        f1 = 2 * hit / (guessed + support) if guessed + support else 0.0
        rows.append(CategoryFigures(label, hit / guessed if guessed else 0.0,
                                    hit / support if support else 0.0, f1, support))  # fmt: skip
    return tuple(rows)


class SecondProblems(NamedTuple):
    """How often a second problem was named, rightly named, and there to be named."""

    named: int
    found: int
    wanted: int

    @property
    def f1(self) -> float:
        return 2 * self.found / (self.named + self.wanted) if self.named + self.wanted else 0.0


def second_problems(
    predictions: Sequence[Prediction], examples: Sequence[Example]
) -> SecondProblems:
    """Count the second problems: either of the two is right, unless it is the best guess."""
    found = named = wanted = 0
    for prediction, example in zip(predictions, examples, strict=True):
        pair = {example.label, example.second} - {None, prediction.category}
        wanted += example.second is not None
        named += prediction.second is not None
        found += example.second is not None and prediction.second in pair
    return SecondProblems(named, found, wanted)


def as_text(evaluation: Evaluation) -> str:
    """A short table for a terminal."""
    lines = [
        f"model {evaluation.model_version}  data {evaluation.data_digest[:12]}"
        f"  predictions {evaluation.predictions_digest[:12]}",
        f"{'set':18} {'n':>5} {'acc':>6} {'macroF1':>16} {'top3':>6} {'ECE':>6} "
        f"{'cov@97':>6} {'accept':>6} {'prec':>6}  second problem",
    ]
    for name in ("with_form", "text_only", "hard_with_form", "hard_text_only"):
        figures: Figures | None = getattr(evaluation, name)
        if figures is not None:
            low, high = figures.macro_f1_interval
            lines.append(
                f"{name:18} {figures.examples:5d} {figures.accuracy:6.3f} "
                f"{figures.macro_f1:.3f} {low:.3f}-{high:.3f} {figures.top3:6.3f} "
                f"{figures.calibration_error:6.3f} {figures.coverage_at_target:6.3f} "
                f"{figures.accepted:6.3f} {figures.accepted_precision:6.3f}  "
                f"{_second_in_words(figures)}"
            )
            lines.append(
                "  95 % intervals: "
                + "  ".join(
                    f"{what} {low:.3f}-{high:.3f}"
                    for what, (low, high) in (
                        ("acc", figures.accuracy_interval),
                        ("top3", figures.top3_interval),
                        ("ECE", figures.calibration_interval),
                        ("cov@97", figures.coverage_interval),
                        ("prec", figures.precision_interval),
                    )
                )
            )
    for row in evaluation.text_only.per_category:
        name = Category(row.category).slug
        lines.append(
            f"{row.category:3d} {name:28} P {row.precision:.3f}  R {row.recall:.3f}  "
            f"F1 {row.f1:.3f}  n {row.support}"
        )
    return "\n".join(lines)


def _second_in_words(figures: Figures) -> str:
    if not figures.second_named:
        return f"none named  R {figures.second_recall:.3f}"
    return (
        f"named {figures.second_named}  P {figures.second_precision:.3f}  "
        f"R {figures.second_recall:.3f}  F1 {figures.second_f1:.3f}"
    )


def as_dict(figures: Figures) -> dict[str, Any]:
    """Plain values for JSON."""
    return {name: getattr(figures, name) for name in Figures.__dataclass_fields__} | {
        "per_category": [
            {name: getattr(row, name) for name in CategoryFigures.__dataclass_fields__}
            for row in figures.per_category
        ]
    }
