"""Uploads are judged by content; names are shown without tricks."""

import io
import struct
import zipfile
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from helpdesk.lib.file_types import (
    FileType,
    display_name,
    is_path,
    name_fits,
    safe_display_name,
    sniff,
)

PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def picture(kind: str) -> bytes:
    out = io.BytesIO()
    Image.effect_noise((64, 48), 40).convert("RGB").save(out, kind)
    return out.getvalue()


PNG, JPEG = picture("PNG"), picture("JPEG")


def zipped() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("x.txt", "x")
    return out.getvalue()


def png_header(width: int, height: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b""))
        + chunk(b"IEND", b"")
    )  # fmt: skip


@pytest.mark.parametrize(("data", "kind"), [(PDF, FileType.PDF), (PNG, FileType.PNG),
                                            (JPEG, FileType.JPEG), (b"\n" + PDF, FileType.PDF),
                                            (JPEG + b"\0" * 64, FileType.JPEG)])  # fmt: skip
def test_the_three_accepted_kinds_are_seen(data: bytes, kind: FileType) -> None:
    assert sniff(data) is kind


REFUSED = {
    "empty": b"",
    "text": b"halo",
    "html": b"<!DOCTYPE html><script>alert(1)</script>",
    "svg": b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    "zip": zipped(),
    "gif": b"GIF89a" + b"\0" * 30,
    "exe": b"MZ" + b"\0" * 100,
    "png magic only": PNG[:8],
    "png cut": PNG[:-20],
    "png with a broken sum": PNG[:60] + bytes([PNG[60] ^ 1]) + PNG[61:],
    "png with a tail": PNG + b"x",
    "png and zip": PNG + zipped(),
    "jpeg start only": JPEG[:3],
    "jpeg cut": JPEG[: len(JPEG) // 2],
    "jpeg and zip": JPEG + zipped(),
    "pdf cut": PDF[:-8],
    "pdf and zip": PDF + zipped(),
    "pdf behind html": b"<html>" + PDF,
    "pdf behind other bytes": b"MZ" + PDF,
    "pdf too deep": b"\n" * 2000 + PDF,
    "html in jpeg comment": JPEG[:2] + b"\xff\xfe\x00\x0c<script>xx" + JPEG[2:],
    "script deep in a pdf": PDF[:-6] + b"\n" * 5000 + b"<ScRiPt >x</script>\n%%EOF\n",
    "page deep in a jpeg": JPEG + b"\0" * 5000 + b"<html>",
    "png bomb": png_header(30_000, 30_000),
    "png without size": png_header(0, 10),
    "jpeg bomb": b"\xff\xd8\xff\xc0\x00\x11\x08\xff\xff\xff\xff\x03" + b"\0" * 50 + b"\xff\xd9",
}


@pytest.mark.parametrize("name", REFUSED)
def test_everything_else_is_refused(name: str) -> None:
    assert sniff(REFUSED[name]) is None


@given(st.binary(max_size=400), st.sampled_from([b"", PNG[:40], JPEG[:200], b"%PDF-1.4\n"]))
def test_any_bytes_are_survived(data: bytes, start: bytes) -> None:
    sniff(start + data)


@pytest.mark.parametrize(
    ("name", "shown"),
    [("surat.pdf", "surat.pdf"), ("../../x", "x"), ("C:\\dok\\Surat Tugas.pdf", "Surat Tugas.pdf"),
     ("/etc/passwd", "passwd"), ("a\x00b\r\n.png", "ab .png"), ("foto\u202egpj.exe", "fotogpj.exe"),
     ("Surat Kéterangan.pdf", "Surat Kéterangan.pdf"), ("", "berkas"), ("..", "berkas"),
     ("///", "berkas"), ("a/", "a"), (".htaccess", "htaccess"), ('<b>"x".pdf', "_b__x_.pdf"),
     ("a\uff0fb.pdf", "b.pdf")],
)  # fmt: skip
def test_a_name_is_shown_without_tricks(name: str, shown: str) -> None:
    assert safe_display_name(name) == shown


def test_a_long_name_keeps_its_ending() -> None:
    shown = safe_display_name("x" * 500 + ".pdf")
    assert len(shown) == 120
    assert shown.endswith(".pdf")


@given(st.text(max_size=300))
def test_any_name_is_short_whole_and_stable(name: str) -> None:
    shown = safe_display_name(name)
    assert 0 < len(shown) <= 120
    assert not set(shown) & set("/\\\r\n\0\u202e<>")
    assert safe_display_name(shown) == shown


FITTING = [
    ("surat.pdf", FileType.PDF), ("SURAT.PDF", FileType.PDF), ("surat.pdf.", FileType.PDF),
    ("surat", FileType.PDF), ("foto.jpg", FileType.JPEG), ("foto.jpeg", FileType.JPEG),
    ("foto.JFIF", FileType.JPEG), ("layar.png", FileType.PNG), ("Foto 12.30.45", FileType.JPEG),
    ("Surat No. 5 Tahun 2026", FileType.PDF), ("SK Budi, S.Pd. 2026.pdf", FileType.PDF),
    ("Screenshot_2026_com.android.chrome.jpg", FileType.JPEG), ("", FileType.PNG),
]  # fmt: skip
CONTRADICTING = [
    ("a.pdf", FileType.PNG), ("a.png", FileType.JPEG), ("a.jpg", FileType.PNG),
    ("a.jpeg", FileType.PDF), ("surat.hta", FileType.PDF), ("surat.docx", FileType.PDF),
    ("a.exe", FileType.PNG), ("a.pdf.exe", FileType.PDF), ("foto.exe.png", FileType.PNG),
    ("foto.HTML .png", FileType.PNG), ("a.7z", FileType.PDF), ("a.svg", FileType.PNG),
    ("foto\u202egnp.hta", FileType.PNG), ("a.pdf/x.hta", FileType.PDF), ("a.hta. ", FileType.PDF),
]  # fmt: skip


@pytest.mark.parametrize(("name", "kind"), FITTING)
def test_a_name_with_the_own_ending_or_none_fits(name: str, kind: FileType) -> None:
    assert name_fits(name, kind)


@pytest.mark.parametrize(("name", "kind"), CONTRADICTING)
def test_a_name_that_says_otherwise_or_could_be_run_does_not_fit(name: str, kind: FileType) -> None:
    assert not name_fits(name, kind)


@pytest.mark.parametrize(
    ("name", "kind", "shown"),
    [("surat", FileType.PDF, "surat.pdf"), ("surat.pdf", FileType.PDF, "surat.pdf"),
     ("foto.JPEG", FileType.JPEG, "foto.JPEG"), ("Foto 12.30", FileType.PNG, "Foto 12.30.png"),
     ("", FileType.JPEG, "berkas.jpg"), ("../x", FileType.PDF, "x.pdf"),
     (".pdf", FileType.PDF, "pdf.pdf"), ("y" * 300, FileType.PNG, "y" * 116 + ".png")],
)  # fmt: skip
def test_a_shown_name_ends_as_its_content_is(name: str, kind: FileType, shown: str) -> None:
    assert display_name(name, kind) == shown


@given(st.text(max_size=300), st.sampled_from(FileType))
def test_any_shown_name_is_stable_short_and_fits_its_ending(name: str, kind: FileType) -> None:
    shown = display_name(name, kind)
    assert len(shown) <= 120
    assert shown.lower().rpartition(".")[2] in kind.endings
    assert display_name(shown, kind) == shown == safe_display_name(shown)


@pytest.mark.parametrize(
    "name",
    ["../a.pdf", "..\\a.pdf", "/etc/passwd", "C:\\dok\\a.pdf", "a/", "..", "a..pdf", "a\uff0fb.pdf",
     ".\0./a.pdf", ".\u200b.pdf"],
)  # fmt: skip
def test_a_path_is_seen_in_a_name(name: str) -> None:
    assert is_path(name)


@pytest.mark.parametrize("name", ["a.pdf", "", "Surat Dr. Budi.pdf", ".htaccess", "x\0y.png"])
def test_a_plain_name_is_no_path(name: str) -> None:
    assert not is_path(name)
