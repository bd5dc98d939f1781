"""The layers of design.md 3 hold, and nothing forbidden is in the repository."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def _run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_nobody_imports_against_the_layers() -> None:
    result = _run(str(Path(sys.executable).parent / "lint-imports"), "--no-cache")
    assert result.returncode == 0, result.stdout[-3000:]


def test_nothing_forbidden_is_committed() -> None:
    result = _run(sys.executable, "scripts/check_tree.py")
    assert result.returncode == 0, result.stdout


def test_source_files_stay_short() -> None:
    """Files mostly under 400 lines; those allowed beyond are named here with their reason."""
    allowed: set[str] = set()
    folders = ("helpdesk", "triage", "integrations", "knowledge_base")
    long = [
        f"{path.relative_to(ROOT)} ({count})"
        for folder in folders
        for path in (ROOT / folder).rglob("*.py")
        if "migrations" not in path.parts
        and (count := len(path.read_text(encoding="utf-8").splitlines())) > 400
        and str(path.relative_to(ROOT)) not in allowed
    ]
    assert not long
