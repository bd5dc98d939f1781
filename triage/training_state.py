"""Whether a training is asked for or under way: one entry of the cache shared by all processes.

Not a row on purpose: it is worth nothing after an hour, and a lost entry only lets somebody ask
again. The lock is the cache's own atomic `add`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.core.cache import cache
from django.utils import timezone

_KEY = "triage:training"
_LONGEST = 3600  # seconds; the task's own time limit
_REMEMBER_FAILURE = 24 * 3600


class Phase(StrEnum):
    """Where a training stands."""

    ASKED = "asked"
    RUNNING = "running"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Training:
    """Who asked for the training that waits, runs or failed, and since when."""

    phase: Phase
    by: str
    at: datetime

    @property
    def under_way(self) -> bool:
        return self.phase is not Phase.FAILED


def current() -> Training | None:
    """Return the training that waits or runs, or the one that failed last; None otherwise."""
    found = cache.get(_KEY)
    return found if isinstance(found, Training) else None


def ask(by: str) -> bool:
    """Note that somebody wants a training; False where one waits or runs already."""
    return _take(Phase.ASKED, by)


def withdraw() -> None:
    """Forget a wish that could not be handed on."""
    cache.delete(_KEY)


@contextmanager
def running(by: str, *, asked: bool) -> Iterator[bool]:
    """Hold the training for the block; yields False where another one waits or runs.

    A training that was asked for takes its own entry over. A failure is remembered for a day.
    """
    if asked:
        cache.set(_KEY, Training(Phase.RUNNING, by, timezone.now()), _LONGEST)
    elif not _take(Phase.RUNNING, by):
        yield False
        return
    try:
        yield True
    except BaseException:
        cache.set(_KEY, Training(Phase.FAILED, by, timezone.now()), _REMEMBER_FAILURE)
        raise
    cache.delete(_KEY)


def _take(phase: Phase, by: str) -> bool:
    found = current()
    if found is not None and not found.under_way:
        cache.delete(_KEY)
    return bool(cache.add(_KEY, Training(phase, by, timezone.now()), _LONGEST))
