"""The only door to the NIK table (design.md 3), which holds the NISN of pupils too (ADR 0011)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from helpdesk.lib.identifiers import mask_nik, mask_nisn
from helpdesk.tickets.keyring import keyring
from helpdesk.tickets.models import Identity, Ticket


@dataclass(frozen=True, slots=True)
class Numbers:
    """NIK and NISN of one report, full or masked; '' where none is kept."""

    nik: str = ""
    nisn: str = ""

    def __bool__(self) -> bool:
        return bool(self.nik or self.nisn)

    @property
    def names(self) -> str:
        """What there is, in words: "NIK", "NISN" or "NIK dan NISN"."""
        return " dan ".join(
            name for name, value in (("NIK", self.nik), ("NISN", self.nisn)) if value
        )


def store(ticket: Ticket, *, nik: str = "", nisn: str = "") -> None:
    """Encrypt and store the numbers of a new report; without any nothing is written.

    Only the NIK has a blind index: nothing looks a pupil up by NISN, so nothing can.
    """
    if not (nik or nisn):
        return
    ring = keyring()
    Identity.objects.create(
        ticket=ticket,
        ciphertext=ring.encrypt(nik) if nik else b"",
        blind_index=ring.blind_index(nik) if nik else "",
        last_four=nik[-4:],
        nisn_ciphertext=ring.encrypt(nisn) if nisn else None,
        nisn_last_four=nisn[-4:] or None,
    )


def copy(source: Ticket, target: Ticket) -> None:
    """Keep the numbers of one report for another of the same person; nothing is decrypted."""
    for kept in Identity.objects.filter(ticket=source):
        Identity.objects.create(
            ticket=target,
            ciphertext=kept.ciphertext,
            blind_index=kept.blind_index,
            last_four=kept.last_four,
            nisn_ciphertext=kept.nisn_ciphertext,
            nisn_last_four=kept.nisn_last_four,
        )


def is_of(number: int, *, nik: str, nisn: str = "") -> bool:
    """True when this report keeps exactly these numbers; '' stands for none.

    The NISN has no blind index, so it is opened to be compared; a lost key counts as different.
    """
    row = Identity.objects.filter(ticket=number).first()
    if row is None:
        return not (nik or nisn)
    ring = keyring()
    if row.blind_index != (ring.blind_index(nik) if nik else ""):
        return False
    try:
        kept = ring.decrypt(bytes(row.nisn_ciphertext)) if row.nisn_ciphertext else ""
    except LookupError:
        return False
    return kept == nisn


def masked(ticket: Ticket) -> Numbers:
    """Return the numbers with all but their last four digits starred."""
    row = Identity.objects.filter(ticket=ticket).values_list("last_four", "nisn_last_four").first()
    nik, nisn = row or ("", None)
    return Numbers(
        nik=mask_nik("0" * 12 + nik) if nik else "",
        nisn=mask_nisn("0" * 6 + nisn) if nisn else "",
    )


def read(ticket: Ticket) -> Numbers:
    """Return the full numbers. Called by services.reveal only, which asks and logs.

    Raises Identity.DoesNotExist when none is kept, LookupError when the key is gone.
    """
    row = Identity.objects.get(ticket=ticket)
    ring = keyring()
    return Numbers(
        nik=ring.decrypt(bytes(row.ciphertext)) if row.last_four else "",
        nisn=ring.decrypt(bytes(row.nisn_ciphertext)) if row.nisn_ciphertext else "",
    )


def nisn_among(ticket: Ticket, candidates: Iterable[str]) -> str:
    """Return the candidate that is the NISN of this report, else ''.

    For masking a text: the caller learns only which of the digits it holds already must go.
    """
    row = Identity.objects.filter(ticket=ticket, nisn_ciphertext__isnull=False).first()
    if row is None or row.nisn_ciphertext is None:
        return ""
    try:
        nisn = keyring().decrypt(bytes(row.nisn_ciphertext))
    except LookupError:
        return ""
    return nisn if nisn in set(candidates) else ""


def erase(numbers: Iterable[int]) -> set[int]:
    """Delete what is kept of these reports (services.retention); return which had any."""
    rows = Identity.objects.filter(ticket__in=list(numbers))
    found = set(rows.values_list("ticket_id", flat=True))
    if found:
        rows.delete()
    return found
