"""Merging and refusing: what may be merged, and what reporters and colleagues learn of it."""

from __future__ import annotations

import re
import uuid

import pytest
from django.core import mail

from helpdesk.accounts.viewer import reporter
from helpdesk.taxonomy import Category, State
from helpdesk.tickets.models import Ticket, TicketEvent
from helpdesk.tickets.services import talking, working
from integrations import outbox
from tests.cast import viewer
from tests.factories import claimed_report, sorted_report

pytestmark = pytest.mark.django_db


def url(ticket: Ticket, act: str = "") -> str:
    return f"/meja/tiket/{ticket.pk}/{act}"


def html(response) -> str:
    return response.content.decode()


def now(ticket: Ticket) -> Ticket:
    return Ticket.objects.get(pk=ticket.pk)


def general(**changes) -> Ticket:
    return sorted_report(**{"category": Category.GOOGLE_EDUCATION, **changes})


def mails() -> list:
    """Deliver, and return the mails sent since."""
    before = len(mail.outbox)
    outbox.deliver_due()
    return mail.outbox[before:]


@pytest.fixture(autouse=True)
def _mail_in_memory(settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


def test_the_report_that_stays_tells_what_was_merged_into_it(cast, as_user) -> None:
    double, kept = general(), general()
    browser = as_user(cast.sari)
    browser.post(url(double, "gabung/"), {"into": kept.pk})
    assert now(double).state == State.MERGED
    assert now(kept).version == kept.version + 1
    assert f"Laporan #{double.pk} digabung ke sini." in html(browser.get(url(kept)))


def test_a_report_that_is_over_takes_no_other_in(cast, as_user) -> None:
    double, refused = general(), general(email="orang.lain@example.com")
    working.reject(viewer(cast.sari), refused.pk, reason="Spam")
    page = as_user(cast.sari).post(
        url(double, "gabung/"), {"into": refused.pk, "other_person": "on"}
    )
    assert page.status_code == 422
    assert "tidak dapat menjadi induk" in html(page)
    assert now(double).state == State.QUEUED


def test_a_solved_report_takes_another_in(cast, as_user) -> None:
    kept = claimed_report(viewer(cast.sari), category=Category.GOOGLE_EDUCATION)
    done = talking.Reply("Sudah beres.", uuid.uuid4(), State.SOLVED)
    talking.answer(viewer(cast.sari), kept.pk, done)
    double = general()
    as_user(cast.sari).post(url(double, "gabung/"), {"into": kept.pk})
    assert now(double).merged_into_id == kept.pk


def test_reports_of_two_people_are_merged_on_confirmation_only(cast, as_user) -> None:
    double, kept = general(), general(email="orang.lain@example.com")
    browser = as_user(cast.sari)
    page = browser.post(url(double, "gabung/"), {"into": kept.pk})
    assert "orang lain" in html(page)
    assert now(double).state == State.QUEUED
    browser.post(url(double, "gabung/"), {"into": kept.pk, "other_person": "on"})
    assert now(double).state == State.MERGED


def test_the_reporter_is_told_where_the_answer_comes(cast) -> None:
    double, kept = general(), general()
    mails()
    working.merge(viewer(cast.sari), double.pk, into=kept.pk)
    (sent,) = mails()
    assert sent.to == [double.email]
    assert f"#{kept.pk}" in sent.body
    assert "kerjakan bersama" in sent.body


def test_the_mail_names_no_report_of_another_person(cast) -> None:
    double, kept = general(), general(email="orang.lain@example.com")
    mails()
    working.merge(viewer(cast.sari), double.pk, into=kept.pk, other_person=True)
    (sent,) = mails()
    assert str(kept.pk) not in sent.body
    assert str(kept.pk) not in sent.alternatives[0][0]


def test_a_refusal_is_told_politely_and_without_the_colleagues_words(cast) -> None:
    ticket = general()
    mails()
    working.reject(viewer(cast.sari), ticket.pk, reason="Orang ini mengada-ada")
    (sent,) = mails()
    assert "Mohon maaf" in sent.body
    assert "di luar layanan akun belajar.id" in sent.body
    assert "mengada-ada" not in sent.body


def test_a_madrasah_reads_who_can_help(cast) -> None:
    ticket = general(school_name="MTs Negeri 9 Contoh", account="guru@madrasah.kemenag.go.id")
    assert ticket.rule == "R16"
    mails()
    working.reject(viewer(cast.sari), ticket.pk, reason="Madrasah")
    (sent,) = mails()
    assert "Kementerian Agama" in sent.body


def test_a_refusal_taken_back_before_the_mail_went_is_not_mailed(cast) -> None:
    ticket = general()
    mails()
    working.reject(viewer(cast.kartika), ticket.pk, reason="Salah pencet")
    working.restore(viewer(cast.kartika), ticket.pk)
    assert mails() == []


@pytest.mark.parametrize(
    ("act", "data"),
    [
        ("tolak", {"reason": "Spam"}),
        ("gabung", {"into": "target"}),
        ("pindah", {"queue": "dapodik", "reason": "Dapodik"}),
        ("tahan", {"reason": "Dapodik", "until": "2099-01-05"}),
        ("alihkan", {"person": "bima"}),
    ],
)
def test_on_a_stale_page_a_verb_shows_what_the_reporter_wrote_meanwhile(
    cast, as_user, act, data
) -> None:
    cast.bima.queues = ["helpdesk"]
    cast.bima.save()
    ticket = claimed_report(viewer(cast.kartika), category=Category.GOOGLE_EDUCATION)
    kept, browser = general(), as_user(cast.kartika)
    named = {"target": kept.pk, "bima": cast.bima.pk}
    data = {name: named.get(value, value) for name, value in data.items()}
    page = html(browser.get(url(ticket)))
    assert re.search(rf'{act}/\?dari=saya[^"]*&amp;v={ticket.version}"', page)
    talking.reporter_replies(
        reporter(ticket.pk), ticket.pk, "Maaf, ternyata ada lagi.", key=uuid.uuid4()
    )
    dialog = browser.get(url(ticket, f"{act}/?dari=saya&v={ticket.version}"))
    seen = dialog.context["form"]["version"].value()
    assert seen == ticket.version
    stale = browser.post(url(ticket, f"{act}/"), {**data, "version": seen})
    assert "Maaf, ternyata ada lagi." in html(stale)
    unmoved = now(ticket)
    assert (unmoved.state, unmoved.assignee_id) == (State.IN_PROGRESS, cast.kartika.pk)
    assert unmoved.queue_id == "helpdesk"
    again = {**data, "version": stale.context["form"]["version"].value()}
    assert browser.post(url(ticket, f"{act}/"), again).status_code == 302
    assert now(ticket).version > unmoved.version


def test_what_a_colleague_who_left_held_can_be_claimed(cast, as_user) -> None:
    ticket = claimed_report(viewer(cast.sari), category=Category.GOOGLE_EDUCATION)
    cast.bima.queues = ["helpdesk"]
    cast.bima.save()
    browser = as_user(cast.bima)
    assert browser.get("/meja/?view=antre").context["rows"] == []
    cast.sari.is_active = False
    cast.sari.save()
    rows = browser.get("/meja/?view=antre").context["rows"]
    assert [row.ticket.pk for row, _ in rows] == [ticket.pk]
    browser.post(url(ticket, "ambil/"))
    assert now(ticket).assignee_id == cast.bima.pk
    assert TicketEvent.objects.filter(ticket=ticket, kind="ticket.claimed").count() == 2
