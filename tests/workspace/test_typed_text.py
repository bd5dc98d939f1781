"""What an agent typed is never lost, whoever was quicker."""

from __future__ import annotations

import uuid

import pytest

from helpdesk.taxonomy import Category
from helpdesk.tickets.services import working
from tests.cast import viewer
from tests.factories import claimed_report, sorted_report

pytestmark = pytest.mark.django_db
TEXT = "Kalimat yang tidak boleh hilang."


@pytest.fixture
def sari(client, cast):
    client.force_login(cast.sari, backend="django.contrib.auth.backends.ModelBackend")
    return client


def _post(client, ticket):
    return client.post(
        f"/meja/tiket/{ticket.pk}/balas/",
        {"body": TEXT, "key": str(uuid.uuid4()), "version": ticket.version, "then": "in_progress"},
    )


def test_the_text_stays_when_a_colleague_claimed_meanwhile(cast, sari) -> None:
    ticket = sorted_report(category=Category.CHROMEBOOK)
    working.claim(viewer(cast.kartika), ticket.pk)
    response = _post(sari, ticket)
    assert response.status_code == 409
    assert TEXT in response.content.decode()
    assert "Kartika Ayu" in response.content.decode()


def test_the_text_stays_when_the_report_left_the_queue(cast, sari) -> None:
    ticket = sorted_report(category=Category.CHROMEBOOK)
    working.transfer(viewer(cast.kartika), ticket.pk, queue="dapodik", reason="salah antrean")
    response = _post(sari, ticket)
    assert response.status_code == 404
    assert TEXT in response.content.decode()


def test_nobody_takes_a_report_out_of_a_colleagues_hands(cast, sari) -> None:
    ticket = claimed_report(viewer(cast.kartika), category=Category.CHROMEBOOK)
    for verb, data in (
        ("tolak", {"reason": "spam saja"}),
        ("pindah", {"queue": "dapodik", "reason": "salah antrean"}),
    ):
        sari.post(f"/meja/tiket/{ticket.pk}/{verb}/", data)
    ticket = type(ticket).objects.get(pk=ticket.pk)
    assert (ticket.state, ticket.assignee_id) == ("in_progress", cast.kartika.pk)
