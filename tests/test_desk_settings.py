"""What an installation may set otherwise, and clock work that keeps the house small."""

from __future__ import annotations

import subprocess
import sys
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection

from helpdesk.accounts.viewer import reporter
from helpdesk.config import settings as shipped
from helpdesk.config.schedule import BEAT_SCHEDULE
from helpdesk.config.tasks import clear_expired_cache
from helpdesk.sla import hours
from helpdesk.sla.policy import volunteer_deadline
from helpdesk.taxonomy import State
from helpdesk.tickets.models import Ticket, TicketEvent
from helpdesk.tickets.services import talking
from helpdesk.tickets.tasks import close_silent
from tests.cast import Cast, viewer
from tests.factories import claimed_report, open_report, sorted_report

ROOT = Path(__file__).resolve().parents[1]
MONDAY_0900 = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)  # 09.00 WIB, desk 09.00-17.00
HOUR = timedelta(hours=1)


@pytest.fixture
def real_hours(settings: Any) -> None:
    settings.DESK_ALWAYS_OPEN = False
    hours.forget()


@pytest.mark.django_db
def test_todays_targets_are_one_two_and_three_working_days(real_hours: None) -> None:
    with time_machine.travel(MONDAY_0900, tick=False):
        ticket = open_report()
    assert ticket.first_response_due == MONDAY_0900 + 8 * HOUR
    assert ticket.resolution_due == MONDAY_0900 + timedelta(days=2) + 8 * HOUR
    assert volunteer_deadline(MONDAY_0900) == MONDAY_0900 + timedelta(days=1) + 8 * HOUR


@pytest.mark.django_db
def test_an_installation_sets_its_own_targets(real_hours: None, settings: Any) -> None:
    settings.SLA_FIRST_RESPONSE_HOURS = 2
    settings.SLA_VOLUNTEER_HOURS = 4
    settings.SLA_RESOLUTION_HOURS = 6
    with time_machine.travel(MONDAY_0900, tick=False):
        ticket = open_report()
    assert ticket.first_response_due == MONDAY_0900 + 2 * HOUR
    assert ticket.resolution_due == MONDAY_0900 + 6 * HOUR
    assert volunteer_deadline(MONDAY_0900) == MONDAY_0900 + 4 * HOUR


@pytest.mark.django_db
@pytest.mark.parametrize(
    "length, words", [(16, "2 hari kerja"), (24, "3 hari kerja"), (12, "12 jam layanan")]
)
def test_the_reporter_is_told_the_volunteers_limit_in_force(
    client: Any, cast: Cast, settings: Any, length: int, words: str
) -> None:
    from helpdesk.tickets import access

    settings.SLA_VOLUNTEER_HOURS = length
    ticket = sorted_report()
    page = client.get(f"/lapor/{access.token_of(ticket.pk)}/").content.decode()
    assert f"Bila belum ada jawaban dalam {words}, helpdesk melanjutkannya." in page


@pytest.mark.django_db
@pytest.mark.parametrize("days", [14, 3])
def test_silence_closes_after_the_days_set(cast: Cast, settings: Any, days: int) -> None:
    settings.CLOSE_AFTER_SILENT_DAYS = days
    ticket = claimed_report(viewer(cast.kartika))
    answer = talking.Reply("Sudah.", key=uuid.uuid4(), then=State.SOLVED)
    talking.answer(viewer(cast.kartika), ticket.pk, answer)
    solved = Ticket.objects.get(pk=ticket.pk).solved_at
    assert solved is not None
    with time_machine.travel(solved + timedelta(days=days) - HOUR, tick=False):
        assert close_silent() == 0
    with time_machine.travel(solved + timedelta(days=days) + HOUR, tick=False):
        assert close_silent() == 1
    said = TicketEvent.objects.get(ticket=ticket, kind="ticket.closed").reason
    assert said == f"{days} hari tanpa balasan."
    reply = talking.reporter_replies(reporter(ticket.pk), ticket.pk, "Lagi.", key=uuid.uuid4())
    assert reply.follow_up_of_id == ticket.pk


def test_the_environment_is_read_with_todays_values_as_default(tmp_path: Path) -> None:
    names = ("SLA_FIRST_RESPONSE_HOURS", "SLA_VOLUNTEER_HOURS", "SLA_RESOLUTION_HOURS",
             "CLOSE_AFTER_SILENT_DAYS")  # fmt: skip
    program = (
        "from helpdesk.config import settings as s;"
        f"print(*(getattr(s, name) for name in {names!r}))"
    )

    def read(**env: str) -> str:
        result = subprocess.run(
            [sys.executable, "-c", program],
            cwd=ROOT,
            env={"DATA_DIR": str(tmp_path), "PATH": "", **env},
            capture_output=True,
            text=True,
            check=False,
        )
        return result.stdout.strip() or result.stderr.strip().splitlines()[-1]

    assert read() == "8 16 24 14"
    assert read(**dict(zip(names, "4321", strict=True))) == "4 3 2 1"
    assert "SLA_RESOLUTION_HOURS must be at least 1." in read(SLA_RESOLUTION_HOURS="0")


@pytest.mark.django_db
def test_the_clock_clears_what_expired_in_the_database_cache_and_nothing_else(
    settings: Any,
) -> None:
    settings.CACHES = {"default": shipped.DATABASE_CACHE}
    with time_machine.travel(MONDAY_0900, tick=False):
        for n in range(2500):
            cache.set(f"gone-{n:04}", 1, timeout=60)
        cache.set("stays", 2, timeout=3600)
    with time_machine.travel(MONDAY_0900 + timedelta(minutes=2), tick=False):
        assert clear_expired_cache() == 2500
        assert cache.get("stays") == 2
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM helpdesk_cache")
        assert cursor.fetchone() == (1,)


def test_clearing_is_scheduled_and_leaves_other_caches_alone() -> None:
    assert BEAT_SCHEDULE["clear-expired-cache"]["task"] == clear_expired_cache.name
    cache.set("stays", 2)
    assert clear_expired_cache() == 0
    assert cache.get("stays") == 2
