"""Word sets written as running text, so that long lists stay readable."""

from __future__ import annotations


def words(text: str) -> frozenset[str]:
    """`"satu dua"` -> {"satu", "dua"}."""
    return frozenset(text.split())
