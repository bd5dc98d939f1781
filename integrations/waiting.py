"""What has not left the house, read for pages: bounded counts, pages by key, fixed queries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from integrations import outbox
from integrations.models import DeliveryJob

Status = DeliveryJob.Status
PAGE = 50
MOST = 10_000  # counted no further
SETTLED_SHOWN = 20
# A mail that waits longer than this is told to whoever works on the report.
LATE = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Page:
    """Some jobs of a list; `after` opens the next page and is '' on the last."""

    jobs: Sequence[DeliveryJob]
    after: str
    first: bool
    total: int

    @property
    def bounded(self) -> bool:
        return self.total > MOST

    @property
    def shown_total(self) -> str:
        return f"{min(self.total, MOST):,}".replace(",", ".") + ("+" if self.bounded else "")


def notices() -> list[DeliveryJob]:
    """Return the jobs that stand for a channel whose credentials are refused."""
    jobs = DeliveryJob.objects.filter(status=Status.PARKED, payload__has_key=outbox.LOCKED)
    return list(jobs.order_by("-pk")[:5])


def parked(after: str = "") -> Page:
    """Return a page of the jobs that need a person, newest first."""
    jobs = DeliveryJob.objects.filter(status=Status.PARKED).exclude(
        payload__has_key=outbox.LOCKED
    )  # fmt: skip
    known = after.isascii() and after.isdigit() and len(after) < 19
    rows = jobs.filter(pk__lt=int(after)) if known else jobs
    found = list(rows.order_by("-pk")[: PAGE + 1])
    key = str(found[PAGE - 1].pk) if len(found) > PAGE else ""
    return Page(found[:PAGE], key, not known, _count(jobs))


def waiting(after: str = "") -> Page:
    """Return a page of the jobs that wait for their turn, the next first."""
    jobs = DeliveryJob.objects.filter(status=Status.WAITING)
    rows, moment = jobs, None
    stamp, _, pk = after.partition("_")
    if pk.isascii() and pk.isdigit() and len(pk) < 19:
        try:
            moment = datetime.fromisoformat(stamp)
        except ValueError:
            moment = None
    if moment is not None and timezone.is_aware(moment):
        rows = jobs.filter(not_before__gte=moment).filter(
            Q(not_before__gt=moment) | Q(pk__gt=int(pk))
        )
    else:
        moment = None
    found = list(rows.order_by("not_before", "pk")[: PAGE + 1])
    key = ""
    if len(found) > PAGE:
        last = found[PAGE - 1]
        key = f"{last.not_before.isoformat()}_{last.pk}"
    return Page(found[:PAGE], key, moment is None, _count(jobs))


def running() -> list[DeliveryJob]:
    """Return what is on its way now; there are as many as workers."""
    return list(DeliveryJob.objects.filter(status=Status.RUNNING).order_by("claimed_at")[:20])


def settled() -> list[DeliveryJob]:
    """Return what people settled last."""
    jobs = DeliveryJob.objects.filter(status=Status.SETTLED)
    return list(jobs.order_by("-done_at")[:SETTLED_SHOWN])


def parked_count() -> int:
    """Return how many jobs need a person, 100 standing for more; one query of the index."""
    return DeliveryJob.objects.filter(status=Status.PARKED)[:100].count()


def late_answer(number: int) -> DeliveryJob | None:
    """Return the job of a report's last answer when its mail is parked or waits too long."""
    mails = DeliveryJob.objects.filter(ticket_number=number, channel="email", action="answer")
    job = mails.order_by("-pk").first()
    if job is None or job.status in (Status.DONE, Status.SETTLED):
        return None
    if job.status != Status.PARKED and job.created_at > timezone.now() - LATE:
        return None
    return job


def _count(jobs: QuerySet[DeliveryJob]) -> int:
    return jobs[: MOST + 1].count()
