"""Speed of the text helpers that every report passes through.

python -m benchmarks.text
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.machine import describe
from helpdesk.lib.indonesian import normalise
from helpdesk.lib.pii import find_password, mask_personal_data
from triage.classifier.dataset import load_part

_HOSTILE = ("a@", "password:", "pass=A1b2c3 ", "9901015508900001 ", "http://", "a-")


def main() -> None:
    """Print microseconds a report, and the worst of some hostile texts of 100,000 characters."""
    root = Path(__file__).resolve().parent.parent / "triage" / "corpus"
    texts = [example.text for example in load_part(root, "validation")]
    print(f"Text helpers; {describe()}; {len(texts)} complaints of the validation part")
    helpers: tuple[Callable[[str], object], ...] = (normalise, find_password, mask_personal_data)
    for helper in helpers:
        started = time.perf_counter()
        for text in texts:
            helper(text)
        each = (time.perf_counter() - started) / len(texts) * 1e6
        worst = 0.0
        for piece in _HOSTILE:
            huge = piece * (100_000 // len(piece))
            started = time.perf_counter()
            helper(huge)
            worst = max(worst, time.perf_counter() - started)
        print(f"  {helper.__name__}: {each:.0f} µs a report, hostile 100,000 characters "
              f"{worst * 1000:.0f} ms")  # fmt: skip


if __name__ == "__main__":
    main()
