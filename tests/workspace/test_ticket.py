"""The ticket page and the composer: what is shown to whom, and that no typed text is lost."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from helpdesk.accounts.viewer import reporter
from helpdesk.taxonomy import Category, State
from helpdesk.tickets.access import status_url
from helpdesk.tickets.models import Message, Ticket
from helpdesk.tickets.services import talking, working
from helpdesk.tickets.services.reveal import reveal_identity
from integrations.models import DeliveryJob
from tests.cast import viewer
from tests.factories import NIK, claimed_report, open_report, sorted_report
from tests.workspace.conftest import PDF
from triage.models import Prediction

pytestmark = pytest.mark.django_db


def url(ticket: Ticket, verb: str = "") -> str:
    return f"/meja/tiket/{ticket.pk}/" + (f"{verb}/" if verb else "")


def html(response) -> str:
    return response.content.decode()


def answers(ticket: Ticket) -> int:
    return Message.objects.filter(ticket=ticket, public=True).exclude(author="reporter").count()


# --- Seeing ---------------------------------------------------------------------------------------

READS = ["", "mengapa", "lihat-nik", "templat", "templat/other-received", "tahan", "lampiran/1"]


@pytest.mark.parametrize("who", ["wayan", "bima", "maria", "yohana", "rudi"])
@pytest.mark.parametrize("path", READS)
def test_outside_the_scope_there_is_nothing(cast, as_user, report, who, path) -> None:
    assert as_user(getattr(cast, who)).get(url(report, path)).status_code == 404


def test_a_number_that_never_was_looks_the_same(cast, as_user) -> None:
    browser = as_user(cast.sari)
    for number in (1, 10**12, 10**30):
        assert browser.get(f"/meja/tiket/{number}/").status_code == 404


def test_the_agent_sees_the_contact_and_a_masked_nik(cast, as_user, report) -> None:
    shown = html(as_user(cast.sari).get(url(report)))
    assert "lestari.contoh@example.com" in shown
    assert "************0001" in shown
    assert NIK not in shown


def test_the_volunteer_sees_what_a_reset_needs_and_nothing_else(cast, as_user, reset) -> None:
    talking.note(viewer(cast.kartika), reset.pk, "Catatan khusus helpdesk.", key=uuid.uuid4())
    for query in ("", "?hasil=direset", "?hasil=tanya", "?hasil=verifikasi", "?kabar=ambil"):
        shown = html(as_user(cast.yohana).get(url(reset) + query))
        for secret in (
            NIK, "lestari.contoh@example.com", "0812 0000 1234", "surat permohonan",
            "lampiran", "Catatan khusus helpdesk", "************0001", status_url(reset.pk),
            status_url(reset.pk).rsplit("/", 2)[1], "lihat-nik",
        ):  # fmt: skip
            assert secret not in shown, (query, secret)
        for needed in ("lestaricontoh12@guru.sd.belajar.id", "Lestari Contoh", "SD Negeri Contoh 1",
                       "le***oh@example.com", "[NIK disembunyikan]"):  # fmt: skip
            assert needed in shown, (query, needed)


def test_a_volunteer_reads_answers_without_the_reporters_link(cast, as_user, reset) -> None:
    kartika = viewer(cast.kartika)
    body = f"Perkembangan: <{status_url(reset.pk)}> dan surel lestari.contoh@example.com"
    talking.answer(kartika, reset.pk, talking.Reply(body, uuid.uuid4()))
    shown = html(as_user(cast.yohana).get(url(reset)))
    assert "(tautan laporan)" in shown
    assert "/lapor/" + status_url(reset.pk).rsplit("/", 2)[1] not in shown
    assert "lestari.contoh@example.com" not in shown


def test_reporters_words_stay_text_and_the_desks_markdown_is_cleaned(cast, as_user) -> None:
    ticket = claimed_report(
        viewer(cast.sari),
        category=Category.GOOGLE_EDUCATION,
        detail="<img src=x onerror=alert(1)> **bukan tebal** mohon bantuan",
    )
    body = "**tebal** <script>alert(1)</script> [x](javascript:alert(1))"
    talking.answer(viewer(cast.sari), ticket.pk, talking.Reply(body, uuid.uuid4()))
    shown = html(as_user(cast.sari).get(url(ticket)))
    assert "&lt;img src=x" in shown
    assert "**bukan tebal**" in shown
    assert "<strong>tebal</strong>" in shown
    assert "<script>alert" not in shown
    assert 'href="javascript' not in shown


def test_notes_look_different_in_word_and_icon(cast, as_user, report) -> None:
    talking.note(viewer(cast.sari), report.pk, "Sudah ditelepon.", key=uuid.uuid4())
    shown = html(as_user(cast.sari).get(url(report)))
    assert 'class="msg internal"' in shown
    assert "Catatan internal" in shown


def test_why_a_report_is_here_is_told_with_the_three_best_guesses(cast, as_user, report) -> None:
    Prediction.objects.create(
        ticket_id=report.pk, model_version="m1", category=13, confidence=0.81, abstained=False,
        ranking=[[13, 0.81], [7, 0.12], [16, 0.04], [1, 0.03]],
    )  # fmt: skip
    shown = html(as_user(cast.sari).get(url(report, "mengapa")))
    assert report.reason in shown
    assert "81%" in shown
    assert "12%" in shown
    assert "4%" in shown
    assert "Kendala password" not in shown


def test_earlier_reports_of_the_same_address_are_shown_within_the_scope(
    cast, as_user, report
) -> None:
    mine = sorted_report(category=Category.CHROMEBOOK, title="Chromebook lama")
    other = sorted_report(category=Category.DAPODIK_DATA, title="Data Dapodik")
    shown = html(as_user(cast.sari).get(url(report)))
    assert f"#{mine.pk}" in shown
    assert f"#{other.pk}" not in shown


def test_the_state_of_the_mails_is_on_the_page(cast, as_user, report) -> None:
    DeliveryJob.objects.filter(ticket_number=report.pk).update(
        status="parked", reason="Alamat tujuan ditolak."
    )
    shown = html(as_user(cast.sari).get(url(report)))
    assert "Konfirmasi penerimaan" in shown
    assert "Alamat tujuan ditolak." in shown


@pytest.mark.parametrize("who", ["sari", "kartika", "yohana"])
def test_the_page_costs_the_same_however_much_there_is(
    cast, as_user, report, reset, django_assert_max_num_queries, who
) -> None:
    ticket = reset if who == "yohana" else report
    browser = as_user(getattr(cast, who))
    with django_assert_max_num_queries(12) as few:
        browser.get(url(ticket))
    for index in range(55):
        key = uuid.uuid4()
        talking.reporter_replies(
            reporter(ticket.pk), ticket.pk, f"Pesan {index}", key=key, files=[PDF]
        )
        if index % 11 == 0:
            sorted_report(category=Category.GOOGLE_EDUCATION)
    with django_assert_max_num_queries(len(few)):
        browser.get(url(ticket))


# --- Answering ------------------------------------------------------------------------------------


def test_the_first_answer_is_prefilled_and_sent_as_it_stands(
    cast, as_user, report, composer
) -> None:
    browser = as_user(cast.sari)
    page = browser.get(url(report))
    fields = composer(page)
    assert fields["body"].startswith("Selamat ")
    response = browser.post(url(report, "balas"), {**fields, "then": "waiting_requester"})
    assert response["Location"] == f"{url(report)}?kabar=balas"
    message = Message.objects.get(ticket=report, author="staff")
    assert message.body == fields["body"].strip()
    assert message.template_key == fields["template_key"]
    assert Ticket.objects.get(pk=report.pk).state == State.WAITING_REQUESTER
    after = html(browser.get(response["Location"]))
    assert "Jawaban dikirim ke email pelapor." in after
    assert "Laporan berikutnya" in after


def test_a_double_click_makes_one_answer(cast, as_user, report, composer) -> None:
    browser = as_user(cast.sari)
    fields = composer(browser.get(url(report)))
    for _ in range(2):
        assert browser.post(url(report, "balas"), fields).status_code == 302
    assert answers(report) == 1
    assert DeliveryJob.objects.filter(action="answer").count() == 1


def test_an_answer_claims_a_free_report_on_the_way(cast, as_user, composer) -> None:
    ticket = sorted_report(category=Category.GOOGLE_EDUCATION)
    browser = as_user(cast.sari)
    browser.post(url(ticket, "balas"), composer(browser.get(url(ticket))))
    assert Ticket.objects.get(pk=ticket.pk).assignee_id == cast.sari.pk


def test_a_colleagues_change_is_shown_above_the_kept_text(cast, as_user, report, composer) -> None:
    browser = as_user(cast.sari)
    fields = {**composer(browser.get(url(report))), "body": "Teks panjang saya."}
    kartika = viewer(cast.kartika)
    talking.answer(kartika, report.pk, talking.Reply("Sudah saya telepon.", uuid.uuid4()))
    refused = browser.post(url(report, "balas"), fields)
    shown = html(refused)
    assert refused.status_code == 409
    assert "Laporan ini berubah saat Anda menulis" in shown
    assert "Kartika Ayu" in shown
    assert "Sudah saya telepon." in shown
    assert "Teks panjang saya." in shown
    assert answers(report) == 1
    again = {**composer(refused), "body": refused.context["composer"].text}
    assert again["version"] != fields["version"]
    assert browser.post(url(report, "balas"), again).status_code == 302
    said = Message.objects.filter(ticket=report, author="staff", public=True).order_by("pk")
    assert [message.body for message in said] == ["Sudah saya telepon.", "Teks panjang saya."]


def test_looking_at_the_nik_a_note_and_a_rating_do_not_refuse_an_answer(
    cast, as_user, report, composer
) -> None:
    browser = as_user(cast.sari)
    fields = {**composer(browser.get(url(report))), "body": "Teks panjang saya."}
    browser.post(url(report, "lihat-nik"), {"reason": "Mencocokkan data"})
    reveal_identity(viewer(cast.kartika), report.pk, reason="Memeriksa juga")
    talking.note(viewer(cast.kartika), report.pk, "Sudah saya telepon.", key=uuid.uuid4())
    assert Ticket.objects.get(pk=report.pk).version == int(fields["version"]) + 3
    assert browser.post(url(report, "balas"), fields).status_code == 302
    assert answers(report) == 1


def test_a_change_hidden_among_harmless_events_still_refuses(
    cast, as_user, report, composer
) -> None:
    browser = as_user(cast.sari)
    fields = {**composer(browser.get(url(report))), "body": "Teks panjang saya."}
    kartika = viewer(cast.kartika)
    for _ in range(25):
        talking.note(kartika, report.pk, "Catatan.", key=uuid.uuid4())
    working.hold(
        kartika, report.pk, reason="Dapodik", until=timezone.localdate() + timedelta(days=2)
    )
    refused = browser.post(url(report, "balas"), fields)
    assert refused.status_code == 409
    assert answers(report) == 0


def test_a_change_without_a_word_of_its_own_still_refuses(cast, as_user, report, composer) -> None:
    browser = as_user(cast.sari)
    fields = {**composer(browser.get(url(report))), "body": "Teks panjang saya."}
    Ticket.objects.filter(pk=report.pk).update(version=report.version + 1)
    assert browser.post(url(report, "balas"), fields).status_code == 409


def test_a_volunteers_difference_shows_no_note_of_the_helpdesk(
    cast, as_user, reset, composer
) -> None:
    browser = as_user(cast.yohana)
    fields = composer(browser.get(url(reset) + "?hasil=direset"))
    kartika = viewer(cast.kartika)
    talking.note(kartika, reset.pk, "Rahasia helpdesk.", key=uuid.uuid4())
    talking.answer(kartika, reset.pk, talking.Reply("Kami bantu periksa.", uuid.uuid4()))
    refused = browser.post(url(reset, "balas"), {**fields, "then": "solved"})
    assert refused.status_code == 409
    assert "Rahasia helpdesk." not in html(refused)
    assert fields["body"][:40] in html(refused)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("NPSN {{npsn}} sudah kami cek.", "NPSN belum terisi"),
        ("Kode {{kode}} dipakai.", "{{kode}} tidak dikenal"),
        ("Sisa {{ kurung", "kurung kurawal"),
        ("Password baru: Guru#2026", "kata sandi"),
        ("   ", "kosong"),
        ("x" * 20_001, "20"),
    ],
)
def test_a_refused_answer_keeps_the_text_and_names_the_reason(
    cast, as_user, report, composer, body, said
) -> None:
    browser = as_user(cast.sari)
    fields = {**composer(browser.get(url(report))), "body": body}
    refused = browser.post(url(report, "balas"), fields)
    assert refused.status_code == 422
    assert said in " ".join(refused.context["composer"].problems)
    assert refused.context["composer"].text == body
    assert str(refused.context["composer"].key) == fields["key"]
    assert answers(report) == 0


@pytest.mark.parametrize(
    "broken", [{"key": "x"}, {"version": "abc"}, {"version": "-1"}, {"then": "closed"},
               {"then": ""}, {"template_key": "a b"}, {"body": "a\0b"}, {"version": "9" * 40}],
)  # fmt: skip
def test_a_tampered_form_is_refused_with_the_text_kept(
    cast, as_user, report, composer, broken
) -> None:
    browser = as_user(cast.sari)
    fields = {**composer(browser.get(url(report))), "body": "Teks saya.", **broken}
    refused = browser.post(url(report, "balas"), fields)
    assert refused.status_code in (409, 422)
    assert refused.context["composer"].text == fields["body"].replace("\0", "")
    assert answers(report) == 0


def test_nobody_answers_what_a_colleague_holds(cast, as_user, report, composer) -> None:
    cast.bima.queues = ["helpdesk"]
    cast.bima.save()
    browser = as_user(cast.bima)
    page = browser.get(url(report))
    assert not page.context["may_answer"]
    refused = browser.post(url(report, "balas"), {**composer(page), "body": "Halo."})
    assert refused.status_code == 422
    assert "Sari Wulandari" in html(refused)
    assert answers(report) == 0


def test_a_chosen_template_fills_the_composer_without_javascript(cast, as_user, report) -> None:
    page = as_user(cast.sari).get(url(report), {"templat": "google-education-storage"})
    assert page.context["composer"].template_key == "google-education-storage"
    assert page.context["composer"].text.startswith("Selamat ")


def test_the_picker_shows_the_template_filled_and_grouped(cast, as_user, report) -> None:
    browser = as_user(cast.sari)
    groups = dict(browser.get(url(report, "templat")).context["groups"])
    assert any(row.key == "google-education-storage" for row in groups["Cocok untuk pelapor ini"])
    preview = html(browser.get(url(report, "templat/google-education-storage")))
    assert "Ibu Lestari Contoh" in preview
    assert browser.get(url(report, "templat/tidak-ada")).status_code == 404
    other = browser.get(url(report, "templat"), {"kategori": "14"})
    assert other.context["wanted"] is Category.CHROMEBOOK


def test_the_volunteers_link_words_become_the_link_on_sending(
    cast, as_user, reset, composer
) -> None:
    browser = as_user(cast.yohana)
    fields = {**composer(browser.get(url(reset) + "?hasil=tanya")), "then": "waiting_requester"}
    fields["body"] += "\n\nLihat (tautan laporan)."
    browser.post(url(reset, "balas"), fields)
    assert status_url(reset.pk) in Message.objects.get(ticket=reset, author="volunteer").body


# --- Notes ----------------------------------------------------------------------------------------


def test_a_note_is_kept_once_and_never_mailed(cast, as_user, report) -> None:
    browser = as_user(cast.sari)
    key = browser.get(url(report)).context["composer"].note_key
    for _ in range(2):
        response = browser.post(url(report, "catatan"), {"key": key, "body": "Surat menyusul."})
        assert response["Location"] == f"{url(report)}?kabar=catatan"
    assert Message.objects.filter(ticket=report, public=False).count() == 1
    assert not DeliveryJob.objects.filter(action="answer").exists()


@pytest.mark.parametrize("body", ["", "Sandinya: Guru#2026"])
def test_a_refused_note_keeps_the_text(cast, as_user, report, body) -> None:
    refused = as_user(cast.sari).post(
        url(report, "catatan"), {"key": str(uuid.uuid4()), "body": body}
    )
    assert refused.status_code == 422
    assert refused.context["composer"].note == body
    assert refused.context["composer"].tab == "catatan"


def test_a_new_report_shows_a_page_but_takes_no_answer(cast, as_user) -> None:
    ticket = open_report()
    page = as_user(cast.kartika).get(url(ticket))
    assert page.status_code == 200
    assert not page.context["may_answer"]


# --- The report is gone while one writes ------------------------------------------------------------


@pytest.mark.parametrize("by_htmx", [False, True])
@pytest.mark.parametrize(
    ("who", "verb", "data"),
    [
        ("sari", "catatan", {"body": "Sudah ditelepon <dua> kali."}),
        ("sari", "pindah", {"queue": "dapodik", "reason": "Sudah ditelepon <dua> kali."}),
        ("sari", "tahan", {"until": "2099-01-01", "reason": "Sudah ditelepon <dua> kali."}),
        ("sari", "lihat-nik", {"reason": "Sudah ditelepon <dua> kali."}),
        ("yohana", "kembalikan", {"reason": "Sudah ditelepon <dua> kali."}),
    ],
)
def test_a_note_or_a_reason_is_handed_back_when_the_report_moved_away(
    cast, as_user, report, reset, who, verb, data, by_htmx
) -> None:
    ticket = reset if who == "yohana" else report
    browser = as_user(getattr(cast, who))
    kartika = viewer(cast.kartika)
    queue = "helpdesk" if who == "yohana" else "dapodik"
    working.transfer(kartika, ticket.pk, queue=queue, reason="Bagian lain.")
    headers = {"HX-Request": "true"} if by_htmx else {}
    gone = browser.post(url(ticket, verb), {**data, "key": str(uuid.uuid4())}, headers=headers)
    assert gone.status_code == 404
    assert "Teks yang Anda tulis belum terkirim" in html(gone)
    assert "Sudah ditelepon &lt;dua&gt; kali.</textarea>" in html(gone)
    assert ("<html" in html(gone)) is not by_htmx
    assert not Message.objects.filter(ticket=ticket, public=False).exists()
