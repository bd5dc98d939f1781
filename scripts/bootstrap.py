"""Create .venv and install the locked requirement sets named on the command line.

Only the standard library, so that a machine with nothing but Python 3.11+ can start. A stamp
keyed on the lock files' digest makes the second run take no time.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if sys.platform == "win32" else "bin")
UV = "uv==0.13.9"


def main(names: list[str]) -> int:
    """Install each named set that is not installed yet; return the exit code."""
    if sys.version_info < (3, 11):  # noqa: UP036 - this file runs before anything is checked
        print("Python 3.11 or newer is needed.", file=sys.stderr)
        return 2
    wanted = [name for name in names if stamp(name) != digest(name)]
    if not wanted:
        return compile_catalogues()
    if not (BIN / "python").exists():
        print("Creating .venv …", flush=True)
        if subprocess.run([sys.executable, "-m", "venv", str(VENV)]).returncode:
            print("python3 -m venv failed; on Debian install python3-venv.", file=sys.stderr)
            return 2
    files = [str(ROOT / "requirements" / f"{name}.txt") for name in wanted]
    print(f"Installing {', '.join(wanted)} …", flush=True)
    if install(files):
        print("Installing failed; see the message above.", file=sys.stderr)
        return 1
    for name in wanted:
        (VENV / f"{name}.stamp").write_text(digest(name))
    return compile_catalogues()


def compile_catalogues() -> int:
    """Compile the translations; only those whose source is newer."""
    script = str(ROOT / "scripts" / "compile_locale.py")
    return subprocess.run([str(BIN / "python"), script]).returncode


def install(files: list[str]) -> int:
    """Install with uv, which is ten times faster; with plain pip when uv can't be had."""
    arguments = [part for file in files for part in ("-r", file)]
    python = str(BIN / "python")
    quiet = ["--disable-pip-version-check", "-q"]
    if subprocess.run([python, "-m", "pip", "install", *quiet, UV]).returncode == 0:
        uv = [str(BIN / "uv"), "pip", "install", "-q", "--python", python, "--require-hashes"]
        if subprocess.run([*uv, *arguments]).returncode == 0:
            return 0
    pip = [python, "-m", "pip", "install", *quiet, "--require-hashes"]
    return subprocess.run([*pip, *arguments]).returncode


def digest(name: str) -> str:
    """Return the digest of a lock file."""
    return hashlib.sha256((ROOT / "requirements" / f"{name}.txt").read_bytes()).hexdigest()


def stamp(name: str) -> str:
    """Return the digest that was installed last, or ''."""
    path = VENV / f"{name}.stamp"
    return path.read_text() if path.exists() and (BIN / "python").exists() else ""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
