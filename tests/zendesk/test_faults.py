"""Whatever goes wrong on the way: one ticket, each comment once, and a reason for people."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from helpdesk.taxonomy import State
from helpdesk.tickets.models import Message
from helpdesk.tickets.services import mirror, talking
from integrations import outbox
from integrations.models import DeliveryJob
from integrations.zendesk import client, push
from integrations.zendesk.client import Client
from integrations.zendesk.fake import FAULTS
from tests.cast import viewer
from tests.factories import claimed_report, open_report
from tests.zendesk.conftest import comments, doubles, parked, sent

pytestmark = pytest.mark.django_db
HEALING = [f for f in FAULTS if f != "forbidden"]


def _answer(who, number, text, then=State.IN_PROGRESS):
    talking.answer(who, number, talking.Reply(text, uuid.uuid4(), then))


@pytest.mark.parametrize("times", [1, 4])
@pytest.mark.parametrize("fault", HEALING)
def test_no_fault_at_the_creation_makes_a_second_ticket(zendesk, hurry, fault, times) -> None:
    open_report()
    zendesk.fail(fault, times, retry_after=3 if fault == "rate_limit" else None)
    hurry(20)
    assert len(zendesk.account.tickets) == 1
    assert len(comments(zendesk)) == 1
    assert not DeliveryJob.objects.filter(channel="zendesk").exclude(status="done").exists()


@pytest.mark.parametrize("fault", HEALING)
def test_no_fault_at_an_answer_sends_it_twice(zendesk, hurry, cast, fault) -> None:
    kartika = viewer(cast.kartika)
    ticket = claimed_report(kartika)
    hurry()
    for text in ("Kami periksa.", "Sudah kami atur ulang."):
        _answer(kartika, ticket.pk, text)
    zendesk.fail(fault, 2, methods=("PUT",))
    hurry(20)
    assert [text for _, text in comments(zendesk)][1:] == [
        "Kami periksa.",
        "Sudah kami atur ulang.",
    ]
    assert not doubles(zendesk)
    assert not parked()


@hypothesis_settings(
    max_examples=25, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
@given(faults=st.lists(st.sampled_from([None, *HEALING]), max_size=10))
def test_any_order_of_faults_ends_in_one_true_mirror(zendesk, hurry, cast, faults) -> None:
    account = zendesk.account
    before = set(account.tickets)
    kartika = viewer(cast.kartika)
    zendesk.faults.clear()
    for fault in faults:
        zendesk.fail(fault)
    ticket = claimed_report(kartika)
    hurry(1)
    talking.note(kartika, ticket.pk, f"Catatan {ticket.pk}", key=uuid.uuid4())
    _answer(kartika, ticket.pk, f"Kami periksa {ticket.pk}.", State.WAITING_REQUESTER)
    hurry(1)
    _answer(kartika, ticket.pk, f"Selesai {ticket.pk}.", State.SOLVED)
    hurry(40)
    (new,) = set(account.tickets) - before
    assert [text for _, text in comments(zendesk, new)][1:] == [
        f"Kartika Ayu (Petugas):\nCatatan {ticket.pk}",
        f"Kami periksa {ticket.pk}.",
        f"Selesai {ticket.pk}.",
    ]
    assert account.ticket(new)["status"] == "solved"
    assert "status-solved" in account.ticket(new)["tags"]
    assert not doubles(zendesk)
    assert not parked()


def test_a_worker_that_dies_after_the_creation_adopts_its_ticket(
    zendesk, hurry, monkeypatch
) -> None:
    ticket = open_report()
    monkeypatch.setattr(mirror, "link", _die)
    with pytest.raises(SystemExit):
        outbox.deliver_due(channels=["zendesk"])
    monkeypatch.undo()
    _free()
    monkeypatch.setattr(push, "SETTLE", timedelta(0))
    zendesk.account.kept_keys.clear()  # two hours later the key is forgotten
    outbox.deliver_due(channels=["zendesk"])
    assert len(zendesk.account.tickets) == 1
    assert mirror.find(ticket.pk).remote_id == 1
    assert len(comments(zendesk)) == 1


def test_a_worker_that_dies_after_an_answer_does_not_repeat_it(
    zendesk, hurry, cast, monkeypatch
) -> None:
    kartika = viewer(cast.kartika)
    ticket = claimed_report(kartika)
    hurry()
    _answer(kartika, ticket.pk, "Kami periksa.")
    with monkeypatch.context() as broken:
        broken.setattr(mirror, "agree", _die)
        with pytest.raises(SystemExit):
            outbox.deliver_due(channels=["zendesk"])
    _free()
    hurry()
    assert [text for _, text in comments(zendesk)][1:] == ["Kami periksa."]


def _die(*_: object, **__: object) -> None:
    raise SystemExit


def _free() -> None:
    DeliveryJob.objects.filter(status="running").update(
        claimed_at=timezone.now() - outbox.STUCK_AFTER - timedelta(seconds=1)
    )
    outbox.free_stuck()


def test_a_report_that_changed_after_a_lost_creation_is_still_one_ticket(
    zendesk, hurry, cast, monkeypatch
) -> None:
    ticket = open_report()
    zendesk.fail("drop_after")
    # the list does not show the new ticket yet, so only the key stands between us and a second
    monkeypatch.setattr(zendesk.account, "listed", lambda external_id=None: [])
    hurry(1)
    talking.note(viewer(cast.kartika), ticket.pk, "Catatan.", key=uuid.uuid4())
    type(ticket).objects.filter(pk=ticket.pk).update(title="Judul lain")
    hurry(4)
    assert len(zendesk.account.tickets) == 1
    assert mirror.find(ticket.pk).remote_id is None
    monkeypatch.undo()
    monkeypatch.setattr(push, "SETTLE", timedelta(0))
    for _ in range(4):
        DeliveryJob.objects.filter(status="waiting").update(not_before=timezone.now())
        outbox.deliver_due(channels=["zendesk"])
    assert len(zendesk.account.tickets) == 1
    assert len(comments(zendesk)) == 2


def test_a_job_that_another_worker_took_over_writes_nothing(zendesk) -> None:
    open_report()
    (job_id,) = outbox.due(channels=["zendesk"])
    job = outbox.claim(job_id)
    _free()
    assert outbox.claim(job_id) is not None
    outbox.run(job)
    assert not zendesk.account.tickets
    assert DeliveryJob.objects.get(pk=job_id).status == "running"


def test_the_same_job_twice_makes_one_ticket(zendesk, hurry) -> None:
    ticket = open_report()
    outbox.put("zendesk", "create", dedupe_key="uji-ganda", ticket_number=ticket.pk)
    hurry()
    assert len(zendesk.account.tickets) == 1


def test_a_limit_stops_everybody_for_as_long_as_zendesk_says(zendesk) -> None:
    open_report()
    open_report()
    zendesk.fail("rate_limit", retry_after=40)
    begin = timezone.now()
    for _ in range(3):  # whatever worker comes: no call before the time is over
        outbox.deliver_due(channels=["zendesk"])
    assert (timezone.now() - begin).total_seconds() < 5  # and nobody slept
    assert len(zendesk.seen) == 1
    for job in DeliveryJob.objects.filter(channel="zendesk"):
        assert job.attempts == 0
        assert timedelta(seconds=35) < job.not_before - begin < timedelta(seconds=55)
        assert "Batas permintaan" in job.reason


def test_a_broken_cache_stops_no_delivery(zendesk, hurry, monkeypatch) -> None:
    class Broken:
        def get(self, *_: object, **__: object) -> None:
            raise OSError("no cache")

        set = get

    monkeypatch.setattr(push, "cache", Broken())
    open_report()
    zendesk.fail("rate_limit", retry_after=1)
    hurry()
    assert len(zendesk.account.tickets) == 1


def test_after_a_lost_answer_the_next_look_waits_until_zendesk_must_have_finished(
    zendesk, hurry, cast, monkeypatch
) -> None:
    settle = timedelta(seconds=60)
    kartika = viewer(cast.kartika)
    ticket = claimed_report(kartika)
    hurry()
    monkeypatch.setattr(push, "SETTLE", settle)
    _answer(kartika, ticket.pk, "Kami periksa.")
    zendesk.fail("drop_after", methods=("PUT",))
    begin = timezone.now()
    outbox.deliver_due(channels=["zendesk"])
    job = DeliveryJob.objects.filter(channel="zendesk", status="waiting").first()
    assert job.not_before - begin >= settle
    before = len(zendesk.seen)
    DeliveryJob.objects.filter(pk=job.pk).update(not_before=begin)  # a person is impatient
    outbox.deliver_due(channels=["zendesk"])
    assert len(zendesk.seen) == before


def test_a_long_outage_parks_nothing(zendesk, hurry) -> None:
    open_report()
    zendesk.fail("unavailable", outbox.MAX_ATTEMPTS * 2)
    hurry(outbox.MAX_ATTEMPTS * 2 + 1)
    assert not parked()
    assert len(zendesk.account.tickets) == 1


def test_an_unreachable_address_parks_nothing(zendesk, hurry, settings) -> None:
    settings.ZENDESK_URL = "http://127.0.0.1:9"
    open_report()
    hurry(outbox.MAX_ATTEMPTS + 1)
    (job,) = DeliveryJob.objects.filter(channel="zendesk")
    assert (job.status, job.attempts) == ("waiting", 0)


def test_wrong_credentials_are_one_notice_for_the_admin(zendesk, settings, hurry) -> None:
    settings.ZENDESK_TOKEN = "salah"
    for _ in range(3):
        open_report()
    for _ in range(3):
        outbox.deliver_due(channels=["zendesk"])
    (reason,) = parked()
    assert reason.startswith("Zendesk menolak masuk. Periksa ZENDESK_EMAIL dan ZENDESK_TOKEN")
    assert sum(s.method == "POST" for s in zendesk.seen) == 1
    settings.ZENDESK_TOKEN = zendesk.account.token
    hurry()
    assert len(zendesk.account.tickets) == 3
    assert not parked()


def test_a_403_of_the_whole_account_is_one_notice_too(zendesk) -> None:
    for _ in range(3):
        open_report()
    zendesk.fail("forbidden", 2)
    outbox.deliver_due(channels=["zendesk"])
    outbox.deliver_due(channels=["zendesk"])
    assert parked() == ["Zendesk tidak mengizinkan tindakan ini (403)."]
    waiting = DeliveryJob.objects.filter(status="waiting", channel="zendesk")
    assert waiting.count() == 2


@pytest.mark.parametrize("kind", ["redirect", "nowhere"])
def test_a_wrong_address_parks_nothing_and_is_named(zendesk, hurry, kind) -> None:
    open_report()
    zendesk.fail(kind)
    outbox.deliver_due(channels=["zendesk"])
    (job,) = DeliveryJob.objects.filter(channel="zendesk")
    assert (job.status, job.attempts) == ("waiting", 0)
    assert "ZENDESK_URL" in job.reason
    assert {s.path for s in zendesk.seen} == {"/api/v2/tickets.json"}
    hurry()
    assert len(zendesk.account.tickets) == 1


def test_the_limit_of_one_ticket_stops_no_other(zendesk, hurry, cast) -> None:
    kartika = viewer(cast.kartika)
    busy, other = claimed_report(kartika), claimed_report(kartika)
    hurry()
    _answer(kartika, busy.pk, "Kami periksa.")
    _answer(kartika, other.pk, "Sudah selesai.")
    zendesk.fail("ticket_limit", retry_after=400, methods=("PUT",))
    assert outbox.deliver_due(channels=["zendesk"]) == {"done": 1, "failed": 1}
    assert [text for _, text in comments(zendesk, 2)][1:] == ["Sudah selesai."]
    hurry()
    assert [text for _, text in comments(zendesk, 1)][1:] == ["Kami periksa."]


def test_an_answer_that_does_not_name_the_comment_is_checked_before_it_is_repeated(
    zendesk, hurry, cast, monkeypatch
) -> None:
    kartika = viewer(cast.kartika)
    ticket = claimed_report(kartika)
    hurry()
    _answer(kartika, ticket.pk, "Sudah selesai.")
    real = Client.update

    def without_audit(self, ticket_id, payload):
        return replace(real(self, ticket_id, payload), audit=client._NO_AUDIT)

    monkeypatch.setattr(Client, "update", without_audit)
    outbox.deliver_due(channels=["zendesk"])
    monkeypatch.setattr(Client, "update", real)
    hurry()
    assert [text for _, text in comments(zendesk)][1:] == ["Sudah selesai."]
    assert not parked()


def test_a_long_answer_in_any_script_arrives_whole_and_in_order(zendesk, hurry, cast) -> None:
    kartika = viewer(cast.kartika)
    ticket = claimed_report(kartika)
    hurry()
    words = [f"kata{n}😀é" for n in range(9000)]
    Message.objects.create(
        ticket_id=ticket.pk, author="staff", author_name="Kartika Ayu", public=True,
        channel="workspace", body=" ".join(words), idempotency_key=uuid.uuid4(),
    )  # fmt: skip
    _answer(kartika, ticket.pk, "Sesudah itu.")
    hurry()
    *parts, last = [text for _, text in comments(zendesk)][1:]
    assert last == "Sesudah itu."
    assert len(parts) > 1
    assert all(len(part.encode()) <= 60_000 for part in parts)
    assert " ".join(part.partition("\n")[2] for part in parts).split() == words


def test_a_forbidden_act_waits_for_a_person(zendesk, hurry) -> None:
    open_report()
    zendesk.fail("forbidden")
    hurry()
    assert parked() == ["Zendesk tidak mengizinkan tindakan ini (403)."]


def test_a_deleted_mirror_waits_for_a_person_and_is_not_made_anew(zendesk, hurry, cast) -> None:
    kartika = viewer(cast.kartika)
    ticket = claimed_report(kartika)
    hurry()
    zendesk.account.delete(1)
    _answer(kartika, ticket.pk, "Kami periksa.")
    hurry()
    assert len(zendesk.account.tickets) == 1
    assert "dihapus di Zendesk" in parked()[0]


def test_wrong_field_configuration_is_named(zendesk, hurry, settings) -> None:
    settings.ZENDESK_FIELDS = "kategori=1"
    open_report()
    hurry()
    assert "ZENDESK_FIELDS" in parked()[0]


def test_plain_http_beyond_loopback_is_refused(zendesk, hurry, settings) -> None:
    settings.ZENDESK_URL = "http://contoh.zendesk.com"
    open_report()
    hurry()
    assert parked() == ["ZENDESK_URL harus berupa alamat https."]


def test_every_creation_carries_the_same_key(zendesk, hurry) -> None:
    ticket = open_report()
    zendesk.fail("error", 2, methods=("POST",))
    hurry()
    keys = {s.headers["Idempotency-Key"] for s in zendesk.seen if s.method == "POST"}
    assert keys == {f"belajar-{ticket.pk}-create"}
    assert not any("Idempotency-Key" in s.headers for s in zendesk.seen if s.method != "POST")
    assert len(sent(zendesk, "POST")) == 3
