"""One report after the receipt: classified, routed, or handed to a person."""

from __future__ import annotations

import pytest

from helpdesk.taxonomy import Category, State
from helpdesk.tickets.models import Ticket
from helpdesk.tickets.services import sorting
from tests.cast import viewer
from tests.factories import open_report
from triage import inference, pipeline, tasks
from triage.classifier.predict import Prediction as Said
from triage.models import HumanLabel, Prediction

pytestmark = pytest.mark.django_db


def says(category: int, confidence: float, *, abstained: bool = False) -> Said:
    """Return what a classifier would say."""
    rest = [c for c in range(1, 17) if c != category]
    ranked = ((category, confidence), *((c, (1 - confidence) / 15) for c in rest))
    return Said(category, confidence, abstained, ranked, None, False, "uji-1")


@pytest.fixture
def classifier_says(monkeypatch):
    def install(answer) -> None:
        def classify(_report):
            if isinstance(answer, Exception):
                raise answer
            return answer

        monkeypatch.setattr(pipeline, "classify", classify)

    return install


def test_a_sure_guess_is_accepted_and_routed(cast, classifier_says) -> None:
    classifier_says(says(12, 0.98))
    ticket = open_report()
    assert pipeline.run(ticket.pk) == State.QUEUED
    ticket = Ticket.objects.get(pk=ticket.pk)
    assert (ticket.category, ticket.predicted_category) == (12, 12)
    assert ticket.chosen_category == Category.PASSWORD
    assert ticket.queue_id == "platform"
    assert "Pelapor memilih" in ticket.reason
    assert Prediction.objects.get(ticket=ticket).model_version == "uji-1"


def test_an_unsure_guess_goes_to_a_person_with_both_guesses_named(cast, classifier_says) -> None:
    classifier_says(says(4, 0.5, abstained=True))
    ticket = open_report()
    assert pipeline.run(ticket.pk) == State.NEEDS_SORTING
    ticket = Ticket.objects.get(pk=ticket.pk)
    assert "Akun terhapus/dinonaktifkan" in ticket.reason
    assert ticket.category == ticket.chosen_category
    assert ticket.queue_id == "helpdesk"


@pytest.mark.parametrize(
    "fault", [inference.ClassifierUnavailable("no model file"), inference.ClassifierUnavailable("")]
)
def test_a_missing_classifier_never_stops_a_report(cast, classifier_says, fault) -> None:
    classifier_says(fault)
    ticket = open_report()
    assert pipeline.run(ticket.pk) == State.NEEDS_SORTING
    assert "tidak tersedia" in Ticket.objects.get(pk=ticket.pk).reason


def test_a_damaged_model_file_is_refused_and_people_sort(cast) -> None:
    path = inference.model_path()
    path.parent.mkdir(parents=True)
    path.write_bytes(b"PK\x03\x04 not a model")
    ticket = open_report()
    assert pipeline.run(ticket.pk) == State.NEEDS_SORTING


def test_the_sweeper_sorts_what_the_bell_forgot(cast, classifier_says) -> None:
    classifier_says(says(1, 0.99))
    tickets = [open_report() for _ in range(3)]
    assert tasks.sweep() == 3
    assert tasks.sweep() == 0
    assert {Ticket.objects.get(pk=t.pk).state for t in tickets} == {State.QUEUED}


def test_one_report_that_cannot_be_sorted_does_not_stop_the_next(
    cast, classifier_says, monkeypatch
) -> None:
    classifier_says(says(1, 0.99))
    first, second = open_report(), open_report()
    real = pipeline.facts_of

    def breaks_on_first(ticket, category):
        if ticket.pk == first.pk:
            raise RuntimeError("broken")
        return real(ticket, category)

    monkeypatch.setattr(pipeline, "facts_of", breaks_on_first)
    assert tasks.sweep() == 1
    assert Ticket.objects.get(pk=first.pk).state == State.NEW
    assert Ticket.objects.get(pk=second.pk).state == State.QUEUED


def test_a_correction_becomes_a_label_and_reroutes(cast, classifier_says) -> None:
    classifier_says(says(4, 0.5, abstained=True))
    ticket = open_report()
    pipeline.run(ticket.pk)
    sari = viewer(cast.sari)
    ticket = Ticket.objects.get(pk=ticket.pk)
    sorting.correct_category(
        sari,
        ticket.pk,
        category=Category.SIMPKB,
        route=pipeline.route_for(ticket, Category.SIMPKB),
    )
    ticket = Ticket.objects.get(pk=ticket.pk)
    assert (ticket.state, ticket.queue_id, ticket.category) == (State.QUEUED, "platform", 12)
    label = HumanLabel.objects.get(ticket=ticket)
    assert (label.category, label.predicted, label.by) == (12, 4, cast.sari)
