"""The one place that hands mails over: one connection per run, faults sorted by who heals them."""

from __future__ import annotations

import contextlib
import smtplib
import threading
from collections.abc import Callable
from typing import Any

from django.core.mail import EmailMessage, get_connection

from integrations.outbox import LockedOut, NeedsPerson, TryLater, Unreachable

# Names the setting and the code, never what stands in it.
_CREDENTIALS = (
    "Server surat menolak nama pengguna atau kata sandi di EMAIL_URL ({}). Perbaiki EMAIL_URL dan "
    "mulai ulang pekerja, lalu klik “Coba lagi”. Surat lain menunggu."
)

# Of this thread: a worker may run tasks in threads, and SMTP speaks to one at a time.
_local = threading.local()


def send(mail: EmailMessage, *, begin: Callable[[], None]) -> None:
    """Hand one mail over; returns when the mail server has taken it.

    `begin` is called when the server is known to listen and the mail is about to go. Raises
    Unreachable (no server), LockedOut (it refuses our credentials), TryLater (a passing no, or an
    answer lost on the way) or NeedsPerson (the address or the mail is refused for good). Replies
    of the server can quote the address, so only their codes go into the reasons.
    """
    mail.message()  # one that can't be built fails here, before anything has begun
    connection = _open()
    begin()
    try:
        connection.send_messages([mail])
    except smtplib.SMTPRecipientsRefused as error:
        code = next((code for code, _ in error.recipients.values()), 0)
        if code >= 500:
            raise NeedsPerson(f"Alamat email ditolak: server surat menjawab {code}.") from None
        raise TryLater(f"Server surat menunda penerima ({code}).") from None
    except smtplib.SMTPResponseException as error:
        code = error.smtp_code
        close()
        if code == 530:  # authentication required, and EMAIL_URL names nobody
            raise LockedOut(_CREDENTIALS.format(code)) from None
        if code == 421:
            raise Unreachable("Server surat sedang menutup layanan (421).") from None
        if isinstance(error, smtplib.SMTPDataError) and code >= 500:
            raise NeedsPerson(f"Isi surat ditolak: server surat menjawab {code}.") from None
        raise TryLater(f"Server surat menjawab {code}.") from None
    except smtplib.SMTPNotSupportedError:
        raise NeedsPerson("Server surat tidak mendukung bentuk alamat email ini.") from None
    except (smtplib.SMTPException, OSError) as error:
        close()
        # The server may have taken the mail before the line broke.
        raise TryLater(
            f"Sambungan ke server surat terputus ({type(error).__name__}).", uncertain=True
        ) from None


def close() -> None:
    """Close the connection of this run, if any; never raises."""
    connection = getattr(_local, "connection", None)
    _local.connection = None
    if connection is not None:
        with contextlib.suppress(Exception):
            connection.close()


def _open() -> Any:
    """Return a connection whose server answers; raises Unreachable or LockedOut."""
    connection = getattr(_local, "connection", None)
    if connection is not None and _answers(connection):
        return connection
    close()
    connection = get_connection()
    try:
        connection.open()
    except smtplib.SMTPAuthenticationError as error:
        # 4xx is the server's own trouble with its directory (454); 5xx is ours (535, 534, 538).
        if error.smtp_code >= 500:
            raise LockedOut(_CREDENTIALS.format(error.smtp_code)) from None
        raise Unreachable(f"Server surat menunda login ({error.smtp_code}).") from None
    except (smtplib.SMTPException, OSError) as error:
        raise Unreachable(f"Server surat tidak terjangkau ({type(error).__name__}).") from None
    _local.connection = connection
    return connection


def _answers(connection: Any) -> bool:
    """Ask before the next mail, so that a line cut while idle is not taken for a lost mail."""
    line = getattr(connection, "connection", None)
    if not isinstance(line, smtplib.SMTP):
        return True  # mails as files or in memory
    try:
        return line.noop()[0] == 250
    except (smtplib.SMTPException, OSError):
        return False
