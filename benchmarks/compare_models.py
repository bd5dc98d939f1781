"""Compare the classifier's candidates by leaving writers out; writes docs/model-comparison.md.

    python -m benchmarks.compare_models [--output docs/model-comparison.md]

Every figure is for the text alone, on texts of writers that the model has not read. Only the
training part of the corpus is used. Calibration is fitted and measured on the same out-of-fold
scores, so the calibration error here is a lower bound; the evaluation on the test part is not.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from scipy import sparse
from sklearn.decomposition import TruncatedSVD

from triage.classifier.calibration import fit_calibration, softmax
from triage.classifier.dataset import Example, corpus_digest, load_part
from triage.classifier.evaluation import (
    calibration_error,
    confusion_matrix,
    coverage_at,
    macro_f1,
)
from triage.classifier.features import FeatureSettings, Floats, Vectorizer
from triage.classifier.model import (
    CANDIDATES,
    CHOSEN,
    N_LABELS,
    Fitter,
    Ints,
    LinearModel,
    fit_logistic,
)
from triage.classifier.training import folds_of, labels_of, training_rows

ROOT = Path(__file__).resolve().parent.parent
SEED = 20_221_101
_SETTINGS = FeatureSettings()
_ABLATIONS = {
    "svm, words only": replace(_SETTINGS, weights=(1.0, 0.0, 0.0)),
    "svm, characters only": replace(_SETTINGS, weights=(0.0, 1.0, 0.0)),
    "svm, without concepts": replace(_SETTINGS, weights=(1.5, 1.4, 0.0)),
    "svm, without skip-grams": replace(_SETTINGS, skip_grams=False),
}


@dataclass
class Result:
    """Out-of-fold scores (n, 16) of one candidate and what they cost."""

    scores: Floats
    fit_seconds: float = 0.0
    predict_seconds: float = 0.0


def fit_lsa_logistic(
    rows: sparse.csr_array, labels: Ints, weight: Floats, seed: int
) -> LinearModel:
    """Logistic regression on 300 latent dimensions, folded back into one linear model."""
    latent = TruncatedSVD(300, random_state=seed)
    inner = fit_logistic(sparse.csr_array(latent.fit_transform(rows)), labels, weight, seed)
    return LinearModel((latent.components_.T @ inner.weights).astype(np.float32), inner.bias)


def compare(examples: list[Example], tell: Callable[[str], None] = print) -> dict[str, Result]:
    """Scores of every candidate on the same folds, and of the ablations with the SVM."""
    plans: list[tuple[str, FeatureSettings, Fitter]] = [
        (name, _SETTINGS, fitter) for name, fitter in CANDIDATES.items()
    ]
    plans.append(("lsa_logistic", _SETTINGS, fit_lsa_logistic))
    plans += [(name, settings, CANDIDATES["svm"]) for name, settings in _ABLATIONS.items()]
    results = {name: Result(np.zeros((len(examples), N_LABELS), np.float32)) for name, *_ in plans}
    for number, held_out in enumerate(folds_of(examples, SEED), start=1):
        inside = np.setdiff1d(np.arange(len(examples)), held_out)
        texts = [examples[i].text for i in held_out]
        learned: FeatureSettings | None = None
        for name, settings, fitter in plans:
            if settings is not learned:
                learned = settings
                vectorizer, rows, labels, weight = training_rows(
                    [examples[i] for i in inside], settings
                )
            start = time.process_time()
            model = fitter(rows, labels, weight, SEED)
            fitted = time.process_time()
            results[name].scores[held_out] = model.scores(_fresh(vectorizer).transform(texts))
            results[name].fit_seconds += fitted - start
            results[name].predict_seconds += time.process_time() - fitted
            tell(f"fold {number}: {name}, {fitted - start:.1f} s")
    return results


def _fresh(vectorizer: Vectorizer) -> Vectorizer:
    """Without the words cached before, so that each candidate pays the same."""
    return Vectorizer(vectorizer.settings).restore(vectorizer.vocabulary, vectorizer.idf)


def table(examples: list[Example], results: dict[str, Result]) -> str:
    """The comparison as a Markdown page."""
    labels = labels_of(examples)
    hard = np.array([example.hard for example in examples])
    folds = len(folds_of(examples, SEED))
    lines = [
        "# Comparison of text models",
        "",
        f"Written by `python -m benchmarks.compare_models`: {len(examples)} training examples, "
        f"{len({e.writer for e in examples})} writers, {folds} folds of whole writers, seed "
        f"{SEED}, corpus {corpus_digest(examples)[:12]}. Text alone, unseen writers. "
        "Processor seconds a fold; ms a text with a cold word cache.",
        "",
        "| model | macro-F1 | accuracy | hard half | top-3 | ECE | coverage at 97 % | fit s | ms |",
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    for name, result in results.items():
        chances = softmax(fit_calibration(result.scores, labels).logits(result.scores))
        guess = chances.argmax(axis=1) + 1
        right, sure = guess == labels, chances.max(axis=1)
        top = np.argsort(-chances, axis=1)[:, :3] + 1
        cells = [
            macro_f1(confusion_matrix(labels, guess)),
            right.mean(),
            right[hard].mean(),
            (top == labels[:, None]).any(axis=1).mean(),
            calibration_error(sure, right),
            coverage_at(sure, right, 0.97),
        ]
        shown = f"**{name}** (chosen)" if name == CHOSEN else name
        figures = " | ".join(f"{cell:.4f}" for cell in cells)
        milliseconds = 1000 * result.predict_seconds / len(examples)
        lines.append(
            f"| {shown} | {figures} | {result.fit_seconds / folds:.1f} | {milliseconds:.2f} |"
        )
    return "\n".join(lines) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--output", type=Path, default=ROOT / "docs" / "model-comparison.md")
    options = parser.parse_args()
    examples = load_part(ROOT / "triage" / "corpus", "train")
    page = table(examples, compare(examples))
    # Notes written by hand below the table survive a new run.
    old = options.output.read_text(encoding="utf-8") if options.output.exists() else ""
    notes = old[old.index("\n## ") :] if "\n## " in old else ""
    options.output.write_text(page + notes, encoding="utf-8")
    print(page)


if __name__ == "__main__":
    main()
