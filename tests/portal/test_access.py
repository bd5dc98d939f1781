"""Number and code, the link mailed again, and limits that nobody can turn on another."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client

from helpdesk.config import settings as shipped
from helpdesk.tickets import access
from helpdesk.tickets.models import Ticket, TicketEvent
from tests.factories import open_report

pytestmark = pytest.mark.django_db
_RESEND = "/lapor/cek/kirim-ulang/"


@pytest.fixture(autouse=True)
def _one_window() -> Iterator[None]:
    """A quarter of an hour begins now, so that no test is cut in two by the next one."""
    with time_machine.travel(datetime(2026, 11, 23, 3, 0, tzinfo=UTC)):
        yield


def _url(ticket: Ticket) -> str:
    return f"/lapor/{access.token_of(ticket.pk)}/"


def _try(client: Client, number: object, code: str, address: str) -> int:
    form = {"number": number, "code": code}
    return client.post("/lapor/cek/", form, REMOTE_ADDR=address).status_code


@pytest.mark.parametrize("write", [str, "#{}".format, " .{}".format])
def test_number_and_code_open_the_page(client: Client, write: Any) -> None:
    ticket = open_report()
    code = access.code_of(ticket.pk)
    typed = f"{code[:4].lower()} - {code[4:]}"
    response = client.post("/lapor/cek/", {"number": write(ticket.pk), "code": typed})
    assert response.status_code == 303
    assert response["Location"] == _url(ticket)


@pytest.mark.parametrize(
    "number, code", [("", ""), ("abc", "x"), ("1", "AAAAAAAA"), ("9" * 50, "")]
)
def test_a_wrong_pair_opens_nothing(client: Client, number: str, code: str) -> None:
    open_report()
    assert client.post("/lapor/cek/", {"number": number, "code": code}).status_code == 422


def test_the_code_is_resent_to_the_report_and_the_answer_tells_nothing(client: Client) -> None:
    ticket = open_report()
    answers = {
        client.post("/lapor/cek/kirim-ulang/", {"number": number, "email": email})
        .content.decode().split("<main")[1].split("</main")[0].count("sudah kami kirim")
        for number, email in (
            (ticket.pk, "Lestari.Contoh@example.com"),
            (ticket.pk, "orang.lain@example.com"),
            (ticket.pk + 1000, "lestari.contoh@example.com"),
            ("", ""),
        )
    }  # fmt: skip
    assert answers == {1}
    assert TicketEvent.objects.filter(kind="access.resent", ticket=ticket).count() == 1
    assert Ticket.objects.get(pk=ticket.pk).version == ticket.version


def test_one_report_is_mailed_again_only_a_few_times(client: Client) -> None:
    ticket = open_report()
    for n in range(6):
        client.post("/lapor/cek/kirim-ulang/", {"number": ticket.pk, "email": ticket.email},
                    REMOTE_ADDR=f"10.0.0.{n}")  # fmt: skip
    assert TicketEvent.objects.filter(kind="access.resent").count() == 3


def test_after_ten_wrong_codes_even_the_right_one_waits(client: Client) -> None:
    ticket = open_report()
    for _ in range(10):
        assert _try(client, ticket.pk, "SALAH", "10.0.0.1") == 422
    assert _try(client, ticket.pk, access.code_of(ticket.pk), "10.0.0.1") == 429


def test_a_stranger_cannot_lock_the_owner_out(client: Client) -> None:
    ticket = open_report()
    for n in range(60):
        _try(client, ticket.pk, "SALAH", f"10.0.1.{n % 3}")
    assert _try(client, ticket.pk, access.code_of(ticket.pk), "10.0.0.1") == 303


def test_right_codes_are_never_counted(client: Client) -> None:
    ticket = open_report()
    code = access.code_of(ticket.pk)
    assert {_try(client, ticket.pk, code, "10.0.0.1") for _ in range(40)} == {303}


def test_one_address_cannot_try_number_after_number(client: Client) -> None:
    tried = [_try(client, 1_870_000 + n, "SALAH", "10.0.0.1") for n in range(40)]
    assert tried == [422] * 30 + [429] * 10


def test_a_blocked_address_writes_nothing_more(client: Client, monkeypatch: Any) -> None:
    for n in range(30):
        _try(client, 1_870_000 + n, "SALAH", "10.0.0.1")
    for n in range(10):
        client.post(
            _RESEND, {"number": str(n + 1), "email": "a@example.com"}, REMOTE_ADDR="10.0.0.1"
        )
    before = len(cache._cache)  # type: ignore[attr-defined]
    for n in range(20):
        assert _try(client, 1_880_000 + n, "SALAH", "10.0.0.1") == 429
        form = {"number": str(1_880_000 + n), "email": "a@example.com"}
        assert client.post(_RESEND, form, REMOTE_ADDR="10.0.0.1").status_code == 429
    assert len(cache._cache) == before  # type: ignore[attr-defined]


@pytest.mark.parametrize("exists", [True, False])
def test_beyond_its_limit_a_resend_does_not_claim_to_have_mailed(
    client: Client, exists: bool
) -> None:
    ticket = open_report()
    form = {"number": ticket.pk if exists else ticket.pk + 1000, "email": ticket.email}
    for n in range(3):
        assert client.post(_RESEND, form, REMOTE_ADDR=f"10.0.0.{n}").status_code == 200
    response = client.post(_RESEND, form, REMOTE_ADDR="10.0.0.9")
    page = response.content.decode()
    assert response.status_code == 429
    assert response["Retry-After"] == "900"
    assert "sudah kami kirim" not in page
    assert "tidak ada email yang kami kirim" in page


def test_a_stranger_cannot_use_up_the_owners_resends(client: Client) -> None:
    ticket = open_report()
    for n in range(6):
        form = {"number": ticket.pk, "email": "orang.lain@example.com"}
        client.post(_RESEND, form, REMOTE_ADDR=f"10.0.1.{n}")
    form = {"number": ticket.pk, "email": ticket.email}
    assert client.post(_RESEND, form, REMOTE_ADDR="10.0.0.1").status_code == 200
    assert TicketEvent.objects.filter(kind="access.resent", ticket=ticket).count() == 1


def test_a_thousand_foreign_addresses_do_not_free_a_blocked_one(
    client: Client, settings: Any
) -> None:
    settings.CACHES = {"default": shipped.DATABASE_CACHE}
    ticket = open_report()
    for _ in range(10):
        _try(client, ticket.pk, "SALAH", "10.0.0.1")
    for n in range(1000):
        _try(client, 1_900_000 + n, "SALAH", f"10.{1 + n // 250}.0.{n % 250}")
    assert _try(client, ticket.pk, access.code_of(ticket.pk), "10.0.0.1") == 429
