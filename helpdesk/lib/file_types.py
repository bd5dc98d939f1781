"""What an uploaded file really is, by content, and a name that is safe to show.

Accepted: PDF, JPEG, PNG (domain.md 5, Lampiran). A file that is at the same time something a
browser or an unpacker would run (HTML, SVG, ZIP) is refused, not guessed at. The content alone
decides on the type; a name that says otherwise, or that tries to be a path, is a reason to refuse.
"""

from __future__ import annotations

import io
import re
import struct
import unicodedata
from enum import StrEnum

MAX_PIXELS = 40_000_000
_MAX_NAME = 120
_PNG_MAGIC = b"\x89PNG\r\n\x1a\n"
# What browsers take for markup when they guess; they look at about the first 1.5 KB.
_MARKUP = re.compile(rb"<(?:!doctype|html|head|body|script|iframe|svg|\?xml|object|embed)", re.I)
_SNIFFED = 2048
# What is no part of any picture or letter, wherever it stands. Nothing shorter is looked for in
# whole files: compressed data would hold it by chance.
_SCRIPT = re.compile(rb"<(?:[sS][cC][rR][iI][pP][tT]|[hH][tT][mM][lL])[\s/>]")
# JPEG frame headers carry the size; C4, C8 and CC are tables, not frames.
_JPEG_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
# A file ending: short, and not only digits, which end times ("Foto 12.30.45").
# Endings that say what a file is; others ("Ijazah Budi S.Pd") are part of the name.
_TELLING = frozenset(
    [
        "pdf",
        "jpg",
        "jpeg",
        "jfif",
        "jpe",
        "png",
        "gif",
        "webp",
        "bmp",
        "tif",
        "tiff",
        "heic",
        "svg",
        "html",
        "htm",
        "xhtml",
        "hta",
        "mht",
        "js",
        "vbs",
        "bat",
        "cmd",
        "exe",
        "com",
        "scr",
        "msi",
        "apk",
        "jar",
        "lnk",
        "ps1",
        "sh",
        "py",
        "php",
        "zip",
        "rar",
        "7z",
        "gz",
        "tar",
        "iso",
        "doc",
        "docx",
        "docm",
        "odt",
        "rtf",
        "xls",
        "xlsx",
        "xlsm",
        "ods",
        "ppt",
        "pptx",
        "odp",
        "txt",
        "csv",
        "xml",
        "json",
        "mp3",
        "mp4",
        "mov",
        "avi",
    ]
)
# Endings that some system runs, also before another ending ("foto.exe.png"). Without `com`,
# which phones write into the names of screen pictures (the name of the app).
_RUN = re.compile(
    r"apk|bat|cgi|chm|cmd|cpl|dll|exe|hta|html?|jar|jse?|lnk|ms[ip]|php|phtml|pif|ps1|sc[fr]|sh"
    r"|shtml|svg|swf|vb[es]?|ws[cfh]?|xhtml"
)
_SEPARATORS = re.compile(r"[/\\\u2044\u2215\u29f5\u29f8\uff0f\uff3c]")


class FileType(StrEnum):
    """The accepted types; the value is the usual file ending."""

    PDF = "pdf"
    JPEG = "jpg"
    PNG = "png"

    @property
    def mime(self) -> str:
        return {"pdf": "application/pdf", "jpg": "image/jpeg", "png": "image/png"}[self.value]

    @property
    def endings(self) -> frozenset[str]:
        """The endings that programs give files of this type."""
        return frozenset({"jpg", "jpeg", "jfif"} if self is FileType.JPEG else {self.value})


def sniff(data: bytes) -> FileType | None:
    """The type of a whole file, or None for any other, broken, bomb-like or two-faced file."""
    if _MARKUP.search(data, 0, _SNIFFED) or _SCRIPT.search(data) or _is_zip(data):
        return None
    if data.startswith(_PNG_MAGIC):
        return FileType.PNG if _is_png(data) else None
    if data.startswith(b"\xff\xd8\xff"):
        return FileType.JPEG if _is_jpeg(data) else None
    return FileType.PDF if _is_pdf(data) else None


def safe_display_name(name: str) -> str:
    """A file name without path, control or direction characters, 120 at most, never empty."""
    parts = [part.strip(" .") for part in _SEPARATORS.split(name[:4096])]
    last = next((part for part in reversed(parts) if part), "")
    text = unicodedata.normalize("NFC", re.sub(r"\s+", " ", last))
    # Categories C* hold control, format (all bidi marks), surrogate and unassigned characters.
    kept = "".join(c for c in text if unicodedata.category(c)[0] != "C")
    kept = re.sub(r'[<>:"|?*]', "_", kept).strip(" .")
    if len(kept) > _MAX_NAME:
        stem, dot, ending = kept.rpartition(".")
        if not dot or not stem or len(ending) > 8:
            return kept[:_MAX_NAME].strip(" .")
        kept = f"{stem[: _MAX_NAME - len(ending) - 1].strip(' .')}.{ending}"
    return kept or "berkas"


def is_path(name: str) -> bool:
    """True for a name as it was sent that holds a path separator or `..`, however disguised."""
    seen = "".join(c for c in name if unicodedata.category(c)[0] != "C")
    return ".." in seen or _SEPARATORS.search(seen) is not None


def name_fits(name: str, kind: FileType) -> bool:
    """True when nothing in the name speaks against the type: its own ending, or none at all."""
    *before, last = safe_display_name(name).lower().split(".")
    inner, ending = before[1:], last.strip() if before else ""
    if any(_RUN.fullmatch(part.strip()) for part in inner):
        return False
    return ending in kind.endings or ending not in _TELLING


def display_name(name: str, kind: FileType) -> str:
    """The name to show, always with an ending of the type: `surat` -> `surat.pdf`."""
    shown = safe_display_name(name)
    stem, dot, ending = shown.rpartition(".")
    if dot and stem and ending.lower() in kind.endings:
        return shown
    return safe_display_name(f"{shown}.{kind.value}")


def _is_zip(data: bytes) -> bool:
    """Starts as an archive, or ends as one: unpackers read the directory from the end."""
    if data.startswith(b"PK\x03\x04"):
        return True
    at = data.rfind(b"PK\x05\x06", max(0, len(data) - 65_557))
    if at < 0 or at + 22 > len(data):
        return False
    size, offset, comment = struct.unpack_from("<IIH", data, at + 12)
    return bool(at + 22 + comment <= len(data) and size + offset <= at)


def _is_pdf(data: bytes) -> bool:
    """`%PDF-` near the start with nothing but blanks or a BOM before it, `%%EOF` near the end."""
    start = data.find(b"%PDF-", 0, 1024)
    if start < 0 or data[:start].lstrip(b"\xef\xbb\xbf").strip():
        return False
    return re.match(rb"%PDF-[12]\.\d", data[start : start + 8]) is not None and (
        data.rfind(b"%%EOF", max(start, len(data) - 2048)) > start
    )


def _is_png(data: bytes) -> bool:
    """Whole chunks from IHDR to IEND and nothing behind; size within the limit; sums right."""
    at, first = len(_PNG_MAGIC), True
    while at + 12 <= len(data):
        length, kind = struct.unpack_from(">I4s", data, at)
        if first:
            if kind != b"IHDR" or length != 13:
                return False
            width, height = struct.unpack_from(">II", data, at + 8)
            if not 0 < width * height <= MAX_PIXELS:
                return False
            first = False
        at += 12 + length
        if kind == b"IEND":
            return at == len(data) and _pillow_reads(data, "PNG")
    return False


def _is_jpeg(data: bytes) -> bool:
    """A frame header within the limit, an end mark, and Pillow can decode it."""
    size = _jpeg_size(data)
    if size is None or not 0 < size[0] * size[1] <= MAX_PIXELS:
        return False
    return b"\xff\xd9" in data[2:] and _pillow_reads(data, "JPEG")


def _jpeg_size(data: bytes) -> tuple[int, int] | None:
    at = 2
    while at + 9 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker == 0xFF:  # padding
            at += 1
            continue
        if marker in _JPEG_FRAMES:
            height, width = struct.unpack_from(">HH", data, at + 5)
            return width, height
        at += 2 + struct.unpack_from(">H", data, at + 2)[0]
    return None


def _pillow_reads(data: bytes, kind: str) -> bool:
    from PIL import Image  # late: costs start-up time, needed for uploads only

    try:
        with Image.open(io.BytesIO(data), formats=(kind,)) as image:
            if image.width * image.height > MAX_PIXELS:
                return False
            if kind == "JPEG":
                # Decoding at an eighth of the size proves the stream for 1/64 of the memory.
                image.draft("L", (max(1, image.width // 8), max(1, image.height // 8)))
                image.load()
            else:
                image.verify()
    except Exception:  # Pillow raises a zoo of types on broken files, struct.error among them
        return False
    return True
