"""A sound model file in the place of another is refused: at promotion, in service, in shadow."""

from __future__ import annotations

import shutil
from dataclasses import replace

import pytest

from helpdesk.accounts.viewer import system
from helpdesk.taxonomy import State
from helpdesk.tickets.services.base import Refused
from tests.factories import open_report
from tests.models_for_tests import admitted
from triage import inference, pipeline, registry
from triage.classifier.artefact import ArtefactError, load_artefact, save_artefact
from triage.classifier.predict import Classifier, ComplaintInput
from triage.inference import ClassifierUnavailable
from triage.models import ModelVersion, Prediction

pytestmark = pytest.mark.django_db
REPORT = ComplaintInput("lupa kata sandi akun guru")
someone = system("uji")


@pytest.fixture
def two(small_model) -> tuple[str, str]:
    """Two versions that passed the gate."""
    first = admitted(small_model)
    second = admitted(replace(small_model, seed=7))
    return first.version, second.version


def put(source: str, target: str) -> None:
    shutil.copyfile(registry.file_of(source), registry.file_of(target))


def of_old(version: str) -> None:
    """Make a row what it was before whole files were digested."""
    ModelVersion.objects.filter(pk=version).update(file_sha256=None)


@pytest.mark.parametrize("old", [False, True])
def test_another_versions_file_is_not_promoted_under_this_name(two, old) -> None:
    first, second = two
    if old:
        of_old(first)
    put(second, first)
    with pytest.raises(Refused, match="bukan berkas yang dicatat"):
        registry.promote(someone, first)
    assert registry.active() is None
    assert not inference.model_path().exists()


def test_a_file_written_anew_with_other_weights_is_not_promoted(two, small_model) -> None:
    first, _ = two
    model = replace(small_model, text_model=replace(
        small_model.text_model, weights=small_model.text_model.weights * 0.5
    ))  # fmt: skip
    save_artefact(model, registry.file_of(first))
    Classifier.load(registry.file_of(first))  # sound in itself
    with pytest.raises(Refused, match="bukan berkas yang dicatat"):
        registry.promote(someone, first)


@pytest.mark.parametrize("old", [False, True])
def test_another_sound_file_in_the_active_place_serves_nobody(cast, two, old) -> None:
    first, second = two
    registry.promote(someone, first)
    assert inference.classifier().version == first
    if old:
        of_old(first)
    shutil.copyfile(registry.file_of(second), inference.model_path())
    with pytest.raises(ClassifierUnavailable, match=f"{second}, not {first}"):
        inference.classify(REPORT)
    ticket = open_report()
    assert pipeline.run(ticket.pk) == State.NEEDS_SORTING
    registry.promote(someone, first)
    assert inference.classify(REPORT).model_version == first


def test_another_file_in_the_shadows_place_says_nothing(cast, two) -> None:
    first, second = two
    registry.promote(someone, first)
    registry.start_shadow(second, registry.Verdict(True, "setara"))
    put(first, second)
    ticket = open_report()
    pipeline.run(ticket.pk)
    assert [p.model_version for p in Prediction.objects.filter(ticket=ticket)] == [first]


def test_a_row_from_before_the_digest_still_serves_its_own_file(two) -> None:
    of_old(two[0])
    registry.promote(someone, two[0])
    assert inference.classifier().version == two[0]


def test_a_file_without_any_row_serves_as_on_a_machine_without_a_database(small_model) -> None:
    version = save_artefact(small_model, inference.model_path())
    assert not ModelVersion.objects.exists()
    assert inference.classifier().version == version


def test_the_same_model_trained_again_leaves_the_serving_file_valid(two, small_model) -> None:
    first, _ = two
    registry.promote(someone, first)
    before = registry.file_of(first).read_bytes()
    registry.register(small_model)
    assert registry.file_of(first).read_bytes() == before
    registry.file_of(first).write_bytes(b"damaged")
    registry.register(small_model)
    assert registry.file_of(first).read_bytes() == before
    registry.promote(someone, first)
    assert inference.classifier().version == first


@pytest.mark.parametrize("place", ["before", "after", "between", "comment"])
def test_bytes_outside_the_members_are_refused(small_model, tmp_path, place) -> None:
    path = tmp_path / "padded.model"
    save_artefact(small_model, path)
    whole, junk = path.read_bytes(), b"\x00junk" * 20
    start = whole.index(b"PK\x01\x02")
    path.write_bytes(
        {
            "before": junk + whole,
            "after": whole + junk,
            "between": whole[:start] + junk + whole[start:],
            "comment": whole[:-2] + len(junk).to_bytes(2, "little") + junk,
        }[place]
    )
    with pytest.raises(ArtefactError, match=r"outside|damaged"):
        load_artefact(path)
