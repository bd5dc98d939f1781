"""Informal Indonesian made regular: one normaliser for the classifier and for the search.

`normalise` folds spelling, slang, regional words, addresses and numbers to plain tokens; the
glossary is `data/slang.tsv` (columns: form, standard, origin). Its values are fixed points, so
normalising twice changes nothing. `stem_token` takes affixes off a token.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from functools import cache, lru_cache
from itertools import groupby
from pathlib import Path

from helpdesk.lib.account_address import parse_account
from helpdesk.lib.stemming import stem_token
from helpdesk.lib.words import words

__all__ = ["MAX_LENGTH", "fold_accents", "is_glossary_word", "normalise", "stem_token", "tokens"]

MAX_LENGTH = 20_000  # longer texts are cut: nobody's complaint says more behind that

_GLOSSARY = Path(__file__).with_name("data") / "slang.tsv"
_TOKEN = re.compile(r"[a-z0-9]+(?:['-][a-z0-9]+)*")
_ADDRESSES = re.compile(
    r"(?:https?://|www\.)\S*"
    r"|(?<![a-z0-9._%+-])[a-z0-9._%+-]*+@[a-z0-9-]++(?:\.[a-z0-9-]++){1,6}"
    r"|(?<![a-z0-9.-])(?:[a-z0-9-]++\.){1,6}(?:id|com|net|org)\b(?:/\S*)?"
    r"|(?<![a-z0-9.-])(?:pd|sdm)\.data\b"
)
_TRIPLE = re.compile(r"([a-z])\1\1+")
_WORD_NUMBER = re.compile(r"([a-z]+)([0-9]+)([a-z]*)")
_NUMBER_WORD = re.compile(r"[0-9]+([a-z]+)")
_PHONE = re.compile(r"(?:62|0)8[0-9]{8,11}")
_APOSTROPHES = str.maketrans("’‘ʼ`", "''''")
# Words that rightly end in a doubled letter; any other such ending is emphasis ("bisaa").
_DOUBLE_ENDINGS = words(
    "pass access class address business wireless process express press less off all call cell "
    "install full null bill toll staff app add odd inn ss ll xx www free see three fee coffee "
    "employee too good food igi aa ii"
)
# Written apart with a hyphen though they are affixes or parts of one word.
_JOINING = frozenset(("di", "me", "ter", "ber", "pe", "per", "se", "e", "re", "nge", "non"))
_CLITICS = frozenset(("nya", "ku", "mu", "lah", "kah", "an", "kan"))
_ROLE_MARKERS = {
    "peserta_didik": "xakunsiswa",
    "pendidik": "xakunguru",
    "tenaga_kependidikan": "xakunadmin",
    "dinas": "xakundinas",
    "staf_kementerian": "xakundikbud",
}
_HOSTS = {
    "belajar.id": "belajarid",
    "www.belajar.id": "belajarid",
    "pd.data": "pddata",
    "pd.data.kemdikbud.go.id": "pddata",
    "pd.data.kemendikdasmen.go.id": "pddata",
    "sdm.data": "sdmdata",
    "sdm.data.kemdikbud.go.id": "sdmdata",
    "guru.kemdikbud.go.id": "pmm",
    "guru.kemendikdasmen.go.id": "pmm",
    "admin.google.com": "portaladmin",
    "mail.google.com": "gmail",
    "gmail.com": "gmail",
    "classroom.google.com": "classroom",
    "drive.google.com": "drive",
    "akun.simpkb.id": "simpkb",
    "simpkb.id": "simpkb",
    "dapo.kemdikbud.go.id": "dapodik",
    "dapo.kemendikdasmen.go.id": "dapodik",
}


def normalise(text: str) -> str:
    """Regular lower-case tokens parted by single blanks; empty for a text without words."""
    text = text[:MAX_LENGTH]
    if not text.isascii():
        text = fold_accents(unicodedata.normalize("NFKC", text).translate(_APOSTROPHES))
    text = text.lower()
    if "." in text or "@" in text or "://" in text:
        text = _ADDRESSES.sub(_marker, text)
    found = " ".join(map(_word, _TOKEN.findall(text))).split()
    return " ".join(_join_phrases(found))


def tokens(text: str, *, stem: bool = False) -> list[str]:
    """The tokens of `normalise`, without their affixes when `stem`."""
    found = normalise(text).split()
    return [stem_token(word) for word in found] if stem else found


def fold_accents(text: str) -> str:
    """Letters without their accents: `é` -> `e`."""
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def is_glossary_word(word: str) -> bool:
    """True for a word of the glossary, informal or standard, in lower case."""
    return word in _glossary()


def _load() -> dict[str, str]:
    with _GLOSSARY.open(encoding="utf-8", newline="") as file:
        return {row["bentuk"]: row["baku"] for row in csv.DictReader(file, delimiter="\t")}


@cache
def _glossary() -> dict[str, str]:
    """Single words only; words of the standard spelling stand for themselves."""
    rows = _load()
    standing = {word: word for standard in rows.values() for word in standard.split()}
    return standing | {form: standard for form, standard in rows.items() if " " not in form}


@cache
def _phrases() -> dict[str, list[tuple[list[str], list[str]]]]:
    """First token -> (tokens, replacement), longest first, spelled as `_word` leaves them."""
    table: dict[str, list[tuple[list[str], list[str]]]] = {}
    for form, standard in _load().items():
        if " " not in form:
            continue
        key = [t for word in form.split() for t in _word(word).split()]
        value = standard.split()
        # A phrase that its own replacement holds would grow for ever.
        if key != value and not _holds(value, key):
            table.setdefault(key[0], []).append((key, value))
    for entries in table.values():
        entries.sort(key=lambda entry: -len(entry[0]))
    return table


def _holds(found: list[str], part: list[str]) -> bool:
    return any(found[i : i + len(part)] == part for i in range(len(found)))


def _join_phrases(found: list[str]) -> list[str]:
    """Replace phrases and drop repeated neighbours, until nothing changes."""
    table = _phrases()
    found = [word for word, _ in groupby(found)]
    for _ in range(4):  # each round shortens or settles; four cover every chain of the glossary
        if table.keys().isdisjoint(found):
            return found
        joined = _replace_phrases(found, table)
        joined = [word for word, _ in groupby(joined)]
        if joined == found:
            return found
        found = joined
    return found


def _replace_phrases(
    found: list[str], table: dict[str, list[tuple[list[str], list[str]]]]
) -> list[str]:
    out: list[str] = []
    at = 0
    while at < len(found):
        for key, value in table.get(found[at], ()):
            if found[at : at + len(key)] == key:
                out += value
                at += len(key)
                break
        else:
            out.append(found[at])
            at += 1
    return out


def _marker(match: re.Match[str]) -> str:
    return f" {_address_token(match[0])} "


@lru_cache(maxsize=16_384)
def _address_token(address: str) -> str:
    """Marker of a web address, an e-mail address, or a host named in the text."""
    if address.startswith(("http://", "https://")):
        host = address.split("/", 3)[2]
        return _HOSTS.get(host, "xurl")
    _, at, domain = address.rpartition("@")
    host = domain.split("/", 1)[0]
    if not at and host in _HOSTS:
        return _HOSTS[host]
    account = parse_account(f"nama@{host}")
    if not account.known and account.suggestion:
        account = parse_account(account.suggestion)
    if account.known and account.role:
        return _ROLE_MARKERS.get(account.role, "xakunlain")
    if not at:
        return "xurl"
    return "xakunlain" if account.is_belajar_id else "xemail"


@lru_cache(maxsize=65_536)
def _word(raw: str) -> str:
    """Standard form of one raw token: none, one or several words."""
    raw = raw.replace("'", "")
    if "-" in raw:
        return _hyphenated(raw)
    if raw.isalpha():
        return _letters(raw)
    if raw in _glossary():
        return _glossary()[raw]
    if raw.isdigit():
        return _number(raw)
    if match := _WORD_NUMBER.fullmatch(raw):
        stem, digits, rest = match.groups()
        if digits == "2" and len(stem) >= 3 and (not rest or rest in _CLITICS):
            return _letters(stem + rest)  # "siswa2nya": a plural
        return f"{_letters(stem)} xangka {_letters(rest) if len(rest) > 1 else ''}".rstrip()
    if match := _NUMBER_WORD.fullmatch(raw):
        return f"xangka {_letters(match[1])}" if len(match[1]) > 1 else "xangka"
    return "xkode"


def _number(digits: str) -> str:
    if len(digits) == 16:
        return "xnik"
    if _PHONE.fullmatch(digits):
        return "xtelepon"
    return "xnpsn" if len(digits) == 8 else "xangka"


def _letters(word: str) -> str:
    glossary = _glossary()
    if word in glossary:
        return glossary[word]
    word = _TRIPLE.sub(r"\1", word)
    if len(word) > 2 and word[-1] == word[-2] and word not in _DOUBLE_ENDINGS:
        word = word[:-1]
    return glossary.get(word, word)


def _hyphenated(raw: str) -> str:
    """`guru-guru` -> guru, `di-reset` -> direset, `bolak-balik` -> two words."""
    parts = raw.split("-")
    if all(part.isdigit() for part in parts):
        return _number("".join(parts))
    if len(parts) == 2:
        first, second = parts
        if first == second or (len(second) > 2 and first.endswith(second)):
            return _word(first)
        if first in _JOINING or second in _CLITICS:
            return _word(first + second)
        if second.startswith(first) and second[len(first) :] in _CLITICS:
            return _word(second)  # "guru-gurunya"
    return " ".join(_word(part) for part in parts)
