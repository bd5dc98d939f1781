"""The time limit of volunteers and what is due next (domain.md R5, 10)."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from helpdesk.accounts.viewer import reporter
from helpdesk.sla.policy import volunteer_deadline
from helpdesk.taxonomy import Category, State
from helpdesk.tickets import queries
from helpdesk.tickets.models import Ticket
from helpdesk.tickets.services import talking, working
from tests.cast import viewer
from tests.factories import claimed_report, open_report, sorted_report
from triage import tasks

pytestmark = pytest.mark.django_db
MONDAY = datetime.fromisoformat("2026-11-23T09:00:00+07:00")
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    """Set the time of the services."""

    def at(moment: datetime) -> None:
        monkeypatch.setattr(timezone, "now", lambda: moment)

    at(MONDAY)
    return at


def now(ticket: Ticket) -> Ticket:
    return Ticket.objects.get(pk=ticket.pk)


def reply(then: State = State.IN_PROGRESS) -> talking.Reply:
    return talking.Reply("Apakah akunnya benar?", uuid.uuid4(), then)


def says(ticket: Ticket) -> None:
    talking.reporter_replies(reporter(ticket.pk), ticket.pk, "Benar.", key=uuid.uuid4())


def test_a_volunteer_has_two_working_days(cast, clock) -> None:
    ticket = sorted_report()
    assert ticket.volunteer_due == volunteer_deadline(MONDAY)
    clock(MONDAY + DAY)
    assert tasks.return_overdue() == 0
    clock(MONDAY + 2 * DAY)
    assert tasks.return_overdue() == 1
    assert (now(ticket).queue_id, now(ticket).rule) == ("helpdesk", "R5")
    assert now(ticket).volunteer_due is None


@pytest.mark.parametrize("goes_on", ["lanjutkan", "balasan"])
def test_waiting_for_the_reporter_costs_the_volunteer_no_time(cast, clock, goes_on) -> None:
    ticket, yohana = sorted_report(), viewer(cast.yohana)
    clock(MONDAY + timedelta(hours=1))
    talking.answer(yohana, ticket.pk, reply(State.WAITING_REQUESTER))
    clock(MONDAY + 7 * DAY + timedelta(hours=1))
    assert tasks.return_overdue() == 0
    working.resume(yohana, ticket.pk) if goes_on == "lanjutkan" else says(ticket)
    assert tasks.return_overdue() == 0
    assert now(ticket).volunteer_due == volunteer_deadline(MONDAY + 7 * DAY)


def test_a_volunteer_who_claims_and_releases_gains_no_time_and_no_place(cast, clock) -> None:
    ticket, yohana = sorted_report(), viewer(cast.yohana)
    for hours in (2, 26, 47):
        clock(MONDAY + timedelta(hours=hours))
        working.claim(yohana, ticket.pk)
        working.release(yohana, ticket.pk)
    assert now(ticket).queued_at == ticket.queued_at
    clock(MONDAY + 2 * DAY)
    assert tasks.return_overdue() == 1


def test_a_message_of_the_reporter_does_not_begin_the_two_days_anew(cast, clock) -> None:
    ticket = sorted_report()
    clock(MONDAY + DAY)
    says(ticket)
    assert now(ticket).volunteer_due == ticket.volunteer_due
    clock(MONDAY + 2 * DAY)
    assert tasks.return_overdue() == 1


def test_reports_handed_over_before_the_column_get_their_limit_from_the_sweep(cast, clock) -> None:
    ticket = sorted_report()
    Ticket.objects.filter(pk=ticket.pk).update(volunteer_due=None)
    clock(MONDAY + timedelta(hours=3))
    assert tasks.return_overdue() == 0
    assert now(ticket).volunteer_due == volunteer_deadline(MONDAY)
    assert now(ticket).version == ticket.version


def test_what_is_due_next_is_the_answer_and_then_the_solution(cast, clock) -> None:
    ticket = open_report()
    assert ticket.next_due == ticket.first_response_due
    held = claimed_report(viewer(cast.sari), category=Category.GOOGLE_EDUCATION)
    assert held.next_due == held.first_response_due
    talking.answer(viewer(cast.sari), held.pk, reply(State.WAITING_REQUESTER))
    assert now(held).next_due == held.resolution_due
    clock(MONDAY + DAY)
    says(held)
    assert now(held).next_due == now(held).resolution_due > held.resolution_due


def test_the_list_puts_an_owed_first_answer_before_an_earlier_begun_report(cast, clock) -> None:
    old = claimed_report(viewer(cast.sari), category=Category.GOOGLE_EDUCATION)
    talking.answer(viewer(cast.sari), old.pk, reply())
    clock(MONDAY + timedelta(hours=2))
    new = sorted_report(category=Category.GOOGLE_EDUCATION)
    rows = queries.inbox(viewer(cast.sari), "semua").rows
    assert [row.pk for row in rows] == [new.pk, old.pk]


def test_soon_is_half_a_working_day_over_night_and_weekend(cast, clock) -> None:
    friday = MONDAY + timedelta(days=4, hours=6)  # 15.00, two hours before closing
    clock(MONDAY + timedelta(days=3, hours=7, minutes=30))
    ticket = sorted_report(category=Category.GOOGLE_EDUCATION)  # first answer due Friday 16.30
    later = sorted_report(category=Category.GOOGLE_EDUCATION)
    due = MONDAY + timedelta(days=7, hours=1, minutes=30)  # Monday 10.30: 3.5 working hours on
    Ticket.objects.filter(pk=later.pk).update(next_due=due)
    clock(friday)
    sari = viewer(cast.sari)
    assert [t.pk for t in queries.inbox(sari, "tenggat").rows] == [ticket.pk, later.pk]
    clock(friday - timedelta(hours=1))
    assert [t.pk for t in queries.inbox(sari, "tenggat").rows] == [ticket.pk]


def restored(cast, ticket: Ticket) -> None:
    working.reject(viewer(cast.kartika), ticket.pk, reason="Spam")
    working.restore(viewer(cast.kartika), ticket.pk)


def unmerged(cast, ticket: Ticket) -> None:
    working.merge(viewer(cast.kartika), ticket.pk, into=sorted_report().pk)
    working.unmerge(viewer(cast.kartika), ticket.pk)


@pytest.mark.parametrize("way", [restored, unmerged])
def test_what_is_taken_back_is_sorted_by_the_helpdesk(cast, clock, way) -> None:
    ticket = sorted_report()
    assert ticket.queue_id == "co-kapten-3201"
    way(cast, ticket)
    back = now(ticket)
    assert (back.state, back.queue_id, back.rule) == (State.NEEDS_SORTING, "helpdesk", "T2")
    assert "dipilah lagi" in back.reason
    assert back.volunteer_due is None
    assert back.pk in [t.pk for t in queries.inbox(viewer(cast.sari), "triase").rows]
