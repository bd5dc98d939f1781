"""A fixed-window counter on any cache: how often one key did one thing."""

from __future__ import annotations

import hashlib
import time
from typing import Protocol


class Cache(Protocol):
    """The three calls used here, as Django's caches offer them."""

    def add(self, key: str, value: int, timeout: int) -> bool: ...
    def incr(self, key: str) -> int: ...


def allowed(cache: Cache, action: str, who: str, *, limit: int, seconds: int) -> bool:
    """Count one act of `who`; False when it is beyond `limit` in this window of `seconds`.

    The key holds a digest of `who`, so no address lies readable in the cache. A cache that
    fails never blocks a report: the act is allowed.
    """
    window = int(time.time()) // seconds
    digest = hashlib.sha256(who.encode()).hexdigest()[:24]
    key = f"limit:{action}:{window}:{digest}"
    try:
        if cache.add(key, 1, timeout=seconds * 2):
            return True
        return cache.incr(key) <= limit
    except Exception:  # a failing neighbour never blocks a ticket
        return True
