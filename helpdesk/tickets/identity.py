"""The only door to the NIK table (design.md 3)."""

from __future__ import annotations

from helpdesk.lib.identifiers import mask_nik
from helpdesk.tickets.keyring import keyring
from helpdesk.tickets.models import Identity, Ticket


def store(ticket: Ticket, nik: str) -> None:
    """Encrypt and store the NIK of a new report."""
    ring = keyring()
    Identity.objects.create(
        ticket=ticket,
        ciphertext=ring.encrypt(nik),
        blind_index=ring.blind_index(nik),
        last_four=nik[-4:],
    )


def copy(source: Ticket, target: Ticket) -> None:
    """Keep the NIK of one report for another of the same person too; nothing is decrypted."""
    for kept in Identity.objects.filter(ticket=source):
        Identity.objects.create(
            ticket=target,
            ciphertext=kept.ciphertext,
            blind_index=kept.blind_index,
            last_four=kept.last_four,
        )


def is_of(number: int, nik: str) -> bool:
    """True when this report keeps exactly this NIK; '' stands for none."""
    kept = Identity.objects.filter(ticket=number).values_list("blind_index", flat=True).first()
    return kept == (keyring().blind_index(nik) if nik else None)


def masked(ticket: Ticket) -> str:
    """Return the NIK with all but the last four digits starred, or '' when none is kept."""
    last = Identity.objects.filter(ticket=ticket).values_list("last_four", flat=True).first()
    return mask_nik("0" * 12 + last) if last else ""


def read(ticket: Ticket) -> str:
    """Return the full NIK. Called by services.reveal only, which asks and logs.

    Raises Identity.DoesNotExist when none is kept, LookupError when the key is gone.
    """
    return keyring().decrypt(bytes(Identity.objects.get(ticket=ticket).ciphertext))
