"""The way into a report is hidden wherever it is written, and nothing else is."""

from __future__ import annotations

import time

import pytest

from helpdesk.config.logs import redact
from helpdesk.lib.report_access import CODE_WORDS, LINK_WORDS, hide_access
from helpdesk.tickets import access

NUMBER = 1_870_001


@pytest.mark.parametrize(
    "around",
    ["{}", "<{}>", "Buka {} ya", "[laporan]({})", "tautan:\n{}\nTerima kasih", "{}balas/",
     "{}lampiran/12/"],
)  # fmt: skip
def test_a_link_is_hidden_with_all_that_belongs_to_it(around) -> None:
    url = access.status_url(NUMBER)
    hidden = hide_access(around.format(url))
    assert LINK_WORDS in hidden
    assert "lapor/" not in hidden
    assert access.token_of(NUMBER) not in hidden


@pytest.mark.parametrize("base", ["http://meja.example", "https://lama.example:8443", ""])
def test_a_link_of_another_host_or_an_older_secret_is_hidden_too(base, settings) -> None:
    settings.SECRET_KEY = "kunci-lama-yang-sudah-diganti-1234567890"
    assert hide_access(f"{base}/lapor/{access.token_of(7)}/") == LINK_WORDS


def test_a_token_alone_and_an_escaped_one_are_hidden() -> None:
    token = access.token_of(NUMBER)
    assert hide_access(f"token {token} ini") == f"token {LINK_WORDS} ini"
    assert token.rpartition(":")[2] not in hide_access("/lapor/" + token.replace(":", "%3A"))


def test_a_code_is_hidden_behind_its_word_and_a_known_one_anywhere() -> None:
    code = access.code_of(NUMBER)
    spaced = f"{code[:4].lower()} {code[4:].lower()}"
    assert hide_access("Kode laporan saya: A2B4-C6D8.") == f"Kode laporan saya: {CODE_WORDS}."
    assert hide_access(f"ini {spaced}, tolong", [code]) == f"ini {CODE_WORDS}, tolong"


@pytest.mark.parametrize(
    "text",
    [
        "Buka https://meja.example/lapor/ lalu /lapor/cek/ dan /bantuan/reset-sandi/",
        "Kode akses ternyata salah, kode laporan tersebut juga.",
        "Lihat https://belajar.id/a/b?c=d:e",
        "jam 08:00 sampai 16:00, SDN 1:2",
    ],
)
def test_all_else_stays_as_it_is(text) -> None:
    assert hide_access(text) == text


def test_every_letter_of_a_code_is_known() -> None:
    for start in range(0, len(access._ALPHABET), access.CODE_LENGTH):
        code = access._ALPHABET[start : start + access.CODE_LENGTH].ljust(8, "2")
        assert hide_access(f"kode: {code}") == f"kode: {CODE_WORDS}"


def test_a_log_line_holds_no_way_into_a_report() -> None:
    line = redact(f"Internal Server Error: /lapor/{access.token_of(NUMBER)}/balas/")
    assert line == f"Internal Server Error: {LINK_WORDS}"


@pytest.mark.parametrize("piece", ["a", "/lapor/", "kode ", "a:", "x/lapor/aaaaaaaaaaaaaaaaaa "])
def test_a_long_text_takes_no_long_time(piece) -> None:
    text = piece * (200_000 // len(piece))
    begin = time.monotonic()
    hide_access(text)
    assert time.monotonic() - begin < 2
