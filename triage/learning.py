"""Retraining: corpus and labels in, a candidate in shadow or a refusal out (issue B5)."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from triage import labels, registry
from triage.classifier.dataset import Example, load_part
from triage.classifier.evaluation import as_input, evaluate
from triage.classifier.predict import Classifier
from triage.classifier.training import train
from triage.inference import ClassifierUnavailable, classifier, shipped
from triage.models import HumanLabel, ModelVersion, TrainingRun

logger = logging.getLogger(__name__)
CORPUS = Path(settings.BASE_DIR) / "triage" / "corpus"
VALIDATION = "validation"
ENOUGH_NEW_LABELS = 50
Progress = Callable[[str, float], None]


def due() -> bool:
    """True when enough labels came in since the last training."""
    return fresh_labels(last_run()).count() >= ENOUGH_NEW_LABELS


def last_run() -> TrainingRun | None:
    """Return the last training that came to an end; one that failed is tried again."""
    return TrainingRun.objects.filter(finished_at__isnull=False).order_by("-started_at").first()


def fresh_labels(last: TrainingRun | None) -> QuerySet[HumanLabel]:
    """Return the living labels that the last training has not read.

    Not those since the newest model: a training may well yield a model that is there already.
    Where no run was written down yet, the newest model's row stands for the last one.
    """
    living = HumanLabel.objects.filter(undone_at__isnull=True)
    if last is not None:
        return living.filter(created_at__gt=last.started_at)
    newest = ModelVersion.objects.order_by("-created_at").values_list("created_at", flat=True)
    since = newest.first()
    return living if since is None else living.filter(created_at__gt=since)


def retrain(
    *, seed: int = 20_221_101, progress: Progress | None = None, corpus: Path = CORPUS
) -> ModelVersion:
    """Train on corpus and living labels, measure, judge, and start the shadow.

    The serving model is not touched. Labels never outnumber the corpus in a category, so that
    a flood of them cannot drown it. What was read, set aside and decided is kept as a
    TrainingRun. Raises DatasetError or TrainingError for an unusable corpus.
    """
    run = TrainingRun.objects.create(started_at=timezone.now())
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
    row = registry.start_shadow(row.version, verdict)
    run.labels_seen, run.labels_used = said.seen, len(learned)
    run.empty, run.contradicted, run.distrusted = said.empty, said.contradicted, said.distrusted
    run.distrusted_names = list(said.distrusted_names)
    run.passed, run.verdict, run.version = verdict.passed, verdict.reason[:500], row.version
    run.finished_at = timezone.now()
    run.save()
    return row


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
