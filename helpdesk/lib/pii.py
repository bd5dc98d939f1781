"""Personal data in free text: find it, mask it (domain.md 15).

Own expressions, each linear in the length of the text: the whole message is searched, because a
tail left unmasked would be a leak. Only `find_password`, which guards a form, stops at 20,000
characters.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from helpdesk.lib import passwords
from helpdesk.lib.identifiers import is_nik
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
_RUN = re.compile(r"(?<![0-9])[0-9]++(?:[ \u00a0.\u2013-]{1,3}+[0-9]++)*+")
_GROUP = re.compile(r"[0-9]++")
# How people part the 16 digits. One written otherwise needs a cue: two NPSN in a row are 16 too.
_NIK_GROUPS = frozenset({(4, 4, 4, 4), (6, 6, 4), (2, 2, 2, 2, 2, 2, 4), (2, 2, 2, 6, 4),
                         (4, 2, 6, 4)})  # fmt: skip
_LONG_GROUPS = _NIK_GROUPS | {(6, 10), (12, 4)}
_NIK_CUE = re.compile(
    r"(?<![a-z])(?:nik|e-?ktp|ktp|kk|kartu keluarga|kependudukan)(?:nya)?(?![a-z])"
    r"([^0-9\0\n]{0,30})$",
    re.I,
)
# Between cue and digits: the digits are something else's ("KTP ada, NPSN 69900001 69900002").
_OTHER_NUMBER = re.compile(
    r"(?<![a-z])(?:npsn|nisn?|nip|nuptk|no[. ]{0,2}peserta|hp|wa|whatsapp|telp|telepon|tlp|ponsel"
    r"|handphone|tgl|tanggal|tahun|thn|rek|rekening|laporan|tiket|kode)(?:nya)?(?![a-z])",
    re.I,
)
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_DAY_AND_YEAR = re.compile(r"(?:[012][0-9]|3[01])(?:0[1-9]|1[0-2])[0-9]{8}(?:19|20)[0-9]{2}")
_DATE = re.compile(r"(?<![0-9])[0-9]{1,2}[ .-][0-9]{1,2}[ .-](?:19|20)[0-9]{2}(?![0-9])")
_KK_CUE = re.compile(r"(?:\bkk\b|kartu keluarga)[^0-9\0\n]{0,20}$", re.I)
_NUPTK_CUE = re.compile(r"\bnuptk\w*[^0-9\0\n]{0,20}$", re.I)
# Ten digits are a pupil's number only where somebody says so; several may follow one word.
_NISN_CUE = re.compile(r"(?<![a-z])nisn(?:nya)?(?![a-z])", re.I)
_TEN_DIGITS = re.compile(r"([^0-9\0\n]{0,20})([0-9](?:[ .-]?[0-9]){9})(?![0-9])")
_PHONE = re.compile(
    r"(?<![0-9A-Za-z])(?:\(?\+?62\)?[ .-]?|\(?0)8[0-9]{2}\)?(?:[ .-]?[0-9]){6,9}(?![0-9])"
)
_PHONE_BY_CUE = re.compile(
    r"(?<![A-Za-z])(?:wa|whatsapp|hp|telp|telepon|ponsel|handphone)"
    r"[ .:=]{1,3}(8[0-9]{8,11})(?![0-9])",
    re.I,
)
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


def _addresses(text: str) -> Iterator[Finding]:
    for match in _ADDRESS.finditer(text):
        domain = match[0].rpartition("@")[2].lower()
        if "belajar" in domain:
            yield Finding("account", *match.span())
        elif "." in domain:
            yield Finding("email", *match.span())


def _sixteen_digits(text: str) -> Iterator[Finding]:
    """NIK, KK and NUPTK, in one piece or in groups; looks at 16 groups from each at most."""
    for run in _RUN.finditer(text):
        groups = [group.span() for group in _GROUP.finditer(text, *run.span())]
        at = 0
        while at < len(groups):
            count = _groups_of_sixteen(groups, at)
            if phone := _phone_at(text, groups[at][0]):
                # The tail of a phone and the next one may look like a NIK.
                end = phone.end()
            elif count and (kind := _kind_of_sixteen(text, groups, at, count)):
                end = groups[at + count - 1][1]
                yield Finding(kind, groups[at][0], end)
            else:
                at += 1
                continue
            while at < len(groups) and groups[at][0] < end:
                at += 1


def _groups_of_sixteen(groups: list[tuple[int, int]], at: int) -> int:
    """How many groups from `at` on hold 16 digits together; 0 if none do."""
    total = 0
    for count, (start, end) in enumerate(groups[at : at + 16], start=1):
        total += end - start
        if total >= 16:
            return count if total == 16 else 0
    return 0


def _kind_of_sixteen(text: str, groups: list[tuple[int, int]], at: int, count: int) -> str | None:
    """What the 16 digits in these groups are; None for lists of other numbers."""
    part = groups[at : at + count]
    digits = "".join(text[start:end] for start, end in part)
    before = text[max(0, part[0][0] - 60) : part[0][0]]
    if count == 1:
        if _KK_CUE.search(before):
            return "kk"
        return "nik" if is_nik(digits) and not _NUPTK_CUE.search(before) else "nuptk"
    if _glued(text, groups, at - 1) or _glued(text, groups, at + count - 1):
        return None  # the middle of a longer code
    sizes = tuple(end - start for start, end in part)
    # One kind of separator throughout, or it is a list.
    even = len({text[left[1] : right[0]] for left, right in pairwise(part)}) == 1
    known = even and sizes in _LONG_GROUPS
    if known and _KK_CUE.search(before):
        return "kk"
    if known and _NUPTK_CUE.search(before):
        return "nuptk"
    # No province has a code that begins with 0, phones and days of the month do.
    if digits[0] != "0" and is_nik(digits):
        cue = _NIK_CUE.search(before)
        cued = cue is not None and not _OTHER_NUMBER.search(cue[1])
        dates = _DATE.search(text, part[0][0], part[-1][1])
        # "120824 130924 2024" are dates; a NIK ends in a low serial number, hardly in a year.
        days = _DAY_AND_YEAR.fullmatch(digits)
        if (even and sizes in _NIK_GROUPS and not days) or (cued and not dates):
            return "nik"
    if even and sizes == (4, 4, 4, 4):
        years = all(_YEAR.fullmatch(text, start, end) for start, end in part)
        return None if years else "nuptk"
    return None


def _glued(text: str, groups: list[tuple[int, int]], left: int) -> bool:
    """True when group `left` and the next hang together without a space."""
    if not 0 <= left < len(groups) - 1:
        return False
    between = text[groups[left][1] : groups[left + 1][0]]
    return " " not in between and "\u00a0" not in between


def _phone_at(text: str, start: int) -> re.Match[str] | None:
    """The phone whose first digit stands at `start`."""
    if match := _PHONE.match(text, start):
        return match
    return _PHONE.match(text, start - 1) if start and text[start - 1] in "+(" else None


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
    for match in _PHONE.finditer(text):
        yield Finding("phone", *match.span())
    for match in _PHONE_BY_CUE.finditer(text):
        yield Finding("phone", *match.span(1))


def _passwords(text: str) -> Iterator[Finding]:
    for span in passwords.written_passwords(text):
        yield Finding("password", span.start, span.end)


def _pupils(text: str) -> Iterator[Finding]:
    for cue in _NISN_CUE.finditer(text):
        at = cue.end()
        while (ten := _TEN_DIGITS.match(text, at)) and not _OTHER_NUMBER.search(ten[1]):
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
    searched = _PLACEHOLDER.sub(lambda match: _BLANK * len(match[0]), text)
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
    return next(_passwords(text[: passwords.MAX_LENGTH]), None)
