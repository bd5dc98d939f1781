"""From a corpus to a finished model: out-of-fold scores first, the final fit last."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from itertools import islice

import numpy as np
import numpy.typing as npt
from scipy import sparse

from triage.classifier.calibration import (
    Calibration,
    fit_calibration,
    fit_exponents,
    softmax,
)
from triage.classifier.dataset import Example, corpus_digest
from triage.classifier.decision import DecisionRule, fit_rule
from triage.classifier.features import FeatureSettings, Floats, Vectorizer, compose
from triage.classifier.model import (
    CANDIDATES,
    CHOSEN,
    N_LABELS,
    Fitter,
    FormEvidence,
    Ints,
    LinearModel,
    learn_evidence,
    quantise,
)

Progress = Callable[[str, float], None]  # what is being done, share done 0-1
Fit = tuple[Vectorizer, LinearModel]
_WORTH_PROCESSES = 3_000  # examples; fewer are learned sooner than a process starts
_MOST_PROCESSES = 4  # each holds a corpus and its matrix: some 600 MB
MAX_FOLDS = 6
TITLED_WEIGHT = 0.5
HALF_WEIGHT = 0.3
_SHORT = 16


class TrainingError(ValueError):
    """The corpus cannot be learned from; the message says what is missing."""


@dataclass(frozen=True, slots=True)
class TrainedModel:
    """All that prediction needs, and where it came from."""

    vectorizer: Vectorizer
    text_model: LinearModel
    calibration: Calibration
    evidence: FormEvidence
    rule: DecisionRule
    corpus_digest: str
    examples: int
    seed: int
    sklearn_version: str = version("scikit-learn")
    figures: dict[str, float] = field(default_factory=dict)

    def text_logits(self, rows: object) -> Floats:
        """Calibrated log scores of the text alone, shape (rows, 16)."""
        return self.calibration.logits(self.text_model.scores(rows))


def train(
    examples: Sequence[Example],
    seed: int = 20_221_101,
    progress: Progress | None = None,
    settings: FeatureSettings | None = None,
    fitter: str | Fitter = CHOSEN,
) -> TrainedModel:
    """Learn a model; the same examples and seed give the same model.

    Calibration and thresholds come from predictions for writers that were left out. Raises
    TrainingError with fewer than two categories or three examples of one.
    """
    examples = _stable_order(examples)
    _check(examples)
    settings = settings or FeatureSettings()
    tell = progress or (lambda _what, _share: None)
    labels = labels_of(examples)
    folds = folds_of(examples, seed)
    fits = _fit_all(examples, folds, settings, fitter, seed, tell)
    plain, titled = out_of_fold(examples, islice(fits, len(folds)), folds)
    vectorizer, model = next(fits)

    tell("kalibrasi", 0.95)
    calibration = fit_calibration(plain, labels)
    chosen = [example.chosen for example in examples]
    user_types = [example.user_type for example in examples]
    logits = calibration.logits(titled)
    evidence = fit_exponents(
        logits, labels, learn_evidence(labels.tolist(), chosen, user_types), chosen, user_types
    )
    alone = softmax(calibration.logits(plain))
    with_form = softmax(logits + evidence.scores(chosen, user_types))
    seconds = [example.second for example in examples]
    rule = fit_rule(np.vstack([alone, with_form]), np.tile(labels, 2), [*seconds, *seconds])

    tell("selesai", 1.0)
    return TrainedModel(
        vectorizer=vectorizer,
        text_model=quantise(model),
        calibration=calibration,
        evidence=evidence,
        rule=rule,
        corpus_digest=corpus_digest(examples),
        examples=len(examples),
        seed=seed,
        figures={
            "out_of_fold_accuracy_text_only": accuracy(alone, labels),
            "out_of_fold_accuracy_with_form": accuracy(with_form, labels),
            "out_of_fold_accepted_share": float(rule.accepts(alone).mean()),
        },
    )


def _stable_order(examples: Sequence[Example]) -> list[Example]:
    return sorted(examples, key=lambda e: (e.label, e.writer, e.text, e.title or ""))


def _check(examples: Sequence[Example]) -> None:
    counts = np.bincount([example.label for example in examples], minlength=N_LABELS + 1)[1:]
    if (counts > 0).sum() < 2:
        raise TrainingError("korpus harus memuat sedikitnya dua kategori")
    if counts[counts > 0].min() < 3:
        raise TrainingError("setiap kategori harus memuat sedikitnya tiga contoh")


def labels_of(examples: Sequence[Example]) -> Ints:
    """Labels 1-16 as an array."""
    return np.array([example.label for example in examples], dtype=np.int64)


def accuracy(probabilities: npt.NDArray[np.float64], labels: Ints) -> float:
    """Share of rows whose best guess is the label."""
    return float((probabilities.argmax(axis=1) + 1 == labels).mean())


def fit_text_model(
    examples: Sequence[Example], settings: FeatureSettings, fitter: str | Fitter, seed: int
) -> Fit:
    """Vocabulary and weights from all the examples given; `fitter` may name a candidate."""
    vectorizer, rows, labels, weight = training_rows(examples, settings)
    learn = CANDIDATES[fitter] if isinstance(fitter, str) else fitter
    return vectorizer, learn(rows, labels, weight, seed)


def training_rows(
    examples: Sequence[Example], settings: FeatureSettings
) -> tuple[Vectorizer, sparse.csr_array, Ints, Floats]:
    """The vectorizer, and the rows to learn from with their labels and weights.

    A titled complaint is read twice, without and with its title, so that both forms are at home.
    A longer one is also read in halves, with less weight: each half has to speak for itself, which
    keeps a few strong words from carrying a whole text (docs/model-comparison.md has the gain).
    """
    titled = [example for example in examples if example.title]
    long = [(e, half) for e in examples for half in halves(e.text)]
    whole = [example.text for example in examples]
    vectorizer = Vectorizer(settings).fit([*whole, *(e.title for e in titled if e.title)])
    rows = vectorizer.transform(
        [*whole, *(compose(e.text, e.title) for e in titled), *(half for _, half in long)]
    )
    labels = labels_of([*examples, *titled, *(example for example, _ in long)])
    weight = np.repeat(
        np.array([1.0, TITLED_WEIGHT, HALF_WEIGHT], np.float32),
        [len(examples), len(titled), len(long)],
    )
    return vectorizer, rows, labels, weight


def halves(text: str) -> tuple[str, ...]:
    """First and second half of a text of more than 16 words, nothing for a shorter one."""
    words = text.split()
    middle = len(words) // 2
    if len(words) <= _SHORT:
        return ()
    return " ".join(words[:middle]), " ".join(words[middle:])


def out_of_fold(
    examples: Sequence[Example], fits: Iterable[Fit], folds: Sequence[Ints]
) -> tuple[Floats, Floats]:
    """Scores (n, 16) of text alone and of title with text, by models that did not see the writer."""
    plain = np.zeros((len(examples), N_LABELS), np.float32)
    titled = np.zeros_like(plain)
    for held_out, (vectorizer, model) in zip(folds, fits, strict=True):
        unseen = [examples[i] for i in held_out]
        plain[held_out] = model.scores(vectorizer.transform([e.text for e in unseen]))
        titled[held_out] = model.scores(
            vectorizer.transform([compose(e.text, e.title) for e in unseen])
        )
    return plain, titled


def _fit_all(
    examples: Sequence[Example],
    folds: Sequence[Ints],
    settings: FeatureSettings,
    fitter: str | Fitter,
    seed: int,
    tell: Progress,
) -> Iterator[Fit]:
    """Yield the fit without each fold, then the fit on everything.

    A large corpus is fitted in several processes; each fit has its own seed state, so the result
    is the same as one after the other.
    """
    # joblib comes with scikit-learn; serving needs neither.
    from joblib import Parallel, cpu_count, delayed

    everything = np.arange(len(examples))
    parts = [np.setdiff1d(everything, held_out) for held_out in folds] + [everything]
    jobs = min(_MOST_PROCESSES, cpu_count()) if len(examples) > _WORTH_PROCESSES else 1
    fits = Parallel(n_jobs=jobs, return_as="generator")(
        delayed(fit_text_model)([examples[i] for i in part], settings, fitter, seed)
        for part in parts
    )
    tell(f"pelatihan 0/{len(parts)}", 0.0)
    for number, fit in enumerate(fits, start=1):
        yield fit
        tell(f"pelatihan {number}/{len(parts)}", 0.95 * number / len(parts))


def folds_of(examples: Sequence[Example], seed: int) -> list[Ints]:
    """Held-out positions of each fold: whole writers where there are three or more of them."""
    from sklearn.model_selection import GroupKFold, StratifiedKFold

    writers = [example.writer for example in examples]
    labels = labels_of(examples)
    groups = len(set(writers))
    if groups >= 3:
        splitter = GroupKFold(n_splits=min(MAX_FOLDS, groups))
        return [test for _, test in splitter.split(writers, labels, groups=writers)]
    smallest = int(np.bincount(labels)[np.unique(labels)].min())
    mixed = StratifiedKFold(min(5, smallest), shuffle=True, random_state=seed)
    return [test for _, test in mixed.split(writers, labels)]
