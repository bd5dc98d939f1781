"""Play all stories in the order of time and leave the outbox as a real desk would have it."""

from __future__ import annotations

import heapq
import logging
import random
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from unittest import mock

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from helpdesk.config.synthetic.answers import Answers
from helpdesk.config.synthetic.cast import Crew, make_crew
from helpdesk.config.synthetic.corpus import Story, Texts, vague
from helpdesk.config.synthetic.moment import Clock, Moments
from helpdesk.config.synthetic.plan import Place, Plan, Planner
from helpdesk.config.synthetic.story import ReportStory, Telling
from helpdesk.regions.reference import choices
from helpdesk.sla.hours import desk
from helpdesk.tickets.services.base import Refused
from integrations import tasks as delivery
from integrations.models import DeliveryJob
from triage import inference
from triage import tasks as triage_tasks
from triage.classifier.predict import ComplaintInput

logger = logging.getLogger(__name__)
MAILS_LEFT = 8  # of each kind, for the worker to send into the demo's mailbox
Progress = Callable[[int], None]  # how many reports are told so far


@dataclass(frozen=True, slots=True)
class Loaded:
    """What was written: reports, people, and how many stories a rule cut short."""

    reports: int
    people: int
    cut_short: int
    with_model: bool


def load(
    count: int, seed: int, now: datetime | None = None, progress: Progress | None = None
) -> Loaded:
    """Write `count` reports of the thirty days before `now` in one transaction: all or none.

    Everything drawn follows from the seed, the moment and the model in service.
    """
    now = now or timezone.now()
    rng = random.Random(seed)  # noqa: S311 - invented data, no secrets
    has_model = _has_model()
    with transaction.atomic(), _silent_bells():
        last_job = DeliveryJob.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        crew = make_crew(rng)
        moments = Moments(desk().calendar, now, rng)
        plans = _plans(rng, moments, crew, count, has_model)
        telling = Telling(rng, moments, crew, Answers(rng), has_model)
        cut_short = _play(_stories(plans, telling), Clock(now), progress or (lambda _: None))
        _settle_outbox(last_job, now)
    return Loaded(len(plans), len(crew.users), cut_short, has_model)


def _has_model() -> bool:
    try:
        inference.classifier()
    except inference.ClassifierUnavailable:
        return False
    return True


@contextmanager
def _silent_bells() -> Iterator[None]:
    """Nobody is called for work that happened weeks ago; the sweepers find what is left."""
    with ExitStack() as stack:
        for bell in (delivery.bell, triage_tasks.bell):
            stack.enter_context(mock.patch.object(bell, "ring", return_value=None))
        yield


def _plans(
    rng: random.Random, moments: Moments, crew: Crew, count: int, has_model: bool
) -> list[Plan]:
    regencies = {
        code: [Place(code, regency.pk, regency.code) for regency in found]
        for code, found in choices().by_province.items()
    }
    unsure = _unsure(vague()) if has_model else []
    return Planner(rng, moments, Texts(rng), regencies, crew.served, unsure).make(count)


def _unsure(candidates: list[Story]) -> list[Story]:
    """Return the texts on which the classifier abstains: those wait for a person."""
    said = inference.classifier().classify_many(
        ComplaintInput(s.text, s.title, s.user_type.value, int(s.chosen)) for s in candidates
    )
    return [
        story for story, answer in zip(candidates, said, strict=True) if answer.abstained
    ]  # fmt: skip


def _stories(plans: list[Plan], telling: Telling) -> list[ReportStory]:
    stories = [ReportStory(plan, telling) for plan in plans]
    for story in stories:
        if story.plan.original is not None:
            story.original = stories[story.plan.original]
    return stories


def _play(stories: list[ReportStory], clock: Clock, progress: Progress) -> int:
    """Take the earliest next step of all stories until none is left; return how many broke off.

    So numbers and events rise with time, as if the month had really passed.
    """
    heap: list[tuple[datetime, int, Iterator[datetime]]] = []
    for position, story in enumerate(stories):
        steps = story.steps()
        heapq.heappush(heap, (next(steps), position, steps))
    ended: Counter[str] = Counter()
    with clock.running():
        while heap:
            clock.at, position, steps = heapq.heappop(heap)
            try:
                heapq.heappush(heap, (next(steps), position, steps))
                continue
            except StopIteration:
                ended["told"] += 1
            except Refused as refusal:
                ended["cut short"] += 1
                number = stories[position].number
                logger.warning("story of report %s ends early: %s", number, refusal.message)
            progress(ended.total())
    return ended["cut short"]


def _settle_outbox(last_job: int, now: datetime) -> None:
    """Mark the month's mails as sent; the newest few stay for the worker."""
    mails = DeliveryJob.objects.filter(pk__gt=last_job, channel="email")
    fresh: list[int] = []
    for action in ("confirmation", "answer"):
        newest = mails.filter(action=action).order_by("-created_at", "-pk")
        fresh += newest.values_list("pk", flat=True)[:MAILS_LEFT]
    mails.exclude(pk__in=fresh).update(status=DeliveryJob.Status.DONE, done_at=F("created_at"))
    mails.filter(pk__in=fresh).update(not_before=now)
