"""What people type, brought to one form before any rule looks at it."""

from __future__ import annotations

import unicodedata


def tidy(value: object, *, multiline: bool = False) -> str:
    """Typed text without invisible and control characters; one line unless `multiline`."""
    text = unicodedata.normalize("NFC", str(value or "")).replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(
        c for c in text
        if unicodedata.category(c)[0] != "C" or c in "\n\t" or c in "\u200c\u200d"
    )  # fmt: skip
    return kept.strip() if multiline else " ".join(kept.split())
