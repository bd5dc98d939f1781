"""Learning on the job: labels, undo, double labels, the gate, shadow, promotion and return."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from helpdesk.accounts.viewer import system
from helpdesk.taxonomy import Category, State
from helpdesk.tickets.models import Ticket
from helpdesk.tickets.services import working
from helpdesk.tickets.services.base import NotAllowed, NotFound, Refused
from tests.cast import viewer
from tests.factories import NIK, open_report, sorted_report
from tests.models_for_tests import CORPUS, admitted, small_corpus
from triage import inference, labels, learning, pipeline, registry
from triage.classifier.dataset import load_part
from triage.classifier.evaluation import evaluate
from triage.classifier.predict import Classifier
from triage.classifier.training import TrainingError
from triage.models import HumanLabel, ModelVersion, Prediction, TrainingRun

pytestmark = pytest.mark.django_db
Status = ModelVersion.Status


@pytest.fixture
def unsorted(cast):
    """A report nobody could classify: there is no model."""
    ticket = open_report(
        title="Kode dinas", detail=f"Kode dari surat edaran ditolak terus. NIK saya {NIK}"
    )
    assert pipeline.run(ticket.pk) == State.NEEDS_SORTING
    return ticket


def test_a_label_sorts_the_report_and_keeps_a_masked_text(cast, unsorted) -> None:
    sari = viewer(cast.sari)
    assert [t.pk for t in labels.waiting(sari)] == [unsorted.pk]
    entry = labels.label(sari, unsorted.pk, category=Category.DINAS_REFERRAL_CODE)
    ticket = Ticket.objects.get(pk=unsorted.pk)
    assert (ticket.state, ticket.category) == (State.QUEUED, 15)
    assert NIK not in entry.text
    assert "surat edaran" in entry.text
    assert HumanLabel.objects.count() == 1
    assert not labels.waiting(sari).exists()


def test_a_label_keeps_neither_the_reporters_name_nor_a_pupils_number(cast) -> None:
    ticket = open_report(
        name="Yosefina Wanimbo",
        detail="Saya Yosefina Wanimbo, NISN: 0091234567, akun saya hilang sejak kemarin.",
    )
    pipeline.run(ticket.pk)
    entry = labels.label(viewer(cast.kartika), ticket.pk, category=Category.OTHER)
    assert "Yosefina" not in entry.text
    assert "0091234567" not in entry.text
    assert "akun saya hilang" in entry.text


def test_only_the_one_who_labelled_may_undo(cast, unsorted) -> None:
    entry = labels.label(viewer(cast.sari), unsorted.pk, category=Category.OTHER)
    with pytest.raises(NotFound):
        labels.undo(viewer(cast.kartika), entry.pk)


def test_after_ten_minutes_a_label_stands(cast, unsorted) -> None:
    kartika = viewer(cast.kartika)
    entry = labels.label(kartika, unsorted.pk, category=Category.SIMPKB)
    with (
        time_machine.travel(timezone.now() + timedelta(minutes=11)),
        pytest.raises(NotAllowed, match="10 menit"),
    ):
        labels.undo(kartika, entry.pk)


def test_undo_brings_the_report_back_to_the_triage_queue(cast, unsorted) -> None:
    kartika = viewer(cast.kartika)
    entry = labels.label(kartika, unsorted.pk, category=Category.SIMPKB)
    labels.undo(kartika, entry.pk)
    ticket = Ticket.objects.get(pk=unsorted.pk)
    assert (ticket.state, ticket.category) == (State.NEEDS_SORTING, ticket.chosen_category)
    assert not HumanLabel.objects.filter(undone_at__isnull=True).exists()
    labels.label(kartika, unsorted.pk, category=Category.DINAS_REFERRAL_CODE)
    assert Ticket.objects.get(pk=unsorted.pk).category == 15


def test_undo_does_not_tear_a_report_out_of_a_colleagues_hands(cast, unsorted) -> None:
    kartika = viewer(cast.kartika)
    entry = labels.label(kartika, unsorted.pk, category=Category.OTHER)
    working.claim(viewer(cast.sari), unsorted.pk)
    labels.undo(kartika, entry.pk)
    assert Ticket.objects.get(pk=unsorted.pk).state == State.IN_PROGRESS


def test_nobody_labels_the_same_report_twice(cast, unsorted) -> None:
    kartika = viewer(cast.kartika)
    labels.label(kartika, unsorted.pk, category=Category.OTHER)
    with pytest.raises(Refused, match="sudah Anda beri label"):
        labels.label(kartika, unsorted.pk, category=Category.PASSWORD)


def test_a_tenth_is_labelled_twice_blindly_and_agreement_is_counted(cast, monkeypatch) -> None:
    monkeypatch.setattr(labels, "is_sampled", lambda number: True)
    sari, kartika = viewer(cast.sari), viewer(cast.kartika)
    for category in (Category.OTHER, Category.CHROMEBOOK):
        ticket = open_report()
        pipeline.run(ticket.pk)
        labels.label(kartika, ticket.pk, category=category)
    assert not labels.to_double(kartika).exists()
    waiting = list(labels.to_double(sari))
    assert len(waiting) == 2
    for ticket in waiting:
        labels.label(sari, ticket.pk, category=Category.OTHER)
    assert labels.agreement() == labels.Agreement(pairs=2, same=1)
    assert not labels.to_double(sari).exists()


def test_volunteers_and_admins_do_not_label(cast, unsorted) -> None:
    for person in (cast.yohana, cast.rudi):
        with pytest.raises(NotAllowed):
            labels.label(viewer(person), unsorted.pk, category=Category.OTHER)


def _label(text: str, category: int, name: str = "Sari") -> None:
    HumanLabel.objects.create(
        text=text, category=category, by_name=name, source=HumanLabel.Source.CORRECTION
    )


def test_empty_and_contradictory_labels_teach_nothing() -> None:
    _label("   ", 1)
    _label("layar biru", 14)
    _label("Layar  biru", 13, "Bima")
    _label("kode ditolak", 15)
    _label("kode ditolak", 15, "Bima")
    _label("kode ditolak", 11, "Kartika")
    said = labels.training_labels()
    assert (said.empty, said.contradicted) == (1, 2)
    assert [(e.text, e.label) for e in said.examples] == [("kode ditolak", 15)]


def test_a_poisoned_hand_is_set_aside_and_named() -> None:
    for index in range(30):
        _label(f"chromebook murid nomor {index} mati", 1, "Penyusup")
        _label(f"chromebook kelas {index} rusak", 14, "Sari")

    def guess(examples):
        return [(14, 0.99)] * len(examples)

    said = labels.training_labels(guess=guess)
    assert said.distrusted_names == ("Penyusup",)
    assert said.distrusted == 30
    assert {e.label for e in said.examples} == {14}


def test_labels_never_drown_the_corpus() -> None:
    base = small_corpus()
    flood = [replace(base[0], text=f"{base[0].text} {i}") for i in range(500)]
    of_category = sum(e.label == base[0].label for e in base)
    assert len(learning.capped(base, flood)) == of_category


def test_the_gate_refuses_a_model_that_got_worse(small_model) -> None:
    frozen = load_part(CORPUS, "validation")[::6]
    good = evaluate(Classifier(small_model), frozen)
    figures = good.text_only
    worse = replace(good, text_only=replace(figures, macro_f1=figures.macro_f1 - 0.05))
    assert not registry.judge(worse, good).passed
    assert registry.judge(good, good).passed
    supported = [replace(c, support=30) for c in figures.per_category]
    before = replace(good, text_only=replace(figures, per_category=tuple(supported)))
    dropped = (replace(supported[0], f1=supported[0].f1 - 0.2), *supported[1:])
    after = replace(good, text_only=replace(figures, per_category=dropped))
    verdict = registry.judge(after, before)
    assert not verdict.passed
    assert "kategori 1" in verdict.reason


def test_the_gate_also_judges_what_really_serves(small_model) -> None:
    """With the form's fields and thresholds, not the text alone: poisoned ticks show only there."""
    frozen = load_part(CORPUS, "validation")[::6]
    good = evaluate(Classifier(small_model), frozen)
    form = good.with_form
    for change in (
        {"macro_f1": form.macro_f1 - 0.3},
        {"accepted_precision": form.accepted_precision - 0.1},
        {"accepted": form.accepted - 0.3},
        {"calibration_error": form.calibration_error + 0.1},
    ):
        bad = replace(good, with_form=replace(form, **change))
        assert not registry.judge(bad, good).passed, change


def test_without_a_model_to_compare_with_a_floor_stands(small_model) -> None:
    frozen = load_part(CORPUS, "validation")[::6]
    good = evaluate(Classifier(small_model), frozen)
    fine = {"macro_f1": 0.9, "accepted_precision": 0.97}
    high = replace(
        good,
        text_only=replace(good.text_only, **fine),
        with_form=replace(good.with_form, **fine),
    )
    assert registry.judge(high, None).passed
    low = replace(high, with_form=replace(high.with_form, macro_f1=0.4))
    assert not registry.judge(low, None).passed


def test_a_text_of_the_frozen_parts_is_never_learned() -> None:
    frozen = load_part(CORPUS, "validation")
    long_enough = next(e for e in frozen if len(e.text) > 80)
    _label(long_enough.text, long_enough.label)
    HumanLabel.objects.update(title="Judul lain")
    _label(long_enough.text + " tolong ya", 3, "Bima")
    _label("laporan yang sungguh baru tentang wifi kantin", 16)
    said = labels.training_labels(frozen=frozen)
    assert [e.label for e in said.examples] == [16]


def test_a_label_moves_a_waiting_report_and_undo_moves_it_back(cast) -> None:
    kartika = viewer(cast.kartika)
    ticket = sorted_report(category=Category.CHROMEBOOK)
    Ticket.objects.filter(pk=ticket.pk).update(confidence=0.7, predicted_category=14)
    entry = labels.label(kartika, ticket.pk, category=Category.SIMPKB)
    moved = Ticket.objects.get(pk=ticket.pk)
    assert (moved.state, moved.category, moved.queue_id) == (State.QUEUED, 12, "platform")
    labels.undo(kartika, entry.pk)
    back = Ticket.objects.get(pk=ticket.pk)
    assert (back.state, back.category, back.queue_id) == (State.QUEUED, 14, "helpdesk")
    assert not HumanLabel.objects.filter(undone_at__isnull=True).exists()


def test_the_way_back_survives_many_refused_candidates(cast, small_model) -> None:
    kartika = viewer(cast.kartika)
    first = admitted(small_model)
    registry.promote(kartika, first.version)
    second = admitted(replace(small_model, seed=7))
    registry.promote(kartika, second.version)
    for seed in range(20, 32):
        row = registry.register(replace(small_model, seed=seed))
        registry.start_shadow(row.version, registry.Verdict(False, "lebih buruk"))
    third = admitted(replace(small_model, seed=99))
    registry.promote(kartika, third.version)
    registry.roll_back(kartika)
    assert inference.classifier().version == second.version


def test_promotion_shadow_and_return(cast, small_model) -> None:
    kartika = viewer(cast.kartika)
    first = admitted(small_model)
    registry.promote(kartika, first.version)
    assert inference.classifier().version == first.version
    second_model = replace(small_model, seed=7)
    second = admitted(second_model)
    registry.start_shadow(second.version, registry.Verdict(True, "setara"))
    ticket = open_report()
    pipeline.run(ticket.pk)
    said = Prediction.objects.filter(ticket=ticket)
    assert {(p.model_version, p.shadow) for p in said} == {
        (first.version, False),
        (second.version, True),
    }
    with pytest.raises(NotAllowed):
        registry.promote(viewer(cast.sari), second.version)
    registry.promote(kartika, second.version)
    assert inference.classifier().version == second.version
    assert registry.active().version == second.version
    registry.roll_back(kartika)
    assert inference.classifier().version == first.version


def test_a_tampered_file_is_not_promoted(cast, small_model) -> None:
    row = admitted(small_model)
    path = registry.file_of(row.version)
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0xFF
    path.write_bytes(bytes(data))
    with pytest.raises(Refused, match="tidak dapat dipakai"):
        registry.promote(viewer(cast.kartika), row.version)
    assert registry.active() is None


def test_a_refused_model_cannot_be_promoted(cast, small_model) -> None:
    row = registry.register(small_model)
    registry.start_shadow(row.version, registry.Verdict(False, "Macro-F1 turun."))
    with pytest.raises(Refused, match="ditolak"):
        registry.promote(system("uji"), row.version)


def test_retraining_waits_for_enough_labels() -> None:
    assert not learning.due()
    for index in range(learning.ENOUGH_NEW_LABELS):
        _label(f"laporan {index}", 1)
    assert learning.due()


@pytest.fixture
def quick(monkeypatch, small_model):
    """Retraining with the learning itself left out: it always yields the same model."""
    frozen = load_part(CORPUS, "validation")[::6]
    monkeypatch.setattr(learning, "load_part", lambda _, part: frozen if part != "train" else [])
    monkeypatch.setattr(learning, "train", lambda *_, **__: small_model)
    return small_model


def test_a_training_that_yields_the_serving_model_again_is_not_repeated_for_ever(quick) -> None:
    row = admitted(quick)
    registry.promote(system("uji"), row.version)
    before = ModelVersion.objects.get()
    for index in range(learning.ENOUGH_NEW_LABELS):
        _label(f"laporan {index}", 1)
    assert learning.due()
    assert learning.retrain().status == Status.ACTIVE
    assert not learning.due()
    run = TrainingRun.objects.get()
    assert (run.version, run.labels_seen, run.passed) == (row.version, 50, True)
    assert run.finished_at > run.started_at
    after = ModelVersion.objects.get()
    assert (after.status, after.activated_at) == (before.status, before.activated_at)
    assert inference.classifier().version == row.version
    for index in range(learning.ENOUGH_NEW_LABELS):
        _label(f"laporan baru {index}", 1)
    assert learning.due()


def test_a_training_keeps_what_it_set_aside_and_whom_it_distrusts(quick, monkeypatch) -> None:
    monkeypatch.setattr(learning, "_guesser", lambda _: lambda es: [(14, 0.99)] * len(es))
    for index in range(30):
        _label(f"chromebook murid nomor {index} mati", 1, "Penyusup")
    _label("  ", 2)
    _label("layar biru", 14)
    _label("layar biru", 13, "Bima")
    learning.retrain()
    run = TrainingRun.objects.get()
    assert (run.labels_seen, run.empty, run.contradicted, run.distrusted) == (33, 1, 2, 30)
    assert run.distrusted_names == ["Penyusup"]


def test_a_training_that_failed_is_due_again(quick, monkeypatch) -> None:
    for index in range(learning.ENOUGH_NEW_LABELS):
        _label(f"laporan {index}", 1)

    def breaks(*_, **__):
        raise TrainingError("no")

    monkeypatch.setattr(learning, "train", breaks)
    with pytest.raises(TrainingError):
        learning.retrain()
    assert TrainingRun.objects.get().finished_at is None
    assert learning.due()


@pytest.mark.parametrize("passed", [True, False])
def test_a_version_that_served_keeps_its_status_when_training_yields_it_again(
    small_model, passed
) -> None:
    first, second = admitted(small_model), admitted(replace(small_model, seed=7))
    registry.promote(system("uji"), first.version)
    registry.promote(system("uji"), second.version)
    for row, status in ((first, Status.RETIRED), (second, Status.ACTIVE)):
        registry.start_shadow(row.version, registry.Verdict(passed, "x"))
        registry.judged(row.version, registry.Verdict(passed, "x"))
        assert ModelVersion.objects.get(pk=row.version).status == status
    assert registry.previous() == first


def test_without_an_earlier_version_going_back_is_refused(small_model) -> None:
    first, second = admitted(small_model), admitted(replace(small_model, seed=7))
    registry.promote(system("uji"), first.version)
    registry.promote(system("uji"), second.version)
    registry.roll_back(system("uji"))
    with pytest.raises(Refused, match="Tidak ada model sebelumnya"):
        registry.roll_back(system("uji"))
    assert registry.active() == first
