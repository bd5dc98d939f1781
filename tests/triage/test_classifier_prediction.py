"""What the classifier answers, whatever it is given."""

from __future__ import annotations

import threading

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.triage.classifier_corpus import examples, small_model
from triage.classifier import training
from triage.classifier.evaluation import as_input, evaluate, predictions_digest
from triage.classifier.model import USER_TYPES
from triage.classifier.predict import Classifier, ComplaintInput
from triage.classifier.training import TrainingError, train


@pytest.fixture(scope="module")
def classifier() -> Classifier:
    return Classifier(small_model())


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("sy lupa pasword pak", 1),
        ("LUPA KATA SANDIII!!!", 1),
        ("dapodik ga sinkron2", 8),
        ("chromebooknya rusak", 14),
    ],
)
def test_names_the_category_of_plain_and_of_misspelt_complaints(
    classifier: Classifier, text: str, category: int
) -> None:
    assert classifier.classify(ComplaintInput(text)).category == category


@pytest.mark.parametrize(
    "text",
    ["", "   \n", "🙏🙏🙏", "?!", "a" * 100_000, "kata " * 20_000, "\x00\ud800", "مرحبا", "hello"],
)
def test_answers_any_text_with_a_category(classifier: Classifier, text: str) -> None:
    prediction = classifier.classify(ComplaintInput(text, title=text))
    assert 1 <= prediction.category <= 16


@given(
    text=st.text(max_size=400),
    title=st.none() | st.text(max_size=40),
    user_type=st.none() | st.sampled_from(USER_TYPES) | st.text(max_size=5),
    chosen=st.none() | st.integers(-2, 20),
    account=st.none() | st.text(max_size=30),
)
@settings(deadline=None, max_examples=150, suppress_health_check=list(HealthCheck))
def test_every_answer_is_a_ranking_of_sixteen_that_adds_up_to_one(
    text: str, title: str | None, user_type: str | None, chosen: int | None, account: str | None
) -> None:
    prediction = Classifier(small_model()).classify(
        ComplaintInput(text, title, user_type, chosen, account)
    )
    labels = [label for label, _ in prediction.ranked]
    shares = [share for _, share in prediction.ranked]
    assert sorted(labels) == list(range(1, 17))
    assert shares == sorted(shares, reverse=True)
    assert sum(shares) == pytest.approx(1, abs=1e-6)
    assert prediction.top == prediction.ranked[:3]
    assert (prediction.category, prediction.confidence) == prediction.ranked[0]


def test_an_empty_report_is_left_to_a_person_under_the_ticked_category(
    classifier: Classifier,
) -> None:
    bare, ticked = (
        classifier.classify(ComplaintInput("")),
        classifier.classify(ComplaintInput("", chosen=8)),
    )
    assert (bare.category, bare.abstained) == (16, True)
    assert (ticked.category, ticked.abstained) == (8, True)


def test_answers_one_by_one_are_those_of_a_batch(classifier: Classifier) -> None:
    inputs = [as_input(example) for example in examples()]
    batch = classifier.classify_many(inputs)
    assert batch == [classifier.classify(one) for one in inputs]


def test_a_batch_of_nothing_is_nothing(classifier: Classifier) -> None:
    assert classifier.classify_many([]) == []


def test_the_ticked_category_and_the_account_only_add_evidence(classifier: Classifier) -> None:
    text = "mohon dibantu segera"
    plain = dict(classifier.classify(ComplaintInput(text)).ranked)
    ticked = dict(classifier.classify(ComplaintInput(text, chosen=14)).ranked)
    assert ticked[14] > plain[14]
    by_type = classifier.classify(ComplaintInput(text, user_type="teacher"))
    by_account = classifier.classify(ComplaintInput(text, account="ani12@guru.sd.belajar.id"))
    assert by_type.ranked == by_account.ranked


def test_flags_a_tick_that_the_text_contradicts(classifier: Classifier) -> None:
    text = "chromebook tidak mau menyala, layar chromebook retak, chromebook minta enrol"
    assert classifier.classify(ComplaintInput(text, chosen=16)).disagrees
    assert not classifier.classify(ComplaintInput(text, chosen=14)).disagrees
    assert not classifier.classify(ComplaintInput(text)).disagrees


def test_the_same_corpus_and_seed_give_the_same_answers_in_any_order(
    classifier: Classifier,
) -> None:
    again = Classifier(train(tuple(reversed(examples())), seed=7))
    inputs = [as_input(example) for example in examples()]
    digests = {predictions_digest(c.classify_many(inputs)) for c in (classifier, again)}
    assert len(digests) == 1


def test_learning_in_several_processes_gives_the_same_answers(
    classifier: Classifier, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(training, "_WORTH_PROCESSES", 0)
    shares: list[float] = []
    again = Classifier(train(examples(), seed=7, progress=lambda _, share: shares.append(share)))
    inputs = [as_input(example) for example in examples()]
    digests = {predictions_digest(c.classify_many(inputs)) for c in (classifier, again)}
    assert len(digests) == 1
    assert shares == sorted(shares)
    assert shares[-1] == 1.0


def test_a_corpus_of_one_category_or_too_few_examples_is_refused() -> None:
    one = [example for example in examples() if example.label == 1]
    with pytest.raises(TrainingError, match="dua kategori"):
        train(one)
    other = [example for example in examples() if example.label == 8][:2]
    with pytest.raises(TrainingError, match="tiga contoh"):
        train([*one, *other])


def test_two_writers_are_enough_to_train(classifier: Classifier) -> None:
    few = [e for e in examples() if e.writer in ("writer0", "writer1")]
    assert Classifier(train(few)).classify(ComplaintInput("lupa kata sandi")).category == 1


def test_threads_can_share_a_classifier(classifier: Classifier) -> None:
    fresh = Classifier(small_model())
    inputs = [as_input(example) for example in examples()]
    expected = classifier.classify_many(inputs)
    answers: list[object] = []
    workers = [
        threading.Thread(target=lambda: answers.append(fresh.classify_many(inputs)))
        for _ in range(4)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert answers == [expected] * 4


def test_evaluation_tells_text_alone_from_text_with_form(classifier: Classifier) -> None:
    evaluation = evaluate(classifier, examples())
    assert evaluation.with_form.examples == evaluation.text_only.examples == len(examples())
    assert evaluation.text_only.accuracy > 0.95
    low, high = evaluation.text_only.macro_f1_interval
    assert low <= evaluation.text_only.macro_f1 <= high
    with pytest.raises(ValueError, match="no examples"):
        evaluate(classifier, [])
