"""What reporters read in their mailbox, and what they never read there."""

from __future__ import annotations

import re
import uuid
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage

import pytest
from django.core import mail
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.taxonomy import State
from helpdesk.tickets import access
from helpdesk.tickets.models import Message, Ticket
from helpdesk.tickets.services import contact, talking
from integrations import outbox
from integrations.email import composing, headers
from integrations.models import DeliveryJob
from tests.cast import viewer
from tests.factories import NIK, claimed_report, open_report

ANSWER = "Selamat pagi, Ibu Lestari,\n\n1. Buka [laman](https://belajar.id/)\n2. Coba **lagi**\n"


def sent(ticket: Ticket, place: int = -1) -> EmailMessage:
    """Deliver what is due and return one of the ticket's mails."""
    outbox.deliver_due()
    assert not outbox.parked()
    found = [m for m in mail.outbox if f"[#{ticket.pk}]" in m.subject]
    return found[place]


def html(message) -> str:
    (alternative,) = message.alternatives
    return str(alternative[0])


def answer(who, ticket: Ticket, body: str = ANSWER) -> None:
    talking.answer(viewer(who), ticket.pk, talking.Reply(body, uuid.uuid4()))


@pytest.mark.django_db
class TestConfirmation:
    def test_a_new_report_is_confirmed_with_number_link_and_code(self) -> None:
        ticket = open_report()
        message = sent(ticket)
        assert message.to == ["lestari.contoh@example.com"]
        assert message.subject == f"[#{ticket.pk}] Tidak bisa masuk akun guru"
        for part in (message.body, html(message)):
            assert f"#{ticket.pk}" in part
            assert access.status_url(ticket.pk) in part
            assert access.code_of(ticket.pk) in part
            assert "kata sandi" in part
            assert "Senin–Jumat pukul 09.00–17.00 WIB" in part
            assert "belum dapat kami baca" in part
            assert "Ibu Lestari Contoh" in part

    @pytest.mark.parametrize(
        "hour_utc, greeting",
        [(0, "Selamat pagi"), (5, "Selamat siang"), (9, "Selamat sore"), (14, "Selamat malam")],
    )
    def test_it_greets_by_the_wib_clock_at_sending(self, time_machine, hour_utc, greeting) -> None:
        ticket = open_report()
        time_machine.move_to(timezone.now().replace(hour=hour_utc) + timedelta(days=1))
        assert sent(ticket).body.startswith(f"{greeting}, Ibu Lestari Contoh,")

    def test_a_person_of_unknown_salutation_is_not_guessed(self) -> None:
        ticket = open_report(salutation="", name="")
        assert re.match(r"Selamat \w+, Bapak/Ibu,", sent(ticket).body)

    def test_it_says_by_when_in_the_readers_zone_too(self, time_machine) -> None:
        time_machine.move_to(datetime(2026, 11, 23, 2, 0, tzinfo=UTC))
        papua = open_report(province="91", regency_code=None)
        assert "Senin, 23 November 2026 pukul 17.00 WIB (19.00 WIT)" in sent(papua).body
        bogor = open_report()
        assert "Senin, 23 November 2026 pukul 17.00 WIB." in sent(bogor).body

    def test_it_is_marked_as_automatic_and_answered_by_no_robot(self) -> None:
        message = sent(open_report()).message()
        assert message["Auto-Submitted"] == "auto-generated"
        assert message["X-Auto-Response-Suppress"] == "All"

    def test_it_never_shows_the_nik_or_what_the_reporter_told(self) -> None:
        ticket = open_report(
            title=f"Akun NIK {NIK} terkunci", detail="Rahasia: telepon 081200001234."
        )
        message = sent(ticket)
        whole = message.subject + message.body + html(message)
        assert NIK not in whole
        assert "Rahasia" not in whole

    def test_a_title_carries_no_strangers_link_into_the_mail(self) -> None:
        ticket = open_report(title="Klik https://jahat.example/a atau www.jahat.example bit.ly/x")
        message = sent(ticket)
        whole = message.subject + message.body + html(message)
        assert "jahat" not in whole
        assert "bit.ly" not in whole

    def test_a_title_with_line_breaks_makes_no_header(self) -> None:
        ticket = open_report(title="Halo\r\nBcc: semua@example.com")
        message = sent(ticket)
        assert message.subject == f"[#{ticket.pk}] Halo Bcc: [email disembunyikan]"
        assert message.message()["Bcc"] is None
        assert message.recipients() == ["lestari.contoh@example.com"]

    def test_markup_in_a_title_stays_text(self) -> None:
        message = sent(open_report(title="<b>Tebal</b> & <script>alert(1)</script>"))
        assert "<script" not in html(message)
        assert "&lt;b&gt;Tebal" in html(message)
        assert "<b>Tebal</b> & <script>" in message.body

    def test_the_same_report_is_confirmed_once(self) -> None:
        ticket = open_report()
        sent(ticket)
        outbox.deliver_due()
        assert len(mail.outbox) == 1


@pytest.mark.django_db
class TestAnswer:
    def test_an_answer_comes_as_text_and_html_with_the_status_link(self, cast) -> None:
        ticket = claimed_report(viewer(cast.kartika))
        answer(cast.kartika, ticket)
        message = sent(ticket)
        assert message.body.startswith("Selamat pagi, Ibu Lestari,\n\n1. Buka laman (https://")
        assert '<a href="https://belajar.id/"' in html(message)
        assert "<strong>lagi</strong>" in html(message)
        for part in (message.body, html(message)):
            assert access.status_url(ticket.pk) in part

    def test_the_mails_of_a_report_are_one_thread(self, cast) -> None:
        ticket = claimed_report(viewer(cast.kartika))
        for _ in range(2):
            answer(cast.kartika, ticket)
        outbox.deliver_due()
        root, first, second = (message.message() for message in mail.outbox)
        assert root["Message-ID"] == f"<laporan-{ticket.pk}@helpdesk.example.id>"
        assert root["References"] is None
        assert first["In-Reply-To"] == root["Message-ID"]
        assert second["In-Reply-To"] == first["Message-ID"]
        assert second["References"].split() == [root["Message-ID"], first["Message-ID"]]
        assert first["Auto-Submitted"] is None
        assert root["Reply-To"] == first["Reply-To"] == headers.reply_address(ticket.pk)

    def test_an_internal_note_is_never_mailed(self, cast) -> None:
        ticket = claimed_report(viewer(cast.kartika))
        talking.note(viewer(cast.kartika), ticket.pk, "Jangan dikirim.", key=uuid.uuid4())
        note = Message.objects.get(public=False)
        outbox.put(
            "email", "answer", ticket_number=ticket.pk, dedupe_key="x",
            payload={"message": note.pk},
        )  # fmt: skip
        outbox.deliver_due()
        assert [job.dedupe_key for job in outbox.parked()] == ["x"]
        assert all("Jangan dikirim" not in message.body for message in mail.outbox)

    def test_a_message_of_another_report_is_never_mailed(self, cast) -> None:
        ticket, other = claimed_report(viewer(cast.kartika)), claimed_report(viewer(cast.kartika))
        answer(cast.kartika, other)
        DeliveryJob.objects.filter(action="answer").update(ticket_number=ticket.pk)
        outbox.deliver_due()
        assert [job.action for job in outbox.parked()] == ["answer"]

    @pytest.mark.parametrize("written", [NIK, "9901 0155 0890 0001", "990101.550890.0001"])
    def test_a_nik_in_an_answer_shows_its_last_four_digits_only(self, cast, written) -> None:
        ticket = claimed_report(viewer(cast.kartika))
        answer(cast.kartika, ticket, f"NIK {written} *sudah* kami periksa.")
        message = sent(ticket)
        assert message.body.startswith("NIK ************0001 sudah")
        assert "************0001 <em>sudah</em>" in html(message)
        assert written not in message.body + html(message)

    def test_an_answer_with_a_password_stays_with_a_person(self, cast) -> None:
        ticket = claimed_report(viewer(cast.kartika))
        answer(cast.kartika, ticket)
        Message.objects.filter(author="staff").update(body="Password baru: Guru#2026")
        outbox.deliver_due()
        (job,) = outbox.parked()
        assert job.reason == "Jawaban berisi kata sandi, jadi tidak dikirim."

    def test_a_script_in_an_answer_does_not_reach_the_mail(self, cast) -> None:
        ticket = claimed_report(viewer(cast.kartika))
        answer(cast.kartika, ticket, "Halo <script>alert(1)</script> [x](javascript:alert(1))")
        message = sent(ticket)
        assert "<script" not in html(message)
        assert 'href="javascript' not in html(message)

    def test_what_the_reporter_writes_is_not_mailed_back(self, cast) -> None:
        from helpdesk.accounts.viewer import reporter

        ticket = claimed_report(viewer(cast.kartika))
        outbox.deliver_due()
        talking.reporter_replies(reporter(ticket.pk), ticket.pk, "Halo?", key=uuid.uuid4())
        outbox.deliver_due()
        assert len(mail.outbox) == 1

    def test_closing_a_report_with_an_answer_sends_one_mail(self, cast) -> None:
        ticket = claimed_report(viewer(cast.kartika))
        reply = talking.Reply(ANSWER, uuid.uuid4(), State.SOLVED)
        talking.answer(viewer(cast.kartika), ticket.pk, reply)
        outbox.deliver_due()
        assert len(mail.outbox) == 2


@pytest.mark.django_db
class TestAccess:
    def test_link_and_code_come_again_when_asked_for(self) -> None:
        ticket = open_report()
        assert contact.resend_access(ticket.pk, ticket.email)
        message = sent(ticket)
        assert access.code_of(ticket.pk) in message.body
        assert access.status_url(ticket.pk) in message.body
        assert "abaikan email ini" in message.body
        built = message.message()
        assert built["In-Reply-To"] == headers.confirmation_id(ticket.pk)
        assert built["Auto-Submitted"] == "auto-generated"

    def test_it_goes_to_the_address_of_the_report_only(self) -> None:
        ticket = open_report()
        assert not contact.resend_access(ticket.pk, "orang.lain@example.com")
        outbox.deliver_due()
        assert [message.to for message in mail.outbox] == [[ticket.email]]

    def test_each_request_is_a_mail_of_its_own(self) -> None:
        ticket = open_report()
        assert contact.resend_access(ticket.pk, ticket.email)
        assert contact.resend_access(ticket.pk, ticket.email)
        outbox.deliver_due()
        assert len({message.message()["Message-ID"] for message in mail.outbox}) == 3


@pytest.mark.django_db
class TestBrokenJobs:
    @pytest.mark.parametrize(
        "number, action", [(1, "confirmation"), (None, "confirmation"), (1, "pesta")]
    )
    def test_a_job_that_means_nothing_waits_for_a_person(self, number, action) -> None:
        outbox.put("email", action, ticket_number=number, dedupe_key="x")
        outbox.deliver_due()
        assert len(outbox.parked()) == 1
        assert mail.outbox == []


class TestNames:
    def test_a_moment_near_midnight_names_the_other_day(self) -> None:
        at = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)  # 23.00 WIB
        assert composing.in_words(at, "WIT") == (
            "Senin, 23 November 2026 pukul 23.00 WIB (Selasa, 24 November 2026 01.00 WIT)"
        )

    @given(number=st.integers(1, 2**31), other=st.integers(1, 2**31))
    def test_reply_addresses_are_valid_signed_and_tell_reports_apart(self, number, other) -> None:
        address = headers.reply_address(number)
        assert re.fullmatch(rf"laporan\+{number}\.[a-z2-7]{{16}}@helpdesk\.example\.id", address)
        assert len(address.partition("@")[0]) <= 64
        assert (address == headers.reply_address(other)) == (number == other)

    def test_another_secret_signs_otherwise(self, settings) -> None:
        before = headers.reply_address(1)
        settings.SECRET_KEY = "lain"
        assert headers.reply_address(1) != before

    def test_a_long_thread_keeps_its_root_and_its_end(self) -> None:
        names = headers.thread(7, range(1, 100))
        ids = names["References"].split()
        assert ids[0] == headers.confirmation_id(7)
        assert ids[-1] == names["In-Reply-To"] == headers.answer_id(7, 99)
        assert len(ids) == 13

    @given(st.text(max_size=200))
    def test_no_title_breaks_a_header(self, title) -> None:
        quoted = composing._quoted(title)
        assert quoted == quoted.strip()
        assert not re.search(r"[\x00-\x1f\x7f\u2028\u2029\u202a-\u202e]", quoted)
