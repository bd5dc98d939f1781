"""Two people or two clicks at once never make two answers: real threads, real commits."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, connections

from helpdesk.accounts.viewer import reporter
from helpdesk.taxonomy import State
from helpdesk.tickets.models import Message, Ticket, TicketEvent
from helpdesk.tickets.services import talking, working
from helpdesk.tickets.services.base import Conflict, NotAllowed, Refused
from helpdesk.tickets.services.opening import open_ticket
from integrations.models import DeliveryJob
from tests.cast import make_cast, viewer
from tests.factories import claimed_report, new_report, open_report, sorted_report
from triage import pipeline
from triage.models import Prediction

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("reload_reference"),
]


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Run the acts in threads that start together; return results or the exceptions raised."""
    barrier = threading.Barrier(len(acts))
    results: list[Any] = [None] * len(acts)

    def run(index: int, act: Callable[[], Any]) -> None:
        try:
            barrier.wait(timeout=10)
            results[index] = act()
        except Exception as error:
            results[index] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return results


def test_we_are_on_a_real_server() -> None:
    assert connection.vendor == "postgresql"


def test_of_eight_claims_at_once_one_wins_and_the_others_learn_who() -> None:
    cast = make_cast()
    people = [viewer(p) for p in (cast.kartika, cast.yohana, cast.dadang)]
    for _ in range(5):
        ticket = sorted_report()
        results = at_once(*[lambda p=p, n=ticket.pk: working.claim(p, n) for p in (people * 3)[:8]])
        winners = [r for r in results if isinstance(r, Ticket)]
        assert winners
        assert {w.assignee_id for w in winners} == {winners[0].assignee_id}
        assert all(isinstance(r, NotAllowed | Ticket) for r in results), results
        assert TicketEvent.objects.filter(ticket=ticket, kind="ticket.claimed").count() == 1


def test_the_same_form_sent_eight_times_at_once_makes_one_report() -> None:
    report = new_report()
    results = at_once(*[lambda: open_ticket(report)] * 8)
    assert len({r.number for r in results}) == 1
    assert sum(r.created for r in results) == 1
    assert Ticket.objects.filter(submission_key=report.submission_key).count() == 1
    assert DeliveryJob.objects.filter(action="confirmation").count() == 1


def test_the_same_answer_clicked_six_times_at_once_is_one_mail() -> None:
    supervisor = viewer(make_cast().kartika)
    ticket = claimed_report(supervisor)
    reply = talking.Reply("Silakan dicoba.", uuid.uuid4(), State.SOLVED)
    results = at_once(*[lambda: talking.answer(supervisor, ticket.pk, reply)] * 6)
    assert all(isinstance(r, Ticket) for r in results), results
    assert Message.objects.filter(ticket=ticket, author="staff").count() == 1
    assert DeliveryJob.objects.filter(action="answer").count() == 1


def test_the_same_answer_clicked_twice_on_one_version_went_out_and_says_so() -> None:
    supervisor = viewer(make_cast().kartika)
    for _ in range(5):
        ticket = claimed_report(supervisor)
        reply = talking.Reply("Silakan dicoba.", uuid.uuid4(), State.SOLVED)
        results = at_once(
            *[
                lambda n=ticket.pk, v=ticket.version, r=reply: talking.answer(
                    supervisor, n, r, seen_version=v
                )
            ]
            * 2
        )
        assert all(isinstance(r, Ticket) for r in results), results
        assert Message.objects.filter(ticket=ticket, author="staff").count() == 1


def test_two_different_answers_at_once_on_one_version_are_one_answer_and_one_conflict() -> None:
    supervisor = viewer(make_cast().kartika)
    ticket = claimed_report(supervisor)
    results = at_once(
        *[
            lambda text=text: talking.answer(
                supervisor,
                ticket.pk,
                talking.Reply(text, uuid.uuid4()),
                seen_version=ticket.version,
            )
            for text in ("Jawaban satu", "Jawaban dua")
        ]
    )
    assert sum(isinstance(r, Conflict) for r in results) == 1, results
    assert Message.objects.filter(ticket=ticket, author="staff").count() == 1


def test_an_answer_and_the_reporters_reply_at_once_both_stand() -> None:
    supervisor = viewer(make_cast().kartika)
    ticket = claimed_report(supervisor)
    results = at_once(
        lambda: talking.answer(
            supervisor, ticket.pk, talking.Reply("Sudah.", uuid.uuid4(), State.SOLVED)
        ),
        lambda: talking.reporter_replies(
            reporter(ticket.pk), ticket.pk, "Masih gagal.", key=uuid.uuid4()
        ),
    )
    assert all(isinstance(r, Ticket) for r in results), results
    assert Message.objects.filter(ticket=ticket, public=True).count() == 3
    assert Ticket.objects.get(pk=ticket.pk).version == ticket.version + 2


def test_a_report_sorted_by_four_workers_at_once_is_sorted_once() -> None:
    ticket = open_report()
    results = at_once(*[lambda: pipeline.run(ticket.pk)] * 4)
    assert sum(r is not None for r in results) == 1, results
    sorted_events = TicketEvent.objects.filter(ticket=ticket, kind__startswith="ticket.sort")
    assert sorted_events.count() == 1
    assert Prediction.objects.filter(ticket_id=ticket.pk).count() <= 1


def test_two_reports_merged_into_each_other_at_once_end_as_one() -> None:
    boss = viewer(make_cast().kartika)
    for _ in range(5):
        one, two = sorted_report(), sorted_report()
        results = at_once(
            lambda a=one.pk, b=two.pk: working.merge(boss, a, into=b),
            lambda a=one.pk, b=two.pk: working.merge(boss, b, into=a),
        )
        assert sum(isinstance(r, Ticket) for r in results) == 1, results
        assert sum(isinstance(r, Refused) for r in results) == 1, results
        states = {Ticket.objects.get(pk=t.pk).state for t in (one, two)}
        assert states == {State.MERGED, State.QUEUED}
