"""A neighbour for the outbox to deliver to, kind or not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from integrations import outbox
from integrations.models import DeliveryJob


class Neighbour:
    """A channel `uji` that notes what it was given and does as told."""

    def __init__(self) -> None:
        self.seen: list[str] = []
        self.act: Callable[[DeliveryJob], None] = lambda job: None
        self.runs_ended = 0

    def __call__(self, job: DeliveryJob) -> None:
        self.seen.append(job.dedupe_key)
        self.act(job)

    def refuse(self, fault: Exception) -> None:
        def act(job: DeliveryJob) -> None:
            raise fault

        self.act = act

    def end(self) -> None:
        self.runs_ended += 1


def move_in(monkeypatch: pytest.MonkeyPatch) -> Neighbour:
    """Register a neighbour as channel `uji` for one test."""
    found = Neighbour()
    monkeypatch.setitem(outbox._handlers, "uji", found)
    monkeypatch.setitem(outbox._run_ends, "uji", found.end)
    return found


def put(key: str, **facts: object) -> DeliveryJob:
    """Write a job for it and return the row."""
    outbox.put("uji", "kirim", dedupe_key=key, **facts)  # type: ignore[arg-type]
    return DeliveryJob.objects.get(dedupe_key=key)
