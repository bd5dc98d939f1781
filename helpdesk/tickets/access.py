"""How a reporter proves to own a report: a signed link, or number and code (design.md 5).

Nothing secret is stored: link and code are derived from the number with SECRET_KEY, so they
can be written into any mail again. Guessing is limited by the pages that ask.
"""

from __future__ import annotations

import hashlib
import hmac

from django.conf import settings
from django.core import signing

from helpdesk.lib.tokens import clean_code, same

_SALT = "helpdesk.report"
_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # no 0/O, 1/I/L, U: read aloud without mistakes
CODE_LENGTH = 8


def token_of(number: int) -> str:
    """Return the URL token of a report's status page."""
    return signing.Signer(salt=_SALT).sign_object(number, compress=False)


def number_of(token: str) -> int | None:
    """Return the report a token belongs to, or None for a forged or damaged one."""
    try:
        number = signing.Signer(salt=_SALT).unsign_object(token)
    except (signing.BadSignature, ValueError):
        return None
    return number if isinstance(number, int) else None


def status_url(number: int) -> str:
    """Return the absolute address of a report's status page, for mails."""
    return f"{settings.BASE_URL}/lapor/{token_of(number)}/"


def code_of(number: int) -> str:
    """Return the eight-letter code that goes with the number."""
    digest = hmac.new(
        settings.SECRET_KEY.encode(), f"{_SALT}.code:{number}".encode(), hashlib.sha256
    ).digest()
    value = int.from_bytes(digest[:12], "big")
    letters = []
    for _ in range(CODE_LENGTH):
        value, index = divmod(value, len(_ALPHABET))
        letters.append(_ALPHABET[index])
    return "".join(letters)


def code_fits(number: int, typed: str) -> bool:
    """Compare a typed code in constant time; case, spaces and dashes do not matter."""
    return same(clean_code(typed), code_of(number))
