"""NIK and NISN, encrypted, in a table of its own (domain.md 15). Only tickets.identity reads it."""

from __future__ import annotations

from django.db import models


class Identity(models.Model):
    """The numbers of one report: ciphertext, and last four for display.

    The NIK has a blind index for equality. A pupil may have given the NISN alone: then the
    three columns of the NIK are empty. The columns of the NISN came later and are nullable, so
    that adding them rewrote no row (docs/decisions/0011-nik-or-nisn-of-pupils.md).
    """

    ticket = models.OneToOneField(
        "tickets.Ticket", models.CASCADE, primary_key=True, related_name="identity"
    )
    ciphertext = models.BinaryField()
    blind_index = models.CharField(max_length=64, db_index=True)
    last_four = models.CharField(max_length=4)
    nisn_ciphertext = models.BinaryField(null=True)
    nisn_last_four = models.CharField(max_length=4, null=True)  # noqa: DJ001 - no rewrite
