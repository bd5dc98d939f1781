"""Text folded character by character, so that a place in the folded text is one in the original."""

from __future__ import annotations

import re
import unicodedata

_ODD = re.compile(r"[\t\u0080-\U0010ffff]")
_DASHES = frozenset("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d")
# Stands for every character that shows nothing.
UNSEEN = "\u200b"


def same_length(text: str) -> str:
    """Digits of every script and full-width letters as ASCII; dashes, blanks and unseen made one.

    Finders look for ASCII; a phone's keyboard or a copied page does not always write it.
    """
    return _ODD.sub(_folded, text)


def _folded(match: re.Match[str]) -> str:
    char = match[0]
    digit = unicodedata.decimal(char, None)
    if digit is not None:
        return str(digit)
    if "\uff01" <= char <= "\uff5e":
        return chr(ord(char) - 0xFEE0)
    if char in _DASHES:
        return "-"
    category = unicodedata.category(char)
    if category == "Zs" or char == "\t":
        return " "
    return UNSEEN if category == "Cf" else char
