"""Files of the form: bytes decide, names are only shown (domain.md 5, Lampiran)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from helpdesk.tickets.models import Attachment, Ticket
from tests.portal.forms import PDF, filled, jpeg, png, upload

pytestmark = pytest.mark.django_db
TYPE = "Lampiran harus PDF, JPG, atau PNG dan paling besar 10 MB."


@pytest.mark.parametrize(
    "data, name, mime",
    [
        (PDF, "surat.pdf", "application/pdf"),
        (png(), "layar.png", "image/png"),
        (jpeg(), "foto.jpeg", "image/jpeg"),
        (png(), "surat.pdf", "image/png"),  # a wrong name is no lie of the bytes
    ],
)
def test_the_type_is_told_by_the_content(client: Client, data: bytes, name: str, mime: str) -> None:
    response = client.post("/lapor/", filled(attachments=[upload(data, name, "text/html")]))
    assert response.status_code == 303
    stored = Attachment.objects.get()
    assert (stored.content_type, stored.display_name, stored.size) == (mime, name, len(data))


@pytest.mark.parametrize(
    "files, sentence",
    [
        ([upload(b"<html><script>alert(1)</script>", "layar.png")], TYPE),
        ([upload(b"MZ\x90\0" + b"\0" * 200, "surat.pdf", "application/pdf")], TYPE),
        ([upload(b"", "kosong.png")], "Berkas ini kosong."),
        ([upload(PDF + b"\0" * (10 * 1024 * 1024), "besar.pdf")], TYPE),
        ([upload(png(), f"{n}.png") for n in range(6)], "Lampiran paling banyak 5 berkas."),
        ([upload(png()), upload(b"bukan gambar", "dua.png")], "(dua.png)"),
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


@pytest.mark.parametrize(
    "name", ["../../etc/passwd.png", "..\\..\\x.png", "/abs/olute.png", "x\0y.png"]
)
def test_a_name_with_a_path_stays_a_name(client: Client, settings: Any, name: str) -> None:
    client.post("/lapor/", filled(attachments=[upload(png(), name)]))
    shown = Attachment.objects.get().display_name
    assert not set("/\\\0") & set(shown)
    folder = Path(settings.ATTACHMENT_FOLDER)
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert len(files) == 1
    assert files[0].name == Attachment.objects.get().stored_name.hex


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
