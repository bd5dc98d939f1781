"""NPSN, NIK, NISN, phone and report numbers: clean, check, show, mask (domain.md 6 and 10).

The cleaners return the stored form or raise `IdentifierError`, whose text is the Indonesian
sentence for the field (domain.md 5). The typed value is never part of that text, so that it
can't reach a log.
"""

from __future__ import annotations

import re
import unicodedata

_NPSN = re.compile(r"\d{8}|[PK]\d{7}", re.ASCII)
_NIK = re.compile(r"\d{16}", re.ASCII)
_NISN = re.compile(r"\d{10}", re.ASCII)
_PHONE = re.compile(r"(?:\+62|62|0)(8\d{8,11})", re.ASCII)
_REPORT_NUMBER = re.compile(
    r"(?:(?:nomor|no|laporan|tiket)[\s.:]*)*[\s.\[#]*"
    r"(\d{1,3}(?:\.\d{3})+|\d{1,3}(?:\s\d{3})+|\d+)[\s.\]]*",
    re.ASCII,
)
_MAX_REPORT_NUMBER = 2**31 - 1
_DAYS_IN_MONTH = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)

# Kemendagri's province codes (domain.md 17). A warning only: a NIK is lifelong and may carry
# the region of first registration, so nothing is ever refused on it.
_PROVINCES = re.compile(r"1[1-9]|21|3[1-6]|5[1-3]|6[1-5]|7[1-6]|8[12]|9[1-6]")


class IdentifierError(ValueError):
    """A value the form refuses; `str(error)` is the Indonesian sentence for the field."""


def clean_npsn(text: str) -> str:
    """NPSN in upper case: 8 digits, or P or K with 7; raises IdentifierError."""
    npsn = _squeeze(text).upper()
    if not _NPSN.fullmatch(npsn):
        raise IdentifierError("NPSN terdiri atas 8 angka, atau huruf P atau K diikuti 7 angka.")
    return npsn


def clean_nik(text: str) -> str:
    """NIK as 16 digits; raises IdentifierError for another length or an impossible date only."""
    nik = _squeeze(text)
    if not _NIK.fullmatch(nik) or not _possible_birth_date(nik):
        raise IdentifierError(
            "NIK harus 16 angka dengan tanggal lahir yang sah. Periksa kembali KTP atau KK Anda."
        )
    return nik


def clean_nisn(text: str) -> str:
    """NISN as 10 digits; raises IdentifierError for another length only (domain.md 6)."""
    nisn = _squeeze(text)
    if not _NISN.fullmatch(nisn):
        raise IdentifierError("NISN terdiri atas 10 angka.")
    return nisn


def is_nik(digits: str) -> bool:
    """True for 16 plain digits that could be a NIK."""
    return _NIK.fullmatch(digits) is not None and _possible_birth_date(digits)


def nik_warnings(nik: str) -> list[str]:
    """What looks odd about a clean NIK, in Indonesian; empty for the usual case. Never a refusal.

    Raises IdentifierError for what `clean_nik` refuses.
    """
    nik = clean_nik(nik)
    warnings = []
    if not _PROVINCES.match(nik):
        warnings.append("Dua angka pertama NIK bukan kode provinsi yang dikenal.")
    if nik[12:] == "0000":
        warnings.append("Empat angka terakhir NIK tidak lazim (0000).")
    if len(set(nik)) == 1:
        warnings.append("Semua angka NIK sama.")
    # No century makes a year leap that four does not divide.
    if nik[6:10] in ("2902", "6902") and int(nik[10:12]) % 4:
        warnings.append("Tanggal lahir 29 Februari jatuh pada tahun yang bukan tahun kabisat.")
    return warnings


def clean_phone(text: str) -> str:
    """Mobile number as `+628…`; raises IdentifierError."""
    match = _PHONE.fullmatch(_squeeze(text))
    if match is None:
        raise IdentifierError(
            "Nomor HP belum benar. Awali dengan 08 atau +62, misalnya 081200001234."
        )
    return f"+62{match[1]}"


def parse_report_number(text: str) -> int | None:
    """The number in `#1.869.899`, ` .1869899`, `No. laporan 1869899`; None when it is none."""
    if len(text) > 100:
        return None
    match = _REPORT_NUMBER.fullmatch(unicodedata.normalize("NFKC", text).strip().lower())
    if match is None:
        return None
    digits = re.sub(r"\D", "", match[1])
    number = int(digits) if len(digits) <= 10 else 0
    return number if 0 < number <= _MAX_REPORT_NUMBER else None


def format_report_number(number: int) -> str:
    """`1234567` -> `#1234567` (domain.md 10)."""
    return f"#{number}"


def mask_nik(nik: str) -> str:
    """Sixteen places with only the last four digits readable; all stars when it is no NIK."""
    digits = _squeeze(nik)
    return "*" * 12 + digits[-4:] if _NIK.fullmatch(digits) else "*" * 16


def mask_nisn(nisn: str) -> str:
    """Ten places with only the last four digits readable; all stars when it is no NISN."""
    digits = _squeeze(nisn)
    return "*" * 6 + digits[-4:] if _NISN.fullmatch(digits) else "*" * 10


def mask_email(email: str) -> str:
    """`sari.dewi@example.com` -> `sa***wi@example.com`; local parts under 7 all stars."""
    local, at, domain = email.strip().rpartition("@")
    if not at:
        return "***"
    return f"***@{domain}" if len(local) < 7 else f"{local[:2]}***{local[-2:]}@{domain}"


def mask_phone(phone: str) -> str:
    """`+6281200001234` -> `+62812*****234`: enough for the owner to recognise it."""
    match = _PHONE.fullmatch(_squeeze(phone))
    if match is None:
        return "***"
    return f"+62{match[1][:3]}*****{match[1][-3:]}"


def _squeeze(text: str) -> str:
    """Without the spaces, dots, dashes and brackets that people group digits with.

    Nothing of a text too long for any number: cut short, its start could look like one.
    """
    if len(text) > 200:
        return ""
    return re.sub(r"[\s.()\-\u2010-\u2015\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]", "",
                  unicodedata.normalize("NFKC", text))  # fmt: skip


def _possible_birth_date(nik: str) -> bool:
    """Day (women: +40) and month exist; the century is unknown, so 29 February always may be."""
    day, month = int(nik[6:8]), int(nik[8:10])
    day -= 40 if day > 40 else 0
    return 1 <= month <= 12 and 1 <= day <= _DAYS_IN_MONTH[month - 1]
