"""The mail server may be down, slow to like us, or hang up: nothing is lost, nothing floods."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest
from django.utils import timezone

from helpdesk.tickets.models import Ticket
from integrations import outbox
from integrations.email import headers
from integrations.models import DeliveryJob
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
