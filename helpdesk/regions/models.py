"""The 38 provinces and 514 regencies of Indonesia (domain.md 17)."""

from __future__ import annotations

from django.db import models


class Province(models.Model):
    """A province under its Kemendagri code; the key is the code, which the NIK also uses."""

    code = models.CharField(max_length=2, primary_key=True)
    name = models.CharField(max_length=60, unique=True)
    island_group = models.CharField(max_length=40)
    time_zone = models.CharField(max_length=4, choices=[(z, z) for z in ("WIB", "WITA", "WIT")])
    # Set for the four provinces of 2022, whose Kapten is the old province's (domain.md R6).
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True)

    class Meta:
        ordering = ["code"]
        verbose_name = "provinsi"
        verbose_name_plural = "provinsi"

    def __str__(self) -> str:
        return self.name


class Regency(models.Model):
    """A kabupaten or kota. Keyed on our own id: official codes moved before and may again."""

    code = models.CharField(max_length=4, unique=True)
    name = models.CharField(max_length=80, help_text="With its kind: Kabupaten Bogor, Kota Bogor.")
    province = models.ForeignKey(Province, models.PROTECT, related_name="regencies")

    class Meta:
        ordering = ["code"]
        verbose_name = "kabupaten/kota"
        verbose_name_plural = "kabupaten/kota"
        constraints = [
            models.UniqueConstraint(fields=["province", "name"], name="regency_name_in_province")
        ]

    def __str__(self) -> str:
        return self.name
