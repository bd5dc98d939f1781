"""`make bench`: every benchmark, one after the other."""

from __future__ import annotations

import subprocess
import sys

MODULES = (
    "benchmarks.intake",
    "benchmarks.classifier",
    "benchmarks.text",
    "benchmarks.accuracy",
    "benchmarks.training",
)

if __name__ == "__main__":
    codes = [subprocess.run([sys.executable, "-m", name]).returncode for name in MODULES]
    sys.exit(max(codes))
