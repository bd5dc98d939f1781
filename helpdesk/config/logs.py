"""Logging: one line an entry, personal data masked before anything is written."""

from __future__ import annotations

import logging
import re
from typing import Any

from helpdesk.lib.report_access import hide_access

# Cheap and deliberately blunt: a log line that loses a harmless long number costs nothing,
# a NIK in a log file costs a breach notice (domain.md 15).
_LONG_NUMBER = re.compile(r"(?<!\d)\d(?:[ .-]?\d){13,17}(?!\d)")
_EMAIL = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})+")


def redact(text: str) -> str:
    """Return the text with NIK-like numbers, addresses and ways into a report replaced."""
    return _EMAIL.sub("[email]", _LONG_NUMBER.sub("[nomor]", hide_access(text)))


class RedactingFormatter(logging.Formatter):
    """Masks the finished line, traceback included."""

    def format(self, record: logging.LogRecord) -> str:
        return redact(super().format(record))


def logging_config(*, debug: bool) -> dict[str, Any]:
    """Return the dictConfig of the project; everything goes to standard error."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {
                "()": "helpdesk.config.logs.RedactingFormatter",
                "format": "{asctime} {levelname} {name} {message}",
                "style": "{",
            }
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["stderr"], "level": "INFO"},
        "loggers": {
            "django.request": {"level": "ERROR"},
            "django.server": {"level": "INFO" if debug else "WARNING", "propagate": True},
            "celery": {"level": "WARNING"},
            "urllib3": {"level": "WARNING"},
        },
    }
