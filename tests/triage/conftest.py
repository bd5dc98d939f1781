"""A small real model, trained once for the run: twelve complaints of each category."""

from __future__ import annotations

from pathlib import Path

import pytest

from triage.classifier.dataset import Example, load_part
from triage.classifier.training import TrainedModel, train

CORPUS = Path(__file__).resolve().parents[2] / "triage" / "corpus"


def small_corpus(per_category: int = 12, *, skip: int = 0) -> list[Example]:
    """Return the same few complaints of each category and writer every time."""
    chosen: list[Example] = []
    taken: dict[tuple[int, str], int] = {}
    for example in load_part(CORPUS, "train"):
        key = (example.label, example.writer)
        taken[key] = taken.get(key, 0) + 1
        if skip < taken[key] <= skip + per_category // 4:
            chosen.append(example)
    return chosen


@pytest.fixture(scope="session")
def small_model() -> TrainedModel:
    return train(small_corpus())
