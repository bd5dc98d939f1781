"""The way into a report, written in a text: links, tokens and codes are found and hidden.

Whoever holds one acts as the reporter and opens the papers (design.md 5), so none may reach a
log, a mirror or anybody but the reporter. The link is known by its shape and not by comparing
with the true one: SECRET_KEY changes, and the link of another report opens that one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from helpdesk.lib.folding import same_length

LINK_WORDS = "(tautan laporan)"
CODE_WORDS = "(kode laporan)"
# A token is longer than any page name under /lapor/; pages behind the token open as well.
_PATH = re.compile(r"/lapor/[\w.~%:=-]{16,}(?:/[\w-]*)*", re.IGNORECASE)
_BARE_TOKEN = re.compile(r"(?<![\w-])[\w-]{2,40}(?::|%3A)[\w-]{43}(?![\w-])", re.IGNORECASE)
_LETTERS = "[2-9A-HJ-NP-TV-Za-hj-np-tv-z]"  # those of tickets.access, which a test compares
_CUED_CODE = re.compile(
    r"\bkode(?:nya)?(?:[ \t]{1,3}(?:akses|laporan|status|cek|masuk|rahasia|saya|kami|ini|adalah)){0,4}"
    rf"[ \t:=]{{1,4}}[\"'(*]{{0,3}}({_LETTERS}{{4}}[ -]?{_LETTERS}{{4}})(?![A-Za-z0-9])",
    re.IGNORECASE,
)
_ENDS_BEFORE = frozenset(" \t\r\n<>()[]{}\"'|,;")


def hide_access(text: str, codes: Iterable[str] = ()) -> str:
    """Return the text with links, tokens and codes replaced by words.

    `codes` are known ones, hidden wherever they stand; others only behind a word that names them.
    """
    seen = same_length(text)
    spans = [(_start(seen, match.start()), match.end()) for match in _PATH.finditer(seen)]
    found = [(start, end, LINK_WORDS) for start, end in spans]
    found += [(*match.span(), LINK_WORDS) for match in _BARE_TOKEN.finditer(seen)]
    for match in _CUED_CODE.finditer(seen):
        # "kode akses ternyata" is talk; a code has a digit or is all in capitals.
        if any(char.isdigit() for char in match[1]) or match[1].isupper():
            found.append((*match.span(1), CODE_WORDS))
    for code in codes:
        spaced = re.compile(r"(?<![A-Za-z0-9])" + "[ -]?".join(code) + r"(?![A-Za-z0-9])", re.I)
        found += [(*match.span(), CODE_WORDS) for match in spaced.finditer(seen)]
    parts, at = [], 0
    for start, end, words in sorted(found):
        if start >= at:
            parts += [text[at:start], words]
        at = max(at, end)
    return "".join((*parts, text[at:]))


def _start(text: str, at: int) -> int:
    """Go back to where the address begins, scheme and host included; `<` goes with it."""
    while at and text[at - 1] not in _ENDS_BEFORE:
        at -= 1
    return at
