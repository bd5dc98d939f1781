"""triage_train: the gate stands before the service here too."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from helpdesk.accounts.viewer import system
from helpdesk.tickets.services.base import Refused
from tests.models_for_tests import admitted
from triage import inference, registry
from triage.management.commands import triage_train
from triage.models import ModelVersion

pytestmark = pytest.mark.django_db
Status = ModelVersion.Status


@pytest.fixture
def trains(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Let the command "train" a given model: learning takes minutes, the gate does not."""

    def give(model: Any) -> None:
        monkeypatch.setattr(triage_train, "train", lambda *_, **__: model)

    return give


def run(**options: Any) -> str:
    said = io.StringIO()
    call_command("triage_train", stdout=said, stderr=said, **options)
    return said.getvalue()


def spoilt(model: Any) -> Any:
    """The same model with its categories turned by one: sound, and wrong nearly always."""
    turned = model.text_model.weights.copy()[:, [*range(1, 16), 0]]
    return replace(model, text_model=replace(model.text_model, weights=turned))


def test_a_worse_model_is_not_activated_and_the_exit_code_says_so(small_model, trains) -> None:
    first = admitted(small_model)
    registry.promote(system("uji"), first.version)
    trains(spoilt(small_model))
    with pytest.raises(CommandError, match=r"not activated: .*turun") as refusal:
        run()
    assert refusal.value.returncode == 1
    assert registry.active() == first
    assert inference.classifier().version == first.version
    refused = ModelVersion.objects.get(status=Status.REFUSED)
    assert "turun" in refused.verdict


def test_who_insists_gets_it(small_model, trains) -> None:
    first = admitted(small_model)
    registry.promote(system("uji"), first.version)
    trains(spoilt(small_model))
    assert "Forced past the gate" in run(force=True)
    assert registry.active() != first
    assert inference.classifier().version == registry.active().version


def test_an_equal_model_takes_over(small_model, trains) -> None:
    registry.promote(system("uji"), admitted(small_model).version)
    shadow = admitted(replace(small_model, seed=5))
    registry.start_shadow(shadow.version, registry.Verdict(True, "setara"))
    trains(replace(small_model, seed=7))
    assert run().startswith(registry.active().version)
    assert inference.classifier().model.seed == 7
    assert registry.shadow() == shadow


def test_the_serving_model_trained_again_goes_on_serving(small_model, trains) -> None:
    first = admitted(small_model)
    registry.promote(system("uji"), first.version)
    trains(small_model)
    run()
    assert registry.active() == first
    assert inference.classifier().version == first.version


def test_on_a_fresh_installation_the_shipped_models_equal_is_activated(
    model_in_service, trains
) -> None:
    shipped = inference.shipped()
    assert shipped is not None
    trains(shipped.model)
    assert not ModelVersion.objects.exists()
    run()
    assert registry.active().version == shipped.version
    assert inference.serving_path() == inference.model_path()


def test_on_a_fresh_installation_a_model_below_the_shipped_one_is_not(
    model_in_service, small_model, trains
) -> None:
    trains(spoilt(small_model))
    with pytest.raises(CommandError, match="not activated"):
        run()
    assert registry.active() is None
    assert not inference.model_path().exists()


def test_a_model_that_the_gate_never_saw_cannot_be_activated(small_model) -> None:
    row = registry.register(small_model)
    with pytest.raises(Refused, match="belum melewati pemeriksaan mutu"):
        registry.promote(system("uji"), row.version)
    assert registry.active() is None


def test_the_shipped_model_is_adopted_without_a_comparison(model_in_service) -> None:
    call_command("triage_adopt", stdout=io.StringIO())
    assert inference.classifier().version == registry.active().version
