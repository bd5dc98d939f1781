"""Retraining: corpus and labels in, a candidate in shadow or a refusal out (issue B5)."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from pathlib import Path

from django.conf import settings

from triage import labels, registry
from triage.classifier.dataset import Example, load_part
from triage.classifier.evaluation import as_input, evaluate
from triage.classifier.predict import Classifier
from triage.classifier.training import train
from triage.inference import ClassifierUnavailable, classifier, shipped
from triage.models import HumanLabel, ModelVersion

logger = logging.getLogger(__name__)
CORPUS = Path(settings.BASE_DIR) / "triage" / "corpus"
VALIDATION = "validation"
ENOUGH_NEW_LABELS = 50
Progress = Callable[[str, float], None]


def due() -> bool:
    """True when enough labels came in since the newest model was trained."""
    newest = ModelVersion.objects.order_by("-created_at").first()
    fresh = HumanLabel.objects.filter(undone_at__isnull=True)
    if newest is not None:
        fresh = fresh.filter(created_at__gt=newest.created_at)
    return fresh.count() >= ENOUGH_NEW_LABELS


def retrain(
    *, seed: int = 20_221_101, progress: Progress | None = None, corpus: Path = CORPUS
) -> ModelVersion:
    """Train on corpus and living labels, measure, judge, and start the shadow.

    The serving model is not touched. Labels never outnumber the corpus in a category, so that
    a flood of them cannot drown it. Raises DatasetError or TrainingError for an unusable corpus.
    """
    started = time.monotonic()
    base = load_part(corpus, "train")
    serving = measure()
    frozen = load_part(corpus, VALIDATION)
    said = labels.training_labels(
        base, frozen=[*frozen, *load_part(corpus, "test")], guess=_guesser(serving)
    )
    if said.distrusted_names:
        logger.warning("labels of %d people set aside", len(said.distrusted_names))
    learned = capped(base, said.examples)
    model = train([*base, *learned], seed=seed, progress=progress)
    candidate = evaluate(Classifier(model), frozen)
    row = registry.register(
        model,
        labels_used=len(learned),
        train_seconds=time.monotonic() - started,
        evaluation=candidate,
    )
    verdict = registry.judge(candidate, evaluate(serving, frozen) if serving else None)
    aside = f" Label disisihkan: {said.empty} kosong, {said.contradicted} bertentangan, " \
            f"{said.distrusted} diragukan."  # fmt: skip
    if said.empty or said.contradicted or said.distrusted:
        verdict = registry.Verdict(verdict.passed, verdict.reason + aside)
    return registry.start_shadow(row.version, verdict)


def measure() -> Classifier | None:
    """Return the model that a candidate is compared with: the serving one.

    A damaged file must not open the gate: the shipped model stands in; None without even that.
    """
    try:
        return classifier()
    except ClassifierUnavailable:
        return shipped()


def capped(base: list[Example], learned: list[Example]) -> list[Example]:
    """Return the newest labels, at most as many of a category as the corpus holds."""
    room: dict[int, int] = {}
    for example in base:
        room[example.label] = room.get(example.label, 0) + 1
    kept = []
    for example in reversed(learned):
        if room.get(example.label, 0) > 0:
            room[example.label] -= 1
            kept.append(example)
    return list(reversed(kept))


def _guesser(serving: Classifier | None) -> object:
    """Return the serving model as a function from examples to (category, confidence)."""
    if serving is None:
        return None

    def guess(examples: list[Example]) -> list[tuple[int, float]]:
        said = serving.classify_many([as_input(e) for e in examples])
        return [(p.category, p.confidence) for p in said]

    return guess
