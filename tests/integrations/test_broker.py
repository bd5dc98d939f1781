"""A real worker on the broker named by CELERY_BROKER_URL: the bell alone starts the work."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable

import pytest

from helpdesk.taxonomy import State
from helpdesk.tickets.models import Ticket
from integrations.models import DeliveryJob
from tests.factories import new_report
from tests.integrations.smtp_stub import SmtpStub
from tests.integrations.test_outbox_processes import ROOT, environment

pytestmark = [
    pytest.mark.broker,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("reload_reference"),
]


def wait_until(true: Callable[[], bool], seconds: float = 60.0) -> bool:
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            return False
        time.sleep(0.2)
    return True


def test_a_report_is_sorted_and_confirmed_without_any_clock(tmp_path) -> None:
    """No beat runs here: if the bell did not reach the broker, nothing would happen."""
    from helpdesk.tickets.services.opening import open_ticket

    smtp = SmtpStub()
    env = environment(
        tmp_path,
        CELERY_BROKER_URL=os.environ["CELERY_BROKER_URL"],
        EMAIL_URL=f"smtp://127.0.0.1:{smtp.port}",
    )
    command = [sys.executable, "-m", "celery", "-A", "helpdesk.config.celery", "worker",
               "-P", "threads", "-c", "2", "--without-gossip", "--without-mingle"]  # fmt: skip
    with (tmp_path / "worker.log").open("wb") as log:
        process = subprocess.Popen(
            command, cwd=ROOT, env=env, stdout=log, stderr=log, start_new_session=True
        )
    try:
        assert wait_until(
            lambda: b"ready" in (tmp_path / "worker.log").read_bytes() or _answers(env)
        )
        number = open_ticket(new_report()).number
        assert wait_until(lambda: Ticket.objects.get(pk=number).state != State.NEW)
        assert wait_until(
            lambda: DeliveryJob.objects.get(action="confirmation").status == "done"
        ), (tmp_path / "worker.log").read_text()
        assert len(smtp.mails) == 1
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=30)
        smtp.down()


def _answers(env: dict[str, str]) -> bool:
    """True when the worker answers over the broker."""
    ping = [
        sys.executable,
        "-m",
        "celery",
        "-A",
        "helpdesk.config.celery",
        "inspect",
        "ping",
        "-t",
        "3",
    ]
    return subprocess.run(ping, cwd=ROOT, env=env, capture_output=True, check=False).returncode == 0
