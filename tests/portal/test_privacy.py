"""The privacy text promises what the settings make the code do, and nothing else."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest
from django.core.checks import run_checks
from django.test import Client


def told(client: Client, language: str = "id") -> str:
    client.cookies["django_language"] = language
    html = unescape(client.get("/lapor/?user_type=teacher").content.decode())
    start = html.index('<section id="privasi"')
    return html[start : html.index("</section>", start)]


@pytest.fixture
def ids_of_checks() -> Any:
    return lambda: {message.id for message in run_checks()}


pytestmark = pytest.mark.django_db


def test_it_tells_purpose_data_rights_controller_and_the_three_times(client: Client) -> None:
    text = told(client)
    for words in ("Tujuan", "90 hari", "2 tahun", "5 tahun", "Hak Anda", "salinan", "Pengendali"):
        assert words in text
    assert "3×24" not in text  # nothing in the code keeps such a clock


def test_the_times_are_those_of_the_settings(client: Client, settings: Any) -> None:
    settings.RETENTION_PAPERS_DAYS, settings.RETENTION_TEXT_DAYS = 31, 400
    text = told(client)
    assert "31 hari" in text
    assert "400 hari" in text
    assert "2 tahun" not in text


def test_a_contact_is_named_where_there_is_one(client: Client, settings: Any) -> None:
    assert "Kontak" not in told(client)
    settings.PRIVACY_CONTACT = "data@example.id"
    assert "Permintaan tentang data pribadi: data@example.id" in told(client)


def test_zendesk_is_named_only_where_reports_go_there(client: Client, settings: Any) -> None:
    settings.ZENDESK_URL = ""
    assert "Zendesk" not in told(client)
    settings.ZENDESK_URL = "https://contoh.zendesk.com"
    text = told(client)
    assert "pengolah data" in text
    assert "belum ikut terhapus" in text


def test_it_is_told_in_english_too(client: Client, settings: Any) -> None:
    settings.ZENDESK_URL, settings.PRIVACY_CONTACT = "https://contoh.zendesk.com", "data@example.id"
    text = told(client, "en")
    for words in ("data processor", "90 days", "2 years", "not deleted by itself",
                  "Requests about personal data: data@example.id", "Controller"):  # fmt: skip
        assert words in text
    for left in ("dihapus", "laporan", "Siswa", "Petugas"):
        assert left not in text


def test_times_out_of_order_stop_the_start(settings: Any, ids_of_checks: Any) -> None:
    assert "helpdesk.E008" not in ids_of_checks()
    settings.RETENTION_TEXT_DAYS = settings.RETENTION_PAPERS_DAYS - 1
    assert "helpdesk.E008" in ids_of_checks()
