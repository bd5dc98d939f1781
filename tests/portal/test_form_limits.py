"""Forms larger than the limits and files that a redrawn page cannot keep: said, and nothing lost."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from helpdesk.tickets import access
from helpdesk.tickets.models import Ticket
from tests.factories import open_report
from tests.portal.forms import filled, png, upload

pytestmark = pytest.mark.django_db
LOST = "peramban mengosongkan pilihan berkas"


def test_more_than_a_hundred_files_come_back_with_the_text_and_the_stated_sentence(
    client: Client,
) -> None:
    files = [upload(b"x", f"{n}.png") for n in range(101)]
    response = client.post("/lapor/", filled(attachments=files))
    page = response.content.decode()
    assert response.status_code == 422
    assert "Lampiran paling banyak 5 berkas." in page
    assert LOST in page
    assert "SD Negeri Contoh 1" in page
    assert not Ticket.objects.exists()


def test_more_than_two_megabytes_of_text_come_back_with_what_came_before(client: Client) -> None:
    response = client.post("/lapor/", filled(detail="sangat panjang " * 150_000))
    page = response.content.decode()
    assert response.status_code == 422
    assert "Isian terlalu panjang untuk dikirim" in page
    assert "Lupa kata sandi akun" in page
    assert not Ticket.objects.exists()


def test_more_than_a_thousand_fields_come_back_with_what_came_before(client: Client) -> None:
    response = client.post("/lapor/", {**filled(), **{f"x{n}": "1" for n in range(1001)}})
    page = response.content.decode()
    assert response.status_code == 422
    assert "Isian terlalu panjang untuk dikirim" in page
    assert "SD Negeri Contoh 1" in page


@pytest.mark.parametrize("body", ["detail=" + "a" * 2_200_000, "&".join(["x=1"] * 1001)])
def test_a_form_of_another_kind_that_is_too_large_is_answered_by_the_form(
    client: Client, body: str
) -> None:
    response = client.post("/lapor/", body, content_type="application/x-www-form-urlencoded")
    assert response.status_code == 422
    assert "Isian terlalu panjang untuk dikirim" in response.content.decode()


def test_too_many_files_of_a_reply_come_back_with_the_reply(client: Client) -> None:
    url = f"/lapor/{access.token_of(open_report().pk)}/balas/"
    files = [upload(b"x", f"{n}.png") for n in range(101)]
    response = client.post(url, {"body": "Ini layarnya.", "attachments": files})
    page = response.content.decode()
    assert response.status_code == 422
    assert "Lampiran paling banyak 5 berkas." in page
    assert "Ini layarnya.</textarea>" in page


def test_what_no_view_catches_is_said_in_indonesian(client: Client) -> None:
    body = "&".join(["x=1"] * 1001)
    response = client.post(
        "/lapor/periksa/?bidang=nik", body, content_type="application/x-www-form-urlencoded"
    )
    page = response.content.decode()
    assert response.status_code == 400
    assert "Permintaan ini tidak dapat kami baca" in page
    assert "Bad Request" not in page


def test_the_detail_takes_no_more_than_it_may_hold(client: Client) -> None:
    html = client.get("/lapor/?user_type=teacher").content.decode()
    assert re.search(r'<textarea[^>]+name="detail"[^>]+maxlength="4000"', html)


@pytest.mark.parametrize(
    "button",
    [{"refresh": "user_type"}, {"refresh": "province"}, {"language": "en"}, {"title": "x"}],
)
def test_a_page_that_cannot_keep_the_chosen_file_says_so(
    client: Client, button: dict[str, str]
) -> None:
    page = client.post("/lapor/", filled(attachments=[upload(png())], **button)).content.decode()
    assert LOST in page or "browser forgets chosen files" in page
    without = client.post("/lapor/", filled(**button)).content.decode()
    assert LOST not in without
    assert "browser forgets chosen files" not in without


def _input(page: str) -> str:
    found = re.search(r'<input type="file"[^>]*>', page)
    assert found is not None
    return found[0]


def test_the_file_input_names_its_help_and_its_error(client: Client) -> None:
    fresh = client.get("/lapor/?user_type=teacher").content.decode()
    assert 'aria-describedby="id_attachments_helptext"' in _input(fresh)
    assert "aria-invalid" not in _input(fresh)
    help_text = re.search(r'id="id_attachments_helptext">([^<]*)', fresh)
    assert help_text is not None
    assert "paling banyak 5 berkas" in help_text[1]
    assert "10 MB" in help_text[1]
    refused = client.post("/lapor/", filled(category="11")).content.decode()
    assert 'aria-invalid="true"' in _input(refused)
    assert 'aria-describedby="id_attachments_helptext id_attachments_error"' in _input(refused)
    assert 'id="id_attachments_error"' in refused


@pytest.mark.parametrize("field", ["title", "detail"])
def test_a_refused_password_marks_its_field_as_secret(client: Client, field: str) -> None:
    response = client.post("/lapor/", filled(**{field: "Password saya Rahasia#77 tetap ditolak."}))
    page = response.content.decode()
    assert response.status_code == 422
    hint = re.search(rf'id="hint_{field}"[^>]*>(.*?)</div>', page, re.DOTALL)
    assert hint is not None
    assert "data-secret" in hint[1]
    assert "Sepertinya ada kata sandi" not in hint[1]  # the error beside it says that already
    other = "detail" if field == "title" else "title"
    clean = re.search(rf'id="hint_{other}"[^>]*>(.*?)</div>', page, re.DOTALL)
    assert clean is not None
    assert "data-secret" not in clean[1]


def test_static_files_are_gzipped_for_who_takes_it(client: Client, settings: Any, tmp_path) -> None:
    settings.GZIP_FOLDER = tmp_path / "gzip"
    plain = client.get("/static/css/desk.css")
    whole = b"".join(plain.streaming_content)  # type: ignore[attr-defined]
    packed = client.get("/static/css/desk.css", headers={"Accept-Encoding": "gzip"})
    small = b"".join(packed.streaming_content)  # type: ignore[attr-defined]
    import gzip

    assert packed["Content-Encoding"] == "gzip"
    assert packed["Vary"] == "Accept-Encoding"
    assert gzip.decompress(small) == whole
    assert len(small) < len(whole) / 3
    assert "Content-Encoding" not in plain


def test_public_pages_are_gzipped_and_pages_with_a_secret_address_are_not(client: Client) -> None:
    takes = {"Accept-Encoding": "gzip"}
    for page in ("/", "/bantuan/", "/lapor/?user_type=teacher"):
        assert client.get(page, headers=takes)["Content-Encoding"] == "gzip"
    status = f"/lapor/{access.token_of(open_report().pk)}/"
    assert "Content-Encoding" not in client.get(status, headers=takes)
    refused = client.post("/lapor/", filled(title="x"), headers=takes)
    assert "Content-Encoding" not in refused


def test_htmx_is_loaded_only_where_a_page_loads_parts_of_itself(client: Client) -> None:
    for page in ("/", "/bantuan/", "/lapor/", "/lapor/cek/", "/akun/login/"):
        html = client.get(page).content.decode()
        assert "htmx" not in html
        assert "hx-" not in html
    assert "htmx" in client.get("/lapor/?user_type=teacher").content.decode()
