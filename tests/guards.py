"""Guards against code that never ends; how fast it is belongs into benchmarks/."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def no_runaway(seconds: int = 30) -> Iterator[None]:
    """Fail instead of hanging: quadratic work on 100,000 characters would take minutes."""

    def stop(signum: int, frame: FrameType | None) -> None:
        raise AssertionError(f"still running after {seconds} s: is the work quadratic?")

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
