"""Warnings while the form is filled: they never refuse (domain.md 3.4, 5, 6)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from helpdesk.lib.account_address import Mismatch, level_role_mismatch, parse_account
from helpdesk.lib.identifiers import IdentifierError, clean_npsn, nik_warnings
from helpdesk.lib.pii import find_password, find_personal_data
from helpdesk.portal import rules, texts
from helpdesk.taxonomy import Level, UserType

MAX = 4000


@dataclass(frozen=True, slots=True)
class Hint:
    """One warning; `fill` is a value that one tap puts into the field.

    `secret`: the field holds what no browser should keep as a draft; the mark of it stays even
    where the text, said as the field's error already, is left out.
    """

    text: str
    fill: str = ""
    secret: bool = False


def account(text: str, user_type: UserType | None, level: Level | None) -> list[Hint]:
    """Near misses, unknown domains, madrasah accounts, and a level or role that differs."""
    if not text.strip():
        return []
    address = parse_account(text)
    if address.suggestion and address.domain:
        wrong = address.domain.removesuffix(".belajar.id")
        right = address.suggestion.rpartition("@")[2].removesuffix(".belajar.id")
        words = _("%(wrong)s seharusnya %(right)s. Mungkin maksud Anda %(address)s.")
        values = {"wrong": wrong, "right": right, "address": address.suggestion}
        return [Hint(words % values, fill=address.suggestion)]
    if address.problem:
        return [Hint(_(address.problem), fill=address.suggestion or "")]
    mismatch = level_role_mismatch(address, user_type, level)
    return [Hint(_both_sides(mismatch))] if mismatch else []


def _both_sides(mismatch: Mismatch) -> str:
    words = _(
        "Alamat akun ini adalah akun %(account)s, sedangkan pada formulir tertulis %(form)s. "
        "Periksa kembali isian Anda. Jika peran atau jenjang Anda memang baru berubah, "
        "lanjutkan dan ceritakan perubahannya pada Detail Pertanyaan."
    )
    return words % {"account": _who(*mismatch.account), "form": _who(*mismatch.form)}


def _who(label: str, level: Level | None) -> str:
    """`Pendidik jenjang SD`."""
    if level is None:
        return _(label)
    return _("%(who)s jenjang %(level)s") % {"who": _(label), "level": _(level.label)}


def for_field(field: str, data: Mapping[str, str]) -> list[Hint]:
    """The warnings of one field of the form as typed; empty for fields without any."""
    text = data.get(field, "")
    if field in ("title", "detail"):
        return free_text(text, data.get("nik", ""))
    text = text[:MAX]
    if field == "account":
        level = data.get("level", "")
        kind = data.get("user_type", "")
        return account(
            text,
            UserType(kind) if kind in set(UserType) else None,
            Level(level) if level in set(Level) else None,
        )
    if field == "npsn":
        return npsn(text)
    return nik(text) if field == "nik" else []


def npsn(text: str) -> list[Hint]:
    """Six digits are of higher education; the rest is said by the rule itself."""
    if not text.strip():
        return []
    try:
        clean_npsn(text)
    except IdentifierError:
        extra = ""
        if re.fullmatch(r"\d{6}", text.strip()):
            extra = " " + _("Enam angka adalah kode perguruan tinggi.")
        return [Hint(f"{texts.NPSN}{extra}")]
    return []


def nik(text: str) -> list[Hint]:
    """What is odd about a NIK that may go on, or why it may not."""
    if not text.strip():
        return []
    try:
        return [Hint(_(warning)) for warning in nik_warnings(text)]
    except IdentifierError:
        return [Hint(str(texts.NIK))]


def free_text(text: str, own_nik: str) -> list[Hint]:
    """A password or somebody's identity number in title or detail."""
    if len(text) > rules.DETAIL_MAX:  # read to its end by nobody, so called clean by nobody
        return [Hint(str(texts.DETAIL_TOO_LONG), secret=True)]
    hints = []
    if find_password(text):
        hints.append(Hint(str(texts.PASSWORD), secret=True))
    own = re.sub(r"\D", "", own_nik)
    found = (f for f in find_personal_data(text) if f.kind == "nik")
    if any(re.sub(r"\D", "", text[f.start : f.end]) != own or not own for f in found):
        hints.append(Hint(str(texts.OTHERS_NIK), secret=True))
    return hints
