"""Is a JPEG or PNG whole, is it one picture, and can it be decoded without filling the memory?

Measured with Pillow 13 and libjpeg-turbo: a sequential JPEG of 200 megapixels (16320 x 12240, as
phones make them) is proven in 0.3 s with 6 MB more than the file, because it is decoded line by
line at an eighth of its size. A progressive one is held whole as coefficients, at 2 bytes each
(108 megapixels: 310 MB, 1 s), so it is limited by that memory and by the number of its scans.
"""

from __future__ import annotations

import io
import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

PNG_MAGIC = b"\x89PNG\r\n\x1a\n"
JPEG_MAGIC = b"\xff\xd8\xff"
# Phones make up to 200 megapixels; what a reader's browser must unpack grows with it.
MAX_PIXELS = 210_000_000
# Drawings and screens: 10 MB of PNG may hold gigabytes of one colour.
PNG_MAX_PIXELS = 80_000_000
_MAX_COEFFICIENT_BYTES = 256 * 1024 * 1024
_MAX_SCANS = 32  # usual encoders write ten; each one more is a walk through the whole picture

# SOF0, SOF1, SOF2. The lossless, hierarchical and arithmetic ones come from no camera.
_FRAMES = frozenset({0xC0, 0xC1, 0xC2})
_OTHER_FRAMES = frozenset(range(0xC3, 0xD0)) - {0xC4, 0xC8, 0xCC}
_ALONE = frozenset({0x01, *range(0xD0, 0xD8)})  # markers without a length
# The end of entropy-coded data: a marker that is neither stuffing nor a restart.
_NEXT_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")

_FEW = 16
# What makes a second file of a tail: readers of these look for their start anywhere. Markup is
# refused by file_types.py wherever it stands.
_SECOND_FILE = re.compile(rb"PK\x03\x04|PK\x05\x06|%PDF-|Rar!\x1a\x07|7z\xbc\xaf\x27")


class Picture(Enum):
    """What the look at a picture says."""

    FINE = auto()
    DAMAGED = auto()
    TOO_LARGE = auto()


@dataclass(frozen=True, slots=True)
class _Jpeg:
    """Read from the markers alone: size, bytes a decoder would hold, scans, where it ends."""

    width: int
    height: int
    coefficient_bytes: int
    scans: int
    end: int


def look_at_png(data: bytes) -> Picture:
    """Whole chunks from IHDR to IEND with right sums, a size within the limit, no second file."""
    at, first = len(PNG_MAGIC), True
    while at + 12 <= len(data):
        length, kind = struct.unpack_from(">I4s", data, at)
        if first:
            if kind != b"IHDR" or length != 13:
                return Picture.DAMAGED
            width, height = struct.unpack_from(">II", data, at + 8)
            if not width * height:
                return Picture.DAMAGED
            if width * height > PNG_MAX_PIXELS:
                return Picture.TOO_LARGE
            first = False
        at += 12 + length
        if kind == b"IEND":
            whole = at <= len(data) and _is_harmless(data[at:]) and _png_sums_are_right(data)
            return Picture.FINE if whole else Picture.DAMAGED
    return Picture.DAMAGED


def look_at_jpeg(data: bytes) -> Picture:
    """A frame within the limits, an end mark, no second file behind it, and it decodes."""
    jpeg = _read_jpeg(data)
    if jpeg is None or not jpeg.width * jpeg.height:
        return Picture.DAMAGED
    if jpeg.width * jpeg.height > MAX_PIXELS:
        return Picture.TOO_LARGE
    # Several scans, so all coefficients are kept until the last one is read.
    if jpeg.scans > 1 and jpeg.coefficient_bytes > _MAX_COEFFICIENT_BYTES:
        return Picture.TOO_LARGE
    if jpeg.scans > _MAX_SCANS or not _is_harmless(data[jpeg.end :]):
        return Picture.DAMAGED
    return Picture.FINE if _jpeg_decodes(data) else Picture.DAMAGED


def _is_harmless(tail: bytes) -> bool:
    """Padding, a few bytes, or what cameras append: a second picture, a clip, their own notes."""
    if len(tail.strip(b"\0\xff \t\r\n")) <= _FEW and not _SECOND_FILE.search(tail):
        return True
    camera = (
        tail.lstrip(b"\0").startswith(JPEG_MAGIC)  # gain maps, depth, stereo (MPF)
        or tail[4:8] == b"ftyp"  # the clip of a moving photo
        or tail.rstrip(b"\0").endswith(b"SEFT")  # Samsung's notes
    )
    return camera and not _SECOND_FILE.search(tail)


def _read_jpeg(data: bytes) -> _Jpeg | None:
    """None where the markers don't lead from the start to a frame, a scan and the end."""
    width = height = size = scans = 0
    for marker, at in _markers(data):
        if marker == 0xD9:
            return _Jpeg(width, height, size, scans, at) if scans and size else None
        if marker in _FRAMES:
            if size or at + 8 > len(data):
                return None
            height, width, parts = struct.unpack_from(">HHB", data, at + 3)
            size = _coefficients(width, height, data[at + 8 : at + 8 + 3 * parts])
        elif marker in _OTHER_FRAMES:
            return None
        elif marker == 0xDA:
            scans += 1
    return None


def _markers(data: bytes) -> Iterator[tuple[int, int]]:
    """Each marker with the place behind it, up to the end mark."""
    at = 2
    while at + 2 <= len(data):
        if data[at] != 0xFF:
            return
        marker = data[at + 1]
        at += 1 if marker == 0xFF else 2
        if marker == 0xFF or marker in _ALONE:
            continue
        yield marker, at
        if marker == 0xD9 or at + 2 > len(data):
            return
        at += int.from_bytes(data[at : at + 2], "big")
        if marker == 0xDA:
            following = _NEXT_MARKER.search(data, at)
            if following is None:
                return
            at = following.start()


def _coefficients(width: int, height: int, parts: bytes) -> int:
    """The bytes of all coefficients of a frame; 0 for a frame that is none."""
    factors = [(byte >> 4, byte & 15) for byte in parts[1::3]]
    if not factors or len(parts) % 3 or not all(h and v for h, v in factors):
        return 0
    widest, highest = max(h for h, _ in factors), max(v for _, v in factors)
    blocks = sum(
        -(-width * h // (8 * widest)) * -(-height * v // (8 * highest)) for h, v in factors
    )
    return blocks * 64 * 2


def _jpeg_decodes(data: bytes) -> bool:
    from PIL import JpegImagePlugin  # late: costs start-up time, needed for uploads only

    try:
        # Not Image.open: it has a limit of its own, below what phones make.
        with JpegImagePlugin.JpegImageFile(io.BytesIO(data)) as image:
            # Decoding at an eighth of the size proves the stream for 1/64 of the memory.
            image.draft("L", (max(1, image.width // 8), max(1, image.height // 8)))
            image.load()
    except Exception:  # Pillow raises a zoo of types on broken files, struct.error among them
        return False
    return True


def _png_sums_are_right(data: bytes) -> bool:
    from PIL import PngImagePlugin

    try:
        with PngImagePlugin.PngImageFile(io.BytesIO(data)) as image:
            image.verify()
    except Exception:  # as above
        return False
    return True
