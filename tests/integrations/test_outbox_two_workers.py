"""Workers at the same moment, with real commits: needs PostgreSQL."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import pytest
from django.db import connection

from integrations import outbox
from integrations.models import DeliveryJob
from tests.integrations.neighbour import Neighbour, move_in, put

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("reload_reference"),
]
Status = DeliveryJob.Status


@pytest.fixture
def neighbour(monkeypatch: pytest.MonkeyPatch) -> Neighbour:
    return move_in(monkeypatch)


def together(count: int, act: Callable[[], object]) -> list[object]:
    """Run `act` in so many threads that start at the same moment; return what came back."""
    start = threading.Barrier(count)
    results: list[object] = []

    def run() -> None:
        try:
            start.wait()
            results.append(act())
        except Exception as error:
            results.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_four_workers_deliver_each_of_two_hundred_jobs_once_and_in_order(neighbour) -> None:
    for number in range(200):
        put(f"{number:03}", lane=f"lajur {number % 20}")

    def work() -> None:
        # A worker that finds the lanes taken looks again, as the sweeper would.
        until = time.monotonic() + 60
        while time.monotonic() < until:
            outbox.deliver_due(channels=["uji"])
            if not DeliveryJob.objects.exclude(status=Status.DONE).exists():
                return

    assert together(4, work) == [None] * 4
    assert sorted(neighbour.seen) == [f"{number:03}" for number in range(200)]
    for lane in range(20):
        inside = [key for key in neighbour.seen if int(key) % 20 == lane]
        assert inside == sorted(inside)


def test_of_eight_claims_at_the_same_moment_one_succeeds(neighbour) -> None:
    job = put("a")
    claimed = together(8, lambda: outbox.claim(job.pk))
    assert sorted(found is not None for found in claimed) == [False] * 7 + [True]


def test_the_same_key_put_at_the_same_moment_is_one_job() -> None:
    assert together(6, lambda: outbox.put("uji", "kirim", dedupe_key="a")) == [None] * 6
    assert DeliveryJob.objects.count() == 1


def test_a_job_given_back_by_two_sweepers_is_freed_once(neighbour) -> None:
    job = put("a")
    outbox.claim(job.pk)
    DeliveryJob.objects.update(claimed_at=job.created_at - outbox.STUCK_AFTER)
    assert sorted(map(int, together(4, outbox.free_stuck))) == [0, 0, 0, 1]  # type: ignore[arg-type]
