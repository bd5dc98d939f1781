"""On a real server the retention walks its index and never waits for the desk."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, connections, transaction
from django.utils import timezone

from helpdesk.taxonomy import Erased
from helpdesk.tickets.models import Ticket
from helpdesk.tickets.services import retention, working
from tests.cast import make_cast, viewer
from tests.factories import claimed_report

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("reload_reference"),
]


def _over(count: int) -> list[int]:
    kartika = viewer(make_cast().kartika)
    numbers = []
    for _ in range(count):
        ticket = claimed_report(kartika)
        working.reject(kartika, ticket.pk, reason="di luar layanan")
        numbers.append(ticket.pk)
    Ticket.objects.filter(pk__in=numbers).update(closed_at=timezone.now() - timedelta(days=800))
    return numbers


def _plan(sql: str, params: Any) -> str:
    with connection.cursor() as cursor:
        # A handful of rows would be read whole; on two million the planner chooses so by itself.
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off")
        cursor.execute(f"EXPLAIN {sql}", params)
        return "\n".join(row[0] for row in cursor.fetchall())


@pytest.mark.parametrize("stage", list(Erased))
def test_a_batch_is_found_by_walking_the_index_without_sorting(stage: Erased) -> None:
    for have in retention._FROM[stage]:
        with transaction.atomic():
            rows = retention.due(stage, have, timezone.now())[:100]
            plan = _plan(*rows.query.sql_with_params())
        assert "Index Scan using ticket_retention" in plan
        assert "Sort" not in plan


def test_a_report_in_somebodys_hands_is_left_for_the_next_run() -> None:
    held, free = _over(2)
    locked, finished = threading.Event(), threading.Event()

    def somebody() -> None:
        try:
            with transaction.atomic():
                Ticket.objects.select_for_update().get(pk=held)
                locked.set()
                finished.wait(timeout=20)
        finally:
            connections.close_all()

    thread = threading.Thread(target=somebody)
    thread.start()
    try:
        assert locked.wait(timeout=20)
        assert retention.run().text == 1
        assert Ticket.objects.get(pk=held).erased is None
        assert Ticket.objects.get(pk=free).erased == Erased.TEXT
    finally:
        finished.set()
        thread.join(timeout=20)
    assert retention.run().text == 1
    assert Ticket.objects.get(pk=held).erased == Erased.TEXT
