"""Showing the full NIK: by click, with a reason, always logged (domain.md 15)."""

from __future__ import annotations

from helpdesk.accounts.viewer import Right, Viewer
from helpdesk.tickets import identity
from helpdesk.tickets.models import Identity
from helpdesk.tickets.services.base import NotAllowed, Refused, change


def reveal_nik(viewer: Viewer, number: int, *, reason: str) -> str:
    """Return the full NIK after writing who looked and why.

    Raises NotAllowed for volunteers, Refused without a reason of five letters or a NIK.
    """
    reason = reason.strip()
    if len(reason) < 5:
        raise Refused("Tuliskan alasan melihat NIK (minimal 5 huruf).")
    with change(viewer, number) as work:
        if not viewer.may(Right.REVEAL_IDENTITY):
            raise NotAllowed("Anda tidak berwenang melihat NIK.")
        try:
            nik = identity.read(work.ticket)
        except Identity.DoesNotExist:
            raise Refused("Laporan ini tidak menyimpan NIK.") from None
        except LookupError:
            raise Refused("NIK tidak dapat dibuka: kunci enkripsi tidak tersedia.") from None
        work.event("identity.revealed", reason=reason[:500])
        return nik
