"""Attachments on disk: names of our own, outside the web root (issue A3, domain.md 5)."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from helpdesk.lib.file_types import safe_display_name
from helpdesk.tickets.models import Attachment, Message, Ticket


@dataclass(frozen=True, slots=True)
class NewFile:
    """A file whose content has been checked by the form."""

    name: str
    content_type: str
    data: bytes


def path_of(stored_name: uuid.UUID) -> Path:
    """Return where a stored file lies; spread over 256 folders."""
    text = stored_name.hex
    return Path(settings.ATTACHMENT_FOLDER) / text[:2] / text


def attach(
    ticket: Ticket, message: Message, files: Sequence[NewFile], stored: list[uuid.UUID]
) -> None:
    """Write the files and their rows; each name written is noted in `stored` at once.

    The caller calls `discard(stored)` when its transaction fails.
    """
    rows = []
    for file in files:
        row = Attachment(
            ticket=ticket,
            message=message,
            display_name=safe_display_name(file.name),
            content_type=file.content_type,
            size=len(file.data),
            sha256=hashlib.sha256(file.data).hexdigest(),
        )
        stored.append(row.stored_name)
        path = path_of(row.stored_name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(file.data)
        path.chmod(0o600)
        rows.append(row)
    Attachment.objects.bulk_create(rows)


def digests(files: Sequence[NewFile]) -> list[str]:
    """Return what the files hold, whatever their names and order."""
    return sorted(hashlib.sha256(file.data).hexdigest() for file in files)


def stored_digests(message: Message) -> list[str]:
    """Return the same of the files that came with a message."""
    return sorted(message.attachments.values_list("sha256", flat=True))


def discard(stored: Sequence[uuid.UUID]) -> None:
    """Remove files whose transaction failed."""
    for name in stored:
        path_of(name).unlink(missing_ok=True)
