"""Codes that people type: bring them to one form and compare them."""

from __future__ import annotations

import hmac


def clean_code(text: str) -> str:
    """Return a typed code in upper case without spaces, dashes and other marks."""
    return "".join(c for c in text[:100].upper() if c.isalnum())


def same(a: str, b: str) -> bool:
    """Equality in constant time."""
    return hmac.compare_digest(a.encode(), b.encode())
