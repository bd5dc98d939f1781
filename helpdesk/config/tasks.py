"""Clock work of the house itself."""

from __future__ import annotations

from celery import shared_task
from django.core.cache import caches
from django.core.cache.backends.db import DatabaseCache
from django.db import connections, router
from django.utils import timezone

_AT_ONCE = 2_000  # on SQLite a deletion holds all other writers


@shared_task(name="config.clear_expired_cache", expires=300)
def clear_expired_cache() -> int:
    """Delete what has expired in the database cache; return how many rows.

    The backend counts its table at every write and deletes only when it is full, and then the
    living too: what keeps the limits whole and the count cheap is a table that stays small.
    """
    cache = caches["default"]
    if not isinstance(cache, DatabaseCache):
        return 0  # Redis forgets by itself
    connection = connections[router.db_for_write(cache.cache_model_class)]
    table = connection.ops.quote_name(cache._table)  # type: ignore[attr-defined]
    now = connection.ops.adapt_datetimefield_value(timezone.now().replace(microsecond=0))
    statement = (
        f"DELETE FROM {table} WHERE cache_key IN "  # noqa: S608 - a name from the settings
        f"(SELECT cache_key FROM {table} WHERE expires < %s LIMIT {_AT_ONCE})"
    )
    deleted = 0
    with connection.cursor() as cursor:
        while True:
            cursor.execute(statement, [now])
            deleted += cursor.rowcount
            if cursor.rowcount < _AT_ONCE:
                return deleted
