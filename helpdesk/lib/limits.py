"""A fixed-window counter on any cache: how often one key did one thing."""

from __future__ import annotations

import hashlib
import time
from typing import Any, Protocol


class Cache(Protocol):
    """The three calls used here, as Django's caches offer them."""

    def add(self, key: str, value: int, timeout: int) -> bool: ...
    def incr(self, key: str) -> int: ...
    def get(self, key: str, default: int) -> Any: ...


def allowed(cache: Cache, action: str, who: str, *, limit: int, seconds: int) -> bool:
    """Count one act of `who`; False when it is beyond `limit` in this window of `seconds`.

    The key holds a digest of `who`, so no address lies readable in the cache. A cache that
    fails never blocks a report: the act is allowed.
    """
    key = _key(action, who, seconds)
    try:
        if cache.add(key, 1, timeout=seconds * 2):
            return True
        return cache.incr(key) <= limit
    except Exception:  # a failing neighbour never blocks a ticket
        return True


def used_up(cache: Cache, action: str, who: str, *, limit: int, seconds: int) -> bool:
    """True when `who` has used up `limit` in this window; counts nothing.

    For limits on failures: ask this first and count with `allowed` only what failed.
    """
    try:
        return int(cache.get(_key(action, who, seconds), 0)) >= limit
    except Exception:  # as above
        return False


def _key(action: str, who: str, seconds: int) -> str:
    window = int(time.time()) // seconds
    digest = hashlib.sha256(who.encode()).hexdigest()[:24]
    return f"limit:{action}:{window}:{digest}"
