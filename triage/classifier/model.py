"""The text model: a linear score per category, and the evidence of the form beside it.

Several linear learners see the same features. Their scores, brought to one scale and averaged, are
again one linear model, so that serving is one sparse product and every guess can be explained by
adding up its words.

scikit-learn is imported by the learners only: serving needs numpy and scipy.sparse, and a web
process that never learns starts seconds sooner.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt
from scipy import sparse

from helpdesk.taxonomy import Category, UserType
from triage.classifier.features import Floats

LABELS: tuple[int, ...] = tuple(int(category) for category in Category)
N_LABELS = len(LABELS)
_TOLERANCE = 0.01  # of the SVM solver; a hundred times finer changes no guess, measured
_NEVER = -20.0  # score of a category that training never saw
Ints = npt.NDArray[np.int64]


class Fitter(Protocol):
    """Learn a linear model from rows, labels 1-16, row weights and a seed."""

    def __call__(self, rows: sparse.csr_array, labels: Ints, weight: Floats, seed: int, /
                 ) -> LinearModel: ...  # fmt: skip


@dataclass(frozen=True, slots=True)
class LinearModel:
    """`weights` (features, 16) and `bias` (16,), float32, columns in the order of LABELS."""

    weights: Floats
    bias: Floats

    def scores(self, rows: sparse.csr_array) -> Floats:
        """Unscaled scores, shape (rows, 16)."""
        return np.asarray(rows @ self.weights + self.bias, dtype=np.float32)


def _from_estimator(estimator: object, size: int, classes: Sequence[int]) -> LinearModel:
    coefficients = np.asarray(estimator.coef_)  # type: ignore[attr-defined]
    intercept = np.asarray(estimator.intercept_)  # type: ignore[attr-defined]
    if len(classes) == 2:  # scikit-learn keeps one row for two classes
        coefficients = np.vstack([-coefficients, coefficients]) / 2
        intercept = np.concatenate([-intercept, intercept]) / 2
    return _spread(coefficients.T, intercept, size, classes)


def _spread(
    weights: npt.NDArray[np.float64],
    bias: npt.NDArray[np.float64],
    size: int,
    classes: Sequence[int],
) -> LinearModel:
    full = np.zeros((size, N_LABELS), np.float32)
    full_bias = np.full(N_LABELS, _NEVER, np.float32)
    columns = np.asarray(classes, dtype=np.int64) - 1
    full[:, columns] = weights
    full_bias[columns] = bias
    return LinearModel(full, full_bias)


def fit_logistic(
    rows: sparse.csr_array, labels: Ints, weight: Floats, seed: int, c: float = 30.0
) -> LinearModel:
    """Multinomial logistic regression."""
    from sklearn.linear_model import LogisticRegression

    estimator = LogisticRegression(C=c, max_iter=300, tol=1e-3, random_state=seed)
    estimator.fit(rows, labels, sample_weight=weight)
    return _from_estimator(estimator, rows.shape[1], estimator.classes_)


def fit_svm(
    rows: sparse.csr_array, labels: Ints, weight: Floats, seed: int, c: float = 0.3
) -> LinearModel:
    """Linear support vector machine, one category against the rest."""
    from sklearn.svm import LinearSVC

    estimator = LinearSVC(C=c, tol=_TOLERANCE, random_state=seed)
    estimator.fit(rows, labels, sample_weight=weight)
    return _from_estimator(estimator, rows.shape[1], estimator.classes_)


def fit_ridge(
    rows: sparse.csr_array, labels: Ints, weight: Floats, seed: int, alpha: float = 1.0
) -> LinearModel:
    """Ridge regression on ±1 targets."""
    from sklearn.linear_model import RidgeClassifier

    estimator = RidgeClassifier(alpha=alpha, solver="sparse_cg", tol=1e-4, random_state=seed)
    estimator.fit(rows, labels, sample_weight=weight)
    return _from_estimator(estimator, rows.shape[1], estimator.classes_)


def fit_sgd(
    rows: sparse.csr_array, labels: Ints, weight: Floats, seed: int, alpha: float = 2e-5
) -> LinearModel:
    """Averaged stochastic gradient descent on the modified Huber loss."""
    from sklearn.linear_model import SGDClassifier

    estimator = SGDClassifier(
        loss="modified_huber", alpha=alpha, average=True, max_iter=30, random_state=seed
    )
    estimator.fit(rows, labels, sample_weight=weight)
    return _from_estimator(estimator, rows.shape[1], estimator.classes_)


def fit_complement_bayes(
    rows: sparse.csr_array, labels: Ints, weight: Floats, seed: int, alpha: float = 0.3
) -> LinearModel:
    """Complement naive Bayes; its scores are linear in the features."""
    from sklearn.naive_bayes import ComplementNB

    estimator = ComplementNB(alpha=alpha).fit(rows, labels, sample_weight=weight)
    scores = np.asarray(estimator.feature_log_prob_).T
    return _spread(scores, np.zeros(scores.shape[1]), rows.shape[1], estimator.classes_)


def fit_bayes_svm(
    rows: sparse.csr_array, labels: Ints, weight: Floats, seed: int, c: float = 1.0
) -> LinearModel:
    """NB-SVM (Wang and Manning 2012): an SVM per category on log-count-ratio scaled features."""
    from sklearn.svm import LinearSVC

    classes = np.unique(labels)
    weights = np.zeros((rows.shape[1], len(classes)))
    bias = np.zeros(len(classes))
    everything = np.asarray(rows.sum(axis=0)).ravel()
    for column, label in enumerate(classes):
        inside = labels == label
        own = np.asarray(rows[inside].sum(axis=0)).ravel()
        p, q = own + 0.5, everything - own + 0.5
        ratio = np.abs(np.log(p / p.sum()) - np.log(q / q.sum()))
        # Scaling the stored values is a third of the work of a product with a diagonal matrix.
        scaled = rows.data * ratio[rows.indices].astype(np.float32)
        estimator = LinearSVC(C=c, tol=_TOLERANCE, random_state=seed)
        estimator.fit(
            sparse.csr_array((scaled, rows.indices, rows.indptr), shape=rows.shape),
            inside,
            sample_weight=weight,
        )
        weights[:, column] = estimator.coef_.ravel() * ratio
        bias[column] = estimator.intercept_[0]
    return _spread(weights, bias, rows.shape[1], list(classes))


def blend(*fitters: Fitter) -> Callable[..., LinearModel]:
    """A fitter that averages the scores of several, each scaled to spread 1 on its own rows."""

    def fit(rows: sparse.csr_array, labels: Ints, weight: Floats, seed: int) -> LinearModel:
        weights = np.zeros((rows.shape[1], N_LABELS), np.float32)
        bias = np.zeros(N_LABELS, np.float32)
        seen = np.unique(labels) - 1
        for fitter in fitters:
            member = fitter(rows, labels, weight, seed)
            spread = float(np.std(member.scores(rows)[:, seen])) or 1.0
            weights += member.weights / spread / len(fitters)
            bias += member.bias / spread / len(fitters)
        return LinearModel(weights, bias)

    return fit


CANDIDATES: dict[str, Fitter] = {
    "logistic": fit_logistic,
    "svm": fit_svm,
    "ridge": fit_ridge,
    "sgd": fit_sgd,
    "complement_bayes": fit_complement_bayes,
    "bayes_svm": fit_bayes_svm,
    "blend_svm_bayes": blend(fit_svm, fit_bayes_svm),
    "blend_all": blend(fit_svm, fit_bayes_svm, fit_ridge),
}
CHOSEN = "blend_svm_bayes"


def quantise(model: LinearModel) -> LinearModel:
    """Round the weights to float16, the precision they are stored in."""
    return LinearModel(model.weights.astype(np.float16).astype(np.float32), model.bias)


USER_TYPES: tuple[str, ...] = tuple(kind.value for kind in UserType)


@dataclass(frozen=True, slots=True)
class FormEvidence:
    """What the ticked category and user type say: log P(value | category) - log P(value).

    `chosen` has shape (16, 16), `user_type` (6, 16): row = value given, column = category.
    The exponents say how far each is believed; a missing value adds nothing.
    """

    chosen: Floats
    user_type: Floats
    chosen_exponent: float = 1.0
    user_type_exponent: float = 1.0

    def scores(self, chosen: Sequence[int | None], user_types: Sequence[str | None]) -> Floats:
        """Additive log scores, shape (n, 16)."""
        result = np.zeros((len(chosen), N_LABELS), np.float32)
        for i, (number, kind) in enumerate(zip(chosen, user_types, strict=True)):
            if number in LABELS:
                result[i] += self.chosen_exponent * self.chosen[LABELS.index(number)]
            if kind in USER_TYPES:
                result[i] += self.user_type_exponent * self.user_type[USER_TYPES.index(kind)]
        return result


def learn_evidence(
    labels: Sequence[int], chosen: Sequence[int | None], user_types: Sequence[str | None]
) -> FormEvidence:
    """Smoothed tables. Before any data half of the ticks are taken to be right."""
    prior = np.full((N_LABELS, N_LABELS), 0.5 / N_LABELS) + 0.5 * np.eye(N_LABELS)
    chosen_counts = 8.0 * prior
    type_counts = np.full((len(USER_TYPES), N_LABELS), 4.0)
    for label, number, kind in zip(labels, chosen, user_types, strict=True):
        if number in LABELS:
            chosen_counts[LABELS.index(number), label - 1] += 1
        if kind in USER_TYPES:
            type_counts[USER_TYPES.index(kind), label - 1] += 1
    return FormEvidence(_log_lift(chosen_counts), _log_lift(type_counts))


def _log_lift(counts: npt.NDArray[np.float64]) -> Floats:
    given = counts / counts.sum(axis=0)
    overall = given.mean(axis=1, keepdims=True)  # every category equally likely beforehand
    return np.asarray(np.log(given / overall), dtype=np.float32)
