"""A reply to a closed report becomes a new report that follows it (docs/decisions/0010)."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from helpdesk.accounts.viewer import reporter, system
from helpdesk.taxonomy import Category, State
from helpdesk.tickets import access, identity
from helpdesk.tickets.models import Attachment, Message, Ticket, TicketEvent
from helpdesk.tickets.services import sorting, talking, working
from integrations.models import DeliveryJob
from tests.cast import PASSWORD, Cast, viewer
from tests.factories import NIK, claimed_report, open_report
from tests.portal.forms import png, upload
from triage.pipeline import route_for

pytestmark = pytest.mark.django_db
TEXT = "Kendala yang sama muncul lagi sejak pagi ini."


def _url(number: int, part: str = "") -> str:
    return f"/lapor/{access.token_of(number)}/{part}"


@pytest.fixture
def closed(cast: Cast) -> Ticket:
    """Answered by Kartika, closed by the reporter; the desk had corrected the category."""
    kartika = viewer(cast.kartika)
    ticket = claimed_report(kartika, self_service_tried=True)
    sorting.correct_category(
        kartika, ticket.pk, category=Category.SIMPKB, route=route_for(ticket, Category.SIMPKB)
    )
    answer = talking.Reply("Silakan coba lagi.", key=uuid.uuid4(), then=State.SOLVED)
    talking.answer(kartika, ticket.pk, answer)
    talking.reporter_confirms(reporter(ticket.pk), ticket.pk)
    return Ticket.objects.get(pk=ticket.pk)


def _reply(client: Client, ticket: Ticket, **changes: Any) -> Any:
    form = {"body": TEXT, "key": str(uuid.uuid4()), **changes}
    return client.post(_url(ticket.pk, "balas/"), form)


def test_the_closed_page_says_that_a_reply_becomes_a_new_report(
    client: Client, closed: Ticket
) -> None:
    page = client.get(_url(closed.pk)).content.decode()
    assert "balasan Anda menjadi laporan baru yang tertaut, dengan nomor baru" in page
    assert 'name="body"' in page


@pytest.mark.parametrize("days", [0, 15, 400])
def test_a_reply_of_any_age_opens_a_report_with_the_same_person_and_matter(
    client: Client, closed: Ticket, days: int
) -> None:
    Ticket.objects.filter(pk=closed.pk).update(closed_at=timezone.now() - timedelta(days=days))
    response = _reply(client, closed, attachments=[upload(png())])
    follow = Ticket.objects.get(follow_up_of=closed)
    assert response.status_code == 303
    assert response["Location"] == _url(follow.pk) + "?baru=1"
    for name in (
        "title", "user_type", "requester_name", "salutation", "email", "private_email", "account",
        "account_role", "level", "school_name", "npsn", "position", "office_type", "province_id",
        "regency_id", "chosen_category", "self_service_tried",
    ):  # fmt: skip
        assert getattr(follow, name) == getattr(closed, name), name
    assert follow.state == State.NEW
    assert follow.category == Category.PASSWORD != closed.category
    assert follow.created_at > closed.created_at
    assert follow.resolution_due is not None
    assert (follow.assignee_id, follow.queue_id, follow.solved_at, follow.rating) == (None,) * 4
    said = Message.objects.get(ticket=follow)
    assert (said.body, said.author, said.channel) == (TEXT, "reporter", "web")
    assert Attachment.objects.get(ticket=follow).message == said


def test_the_nik_is_kept_for_the_new_report_and_shown_masked(
    client: Client, closed: Ticket
) -> None:
    _reply(client, closed)
    follow = Ticket.objects.get(follow_up_of=closed)
    assert identity.masked(follow) == identity.masked(closed)
    assert identity.masked(follow).nik == "*" * 12 + NIK[-4:]
    assert identity.read(follow).nik == NIK
    assert identity.is_of(follow.pk, nik=NIK)
    assert NIK not in client.get(_url(follow.pk)).content.decode()


def test_a_report_without_a_nik_is_followed_by_one_without(client: Client, cast: Cast) -> None:
    ticket = claimed_report(viewer(cast.kartika), nik="")
    talking.reporter_confirms(reporter(ticket.pk), ticket.pk)
    _reply(client, ticket)
    assert not identity.masked(Ticket.objects.get(follow_up_of=ticket))


def test_both_histories_say_so_and_the_closed_one_stays_closed(
    client: Client, closed: Ticket
) -> None:
    _reply(client, closed)
    follow = Ticket.objects.get(follow_up_of=closed)
    new = TicketEvent.objects.get(ticket=follow)
    old = TicketEvent.objects.filter(ticket=closed).latest("pk")
    assert (new.kind, new.reason) == (
        "ticket.opened", f"Lanjutan dari laporan #{closed.pk} yang sudah ditutup."
    )  # fmt: skip
    assert (old.kind, old.reason) == (
        "ticket.followed_up", f"Balasan pelapor menjadi laporan #{follow.pk}."
    )  # fmt: skip
    stored = Ticket.objects.get(pk=closed.pk)
    assert (stored.state, stored.closed_at) == (State.CLOSED, closed.closed_at)
    assert stored.messages.count() == closed.messages.count()


def test_sent_twice_it_is_one_report(client: Client, closed: Ticket) -> None:
    key = str(uuid.uuid4())
    sent = [_reply(client, closed, key=key, attachments=[upload(png())]) for _ in range(2)]
    assert sent[0]["Location"] == sent[1]["Location"]
    assert Ticket.objects.filter(follow_up_of=closed).count() == 1
    assert Attachment.objects.count() == 1
    assert TicketEvent.objects.filter(kind="ticket.followed_up").count() == 1


def test_another_text_under_a_used_key_comes_back(client: Client, closed: Ticket) -> None:
    key = str(uuid.uuid4())
    _reply(client, closed, key=key)
    response = _reply(client, closed, key=key, body="Ralat: kendalanya lain.")
    page = response.content.decode()
    assert response.status_code == 422
    assert "Ralat: kendalanya lain.</textarea>" in page
    assert Ticket.objects.filter(follow_up_of=closed).count() == 1


def test_a_reply_sent_before_closing_and_again_after_it_stays_one_message(
    client: Client, cast: Cast
) -> None:
    ticket = claimed_report(viewer(cast.kartika))
    key = str(uuid.uuid4())
    _reply(client, ticket, key=key)
    client.post(_url(ticket.pk, "selesai/"))
    assert _reply(client, ticket, key=key).status_code == 303
    assert not Ticket.objects.filter(follow_up_of=ticket).exists()


def test_the_new_report_is_confirmed_sorted_and_told_apart_by_mail(
    client: Client, closed: Ticket, worker: Any, bells: Any
) -> None:
    mail.outbox.clear()
    _reply(client, closed)
    follow = Ticket.objects.get(follow_up_of=closed)
    assert DeliveryJob.objects.filter(action="confirmation", ticket_number=follow.pk).count() == 1
    worker.run()
    follow = Ticket.objects.get(pk=follow.pk)
    assert follow.state == State.NEEDS_SORTING  # the tests have no model in service
    letter = next(m for m in mail.outbox if f"[#{follow.pk}]" in m.subject)
    assert letter.to == [closed.email]
    assert f"Laporan #{closed.pk} sudah ditutup, jadi balasan Anda menjadi laporan baru" in (
        str(letter.body)
    )


def test_a_first_report_is_confirmed_without_a_word_of_another(client: Client, worker: Any) -> None:
    mail.outbox.clear()
    open_report()
    worker.run()
    assert "sudah ditutup" not in str(mail.outbox[0].body)


def test_the_reporter_finds_the_way_from_either_page(client: Client, closed: Ticket) -> None:
    receipt = client.get(_reply(client, closed)["Location"]).content.decode()
    follow = Ticket.objects.get(follow_up_of=closed)
    assert f"Laporan #{closed.pk} sudah ditutup, jadi balasan Anda menjadi laporan baru" in receipt
    assert f'data-draft-sent="balas-{closed.pk}"' in receipt
    assert _url(closed.pk) in client.get(_url(follow.pk)).content.decode()
    page = client.get(_url(closed.pk)).content.decode()
    assert _url(follow.pk) in page
    assert 'name="body"' not in page  # more is to be said there
    assert "tulis balasan di bawah" not in page


def test_when_the_follow_up_is_closed_too_the_first_takes_a_reply_again(
    client: Client, closed: Ticket
) -> None:
    _reply(client, closed)
    follow = Ticket.objects.get(follow_up_of=closed)
    working.reject(system("uji"), follow.pk, reason="Terkirim dua kali.")
    assert 'name="body"' in client.get(_url(closed.pk)).content.decode()


def test_a_password_opens_no_report_and_comes_back(client: Client, closed: Ticket) -> None:
    body = "password saya Rahasia#77 ya"
    response = _reply(client, closed, body=body)
    assert response.status_code == 422
    assert f"{body}</textarea>" in response.content.decode()
    assert not Ticket.objects.filter(follow_up_of=closed).exists()


def test_the_desk_sees_the_link_both_ways_and_only_where_it_may_look(
    client: Client, closed: Ticket, cast: Cast
) -> None:
    _reply(client, closed)
    follow = Ticket.objects.get(follow_up_of=closed)
    client.login(username="kartika", password=PASSWORD)
    for one, other in ((closed, follow), (follow, closed)):
        page = client.get(f"/meja/tiket/{one.pk}/").content.decode()
        assert f'<a href="/meja/tiket/{other.pk}/">#{other.pk}</a>' in page
    # Sari works the queue of the new report; the old one stands in another.
    Ticket.objects.filter(pk=follow.pk).update(queue="helpdesk")
    Ticket.objects.filter(pk=closed.pk).update(queue="dapodik")
    client.login(username="sari", password=PASSWORD)
    page = client.get(f"/meja/tiket/{follow.pk}/").content.decode()
    assert f"Lanjutan dari laporan #{closed.pk} yang sudah ditutup" in page
    assert f'href="/meja/tiket/{closed.pk}/"' not in page


def test_a_closed_page_costs_one_query_more(
    client: Client, closed: Ticket, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(4):  # and what follows it
        client.get(_url(closed.pk))
