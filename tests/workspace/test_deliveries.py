"""`/meja/kiriman/`: what waits for a person to send it again."""

from __future__ import annotations

import uuid
from datetime import timedelta
from unittest.mock import Mock
from urllib.parse import urlencode

import pytest
from django.utils import timezone

from helpdesk.taxonomy import State
from helpdesk.tickets.models import Ticket, TicketEvent
from helpdesk.tickets.services import talking
from helpdesk.tickets.services.base import NotAllowed
from integrations import outbox, settling
from integrations.models import DeliveryJob
from tests.cast import viewer
from tests.factories import claimed_report, open_report
from tests.integrations.neighbour import move_in, put

pytestmark = pytest.mark.django_db
URL = "/meja/kiriman/"


@pytest.fixture
def parked(cast) -> DeliveryJob:
    open_report()
    job = DeliveryJob.objects.get()
    DeliveryJob.objects.filter(pk=job.pk).update(
        status="parked", attempts=3, reason="Alamat <b>ditolak</b>."
    )
    return DeliveryJob.objects.get(pk=job.pk)


def test_only_supervisors_see_them(cast, as_user, client, parked) -> None:
    assert client.get(URL).status_code == 302
    for user in (cast.sari, cast.yohana, cast.rudi):
        assert as_user(user).get(URL).status_code == 404
        assert as_user(user).post(f"{URL}{parked.pk}/coba-lagi/").status_code == 404
    shown = as_user(cast.kartika).get(URL).content.decode()
    assert "Alamat &lt;b&gt;ditolak&lt;/b&gt;." in shown
    assert f"#{parked.ticket_number}" in shown
    assert DeliveryJob.objects.get().status == "parked"


def test_try_again_puts_it_on_its_way_once(cast, as_user, parked) -> None:
    browser = as_user(cast.kartika)
    first = browser.post(f"{URL}{parked.pk}/coba-lagi/", follow=True)
    assert "Kiriman dicoba lagi." in first.content.decode()
    job = DeliveryJob.objects.get()
    assert (job.status, job.attempts) == ("waiting", 0)
    second = browser.post(f"{URL}{parked.pk}/coba-lagi/", follow=True)
    assert "sudah tidak menunggu orang" in second.content.decode()


def test_nothing_to_do_says_so(cast, as_user) -> None:
    assert "Semua sudah terkirim" in as_user(cast.kartika).get(URL).content.decode()


# --- Settling -------------------------------------------------------------------------------------
def park(
    job: DeliveryJob, reason: str = "Alamat email ditolak: server surat menjawab 550."
) -> None:
    DeliveryJob.objects.filter(pk=job.pk).update(status="parked", reason=reason, attempts=1)


def settle(browser, job, reason="Pelapor sudah ditelepon."):
    return browser.post(f"{URL}{job.pk}/anggap-selesai/", {"reason": reason}, follow=True)


def test_settling_is_for_supervisors(cast, as_user, client, parked) -> None:
    for user in (cast.sari, cast.yohana, cast.rudi):
        assert settle(as_user(user), parked).status_code == 404
        assert as_user(user).post(f"{URL}{parked.pk}/batal-selesai/").status_code == 404
    with pytest.raises(NotAllowed):
        settling.settle(viewer(cast.sari), parked.pk, reason="Pelapor sudah ditelepon.")
    assert DeliveryJob.objects.get().status == "parked"
    assert not TicketEvent.objects.filter(kind__startswith="delivery.").exists()


def test_a_settled_delivery_is_in_the_history_of_its_report_and_can_be_taken_back(
    cast, as_user, parked
) -> None:
    browser = as_user(cast.kartika)
    version = Ticket.objects.get().version
    shown = settle(browser, parked).content.decode()
    assert "Kiriman dianggap selesai" in shown
    assert "Semua sudah terkirim" in shown
    assert "Kartika Ayu: Pelapor sudah ditelepon." in shown
    page = browser.get(f"/meja/tiket/{parked.ticket_number}/").content.decode()
    assert "Kiriman dianggap selesai" in page
    assert "Pelapor sudah ditelepon." in page
    assert Ticket.objects.get().version == version

    assert "sudah tidak menunggu orang" in settle(browser, parked).content.decode()
    undone = browser.post(f"{URL}{parked.pk}/batal-selesai/", follow=True).content.decode()
    assert "Alamat &lt;b&gt;ditolak&lt;/b&gt;." in undone
    job = DeliveryJob.objects.get()
    assert (job.status, job.done_at, job.settled_reason) == ("parked", None, None)
    again = browser.post(f"{URL}{parked.pk}/batal-selesai/", follow=True).content.decode()
    assert "tidak sedang dianggap selesai" in again
    kinds = TicketEvent.objects.filter(kind__startswith="delivery.").values_list("kind", flat=True)
    assert sorted(kinds) == ["delivery.settled", "delivery.unsettled"]


def test_without_a_reason_nothing_is_settled_and_the_field_says_why(cast, as_user, parked) -> None:
    response = settle(as_user(cast.kartika), parked, " ya ")
    assert response.status_code == 422
    shown = response.content.decode()
    assert "minimal 5 huruf" in shown
    assert 'value=" ya "' in shown
    assert DeliveryJob.objects.get().status == "parked"


def test_an_address_in_the_reason_is_not_kept(cast, as_user, parked) -> None:
    settle(as_user(cast.kartika), parked, "Alamat budi.contoh@example.com sudah mati")
    kept = DeliveryJob.objects.get().settled_reason
    assert kept == "Alamat [email disembunyikan] sudah mati"
    assert TicketEvent.objects.get(kind="delivery.settled").reason == kept


def test_a_settled_job_lets_the_next_of_its_lane_pass(cast, monkeypatch) -> None:
    neighbour = move_in(monkeypatch)
    first = put("satu", lane="jalur")
    put("dua", lane="jalur")
    neighbour.refuse(outbox.NeedsPerson("Tiket sudah ditutup."))
    outbox.deliver_due(channels=["uji"])
    neighbour.act = lambda job: None
    assert outbox.deliver_due(channels=["uji"]) == {"done": 0, "failed": 0}
    settling.settle(viewer(cast.kartika), first.pk, reason="Ditangani di Zendesk.")
    assert outbox.deliver_due(channels=["uji"]) == {"done": 1, "failed": 0}
    assert neighbour.seen == ["satu", "dua"]


def test_an_event_that_cannot_be_written_settles_nothing(cast, parked, monkeypatch) -> None:
    monkeypatch.setattr(TicketEvent, "save", Mock(side_effect=RuntimeError))
    with pytest.raises(RuntimeError):
        settling.settle(viewer(cast.kartika), parked.pk, reason="Pelapor sudah ditelepon.")
    assert DeliveryJob.objects.get().status == "parked"


def test_settling_writes_no_push_of_its_own(cast, settings, parked) -> None:
    settings.ZENDESK_URL = "https://nama.zendesk.com"
    settling.settle(viewer(cast.kartika), parked.pk, reason="Pelapor sudah ditelepon.")
    assert not DeliveryJob.objects.filter(channel="zendesk").exists()


# --- What tells people ----------------------------------------------------------------------------
def test_the_badge_counts_what_needs_a_person_for_supervisors(cast, as_user, parked) -> None:
    assert "1<span" in as_user(cast.kartika).get("/meja/").content.decode()
    assert "perlu orang" not in as_user(cast.sari).get("/meja/").content.decode()
    DeliveryJob.objects.update(status="done")
    assert "perlu orang" not in as_user(cast.kartika).get("/meja/").content.decode()
    make_jobs(120, "parked")
    assert "99+<span" in as_user(cast.kartika).get("/meja/").content.decode()


LATE = "Jawaban terakhir belum terkirim:"


@pytest.fixture
def answered(cast):
    """A report whose volunteer answered; the answer's mail is not out yet."""
    yohana = viewer(cast.yohana)
    ticket = claimed_report(yohana)
    talking.answer(
        yohana, ticket.pk, talking.Reply("Sudah direset.", uuid.uuid4(), State.IN_PROGRESS)
    )
    return ticket


@pytest.mark.parametrize("who", ["kartika", "yohana"])
def test_who_works_on_a_report_learns_that_its_last_answer_is_parked(
    cast, as_user, answered, who
) -> None:
    browser, url = as_user(getattr(cast, who)), f"/meja/tiket/{answered.pk}/"
    job = DeliveryJob.objects.get(action="answer")
    assert LATE not in browser.get(url).content.decode()
    park(job, "Alamat lestari.contoh@example.com ditolak (550).")
    shown = browser.get(url).content.decode()
    banner = shown[shown.index(LATE) :].partition("</p>")[0]
    assert "ditolak (550)" in banner
    assert "lestari.contoh@example.com" not in banner
    settling.settle(viewer(cast.kartika), job.pk, reason="Pelapor sudah ditelepon.")
    assert LATE not in browser.get(url).content.decode()


def test_a_mail_that_waits_for_more_than_an_hour_is_told_too(cast, as_user, answered) -> None:
    job = DeliveryJob.objects.filter(action="answer")
    browser, url = as_user(cast.yohana), f"/meja/tiket/{answered.pk}/"
    job.update(created_at=timezone.now() - timedelta(minutes=59))
    assert LATE not in browser.get(url).content.decode()
    job.update(created_at=timezone.now() - timedelta(minutes=61))
    assert LATE in browser.get(url).content.decode()
    job.update(status="done")
    assert LATE not in browser.get(url).content.decode()


# --- Many -----------------------------------------------------------------------------------------
def make_jobs(count: int, status: str) -> None:
    DeliveryJob.objects.bulk_create(
        DeliveryJob(
            channel="email", action="answer", lane=f"{status}{i}", dedupe_key=f"{status}:{i}",
            status=status, reason="Menunggu.", ticket_number=1_870_000 + i,
        )
        for i in range(count)
    )  # fmt: skip


@pytest.mark.parametrize("status", ["parked", "waiting"])
def test_every_job_is_on_exactly_one_page(cast, as_user, status) -> None:
    make_jobs(120, status)
    browser, url, seen = as_user(cast.kartika), URL, []
    for _ in range(3):
        response = browser.get(url)
        seen += [job.pk for job in response.context[f"{status}_jobs"]]
        after = response.context[status].after
        url = f"{URL}?{urlencode({'perlu' if status == 'parked' else 'tunggu': after})}"
    assert not after
    assert sorted(seen) == sorted(DeliveryJob.objects.values_list("pk", flat=True))


def test_ten_thousand_cost_what_three_do(cast, as_user, django_assert_num_queries) -> None:
    browser = as_user(cast.kartika)
    make_jobs(3, "waiting")
    browser.get(URL)
    with django_assert_num_queries(9):  # person and session, badge, lists and counts
        browser.get(URL)
    DeliveryJob.objects.all().delete()
    make_jobs(10_050, "waiting")
    make_jobs(200, "parked")
    with django_assert_num_queries(9):
        shown = browser.get(URL).content.decode()
    assert "10.000+" in shown
    assert shown.count("<li") < 150


@pytest.mark.parametrize("query", ["perlu=x", "perlu=²", "tunggu=_1", "tunggu=2026-01-01_5",
                                   "tunggu=%00_1", "perlu=99999999999999999999"])  # fmt: skip
def test_a_page_that_is_none_is_the_first(cast, as_user, parked, query) -> None:
    shown = as_user(cast.kartika).get(f"{URL}?{query}")
    assert shown.status_code == 200
    assert "Alamat &lt;b&gt;" in shown.content.decode()
