"""State × transition × role, and random walks through the services."""

from __future__ import annotations

import re
import uuid
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from helpdesk.accounts.viewer import reporter, system
from helpdesk.taxonomy import Category, State
from helpdesk.tickets.lifecycle import TRANSITIONS
from helpdesk.tickets.models import Ticket, TicketEvent
from helpdesk.tickets.services import sorting, talking, working
from helpdesk.tickets.services.base import Refused
from helpdesk.tickets.transition_table import actors, allowed, as_markdown, ticket_in
from tests.cast import viewer
from tests.factories import open_report, sorted_report
from triage.pipeline import route_for

ROOT = Path(__file__).resolve().parents[2]


def test_the_published_table_is_the_lifecycle() -> None:
    published = (ROOT / "docs" / "reference" / "transitions.md").read_text(encoding="utf-8")
    assert published == as_markdown(), "run manage.py transition_table"


# Written by hand from design.md 4 and 5: what each actor may do in each state. The generated
# table is compared with this one, so a change of the lifecycle shows here as well.
MAY = {
    "agent": {
        "new": {"sort", "reject", "merge"},
        "needs_sorting": {"sort", "claim", "reject", "merge"},
        "queued": {"unsort", "claim", "transfer", "reject", "merge"},
        "in_progress": set(),
        "waiting_requester": set(),
        "on_hold": set(),
        "solved": {"reopen"},
        "closed": set(),
        "rejected": set(),
        "merged": {"unmerge"},
    },
    "agent (holder)": {
        "in_progress": {"release", "transfer", "ask_requester", "hold", "solve", "reject", "merge"},
        "waiting_requester": {"transfer", "hold", "resume", "solve", "merge"},
        "on_hold": {"transfer", "resume", "solve", "merge"},
        "solved": {"reopen"},
    },
    "co_kapten": {
        "new": set(),
        "needs_sorting": set(),
        "queued": {"claim", "transfer"},
        "in_progress": set(),
        "waiting_requester": set(),
        "on_hold": set(),
        "solved": set(),
        "closed": set(),
        "rejected": set(),
        "merged": set(),
    },
    "co_kapten (holder)": {
        "in_progress": {"release", "transfer", "ask_requester", "solve"},
        "waiting_requester": {"transfer", "resume", "solve"},
        "on_hold": {"transfer", "resume", "solve"},
        "solved": {"reopen"},
    },
    "supervisor": {
        "rejected": {"restore"},
        "in_progress": {"release", "transfer", "ask_requester", "hold", "solve", "reject", "merge"},
    },
    "admin": {state.value: set() for state in State},
    "reporter": {
        "new": set(),
        "needs_sorting": {"withdraw"},
        "queued": {"withdraw"},
        "in_progress": {"withdraw"},
        "waiting_requester": {"resume", "withdraw"},
        "on_hold": {"resume", "withdraw"},
        "solved": {"reopen", "close"},
        "closed": set(),
        "rejected": set(),
        "merged": set(),
    },
}


@pytest.mark.parametrize(
    ("actor", "state"), [(actor, state) for actor, states in MAY.items() for state in states]
)
def test_each_actor_may_do_exactly_what_the_design_says(actor: str, state: str) -> None:
    person = actors()[actor]
    open_to = {t for t in TRANSITIONS if allowed(State(state), t, person)}
    assert open_to == MAY[actor][state]


def test_nothing_leaves_a_closed_report() -> None:
    closed = State.CLOSED
    assert not any(allowed(closed, t, person) for t in TRANSITIONS for person in actors().values())


def test_the_state_cannot_be_assigned() -> None:
    ticket = ticket_in(State.NEW)
    with pytest.raises(AttributeError):
        ticket.state = State.CLOSED


@pytest.mark.django_db
def test_the_database_refuses_a_state_that_does_not_exist() -> None:
    ticket = open_report()
    with pytest.raises(IntegrityError), transaction.atomic():
        Ticket.objects.filter(pk=ticket.pk).update(state="lost")


def test_no_code_goes_around_the_state_machine() -> None:
    """`state` is changed by transitions alone: no assignment, no update(state=…), no refresh."""
    forbidden = re.compile(r"\.state = |update\(state=|refresh_from_db")
    allowed_lines = {"entry.state_after = self.ticket.state"}
    offenders = []
    for folder in ("helpdesk", "triage", "integrations", "knowledge_base"):
        for path in (ROOT / folder).rglob("*.py"):
            for line in path.read_text(encoding="utf-8").splitlines():
                if forbidden.search(line) and line.strip() not in allowed_lines:
                    offenders.append(f"{path.relative_to(ROOT)}: {line.strip()}")
    assert not offenders


ACTS = (
    "claim", "release", "ask", "solve", "answer", "hold", "resume", "hand_back", "transfer",
    "reopen", "close", "reject", "restore", "merge", "unmerge", "correct", "reply", "confirm",
    "note", "sort",
)  # fmt: skip
PEOPLE = ("sari", "kartika", "yohana", "dadang", "wayan", "reporter", "system")


def _do(act: str, person, number: int, other: int) -> None:
    """Try one act as one person; whatever is refused changes nothing."""
    until = timezone.localdate() + timedelta(days=3)
    reply = {
        "ask": State.WAITING_REQUESTER,
        "solve": State.SOLVED,
        "answer": State.IN_PROGRESS,
    }
    if act in reply:
        talking.answer(person, number, talking.Reply("Baik.", uuid.uuid4(), reply[act]))
        return
    ticket = Ticket.objects.get(pk=number)
    {
        "claim": lambda: working.claim(person, number),
        "release": lambda: working.release(person, number),
        "hold": lambda: working.hold(person, number, reason="tunggu", until=until),
        "resume": lambda: working.resume(person, number),
        "hand_back": lambda: working.hand_back(person, number, reason="tidak bisa"),
        "transfer": lambda: working.transfer(person, number, queue="dapodik", reason="salah"),
        "reopen": lambda: working.reopen(person, number, reason="belum"),
        "close": lambda: working.close(person, number),
        "reject": lambda: working.reject(person, number, reason="spam"),
        "restore": lambda: working.restore(person, number),
        "merge": lambda: working.merge(person, number, into=other),
        "unmerge": lambda: working.unmerge(person, number),
        "correct": lambda: sorting.correct_category(
            person, number, category=Category.SIMPKB, route=route_for(ticket, Category.SIMPKB)
        ),
        "reply": lambda: talking.reporter_replies(person, number, "Halo", key=uuid.uuid4()),
        "confirm": lambda: talking.reporter_confirms(person, number),
        "note": lambda: talking.note(person, number, "catatan", key=uuid.uuid4()),
        "sort": lambda: sorting.accept_sorting(
            person, number, category=Category.PASSWORD, guess=None,
            route=route_for(ticket, Category.PASSWORD),
        ),
    }[act]()  # fmt: skip


@pytest.mark.django_db
@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(st.tuples(st.sampled_from(ACTS), st.sampled_from(PEOPLE)), max_size=25))
def test_random_walks_never_break_a_report(cast, walk) -> None:
    """Whatever people try, each accepted act leaves events, a coherent row, and a sane clock."""
    with transaction.atomic():
        ticket, other = open_report(), sorted_report()
        people = {
            name: viewer(getattr(cast, name))
            for name in PEOPLE
            if name not in ("reporter", "system")
        }
        people["reporter"] = reporter(ticket.pk)
        people["system"] = system("uji")
        for act, name in walk:
            before = Ticket.objects.get(pk=ticket.pk)
            events = TicketEvent.objects.filter(ticket=ticket).count()
            try:
                with transaction.atomic():
                    _do(act, people[name], ticket.pk, other.pk)
            except Refused:
                pass
            after = Ticket.objects.get(pk=ticket.pk)
            if after.state != before.state or after.version != before.version:
                assert after.version > before.version
                assert TicketEvent.objects.filter(ticket=ticket).count() > events
            if before.state == State.CLOSED:
                assert after.state == State.CLOSED
            state = State(after.state)
            assert (after.paused_at is not None) == (
                not state.facts.clock_runs and state is not State.CLOSED
            ) or state in (State.CLOSED, State.REJECTED, State.MERGED)
            if state is State.IN_PROGRESS:
                assert after.assignee_id is not None
            if state is State.QUEUED:
                assert after.assignee_id is None
                assert after.queue_id
        transaction.set_rollback(True)
