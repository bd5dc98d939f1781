"""Delivers the outbox's mails (channel `email`)."""

from __future__ import annotations

from functools import partial

from django.core.exceptions import ObjectDoesNotExist
from django.core.mail import EmailMultiAlternatives

from integrations import outbox
from integrations.email import composing, transport
from integrations.models import DeliveryJob


@outbox.handler("email", run_ends=transport.close)
def deliver(job: DeliveryJob) -> None:
    """Compose and send the mail of one job.

    Mail can't be looked up afterwards, so the sending is begun at most twice without a known
    end; both carry the same Message-ID (docs/decisions/0004-outbox.md).
    """
    try:
        mail = _compose(job)
    except ObjectDoesNotExist:
        raise outbox.NeedsPerson("Laporan dari surat ini tidak ada lagi.") from None
    transport.send(mail, begin=partial(outbox.begin, job))


def _compose(job: DeliveryJob) -> EmailMultiAlternatives:
    number = job.ticket_number
    if number is None:
        raise outbox.NeedsPerson("Surat ini tanpa nomor laporan.")
    if job.action == "confirmation":
        return composing.confirmation(number)
    if job.action == "answer":
        return composing.answer(number, job.payload["message"])
    if job.action == "access":
        return composing.access_again(number, job.payload["event"])
    if job.action == "ended":
        return composing.ended(number, job.payload["event"], job.payload["kind"])
    raise outbox.NeedsPerson(f"Jenis surat “{job.action}” tidak dikenal.")
