"""A small real model, trained on a fixed few complaints of each category and writer."""

from __future__ import annotations

from pathlib import Path

from triage import registry
from triage.classifier.dataset import Example, load_part
from triage.classifier.training import TrainedModel
from triage.models import ModelVersion

CORPUS = Path(__file__).resolve().parents[1] / "triage" / "corpus"


def small_corpus(per_category: int = 12) -> list[Example]:
    """Return the same few complaints of each category every time, from the first four writers."""
    chosen: list[Example] = []
    taken: dict[tuple[int, str], int] = {}
    for example in load_part(CORPUS, "train"):
        key = (example.label, example.writer)
        taken[key] = taken.get(key, 0) + 1
        if taken[key] <= per_category // 4:
            chosen.append(example)
    return chosen


def admitted(model: TrainedModel) -> ModelVersion:
    """Register a model as one that the gate let through; it serves nobody yet."""
    row = registry.register(model)
    registry.judged(row.version, registry.Verdict(True, "Setara."))
    row.refresh_from_db()
    return row
