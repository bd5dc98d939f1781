"""The shortest way through the core, without any interface."""

from __future__ import annotations

import uuid

import pytest

from helpdesk.accounts.viewer import reporter
from helpdesk.taxonomy import State
from helpdesk.tickets.models import Message, Ticket
from helpdesk.tickets.services import talking, working
from helpdesk.tickets.services.base import Conflict, NotAllowed, NotFound, Refused
from helpdesk.tickets.services.opening import open_ticket
from integrations.models import DeliveryJob
from tests.cast import viewer
from tests.factories import NIK, claimed_report, new_report, open_report, sorted_report

pytestmark = pytest.mark.django_db


def test_the_same_form_sent_twice_makes_one_report() -> None:
    report = new_report()
    first, second = open_ticket(report), open_ticket(report)
    assert first.number == second.number
    assert (first.created, second.created) == (True, False)
    assert DeliveryJob.objects.filter(action="confirmation").count() == 1


def test_report_numbers_go_on_where_the_old_desk_stopped(settings) -> None:
    assert open_report().pk >= settings.FIRST_REPORT_NUMBER


def test_the_nik_is_nowhere_in_readable_form() -> None:
    ticket = open_report()
    assert NIK.encode() not in bytes(ticket.identity.ciphertext)
    values = " ".join(
        str(value) for value in Ticket.objects.filter(pk=ticket.pk).values()[0].values()
    )
    assert NIK not in values
    assert ticket.identity.last_four == NIK[-4:]


def test_a_password_report_goes_to_the_co_kapten_of_the_regency(cast) -> None:
    ticket = sorted_report()
    assert ticket.queue_id == "co-kapten-3201"
    assert "Co-Kapten Kabupaten Bogor" in ticket.reason


def test_an_answer_is_sent_once_however_often_it_is_clicked(cast) -> None:
    sari = viewer(cast.kartika)
    ticket = claimed_report(sari)
    reply = talking.Reply("Selamat pagi, silakan dicoba.", uuid.uuid4(), State.SOLVED)
    for _ in range(2):
        talking.answer(sari, ticket.pk, reply, seen_version=ticket.version)
    assert Message.objects.filter(ticket=ticket, author="staff").count() == 1
    assert DeliveryJob.objects.filter(action="answer").count() == 1


def test_an_answer_against_a_colleagues_change_shows_what_changed(cast) -> None:
    supervisor = viewer(cast.kartika)
    ticket = claimed_report(supervisor)
    talking.note(supervisor, ticket.pk, "Sudah saya telepon.", key=uuid.uuid4())
    talking.reporter_replies(reporter(ticket.pk), ticket.pk, "Masih gagal.", key=uuid.uuid4())
    with pytest.raises(Conflict) as refusal:
        talking.answer(
            supervisor,
            ticket.pk,
            talking.Reply("Halo", uuid.uuid4()),
            seen_version=ticket.version,
        )
    assert [event.kind for event in refusal.value.events] == ["note.added", "message.received"]
    assert not Message.objects.filter(ticket=ticket, author="staff", public=True).exists()


def test_a_second_person_is_told_who_was_quicker(cast) -> None:
    ticket = sorted_report()
    working.claim(viewer(cast.yohana), ticket.pk)
    with pytest.raises(NotAllowed, match="Yohana Tamba"):
        working.claim(viewer(cast.kartika), ticket.pk)


def test_an_outsider_finds_nothing(cast) -> None:
    ticket = sorted_report()
    for person in (cast.wayan, cast.bima, cast.maria, cast.rudi):
        with pytest.raises(NotFound):
            working.claim(viewer(person), ticket.pk)


def test_a_password_in_an_answer_is_caught(cast) -> None:
    supervisor = viewer(cast.kartika)
    ticket = claimed_report(supervisor)
    with pytest.raises(Refused, match="kata sandi"):
        talking.answer(
            supervisor, ticket.pk, talking.Reply("Password baru: Guru#2026", uuid.uuid4())
        )


def test_a_reply_to_a_solved_report_reopens_it_with_the_same_person(cast) -> None:
    supervisor = viewer(cast.kartika)
    ticket = claimed_report(supervisor)
    talking.answer(supervisor, ticket.pk, talking.Reply("Sudah.", uuid.uuid4(), State.SOLVED))
    talking.reporter_replies(reporter(ticket.pk), ticket.pk, "Belum bisa.", key=uuid.uuid4())
    ticket = Ticket.objects.get(pk=ticket.pk)
    assert ticket.state == State.IN_PROGRESS
    assert ticket.assignee_id == cast.kartika.pk
