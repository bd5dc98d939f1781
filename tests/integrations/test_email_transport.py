"""The mail server may be down, slow to like us, or hang up: nothing is lost, nothing floods."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone

from helpdesk.tickets.models import Ticket
from helpdesk.tickets.services.base import Refused
from integrations import outbox, settling
from integrations.email import headers
from integrations.models import DeliveryJob
from tests.cast import viewer
from tests.factories import open_report
from tests.integrations.smtp_stub import SmtpStub

pytestmark = pytest.mark.django_db
Status = DeliveryJob.Status


@pytest.fixture
def smtp(settings) -> Iterator[SmtpStub]:
    """A mail server on loopback that the settings name."""
    stub = SmtpStub()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", stub.port
    settings.EMAIL_TIMEOUT = 2
    yield stub
    stub.down()


def later() -> None:
    DeliveryJob.objects.filter(status=Status.WAITING).update(not_before=timezone.now())


def job_of(ticket: Ticket) -> DeliveryJob:
    return DeliveryJob.objects.get(ticket_number=ticket.pk)


def test_the_mails_of_a_run_share_one_connection(smtp) -> None:
    for _ in range(5):
        open_report()
    assert outbox.deliver_due() == {"done": 5, "failed": 0}
    assert (len(smtp.mails), smtp.connections) == (5, 1)
    open_report()
    outbox.deliver_due()
    assert (len(smtp.mails), smtp.connections) == (6, 2)


def test_while_the_server_is_down_nothing_is_lost_and_later_each_is_sent_once(smtp) -> None:
    smtp.down()
    tickets = [open_report() for _ in range(5)]
    for _ in range(outbox.MAX_ATTEMPTS + 3):
        outbox.deliver_due()
        later()
    assert outbox.parked() == []
    assert "tidak terjangkau" in DeliveryJob.objects.exclude(reason="").first().reason
    smtp.up()
    assert outbox.deliver_due() == {"done": 5, "failed": 0}
    outbox.deliver_due()
    assert sorted(m["Message-ID"] for m in smtp.mails) == sorted(
        headers.confirmation_id(ticket.pk) for ticket in tickets
    )


def test_a_passing_no_is_tried_again(smtp) -> None:
    ticket = open_report()
    smtp.answer_to_rcpt = "451 greylisted lestari.contoh@example.com"
    assert outbox.deliver_due() == {"done": 0, "failed": 1}
    assert job_of(ticket).reason == "Server surat menunda penerima (451)."
    assert (job_of(ticket).status, job_of(ticket).attempts) == (Status.WAITING, 1)
    smtp.answer_to_rcpt = "250 ok"
    later()
    outbox.deliver_due()
    assert len(smtp.mails) == 1


def test_a_refused_address_waits_for_a_person_and_is_not_written_down(smtp) -> None:
    ticket = open_report()
    smtp.answer_to_rcpt = "550 no such user lestari.contoh@example.com"
    outbox.deliver_due()
    (job,) = outbox.parked()
    assert job.reason == "Alamat email ditolak: server surat menjawab 550."
    smtp.answer_to_rcpt = "250 ok"
    outbox.release_parked(job.pk)
    outbox.deliver_due()
    assert [m["Message-ID"] for m in smtp.mails] == [headers.confirmation_id(ticket.pk)]


def test_a_refused_address_stops_no_other_mail(smtp) -> None:
    open_report()
    open_report()
    smtp.answer_to_rcpt = "550 no"
    assert outbox.deliver_due() == {"done": 0, "failed": 2}
    assert len(outbox.parked()) == 2
    assert smtp.connections == 1


def test_a_refused_mail_waits_for_a_person(smtp) -> None:
    open_report()
    smtp.answer_to_data = "554 looks like spam"
    outbox.deliver_due()
    (job,) = outbox.parked()
    assert job.reason == "Isi surat ditolak: server surat menjawab 554."


@pytest.mark.parametrize("code", [451, 452])
def test_a_server_too_busy_for_the_text_is_asked_again(smtp, code) -> None:
    ticket = open_report()
    smtp.answer_to_data = f"{code} try again"
    for _ in range(4):
        later()
        outbox.deliver_due()
    assert job_of(ticket).status == Status.WAITING
    smtp.answer_to_data = "250 taken"
    later()
    outbox.deliver_due()
    assert len(smtp.mails) == 1


def test_a_server_that_closes_shop_costs_no_attempt(smtp) -> None:
    ticket = open_report()
    smtp.answer_to_data = "421 closing"
    outbox.deliver_due()
    assert (job_of(ticket).status, job_of(ticket).attempts) == (Status.WAITING, 0)


def test_a_line_cut_after_the_text_sends_again_under_the_same_name(smtp) -> None:
    ticket = open_report()
    smtp.drop_after_data = 1
    outbox.deliver_due()
    assert "terputus" in job_of(ticket).reason
    later()
    outbox.deliver_due()
    assert job_of(ticket).status == Status.DONE
    assert [m["Message-ID"] for m in smtp.mails] == [headers.confirmation_id(ticket.pk)] * 2


def test_a_line_cut_each_time_sends_no_more_than_twice(smtp) -> None:
    open_report()
    smtp.drop_after_data = 99
    for _ in range(6):
        outbox.deliver_due()
        later()
    assert len(smtp.mails) == 2
    (job,) = outbox.parked()
    assert "Periksa apakah sudah sampai" in job.reason


def test_a_line_that_broke_between_two_mails_loses_and_doubles_none(smtp, monkeypatch) -> None:
    from integrations.email import transport

    open_report()
    open_report()
    real = transport._open

    def cut_before_the_second():
        if smtp.mails:
            transport._local.connection.connection.sock.shutdown(socket.SHUT_RDWR)
        return real()

    monkeypatch.setattr(transport, "_open", cut_before_the_second)
    assert outbox.deliver_due() == {"done": 2, "failed": 0}
    assert (len(smtp.mails), smtp.connections) == (2, 2)


def test_what_the_server_takes_is_what_was_written(smtp) -> None:
    ticket = open_report(title="Sandi é tidak bisa")
    outbox.deliver_due()
    (message,) = smtp.mails
    assert message["Subject"] == f"[#{ticket.pk}] Sandi é tidak bisa"
    assert message["Reply-To"] == headers.reply_address(ticket.pk)
    assert "lestari.contoh@example.com" in smtp.recipients[0]
    body = message.get_body(preferencelist=("plain",)).get_content()
    assert f"nomor laporan #{ticket.pk}" in body


# --- Credentials ----------------------------------------------------------------------------------
@pytest.fixture
def locked_out(smtp, settings) -> SmtpStub:
    """The server wants a login and refuses ours."""
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "helpdesk", "rahasia-surat-123"
    smtp.answer_to_auth = "535 5.7.8 bad login of helpdesk with rahasia-surat-123"
    return smtp


def let_time_pass() -> None:
    later()
    DeliveryJob.objects.filter(status=Status.PARKED).update(
        claimed_at=timezone.now() - timedelta(seconds=outbox.LOCKED_OUT_WAIT + 1)
    )


def test_refused_credentials_are_one_notice_and_not_one_for_each_mail(locked_out) -> None:
    for _ in range(5):
        open_report()
    for _ in range(4):
        outbox.deliver_due()
        let_time_pass()
    (job,) = outbox.parked()
    assert "EMAIL_URL" in job.reason
    assert "535" in job.reason
    assert "rahasia-surat-123" not in job.reason
    assert "helpdesk" not in job.reason
    assert DeliveryJob.objects.filter(status=Status.WAITING).count() == 4
    assert not locked_out.mails


def test_a_server_that_refused_us_is_not_asked_again_at_once(locked_out) -> None:
    open_report()
    outbox.deliver_due()
    assert locked_out.logins == 1
    for _ in range(5):
        open_report()
        outbox.deliver_due()
    assert locked_out.logins == 1
    let_time_pass()
    outbox.deliver_due()
    outbox.deliver_due()
    assert locked_out.logins == 2


def test_with_right_credentials_all_go_by_themselves(locked_out) -> None:
    for _ in range(4):
        open_report()
    outbox.deliver_due()
    locked_out.answer_to_auth = "235 welcome"
    let_time_pass()
    outbox.deliver_due()
    outbox.deliver_due()
    assert len(locked_out.mails) == 4
    assert not outbox.parked()


def test_a_click_tries_at_once(locked_out) -> None:
    for _ in range(3):
        open_report()
    outbox.deliver_due()
    let_time_pass()
    outbox.deliver_due()
    locked_out.answer_to_auth = "235 welcome"
    (job,) = outbox.parked()
    outbox.release_parked(job.pk)
    assert outbox.deliver_due() == {"done": 3, "failed": 0}


def test_a_login_that_is_only_put_off_parks_nothing(locked_out) -> None:
    locked_out.answer_to_auth = "454 directory away"
    open_report()
    for _ in range(outbox.MAX_ATTEMPTS + 2):
        outbox.deliver_due()
        later()
    assert not outbox.parked()


def test_a_server_that_wants_a_login_we_do_not_have_is_told_once(smtp) -> None:
    open_report()
    open_report()
    smtp.answer_to_mail = "530 authentication required"
    outbox.deliver_due()
    (job,) = outbox.parked()
    assert "EMAIL_URL (530)" in job.reason.replace("di EMAIL_URL", "EMAIL_URL")


def test_the_notice_stands_above_the_list_and_cannot_be_settled(locked_out, cast, client) -> None:
    open_report()
    outbox.deliver_due()
    (job,) = outbox.parked()
    client.force_login(cast.kartika)
    shown = client.get("/meja/kiriman/").content.decode()
    assert "Email berhenti." in shown
    assert "Anggap selesai" not in shown
    with pytest.raises(Refused):
        settling.settle(viewer(cast.kartika), job.pk, reason="Tidak perlu dikirim.")
