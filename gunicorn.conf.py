"""Read by gunicorn when it is started in this folder; options of the command line win."""

from __future__ import annotations


def post_worker_init(_worker: object) -> None:
    """Warm each worker up once it has forked and loaded the application."""
    from helpdesk.portal.warming import warm_up_beside

    warm_up_beside()
