"""Pupils prove who they are with NISN or NIK, and only where an account was taken away (ADR 0011)."""

from __future__ import annotations

import logging
import re
from html import unescape
from typing import Any

import pytest
from django.test import Client

from helpdesk.tickets import identity
from helpdesk.tickets.identity import Numbers
from helpdesk.tickets.models import Identity, Message, Ticket, TicketEvent
from tests.factories import NIK, NISN
from tests.portal.forms import filled, png, upload

pytestmark = pytest.mark.django_db
WRONG_NISN = "NISN terdiri atas 10 angka."
ONE_OF_BOTH = "isi NISN atau NIK siswa: salah satu cukup."
TAKEN_AWAY = "4"


def pupil(**changes: Any) -> dict[str, Any]:
    base = {"user_type": "student", "account": "anicontoh@sd.belajar.id", "nik": None}
    if changes.get("category") == TAKEN_AWAY:
        base["attachments"] = [upload(png())]
    return filled("A", **{**base, **changes})


def errors(response: Any) -> dict[str, str]:
    assert response.status_code == 422
    assert not Ticket.objects.exists()
    return {name: " ".join(said) for name, said in response.context["form"].errors.items()}


@pytest.mark.parametrize("category", ["1", TAKEN_AWAY])
@pytest.mark.parametrize(
    "typed, kept",
    [
        ({"nisn": NISN}, Numbers(nisn=NISN)),
        ({"nisn": " 499-000 1234 "}, Numbers(nisn=NISN)),
        ({"nik": NIK}, Numbers(nik=NIK)),
        ({"nik": NIK, "nisn": NISN}, Numbers(nik=NIK, nisn=NISN)),
    ],
)
def test_either_number_or_both_are_taken(
    client: Client, category: str, typed: dict[str, str], kept: Numbers
) -> None:
    assert client.post("/lapor/", pupil(category=category, **typed)).status_code == 303
    assert identity.read(Ticket.objects.get()) == kept


def test_without_any_number_a_pupil_can_report_and_nothing_is_kept(client: Client) -> None:
    assert client.post("/lapor/", pupil(nik="", nisn="")).status_code == 303
    assert Ticket.objects.get().user_type == "student"
    assert not Identity.objects.exists()


def test_an_account_taken_away_needs_one_of_them(client: Client) -> None:
    said = errors(client.post("/lapor/", pupil(category=TAKEN_AWAY)))
    assert list(said) == ["nik"]
    assert ONE_OF_BOTH in said["nik"]


@pytest.mark.parametrize("nisn", ["499000123", "49900012345", "499000123A", "NISN"])
def test_a_nisn_of_another_length_is_refused_at_its_field(client: Client, nisn: str) -> None:
    response = client.post("/lapor/", pupil(category=TAKEN_AWAY, nisn=nisn))
    assert WRONG_NISN in errors(response)["nisn"]
    assert "nik" not in errors(response)  # one error at a time
    page = unescape(response.content.decode())
    assert 'href="#id_nisn"' in page
    assert f'value="{nisn}"' in page


def test_a_wrong_nik_is_refused_though_the_nisn_is_right(client: Client) -> None:
    said = errors(client.post("/lapor/", pupil(nik="9901013213900001", nisn=NISN)))
    assert list(said) == ["nik"]


@pytest.mark.parametrize("variant", ["A", "B", "C"])
def test_nobody_else_is_asked_for_a_nisn_and_none_replaces_their_nik(
    client: Client, variant: str
) -> None:
    assert list(errors(client.post("/lapor/", filled(variant, nik=None, nisn=NISN)))) == ["nik"]
    assert client.post("/lapor/", filled(variant, nisn=NISN)).status_code == 303
    assert identity.read(Ticket.objects.get()) == Numbers(nik=NIK)


def test_switching_to_another_user_type_and_back_loses_no_nisn(client: Client) -> None:
    away = client.post(
        "/lapor/", pupil(nisn=NISN) | {"user_type": "teacher", "refresh": "user_type"}
    )
    kept = re.search(r'<input type="hidden" name="nisn" value="(\d+)"', away.content.decode())
    assert kept is not None
    assert kept[1] == NISN


def test_the_nisn_is_kept_encrypted_and_nowhere_else(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    client.post("/lapor/", pupil(nisn=NISN))
    row = Identity.objects.get()
    assert NISN.encode() not in bytes(row.nisn_ciphertext)
    assert (row.last_four, row.nisn_last_four) == ("", NISN[-4:])
    stored = [*Ticket.objects.values_list(), *Message.objects.values_list(),
              *TicketEvent.objects.values_list()]  # fmt: skip
    assert NISN not in repr(stored)
    assert NISN not in caplog.text
