"""Typed readers of the environment that refuse odd values (design.md 8, 9).

A wrong value stops the start with the variable's name; secrets may also come from a file
named by `<NAME>_FILE` (for container secrets).
"""

from __future__ import annotations

import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured


def text(name: str, default: str = "") -> str:
    """Return the variable's text, or the content of the file named by NAME_FILE."""
    path = os.environ.get(f"{name}_FILE")
    if path:
        return Path(path).read_text(encoding="utf-8").strip()
    return os.environ.get(name, default).strip()


def flag(name: str, default: bool) -> bool:
    """Return a yes/no variable; raises ImproperlyConfigured for anything else."""
    value = text(name).lower()
    if not value:
        return default
    if value in ("1", "true", "yes", "on"):
        return True
    if value in ("0", "false", "no", "off"):
        return False
    raise ImproperlyConfigured(f"{name} must be yes or no, not {value!r}.")


def number(name: str, default: int, *, minimum: int = 0) -> int:
    """Return a whole number of at least `minimum`; raises ImproperlyConfigured otherwise."""
    value = text(name)
    if not value:
        return default
    try:
        result = int(value)
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} must be a whole number, not {value!r}.") from error
    if result < minimum:
        raise ImproperlyConfigured(f"{name} must be at least {minimum}.")
    return result


def words(name: str, default: str = "") -> list[str]:
    """Return a comma-separated list without empty items."""
    return [item.strip() for item in text(name, default).split(",") if item.strip()]
