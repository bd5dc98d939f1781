"""The public pages: light, self-contained, quiet about secrets, open at any hour."""

from __future__ import annotations

import gzip
import re
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from helpdesk.tickets import access
from knowledge_base.models import Article
from tests.factories import open_report

pytestmark = pytest.mark.django_db

PAGES = [
    "/", "/bantuan/", "/bantuan/?q=lupa+pasword", "/bantuan/?kategori=4",
    "/bantuan/reset-kata-sandi-sendiri/", "/lapor/", "/lapor/?user_type=teacher&kategori=1",
    "/lapor/?user_type=dinas", "/lapor/?user_type=ministry_staff", "/lapor/cek/", "/akun/login/",
    "/akun/password/reset/", "STATUS",
]  # fmt: skip


def _get(client: Client, page: str) -> Any:
    if page == "STATUS":
        page = f"/lapor/{access.token_of(open_report().pk)}/"
    return client.get(page)


@pytest.mark.parametrize("page", PAGES)
def test_a_page_weighs_under_100_kb_with_all_it_loads(client: Client, page: str) -> None:
    html = _get(client, page).content
    total = len(gzip.compress(html))
    for asset in re.findall(r'(?:src|href)="/static/([^"#]+)', html.decode()):
        found = finders.find(asset)
        assert found, asset
        total += len(gzip.compress(Path(str(found)).read_bytes()))
    assert total < 100_000


@pytest.mark.parametrize("page", PAGES)
def test_nothing_is_loaded_from_another_host_and_nothing_runs_inline(
    client: Client, page: str
) -> None:
    html = _get(client, page).content.decode()
    assert not re.findall(r'(?:src|action|data-[a-z]+)="(?:https?:)?//', html)
    assert not re.findall(r'<link[^>]+href="(?:https?:)?//', html)
    assert not re.findall(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]+src=)", html)


@pytest.mark.parametrize("page", PAGES)
def test_every_page_has_a_title_a_heading_and_a_way_past_the_header(
    client: Client, page: str
) -> None:
    html = _get(client, page).content.decode()
    assert "<h1" in html
    assert 'href="#isi"' in html
    assert '<html lang="id"' in html
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    for target in re.findall(r'<label for="([^"]+)"', html):
        assert target in ids


def test_our_own_style_and_script_stay_small() -> None:
    for asset, limit in (("css/desk.css", 12_000), ("js/desk.js", 8_000)):
        assert len(gzip.compress(Path(str(finders.find(asset))).read_bytes())) < limit


@pytest.mark.parametrize(
    "kind, name",
    [("teacher", "nik"), ("dinas", "nik"), ("ministry_staff", "nik"), ("student", "nik"),
     ("student", "nisn")],
)  # fmt: skip
def test_the_identity_number_is_never_autosaved_nor_autofilled(
    client: Client, kind: str, name: str
) -> None:
    html = client.get(f"/lapor/?user_type={kind}").content.decode()
    field = re.search(rf'<input[^>]+name="{name}"[^>]*>', html)
    assert field is not None
    assert "data-draft" not in field[0]
    assert 'autocomplete="off"' in field[0]
    assert "hx-get" not in field[0]  # a checked NIK must not stand in an address


def test_fields_come_in_the_order_of_the_handbook(client: Client) -> None:
    def order(kind: str) -> list[str]:
        html = client.get(f"/lapor/?user_type={kind}").content.decode()
        form = html[html.index('id="laporan"') :]
        names = dict.fromkeys(re.findall(r'\sname="([a-z_]+)"', form))
        ours = {"submission_key", "opened_at", "website", "refresh", "salutation",
                "self_service_tried"}  # fmt: skip
        return [name for name in names if name not in ours]

    assert order("teacher") == [
        "email", "title", "user_type", "name", "private_email", "account", "level",
        "school_name", "npsn", "nik", "province", "regency", "category", "detail", "attachments",
    ]  # fmt: skip
    assert order("student") == [
        "email", "title", "user_type", "name", "private_email", "account", "level",
        "school_name", "npsn", "nik", "nisn", "province", "regency", "category", "detail",
        "attachments",
    ]  # fmt: skip
    assert order("dinas") == [
        "email", "title", "user_type", "name", "private_email", "account", "nik", "position",
        "office_type", "province", "regency", "category", "detail", "attachments",
    ]  # fmt: skip
    assert order("ministry_staff") == [
        "email", "title", "user_type", "name", "private_email", "account", "nik", "category",
        "detail", "attachments",
    ]  # fmt: skip


def test_only_dinas_is_offered_the_referral_category(client: Client) -> None:
    for kind, offered in (("teacher", False), ("dinas", True), ("ministry_staff", False)):
        html = client.get(f"/lapor/?user_type={kind}").content.decode()
        assert ("Kendala kode refferal akun dinas" in html) is offered


def test_self_service_comes_before_the_form_is_sent(client: Client) -> None:
    html = client.get("/lapor/?user_type=student&kategori=1").content.decode()
    assert "Coba dulu" in html
    assert 'name="self_service_tried"' in html
    assert re.search(r'<option value="1"[^>]* selected', html)
    staff = client.get("/lapor/?user_type=ministry_staff&kategori=1").content.decode()
    assert "Coba dulu" not in staff  # R4


@pytest.mark.parametrize(
    "field, typed, expected",
    [
        ("account", {"account": "a1@guru.kesetaraan.belajar.id"},
         "guru.kesetaraan seharusnya pendidik.kesetaraan"),
        ("account", {"account": "a1@guru.sd.belajar.id", "user_type": "student", "level": "sd"},
         "Periksa kembali isian Anda"),
        ("account", {"account": "a1@guru.sd.belajar.id", "user_type": "teacher", "level": "sd"}, ""),
        ("npsn", {"npsn": "123456"}, "perguruan tinggi"),
        ("nik", {"nik": "9101010101010000"}, "0000"),
        ("nik", {"nik": "123"}, "NIK harus 16 angka"),
        ("title", {"title": "sandi: Rahasia#77 ditolak"}, "ada kata sandi"),
        ("title", {"title": "NIK 9901015508900002 tidak cocok"}, "NIK orang lain"),
        ("title", {"title": "Lupa kata sandi akun guru"}, ""),
        ("detail", {"detail": "a " * 2001}, "4.000 karakter"),
        ("detail", {"detail": "NIK teman 9901015508900002", "nik": "9901015508900001"}, "NIK orang lain"),
        ("detail", {"detail": "NIK saya 9901015508900001", "nik": "9901015508900001"}, ""),
        ("detail", {"detail": "password: Rahasia#77"}, "ada kata sandi"),
        ("apa", {"apa": "x"}, ""),
    ],
)  # fmt: skip
def test_live_hints_warn_and_never_refuse(
    client: Client, field: str, typed: dict[str, str], expected: str
) -> None:
    response = client.post(f"/lapor/periksa/?bidang={field}", typed)
    text = response.content.decode().strip()
    assert response.status_code == 200
    assert expected in text
    assert bool(text) is bool(expected)


def test_fitting_answers_open_in_place_while_the_text_is_typed(client: Client) -> None:
    form = {
        "title": "Lupa pasword",
        "detail": "saya lupa pasword akun guru",
        "user_type": "teacher",
    }
    html = client.post("/lapor/saran/", form).content.decode()
    assert "Mungkin ini jawabannya" in html
    assert html.count("<details>") == 3
    assert client.post("/lapor/saran/", {"title": "x"}).content.strip() == b""


def test_the_category_is_proposed_only_where_it_differs_and_is_offered(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    from types import SimpleNamespace

    from helpdesk.portal import suggestions

    def sure(number: int, abstained: bool = False) -> None:
        guess = SimpleNamespace(
            category=number, abstained=abstained, ranked=[(number, 0.9)], thin=False
        )
        monkeypatch.setattr(suggestions, "classify", lambda _: guess)

    def html(**form: str) -> str:
        form = {"detail": "teks laporan yang cukup panjang", "user_type": "teacher", **form}
        return client.post("/lapor/saran/", form).content.decode()

    sure(1)
    assert "Ya, pakai kategori ini" in html(category="12")
    assert "Ya, pakai kategori ini" not in html(category="1")
    sure(15)
    assert "Ya, pakai kategori ini" not in html()
    assert "Ya, pakai kategori ini" in html(user_type="dinas")
    sure(1, abstained=True)
    assert "Ya, pakai kategori ini" not in html()


def test_regencies_of_a_province_come_as_options(client: Client) -> None:
    html = client.get("/lapor/kabupaten/?province=32").content.decode()
    assert "Kota Bogor" in html
    assert "Kabupaten Bogor" in html
    assert "Denpasar" not in html
    assert client.get("/lapor/kabupaten/?province=xx").content.count(b"<option") == 1


def test_search_forgives_spelling(client: Client) -> None:
    html = client.get("/bantuan/?q=lupa+paswod").content.decode()
    assert "Bagaimana cara mengatur ulang kata sandi sendiri?" in html


def test_a_search_without_result_shows_the_way_on(client: Client) -> None:
    html = client.get("/bantuan/?q=<script>zzzz").content.decode()
    assert "/lapor/" in html
    assert "<script>zzzz" not in html


@pytest.mark.parametrize(
    "query", ["kategori=99", "kategori=00161", "kategori=x", "q=" + "a" * 5000]
)
def test_odd_addresses_are_answered(client: Client, query: str) -> None:
    for page in ("/bantuan/", "/lapor/"):
        assert client.get(f"{page}?{query}").status_code == 200


def test_every_article_renders_with_its_variables_filled(client: Client) -> None:
    for article in Article.objects.filter(active=True):
        response = client.get(f"/bantuan/{article.key}/")
        assert response.status_code == 200
        assert "{{" not in response.content.decode()


def test_an_unpublished_article_is_not_found(client: Client) -> None:
    Article.objects.filter(key="reset-kata-sandi-sendiri").update(active=False)
    assert client.get("/bantuan/reset-kata-sandi-sendiri/").status_code == 404


@pytest.mark.parametrize(
    "theme, expected", [("dark", 'data-theme="dark"'), ("<x>", '<html lang="id">')]
)
def test_the_chosen_theme_is_painted_at_once(client: Client, theme: str, expected: str) -> None:
    client.cookies["theme"] = theme
    assert expected in client.get("/").content.decode()


@pytest.mark.parametrize(
    "page, limit", [("/", 1), ("/bantuan/", 1), ("/lapor/?user_type=dinas", 0)]
)
def test_public_pages_cost_few_queries(
    client: Client, django_assert_max_num_queries: Any, page: str, limit: int
) -> None:
    client.get(page)
    with django_assert_max_num_queries(limit):
        client.get(page)


@pytest.mark.parametrize("page", ["/tidak-ada/", "/lapor/abc/", "/bantuan/tidak-ada/"])
def test_not_found_is_said_plainly(client: Client, page: str) -> None:
    response = client.get(page)
    assert response.status_code == 404
    assert "Halaman tidak ditemukan" in response.content.decode()


def test_the_language_is_the_readers_choice_not_the_browsers(client: Client) -> None:
    html = client.get("/", headers={"Accept-Language": "en-US,en"}).content.decode()
    assert '<html lang="id"' in html
    assert "Buat laporan" in html
    response = client.get("/bantuan/?q=sandi&bahasa=en")
    assert (response.status_code, response["Location"]) == (302, "/bantuan/?q=sandi")
    assert '<html lang="en"' in client.get("/").content.decode()
    client.get("/?bahasa=xx")
    assert '<html lang="en"' in client.get("/").content.decode()
    client.get("/?bahasa=id")
    assert '<html lang="id"' in client.get("/").content.decode()
