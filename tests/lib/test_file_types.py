"""Uploads are judged by content; names are shown without tricks."""

import io
import struct
import unicodedata
import zipfile
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from helpdesk.lib import pictures
from helpdesk.lib.file_types import (
    Fault,
    FileType,
    display_name,
    is_path,
    name_fits,
    safe_display_name,
    sniff,
)
from tests.guards import no_runaway

PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def picture(kind: str, size: tuple[int, int] = (64, 48), **options: object) -> bytes:
    out = io.BytesIO()
    Image.effect_noise(size, 40).convert("RGB").save(out, kind, **options)  # type: ignore[arg-type]
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
                                            (picture("JPEG", progressive=True), FileType.JPEG),
                                            (picture("JPEG", restart_marker_blocks=2), FileType.JPEG),
                                            ])  # fmt: skip
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
    "png and zip": PNG + zipped(),
    "jpeg and zip": JPEG + zipped(),
    "pdf and zip": PDF + zipped(),
    "pdf behind html": b"<html>" + PDF,
    "pdf behind other bytes": b"MZ" + PDF,
    "pdf too deep": b"\n" * 2000 + PDF,
    "html in jpeg comment": JPEG[:2] + b"\xff\xfe\x00\x0c<script>xx" + JPEG[2:],
    "script deep in a pdf": PDF[:-6] + b"\n" * 5000 + b"<ScRiPt >x</script>\n%%EOF\n",
    "page deep in a jpeg": JPEG + b"\0" * 5000 + b"<html>",
}
DAMAGED = {
    "png magic only": PNG[:8],
    "png cut": PNG[:-20],
    "png with a broken sum": PNG[:60] + bytes([PNG[60] ^ 1]) + PNG[61:],
    "png without size": png_header(0, 10),
    "jpeg start only": JPEG[:3],
    "jpeg cut": JPEG[: len(JPEG) // 2],
    "jpeg without its end mark": JPEG[:-2],
    "jpeg without a scan": b"\xff\xd8\xff\xc0\x00\x0b\x08\x00\x08\x00\x08\x01\x01\x11\x00\xff\xd9",
    "jpeg with a frame that names no part": b"\xff\xd8\xff\xc0\x00\x08\x08\x00\x08\x00\x08\x00\xff\xd9",
    "pdf cut": PDF[:-8],
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_everything_else_is_refused(name: str) -> None:
    assert sniff(REFUSED[name]) is Fault.TYPE


@pytest.mark.parametrize("name", DAMAGED)
def test_a_broken_file_of_a_known_kind_is_told_from_a_foreign_one(name: str) -> None:
    assert sniff(DAMAGED[name]) is Fault.DAMAGED


@pytest.mark.parametrize("start", [PNG, JPEG])
@pytest.mark.parametrize(
    "tail",
    [b"\0" * 5000, b"\r\n", b"\xff" * 64, b"x", b"sekitar 16 byte.", b"\0\0\0\x18ftypmp42" + bytes(range(256)),
     JPEG, b"\0\0" + JPEG, b"Image_UTC_Data1700000000000" * 9 + b"SEFT"],
    ids=["zeros", "line end", "ones", "a byte", "a few bytes", "clip", "gain map", "padded gain map",
         "notes of the phone"],
)  # fmt: skip
def test_padding_and_what_cameras_append_is_accepted(start: bytes, tail: bytes) -> None:
    assert sniff(start + tail) in (FileType.PNG, FileType.JPEG)


@pytest.mark.parametrize("start", [PNG, JPEG])
@pytest.mark.parametrize(
    "tail",
    [bytes(range(256)), b"x" * 40, PDF, b"Rar!\x1a\x07\x01\0", b"7z\xbc\xaf\x27\x1c",
     JPEG + PDF, b"\0\0\0\x18ftypmp42%PDF-1.7", b"%PDF-1.4\n" * 9 + b"SEFT"],
)  # fmt: skip
def test_any_other_tail_is_damage_or_a_second_file(start: bytes, tail: bytes) -> None:
    assert sniff(start + tail) is Fault.DAMAGED


def jpeg_header(width: int, height: int, frame: int = 0xC0, scans: int = 1) -> bytes:
    """A JPEG of this size by its markers; there is next to nothing in it to decode."""
    head = struct.pack(">BBHBHHB", 0xFF, frame, 17, 8, height, width, 3)
    scan = b"\xff\xda\x00\x0c\x03\x01\x00\x02\x00\x03\x00\x00\x3f\x00" + b"\0" * 9
    return b"\xff\xd8" + head + b"\1\x11\0\2\x11\0\3\x11\0" + scan * scans + b"\xff\xd9"


def test_a_jpeg_may_have_as_many_pixels_as_phones_make() -> None:
    # 8160 x 6120 in one colour: real, decodable, small.
    out = io.BytesIO()
    Image.new("RGB", (8160, 6120), "teal").save(out, "JPEG", quality=30)
    assert sniff(out.getvalue()) is FileType.JPEG
    assert pictures.MAX_PIXELS >= 16320 * 12240


@pytest.mark.parametrize(
    "data",
    [jpeg_header(65535, 65535), jpeg_header(20_000, 20_000), jpeg_header(16320, 12240, 0xC2, 2),
     jpeg_header(16320, 12240, 0xC0, 2), png_header(30_000, 30_000), png_header(2**31, 2**31)],
    ids=["jpeg bomb", "beyond phones", "progressive", "in several scans", "png bomb", "png giant"],
)  # fmt: skip
def test_a_picture_that_would_fill_the_memory_has_a_reason_of_its_own(data: bytes) -> None:
    assert sniff(data) is Fault.TOO_MANY_PIXELS


def test_a_jpeg_of_endless_scans_is_refused_before_it_is_decoded() -> None:
    assert sniff(jpeg_header(6000, 6000, 0xC2, 100_000)) is Fault.DAMAGED


@pytest.mark.parametrize(
    "piece", [b"\xff", b"\xff\0", b"\xff\xd0", b"\xff\xda\0\2", b"\xff\xe0\0\2"]
)
def test_a_long_jpeg_of_nonsense_is_read_without_running_away(piece: bytes) -> None:
    start = jpeg_header(64, 64)[:-2]
    with no_runaway():
        sniff(start + piece * (10_000_000 // len(piece)) + b"\0")


@given(st.binary(max_size=400), st.sampled_from([b"", PNG[:40], JPEG[:200], b"%PDF-1.4\n"]))
def test_any_bytes_are_survived(data: bytes, start: bytes) -> None:
    assert isinstance(sniff(start + data), FileType | Fault)


@given(st.binary(max_size=60), st.integers(0, len(JPEG)), st.sampled_from([PNG, JPEG]))
def test_a_picture_with_bytes_put_in_anywhere_is_survived(
    data: bytes, at: int, whole: bytes
) -> None:
    assert isinstance(sniff(whole[:at] + data + whole[at:]), FileType | Fault)


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
    ["../a.pdf", "..\\a.pdf", "/etc/passwd", "C:\\dok\\a.pdf", "a/", "..", " .. ", "a\uff0fb.pdf",
     ".\0./a.pdf", "x\0y.png", ".\u200b.", "\u2025", "a\u2215b.pdf", "a\u2044b.pdf", "a\ufe68b.pdf",
     "a\u2216b.pdf", "\u2105 Budi.pdf"],
)  # fmt: skip
def test_a_path_is_seen_in_a_name(name: str) -> None:
    assert is_path(name)


@pytest.mark.parametrize(
    "name",
    ["a.pdf", "", "Surat Dr. Budi.pdf", ".htaccess", "SK Budi, S.Pd..pdf", "surat no 12..pdf",
     "Surat tugas....pdf", "a..pdf", "...", "cuti ½ hari.pdf", "foto…jpg"],
)  # fmt: skip
def test_a_plain_name_is_no_path(name: str) -> None:
    assert not is_path(name)


@given(st.text(max_size=60))
def test_a_name_without_separators_is_a_path_only_as_two_dots(name: str) -> None:
    folded = unicodedata.normalize("NFKC", name)
    if not set("/\\\0\u2044\u2215\u2216\u29f5\u29f8\u29f9\ufe68\uff0f\uff3c") & set(name + folded):
        assert not is_path(f"x{name}")
