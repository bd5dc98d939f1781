"""Names of a mail: Message-ID, thread and reply address, all derived from numbers.

A repeated mail carries the same Message-ID, so that mail programs which know it already show
it once (docs/decisions/0004-outbox.md).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Sequence

from django.conf import settings

# The header stays short: clients need the first mail of a thread and the last few.
_MAX_REFERENCES = 12


def confirmation_id(number: int) -> str:
    """Return the Message-ID of a report's first mail, the root of its thread."""
    return f"<laporan-{number}@{settings.MAIL_DOMAIN}>"


def answer_id(number: int, message: int) -> str:
    """Return the Message-ID of the mail that carries this message."""
    return f"<laporan-{number}-{message}@{settings.MAIL_DOMAIN}>"


def access_id(number: int, event: int) -> str:
    """Return the Message-ID of the mail that repeats link and code."""
    return f"<laporan-{number}-akses-{event}@{settings.MAIL_DOMAIN}>"


def ended_id(number: int, event: int) -> str:
    """Return the Message-ID of the mail that says that a report was merged or refused."""
    return f"<laporan-{number}-akhir-{event}@{settings.MAIL_DOMAIN}>"


def thread(number: int, earlier: Sequence[int] = ()) -> dict[str, str]:
    """Return In-Reply-To and References after the mails of these earlier messages."""
    ids = [answer_id(number, message) for message in earlier]
    references = [confirmation_id(number), *ids[-_MAX_REFERENCES:]]
    return {"In-Reply-To": references[-1], "References": " ".join(references)}


def reply_address(number: int) -> str:
    """Return the address that a reporter's reply comes back to: number and signature.

    Lower case only and 16 letters of HMAC: mail servers may fold the case of the local part.
    """
    digest = hmac.new(
        settings.SECRET_KEY.encode(), f"helpdesk.mail.reply:{number}".encode(), hashlib.sha256
    ).digest()
    signature = base64.b32encode(digest[:10]).decode().lower()
    return f"laporan+{number}.{signature}@{settings.MAIL_DOMAIN}"
