"""Invented schools. Place names are made of pictures, not of real villages; NPSN start 999."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass

from helpdesk.taxonomy import Level

_FIRST = (
    "Lembah",
    "Bukit",
    "Teluk",
    "Muara",
    "Tanjung",
    "Padang",
    "Rimba",
    "Telaga",
    "Pulau",
    "Kampung",
)
_SECOND = ("Kunang", "Pelangi", "Embun", "Senja", "Cemara", "Rindu", "Bintang", "Angsana", "Mentari",
           "Melur", "Sirih", "Camar", "Merbau", "Kenari")  # fmt: skip
_FORMS: dict[Level, tuple[str, ...]] = {
    Level.PAUD: ("TK Negeri Pembina {place}", "PAUD {place} Ceria", "TK Dharma {place}"),
    Level.SD: (
        "SD Negeri {n} {place}",
        "SD Negeri {place}",
        "SD Inpres {n} {place}",
        "SDS {place}",
    ),
    Level.SMP: ("SMP Negeri {n} {place}", "SMP Satu Atap {place}", "SMPS {place}"),
    Level.SMA: ("SMA Negeri {n} {place}", "SMAS {place}"),
    Level.SMK: ("SMK Negeri {n} {place}", "SMKS Teknologi {place}"),
    Level.SLB: ("SLB Negeri {place}", "SLB Kasih {place}"),
    Level.KESETARAAN: ("PKBM {place}", "SKB {place}"),
}
_SHARES = {Level.SD: 42, Level.SMP: 21, Level.SMA: 12, Level.SMK: 10, Level.PAUD: 8,
           Level.KESETARAAN: 4, Level.SLB: 3}  # fmt: skip
# What a text says of its school, so that the invented school fits the words.
_TOLD = (
    (Level.PAUD, r"\b(?:paud|tk)\b"),
    (Level.SLB, r"\bslb\b"),
    (Level.KESETARAAN, r"\b(?:pkbm|skb|paket [abc])\b"),
    (Level.SMK, r"\bsmkn?\b"),
    (Level.SMA, r"\b(?:sman?|kelas (?:1[0-2]|xi{0,2}))\b"),
    (Level.SMP, r"\b(?:smpn?|kelas (?:[7-9]|vii|viii|ix))\b"),
    (Level.SD, r"\b(?:sdn?|kelas (?:[1-6]|i{1,3}|iv|vi?))\b"),
)


@dataclass(frozen=True, slots=True)
class School:
    """An invented school of one level."""

    name: str
    npsn: str
    level: Level


def make_school(rng: random.Random, told: str = "") -> School:
    """Return an invented school; its level follows the text that names one."""
    level = next((lv for lv, cue in _TOLD if re.search(cue, told, re.I)), None)
    if level is None:
        level = rng.choices(list(_SHARES), list(_SHARES.values()))[0]
    place = f"{rng.choice(_FIRST)} {rng.choice(_SECOND)}"
    name = rng.choice(_FORMS[level]).format(place=place, n=rng.randrange(1, 13))
    return School(name, f"999{rng.randrange(100_000):05d}", level)
