"""A complaint form as a browser sends it, in each variant, and files that are what they say."""

from __future__ import annotations

import io
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from tests.factories import NIK

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"

_COMMON = {
    "email": "lestari.contoh@example.com",
    "title": "Lupa kata sandi akun",
    "private_email": "lestari.contoh@example.com",
    "nik": NIK,
    "category": "1",
    "detail": "Sejak kemarin saya tidak bisa masuk, mohon dibantu.",
}
_SCHOOL = _COMMON | {
    "user_type": "teacher",
    "account": "lestaricontoh12@guru.sd.belajar.id",
    "level": "sd",
    "school_name": "SD Negeri Contoh 1",
    "npsn": "99900001",
    "province": "32",
}
_OFFICE = _COMMON | {
    "user_type": "dinas",
    "account": "pauluscontoh@dinas.belajar.id",
    "position": "kepala_bidang",
    "office_type": "kabupaten_kota",
    "province": "32",
    "regency": "3201",
}
_MINISTRY = _COMMON | {
    "user_type": "ministry_staff",
    "name": "Paulus Contoh",
    "account": "pauluscontoh@dikbud.belajar.id",
}
_VARIANTS = {"A": _SCHOOL, "B": _OFFICE, "C": _MINISTRY}


def filled(variant: str = "A", **changes: Any) -> dict[str, Any]:
    """A valid form of a variant with changes; a change to None leaves the field out."""
    fields = {**_VARIANTS[variant], **changes}
    return {name: value for name, value in fields.items() if value is not None}


def png(size: tuple[int, int] = (40, 30)) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", size, "teal").save(buffer, "PNG")
    return buffer.getvalue()


def jpeg() -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(buffer, "JPEG")
    return buffer.getvalue()


def upload(data: bytes, name: str = "layar.png", claimed: str = "image/png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, content_type=claimed)
