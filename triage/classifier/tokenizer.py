"""From a complaint to normalised words that remember where they stood in the original text.

Spelling is normalised word by word (`helpdesk.lib.indonesian.normalise`, cached), so that every
normalised word keeps its span and a page can highlight it.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from helpdesk.lib.indonesian import normalise

MAX_CHARS = 6_000  # a longer paste adds a log file, not meaning
_HEAD = 4_000
_MAX_WORD = 40

_PATTERN = re.compile(
    r"(?P<mail>[\w.+-]{0,64}@[\w-]{2,64}(?:\.[\w-]{1,64}){0,5})"
    r"|(?P<host>(?:https?://)?(?:www\.)?[a-z0-9-]{1,40}(?:\.[a-z0-9-]{1,40}){0,4}"
    r"\.(?:id|com|org|net|data|gov)(?![a-z0-9])(?:/[^\s,;)]{0,200})?)"
    r"|(?P<number>\d+(?![^\W\d_]))"
    r"|(?P<word>[^\W_]+(?:['’][^\W_]+)*)"
    r"|(?P<sign>[\u2600-\u27bf\U0001f300-\U0001faff])",
    re.IGNORECASE,
)
_REPEATED = re.compile(r"([^\W\d_])\1{2,}")
_PAIRED = re.compile(r"([^\W\d_]{3,})2")  # guru2 = guru-guru
_ERROR_CODES = frozenset({"400", "401", "403", "404", "429", "500", "502", "503", "504"})


class Token(NamedTuple):
    """One normalised word with its half-open span in the original text (code points)."""

    word: str
    start: int
    end: int


def tokenize(text: str) -> list[Token]:
    """Split and normalise; two or more tokens may share a span ("gabisa" → tidak, bisa).

    Texts over MAX_CHARS keep their beginning and their end.
    """
    if len(text) <= MAX_CHARS:
        return _tokenize_part(text, 0)
    tail = MAX_CHARS - _HEAD
    return _tokenize_part(text[:_HEAD], 0) + _tokenize_part(text[-tail:], len(text) - tail)


def _tokenize_part(text: str, offset: int) -> list[Token]:
    tokens = []
    for match in _PATTERN.finditer(text):
        start, end = match.start() + offset, match.end() + offset
        for word in _words(match.lastgroup or "", match.group()):
            tokens.append(Token(word, start, end))
    return tokens


@lru_cache(maxsize=65_536)
def _words(kind: str, raw: str) -> tuple[str, ...]:
    if kind == "word":
        return _normal_word(raw)
    if kind == "number":
        return (_number(raw),)
    if kind == "mail":
        return _mail(raw.lower())
    if kind == "host":
        return _host(raw.lower())
    return (raw,)


def _normal_word(raw: str) -> tuple[str, ...]:
    word = unicodedata.normalize("NFKC", raw).lower().replace("’", "'")[:_MAX_WORD]
    word = _PAIRED.sub(r"\1", _REPEATED.sub(r"\1", word))
    return tuple(part for part in normalise(word).split() if part) or (word,)


def _number(raw: str) -> str:
    if raw in _ERROR_CODES or len(raw) == 1:
        return raw
    # 16 digits is a NIK or NUPTK, 10 a NISN, 8 an NPSN, 18 a NIP: the kind speaks, not the value.
    return f"#{len(raw)}" if len(raw) in (8, 10, 16, 18) else "#phone" if len(raw) > 9 else "#n"


def _mail(raw: str) -> tuple[str, ...]:
    domain = raw.rpartition("@")[2]
    return (f"@{account_class(raw)}", *_domain_words(domain))


def _domain_words(domain: str) -> tuple[str, ...]:
    return ("belajarid",) if "belajar" in domain else ()


def account_class(address: str) -> str:
    """Role told by an address: admin, guru, dinas, siswa, dikbud, program or lain (domain.md 3)."""
    domain = address.strip().lower().rpartition("@")[2]
    if domain.startswith("admin"):
        return "admin"
    if domain.startswith(("guru", "pendidik")):
        return "guru"
    for name in ("dinas", "dikbud"):
        if domain.startswith(name):
            return name
    if not domain.endswith("belajar.id"):
        return "lain"
    return "siswa" if domain.split(".")[0] in _LEVELS else "program"


_LEVELS = frozenset({"paud", "sd", "smp", "sma", "smk", "slb", "kesetaraan"})

_HOSTS = (  # first part that matches names the system; the word joins that system's vocabulary
    ("pd.data", "pddata"),
    ("sdm.data", "sdmdata"),
    ("sp.data", "vervalsp"),
    ("vervalpd", "verval"),
    ("guru.kem", "pmm"),
    ("guru.belajar", "pmm"),
    ("ruanggtk", "pmm"),
    ("simpkb", "simpkb"),
    ("dapo", "dapodik"),
    ("admin.google", "portal"),
    ("classroom", "classroom"),
    ("drive.google", "drive"),
    ("meet.google", "meet"),
    ("ringkas", "ringkas"),
    ("belajar", "belajarid"),
)


def _host(raw: str) -> tuple[str, ...]:
    for part, word in _HOSTS:
        if part in raw:
            return (word,)
    return tuple(re.findall(r"[a-z0-9]+", raw)[:6]) or (raw,)

_PROBES = (
    "Assalamualaikum, sy lupa pswd akun guru2 @guru.sd.belajar.id ga bisa masuk",
    "kmrn udah sinkron dapodik tp di pd.data.kemdikbud.go.id blm muncul, NIK 1234567890123456",
    "mboten saged mlebet, teu tiasa asup, ndak bisa dibuka https://guru.kemdikbud.go.id 🙏",
)


def analyser_fingerprint() -> str:
    """16 hex digits that change when splitting or normalising changes for sample sentences."""
    words = [token.word for probe in _PROBES for token in tokenize(probe)]
    return hashlib.sha256("\n".join(words).encode()).hexdigest()[:16]
