"""The rules of single fields (domain.md 5): each takes tidy text, returns the stored form.

A refused value raises ValueError; the field knows the sentence to say. Pure, no Django models.
"""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator

from helpdesk.lib.account_address import parse_account

# What people write where no account exists yet; the same as leaving the field empty.
_NO_ACCOUNT = re.compile(r"[-–—. ]+|(?:belum|tidak|tdk|blm|ga|gak) ?(?:ada|punya)(?: akun)?", re.I)
_email = EmailValidator()
DETAIL_MAX = 4000


def email(text: str) -> str:
    """A deliverable address outside belajar.id, in lower case: answers go there."""
    address = text.removeprefix("mailto:").strip("<>;, ").lower()
    try:
        _email(address)
    except ValidationError:
        raise ValueError from None
    domain = address.rpartition("@")[2]
    if len(address) > 254 or domain == "belajar.id" or domain.endswith(".belajar.id"):
        raise ValueError
    return address


def title(text: str) -> str:
    """5-120 characters with at least one letter."""
    if not 5 <= len(text) <= 120 or not any(c.isalpha() for c in text):
        raise ValueError
    return text


def name(text: str) -> str:
    """2-100 characters: letters, spaces and . , ' - only."""
    plain = text.replace("’", "'").replace("`", "'")
    if not 2 <= len(plain) <= 100 or not any(c.isalpha() for c in plain):
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
    """3-150 characters."""
    if not 3 <= len(text) <= 150:
        raise ValueError
    return text


def detail(text: str) -> str:
    """At least 20 characters; the form says apart when it is too long."""
    if len(text) < 20:
        raise ValueError
    return text
