"""What leaves the house is a row first, and each row is delivered once, in order, or seen."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from django.conf import settings as django_settings
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from integrations import outbox
from integrations.models import DeliveryJob
from integrations.outbox import LostClaim, NeedsPerson, TryLater, Unreachable
from tests.integrations.neighbour import Neighbour, move_in, put

Status = DeliveryJob.Status


@pytest.fixture
def neighbour(monkeypatch: pytest.MonkeyPatch) -> Neighbour:
    return move_in(monkeypatch)


def again_due() -> None:
    DeliveryJob.objects.filter(status=Status.WAITING).update(not_before=timezone.now())


@pytest.mark.django_db
class TestPutting:
    def test_a_job_costs_one_insert(self) -> None:
        with (
            transaction.atomic(),
            CaptureQueriesContext(
                connection,
            ) as queries,
        ):
            outbox.put("uji", "kirim", dedupe_key="a")
        assert [q["sql"].split()[0] for q in queries] == ["INSERT"]

    def test_the_same_key_twice_is_one_job(self) -> None:
        first = put("a", payload={"n": 1})
        outbox.put("uji", "kirim", dedupe_key="a", payload={"n": 2})
        assert DeliveryJob.objects.get() == first
        assert DeliveryJob.objects.get().payload == {"n": 1}

    def test_the_bell_rings_only_when_the_transaction_holds(
        self, bells, django_capture_on_commit_callbacks
    ) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            put("a")
            assert bells.rings == []
        assert bells.rings == ["deliver"]

    def test_a_job_of_a_lost_transaction_was_never_there(self) -> None:
        with transaction.atomic():
            put("a")
            transaction.set_rollback(True)
        assert not DeliveryJob.objects.exists()


@pytest.mark.django_db
class TestDelivering:
    def test_what_is_due_is_delivered_once(self, neighbour) -> None:
        put("a")
        put("b")
        assert outbox.deliver_due() == {"done": 2, "failed": 0}
        assert outbox.deliver_due() == {"done": 0, "failed": 0}
        assert neighbour.seen == ["a", "b"]

    def test_what_is_not_due_yet_waits(self, neighbour) -> None:
        job = put("a")
        DeliveryJob.objects.update(not_before=timezone.now() + timedelta(minutes=1))
        assert outbox.due() == []
        assert outbox.claim(job.pk) is None

    def test_a_claimed_job_is_nobody_elses(self, neighbour) -> None:
        job = put("a")
        assert outbox.claim(job.pk) is not None
        assert outbox.claim(job.pk) is None

    def test_a_job_of_a_channel_that_is_switched_off_waits(self, neighbour) -> None:
        outbox.put("tidak-ada", "kirim", dedupe_key="x")
        assert outbox.deliver_due() == {"done": 0, "failed": 0}
        assert DeliveryJob.objects.get().status == Status.WAITING

    def test_only_the_named_channels_are_delivered(self, neighbour) -> None:
        put("a")
        assert outbox.deliver_due(channels=["email"]) == {"done": 0, "failed": 0}
        assert outbox.deliver_due(channels=["uji"])["done"] == 1

    def test_a_run_ends_at_its_limit_and_the_next_goes_on(self, neighbour) -> None:
        for key in "abcde":
            put(key)
        assert outbox.deliver_due(limit=3)["done"] == 3
        assert outbox.deliver_due(limit=3)["done"] == 2

    def test_a_run_ends_in_time_and_leaves_the_rest_waiting(self, neighbour, monkeypatch) -> None:
        monkeypatch.setattr(outbox, "RUN_SECONDS", 0.05)
        neighbour.act = lambda job: time.sleep(0.06)
        put("a")
        put("b")
        assert outbox.deliver_due()["done"] == 1
        assert DeliveryJob.objects.filter(status=Status.WAITING).count() == 1

    def test_the_channel_is_told_when_a_run_is_over(self, neighbour) -> None:
        put("a")
        outbox.deliver_due()
        assert neighbour.runs_ended == 1


@pytest.mark.django_db
class TestLanes:
    def test_a_lane_keeps_its_order(self, neighbour) -> None:
        for key in "abc":
            put(key, lane="satu")
        assert len(outbox.due()) == 1
        outbox.deliver_due()
        assert neighbour.seen == ["a", "b", "c"]

    @pytest.mark.parametrize("fault", [TryLater("nanti"), NeedsPerson("orang"), RuntimeError()])
    def test_a_failed_job_holds_up_its_own_lane_only(self, neighbour, fault) -> None:
        def act(job: DeliveryJob) -> None:
            if job.dedupe_key == "a":
                raise fault

        neighbour.act = act
        put("a", lane="satu")
        put("b", lane="satu")
        put("c", lane="dua")
        outbox.deliver_due()
        assert neighbour.seen == ["a", "c"]
        again_due()
        assert DeliveryJob.objects.get(dedupe_key="b").pk not in outbox.due()

    def test_a_lane_goes_on_when_the_parked_job_is_released(self, neighbour) -> None:
        neighbour.refuse(NeedsPerson("orang"))
        first = put("a", lane="satu")
        put("b", lane="satu")
        outbox.deliver_due()
        neighbour.act = lambda job: None
        outbox.release_parked(first.pk)
        outbox.deliver_due()
        assert neighbour.seen == ["a", "a", "b"]


@pytest.mark.django_db
class TestFaults:
    def test_a_passing_fault_is_tried_again_later(self, neighbour) -> None:
        neighbour.refuse(TryLater("Server sibuk."))
        job = put("a")
        before = timezone.now()
        assert outbox.deliver_due() == {"done": 0, "failed": 1}
        job.refresh_from_db()
        assert (job.status, job.attempts, job.reason) == (Status.WAITING, 1, "Server sibuk.")
        assert timedelta(seconds=4) <= job.not_before - before <= timedelta(seconds=7)

    def test_the_neighbour_may_say_when(self, neighbour) -> None:
        neighbour.refuse(TryLater("Batas laju.", seconds=90))
        job = put("a")
        outbox.deliver_due()
        job.refresh_from_db()
        assert 85 < (job.not_before - timezone.now()).total_seconds() <= 90

    def test_the_waits_double_up_to_an_hour(self) -> None:
        for attempts, seconds in ((1, 5), (2, 10), (5, 80), (11, 3600), (60, 3600)):
            assert 0.8 * seconds <= outbox.backoff(attempts) <= 1.2 * seconds

    def test_after_the_last_try_a_person_is_asked(self, neighbour) -> None:
        neighbour.refuse(TryLater("Server sibuk."))
        put("a")
        for _ in range(outbox.MAX_ATTEMPTS):
            again_due()
            outbox.deliver_due()
        (job,) = outbox.parked()
        assert job.reason == "Server sibuk. (12 kali dicoba)"

    def test_a_lasting_fault_is_shown_to_a_person_at_once(self, neighbour) -> None:
        neighbour.refuse(NeedsPerson("Alamat ditolak."))
        put("a")
        outbox.deliver_due()
        (job,) = outbox.parked()
        assert (job.status, job.reason) == (Status.PARKED, "Alamat ditolak.")
        again_due()
        assert outbox.due() == []

    def test_a_released_job_starts_anew(
        self, neighbour, bells, django_capture_on_commit_callbacks
    ) -> None:
        neighbour.refuse(NeedsPerson("Alamat ditolak."))
        job = put("a")
        outbox.deliver_due()
        with django_capture_on_commit_callbacks(execute=True):
            assert outbox.release_parked(job.pk) is True
        assert "deliver" in bells.rings
        neighbour.act = lambda job: None
        assert outbox.deliver_due()["done"] == 1
        assert outbox.parked() == []

    def test_only_a_parked_job_can_be_released(self, neighbour) -> None:
        job = put("a")
        assert outbox.release_parked(job.pk) is False
        outbox.deliver_due()
        assert outbox.release_parked(job.pk) is False
        assert outbox.release_parked(0) is False

    def test_an_unexpected_error_names_its_kind_and_nothing_of_its_text(self, neighbour) -> None:
        neighbour.refuse(ValueError("NIK 9901015508900001"))
        job = put("a")
        outbox.deliver_due()
        job.refresh_from_db()
        assert (job.status, job.reason) == (Status.WAITING, "ValueError")

    def test_a_broken_job_stops_no_other(self, neighbour) -> None:
        def act(job: DeliveryJob) -> None:
            if job.dedupe_key == "a":
                raise ZeroDivisionError

        neighbour.act = act
        put("a")
        put("b")
        assert outbox.deliver_due() == {"done": 1, "failed": 1}

    def test_a_neighbour_that_is_away_is_asked_once_a_run(self, neighbour) -> None:
        neighbour.refuse(Unreachable("Tidak terjangkau."))
        for key in "abc":
            put(key)
        assert outbox.deliver_due() == {"done": 0, "failed": 1}
        assert neighbour.seen == ["a"]

    def test_a_neighbour_that_is_away_for_days_parks_nothing(self, neighbour) -> None:
        neighbour.refuse(Unreachable("Tidak terjangkau."))
        put("a")
        for _ in range(3 * outbox.MAX_ATTEMPTS):
            again_due()
            outbox.deliver_due()
        assert outbox.parked() == []
        neighbour.act = lambda job: None
        again_due()
        assert outbox.deliver_due()["done"] == 1

    def test_a_neighbour_that_is_away_holds_up_no_other_channel(
        self, neighbour, monkeypatch
    ) -> None:
        neighbour.refuse(Unreachable("Tidak terjangkau."))
        monkeypatch.setitem(outbox._handlers, "lain", lambda job: None)
        put("a")
        put("b")
        outbox.put("lain", "kirim", dedupe_key="c")
        assert outbox.deliver_due() == {"done": 1, "failed": 1}


@pytest.mark.django_db
class TestDeadWorkers:
    def die_with(self, job: DeliveryJob) -> None:
        """Leave the job as a killed worker does, long ago."""
        assert outbox.claim(job.pk) is not None
        DeliveryJob.objects.filter(pk=job.pk).update(
            claimed_at=timezone.now() - outbox.STUCK_AFTER - timedelta(seconds=1)
        )

    def test_a_stuck_job_is_given_back_and_delivered(self, neighbour) -> None:
        job = put("a")
        self.die_with(job)
        assert outbox.deliver_due()["done"] == 1
        job.refresh_from_db()
        assert (job.status, job.attempts) == (Status.DONE, 1)

    def test_a_job_at_work_is_left_alone(self, neighbour) -> None:
        job = put("a")
        outbox.claim(job.pk)
        assert outbox.free_stuck() == 0
        assert outbox.deliver_due()["done"] == 0

    def test_no_task_lives_long_enough_to_lose_a_job_it_works_on(self) -> None:
        limit = django_settings.CELERY_TASK_TIME_LIMIT
        assert outbox.STUCK_AFTER.total_seconds() > limit
        assert outbox.RUN_SECONDS < django_settings.CELERY_TASK_SOFT_TIME_LIMIT

    def test_a_job_that_kills_every_worker_ends_with_a_person(self, neighbour) -> None:
        job = put("a")
        for _ in range(outbox.MAX_ATTEMPTS):
            self.die_with(job)
            outbox.free_stuck()
        assert outbox.parked() == [job]

    def test_a_worker_thought_dead_writes_nothing_over_its_successor(self, neighbour) -> None:
        job = put("a")
        slow = outbox.claim(job.pk)
        DeliveryJob.objects.filter(pk=job.pk).update(status=Status.WAITING)
        quick = outbox.claim(job.pk)
        assert slow is not None
        assert quick is not None
        neighbour.refuse(NeedsPerson("terlambat"))
        outbox.run(slow)
        neighbour.act = lambda job: None
        assert outbox.run(quick) is True
        job.refresh_from_db()
        assert job.status == Status.DONE

    def test_a_worker_thought_dead_begins_nothing(self, neighbour) -> None:
        job = put("a")
        slow = outbox.claim(job.pk)
        DeliveryJob.objects.filter(pk=job.pk).update(status=Status.WAITING)
        assert outbox.claim(job.pk) is not None
        assert slow is not None
        with pytest.raises(LostClaim):
            outbox.begin(slow)
        neighbour.act = outbox.begin
        assert outbox.run(slow) is False

    def test_what_was_begun_twice_without_a_known_end_is_not_begun_again(self, neighbour) -> None:
        def cut_off(job: DeliveryJob) -> None:
            outbox.begin(job)
            raise TryLater("Terputus.", uncertain=True)

        neighbour.act = cut_off
        job = put("a")
        for _ in range(4):
            again_due()
            outbox.deliver_due()
        assert neighbour.seen == ["a"] * 3
        (parked,) = outbox.parked()
        assert "dua kali terputus" in parked.reason
        neighbour.act = outbox.begin
        outbox.release_parked(job.pk)
        assert outbox.deliver_due()["done"] == 1

    def test_a_clear_no_is_a_known_end(self, neighbour) -> None:
        def refused(job: DeliveryJob) -> None:
            outbox.begin(job)
            raise TryLater("Nanti.")

        neighbour.act = refused
        put("a")
        for _ in range(5):
            again_due()
            outbox.deliver_due()
        assert outbox.parked() == []
