"""The model in the repository is the one that the corpus in the repository gives."""

from __future__ import annotations

import pytest
from django.conf import settings as project

from tests.models_for_tests import CORPUS
from triage import inference
from triage.classifier.dataset import corpus_digest, load_part
from triage.classifier.evaluation import evaluate
from triage.classifier.predict import Classifier, ComplaintInput

SHIPPED = project.BASE_DIR / "triage" / "artefact" / "default.model"


def test_the_shipped_model_was_trained_on_this_corpus_and_this_spelling() -> None:
    model = Classifier.load(SHIPPED)
    retrain = "run manage.py triage_train --output triage/artefact/default.model"
    assert model.header["corpus_digest"] == corpus_digest(load_part(CORPUS, "train")), retrain
    assert not model.stale, retrain


@pytest.mark.parametrize("part", ["validation", "test"])
def test_the_shipped_model_reaches_the_promised_figures(part: str) -> None:
    figures = evaluate(Classifier.load(SHIPPED), load_part(CORPUS, part))
    assert figures.text_only.macro_f1 >= 0.90
    assert figures.with_form.macro_f1 >= 0.90
    assert figures.with_form.top3 >= 0.98
    assert figures.with_form.calibration_error <= 0.04
    assert figures.with_form.coverage_at_target >= 0.75
    assert figures.hard_text_only is not None
    assert figures.hard_text_only.macro_f1 >= 0.85


def test_a_fresh_installation_classifies_without_any_command(settings) -> None:
    settings.TRIAGE_SHIPPED_MODEL = SHIPPED
    said = inference.classify(ComplaintInput("kode surat edaran sudah habis dipakai katanya"))
    assert 1 <= said.category <= 16
