"""The parts of the classifier: file format, corpus, features, explanation, thresholds."""

from __future__ import annotations

import hashlib
import json
import zipfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.triage.classifier_corpus import examples, small_model
from triage.classifier.artefact import ArtefactError, save_artefact
from triage.classifier.calibration import fit_calibration, softmax
from triage.classifier.dataset import (
    DatasetError,
    Example,
    corpus_digest,
    is_keyword_free,
    load_labelled,
    load_part,
    near_duplicates,
)
from triage.classifier.decision import disagrees, fit_rule
from triage.classifier.evaluation import as_input, calibration_error, coverage_at
from triage.classifier.explanation import _occurrences
from triage.classifier.predict import Classifier, ComplaintInput
from triage.classifier.tokenizer import MAX_WORDS, tokenize, words_of
from triage.classifier.training import folds_of, halves


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    path = tmp_path / "model.zip"
    save_artefact(small_model(), path)
    return path


def test_a_loaded_model_answers_exactly_as_the_trained_one(saved: Path) -> None:
    inputs = [as_input(example) for example in examples()]
    trained, loaded = Classifier(small_model()), Classifier.load(saved)
    answers = [p.ranked for p in loaded.classify_many(inputs)]
    assert answers == [p.ranked for p in trained.classify_many(inputs)]
    assert not loaded.stale


def test_the_version_tells_the_content_and_not_the_hour(tmp_path: Path, saved: Path) -> None:
    again = save_artefact(small_model(), tmp_path / "again.zip")
    assert Classifier.load(saved).version == again
    assert Classifier.load(saved).classify(ComplaintInput("x")).model_version == again


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ArtefactError, match=r"nothing\.zip"):
        Classifier.load(tmp_path / "nothing.zip")


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.9, 0.999])
def test_a_file_cut_short_is_refused(saved: Path, share: float) -> None:
    blob = saved.read_bytes()
    saved.write_bytes(blob[: int(len(blob) * share)])
    with pytest.raises(ArtefactError):
        Classifier.load(saved)


@pytest.mark.parametrize("place", [0.2, 0.5, 0.8])
def test_a_flipped_byte_is_refused(saved: Path, place: float) -> None:
    blob = bytearray(saved.read_bytes())
    blob[int(len(blob) * place)] ^= 0xFF
    saved.write_bytes(bytes(blob))
    with pytest.raises(ArtefactError):
        Classifier.load(saved)


def _rewrite(path: Path, changes: dict[str, bytes | None]) -> None:
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in (members | changes).items():
            if content is not None:
                archive.writestr(name, content)


@pytest.mark.parametrize("member", ["weights.npy", "vocabulary.txt", "header.json"])
def test_a_member_changed_or_taken_out_is_refused(saved: Path, member: str) -> None:
    original = saved.read_bytes()
    for content in (b"something else", None):
        saved.write_bytes(original)
        _rewrite(saved, {member: content})
        with pytest.raises(ArtefactError):
            Classifier.load(saved)


def test_another_schema_is_refused_by_its_number(saved: Path) -> None:
    with zipfile.ZipFile(saved) as archive:
        header = json.loads(archive.read("header.json")) | {"schema": 99}
    blob = json.dumps(header).encode()
    digest = hashlib.sha256(blob).hexdigest().encode()
    _rewrite(saved, {"header.json": blob, "header.sha256": digest})
    with pytest.raises(ArtefactError, match="schema 99"):
        Classifier.load(saved)


def test_a_change_of_the_spelling_rules_is_noticed(
    saved: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    classifier = Classifier.load(saved)
    monkeypatch.setattr("triage.classifier.predict.analyser_fingerprint", lambda: "other")
    assert classifier.stale


def test_the_fast_lookup_finds_the_features_that_the_explanation_names() -> None:
    vectorizer = small_model().vectorizer
    for example in examples():
        words = words_of(example.text)
        named = [column for column, _, _ in _occurrences(vectorizer, words)]
        assert sorted(vectorizer.columns(words)) == sorted(named)


def test_spans_point_into_the_original_text() -> None:
    text = "Sy LUPA kata sandi pd data 🙏 utk guru2 budi12@guru.sd.belajar.id"
    places = {token.word: text[token.start : token.end] for token in tokenize(text)}
    assert places["lupa"] == "LUPA"
    assert places["password"] in ("sandi", "kata sandi")
    assert places["pddata"] == "pd data"
    assert places["🙏"] == "🙏"


@given(st.text(max_size=300))
@settings(deadline=None)
def test_words_with_spans_are_the_words_without(text: str) -> None:
    tokens = tokenize(text)
    if tokens:
        assert [token.word for token in tokens] == words_of(text)
    assert all(0 <= token.start < token.end <= len(text) for token in tokens)


def test_an_endless_text_is_cut_to_its_beginning_and_end() -> None:
    words = words_of("awal " + "tengah kata " * 20_000 + "akhir")
    assert len(words) <= MAX_WORDS
    assert (words[0], words[-1]) == ("awal", "akhir")


def test_an_explanation_marks_the_telling_word_in_text_or_title() -> None:
    classifier = Classifier(small_model())
    complaint = ComplaintInput("Pagi, CHROMEBOOK saya mati", title="layar retak")
    shown = classifier.explain(complaint)
    assert shown.category == 14
    strongest = shown.words_for[0]
    source = {"text": complaint.text, "title": complaint.title or ""}
    assert strongest.word.lower() in ("chromebook", "layar", "retak")
    for share in (*shown.words_for, *shown.words_against):
        assert source[share.field][share.start : share.end] == share.word
    assert all(share.weight > 0 for share in shown.words_for)
    assert all(share.weight < 0 for share in shown.words_against)


@pytest.mark.parametrize("text", ["", "🙏", "a" * 50_000, "qwxz"])
def test_an_explanation_of_a_text_without_known_words_does_not_fail(text: str) -> None:
    assert Classifier(small_model()).explain(ComplaintInput(text)).category in range(1, 17)


def _line(folder: Path, line: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "writer.jsonl"
    path.write_text(line + "\n", encoding="utf-8")
    return path


def test_the_folder_is_the_label(tmp_path: Path) -> None:
    _line(tmp_path / "train" / "chromebook", '{"text": "layar gelap", "chosen": 13}')
    (example,) = load_part(tmp_path, "train")
    assert (example.label, example.chosen, example.writer) == (14, 13, "writer")


@pytest.mark.parametrize(
    "line",
    [
        "not json",
        "[]",
        '{"text": ""}',
        '{"text": 5}',
        '{"text": "x", "chosen": 17}',
        '{"text": "x", "user_type": "alien"}',
    ],
)
def test_a_bad_line_is_refused_with_its_place(tmp_path: Path, line: str) -> None:
    _line(tmp_path / "train" / "chromebook", line)
    with pytest.raises(DatasetError, match=r"writer\.jsonl:1"):
        load_part(tmp_path, "train")


def test_an_unknown_folder_or_part_is_refused(tmp_path: Path) -> None:
    _line(tmp_path / "train" / "no-such-slug", '{"text": "x"}')
    with pytest.raises(DatasetError, match="slug"):
        load_part(tmp_path, "train")
    with pytest.raises(DatasetError, match="part"):
        load_part(tmp_path, "practice")


def test_a_labelled_file_takes_numbers_and_slugs(tmp_path: Path) -> None:
    path = tmp_path / "labelled.jsonl"
    path.write_text('{"text": "a", "label": 3}\n\n{"text": "b", "label": "simpkb"}\n')
    assert [example.label for example in load_labelled(path)] == [3, 12]
    path.write_text('{"text": "a"}\n')
    with pytest.raises(DatasetError, match="label"):
        load_labelled(path)


def test_the_digest_forgets_order_and_notices_a_letter() -> None:
    corpus = list(examples())
    assert corpus_digest(corpus) == corpus_digest(reversed(corpus))
    assert corpus_digest(corpus) != corpus_digest([*corpus[1:], Example("lain", 1)])


def test_near_copies_across_parts_are_found() -> None:
    left = [Example("saya lupa kata sandi akun saya sejak kemarin", 1), Example("halo", 16)]
    right = [Example("Saya lupa kata sandi akun saya, sejak kemaren!", 1), Example("dinas", 15)]
    (pair,) = near_duplicates(left, right)
    assert (pair.left, pair.right) == (0, 0)
    assert near_duplicates([], right) == []


def test_a_text_without_its_category_s_words_is_hard() -> None:
    assert is_keyword_free("sudah kuketik pelan tetap dibilang salah", 1)
    assert not is_keyword_free("Lupa sandi", 1)


def test_writers_are_never_split_between_folds() -> None:
    corpus = examples()
    for held_out in folds_of(corpus, seed=1):
        inside = {corpus[i].writer for i in held_out}
        outside = {e.writer for i, e in enumerate(corpus) if i not in set(held_out.tolist())}
        assert not inside & outside


def test_only_long_texts_are_halved() -> None:
    assert halves("pendek saja") == ()
    assert halves(" ".join("abcdefghijklmnopqr")) == ("a b c d e f g h i", "j k l m n o p q r")


def test_calibration_tames_scores_that_promise_too_much() -> None:
    random = np.random.default_rng(0)
    labels = random.integers(1, 17, 2_000)
    scores = random.normal(size=(2_000, 16)).astype(np.float32) * 8
    scores[np.arange(2_000), labels - 1] += 12
    raw, calibrated = softmax(scores), softmax(fit_calibration(scores, labels).logits(scores))
    right = scores.argmax(axis=1) == labels - 1
    errors = [calibration_error(p.max(axis=1), right) for p in (raw, calibrated)]
    assert errors[1] < 0.03 < errors[0]


def test_thresholds_keep_the_promised_precision_and_doubt_the_rest() -> None:
    random = np.random.default_rng(1)
    probabilities = np.zeros((1_000, 16))
    probabilities[:, 0] = random.uniform(0.4, 1.0, 1_000)
    right = random.uniform(size=1_000) < probabilities[:, 0]
    labels = np.where(right, 1, 2)
    rule = fit_rule(probabilities, labels, [None] * 1_000)
    accepted = rule.accepts(probabilities)
    assert right[accepted].mean() >= 0.97
    assert 0 < accepted.mean() < 0.5
    assert rule.thresholds[5] > 0.99  # a category never seen is never acted on


def test_a_tick_disagrees_only_where_the_text_is_sure() -> None:
    sure, unsure = np.full(16, 0.001), np.full(16, 1 / 16)
    sure[0] = 0.985
    assert disagrees(sure, 5)
    assert not disagrees(sure, 1)
    assert not disagrees(unsure, 5)
    assert not disagrees(sure, None)


def test_coverage_is_the_largest_share_that_keeps_the_precision() -> None:
    right = np.array([True, True, False, True])
    confidence = np.array([0.9, 0.8, 0.7, 0.6])
    assert coverage_at(confidence, right, 1.0) == 0.5
    assert coverage_at(confidence, right, 0.75) == 1.0
    assert coverage_at(confidence, ~right, 0.9) == 0.0
