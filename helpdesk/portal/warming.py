"""The first suggestion of a process as quick as the next: model and articles are read beforehand."""

from __future__ import annotations

import logging
import threading

from django.db import connections

from helpdesk.portal import suggestions

logger = logging.getLogger(__name__)
_SAMPLE = "lupa kata sandi akun belajar, tidak bisa masuk sejak kemarin"


def warm_up() -> None:
    """Ask for one suggestion as a reporter would. Never raises: a cold process still serves.

    Loads the model, compiles the patterns of the text analysis, and analyses every article.
    """
    try:
        suggestions.suggest("", _SAMPLE, None, None)
    except Exception:
        # No table yet, no database, no model: the first reporter waits as before.
        logger.info("not warmed up", exc_info=True)


def warm_up_beside() -> threading.Thread:
    """Run `warm_up` in a thread that holds up neither the start nor the end of the process.

    To be called after a fork, never before one: a lock held by the thread would stay held in
    the child.
    """

    def run() -> None:
        try:
            warm_up()
        finally:
            connections.close_all()  # only those of this thread, which ends here

    thread = threading.Thread(target=run, name="warm-up", daemon=True)
    thread.start()
    return thread
