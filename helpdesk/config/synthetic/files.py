"""Small real attachments: a screenshot-like PNG and a one-page letter as PDF."""

from __future__ import annotations

import io
import random
from functools import lru_cache

from PIL import Image, ImageDraw

from helpdesk.taxonomy import AttachmentKind, Category
from helpdesk.tickets.files import NewFile

_MESSAGES = (
    "Akun tidak ditemukan",
    "Couldn't sign you in",
    "Akun Anda dinonaktifkan",
    "Terjadi kesalahan (500)",
)
_SIZE = (480, 270)


def make_file(rng: random.Random, category: Category) -> NewFile:
    """Return the paper that a category asks for (domain.md 4), invented."""
    if category.facts.attachment is AttachmentKind.LETTER:
        number = rng.randrange(1, 5)
        return NewFile(f"surat-permohonan-{number}.pdf", "application/pdf", _letter(number))
    message = rng.randrange(len(_MESSAGES))
    return NewFile(f"tangkapan-layar-{message + 1}.png", "image/png", _screenshot(message))


@lru_cache(maxsize=8)
def _screenshot(message: int) -> bytes:
    image = Image.new("RGB", _SIZE, "#eef1f5")
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, _SIZE[0], 26), fill="#d5dbe3")
    draw.rectangle((90, 7, 390, 20), fill="#ffffff")
    draw.text((98, 8), "https://belajar.id", fill="#44505e")
    draw.rectangle((120, 70, 360, 210), fill="#ffffff", outline="#c3cbd5")
    draw.text((140, 90), "Masuk", fill="#1c2733")
    draw.rectangle((140, 115, 340, 135), outline="#c0392b")
    draw.text((140, 145), _MESSAGES[message], fill="#c0392b")
    draw.rectangle((140, 172, 220, 194), fill="#2557a7")
    draw.text((152, 177), "Berikutnya", fill="#ffffff")
    packed = io.BytesIO()
    image.save(packed, "PNG", optimize=True)
    return packed.getvalue()


@lru_cache(maxsize=8)
def _letter(number: int) -> bytes:
    """A PDF 1.4 of five objects, written by hand so that no PDF library is needed."""
    lines = (
        "SURAT PERMOHONAN (CONTOH)",
        f"Nomor: {number:03d}/CONTOH/XI",
        "",
        "Yang bertanda tangan di bawah ini, kepala sekolah,",
        "memohon penanganan akun belajar.id sesuai data Dapodik.",
        "",
        "Kepala sekolah (contoh)",
    )
    text = "BT /F1 12 Tf 72 760 Td 18 TL " + " ".join(
        f"({line.replace('(', chr(92) + '(').replace(')', chr(92) + ')')}) Tj T*" for line in lines
    )
    stream = f"{text} ET".encode("latin-1")
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    )
    body, offsets = b"%PDF-1.4\n", []
    for index, content in enumerate(objects, start=1):
        offsets.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (index, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return (
        body
        + b"xref\n0 6\n0000000000 65535 f \n"
        + table
        + b"trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % len(body)
    )
