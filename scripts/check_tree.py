"""Refuse what must not be committed: addresses in lock files, machine paths, built assets."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
THIRD_PARTY = re.compile(r"\.min\.(js|css)$|(^|/)(vendor|node_modules)/")
ADDRESS = re.compile(r"\b(?:https?|file)://")
# Written in pieces so that this file passes its own check.
MACHINE_PATH = re.compile("|".join(["/wo" + "rk/", "/ro" + "ot/", "/ho" + "me/[a-z]"]))
REGISTRY = re.compile(
    "|".join(["py" + r"pi\.", "pythonhos" + "ted", "npm" + r"js\.", "unp" + "kg", "jsdel" + "ivr"])
)
SIXTEEN_DIGITS = re.compile(r"(?<!\d)(?!99)[1-9]\d{5}(?:[0-6]\d)(?:0[1-9]|1[0-2])\d{2}\d{4}(?!\d)")
TEXT = {".py", ".html", ".css", ".js", ".md", ".txt", ".in", ".toml", ".cfg", ".yml", ".jsonl",
        ".csv", ".tsv", ".po", ""}  # fmt: skip


def tracked() -> list[Path]:
    """Return the files git tracks."""
    out = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)
    return [ROOT / name for name in out.stdout.decode().split("\0") if name]


def problems() -> list[str]:
    """Return one line for each thing that must not be in the repository."""
    found = []
    for path in tracked():
        name = str(path.relative_to(ROOT))
        if THIRD_PARTY.search(name):
            found.append(f"{name}: third-party file; take it from a package")
        if path.suffix not in TEXT or not path.is_file():
            continue
        text = path.read_text(encoding="utf-8", errors="replace")
        if name.startswith("requirements/") and ADDRESS.search(text):
            found.append(f"{name}: names an address")
        for pattern, what in ((MACHINE_PATH, "a machine's path"), (REGISTRY, "a registry")):
            if name != "LICENSE" and (match := pattern.search(text)):
                found.append(f"{name}: names {what} ({match.group()})")
        if name.startswith("triage/corpus/") and SIXTEEN_DIGITS.search(text):
            found.append(f"{name}: holds something like a real NIK")
    return found


if __name__ == "__main__":
    lines = problems()
    print("\n".join(lines) or "tree: nothing that must not be committed")
    sys.exit(bool(lines))
