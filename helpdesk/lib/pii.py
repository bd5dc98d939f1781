"""Personal data in free text: find it, mask it (domain.md 15).

Own expressions, each linear in the length of the text: the whole message is searched, because a
tail left unmasked would be a leak. Only `find_password`, which guards a form, stops at 20,000
characters.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from helpdesk.lib import long_numbers, passwords
from helpdesk.lib.folding import same_length
from helpdesk.lib.long_numbers import PHONE
from helpdesk.lib.words import words

PLACEHOLDERS = {
    "nik": "[NIK disembunyikan]",
    "nisn": "[NISN disembunyikan]",
    "nuptk": "[NUPTK disembunyikan]",
    "kk": "[nomor KK disembunyikan]",
    "phone": "[nomor HP disembunyikan]",
    "email": "[email disembunyikan]",
    "account": "[akun disembunyikan]",
    "password": "[kata sandi disembunyikan]",
    "otp": "[kode OTP disembunyikan]",
    "referral_code": "[kode referral disembunyikan]",
    "birth_date": "[tanggal lahir disembunyikan]",
    "mother_name": "[nama ibu disembunyikan]",
}
# Found text is blanked with this before the next search; no expression can match across it.
_BLANK = "\0"


@dataclass(frozen=True, slots=True)
class Finding:
    """One piece of personal data: kind (a key of PLACEHOLDERS), start, exclusive end."""

    kind: str
    start: int
    end: int


_ADDRESS = re.compile(
    r"(?<![A-Za-z0-9._%+-])[A-Za-z0-9._%+-]++@[A-Za-z0-9](?:[A-Za-z0-9-]|\.(?=[A-Za-z0-9]))*+"
)
# Ten digits are a pupil's number only where somebody says so; several may follow one word.
_NISN_CUE = re.compile(r"(?<![a-z])nisn(?:nya)?(?![a-z])", re.I)
_TEN_DIGITS = re.compile(r"([^0-9\0\n]{0,20})([0-9](?:[ .-]?[0-9]){9})(?![0-9])")
_PHONE_BY_CUE = re.compile(
    r"(?<![A-Za-z])(?:no|nomor|wa|whatsapp|hp|telp|telepon|ponsel|handphone)(?:nya)?"
    r"[ .:=]{0,3}((?:\+?62|[0Oo])?8[0-9]{8,11})(?![0-9])",
    re.I,
)
# Glued to a word, or in pairs: not told apart from other numbers unless whole.
_PHONE_GLUED = re.compile(r"(?<=[A-Za-z])08[0-9]{8,11}(?![0-9A-Za-z])")
_PHONE_IN_PAIRS = re.compile(r"(?<![0-9A-Za-z])08([ .-])[0-9]{2}(?:\1[0-9]{2}){3,4}(?![0-9])")
_PHONE_WITH_SLASHES = re.compile(r"(?<![0-9A-Za-z/])08[0-9]{2}/[0-9]{3,4}/[0-9]{3,5}(?![0-9/])")
_MONTHS = (
    "jan(?:uari)?|feb(?:ruari)?|mar(?:et)?|apr(?:il)?|mei|jun[ie]?|jul[iy]?|agu?s?(?:tus)?"
    "|sept?(?:ember)?|okt(?:ober)?|no[vp](?:ember)?|des(?:ember)?"
)
_BIRTH_DATE = re.compile(
    r"\b(?:t(?:an)?g{1,2}a?l?\.?[ ]{0,3}(?:lahir|lhr)|ttl|lahir|kelahiran|lhr)\w{0,3}"
    r"[^0-9\0\n]{0,40}"
    r"((?:[0-9]{1,2}[ ./-]{1,3}[0-9]{1,2}[ ./-]{1,3}(?:19|20)?[0-9]{2}"
    rf"|[0-9]{{1,2}}[ ./-]{{0,3}}(?:{_MONTHS})[ ./,-]{{0,3}}(?:19|20)?[0-9]{{2}}"
    r"|(?:19|20)[0-9]{2}[./-][0-9]{1,2}[./-][0-9]{1,2}|[0-9]{8}|[0-9]{6}))(?![0-9])",
    re.I,
)
_LINKS = (
    r"(?:[ \t]{0,3}(?:saya|sy|nya|kami|adalah|yaitu|ini|itu|dinas|akun|berikut|baru|masuk|dari"
    r"|google|sms|[:=])){0,5}[ \t:=]{1,4}"
)
_OTP = re.compile(
    rf"\b(?:otp|kode[ ]{{1,3}}(?:verifikasi|verif|masuk|sms|keamanan|aktivasi)"
    r"|verification code)(?:nya)?"
    rf"{_LINKS}[\"'(]?((?:G-)?[0-9]{{4,8}}|[0-9]{{3}}[ -][0-9]{{3}})(?![0-9A-Za-z])",
    re.I,
)
_GOOGLE_CODE = re.compile(r"(?<![0-9A-Za-z-])(G-[0-9]{6})(?![0-9A-Za-z])")
_REFERRAL = re.compile(
    rf"\b(?:kode|code)[ ]{{0,3}}(?:ref+er+al|referr?an|referensi|ref+ral|reveral)(?:nya)?"
    rf"{_LINKS}[\"'(]?([A-Za-z0-9][A-Za-z0-9-]{{3,23}})(?![A-Za-z0-9-])",
    re.I,
)
_MOTHER_CUE = re.compile(
    r"\b(?:nama[ ]{1,3}(?:gadis[ ]{1,3}|lengkap[ ]{1,3})?ibu(?:[ ]{1,3}kandung)?|ibu[ ]{1,3}kandung)"
    r"(?:nya|[ ]{1,3}(?:saya|sy|siswa|murid|anak|kami|beliau))?"
    r"(?:[ \t]{0,3}[:=]|[ \t]{1,3}(?:adalah|yaitu)(?=[ \t:]))[ \t:]{0,3}",
    re.I,
)
_NAME_WORD = re.compile(
    r"(?:(?:hj|dra?|ny|alm)\.[ ]{0,2})?([^\W\d_](?:[^\W\d_]|['’-]){0,29}+)", re.I
)
_MAX_NAME_WORDS = 4
_NO_NAME = words(
    "tidak tdk tak gak ga nggak bukan belum blm sudah sdh telah masih juga salah benar beda berbeda"
    " sama sesuai kosong kurang lebih typo keliru ada tanpa harus wajib perlu mohon tolong agar yang"
    " yg dan serta atau dengan dgn di ke dari pada untuk utk karena padahal tapi tetapi namun kalau"
    " jika bila saat ketika sebagai seperti hanya cuma saja lalu kemudian nama ibu ayah bapak wali"
    " kandung anak siswa murid guru saya kami sekolah nik nisn npsn nuptk ktp kk ttl tempat tanggal"
    " tgl lahir alamat agama jenis kelamin email akun password sandi no nomor hp wa telp data diisi"
    " isi isikan tulis tertulis tercantum terdaftar sebenarnya seharusnya menjadi jadi adalah yaitu"
    " dapodik ijazah akta dokumen lengkap gadis bisa dapat kapan apa siapa bagaimana disembunyikan"
    " ditolak diubah berubah diganti dikosongkan invalid valid error null"
)
_PLACEHOLDER = re.compile(r"\[(?:[A-Za-z]{3,8} ){1,2}disembunyikan\]")


# A comma for a dot, only where the rest of the domain is plainly ours.
_ACCOUNT_WITH_COMMA = re.compile(
    r"(?<![A-Za-z0-9._%+-])[A-Za-z0-9._%+-]++@(?:[A-Za-z0-9-]|[.,](?=[A-Za-z0-9])){0,40}?belajar"
    r"(?:[.,]id)?(?![A-Za-z0-9])",
    re.I,
)
_ADDRESS_IN_WORDS = re.compile(
    r"(?<![A-Za-z0-9._%+-])[A-Za-z0-9._%+-]++[ ]{0,2}[\[({][ ]?(?:at|et)[ ]?[\])}][ ]{0,2}"
    r"[A-Za-z0-9-]++(?:\.[A-Za-z0-9-]++)++",
    re.I,
)


def _addresses(text: str) -> Iterator[Finding]:
    for match in _ACCOUNT_WITH_COMMA.finditer(text):
        if "," in match[0]:
            yield Finding("account", *match.span())
    for match in _ADDRESS_IN_WORDS.finditer(text):
        yield Finding("account" if "belajar" in match[0].lower() else "email", *match.span())
    for match in _ADDRESS.finditer(text):
        domain = match[0].rpartition("@")[2].lower()
        if "belajar" in domain:
            yield Finding("account", *match.span())
        elif "." in domain:
            yield Finding("email", *match.span())


def _sixteen_digits(text: str) -> Iterator[Finding]:
    for kind, start, end in long_numbers.find(text):
        yield Finding(kind, start, end)


def _mothers(text: str) -> Iterator[Finding]:
    """Up to four words behind "nama ibu kandung:", ending where a sentence goes on."""
    for cue in _MOTHER_CUE.finditer(text):
        at, end = cue.end(), cue.end()
        for _ in range(_MAX_NAME_WORDS):
            word = _NAME_WORD.match(text, at)
            if word is None or word[1].lower() in _NO_NAME:
                break
            end = word.end()
            at = end + (text[end : end + 1] == " ")
            if at == end:
                break
        if end > cue.end():
            yield Finding("mother_name", cue.end(), end)


def _phones(text: str) -> Iterator[Finding]:
    for pattern in (PHONE, _PHONE_GLUED, _PHONE_IN_PAIRS, _PHONE_WITH_SLASHES):
        for match in pattern.finditer(text):
            yield Finding("phone", *match.span())
    for match in _PHONE_BY_CUE.finditer(text):
        yield Finding("phone", *match.span(1))


def _passwords(text: str) -> Iterator[Finding]:
    for span in passwords.written_passwords(text):
        yield Finding("password", span.start, span.end)


def _pupils(text: str) -> Iterator[Finding]:
    for cue in _NISN_CUE.finditer(text):
        at = cue.end()
        while (ten := _TEN_DIGITS.match(text, at)) and not long_numbers.OTHER_NUMBER.search(ten[1]):
            yield Finding("nisn", *ten.span(2))
            at = ten.end()


def _codes(text: str) -> Iterator[Finding]:
    for pattern, kind in ((_OTP, "otp"), (_GOOGLE_CODE, "otp"), (_BIRTH_DATE, "birth_date")):
        for match in pattern.finditer(text):
            yield Finding(kind, *match.span(1))
    for match in _REFERRAL.finditer(text):
        if any(c.isdigit() for c in match[1]):  # else a word: "kode referral TIDAK SESUAI"
            yield Finding("referral_code", *match.span(1))


# In order of trust: where two overlap, the earlier names the whole.
_FINDERS: tuple[Callable[[str], Iterator[Finding]], ...] = (
    _addresses,
    _passwords,
    _sixteen_digits,
    _pupils,
    _codes,
    _phones,
    _mothers,
)


def find_personal_data(text: str) -> list[Finding]:
    """Everything found, without overlaps, in the order of the text.

    Searched again with the finds blanked until nothing is left, so that masked text holds
    nothing that a second look would find.
    """
    searched = _PLACEHOLDER.sub(lambda match: _BLANK * len(match[0]), same_length(text))
    findings: list[Finding] = []
    while new := _search(searched):
        findings += new
        chars = list(searched)
        for found in new:
            chars[found.start : found.end] = _BLANK * (found.end - found.start)
        searched = "".join(chars)
    return sorted(findings, key=lambda found: found.start)


def _search(text: str) -> list[Finding]:
    found: list[Finding] = []
    for finder in _FINDERS:
        found += finder(text)
    rank = {id(item): order for order, item in enumerate(found)}
    found.sort(key=lambda item: (item.start, rank[id(item)]))
    merged: list[tuple[int, Finding]] = []
    for item in found:
        order = rank[id(item)]
        if merged and item.start < merged[-1][1].end:
            first_order, first = merged[-1]
            kind = first.kind if first_order < order else item.kind
            whole = Finding(kind, first.start, max(first.end, item.end))
            merged[-1] = (min(first_order, order), whole)
        else:
            merged.append((order, item))
    return [item for _, item in merged]


def mask_personal_data(text: str, kinds: frozenset[str] | None = None) -> str:
    """The text with each find replaced by its placeholder; all else stays byte for byte.

    `kinds` limits what is masked, for readers who may see the rest.
    """
    parts: list[str] = []
    at = 0
    for found in find_personal_data(text):
        if kinds is not None and found.kind not in kinds:
            continue
        parts += (text[at : found.start], PLACEHOLDERS[found.kind])
        at = found.end
    return "".join((*parts, text[at:]))


def find_password(text: str) -> Finding | None:
    """The first password somebody wrote down, or None; talk about passwords does not count."""
    return next(_passwords(same_length(text[: passwords.MAX_LENGTH])), None)
