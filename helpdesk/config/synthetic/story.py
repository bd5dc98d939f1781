"""One report's life, told step by step through the real services.

A story is a generator: it yields the moment of its next step, the loop in `load` sets the clock
to it and goes on. Where the classifier or the routing decides otherwise than planned, the story
goes on from what is, as people would.
"""

from __future__ import annotations

import random
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.conf import settings

from helpdesk.accounts.viewer import Viewer, reporter, system
from helpdesk.config.synthetic import phrases
from helpdesk.config.synthetic.answers import Answers
from helpdesk.config.synthetic.cast import Crew
from helpdesk.config.synthetic.files import make_file
from helpdesk.config.synthetic.moment import Moments
from helpdesk.config.synthetic.plan import Plan
from helpdesk.sla.policy import volunteer_limit
from helpdesk.taxonomy import FormVariant, OfficeType, Position, QueueKind, State, UserType
from helpdesk.tickets import queries
from helpdesk.tickets.models import Ticket
from helpdesk.tickets.services import opening, reveal, sorting, talking, working
from triage import pipeline
from triage.pipeline import SORTER

_POSITIONS = (Position.HEAD_OF_DIVISION, Position.SCHOOL_SUPERVISOR, Position.PENILIK,
              Position.OTHER)  # fmt: skip
Steps = Iterator[datetime]


@dataclass(slots=True)
class Telling:
    """What all stories share."""

    rng: random.Random
    moments: Moments
    crew: Crew
    answers: Answers
    has_model: bool


@dataclass(slots=True)
class ReportStory:
    """The life of one planned report.

    `number` is known once it is open; `ticket` is the row as the last step left it.
    """

    plan: Plan
    telling: Telling
    original: ReportStory | None = None
    number: int = 0
    ticket: Ticket = field(init=False)
    at: datetime = field(init=False)
    used: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.at = self.plan.created_at

    @property
    def rng(self) -> random.Random:
        return self.telling.rng

    def steps(self) -> Steps:
        """Yield the moments of the steps, each before the step is done."""
        yield self.at
        self.number = opening.open_ticket(self._report()).number
        goal = self.plan.goal
        if goal is State.NEW:
            return
        yield self._then(self.telling.moments.soon(self.at, 40))
        self._triage()
        self.ticket = self._read()
        if goal is State.NEEDS_SORTING:
            return
        if goal is State.REJECTED:
            yield self._staff(0.3, 5)
            reason = self.rng.choice(phrases.REJECT_REASONS)
            working.reject(self._supervisor, self.number, reason=reason)
            return
        if goal is State.MERGED and self.original is not None:
            yield self._staff(0.3, 4)
            working.merge(self._supervisor, self.number, into=self.original.number)
            return
        yield from self._settle_category()
        yield from self._work(goal)

    # --- What is read and written --------------------------------------------------------

    def _read(self) -> Ticket:
        return queries.visible_to(SORTER).get(pk=self.number)

    @property
    def _supervisor(self) -> Viewer:
        return self.telling.crew.login("supervisor")

    def _worker(self) -> Viewer:
        """Return who acts next: the holder, else someone of the queue."""
        ticket, crew = self.ticket, self.telling.crew
        if ticket.assignee_id is not None:
            return crew.holder(ticket.assignee_id)
        return crew.worker(self.rng, ticket.queue_id or sorting.SORTING_QUEUE)

    def _key(self) -> uuid.UUID:
        return uuid.UUID(int=self.rng.getrandbits(128), version=4)

    def _report(self) -> opening.NewReport:
        plan, rng = self.plan, self.rng
        story, person, place = plan.story, plan.person, plan.place
        dinas = story.user_type.variant is FormVariant.B
        pupil = story.user_type is UserType.STUDENT
        office = OfficeType.REGENCY if place and place.regency else OfficeType.PROVINCE
        files = (make_file(rng, story.chosen),) if plan.with_file else ()
        return opening.NewReport(
            submission_key=self._key(),
            email=person.email,
            title=story.title,
            user_type=story.user_type,
            category=story.chosen,
            detail=story.text,
            nik="" if pupil else person.nik,
            nisn=person.nisn if pupil else "",
            name=person.name,
            salutation=person.salutation,
            private_email=person.email,
            account=plan.account,
            level=plan.school.level.value if plan.school else "",
            school_name=plan.school.name if plan.school else "",
            npsn=plan.school.npsn if plan.school else "",
            position=rng.choice(_POSITIONS).value if dinas else "",
            office_type=office.value if dinas else "",
            province=place.province if place else None,
            regency=place.regency if place else None,
            self_service_tried=story.user_type is UserType.TEACHER and rng.random() < 0.5,
            files=files,
        )

    # --- When ----------------------------------------------------------------------------

    def _then(self, at: datetime) -> datetime:
        self.at = at
        return at

    def _staff(self, shortest: float, longest: float) -> datetime:
        return self._then(self.telling.moments.staff_acts(self.at, shortest, longest))

    def _reporter(self, shortest: float, longest: float) -> datetime:
        return self._then(self.telling.moments.reporter_acts(self.at, shortest, longest))

    # --- Sorting -------------------------------------------------------------------------

    def _triage(self) -> None:
        """The pipeline of the worker; without a model, the reporter's own choice."""
        if self.telling.has_model:
            pipeline.run(self.number)
            return
        chosen = self.plan.story.chosen
        if self.plan.goal is State.NEEDS_SORTING:
            route = sorting.Route(
                sorting.SORTING_QUEUE, "T0", "Pengklasifikasi belum dilatih; dipilah petugas."
            )
            sorting.leave_to_person(SORTER, self.number, guess=None, route=route)
            return
        route = pipeline.route_for(self._read(), chosen)
        sorting.accept_sorting(SORTER, self.number, category=chosen, guess=None, route=route)

    def _settle_category(self) -> Steps:
        """A person sorts what the machine left, and corrects most of what it got wrong."""
        ticket, true = self.ticket, self.plan.story.category
        unsorted = ticket.state == State.NEEDS_SORTING
        wrong = ticket.category != true and (self.plan.volunteer or self.rng.random() < 0.8)
        if not (unsorted or wrong):
            return
        yield self._staff(0.1, 1.2)
        route = pipeline.route_for(ticket, true)
        self.ticket = sorting.correct_category(
            self._supervisor_or_agent(), self.number, category=true, route=route
        )

    def _supervisor_or_agent(self) -> Viewer:
        queue = self.ticket.queue_id or sorting.SORTING_QUEUE
        if queue in self.telling.crew.posts:
            return self._supervisor
        return self.telling.crew.worker(self.rng, queue)

    # --- Working -------------------------------------------------------------------------

    def _work(self, goal: State) -> Steps:
        yield from self._leave_volunteer(goal)
        if goal is State.QUEUED:
            return
        yield self._staff(0.2, 5)
        self.ticket = working.claim(self._worker(), self.number)
        if goal is State.IN_PROGRESS:
            yield from self._look_into_it()
        elif goal is State.WAITING_REQUESTER:
            yield from self._answer(State.WAITING_REQUESTER)
        elif goal is State.ON_HOLD:
            yield from self._hold()
        else:
            yield from self._solve()
            if goal is State.CLOSED:
                yield from self._close()

    def _leave_volunteer(self, goal: State) -> Steps:
        """Back to the helpdesk: beyond the time limit (R5), or what a volunteer cannot do."""
        ticket = self.ticket
        if ticket.queue_kind in (None, QueueKind.HELPDESK) or ticket.volunteer_due is None:
            return
        deadline = ticket.volunteer_due
        waits = goal in (State.QUEUED, State.IN_PROGRESS) or self.rng.random() < 0.1
        if waits and deadline < self.telling.moments.now:
            yield self._then(max(deadline, self.at) + timedelta(seconds=self.rng.uniform(5, 280)))
            reason = f"batas waktu {volunteer_limit()} terlewati"
            self.ticket = working.hand_back(
                system("Batas waktu relawan"), self.number, reason=reason
            )
        elif goal is State.ON_HOLD or (not self.plan.volunteer and self.rng.random() < 0.08):
            yield self._staff(0.5, 6)
            reason = self.rng.choice(phrases.HAND_BACK_REASONS)
            self.ticket = working.hand_back(self._worker(), self.number, reason=reason)

    def _look_into_it(self) -> Steps:
        if self.rng.random() < 0.35:
            yield from self._note()
        if self.rng.random() < 0.4:
            yield from self._answer(State.WAITING_REQUESTER)
            yield from self._reply()
        elif self.rng.random() < 0.3:
            yield from self._answer(State.IN_PROGRESS)

    def _answer(self, then: State) -> Steps:
        yield self._staff(0.1, 1.5)
        viewer = self._worker()
        body, template = self.telling.answers.write(self.ticket, viewer, then, self.at, self.used)
        self.used.add(template)
        after = State.IN_PROGRESS if then is State.ON_HOLD else then
        self.ticket = talking.answer(
            viewer, self.number, talking.Reply(body, self._key(), after, template_key=template)
        )

    def _note(self) -> Steps:
        yield self._staff(0.05, 1)
        text = self.rng.choice(phrases.NOTES)
        talking.note(self._worker(), self.number, text, key=self._key())

    def _reply(self, texts: tuple[str, ...] = phrases.REPLIES) -> Steps:
        yield self._reporter(0.5, 30)
        files = (make_file(self.rng, self.plan.story.chosen),) if self.rng.random() < 0.2 else ()
        text = self.rng.choice(texts)
        self.ticket = talking.reporter_replies(
            reporter(self.number), self.number, text, key=self._key(), files=files
        )

    def _hold(self) -> Steps:
        yield from self._answer(State.ON_HOLD)
        yield self._staff(0.02, 0.2)
        today = self.telling.moments.now.date()
        reason = self.rng.choice(phrases.HOLD_REASONS)
        until = today + timedelta(days=self.rng.randrange(2, 8))
        working.hold(self._worker(), self.number, reason=reason, until=until)

    def _solve(self) -> Steps:
        """Directly, after a question, or after a longer conversation; some reopen once."""
        length = self.rng.choices((0, 1, 2), (48, 40, 12))[0]
        for _ in range(length):
            yield from self._answer(State.WAITING_REQUESTER)
            yield from self._reply()
        if self.rng.random() < 0.2:
            yield from self._note()
        viewer = self._worker()
        if not viewer.is_volunteer and self.rng.random() < 0.08:
            yield self._staff(0.05, 0.5)
            reveal.reveal_identity(
                viewer, self.number, reason=self.rng.choice(phrases.REVEAL_REASONS)
            )
        yield from self._answer(State.SOLVED)
        if length < 2 and self.rng.random() < 0.12:
            yield from self._reply(phrases.STILL_NOT)
            yield from self._answer(State.SOLVED)
        if self.plan.goal is State.SOLVED and self.rng.random() < 0.2:
            yield from self._rate()

    def _close(self) -> Steps:
        """By CLOSE_AFTER_SILENT_DAYS of silence where they have passed, else on the reporter's word."""
        days = settings.CLOSE_AFTER_SILENT_DAYS
        silent_until = self.at + timedelta(days=days)
        if silent_until < self.telling.moments.now - timedelta(hours=2) and self.rng.random() < 0.6:
            yield self._then(silent_until + timedelta(minutes=self.rng.uniform(1, 59)))
            working.close(
                system("Penutupan otomatis"), self.number, reason=f"{days} hari tanpa balasan."
            )
            return
        yield self._reporter(0.5, 40)
        talking.reporter_confirms(reporter(self.number), self.number)
        if self.rng.random() < 0.6:
            yield from self._rate()

    def _rate(self) -> Steps:
        yield self._then(self.telling.moments.soon(self.at, 600))
        rating = self.rng.choices((5, 4, 3, 2, 1), (45, 30, 13, 7, 5))[0]
        comment = self.rng.choice(phrases.RATING_COMMENTS) if rating > 2 else ""
        talking.reporter_rates(reporter(self.number), self.number, rating=rating, comment=comment)
