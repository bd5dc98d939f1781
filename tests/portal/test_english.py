"""The pages in English: nothing of ours stays Indonesian, and switching loses and leaks nothing."""

from __future__ import annotations

import re
import uuid
from html.parser import HTMLParser
from typing import Any

import pytest
import time_machine
from django.test import Client

from helpdesk.sla import hours
from helpdesk.taxonomy import Category, State
from helpdesk.tickets import access
from helpdesk.tickets.services import talking
from tests.cast import Cast, viewer
from tests.factories import claimed_report, open_report
from tests.portal.forms import filled
from tests.portal.test_sending import SUNDAY

pytestmark = pytest.mark.django_db

# Words that no Indonesian sentence does without, and no English one has.
INDONESIAN = re.compile(
    r"\b(?:dan|yang|atau|untuk|dari|dengan|tidak|sudah|belum|akan|anda|kami|di|ke|ini|itu|pada|bila"
    r"|jika|harus|pilih|pukul|lagi|lalu|oleh|juga|hanya|dalam|agar|supaya|setelah|sebelum|lewat"
    r"|hari|jam|menit|isi|kirim|buka|tutup|kendala|laporan|akun|baru|paling"
    r"|senin|selasa|rabu|kamis|jumat|sabtu|minggu|januari|februari|maret|mei|juni|juli|agustus"
    r"|oktober|desember|peserta|kepala|lainnya|permintaan)\b",
    re.IGNORECASE,
)
_SPOKEN = ("aria-label", "placeholder", "title", "alt", "data-busy", "data-copied", "data-close",
           "data-sending", "data-broken", "data-unreached", "data-too-many", "data-empty",
           "data-too-large", "data-draft-note")  # fmt: skip
_EMPTY = {"input", "br", "meta", "link", "img", "hr", "use", "path", "circle", "rect", "line"}


class Read(HTMLParser):
    """What a reader sees or hears, without what is marked as another language."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self._skipped = 0
        self._language = ["en"]
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        language = given.get("lang") or self._language[-1]
        if language == "en":
            self.found += [given[name] or "" for name in _SPOKEN if name in given]
        if tag not in _EMPTY:
            self._language.append("id" if tag in ("script", "style") else language)

    def handle_endtag(self, tag: str) -> None:
        if tag not in _EMPTY:
            self._language.pop()

    def handle_data(self, data: str) -> None:
        if self._language[-1] == "en":
            self.found.append(data)


def left_in_indonesian(html: str) -> list[str]:
    """Passages with Indonesian words; names of buttons elsewhere, in “quotes”, may stay."""
    passages = (
        re.sub(r"“[^”]*”|DI Yogyakarta", "", " ".join(text.split())) for text in Read(html).found
    )
    return [text for text in passages if INDONESIAN.search(text)]


@pytest.fixture
def reader(client: Client) -> Client:
    client.get("/?bahasa=en")
    return client


@pytest.mark.parametrize(
    "page",
    ["/", "/bantuan/", "/bantuan/?kategori=4", "/bantuan/?q=zzzz", "/bantuan/?q=sandi", "/lapor/",
     "/lapor/?user_type=student&kategori=1", "/lapor/?user_type=teacher",
     "/lapor/?user_type=dinas", "/lapor/?user_type=ministry_staff", "/lapor/cek/", "/tidak-ada/"],
)  # fmt: skip
def test_a_public_page_in_english_is_english(reader: Client, page: str) -> None:
    assert left_in_indonesian(reader.get(page).content.decode()) == []


def test_the_detector_sees_what_is_indonesian(client: Client) -> None:
    html = client.get("/lapor/?user_type=dinas").content.decode().replace(' lang="id"', "")
    assert len(left_in_indonesian(html)) > 30


def test_an_article_is_marked_as_indonesian_in_an_english_frame(reader: Client) -> None:
    html = reader.get("/bantuan/reset-kata-sandi-sendiri/").content.decode()
    frame = re.sub(r"<title>.*?</title>", "", html, flags=re.DOTALL)
    assert left_in_indonesian(frame) == []
    assert 'lang="id"' in html


def test_a_refused_form_in_english_is_english(reader: Client) -> None:
    for variant in "ABC":
        bad = dict.fromkeys(filled(variant), "") | {"user_type": filled(variant)["user_type"]}
        html = reader.post("/lapor/", bad).content.decode()
        assert "The report was not sent" in html
        assert left_in_indonesian(html) == []


def test_the_closed_page_in_english_is_english(reader: Client, settings: Any) -> None:
    settings.DESK_ALWAYS_OPEN = False
    hours.forget()
    with time_machine.travel(SUNDAY, tick=False):
        for page in ("/", "/lapor/"):
            html = reader.get(page).content.decode()
            assert left_in_indonesian(html) == []
            assert "Monday, 23 November 09:00 WIB (10:00 WITA, 11:00 WIT)" in html
        assert "Monday–Friday 09:00–17:00 WIB" in html


@pytest.mark.parametrize("query", ["", "?baru=1"])
def test_receipt_and_status_page_in_english_are_english(reader: Client, query: str) -> None:
    for category in Category:
        ticket = open_report(category=category)
        html = reader.get(f"/lapor/{access.token_of(ticket.pk)}/{query}").content.decode()
        assert left_in_indonesian(html) == []
    assert query or Category.OTHER.facts.name_en in html


def test_a_solved_report_in_english_is_english(reader: Client, cast: Cast) -> None:
    sari = viewer(cast.kartika)
    ticket = claimed_report(sari)
    talking.answer(
        sari, ticket.pk, talking.Reply("Sudah kami atur ulang.", uuid.uuid4(), then=State.SOLVED)
    )
    html = reader.get(f"/lapor/{access.token_of(ticket.pk)}/").content.decode()
    assert left_in_indonesian(html) == []
    assert "Sudah kami atur ulang." in html


@pytest.mark.parametrize(
    "part, sent, sentence",
    [
        ("nilai", {"rating": "9"}, "Choose 1 to 5."),
        ("nilai", {"rating": "5"}, "You can rate a report when it is solved."),
        ("balas", {"body": " "}, "Write your message or attach a file."),
        ("selesai", {}, "This report has just come in and is being sorted."),
    ],
)
def test_a_refusal_is_said_in_english(
    reader: Client, part: str, sent: dict[str, str], sentence: str
) -> None:
    url = f"/lapor/{access.token_of(open_report().pk)}/{part}/"
    response = reader.post(url, sent)
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert left_in_indonesian(response.content.decode()) == []


@pytest.mark.parametrize(
    "field, typed",
    [
        ("npsn", {"npsn": "123456"}),
        ("nik", {"nik": "123"}),
        ("nik", {"nik": "0001010101010000"}),
        ("nik", {"nik": "1111111111111111"}),
        ("title", {"title": "password: Rahasia#77"}),
        ("account", {"account": "a1@guru.kesetaraan.belajar.id"}),
        ("account", {"account": "a1@example.com"}),
        ("account", {"account": "a b@guru.sd.belajar.id"}),
        ("account", {"account": "a1@madrasah.kemenag.go.id"}),
        ("account", {"account": "a1@guru.sd.belajar.id", "user_type": "principal", "level": "smp"}),
    ],
)
def test_a_live_hint_in_english_is_english(
    reader: Client, field: str, typed: dict[str, str]
) -> None:
    html = reader.post(f"/lapor/periksa/?bidang={field}", typed).content.decode()
    assert "hint" in html
    assert left_in_indonesian(html) == []


def test_category_names_are_exactly_the_ministrys_in_indonesian(client: Client) -> None:
    html = client.get("/lapor/?user_type=dinas").content.decode()
    for category in Category:
        assert re.search(
            rf'<option value="{category.value}"[^>]*>{re.escape(category.label)}<', html
        )


def test_mails_stay_indonesian_whoever_reads(reader: Client, mailoutbox: Any, worker: Any) -> None:
    assert reader.post("/lapor/", filled()).status_code == 303
    worker.run()
    assert "Senin–Jumat pukul 09.00–17.00 WIB" in mailoutbox[0].body


def test_a_page_whose_address_is_a_secret_offers_english_and_tells_nobody(client: Client) -> None:
    url = f"/lapor/{access.token_of(open_report().pk)}/"
    page = client.get(f"{url}?baru=1").content.decode()
    assert 'href="?baru=1&amp;bahasa=en"' in page
    response = client.get(f"{url}?baru=1&bahasa=en")
    assert response["Location"] == f"{url}?baru=1"
    assert response["Referrer-Policy"] == "no-referrer"
    assert "no-store" in response["Cache-Control"]
    assert response.cookies["django_language"].value == "en"
    refused = client.post(f"{url}nilai/", {"rating": "9"}).content.decode()
    assert f'href="{url}?bahasa=id"' in refused


@pytest.mark.parametrize("path", ["//example.com/", "/\\example.com/", "//example.com//lapor/"])
def test_the_switch_never_leads_to_another_host(client: Client, path: str) -> None:
    response = client.get("/", {"bahasa": "en"}, PATH_INFO=path)
    assert re.match(r"/(?![/\\])", response["Location"])
