"""What an uploaded file really is, by content, and a name that is safe to show.

Accepted: PDF, JPEG, PNG (domain.md 5, Lampiran). A file that is at the same time something a
browser or an unpacker would run (HTML, SVG, ZIP) is refused, not guessed at. The content alone
decides on the type; a name that says otherwise, or that tries to be a path, is a reason to refuse.
"""

from __future__ import annotations

import re
import struct
import unicodedata
from enum import StrEnum

from helpdesk.lib import pictures
from helpdesk.lib.pictures import Picture

_MAX_NAME = 120
# What browsers take for markup when they guess; they look at about the first 1.5 KB.
_MARKUP = re.compile(rb"<(?:!doctype|html|head|body|script|iframe|svg|\?xml|object|embed)", re.I)
_SNIFFED = 2048
# What is no part of any picture or letter, wherever it stands. Nothing shorter is looked for in
# whole files: compressed data would hold it by chance.
_SCRIPT = re.compile(rb"<(?:[sS][cC][rR][iI][pP][tT]|[hH][tT][mM][lL])[\s/>]")
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
_SEPARATORS = re.compile(r"[/\\\u2044\u2215\u2216\u29f5\u29f8\u29f9\ufe68\uff0f\uff3c]")


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


class Fault(StrEnum):
    """Why a file is not taken."""

    TYPE = "type"  # something else, or two things at once
    DAMAGED = "damaged"
    TOO_MANY_PIXELS = "too_many_pixels"


_FAULT_OF = {Picture.DAMAGED: Fault.DAMAGED, Picture.TOO_LARGE: Fault.TOO_MANY_PIXELS}


def sniff(data: bytes) -> FileType | Fault:
    """The type of a whole file, or why it is none of the accepted."""
    if _MARKUP.search(data, 0, _SNIFFED) or _SCRIPT.search(data) or _is_zip(data):
        return Fault.TYPE
    if data.startswith(pictures.PNG_MAGIC):
        return _FAULT_OF.get(pictures.look_at_png(data), FileType.PNG)
    if data.startswith(pictures.JPEG_MAGIC):
        return _FAULT_OF.get(pictures.look_at_jpeg(data), FileType.JPEG)
    return _look_at_pdf(data)


def safe_display_name(name: str) -> str:
    """A file name without path, control or direction characters, 120 at most, never empty."""
    parts = [part.strip(" .") for part in _SEPARATORS.split(name[:4096])]
    last = next((part for part in reversed(parts) if part), "")
    # Categories C* hold control, format (all bidi marks), surrogate and unassigned characters;
    # blanks are folded afterwards, since what stood between two of them may be gone.
    seen = (c for c in last if c.isspace() or unicodedata.category(c)[0] != "C")
    kept = unicodedata.normalize("NFC", re.sub(r"\s+", " ", "".join(seen)))
    kept = re.sub(r'[<>:"|?*]', "_", kept).strip(" .")
    if len(kept) > _MAX_NAME:
        stem, dot, ending = kept.rpartition(".")
        if not dot or not stem or len(ending) > 8:
            return kept[:_MAX_NAME].strip(" .")
        kept = f"{stem[: _MAX_NAME - len(ending) - 1].strip(' .')}.{ending}"
    return kept or "berkas"


def is_path(name: str) -> bool:
    """True for a name as it was sent that holds a separator or NUL, however disguised, or is `..`.

    Dots within a name are none of that: people write "SK Budi, S.Pd..pdf".
    """
    seen = "".join(c for c in name if unicodedata.category(c)[0] != "C")
    folded = unicodedata.normalize("NFKC", seen)
    # The fraction slash counts as typed only: it is also what NFKC makes of a plain "½".
    return (
        "\0" in name
        or _SEPARATORS.search(seen) is not None
        or re.search(r"[/\\]", folded) is not None
        or folded.strip() == ".."
    )


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


def _look_at_pdf(data: bytes) -> FileType | Fault:
    """`%PDF-` near the start with nothing but blanks or a BOM before it, `%%EOF` near the end."""
    start = data.find(b"%PDF-", 0, 1024)
    if start < 0 or data[:start].lstrip(b"\xef\xbb\xbf").strip():
        return Fault.TYPE
    if re.match(rb"%PDF-[12]\.\d", data[start : start + 8]) is None:
        return Fault.TYPE
    ended = data.rfind(b"%%EOF", max(start, len(data) - 2048)) > start
    return FileType.PDF if ended else Fault.DAMAGED
