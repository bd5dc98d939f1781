"""A text that says next to nothing is read by a person; a short one that says it all is not."""

from __future__ import annotations

import numpy as np
import pytest
from django.conf import settings as project

from helpdesk.portal import suggestions
from helpdesk.taxonomy import Category
from tests.models_for_tests import CORPUS
from triage.classifier.dataset import load_part
from triage.classifier.decision import NO_SECOND, fit_rule
from triage.classifier.evaluation import as_text, evaluate
from triage.classifier.predict import Classifier, ComplaintInput
from triage.pipeline import doubt_in_words

THIN = (
    "😭😭🙏",
    "akun saya",
    "belum bisa",
    "budi@gmail.com",
    "<script>alert(1)</script>",
    "belajar.id",
    "mohon info",
    "test",
    "kenapa ya",
    "selamat pagi min, mohon bantuannya",
    "akun belajar.id saya bermasalah",
)
PLAIN = {
    "lupa password": 1,
    "reset sandi": 1,
    "akun dihapus": 4,
    "aktivasi akun": 5,
    "minta akun": 11,
    "chromebook mati": 14,
    "terima kasih": 16,
}


@pytest.fixture(scope="module")
def shipped() -> Classifier:
    return Classifier.load(project.BASE_DIR / "triage" / "artefact" / "default.model")


@pytest.mark.parametrize("text", THIN)
def test_a_text_without_evidence_goes_to_a_person_and_no_guess_looks_sure(shipped, text) -> None:
    said = shipped.classify(ComplaintInput(text, chosen=3))
    assert said.thin
    assert said.abstained
    assert said.confidence < 0.4
    assert said.second is None
    assert not said.disagrees


@pytest.mark.parametrize(("text", "category"), PLAIN.items())
def test_two_words_with_plain_evidence_are_judged_like_any_text(shipped, text, category) -> None:
    """Whether they are accepted is for the thresholds of the model in service to say."""
    said = shipped.classify(ComplaintInput(text))
    assert (said.category, said.thin) == (category, False)


def test_the_title_counts_as_text(shipped) -> None:
    assert not shipped.classify(ComplaintInput("mohon bantuannya", title="lupa password")).thin


def test_no_complaint_of_the_held_out_hand_is_lost_to_it(shipped) -> None:
    complaints = load_part(CORPUS, "validation")
    said = shipped.classify_many(ComplaintInput(e.text, title=e.title) for e in complaints)
    assert sum(p.thin for p in said) <= 0.005 * len(said)


def test_the_form_proposes_nothing_for_such_a_text(shipped, monkeypatch, db) -> None:
    monkeypatch.setattr(suggestions, "classify", shipped.classify)
    for detail in ("akun belajar.id saya", "😭😭🙏 belum bisa pak", "budi.santoso@gmail.com"):
        assert suggestions.suggest("", detail, None, None).proposal is None
    assert suggestions.suggest("", "chromebook sekolah mati total", None, None).proposal


def test_the_reason_names_the_lack_of_words_and_no_guess(shipped) -> None:
    reason = doubt_in_words(shipped.classify(ComplaintInput("akun saya")), Category.PASSWORD)
    assert "terlalu pendek" in reason
    assert "%" not in reason


def runner_up_is_right(share: float, cases: int = 100) -> float:
    """The threshold learnt where the runner-up (0.4) is the second problem in that share."""
    probabilities = np.full((cases, 16), 0.1 / 14)
    probabilities[:, 0], probabilities[:, 1] = 0.5, 0.4
    seconds = [2 if i < share * cases else None for i in range(cases)]
    return fit_rule(probabilities, np.ones(cases, np.int64), seconds).second_threshold


def test_a_second_problem_is_named_only_where_most_named_were_right() -> None:
    assert runner_up_is_right(0.7) <= 0.4
    assert runner_up_is_right(0.5) == NO_SECOND
    assert runner_up_is_right(1.0, cases=10) == NO_SECOND


def test_the_evaluation_tells_how_good_the_second_problem_is(shipped) -> None:
    evaluation = evaluate(shipped, load_part(CORPUS, "validation")[:120])
    figures = evaluation.with_form
    named = f"named {figures.second_named}  P {figures.second_precision:.3f}"
    assert (named if figures.second_named else "none named") in as_text(evaluation)
