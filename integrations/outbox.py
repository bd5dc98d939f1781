"""The outbox: put, claim, done, retry later, park (docs/decisions/0004-outbox.md).

A handler is idempotent by contract: it may run again after a crash, so it looks before it acts,
or, where it cannot look (mail), calls `begin` right before the act. It raises `TryLater` for
what heals by itself, `Unreachable` when the neighbour as a whole does not answer, `LockedOut` when
it refuses our credentials, `NeedsPerson` for what repeating does not heal; any other error is
tried again and parked after MAX_ATTEMPTS.
"""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Case, Exists, F, OuterRef, QuerySet, Value, When
from django.utils import timezone

from integrations.models import DeliveryJob

logger = logging.getLogger(__name__)
Status = DeliveryJob.Status
Handler = Callable[[DeliveryJob], None]

MAX_ATTEMPTS = 12
# Longer than any task may live (CELERY_TASK_TIME_LIMIT), so a stuck job has no living worker.
STUCK_AFTER = timedelta(minutes=6)
# Seconds one run may take; well under the soft time limit, the next run goes on.
RUN_SECONDS = 120.0
# Seconds until a job is tried again whose neighbour did not answer at all.
UNREACHABLE_WAIT = 60.0
# Seconds between two tries to get in where the neighbour refused our credentials: mail servers
# lock accounts whose password is tried too often.
LOCKED_OUT_WAIT = 600.0
# The key of `payload` that marks a job parked for its channel's credentials.
LOCKED = "locked"
# The key of `payload` that counts acts begun without a known end (see `begin`).
BEGUN = "begun"
MAX_BEGUN = 2
_handlers: dict[str, Handler] = {}
_run_ends: dict[str, Callable[[], None]] = {}


class TryLater(Exception):
    """A passing fault. `seconds` overrides the back-off, for example from Retry-After.

    `uncertain`: the act may have happened all the same (the answer was lost on the way).
    """

    def __init__(
        self, reason: str, seconds: float | None = None, *, uncertain: bool = False
    ) -> None:
        super().__init__(reason)
        self.seconds = seconds
        self.uncertain = uncertain


class Unreachable(TryLater):
    """The neighbour as a whole is down: not this job's fault, so it costs the job no attempt.

    The rest of the run leaves the channel alone; each later run tries one job first. However
    long the neighbour is away, nothing is parked for it.
    """


class NeedsPerson(Exception):
    """A fault that repeating does not heal; the job is parked with this reason."""


class LockedOut(NeedsPerson):
    """The neighbour refuses our credentials: a person must act, but once and not for each job.

    One job is parked and stands for the channel; the others wait. Every LOCKED_OUT_WAIT it is
    released to try again, and with right credentials all go by themselves.
    """


class LostClaim(Exception):
    """The job was freed as stuck and may be another worker's now: leave it alone."""


def handler(
    channel: str, *, run_ends: Callable[[], None] | None = None
) -> Callable[[Handler], Handler]:
    """Register the function that delivers a channel's jobs.

    `run_ends` is called when a run is over, to close a connection that the jobs of the run
    shared; it must not raise.
    """

    def register(function: Handler) -> Handler:
        _handlers[channel] = function
        if run_ends is not None:
            _run_ends[channel] = run_ends
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
    ring_on_commit()


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


def claim(job_id: int, *, channels: Iterable[str] | None = None) -> DeliveryJob | None:
    """Take a waiting job by a conditional UPDATE; None when someone else was quicker.

    With `channels`, a job of another channel stays where it is.
    """
    now = timezone.now()
    jobs = DeliveryJob.objects.filter(pk=job_id, status=Status.WAITING, not_before__lte=now)
    if channels is not None:
        jobs = jobs.filter(channel__in=list(channels))
    taken = jobs.update(status=Status.RUNNING, claimed_at=now)
    return DeliveryJob.objects.get(pk=job_id) if taken else None


def begin(job: DeliveryJob) -> None:
    """Note, right before an act that can't be looked up afterwards, that it begins now.

    A job that was begun MAX_BEGUN times without a known end is not begun again: raises
    NeedsPerson, so that a worker dying each time never floods anybody. Raises LostClaim when
    the job is no longer this worker's.
    """
    begun = job.payload.get(BEGUN, 0) + 1
    if begun > MAX_BEGUN:
        raise NeedsPerson("Pengiriman dua kali terputus di tengah. Periksa apakah sudah sampai.")
    if not _write(job, payload={**job.payload, BEGUN: begun}):
        raise LostClaim


def run(job: DeliveryJob) -> bool:
    """Deliver one claimed job and write down how it ended; True when done."""
    return _run(job) is None


def _run(job: DeliveryJob) -> Exception | None:
    """Return None when done, else the fault."""
    try:
        _handlers[job.channel](job)
    except LostClaim as fault:
        logger.warning("job %s was taken over", job.pk)
        return fault
    except TryLater as fault:
        _retry(job, fault)
        return fault
    except LockedOut as fault:
        _lock_out(job, fault)
        return fault
    except NeedsPerson as fault:
        _park(job, str(fault))
        return fault
    except Exception as error:
        # The traceback names lines, not values; the log masks what slips through.
        logger.exception("job %s %s failed", job.pk, job)
        _retry(job, TryLater(type(error).__name__, uncertain=True))
        return error
    _write(job, status=Status.DONE, done_at=timezone.now(), reason="", payload=_ended(job))
    return None


def deliver_due(limit: int = 500, *, channels: Iterable[str] | None = None) -> dict[str, int]:
    """Deliver what is due; return how many were done and how many were not.

    Jobs of a channel without a handler wait. Ends after `limit` jobs or RUN_SECONDS; the next call by
    the clock goes on from there.
    """
    free_stuck()
    counts = {"done": 0, "failed": 0}
    names = set(_handlers) if channels is None else set(channels)
    names -= _locked_out(names)
    until = time.monotonic() + RUN_SECONDS
    try:
        while names and _deliver_batch(names, counts, limit, until):
            pass
    finally:
        for run_ends in _run_ends.values():
            run_ends()
    return counts


def _deliver_batch(names: set[str], counts: dict[str, int], limit: int, until: float) -> bool:
    """Deliver one batch; drop a channel from `names` when it is unreachable. False: stop."""
    progressed = False
    for job_id in due(channels=names):
        if counts["done"] + counts["failed"] >= limit or time.monotonic() > until:
            return False
        job = claim(job_id, channels=names)
        if job is None:
            continue
        progressed = True
        fault = _run(job)
        counts["failed" if fault else "done"] += 1
        if isinstance(fault, (Unreachable, LockedOut)):
            logger.warning("channel %s is unreachable: %s", job.channel, fault)
            names.discard(job.channel)
    return progressed


def free_stuck() -> int:
    """Give back jobs whose worker died in the middle; return how many.

    A death costs an attempt: a job that kills each worker ends with a person.
    """
    last = Case(
        When(attempts__gte=MAX_ATTEMPTS - 1, then=Value(Status.PARKED)),
        default=Value(Status.WAITING),
    )
    return DeliveryJob.objects.filter(
        status=Status.RUNNING, claimed_at__lt=timezone.now() - STUCK_AFTER
    ).update(status=last, attempts=F("attempts") + 1, reason="Pekerja berhenti di tengah jalan.")


def release_parked(job_id: int) -> bool:
    """A person says: try again. True when the job was parked."""
    with transaction.atomic():
        job = DeliveryJob.objects.select_for_update().filter(
            pk=job_id, status=Status.PARKED
        ).first()  # fmt: skip
        if job is None:
            return False
        if LOCKED in job.payload:
            # Those that waited for the same credentials may go with it.
            DeliveryJob.objects.filter(
                status=Status.WAITING, channel=job.channel, reason=job.reason
            ).update(not_before=timezone.now())
        job.status = Status.WAITING
        job.attempts = 0
        job.not_before = timezone.now()
        job.payload = {key: value for key, value in _ended(job).items() if key != LOCKED}
        job.save(update_fields=["status", "attempts", "not_before", "payload"])
        ring_on_commit()
    return True


def parked(channel: str = "", limit: int = 200) -> list[DeliveryJob]:
    """Return the jobs that wait for a person, newest first, all or those of a channel."""
    jobs = DeliveryJob.objects.filter(status=Status.PARKED)
    if channel:
        jobs = jobs.filter(channel=channel)
    return list(jobs.order_by("-pk")[:limit])


def _notices() -> QuerySet[DeliveryJob]:
    return DeliveryJob.objects.filter(status=Status.PARKED, **{f"payload__{LOCKED}": True})


def _locked_out(names: Iterable[str]) -> set[str]:
    """Return the channels not to be tried now; where it is time again, release the notice."""
    recently = timezone.now() - timedelta(seconds=LOCKED_OUT_WAIT)
    shut: set[str] = set()
    for job in _notices().filter(channel__in=list(names)):
        if job.claimed_at is not None and job.claimed_at > recently:
            shut.add(job.channel)
        else:
            release_parked(job.pk)
    return shut


def _lock_out(job: DeliveryJob, fault: LockedOut) -> None:
    """Park the first job that met it, as the channel's notice; let the others wait."""
    if (
        _notices()
        .filter(channel=job.channel)
        .update(claimed_at=timezone.now(), reason=str(fault)[:500])
    ):
        _retry(job, Unreachable(str(fault), LOCKED_OUT_WAIT))
        return
    job.payload = {**_ended(job), LOCKED: True}
    _park(job, str(fault))


def backoff(attempts: int) -> float:
    """Return seconds until the next try: 5, 10, 20 … one hour, with a fifth of jitter."""
    seconds = min(3600.0, 5.0 * 2 ** max(0, attempts - 1))
    return seconds * random.uniform(0.8, 1.2)  # noqa: S311 - spread, not secrecy


def _retry(job: DeliveryJob, fault: TryLater) -> None:
    blameless = isinstance(fault, Unreachable)
    attempts = job.attempts + (0 if blameless else 1)
    if attempts >= MAX_ATTEMPTS and not blameless:
        _park(job, f"{fault} ({attempts} kali dicoba)")
        return
    seconds = fault.seconds
    if seconds is None:
        seconds = UNREACHABLE_WAIT if blameless else backoff(attempts)
    _write(
        job,
        status=Status.WAITING,
        attempts=attempts,
        not_before=timezone.now() + timedelta(seconds=seconds),
        reason=str(fault)[:500],
        payload=job.payload if fault.uncertain else _ended(job),
    )


def _park(job: DeliveryJob, reason: str) -> None:
    logger.warning("job %s parked: %s", job.pk, reason)
    _write(
        job, status=Status.PARKED, attempts=job.attempts + 1, reason=reason[:500],
        payload=job.payload,
    )  # fmt: skip


def _ended(job: DeliveryJob) -> dict[str, Any]:
    """The payload without the count of acts begun: the end of the last one is known."""
    return {key: value for key, value in job.payload.items() if key != BEGUN}


def _write(job: DeliveryJob, **fields: Any) -> bool:
    """Save fields only while the job is still ours: freed as stuck and taken, it is theirs."""
    for name, value in fields.items():
        setattr(job, name, value)
    return bool(
        DeliveryJob.objects.filter(
            pk=job.pk, status=Status.RUNNING, claimed_at=job.claimed_at
        ).update(**fields)
    )


def ring_on_commit() -> None:
    """Ring for the worker when the present transaction is committed."""
    from integrations.tasks import bell

    transaction.on_commit(bell.ring, robust=True)
