"""Real processes: a worker killed half-way, and a web process whose broker is gone."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

from integrations import outbox
from integrations.email import headers
from integrations.models import DeliveryJob
from tests.factories import open_report
from tests.integrations.smtp_stub import SmtpStub

pytestmark = [
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("reload_reference"),
]
Status = DeliveryJob.Status
ROOT = Path(__file__).resolve().parent.parent.parent


def environment(tmp_path: Path, **more: str) -> dict[str, str]:
    """The environment of a process of ours on the test's own database and folders."""
    db = connection.settings_dict
    url = f"sqlite:///{db['NAME']}"
    if connection.vendor == "postgresql":
        secret = f":{db['PASSWORD']}" if db["PASSWORD"] else ""
        host = f"{db['HOST'] or 'localhost'}:{db['PORT'] or 5432}"
        url = f"postgres://{db['USER']}{secret}@{host}/{db['NAME']}"
    return {
        **os.environ, "DATABASE_URL": url, "DATA_DIR": str(tmp_path), "DEBUG": "1",
        "CELERY_BROKER_URL": "", "DESK_ALWAYS_OPEN": "1", **more,
    }  # fmt: skip


@pytest.fixture
def start_worker(tmp_path: Path) -> Iterator[Callable[[SmtpStub], subprocess.Popen]]:
    """Start Celery with its clock over the filesystem transport, in a process group of its own."""
    started: list[subprocess.Popen] = []

    def start(smtp: SmtpStub) -> subprocess.Popen:
        command = [sys.executable, "-m", "celery", "-A", "helpdesk.config.celery", "worker",
                   "-B", "-c", "1", "--without-gossip", "--without-mingle"]  # fmt: skip
        env = environment(tmp_path, EMAIL_URL=f"smtp://127.0.0.1:{smtp.port}")
        with (tmp_path / f"worker{len(started)}.log").open("wb") as log:
            process = subprocess.Popen(
                command, cwd=ROOT, env=env, stdout=log, stderr=log, start_new_session=True
            )
        started.append(process)
        return process

    yield start
    for process in started:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def until(fact: Callable[[], bool], seconds: float = 45.0) -> None:
    end = time.monotonic() + seconds
    while not fact():
        assert time.monotonic() < end, "it never happened"
        time.sleep(0.1)


@pytest.mark.slow
def test_a_worker_killed_half_way_loses_nothing_and_the_next_sends_once(start_worker) -> None:
    smtp = SmtpStub()
    smtp.may_go_on.clear()
    open_report()
    job = DeliveryJob.objects.get()
    first = start_worker(smtp)
    until(smtp.stalled.is_set)
    job.refresh_from_db()
    assert job.status == Status.RUNNING
    os.killpg(first.pid, signal.SIGKILL)
    first.wait()
    smtp.may_go_on.set()
    assert smtp.mails == []

    DeliveryJob.objects.update(
        claimed_at=timezone.now() - outbox.STUCK_AFTER - timedelta(seconds=1)
    )
    start_worker(smtp)

    def done() -> bool:
        job.refresh_from_db()
        return job.status == Status.DONE

    until(done)
    time.sleep(6)  # another sweep passes
    assert len(smtp.mails) == 1
    smtp.down()


@pytest.mark.slow
def test_workers_killed_after_the_mail_was_taken_send_it_twice_at_most_under_one_name(
    start_worker,
) -> None:
    smtp = SmtpStub()
    smtp.may_answer.clear()  # the server has the mail, the worker dies before it can note that
    ticket = open_report()
    job = DeliveryJob.objects.get()
    for times in (1, 2):
        worker = start_worker(smtp)
        until(lambda n=times: len(smtp.mails) == n)
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()
        job.refresh_from_db()
        assert job.status == Status.RUNNING
        DeliveryJob.objects.update(
            claimed_at=timezone.now() - outbox.STUCK_AFTER - timedelta(seconds=1)
        )
    smtp.may_answer.set()
    start_worker(smtp)

    def parked() -> bool:
        job.refresh_from_db()
        return job.status == Status.PARKED

    until(parked)
    time.sleep(6)  # another sweep passes
    assert [mail["Message-ID"] for mail in smtp.mails] == [headers.confirmation_id(ticket.pk)] * 2
    assert "Periksa apakah sudah sampai" in job.reason
    smtp.down()


_DIE_AFTER_SENDING = """
import os, signal
from integrations import outbox
real = outbox._write
def write(job, **fields):
    if fields.get("status") == "done":
        os.kill(os.getpid(), signal.SIGKILL)  # the server said 250, nothing is noted yet
    return real(job, **fields)
outbox._write = write
outbox.deliver_due()
"""


def test_a_worker_killed_between_the_answer_and_the_note_is_followed_by_one_more_mail(
    tmp_path,
) -> None:
    smtp = SmtpStub()
    ticket = open_report()
    env = environment(tmp_path, EMAIL_URL=f"smtp://127.0.0.1:{smtp.port}")

    def run(code: str) -> int:
        command = [sys.executable, "manage.py", "shell", "-v0", "-c", code]
        return subprocess.run(command, cwd=ROOT, env=env, timeout=120, check=False).returncode

    assert run(_DIE_AFTER_SENDING) == -signal.SIGKILL
    assert len(smtp.mails) == 1
    DeliveryJob.objects.update(
        claimed_at=timezone.now() - outbox.STUCK_AFTER - timedelta(seconds=1)
    )
    assert run("from integrations import outbox; outbox.deliver_due()") == 0
    assert run("from integrations import outbox; outbox.deliver_due()") == 0
    assert [mail["Message-ID"] for mail in smtp.mails] == [headers.confirmation_id(ticket.pk)] * 2
    assert DeliveryJob.objects.get().status == Status.DONE
    smtp.down()


_OPEN_THREE_REPORTS = """
import json, time
from tests.factories import new_report
from helpdesk.tickets.services.opening import open_ticket
from integrations import outbox, tasks
seconds = []
for _ in range(3):
    report = new_report()
    start = time.monotonic()
    open_ticket(report)
    seconds.append(round(time.monotonic() - start, 3))
print(json.dumps(seconds))
"""


def test_a_dead_broker_neither_fails_nor_slows_the_taking_of_a_report(tmp_path) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    env = environment(tmp_path, CELERY_BROKER_URL=f"amqp://guest:guest@127.0.0.1:{port}//")
    command = [sys.executable, "manage.py", "shell", "-v0", "-c", _OPEN_THREE_REPORTS]
    result = subprocess.run(
        command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=120, check=False
    )
    assert result.returncode == 0, result.stderr
    seconds = json.loads(result.stdout.splitlines()[-1])
    assert DeliveryJob.objects.filter(status=Status.WAITING, action="confirmation").count() == 3
    assert "No bell" in result.stderr  # it was the real bell, and the broker was really gone
    assert seconds[0] < 2.5  # imports of the broker library included, once a process
    assert max(seconds[1:]) < 0.5
