"""What a reporter typed, under the same rules whichever way it comes in (domain.md 5, 15)."""

from __future__ import annotations

from helpdesk.lib.pii import find_password
from helpdesk.lib.typed import tidy
from helpdesk.tickets.services.base import Refused

KATA_SANDI_WRITTEN = (
    "Sepertinya ada kata sandi di dalam teks. Hapus dulu kata sandi itu, lalu kirim lagi. "
    "Kami tidak pernah meminta kata sandi."
)
REPLY_TOO_LONG = "Paling panjang 4.000 karakter."
COMMENT_TOO_LONG = "Kalimat penilaian paling panjang 500 karakter."


def from_reporter(text: str, *, limit: int, too_long: str, multiline: bool = False) -> str:
    """Return the text tidy; raises Refused when it is too long or holds a password."""
    text = tidy(text, multiline=multiline)
    if len(text) > limit:
        raise Refused(too_long)
    if find_password(text):
        raise Refused(KATA_SANDI_WRITTEN)
    return text
