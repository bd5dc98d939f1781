"""The triage queue: what comes, what a label does, the way back, blind second labels."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from helpdesk.taxonomy import Category, State
from helpdesk.tickets.models import Ticket
from helpdesk.tickets.services import working
from tests.cast import viewer
from tests.factories import open_report
from triage import labels, pipeline, queue
from triage.models import HumanLabel, Prediction

pytestmark = pytest.mark.django_db
URL, LABEL, UNDO, SKIP = (
    "/meja/triase/", "/meja/triase/label/", "/meja/triase/urungkan/", "/meja/triase/lewati/"
)  # fmt: skip
HTMX = {"HTTP_HX_REQUEST": "true"}
Source = HumanLabel.Source


@pytest.fixture
def waiting(cast) -> list[int]:
    """Five reports that nobody could classify: there is no model."""
    numbers = []
    for index in range(5):
        ticket = open_report(title=f"Laporan ke-{index}", detail=f"Isi laporan nomor {index} ini.")
        assert pipeline.run(ticket.pk) == State.NEEDS_SORTING
        numbers.append(ticket.pk)
    return numbers


@pytest.fixture(autouse=True)
def _no_sampling(monkeypatch) -> None:
    """Second labels only where a test wants them."""
    monkeypatch.setattr(labels, "is_sampled", lambda number: False)


def shown(response) -> list[int]:
    return [int(n) for n in re.findall(r'data-number="(\d+)"', response.content.decode())]


def told(response) -> dict:
    return json.loads(response["HX-Trigger"])["triase"]


def test_two_reports_lie_ready_and_all_sixteen_categories_have_their_own_key(
    as_user, cast, waiting
) -> None:
    response = as_user(cast.sari).get(URL)
    assert shown(response) == waiting[:2]
    html = response.content.decode()
    keys = re.findall(r'data-key="(\w)"', html)
    assert len(keys) == len(set(keys)) == 16
    assert not set(keys) & set("suek")
    assert "<b>5</b> tersisa" in html


def test_the_least_certain_come_first(as_user, cast, waiting) -> None:
    Ticket.objects.filter(pk__in=waiting).update(confidence=0.7)
    Ticket.objects.filter(pk=waiting[3]).update(confidence=0.3)
    assert shown(as_user(cast.sari).get(URL))[0] == waiting[3]


def test_the_two_best_guesses_of_the_serving_model_are_the_first_buttons(
    as_user, cast, waiting
) -> None:
    for shadow, ranking in ((False, [[5, 0.5], [1, 0.4], [16, 0.1]]), (True, [[9, 0.9], [3, 0.1]])):
        Prediction.objects.create(
            ticket_id=waiting[0], model_version="uji", shadow=shadow, category=ranking[0][0],
            confidence=0.5, abstained=True, ranking=ranking,
        )  # fmt: skip
    html = as_user(cast.sari).get(URL).content.decode()
    assert re.findall(r'value="(\d+)" data-guess="(\d)"', html) == [("5", "1"), ("1", "2")]
    assert "50%" in html


def test_a_label_sorts_the_report_and_brings_only_what_the_browser_lacks(
    as_user, cast, waiting
) -> None:
    browser = as_user(cast.sari)
    form = {"number": waiting[0], "category": "16", "second": "1", "held": [waiting[1]]}
    response = browser.post(LABEL, form, **HTMX)
    assert shown(response) == [waiting[2]]
    assert told(response) == {"note": "", "back": None}
    assert "<b>1</b> hari ini" in response.content.decode()
    entry = HumanLabel.objects.get()
    assert (entry.source, entry.category, entry.second) == (Source.QUEUE, 16, 1)
    assert Ticket.objects.get(pk=waiting[0]).state == State.QUEUED


def test_the_second_category_is_never_the_first_again(as_user, cast, waiting) -> None:
    as_user(cast.sari).post(LABEL, {"number": waiting[0], "category": "16", "second": "16"})
    assert HumanLabel.objects.get().second is None


def test_a_double_click_is_one_label(as_user, cast, waiting) -> None:
    browser = as_user(cast.sari)
    for _ in range(2):
        response = browser.post(LABEL, {"number": waiting[0], "category": "16"}, **HTMX)
    assert response.status_code == 200
    assert HumanLabel.objects.count() == 1


def test_two_people_on_one_report_the_second_gets_a_note_and_the_next(
    as_user, cast, waiting
) -> None:
    sari, kartika = as_user(cast.sari), as_user(cast.kartika)
    sari.post(LABEL, {"number": waiting[0], "category": "14"}, **HTMX)
    form = {"number": waiting[0], "category": "1", "held": [waiting[1]]}
    response = kartika.post(LABEL, form, **HTMX)
    assert "baru saja dipilah rekan" in told(response)["note"]
    assert shown(response) == [waiting[3]]  # the one between lies ready at Sari's
    assert HumanLabel.objects.get().by == cast.sari
    assert Ticket.objects.get(pk=waiting[0]).category == Category.CHROMEBOOK


def test_a_report_that_left_the_scope_meanwhile_is_a_note_too(as_user, cast, waiting) -> None:
    """Kartika's label sends it to the Co-Kapten, where Sari sees nothing."""
    labels.label(viewer(cast.kartika), waiting[0], category=Category.PASSWORD)
    assert Ticket.objects.get(pk=waiting[0]).queue_id == "co-kapten-3201"
    response = as_user(cast.sari).post(LABEL, {"number": waiting[0], "category": "1"}, **HTMX)
    assert "baru saja dipilah rekan" in told(response)["note"]
    assert HumanLabel.objects.count() == 1


def test_labels_are_taken_back_one_by_one_newest_first(as_user, cast, waiting) -> None:
    browser = as_user(cast.sari)
    for number in waiting[:3]:
        browser.post(LABEL, {"number": number, "category": "16"}, **HTMX)
    for number in reversed(waiting[:3]):
        assert shown(browser.post(UNDO, {"held": waiting[3:]}, **HTMX)) == [number]
        assert Ticket.objects.get(pk=number).state == State.NEEDS_SORTING
    assert "Tidak ada label" in told(browser.post(UNDO, {}, **HTMX))["note"]


def test_a_label_that_sent_the_report_to_volunteers_is_taken_back_too(
    as_user, cast, waiting
) -> None:
    browser = as_user(cast.sari)
    browser.post(LABEL, {"number": waiting[0], "category": "1"}, **HTMX)
    assert Ticket.objects.get(pk=waiting[0]).queue_id == "co-kapten-3201"
    assert shown(browser.post(UNDO, {"number": waiting[0]}, **HTMX)) == [waiting[0]]
    ticket = Ticket.objects.get(pk=waiting[0])
    assert (ticket.state, ticket.queue_id) == (State.NEEDS_SORTING, "helpdesk")


def test_after_ten_minutes_there_is_no_way_back(as_user, cast, waiting) -> None:
    browser = as_user(cast.sari)
    browser.post(LABEL, {"number": waiting[0], "category": "16"}, **HTMX)
    with time_machine.travel(timezone.now() + timedelta(minutes=11)):
        response = browser.post(UNDO, {"number": waiting[0]}, **HTMX)
    assert "10 menit" in told(response)["note"]
    assert HumanLabel.objects.filter(undone_at__isnull=True).exists()


def test_nobody_takes_back_a_colleagues_label(as_user, cast, waiting) -> None:
    as_user(cast.sari).post(LABEL, {"number": waiting[0], "category": "16"}, **HTMX)
    response = as_user(cast.kartika).post(UNDO, {"number": waiting[0]}, **HTMX)
    assert "Tidak ada label" in told(response)["note"]
    assert HumanLabel.objects.filter(undone_at__isnull=True).count() == 1


def test_undo_leaves_a_report_in_the_hands_that_took_it(as_user, cast, waiting) -> None:
    browser = as_user(cast.sari)
    browser.post(LABEL, {"number": waiting[0], "category": "16"}, **HTMX)
    working.claim(viewer(cast.sari), waiting[0])
    assert browser.post(UNDO, {"number": waiting[0]}, **HTMX).status_code == 200
    assert Ticket.objects.get(pk=waiting[0]).state == State.IN_PROGRESS


def test_a_skipped_report_comes_again_when_nothing_else_waits(as_user, cast, waiting) -> None:
    browser = as_user(cast.sari)
    browser.post(SKIP, {"number": waiting[0], "held": [waiting[1]]}, **HTMX)
    assert shown(browser.get(URL)) == waiting[1:3]
    for number in waiting[1:]:
        response = browser.post(LABEL, {"number": number, "category": "16"}, **HTMX)
    assert shown(response) == [waiting[0]]
    assert not HumanLabel.objects.filter(ticket_id=waiting[0]).exists()


def test_an_unknown_category_gives_the_report_back(as_user, cast, waiting) -> None:
    for odd in ("", "0", "17", "x", "１", "9" * 40):
        response = as_user(cast.sari).post(LABEL, {"number": waiting[0], "category": odd}, **HTMX)
        assert told(response) == {"note": "Pilih salah satu kategori.", "back": waiting[0]}
    assert not HumanLabel.objects.exists()


@pytest.mark.parametrize("number", ["", "0", "x", "-1", "9" * 40, "999999999"])
def test_odd_numbers_are_answered(as_user, cast, waiting, number) -> None:
    browser = as_user(cast.sari)
    for url in (LABEL, UNDO, SKIP):
        form = {"number": number, "category": "1", "held": ["x", number]}
        assert browser.post(url, form, **HTMX).status_code == 200
    assert browser.get(URL, {"laporan": number}).status_code == 200


def test_without_script_the_forms_lead_back_to_the_queue(as_user, cast, waiting) -> None:
    browser = as_user(cast.sari)
    response = browser.post(LABEL, {"number": waiting[0], "category": "16"}, follow=True)
    assert response.redirect_chain == [(URL, 302)]
    assert "Label disimpan: Lainnya." in response.content.decode()
    response = browser.post(UNDO, follow=True)
    assert shown(response)[0] == waiting[0]


def test_when_nothing_waits_the_page_says_so(as_user, cast) -> None:
    assert "Tidak ada yang perlu dipilah" in as_user(cast.sari).get(URL).content.decode()


def test_others_find_no_such_page(as_user, cast, waiting) -> None:
    for person in (cast.yohana, cast.dadang, cast.rudi):
        browser = as_user(person)
        assert browser.get(URL).status_code == 404
        for url in (LABEL, UNDO, SKIP):
            assert browser.post(url, {"number": waiting[0], "category": "1"}).status_code == 404
    assert not HumanLabel.objects.exists()


def test_an_agent_gets_only_reports_of_the_own_queues(as_user, cast, waiting) -> None:
    bima = as_user(cast.bima)
    assert shown(bima.get(URL)) == []
    assert shown(bima.get(URL, {"laporan": waiting[0]})) == []
    bima.post(LABEL, {"number": waiting[0], "category": "1"}, **HTMX)
    assert not HumanLabel.objects.exists()


class TestSecondLabels:
    """A tenth is labelled twice; the second person must not notice."""

    @pytest.fixture
    def doubled(self, cast, waiting, monkeypatch) -> int:
        """Kartika labelled the first report, which was drawn for a second label."""
        monkeypatch.setattr(labels, "is_sampled", lambda number: number == waiting[0])
        labels.label(viewer(cast.kartika), waiting[0], category=Category.CHROMEBOOK)
        return waiting[0]

    def test_it_looks_like_any_other_report(self, as_user, cast, waiting, doubled) -> None:
        sari = as_user(cast.sari)
        html = sari.get(URL, {"laporan": doubled}).content.decode()
        other = sari.get(URL, {"laporan": waiting[1]}).content.decode()

        def card(page: str, number: int) -> str:
            found = re.search(rf'<article[^>]*data-number="{number}".*?</article>', page, re.S)[0]
            found = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", found)
            return re.sub(r"nomor \d|ke-\d", "", found.replace(str(number), ""))

        assert card(html, doubled) == card(other, waiting[1])
        assert "Label kedua" not in html
        assert "double" not in html

    def test_it_is_counted_like_any_other(self, as_user, cast, doubled) -> None:
        assert queue.progress(viewer(cast.sari)).remaining == 5
        assert queue.progress(viewer(cast.kartika)).remaining == 4

    def test_it_is_recorded_and_sorts_nothing(self, as_user, cast, doubled) -> None:
        response = as_user(cast.sari).post(LABEL, {"number": doubled, "category": "1"}, **HTMX)
        assert told(response)["note"] == ""
        assert HumanLabel.objects.get(by=cast.sari).source == Source.DOUBLE
        assert Ticket.objects.get(pk=doubled).category == Category.CHROMEBOOK

    def test_it_can_be_taken_back(self, as_user, cast, doubled) -> None:
        sari = as_user(cast.sari)
        sari.post(LABEL, {"number": doubled, "category": "1"}, **HTMX)
        assert shown(sari.post(UNDO, {}, **HTMX)) == [doubled]
        assert HumanLabel.objects.get(undone_at__isnull=True).by == cast.kartika

    def test_the_first_person_never_gets_it(self, as_user, cast, doubled) -> None:
        kartika = as_user(cast.kartika)
        assert doubled not in shown(kartika.get(URL))
        assert doubled not in shown(kartika.get(URL, {"laporan": doubled}))

    def test_it_comes_among_the_others_before_they_are_all_done(
        self, cast, waiting, doubled, monkeypatch
    ) -> None:
        firsts = []
        for count in range(40):
            monkeypatch.setattr(queue, "_turn", lambda _, n=count: n)
            firsts.append(queue.cards(viewer(cast.sari))[0].number)
        assert 0 < firsts.count(doubled) < 20


def test_progress_counts_today_and_leaves_pauses_out_of_the_pace(cast, waiting) -> None:
    sari = viewer(cast.sari)
    noon = timezone.localtime().replace(hour=12, minute=0, second=0, microsecond=0)
    for number, second in zip(waiting, (0, 2, 5, 900), strict=False):
        with time_machine.travel(noon + timedelta(seconds=second), tick=False):
            queue.label(sari, number, category=Category.OTHER)
    with time_machine.travel(noon + timedelta(hours=1), tick=False):
        found = queue.progress(sari)
    assert (found.today, found.remaining, found.bounded, found.seconds) == (4, 1, False, 2.5)
    with time_machine.travel(noon + timedelta(days=1), tick=False):
        assert queue.progress(sari).today == 0


def test_the_number_of_queries_does_not_grow_with_the_queue(as_user, cast, waiting) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    browser = as_user(cast.sari)
    browser.get(URL)
    with CaptureQueriesContext(connection) as few:
        browser.get(URL)
    for _ in range(6):
        pipeline.run(open_report().pk)
    with CaptureQueriesContext(connection) as many:
        browser.get(URL)
    assert len(many) == len(few) <= 20


def test_the_reasons_mark_the_original_words_on_ticket_and_queue(
    as_user, cast, model_in_service
) -> None:
    text = "Saya <b>lupa</b> sandi,\nkode dari surat edaran & dinas ditolak"
    ticket = open_report(title="Kode?", detail=text)
    pipeline.run(ticket.pk)
    Ticket.objects.filter(pk=ticket.pk).update(confidence=0.1)
    kartika = as_user(cast.kartika)
    for url in (f"/meja/tiket/{ticket.pk}/", URL):
        html = kartika.get(url).content.decode()
        assert '<mark class="says-for' in html
        assert "Tampilkan alasan" in html
        assert "<b>lupa</b>" not in html
    why = kartika.get(f"/meja/tiket/{ticket.pk}/mengapa/").content.decode()
    assert "Kata yang berpengaruh" in why
    assert "mendukung" in why


def test_without_a_model_nothing_is_marked(as_user, cast, waiting) -> None:
    kartika = as_user(cast.kartika)
    for url in (URL, f"/meja/tiket/{waiting[0]}/"):
        assert "<mark" not in kartika.get(url).content.decode()
