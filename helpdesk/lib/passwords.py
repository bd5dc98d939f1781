"""Does somebody WRITE a password here? (domain.md 15: never store one.)

The answer refuses a form, and most complaints talk about passwords, so talk must pass: a find
needs a cue word, only linking words behind it, and a token that ordinary words don't look like
(digit, symbol, mixed case, or in quotes). How odd the token must be depends on how clearly the
sentence announces it: `:` and "adalah" more than "saya", "saya" more than nothing. What is only
talk is in password_words.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

from helpdesk.lib.indonesian import is_glossary_word
from helpdesk.lib.password_words import (
    ANNOUNCING,
    CALLED,
    CHANGED_TO,
    COLON_TELLS,
    COMMON,
    FILLERS,
    NAMES,
    NUMBERED,
    POSSESSIVE,
    PRINTED,
    PUT_TOGETHER,
    SAID,
    SAID_BY_SCREENS,
    UNITS,
)

MAX_LENGTH = 20_000
_REACH = 160  # characters behind a cue in which the password may stand
_MAX_TOKENS = 9

CUE = re.compile(
    r"(?<![\w@.-])(?:kata[ -]?sandi|kt[ .]?sandi|sandi|passw?or?d|pass?wort?d|pas+wo?r?d|paswot"
    r"|pass word|kata[ -]?kunci|passwd|pas+word|psw?o?r?d|pswd|psw|pwd|pass|pw)(?:[ -]?nya|ku|mu)?(?![\w@/&+-])",
    re.I,
)
_REVERSED = re.compile(
    r"(?<!\S)([^\s\0\"'“”]{5,40})\s{1,5}(?:adalah|itu|ini|merupakan|sbg|sebagai)\s{1,5}"
    r"(?:kata[ -]?sandi|sandi|pas+word|pass|pw)(?![\w@/&+-])",
    re.I,
)
_TOKEN = re.compile(r"[:=]+|[-=]>|[\"“'‘]([^\s\"“”'’\0]{1,64})[\"”'’]|\0+|[^\s\0]+")

# Before the cue: the talk is about losing or resetting, so what follows is rather a name.
_ABOUT = re.compile(
    r"(?:lupa|reset|riset|kendala|masalah|perihal|pemulihan|permintaan|permohonan|kesalahan|contoh"
    r"|misal(?:nya)?|seperti|minimal|tanggal|tgl|username|user|kategori|hubungi|tanya|ubah"
    r"|atur ulang|mereset|direset|ganti|mengganti|kehilangan|hilang|pulihkan|forgot)"
    r"(?:\s+(?:ulang|dan|atau|&|user|akun|email|kata|no|lagi))*[\s:]*$",
    re.I,
)  # fmt: skip
_SCHOOL_OR_CLASS = re.compile(
    r"(?:(?:sd|smp|sma|smk|slb|tk|ra|mi|mts|ma)(?:n|s|it)?|paud|man|min|kb|pkbm|skb|upt|uptd|spf|sdi"
    r"|kelas|kls|kl|x|xi|xii|vii|viii|ix|i{1,3}|iv|vi?|ipa|ips|mapel|semester|smt|rombel|paket|gugus"
    r"|jam|tgl|rp|no|npsn|hp|wa|nik|nip|ke|h|km|versi|ver|v|rev|tahap|tahun|thn|ta|gen)"
    r"[-.]?\d[\d.,/a-z-]*",
    re.I,
)
_THING_AND_YEAR = re.compile(
    r"(?:dapodik|anbk|ppg|pppk|p3k|ppdb|cpns|covid|kurikulum|k|win|windows|android|office|chrome|pmm"
    r"|arkas|erapor|e-rapor|simpkb|gtk|snbp|snbt|ukg|bos|skp|google|error|err|f)-?\d{1,4}"
    r"|(?:user|siswa|guru|akun|admin|email|operator|ptk|murid|laptop|kode|otp|g)-?\d{1,3}",
    re.I,
)
_PLURAL = re.compile(r"[a-z]+2(?:nya|an|kan|i)?", re.I)
_NUMBER_WORD = re.compile(
    r"\d+(?:[.,]\d+)?-?(?:[a-z]{1,2}|kali|karakter|huruf|digit|angka|hari|jam|menit|detik|bulan"
    r"|tahun|minggu|orang|siswa|guru|an|nya|wib|wita)",
    re.I,
)
_HOST = re.compile(
    r"@?[a-z0-9_-]+(?:\.[a-z0-9_-]+)*\.(?:id|com|net|org|go|sch|csv|pdf|jpe?g|png)", re.I
)
_EMAIL = re.compile(r"[^@\s]+@[a-z0-9-]+(?:\.[a-z0-9-]+)+", re.I)
_NEXT_WORD = re.compile(r"\s*([a-z]+)", re.I)
# No underscore: "tidak_valid" is a message of a screen; see _is_joined.
_SYMBOL = re.compile(r"[@#$%^&*+~|\\!?]")
_SHOUTING = re.compile(r"[!?]{2,}[!?1]*$")  # "HILANG!!1!"
_OPENING, _CLOSING = "([{<*_`", ".,;:!?)]}>`…"


_ENDS = r"(?=[ \t]{0,3}(?:\Z|\n|\r|[.,;](?:\s|\Z)))"
_INTRO = (
    r"((?:[ \t]{1,3}(?:saya|sy|sya|aku|ku|nya|kami|akun|email|lama|baru|awal|yang|yg|pakai|dipakai"
    r"|digunakan|dibuat|terakhir|sekarang|default|sementara|pertama|sebelumnya|dulu|ini|itu)){0,5})"
)
_ANNOUNCED = (
    r"(?:[ \t]{0,3}[:=]+|[ \t]{1,3}(adalah|adlh|yaitu|yakni|ialah)(?![a-z])[ \t]{0,2}:?)[ \t]{0,3}"
)
# "Password : rahasia", "sandinya adalah sayangmama": one word of letters ending the clause.
_PLAIN = re.compile(
    rf"{_INTRO}{_ANNOUNCED}([A-Za-z]{{4,30}}+)(?:{_ENDS}|(?=[ \t]{{1,3}}(?:untuk|akun|email)\b))",
    re.I,
)
# "Password yang saya pakai: kucing manis 77": words that end in a number.
_PHRASE = re.compile(
    rf"{_INTRO}{_ANNOUNCED}([A-Za-z]{{3,20}}+(?:[ \t][A-Za-z]{{3,20}}+){{0,2}}[ \t][0-9]{{1,6}}){_ENDS}",
    re.I,
)
# "Passwordnya bismillah": as one's own, without a word of announcement.
_OWN = re.compile(
    r"((?:[ \t]{1,3}(?:akun|email|lama|baru|awal))?[ \t]{1,3}(?:saya|sy|sya|aku))?[ \t]{1,3}"
    rf"([A-Za-z]{{6,30}}+)(?:{_ENDS}|(?=[ \t]{{1,3}}(?:tapi|tetapi|tp|namun|mohon|tolong)\b))",
    re.I,
)
# A label on a line of its own, and below it one token that is all of its line.
_LABEL_BEFORE = re.compile(r"(?:\A|\n)[^\w\n]{0,5}(?:\d{1,2}[.)][ \t]{0,3})?\Z")
_LINE_BELOW = re.compile(
    rf"{_INTRO}[ \t:=*_]{{0,5}}(?:\r?\n[ \t]{{0,3}}){{1,2}}([^\s\0]{{4,64}}+)[ \t]{{0,3}}(?=\r?\n|\Z)",
    re.I,
)
_COUNTED = re.compile(r"12345678(?:90)?")
# "budi@guru.sd.belajar.id / Budi12345"
_PAIR = re.compile(
    r"(?<![\w.%@+-])([A-Za-z0-9._%+-]{1,64}+)@[A-Za-z0-9-]++(?:\.[A-Za-z0-9-]++)++"
    r"(?:[ \t]{0,3}(?:[/|;=]|:(?!/)|[-=]>)|[ \t]{1,3}[-–—](?=[ \t]))[ \t]{0,3}([^\s\0]{6,64}+)(?!\S)"
)
# "PW 12345678": nothing but space between cue and password. "Sandi" alone is also a person.
_DIRECT = re.compile(r"[ \t]{1,3}([0-9]{6,13}|[A-Za-z]{4,30}[0-9]{1,8})(?=[ \t]|[.,;!)]?(?:\s|\Z))")
# A passive or a noun made of a verb is what happened to the password, not the password.
_DERIVED = re.compile(
    r"(?:di|ter|ber|mem|men|meng|meny|pem|pen|peng|per)[a-z]{4,}|(?:ke|pe)[a-z]{3,}an"
    r"|[a-z]{3,}(?:nya|kan|kah)",
    re.I,
)


class _Link(IntEnum):
    """How clearly the sentence announces a password."""

    BARE = 0
    POSSESSIVE = 1
    ANNOUNCED = 2


@dataclass(frozen=True, slots=True)
class Span:
    """Where the password stands: start and exclusive end in characters."""

    start: int
    end: int


def written_passwords(text: str) -> Iterator[Span]:
    """Each written password, in the order of the text; linear in its length."""
    free_from = 0
    for cue in CUE.finditer(text):
        if cue.start() < free_from:
            continue
        for finder in (_behind, _plain, _phrase, _own, _below, _direct):
            if span := finder(text, cue):
                free_from = span.end
                yield span
                break
    for match in _REVERSED.finditer(text):
        token, start = _bare(match[1], match.start(1))
        if not _NUMBER_WORD.fullmatch(token) and _looks_secret(token, _Link.BARE):
            yield Span(start, start + len(token))
    for match in _PAIR.finditer(text):
        token, start = _bare(match[2], match.start(2))
        if _looks_secret(token, _Link.BARE) and not _is_account_name(token, match[1]):
            yield Span(start, start + len(token))


def _behind(text: str, cue: re.Match[str]) -> Span | None:
    """The password behind one cue, if only linking words part the two."""
    link = _Link.POSSESSIVE if _is_own(cue) else _Link.BARE
    at, end, changed = cue.end(), min(len(text), cue.end() + _REACH), False
    for _ in range(_MAX_TOKENS):
        match = _TOKEN.search(text, at, end)
        if match is None:
            return None
        # A new line ends the thought, except behind "password:".
        if "\n" in text[at : match.start()] and link is not _Link.ANNOUNCED:
            return None
        raw, at = match[0], match.end()
        if raw[0] == "\0":  # blanked by pii.py; nothing may be found across it
            return None
        if set(raw) <= set(":=->"):
            link, changed = _Link.ANNOUNCED, changed or "=" in raw
            continue
        if glued := re.match(r"[:=]+", raw):  # "password:Guru1234"
            link, at = _Link.ANNOUNCED, match.start() + len(glued[0])
            continue
        if match[1] is not None:
            span = _quoted(match, link)
            return span if changed or not _talks_about(text, cue) else None
        word = raw.rstrip(_CLOSING).lower()
        ends_sentence = raw[-1] in ".?!…" and len(raw) > len(word)
        if word in ANNOUNCING:
            link, changed = _Link.ANNOUNCED, changed or word in CHANGED_TO
        elif word in POSSESSIVE or word == "-nya":
            link = max(link, _Link.POSSESSIVE)
        elif word not in FILLERS and not _EMAIL.fullmatch(word):
            span = _candidate(text, match, end, link)
            return span if span and (changed or not _talks_about(text, cue)) else None
        if raw[-1] in ":=" and word in COLON_TELLS:  # "password saya: kucing"
            link = _Link.ANNOUNCED
        if ends_sentence:
            return None
    return None


def _is_own(cue: re.Match[str]) -> bool:
    return cue[0].lower().endswith(("nya", "ku"))


def _announces(match: re.Match[str], cue: re.Match[str]) -> bool:
    """A colon does; "adalah" only behind somebody's password, else it defines what one is."""
    return match[2] is None or bool(match[1]) or _is_own(cue)


def _plain(text: str, cue: re.Match[str]) -> Span | None:
    """The single word behind "password:", unless people say such words about passwords."""
    match = _PLAIN.match(text, cue.end())
    if match is None or not _announces(match, cue):
        return None
    if match[2] is None and _talks_about(text, cue):
        return None
    word = match[3].lower()
    if _is_talk(word) or (match[2] is not None and word in CALLED):
        return None
    return Span(*match.span(3))


def _phrase(text: str, cue: re.Match[str]) -> Span | None:
    """Some words and a number behind "password:"; none of them may be talk or need a number."""
    match = _PHRASE.match(text, cue.end())
    if match is None or not _announces(match, cue) or _talks_about(text, cue):
        return None
    said = match[3].lower().split()[:-1]
    if any(_is_talk(word) or word in CALLED or word in NUMBERED for word in said):
        return None
    return Span(*match.span(3))


def _own(text: str, cue: re.Match[str]) -> Span | None:
    """The word behind "passwordnya", if it is one that many people take for a password."""
    match = _OWN.match(text, cue.end())
    if match is None or not (match[1] or _is_own(cue)) or _talks_about(text, cue):
        return None
    word = match[2].lower()
    taken = word in COMMON or (
        PUT_TOGETHER.fullmatch(word) is not None
        and not _is_talk(word)
        and not is_glossary_word(word)
    )
    return Span(*match.span(2)) if taken else None


def _below(text: str, cue: re.Match[str]) -> Span | None:
    """The odd token on the line below a line that says "password" and nothing else."""
    if not _LABEL_BEFORE.search(text, max(0, cue.start() - 12), cue.start()):
        return None
    match = _LINE_BELOW.match(text, cue.end())
    if match is None:
        return None
    token, start = _bare(match[2], match.start(2))
    if token.isdigit() and len(token) in (8, 10) and not _COUNTED.fullmatch(token):
        return None  # NPSN, NISN
    return Span(start, start + len(token)) if _looks_secret(token, _Link.POSSESSIVE) else None


def _is_talk(word: str) -> bool:
    """True for a word that stands behind "password" without being one."""
    return (
        word in SAID
        or word in FILLERS
        or word in POSSESSIVE
        or word in ANNOUNCING
        or word in UNITS
        or word in NAMES
        or word in SAID_BY_SCREENS
        or _DERIVED.fullmatch(word) is not None
        or CUE.fullmatch(word) is not None
    )


def _is_account_name(token: str, local: str) -> bool:
    """`siti42` behind `siti41@...` is the next account, `Siti12345` is not."""
    name = token.lower()
    stem = name.rstrip("0123456789")
    return (
        token == name and stem == local.lower().rstrip("0123456789") and len(name) - len(stem) <= 4
    )


def _direct(text: str, cue: re.Match[str]) -> Span | None:
    """The digits, or the word with a digit, that follow the cue at once."""
    match = _DIRECT.match(text, cue.end())
    if match is None or cue[0].lower() == "sandi" or _talks_about(text, cue):
        return None
    token = match[1]
    following = _NEXT_WORD.match(text, match.end())
    if following and following[1].lower() in UNITS:
        return None
    if token.isdigit():
        odd = _is_number_secret(token, len(token), _Link.POSSESSIVE)
    else:
        odd = len(token) >= 6 and _looks_secret(token, _Link.POSSESSIVE)
    return Span(*match.span(1)) if odd else None


def _talks_about(text: str, cue: re.Match[str]) -> bool:
    return _ABOUT.search(text, max(0, cue.start() - 40), cue.start()) is not None


def _quoted(match: re.Match[str], link: _Link) -> Span | None:
    token = match[1]
    odd = _looks_secret(token, link)
    # A plain word in quotes counts when announced as one's own, unless it is what a screen says.
    plain = link > _Link.BARE and len(token) >= 6 and token.lower() not in SAID_BY_SCREENS
    if not (odd or (plain and not _EMAIL.fullmatch(token) and not _HOST.fullmatch(token))):
        return None
    return Span(match.start(1), match.end(1))


def _candidate(text: str, match: re.Match[str], end: int, link: _Link) -> Span | None:
    token, start = _bare(match[0], match.start())
    if not token:
        return None
    following = _NEXT_WORD.match(text, match.end(), end)
    if token.isdigit() and following and following[1].lower() in UNITS:
        return None
    return Span(start, start + len(token)) if _looks_secret(token, link) else None


def _bare(raw: str, start: int) -> tuple[str, int]:
    """The token without the punctuation of the sentence around it."""
    left = raw.lstrip(_OPENING)
    # "Rahasia!" at the end is emphasis, "Xyz!9" is not: only outer marks go.
    return _SHOUTING.sub("", left).rstrip(_CLOSING), start + len(raw) - len(left)


def _looks_secret(token: str, link: _Link) -> bool:
    """Whether a token is too odd for a word, an address, a school, a number of times …"""
    if not 4 <= len(token) <= 64 or "disembunyikan" in token:
        return False
    letters = sum(c.isalpha() for c in token)
    digits = sum(c.isdigit() for c in token)
    if letters == 0:
        return _is_number_secret(token, digits, link)
    if _EMAIL.fullmatch(token) or _HOST.fullmatch(token) or token.startswith("@"):
        return False
    if token.lower() in NAMES or _NUMBER_WORD.fullmatch(token) or _PLURAL.fullmatch(token):
        return False
    if link is not _Link.ANNOUNCED and (
        _SCHOOL_OR_CLASS.fullmatch(token) or _THING_AND_YEAR.fullmatch(token)
    ):
        return False
    if "/" in token and link is _Link.BARE:  # "guru/PTK2", "user/pw1"
        return False
    symbol = _SYMBOL.search(token) is not None
    mixed = re.search(r"[a-z][A-Z]", token) is not None or _is_joined(token)
    if link is _Link.BARE:
        return len(token) >= 6 and letters >= 2 and (digits >= 2 or (digits > 0 and symbol))
    if digits:
        return link is _Link.ANNOUNCED or len(token) >= 5
    return (symbol or mixed) and len(token) >= 5


def _is_joined(token: str) -> bool:
    """`Kucing_manis`, but not `tidak_valid` nor `user_not_found`."""
    parts = [part for part in token.lower().split("_") if part]
    return (
        len(parts) > 1
        and not any(part in PRINTED for part in parts)
        and not all(_is_talk(part) for part in parts)
    )


def _is_number_secret(token: str, digits: int, link: _Link) -> bool:
    """Digits alone: announced from 4 on, as one's own from 6 on; never dates, phones or NIKs."""
    if token != re.sub(r"\D", "", token) or digits >= 14 or re.match(r"(?:62|0)8\d{8}", token):
        return False
    return link is not _Link.BARE and digits >= (4 if link is _Link.ANNOUNCED else 6)
