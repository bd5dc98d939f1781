"""Papers and the NIK: who gets them, how, and that a look is logged."""

from __future__ import annotations

import pytest

from helpdesk.taxonomy import Category, UserType
from helpdesk.tickets.models import Attachment, Ticket, TicketEvent
from helpdesk.tickets.services import working
from tests.cast import viewer
from tests.factories import NIK, NISN, claimed_report, sorted_report
from tests.workspace.conftest import PDF

pytestmark = pytest.mark.django_db


def url(ticket: Ticket, verb: str = "") -> str:
    return f"/meja/tiket/{ticket.pk}/" + (f"{verb}/" if verb else "")


def html(response) -> str:
    return response.content.decode()


def test_papers_come_as_a_download_that_runs_nothing(cast, as_user, report) -> None:
    paper = Attachment.objects.get(ticket=report)
    response = as_user(cast.sari).get(url(report, f"lampiran/{paper.pk}"))
    assert b"".join(response.streaming_content) == PDF.data
    assert response["Content-Disposition"].startswith("attachment")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"].startswith("sandbox")
    assert "no-store" in response["Cache-Control"]


def test_a_paper_opens_only_under_its_own_report(cast, as_user, report) -> None:
    other = sorted_report(category=Category.CHROMEBOOK, files=[PDF])
    paper = Attachment.objects.get(ticket=other)
    assert as_user(cast.sari).get(url(report, f"lampiran/{paper.pk}")).status_code == 404


def test_volunteers_get_no_papers(cast, as_user, reset) -> None:
    paper = Attachment.objects.filter(ticket=reset).first()
    assert as_user(cast.yohana).get(url(reset, f"lampiran/{paper.pk}")).status_code == 404


def test_a_paper_whose_file_is_gone_is_not_found(cast, as_user, report, settings, tmp_path) -> None:
    settings.ATTACHMENT_FOLDER = tmp_path / "leer"
    paper = Attachment.objects.get(ticket=report)
    assert as_user(cast.sari).get(url(report, f"lampiran/{paper.pk}")).status_code == 404


def test_the_nik_is_shown_by_reason_and_the_look_is_logged(cast, as_user, report) -> None:
    browser = as_user(cast.sari)
    assert NIK not in html(browser.get(url(report, "lihat-nik")))
    response = browser.post(url(report, "lihat-nik"), {"reason": "Mencocokkan dengan Dapodik"})
    assert NIK in html(response)
    assert "no-store" in response["Cache-Control"]
    event = TicketEvent.objects.get(ticket=report, kind="identity.revealed")
    assert (event.actor_id, event.reason) == (cast.sari.pk, "Mencocokkan dengan Dapodik")
    assert NIK not in html(browser.get(url(report)))


@pytest.mark.parametrize("reason", ["", "   ", "a"])
def test_without_a_reason_no_nik(cast, as_user, report, reason) -> None:
    response = as_user(cast.sari).post(url(report, "lihat-nik"), {"reason": reason})
    assert response.status_code == 422
    assert NIK not in html(response)
    assert not TicketEvent.objects.filter(kind="identity.revealed").exists()


@pytest.fixture
def pupils(cast) -> Ticket:
    """A pupil's report with a NISN and no NIK, held by Sari."""
    return claimed_report(
        viewer(cast.sari), user_type=UserType.STUDENT, category=Category.CHROMEBOOK,
        nik="", nisn=NISN,
    )  # fmt: skip


def test_a_pupils_nisn_is_masked_and_shown_by_reason_like_a_nik(cast, as_user, pupils) -> None:
    browser = as_user(cast.sari)
    page = html(browser.get(url(pupils)))
    assert "******1234" in page
    assert NISN not in page
    assert "<dt>NIK</dt>" not in page
    shown = html(browser.post(url(pupils, "lihat-nik"), {"reason": "Mencocokkan dengan Dapodik"}))
    assert NISN in shown
    event = TicketEvent.objects.get(ticket=pupils, kind="identity.revealed")
    assert (event.actor_id, event.data["shown"]) == (cast.sari.pk, "NISN")
    assert NISN not in f"{event.reason}{event.data}"


def test_a_nisn_written_into_the_text_is_masked_for_agents_too(cast, as_user) -> None:
    told = claimed_report(
        viewer(cast.sari), category=Category.CHROMEBOOK, title=f"Akun NISN {NISN}",
        detail=f"Siswa kami dengan NISN {NISN} tidak bisa masuk di Chromebook.",
    )  # fmt: skip
    page = html(as_user(cast.sari).get(url(told)))
    assert "[NISN disembunyikan]" in page
    assert NISN not in page


def test_a_report_without_numbers_offers_nothing_to_reveal(cast, as_user) -> None:
    bare = claimed_report(viewer(cast.sari), category=Category.CHROMEBOOK, nik="")
    browser = as_user(cast.sari)
    assert "lihat-nik" not in html(browser.get(url(bare)))
    response = browser.post(url(bare, "lihat-nik"), {"reason": "Mencocokkan"})
    assert response.status_code == 422
    assert "tidak menyimpan NIK atau NISN" in html(response)


def test_volunteers_find_no_nik_at_all(cast, as_user, reset) -> None:
    browser = as_user(cast.yohana)
    assert browser.get(url(reset, "lihat-nik")).status_code == 404
    response = browser.post(url(reset, "lihat-nik"), {"reason": "Saya ingin tahu"})
    assert response.status_code == 404
    assert NIK not in html(response)
    working.hand_back(viewer(cast.yohana), reset.pk, reason="tidak bisa")
    assert browser.get(url(reset)).status_code == 404
