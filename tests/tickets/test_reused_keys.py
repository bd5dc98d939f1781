"""A key that was used once never swallows another text (design.md 7)."""

from __future__ import annotations

import uuid
from dataclasses import replace
from typing import Any

import pytest

from helpdesk.accounts.viewer import reporter
from helpdesk.taxonomy import Category, State, UserType
from helpdesk.tickets.files import NewFile
from helpdesk.tickets.models import Attachment, Message, Ticket, TicketEvent
from helpdesk.tickets.services import talking
from helpdesk.tickets.services.base import KeyTaken, Refused
from helpdesk.tickets.services.opening import KeyReused, open_ticket
from integrations.models import DeliveryJob
from tests.cast import Cast, viewer
from tests.factories import claimed_report, new_report, open_report

pytestmark = pytest.mark.django_db
OTHER = "Pesan lain sudah terkirim dari halaman ini. Muat ulang halaman lalu kirim lagi."


@pytest.mark.parametrize(
    "change",
    [
        {"email": "paulus.contoh@example.com"},
        {"title": "Akun saya terkunci"},
        {"category": Category.ACTIVATION},
        {"user_type": UserType.PRINCIPAL},
        {"detail": "Ini laporan lain dari orang lain di komputer yang sama."},
        {"nik": "9901015508900002"},
        {"nik": ""},
        {"name": "Lestari Contoh Dewi"},
        {"salutation": "bapak"},
        {"private_email": "lestari.dapodik@example.com"},
        {"account": "lestaricontoh13@guru.sd.belajar.id"},
        {"level": "smp"},
        {"school_name": "SD Negeri Contoh 2"},
        {"npsn": "99900002"},
        {"province": "51", "regency": None},
        {"regency": None},
        {"self_service_tried": True},
        {"files": [NewFile("surat.pdf", "application/pdf", b"%PDF-1.4 lain")]},
        {"files": ()},
    ],
)
def test_another_report_under_a_used_key_is_refused_and_writes_nothing(
    change: dict[str, Any],
) -> None:
    report = new_report(files=[NewFile("surat.pdf", "application/pdf", b"%PDF-1.4")])
    first = open_ticket(report)
    with pytest.raises(KeyReused) as refusal:
        open_ticket(replace(report, **change))
    assert refusal.value.number == first.number
    assert str(first.number) not in refusal.value.message
    assert Ticket.objects.count() == Message.objects.count() == TicketEvent.objects.count() == 1
    assert DeliveryJob.objects.filter(action="confirmation").count() == 1


def test_the_same_files_in_another_order_are_the_same_report() -> None:
    files = [NewFile(f"{n}.pdf", "application/pdf", f"%PDF-1.4 {n}".encode()) for n in range(2)]
    report = new_report(files=files)
    first = open_ticket(report)
    assert open_ticket(replace(report, files=files[::-1])) == replace(first, created=False)


def test_the_same_report_is_still_known_after_the_desk_changed_its_category() -> None:
    report = new_report()
    first = open_ticket(report)
    Ticket.objects.filter(pk=first.number).update(category=Category.ACTIVATION)
    talking.reporter_replies(reporter(first.number), first.number, "Lagi.", key=uuid.uuid4())
    assert open_ticket(report).number == first.number


def test_another_reply_under_a_used_key_is_refused() -> None:
    ticket, key = open_report(), uuid.uuid4()
    me = reporter(ticket.pk)
    for _ in range(2):
        talking.reporter_replies(me, ticket.pk, "Pesan pertama.", key=key)
    with pytest.raises(Refused) as refusal:
        talking.reporter_replies(me, ticket.pk, "Pesan kedua.", key=key)
    assert refusal.value.message == OTHER
    assert Message.objects.filter(ticket=ticket).count() == 2
    assert not Attachment.objects.exists()


def test_a_reply_with_another_file_under_a_used_key_is_refused() -> None:
    ticket, key = open_report(), uuid.uuid4()
    me = reporter(ticket.pk)
    papers = [NewFile("surat.pdf", "application/pdf", b"%PDF-1.4")]
    for _ in range(2):
        talking.reporter_replies(me, ticket.pk, "Ini suratnya.", key=key, files=papers)
    for other in ([NewFile("surat.pdf", "application/pdf", b"%PDF-1.4 benar")], []):
        with pytest.raises(KeyTaken):
            talking.reporter_replies(me, ticket.pk, "Ini suratnya.", key=key, files=other)
    assert Attachment.objects.count() == 1


def test_the_same_answer_with_another_end_under_a_used_key_is_refused(cast: Cast) -> None:
    desk = viewer(cast.kartika)
    ticket = claimed_report(desk)
    reply = talking.Reply("Silakan dicoba.", uuid.uuid4())
    for _ in range(2):
        talking.answer(desk, ticket.pk, reply)
    with pytest.raises(KeyTaken):
        talking.answer(desk, ticket.pk, replace(reply, then=State.SOLVED))
    assert Ticket.objects.get(pk=ticket.pk).state == State.IN_PROGRESS


def test_another_answer_under_a_used_key_is_refused(cast: Cast) -> None:
    desk = viewer(cast.kartika)
    ticket = claimed_report(desk)
    reply = talking.Reply("Silakan dicoba.", uuid.uuid4())
    for _ in range(2):
        talking.answer(desk, ticket.pk, reply)
    with pytest.raises(Refused) as refusal:
        talking.answer(desk, ticket.pk, replace(reply, body="Mohon kirim NPSN.",
                                                then=State.WAITING_REQUESTER))  # fmt: skip
    assert refusal.value.message == OTHER
    assert Ticket.objects.get(pk=ticket.pk).state == State.IN_PROGRESS
    assert Message.objects.filter(ticket=ticket, author="staff").count() == 1


def test_another_note_under_a_used_key_is_refused(cast: Cast) -> None:
    desk = viewer(cast.kartika)
    ticket, key = claimed_report(desk), uuid.uuid4()
    for _ in range(2):
        talking.note(desk, ticket.pk, "Sudah saya telepon.", key=key)
    with pytest.raises(Refused) as refusal:
        talking.note(desk, ticket.pk, "Tidak diangkat.", key=key)
    assert refusal.value.message == OTHER
    assert Message.objects.filter(ticket=ticket, public=False).count() == 1


def test_a_note_does_not_pass_for_the_answer_with_the_same_words(cast: Cast) -> None:
    desk = viewer(cast.kartika)
    ticket, key = claimed_report(desk), uuid.uuid4()
    talking.note(desk, ticket.pk, "Sudah direset.", key=key)
    with pytest.raises(Refused):
        talking.answer(desk, ticket.pk, talking.Reply("Sudah direset.", key))
