"""The outbox: put, claim, done, retry later, park (design.md 7; pretix `datasync` as model).

A handler is idempotent by contract: it may run again after a crash, so it looks before it acts.
It raises `TryLater` for what heals by itself and `NeedsPerson` for what does not; any other
error is tried again and parked after MAX_ATTEMPTS.
"""

from __future__ import annotations

import logging
import random
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from integrations.models import DeliveryJob

logger = logging.getLogger(__name__)
Status = DeliveryJob.Status
Handler = Callable[[DeliveryJob], None]

MAX_ATTEMPTS = 12
STUCK_AFTER = timedelta(minutes=10)
_handlers: dict[str, Handler] = {}


class TryLater(Exception):
    """A passing fault. `seconds` overrides the back-off, for example from Retry-After."""

    def __init__(self, reason: str, seconds: float | None = None) -> None:
        super().__init__(reason)
        self.seconds = seconds


class NeedsPerson(Exception):
    """A fault that repeating does not heal; the job is parked with this reason."""


def handler(channel: str) -> Callable[[Handler], Handler]:
    """Register the function that delivers a channel's jobs."""

    def register(function: Handler) -> Handler:
        _handlers[channel] = function
        return function

    return register


def put(
    channel: str,
    action: str,
    *,
    dedupe_key: str,
    ticket_number: int | None = None,
    lane: str = "",
    payload: dict[str, Any] | None = None,
) -> None:
    """Write a job in the present transaction and ring after commit; the same key twice is one."""
    DeliveryJob.objects.bulk_create(
        [
            DeliveryJob(
                channel=channel,
                action=action,
                ticket_number=ticket_number,
                lane=lane or dedupe_key[:40],
                dedupe_key=dedupe_key,
                payload=payload or {},
            )
        ],
        ignore_conflicts=True,
    )
    from integrations.tasks import bell

    transaction.on_commit(bell.ring, robust=True)


def due(limit: int = 50, *, channels: Iterable[str] | None = None) -> list[int]:
    """Return ids of jobs that may run now, oldest first, one per lane."""
    earlier = DeliveryJob.objects.filter(
        lane=OuterRef("lane"),
        pk__lt=OuterRef("pk"),
        status__in=[Status.WAITING, Status.RUNNING, Status.PARKED],
    )
    jobs = DeliveryJob.objects.filter(status=Status.WAITING, not_before__lte=timezone.now())
    if channels is not None:
        jobs = jobs.filter(channel__in=list(channels))
    return list(
        jobs.filter(~Exists(earlier)).order_by("not_before", "pk").values_list("pk", flat=True)[:limit]
    )  # fmt: skip


def claim(job_id: int) -> DeliveryJob | None:
    """Take a waiting job by a conditional UPDATE; None when someone else was quicker."""
    now = timezone.now()
    taken = DeliveryJob.objects.filter(
        pk=job_id, status=Status.WAITING, not_before__lte=now
    ).update(status=Status.RUNNING, claimed_at=now)
    return DeliveryJob.objects.get(pk=job_id) if taken else None


def run(job: DeliveryJob) -> bool:
    """Deliver one claimed job and write down how it ended; True when done."""
    try:
        _handlers[job.channel](job)
    except TryLater as fault:
        _retry(job, str(fault), fault.seconds)
    except NeedsPerson as fault:
        _park(job, str(fault))
    except Exception as error:
        logger.exception("job %s %s failed", job.pk, job)
        _retry(job, f"{type(error).__name__}")
    else:
        _finish(job, status=Status.DONE, done_at=timezone.now(), reason="")
        return True
    return False


def deliver_due(limit: int = 500, *, channels: Iterable[str] | None = None) -> dict[str, int]:
    """Deliver what is due; return how many were done and how many were not."""
    free_stuck()
    counts = {"done": 0, "failed": 0}
    names = None if channels is None else list(channels)
    while counts["done"] + counts["failed"] < limit:
        ids = due(channels=names)
        progressed = False
        for job_id in ids:
            job = claim(job_id)
            if job is None:
                continue
            progressed = True
            counts["done" if run(job) else "failed"] += 1
        if not progressed:
            break
    return counts


def free_stuck() -> int:
    """Give back jobs whose worker died in the middle; return how many."""
    return DeliveryJob.objects.filter(
        status=Status.RUNNING, claimed_at__lt=timezone.now() - STUCK_AFTER
    ).update(status=Status.WAITING)


def release_parked(job_id: int) -> bool:
    """A person says: try again. True when the job was parked."""
    released = DeliveryJob.objects.filter(pk=job_id, status=Status.PARKED).update(
        status=Status.WAITING, attempts=0, not_before=timezone.now()
    )
    if released:
        from integrations.tasks import bell

        transaction.on_commit(bell.ring, robust=True)
    return bool(released)


def parked() -> list[DeliveryJob]:
    """Return the jobs that wait for a person, newest first."""
    return list(DeliveryJob.objects.filter(status=Status.PARKED).order_by("-pk")[:200])


def backoff(attempts: int) -> float:
    """Return seconds until the next try: 5, 10, 20 … one hour, with a fifth of jitter."""
    seconds = min(3600.0, 5.0 * 2 ** max(0, attempts - 1))
    return seconds * random.uniform(0.8, 1.2)  # noqa: S311 - spread, not secrecy


def _retry(job: DeliveryJob, reason: str, seconds: float | None = None) -> None:
    attempts = job.attempts + 1
    if attempts >= MAX_ATTEMPTS:
        _park(job, f"{reason} ({attempts} kali dicoba)")
        return
    wait = timedelta(seconds=backoff(attempts) if seconds is None else seconds)
    _finish(
        job,
        status=Status.WAITING,
        attempts=attempts,
        not_before=timezone.now() + wait,
        reason=reason[:500],
    )


def _park(job: DeliveryJob, reason: str) -> None:
    logger.warning("job %s parked: %s", job.pk, reason)
    _finish(job, status=Status.PARKED, attempts=job.attempts + 1, reason=reason[:500])


def _finish(job: DeliveryJob, **fields: Any) -> None:
    # Only while it is still ours: a job freed as stuck and taken by another worker is theirs.
    DeliveryJob.objects.filter(pk=job.pk, status=Status.RUNNING, claimed_at=job.claimed_at).update(
        **fields
    )
