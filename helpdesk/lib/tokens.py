"""Codes and link secrets for reporters: make, hash, compare."""

from __future__ import annotations

import hashlib
import hmac
import secrets

# No vowels (no words by chance) and none of 0 1 5 8 B I L O S Z, which are misread on paper.
_ALPHABET = "234679CDFGHJKMNPQRTVWXY"


def new_code(n: int = 8) -> str:
    """A random code of `n` characters that people can read aloud; raises ValueError under 6."""
    if n < 6:
        raise ValueError("a code under 6 characters can be guessed")
    return "".join(secrets.choice(_ALPHABET) for _ in range(n))


def clean_code(text: str) -> str:
    """A typed code in the form `new_code` gives: upper case, no spaces or dashes."""
    return "".join(c for c in text[:100].upper() if c.isalnum())


def new_link_token() -> str:
    """A secret of 32 random bytes for a link, 43 URL-safe characters."""
    return secrets.token_urlsafe(32)


def hash_secret(secret: str, key: bytes) -> str:
    """HMAC-SHA-256 in hex, so that a stolen table opens nothing; raises ValueError without key."""
    if not key:
        raise ValueError("hashing a secret needs a key")
    return hmac.new(key, secret.encode(), hashlib.sha256).hexdigest()


def same(a: str, b: str) -> bool:
    """Equality in constant time."""
    return hmac.compare_digest(a.encode(), b.encode())
