"""The rules of single fields (domain.md 5): each takes tidy text, returns the stored form.

A refused value raises ValueError; the field knows the sentence to say. Pure, no Django models.
"""

from __future__ import annotations

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator

from helpdesk.lib.account_address import parse_account

# What people write where no account exists yet; the same as leaving the field empty.
_NO_ACCOUNT = re.compile(r"[-–—. ]+|(?:belum|tidak|tdk|blm|ga|gak) ?(?:ada|punya)(?: akun)?", re.I)
_email = EmailValidator(allowlist=[])  # "localhost" is nobody's mailbox
_MAX_LOCAL = 64  # RFC 5321; longer ones are refused by the servers that should deliver
DETAIL_MAX = 4000
# Letters and symbols by their category that show nothing: Hangul fillers, the empty Braille cell.
_BLANK = re.compile("[\u115f\u1160\u2800\u3164\uffa0]")


def visible_length(text: str) -> int:
    """How many characters a reader sees, a run of spaces being one.

    Joiners and marks belong to the character before them: a family emoji is counted by its
    people, and twenty joiners alone are nothing.
    """
    seen = "".join(
        c for c in _BLANK.sub(" ", text) if unicodedata.category(c) not in ("Cf", "Mn", "Me")
    )
    return len(" ".join(seen.split()))


def _has_letter(text: str) -> bool:
    return any(c.isalpha() for c in _BLANK.sub("", text))


def email(text: str) -> str:
    """A deliverable address outside belajar.id, in lower case: answers go there.

    The domain is folded as mail programs fold it (IDNA), so that no spelling hides belajar.id.
    """
    plain = unicodedata.normalize("NFKC", text).replace("\u200c", "").replace("\u200d", "")
    local, _, domain = plain.removeprefix("mailto:").strip("<>;, ").lower().rpartition("@")
    # UnicodeError, for a label that is empty or too long, is a ValueError.
    domain = domain.encode("idna").decode("ascii").lower()
    address = f"{local}@{domain}"
    try:
        _email(address)
    except ValidationError:
        raise ValueError from None
    # A bare number in brackets or with dots is an address of a machine.
    top = domain.rpartition(".")[2]
    if domain.startswith("[") or "." not in domain or not any(c.isalpha() for c in top):
        raise ValueError
    if len(local) > _MAX_LOCAL or len(address) > 254:
        raise ValueError
    if domain == "belajar.id" or domain.endswith(".belajar.id"):
        raise ValueError
    return address


def title(text: str) -> str:
    """5-120 characters, five of them to be seen, with at least one letter."""
    if len(text) > 120 or visible_length(text) < 5 or not _has_letter(text):
        raise ValueError
    return text


def name(text: str) -> str:
    """2-100 characters: letters, spaces and . , ' - only."""
    plain = text.replace("’", "'").replace("`", "'")
    if not 2 <= len(plain) <= 100 or not _has_letter(plain):
        raise ValueError
    if any(not c.isalpha() and c not in " .,'-" for c in plain):
        raise ValueError
    return plain


def account(text: str) -> str:
    """An address under belajar.id, also of an unknown domain (domain.md 3.2); '' for 'none yet'."""
    if _NO_ACCOUNT.fullmatch(text):
        return ""
    address = parse_account(text)
    if not address.is_acceptable:
        raise ValueError
    return address.address


def school_name(text: str) -> str:
    """3-150 characters, three of them to be seen."""
    if len(text) > 150 or visible_length(text) < 3:
        raise ValueError
    return text


def detail(text: str) -> str:
    """At least 20 characters to be seen, one of them a letter; the form says when it is too long."""
    if visible_length(text) < 20 or not _has_letter(text):
        raise ValueError
    return text
