"""Files of the form: bytes decide, a name must not contradict them (domain.md 5, Lampiran)."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from helpdesk.tickets.models import Attachment, Ticket
from tests.portal.forms import PDF, filled, jpeg, png, upload

pytestmark = pytest.mark.django_db
TYPE = "Lampiran harus PDF, JPG, atau PNG dan paling besar 10 MB."
DAMAGED = "Berkas ini tampaknya rusak atau tidak lengkap. Buka dan simpan lagi, lalu lampirkan."
PIXELS = (
    "Gambar ini memuat terlalu banyak piksel untuk kami periksa. Perkecil ukurannya atau "
    "lampirkan tangkapan layarnya."
)
LARGE = PDF + b"\0" * (10 * 1024 * 1024)


def giant() -> bytes:
    """A PNG whose header tells of 900 megapixels."""
    return png()[:16] + struct.pack(">II", 30_000, 30_000) + png()[24:]


@pytest.mark.parametrize(
    "data, name, mime, shown",
    [
        (PDF, "surat.pdf", "application/pdf", "surat.pdf"),
        (PDF, "surat", "application/pdf", "surat.pdf"),
        (png(), "layar.png", "image/png", "layar.png"),
        (jpeg(), "foto.jpeg", "image/jpeg", "foto.jpeg"),
        (jpeg(), "foto.jfif", "image/jpeg", "foto.jfif"),
        (PDF, "SK Budi, S.Pd..pdf", "application/pdf", "SK Budi, S.Pd..pdf"),
        (PDF, "surat no 12..pdf", "application/pdf", "surat no 12..pdf"),
        (PDF, "Surat tugas....pdf", "application/pdf", "Surat tugas....pdf"),
        (png() + b"\0" * 300, "layar.png", "image/png", "layar.png"),
        (jpeg() + b"\0" * 300, "foto.jpg", "image/jpeg", "foto.jpg"),
    ],
)
def test_the_type_is_told_by_the_content(
    client: Client, data: bytes, name: str, mime: str, shown: str
) -> None:
    response = client.post("/lapor/", filled(attachments=[upload(data, name, "text/html")]))
    assert response.status_code == 303
    stored = Attachment.objects.get()
    assert (stored.content_type, stored.display_name, stored.size) == (mime, shown, len(data))


@pytest.mark.parametrize(
    "files, sentence",
    [
        ([upload(b"<html><script>alert(1)</script>", "layar.png")], TYPE),
        ([upload(b"MZ\x90\0" + b"\0" * 200, "surat.pdf", "application/pdf")], TYPE),
        ([upload(b"", "kosong.png")], "Berkas ini kosong."),
        ([upload(PDF + b"\0" * (10 * 1024 * 1024), "besar.pdf")], TYPE),
        ([upload(PDF + b"\0" * (10 * 1024 * 1024), "besar.pdf")], "lebih besar dari 10 MB."),
        ([upload(png() + bytes(range(200)), "ekor.png")], f"{DAMAGED} (ekor.png)"),
        ([upload(jpeg() + bytes(range(200)), "ekor.jpg")], f"{DAMAGED} (ekor.jpg)"),
        ([upload(png()[:-9], "putus.png")], f"{DAMAGED} (putus.png)"),
        ([upload(giant(), "raksasa.png")], f"{PIXELS} (raksasa.png)"),
        ([upload(png(), f"{n}.png") for n in range(6)], "Lampiran paling banyak 5 berkas."),
        ([upload(png()), upload(b"bukan gambar", "dua.png")], "(dua.png)"),
        ([upload(png(), "surat.pdf")], TYPE),
        ([upload(PDF, "layar.png")], TYPE),
        ([upload(PDF, "surat.hta")], TYPE),
        ([upload(png(), "foto.exe.png")], TYPE),
        ([upload(PDF + b"<script>alert(1)</script>\n%%EOF\n", "surat.pdf")], TYPE),
    ],
)
def test_what_is_no_paper_is_refused(client: Client, files: list[Any], sentence: str) -> None:
    response = client.post("/lapor/", filled(attachments=files))
    page = response.content.decode()
    assert response.status_code == 422
    assert sentence in " ".join(response.context["form"].errors["attachments"])
    assert "mengosongkan pilihan berkas" in page
    assert not Ticket.objects.exists()


def test_five_files_are_fine(client: Client) -> None:
    files = [upload(png(), f"{n}.png") for n in range(5)]
    assert client.post("/lapor/", filled(attachments=files)).status_code == 303


def _raw(fields: dict[str, str], name: str, data: bytes) -> dict[str, Any]:
    """The form with one file whose name goes over the wire as it stands.

    Django's test client would cut it to its last part, as browsers do and attackers do not.
    """
    parts = [
        f'--batas\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode()
        for key, value in fields.items()
    ]
    head = f'name="attachments"; filename="{name}"\r\nContent-Type: image/png'
    file = f"--batas\r\nContent-Disposition: form-data; {head}\r\n\r\n".encode() + data
    body = b"".join((*parts, file, b"\r\n--batas--\r\n"))
    return {"data": body, "content_type": "multipart/form-data; boundary=batas"}


PATHS = [
    "../../etc/passwd.png",
    "..\\\\..\\\\x.png",
    "/abs/olute.png",
    "a&#47;b.png",
    "..",
    "x\0y.png",
]


@pytest.mark.parametrize("name", PATHS)
def test_a_name_that_is_a_path_is_refused_with_the_text_kept(client: Client, name: str) -> None:
    response = client.post("/lapor/", **_raw(filled(), name, png()))
    assert response.status_code == 422
    assert TYPE in " ".join(response.context["form"].errors["attachments"])
    page = response.content.decode()
    assert "SD Negeri Contoh 1" in page
    assert "mengosongkan pilihan berkas" in page
    assert not Ticket.objects.exists()


@pytest.mark.parametrize("category", ["4", "10", "11"])
@pytest.mark.parametrize(
    "data, name, sentence",
    [
        (LARGE, "surat.pdf", "Berkas ini lebih besar dari 10 MB. (surat.pdf)"),
        (png(), "../../x.png", "garis miring atau hanya titik; ganti dulu namanya. (x.png)"),
        (b"", "../../x.png", "garis miring atau hanya titik; ganti dulu namanya. (x.png)"),
        (LARGE, "../../x.pdf", "garis miring atau hanya titik; ganti dulu namanya. (x.pdf)"),
        (b"", "kosong.png", "Berkas ini kosong. (kosong.png)"),
    ],
)
def test_each_refused_file_gets_one_complaint_and_counts_as_attached(
    client: Client, category: str, data: bytes, name: str, sentence: str
) -> None:
    response = client.post("/lapor/", **_raw(filled(category=category), name, data))
    assert response.status_code == 422
    complaints = response.context["form"].errors["attachments"]
    assert len(complaints) == 1
    assert complaints[0].endswith(sentence)
    assert "mengosongkan pilihan berkas" in response.content.decode()


def test_a_dropped_file_counts_toward_the_five(client: Client) -> None:
    files = [upload(png(), f"{n}.png") for n in range(5)] + [upload(LARGE, "besar.pdf")]
    response = client.post("/lapor/", filled(attachments=files))
    complaints = list(response.context["form"].errors["attachments"])
    assert complaints[0] == "Lampiran paling banyak 5 berkas."
    assert [c for c in complaints if "(besar.pdf)" in c] == complaints[1:]


def test_a_reply_with_a_too_large_file_is_refused_once_and_keeps_its_text(client: Client) -> None:
    token, _ = _opened(client)
    form = {"body": "Ini surat saya.", "attachments": [upload(LARGE, "besar.pdf")]}
    page = client.post(f"/lapor/{token}/balas/", form).content.decode()
    assert page.count("(besar.pdf)") == 1
    assert "Ini surat saya." in page
    assert Attachment.objects.count() == 1


@pytest.mark.parametrize("name", PATHS)
def test_a_path_is_no_name_for_a_file_of_a_reply(client: Client, name: str) -> None:
    token, _ = _opened(client)
    form = {"body": "Ini layar saya."}
    response = client.post(f"/lapor/{token}/balas/", **_raw(form, name, png()))
    page = response.content.decode()
    assert response.status_code == 422
    assert TYPE in page
    assert "Ini layar saya." in page
    assert Attachment.objects.count() == 1


@pytest.mark.parametrize("name, data", [("a.pdf", png()), ("surat.hta", PDF)])
def test_a_name_that_lies_is_refused_in_a_reply_too(client: Client, name: str, data: bytes) -> None:
    token, _ = _opened(client)
    form = {"body": "Ini surat saya.", "attachments": [upload(data, name)]}
    response = client.post(f"/lapor/{token}/balas/", form)
    assert response.status_code == 422
    assert TYPE in response.content.decode()
    assert Attachment.objects.count() == 1


def test_a_plain_name_over_the_wire_is_taken_under_a_name_of_our_own(
    client: Client, settings: Any
) -> None:
    assert client.post("/lapor/", **_raw(filled(), "layar.png", png())).status_code == 303
    stored = Attachment.objects.get()
    files = [path for path in Path(settings.ATTACHMENT_FOLDER).rglob("*") if path.is_file()]
    assert [path.name for path in files] == [stored.stored_name.hex]
    assert files[0].read_bytes() == png()


def _opened(client: Client, **changes: Any) -> tuple[str, Attachment]:
    response = client.post(
        "/lapor/", filled(attachments=[upload(png(), "layar <b>.png")], **changes)
    )
    return response["Location"].split("/")[2], Attachment.objects.latest("pk")


def test_the_reporter_downloads_the_own_file_as_a_download_only(client: Client) -> None:
    token, paper = _opened(client)
    response = client.get(f"/lapor/{token}/lampiran/{paper.pk}/")
    assert b"".join(response.streaming_content) == png()  # type: ignore[attr-defined]
    assert response["Content-Type"] == "image/png"
    assert response["Content-Disposition"].startswith("attachment;")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    assert "no-store" in response["Cache-Control"]


def test_another_report_opens_no_file(client: Client) -> None:
    _, paper = _opened(client)
    other, _ = _opened(client, email="paulus@example.com")
    assert client.get(f"/lapor/{other}/lampiran/{paper.pk}/").status_code == 404
    assert client.get(f"/lapor/palsu/lampiran/{paper.pk}/").status_code == 404


def test_a_file_of_an_internal_note_stays_internal(client: Client) -> None:
    token, paper = _opened(client)
    paper.message.public = False
    paper.message.save()
    assert client.get(f"/lapor/{token}/lampiran/{paper.pk}/").status_code == 404
