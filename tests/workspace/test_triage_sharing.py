"""The triage queue among colleagues and copies: nobody labels for nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.utils import timezone

from helpdesk.taxonomy import Category, State
from helpdesk.tickets.models import Ticket
from tests.cast import viewer
from tests.factories import open_report
from tests.workspace.test_triage_queue import HTMX, LABEL, SKIP, UNDO, URL, shown, told
from triage import labels, leases, pipeline, queue
from triage.models import HumanLabel, Prediction

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_sampling(monkeypatch) -> None:
    """Second labels only where a test wants them."""
    monkeypatch.setattr(labels, "is_sampled", lambda number: False)


def report(detail: str, *ranking: float, title: str = "Laporan") -> int:
    """A report to label; `ranking` are the two best probabilities, none without a model."""
    ticket = open_report(title=title, detail=detail)
    assert pipeline.run(ticket.pk) == State.NEEDS_SORTING
    Ticket.objects.filter(pk=ticket.pk).update(title=title)
    if ranking:
        Ticket.objects.filter(pk=ticket.pk).update(confidence=ranking[0])
        Prediction.objects.create(
            ticket_id=ticket.pk, model_version="uji", category=1, confidence=ranking[0],
            abstained=True, ranking=[[n + 1, p] for n, p in enumerate(ranking)],
        )  # fmt: skip
    return ticket.pk


def reword(number: int, body: str) -> None:
    Ticket.objects.get(pk=number).messages.update(body=body)


@pytest.fixture
def waiting(cast) -> list[int]:
    return [report(f"Isi laporan nomor {index} ini.") for index in range(24)]


def dealt(person, **more) -> list[int]:
    return [card.number for card in queue.cards(viewer(person), **more)]


def test_two_people_waste_no_label_in_ten_rounds(as_user, cast, waiting) -> None:
    browsers = [as_user(cast.sari), as_user(cast.kartika)]
    hands = [shown(browser.get(URL)) for browser in browsers]
    for _ in range(10):
        for browser, hand in zip(browsers, hands, strict=True):
            form = {"number": hand.pop(0), "category": "16", "held": hand}
            response = browser.post(LABEL, form, **HTMX)
            assert told(response)["note"] == ""
            hand += shown(response)
            assert len(hand) == 2
        assert not set(hands[0]) & set(hands[1])
    assert HumanLabel.objects.filter(source="queue").count() == 20


def test_a_page_loaded_twice_shows_the_same_reports(as_user, cast, waiting) -> None:
    browser = as_user(cast.sari)
    assert shown(browser.get(URL)) == shown(browser.get(URL)) == waiting[:2]


def test_a_lease_ends_with_the_time(cast, waiting) -> None:
    assert dealt(cast.sari) == waiting[:2]
    assert dealt(cast.kartika) == waiting[2:4]
    with time_machine.travel(timezone.now() + timedelta(seconds=leases.SECONDS + 1)):
        assert dealt(cast.kartika) == waiting[:2]


def test_a_lease_ends_with_a_skip(as_user, cast, waiting) -> None:
    sari = as_user(cast.sari)
    sari.get(URL)
    assert shown(sari.post(SKIP, {"number": waiting[0], "held": [waiting[1]]}, **HTMX)) == [
        waiting[2]
    ]
    assert dealt(cast.kartika) == [waiting[0], waiting[3]]


def test_a_lease_ends_with_the_label_so_that_what_was_taken_back_is_free(
    as_user, cast, waiting
) -> None:
    sari = as_user(cast.sari)
    sari.get(URL)
    sari.post(LABEL, {"number": waiting[0], "category": "16", "held": [waiting[1]]}, **HTMX)
    assert leases.with_others(viewer(cast.kartika), waiting) == {waiting[1], waiting[2]}
    assert shown(sari.post(UNDO, {"held": [waiting[1], waiting[2]]}, **HTMX)) == [waiting[0]]
    assert waiting[0] in leases.with_others(viewer(cast.kartika), waiting)


def test_whoever_works_on_keeps_what_lies_ready(cast, waiting) -> None:
    assert dealt(cast.sari) == waiting[:2]
    with time_machine.travel(timezone.now() + timedelta(seconds=60)):
        dealt(cast.sari, held=[waiting[1]])
    with time_machine.travel(timezone.now() + timedelta(seconds=120)):
        assert waiting[1] not in dealt(cast.kartika)


def test_nobody_sits_idle_when_colleagues_have_all_that_is_left_in_sight(cast) -> None:
    last = [report("Laporan terakhir yang tersisa."), report("Satu lagi yang masih ada.")]
    assert dealt(cast.sari) == last
    assert dealt(cast.kartika) == last


def test_a_report_asked_for_by_number_is_shown_whoever_has_it(cast, waiting) -> None:
    dealt(cast.sari)
    assert dealt(cast.kartika, first=waiting[0]) == [waiting[0], waiting[2]]


def test_a_lost_cache_costs_no_report(cast, waiting) -> None:
    dealt(cast.sari)
    cache.clear()
    assert dealt(cast.kartika) == waiting[:2]


def test_second_labels_are_leased_too(cast, monkeypatch) -> None:
    numbers = [report(f"Laporan ganda {index}.") for index in range(4)]
    for number in numbers:
        labels.label(viewer(cast.kartika), number, category=Category.OTHER)
    monkeypatch.setattr(labels, "is_sampled", lambda number: True)
    sari = viewer(cast.sari)
    colleague = replace(sari, user_id=cast.wayan.pk)
    hands = [{card.number for card in queue.cards(who)} for who in (sari, colleague)]
    assert [len(hand) for hand in hands] == [2, 2]
    assert hands[0] | hands[1] == set(numbers)


# --- Copies and empty ones -----------------------------------------------------------------------------


def test_of_copies_one_comes_and_the_others_wait_till_nothing_else_does(cast) -> None:
    copies = [report("Kode ditolak terus, mohon dibantu!", 0.3, 0.29) for _ in range(3)]
    shouted = report("KODE DITOLAK TERUS  mohon dibantu", 0.31, 0.3)
    others = [report(f"Hal lain nomor {n}.", 0.5 + n / 100, 0.2) for n in range(2)]
    sari = viewer(cast.sari)
    order = []
    while cards := queue.cards(sari):
        order.append(cards[0].number)
        assert len(order) <= 6
        queue.label(sari, cards[0].number, category=Category.OTHER)
    assert order == [copies[0], *others, *copies[1:], shouted]


def test_a_flood_of_copies_does_not_hide_the_rest_of_the_queue(cast, monkeypatch) -> None:
    monkeypatch.setattr("triage.ranking.WINDOW", 3)
    copies = [report("Salinan yang sama persis.", 0.3, 0.29) for _ in range(8)]
    other = report("Satu yang berbeda.", 0.6, 0.2)
    assert dealt(cast.sari) == [copies[0], other]


def test_the_report_in_sight_and_the_next_never_say_the_same(cast) -> None:
    copies = [report("Salinan yang sama persis.", 0.3, 0.29) for _ in range(2)]
    other = report("Satu yang berbeda.", 0.6, 0.2)
    assert dealt(cast.sari, held=[copies[0]]) == [other]


def test_the_narrowest_decision_comes_first_not_the_lowest_confidence(cast) -> None:
    clear = report("Cukup jelas.", 0.3, 0.05)
    torn = report("Antara dua kategori.", 0.48, 0.47)
    assert dealt(cast.sari) == [torn, clear]


def test_reports_without_a_word_come_last(cast) -> None:
    empty = [report("isi", 0.2, 0.05, title="Isi") for _ in range(2)]
    for number in empty:
        reword(number, "?!")
        Ticket.objects.filter(pk=number).update(title="…")
    copies = [report("Ada isinya di sini.", 0.7, 0.1) for _ in range(2)]
    sari = viewer(cast.sari)
    order = []
    while cards := queue.cards(sari):
        order.append(cards[0].number)
        queue.label(sari, cards[0].number, category=Category.OTHER)
    assert order == [*copies, *empty]
