"""The corpus keeps what docs/corpus.md promises: size, separate hands, no copies, digests."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

import pytest

from helpdesk.lib.pii import find_personal_data
from tests.models_for_tests import CORPUS
from triage.classifier.dataset import corpus_digest, load_part, near_duplicates

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "corpus.md"
PARTS = {name: load_part(CORPUS, name) for name in ("train", "validation", "test")}


def test_every_category_has_three_hundred_training_complaints() -> None:
    counts = Counter(example.label for example in PARTS["train"])
    assert set(counts) == set(range(1, 17))
    assert min(counts.values()) >= 300
    assert len(PARTS["train"]) >= 4800


@pytest.mark.parametrize("part", ["train", "validation", "test"])
def test_at_least_half_never_name_their_category(part: str) -> None:
    examples = PARTS[part]
    assert sum(example.hard for example in examples) / len(examples) >= 0.5


def test_no_hand_wrote_in_two_parts() -> None:
    hands = {part: {e.writer for e in examples} for part, examples in PARTS.items()}
    assert len(hands["train"]) >= 4
    assert not hands["train"] & hands["validation"]
    assert not hands["train"] & hands["test"]
    assert not hands["validation"] & hands["test"]


@pytest.mark.parametrize(
    ("left", "right"), [("train", "validation"), ("train", "test"), ("validation", "test")]
)
def test_no_text_is_a_near_copy_of_one_in_another_part(left: str, right: str) -> None:
    assert not near_duplicates(PARTS[left], PARTS[right], threshold=0.8)


@pytest.mark.parametrize("part", ["train", "validation", "test"])
def test_the_documented_digest_is_the_corpus(part: str) -> None:
    documented = re.search(rf"^\| {part} \|.*`([0-9a-f]{{64}})`", DOCUMENT.read_text(), re.M)
    assert documented
    assert documented[1] == corpus_digest(PARTS[part]), f"{part} changed: update docs/corpus.md"


def test_no_complaint_holds_a_real_looking_identity() -> None:
    found = [
        (example.writer, finding.kind)
        for examples in PARTS.values()
        for example in examples
        for finding in find_personal_data(example.text)
        if finding.kind in ("nik", "kk", "password")
    ]
    assert not found


def test_every_line_is_one_json_object_of_known_fields() -> None:
    for path in CORPUS.rglob("*.jsonl"):
        for line in path.read_text(encoding="utf-8").splitlines():
            assert set(json.loads(line)) == {"text", "title", "user_type", "chosen", "second"}
