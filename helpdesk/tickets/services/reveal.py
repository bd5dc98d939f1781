"""Showing NIK and NISN in full: by click, with a reason, always logged (domain.md 15)."""

from __future__ import annotations

from helpdesk.accounts.viewer import Right, Viewer
from helpdesk.tickets import identity
from helpdesk.tickets.identity import Numbers
from helpdesk.tickets.models import Identity
from helpdesk.tickets.services.base import NotAllowed, Refused, change


def reveal_identity(viewer: Viewer, number: int, *, reason: str) -> Numbers:
    """Return the full numbers after writing who looked, at which, and why.

    Raises NotAllowed for volunteers, Refused without a reason of five letters or a number.
    """
    reason = reason.strip()
    if len(reason) < 5:
        raise Refused("Tuliskan alasan melihat nomor identitas (minimal 5 huruf).")
    with change(viewer, number) as work:
        if not viewer.may(Right.REVEAL_IDENTITY):
            raise NotAllowed("Anda tidak berwenang melihat nomor identitas.")
        try:
            numbers = identity.read(work.ticket)
        except Identity.DoesNotExist:
            raise Refused("Laporan ini tidak menyimpan NIK atau NISN.") from None
        except LookupError:
            raise Refused(
                "Nomor identitas tidak dapat dibuka: kunci enkripsi tidak tersedia."
            ) from None
        work.event("identity.revealed", reason=reason[:500], data={"shown": numbers.names})
        return numbers
