"""Reads back the mails that the file backend wrote, for the demo (one file per connection)."""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path

# A name is the file's stem and the place within it; nothing else ever touches the file system.
_NAME = re.compile(r"(\d{8}-\d{6}-\d{1,20})-(\d{1,4})", re.ASCII)
_STEM = re.compile(r"\d{8}-\d{6}-\d{1,20}", re.ASCII)
# Django's separator; a mail's own line of dashes is not followed by a mail's first header.
_SEPARATOR = re.compile(rb"^-{79}\n(?=Content-Type: |\Z)", re.MULTILINE)
_MAX_BYTES = 5 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class StoredMail:
    """One mail as it left the house; `html` is empty for a mail of text only."""

    name: str
    subject: str
    sender: str
    to: str
    sent_at: datetime | None
    headers: tuple[tuple[str, str], ...]
    text: str
    html: str


def newest(folder: Path, limit: int = 100) -> list[StoredMail]:
    """Return the newest mails of a folder, newest first; empty when there is none yet."""
    mails: list[StoredMail] = []
    for path in _files(folder):
        mails += reversed(list(_read(path)))
        if len(mails) >= limit:
            break
    return mails[:limit]


def find(folder: Path, name: str) -> StoredMail | None:
    """Return the mail of this name, or None: unknown, or no name of ours at all."""
    match = _NAME.fullmatch(name)
    if match is None:
        return None
    path = folder / f"{match[1]}.log"
    if path.is_symlink() or not path.is_file():
        return None
    return next((mail for mail in _read(path) if mail.name == name), None)


def _files(folder: Path) -> list[Path]:
    """The folder's mail files, newest first: by the second in the name, then by last change."""
    paths = [p for p in folder.glob("*.log") if _STEM.fullmatch(p.stem) and not p.is_symlink()]
    return sorted(paths, key=lambda p: (p.name[:15], p.stat().st_mtime_ns), reverse=True)


def _read(path: Path) -> Iterator[StoredMail]:
    with path.open("rb") as file:
        content = file.read(_MAX_BYTES)
    for place, raw in enumerate(part for part in _SEPARATOR.split(content) if part.strip()):
        yield _parsed(f"{path.stem}-{place}", raw)


def _parsed(name: str, raw: bytes) -> StoredMail:
    message = email.message_from_bytes(raw, policy=email.policy.default)
    return StoredMail(
        name=name,
        subject=str(message["Subject"] or ""),
        sender=str(message["From"] or ""),
        to=str(message["To"] or ""),
        sent_at=_moment(message),
        headers=tuple((key, str(value)) for key, value in message.items()),
        text=_part(message, "plain"),
        html=_part(message, "html"),
    )


def _moment(message: EmailMessage) -> datetime | None:
    try:
        at = parsedate_to_datetime(str(message["Date"]))
    except ValueError:
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)  # "-0000": UTC, place unknown


def _part(message: EmailMessage, kind: str) -> str:
    part = message.get_body(preferencelist=(kind,))
    if part is None:
        return ""
    try:
        return str(part.get_content())
    except (LookupError, KeyError):  # an unknown charset or a part cut off while being written
        return ""
