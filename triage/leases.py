"""Who has which report of the triage queue in sight, so that two people don't label the same one.

Entries of the shared cache, not rows: a lost one costs a wasted label at worst, and each ends by
itself. They say who gets a report offered, never who may label it; the row's lock decides that.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.core.cache import cache

from helpdesk.accounts.viewer import Viewer

SECONDS = 90  # longer than a label takes, shorter than a colleague's patience


def _key(number: int) -> str:
    return f"triage:lease:{number}"


def with_others(viewer: Viewer, numbers: Iterable[int]) -> set[int]:
    """Return those of these reports that somebody else has in sight (one read of the cache)."""
    keys = {_key(number): number for number in numbers}
    found = cache.get_many(keys)
    return {keys[key] for key, holder in found.items() if holder != viewer.user_id}


def take(viewer: Viewer, number: int) -> bool:
    """Lease a report, or renew the own lease; False where a colleague was faster."""
    key = _key(number)
    if cache.add(key, viewer.user_id, SECONDS):
        return True
    if cache.get(key) != viewer.user_id:
        return False
    cache.touch(key, SECONDS)
    return True


def release(viewer: Viewer, number: int) -> None:
    """End the own lease."""
    if cache.get(_key(number)) == viewer.user_id:
        cache.delete(_key(number))
