"""Each verb once accepted and once refused, through the browser."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from helpdesk.taxonomy import Category, State
from helpdesk.tickets.models import Ticket, TicketEvent
from helpdesk.tickets.services import talking, working
from helpdesk.workspace.verbs import VERBS
from tests.cast import viewer
from tests.factories import claimed_report, open_report, sorted_report

pytestmark = pytest.mark.django_db
TOMORROW = (timezone.localdate() + timedelta(days=2)).isoformat()


def url(ticket: Ticket, verb: str) -> str:
    return f"/meja/tiket/{ticket.pk}/{verb}/"


def html(response) -> str:
    return response.content.decode()


def now(ticket: Ticket) -> Ticket:
    return Ticket.objects.get(pk=ticket.pk)


@pytest.fixture
def waiting(cast) -> Ticket:
    return sorted_report(category=Category.GOOGLE_EDUCATION)


@pytest.fixture
def held(cast) -> Ticket:
    return claimed_report(viewer(cast.sari), category=Category.GOOGLE_EDUCATION)


def test_claiming_offers_the_way_back(cast, as_user, waiting) -> None:
    browser = as_user(cast.sari)
    after = browser.post(url(waiting, "ambil"), follow=True)
    assert now(waiting).assignee_id == cast.sari.pk
    assert "Laporan ini sekarang Anda pegang." in html(after)
    assert after.context["undo"].slug == "lepas"
    browser.post(url(waiting, "lepas"))
    assert (now(waiting).state, now(waiting).assignee_id) == (State.QUEUED, None)


def test_the_second_to_claim_reads_who_was_quicker(cast, as_user, held) -> None:
    after = as_user(cast.kartika).post(url(held, "ambil"), follow=True)
    assert "Sudah diambil oleh Sari Wulandari." in html(after)
    assert now(held).assignee_id == cast.sari.pk


def test_a_colleague_cannot_release_what_another_holds(cast, as_user, held) -> None:
    cast.bima.queues = ["helpdesk"]
    cast.bima.save()
    after = as_user(cast.bima).post(url(held, "lepas"), follow=True)
    assert "tidak berwenang" in html(after)
    assert now(held).state == State.IN_PROGRESS


def test_holding_needs_a_reason_and_a_later_day(cast, as_user, held) -> None:
    browser = as_user(cast.sari)
    today = timezone.localdate().isoformat()
    refused = browser.post(url(held, "tahan"), {"reason": "Menunggu Dapodik", "until": today})
    assert refused.status_code == 422
    assert "sesudah hari ini" in html(refused)
    assert "Menunggu Dapodik" in html(refused)
    assert browser.post(url(held, "tahan"), {"reason": "", "until": TOMORROW}).status_code == 422
    assert browser.post(url(held, "tahan"), {"reason": "x", "until": "besok"}).status_code == 422
    browser.post(url(held, "tahan"), {"reason": "Menunggu Dapodik", "until": TOMORROW})
    assert now(held).state == State.ON_HOLD
    browser.post(url(held, "lanjutkan"))
    assert now(held).state == State.IN_PROGRESS


def test_moving_to_another_queue_takes_it_out_of_sight_and_says_so(cast, as_user, held) -> None:
    browser = as_user(cast.sari)
    fields = {"queue": "dapodik", "reason": "Data harus diubah di Dapodik"}
    after = browser.post(url(held, "pindah"), fields, follow=True)
    assert now(held).queue_id == "dapodik"
    assert after.redirect_chain[-1][0] == "/meja/?kabar=pindah"
    assert "Laporan dipindahkan." in html(after)


@pytest.mark.parametrize("queue", ["", "kapten-32", "tidak-ada", "helpdesk"])
def test_a_queue_that_is_not_offered_is_refused(cast, as_user, held, queue) -> None:
    response = as_user(cast.sari).post(url(held, "pindah"), {"queue": queue, "reason": "coba"})
    assert response.status_code == 422
    assert now(held).queue_id == "helpdesk"


def test_a_volunteer_hands_back_with_a_reason(cast, as_user) -> None:
    report = claimed_report(viewer(cast.yohana))
    browser = as_user(cast.yohana)
    assert browser.post(url(report, "kembalikan"), {"reason": " "}).status_code == 422
    after = browser.post(
        url(report, "kembalikan"), {"reason": "Tidak dapat diverifikasi"}, follow=True
    )
    assert now(report).queue_id == "helpdesk"
    assert "Terima kasih" in html(after)
    assert browser.get(f"/meja/tiket/{report.pk}/").status_code == 404
    event = TicketEvent.objects.get(ticket=report, kind="ticket.handed_back")
    assert event.reason == "Tidak dapat diverifikasi"


@pytest.mark.parametrize(
    "verb", ["tahan", "pindah", "tolak", "gabung", "alihkan", "pulihkan", "pisah", "buka-lagi"]
)
def test_verbs_of_the_helpdesk_are_closed_to_volunteers(cast, as_user, verb) -> None:
    report = claimed_report(viewer(cast.yohana))
    other = sorted_report()
    before = now(report)
    fields = {"reason": "coba saja", "until": TOMORROW, "queue": "helpdesk", "into": str(other.pk),
              "person": str(cast.sari.pk)}  # fmt: skip
    as_user(cast.yohana).post(url(report, verb), fields)
    after = now(report)
    assert (after.state, after.queue_id, after.assignee_id) == (
        before.state, before.queue_id, before.assignee_id,
    )  # fmt: skip


def test_a_volunteer_cannot_change_the_category(cast, as_user) -> None:
    report = claimed_report(viewer(cast.yohana))
    after = as_user(cast.yohana).post(url(report, "kategori"), {"category": "11"}, follow=True)
    assert now(report).category == Category.PASSWORD
    assert "tidak dapat Anda ubah" in html(after)


def test_rejecting_and_restoring(cast, as_user, waiting) -> None:
    agent, supervisor = as_user(cast.sari), as_user(cast.kartika)
    after = agent.post(url(waiting, "tolak"), {"reason": "Spam"}, follow=True)
    assert now(waiting).state == State.REJECTED
    assert after.context["undo"] is None
    agent.post(url(waiting, "pulihkan"))
    assert now(waiting).state == State.REJECTED
    shown = supervisor.get(f"/meja/tiket/{waiting.pk}/?kabar=tolak")
    assert shown.context["undo"].slug == "pulihkan"
    supervisor.post(url(waiting, "pulihkan"))
    assert now(waiting).state == State.NEEDS_SORTING


def test_merging_and_parting(cast, as_user, waiting, held) -> None:
    browser = as_user(cast.sari)
    foreign = sorted_report(category=Category.DAPODIK_DATA)
    for into, said in (
        (str(waiting.pk), "dirinya sendiri"),
        (str(foreign.pk), "tidak ditemukan"),
        ("abc", "belum benar"),
        ("", "Isi nomor"),
    ):
        refused = browser.post(url(waiting, "gabung"), {"into": into})
        assert refused.status_code == 422
        assert said in html(refused)
    after = browser.post(url(waiting, "gabung"), {"into": f"#{held.pk}"}, follow=True)
    assert now(waiting).merged_into_id == held.pk
    assert after.context["undo"].slug == "pisah"
    browser.post(url(waiting, "pisah"))
    assert now(waiting).state == State.NEEDS_SORTING


def test_only_supervisors_reassign(cast, as_user, held) -> None:
    cast.bima.queues = ["helpdesk"]
    cast.bima.save()
    fields = {"person": str(cast.bima.pk)}
    assert as_user(cast.sari).post(url(held, "alihkan"), fields).status_code == 422
    as_user(cast.kartika).post(url(held, "alihkan"), fields)
    assert now(held).assignee_id == cast.bima.pk


@pytest.mark.parametrize("name", ["wayan", "rudi", "yohana"])
def test_nobody_outside_the_queue_is_offered_for_reassigning(cast, as_user, held, name) -> None:
    person = getattr(cast, name)
    response = as_user(cast.kartika).post(url(held, "alihkan"), {"person": str(person.pk)})
    assert response.status_code == 422
    assert now(held).assignee_id == cast.sari.pk


def test_reopening_a_solved_report(cast, as_user, held) -> None:
    import uuid

    reply = talking.Reply("Sudah.", uuid.uuid4(), State.SOLVED)
    talking.answer(viewer(cast.sari), held.pk, reply)
    as_user(cast.sari).post(url(held, "buka-lagi"), {"reason": "Ternyata belum"})
    assert now(held).state == State.IN_PROGRESS


def test_correcting_the_category_sends_an_unsorted_report_its_way(cast, as_user) -> None:
    from helpdesk.accounts.viewer import system
    from helpdesk.tickets.services import sorting

    ticket = open_report(category=Category.OTHER)
    route = sorting.Route("helpdesk", "T1", "Model belum yakin.")
    sorting.leave_to_person(system("uji"), ticket.pk, guess=None, route=route)
    browser = as_user(cast.sari)
    fields = {"category": "8", "version": now(ticket).version}
    after = browser.post(url(ticket, "kategori"), fields, follow=True)
    assert (now(ticket).category, now(ticket).queue_id) == (8, "dapodik")
    assert "Kategori disimpan." in html(after)


def test_a_category_chosen_on_an_old_page_changes_nothing(cast, as_user, held) -> None:
    version = held.version
    working.release(viewer(cast.sari), held.pk)
    fields = {"category": "14", "version": version}
    after = as_user(cast.sari).post(url(held, "kategori"), fields, follow=True)
    assert "baru saja diubah" in html(after)
    assert now(held).category == Category.GOOGLE_EDUCATION


@pytest.mark.parametrize("category", ["", "0", "99", "x"])
def test_an_unknown_category_is_refused(cast, as_user, held, category) -> None:
    after = as_user(cast.sari).post(url(held, "kategori"), {"category": category}, follow=True)
    assert "Pilih kategori dari daftar." in html(after)


@pytest.mark.parametrize("verb", [*VERBS, "balas", "catatan", "kategori", "lihat-nik"])
@pytest.mark.parametrize("who", ["wayan", "maria", "bima", "rudi"])
def test_outside_the_scope_every_verb_finds_nothing(cast, as_user, held, who, verb) -> None:
    before = now(held)
    assert as_user(getattr(cast, who)).post(url(held, verb), {"reason": "coba"}).status_code == 404
    assert now(held).version == before.version


@pytest.mark.parametrize("verb", [slug for slug, verb in VERBS.items() if verb.form is None])
def test_looking_never_acts(cast, as_user, held, verb) -> None:
    assert as_user(cast.sari).get(url(held, verb)).status_code == 302
    assert now(held).version == held.version


def test_posts_need_a_token(cast, held) -> None:
    from django.test import Client

    browser = Client(enforce_csrf_checks=True)
    browser.force_login(cast.sari)
    assert browser.post(url(held, "lepas")).status_code == 403


def test_buttons_are_the_transitions_open_to_the_viewer(cast, as_user, held) -> None:
    def shown(user):
        verbs = as_user(user).get(f"/meja/tiket/{held.pk}/").context["verbs"]
        return {verb.slug for verb in verbs}

    assert shown(cast.sari) == {"lepas", "tahan", "pindah", "gabung", "tolak"}
    assert shown(cast.kartika) == {"lepas", "tahan", "pindah", "alihkan", "gabung", "tolak"}


def test_a_dialog_gets_the_form_alone_and_a_full_answer_after_it(cast, as_user, held) -> None:
    browser = as_user(cast.sari)
    htmx = {"HX-Request": "true"}
    assert "<html" not in html(browser.get(url(held, "tolak"), headers=htmx))
    refused = browser.post(url(held, "tolak"), {"reason": ""}, headers=htmx)
    assert refused.status_code == 422
    assert "Tuliskan alasannya." in html(refused)
    done = browser.post(url(held, "tolak"), {"reason": "Spam"}, headers=htmx)
    assert (done.status_code, done["HX-Redirect"]) == (
        204, f"/meja/tiket/{held.pk}/?kabar=tolak",
    )  # fmt: skip
