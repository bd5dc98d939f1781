"""A doorbell for background work: rings at most once per window, quiet when nobody is home.

The rows are the truth; a ring only tells a worker to look now instead of at the next sweep.
Ringing for each of fifty reports a second would cost more than taking them.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

logger = logging.getLogger(__name__)


class Bell:
    """Calls `send(delay)` for the first ring of a window; the work starts after the window.

    Every ring inside the window is covered by that one message, because the worker looks when
    the window has passed. After a failed send the bell stays quiet for `rest` seconds, so a
    dead broker delays one request in that time and no more. Seconds throughout.
    """

    def __init__(
        self, send: Callable[[float], object], *, window: float = 0.2, rest: float = 10.0
    ) -> None:
        self._send = send
        self._window = window
        self._rest = rest
        self._quiet_until = 0.0
        self._lock = threading.Lock()

    def ring(self) -> None:
        """Ring; never raises."""
        now = time.monotonic()
        with self._lock:
            if now < self._quiet_until:
                return
            self._quiet_until = now + self._window
        try:
            self._send(self._window)
        except Exception as error:  # any broker library may raise anything
            with self._lock:
                self._quiet_until = time.monotonic() + self._rest
            logger.warning("No bell (%s); the sweeper will find the work.", type(error).__name__)
