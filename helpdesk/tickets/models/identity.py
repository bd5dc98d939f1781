"""The NIK, encrypted, in a table of its own (domain.md 15). Only tickets.identity reads it."""

from __future__ import annotations

from django.db import models


class Identity(models.Model):
    """The NIK of one report: ciphertext, blind index for equality, last four for display."""

    ticket = models.OneToOneField(
        "tickets.Ticket", models.CASCADE, primary_key=True, related_name="identity"
    )
    ciphertext = models.BinaryField()
    blind_index = models.CharField(max_length=64, db_index=True)
    last_four = models.CharField(max_length=4)
