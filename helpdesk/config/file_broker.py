"""The embedded broker: kombu's file transport, without its race between writer and reader.

kombu opens a message under its final name and fills it afterwards; a worker that looks in between
takes an empty file and dies of it (seen once in a demo under load). Here a message gets its name
only when it is whole, and an unreadable one is dropped: a message is only a doorbell, the sweepers
find the work it rang for (docs/decisions/0005-bell-and-sweeper.md).
"""

from __future__ import annotations

import logging
import os
import time
import uuid
from typing import Any

from kombu.exceptions import ChannelError
from kombu.transport import filesystem
from kombu.utils.json import dumps

logger = logging.getLogger(__name__)
_LOOKS = 5  # at a routing table that another process is just writing
_PAUSE = 0.02  # s between them


class Channel(filesystem.Channel):
    """Messages appear whole or not at all."""

    def _put(  # type: ignore[override]  # kombu's own two parents disagree on the name
        self, queue: str, payload: dict[str, Any], **kwargs: Any
    ) -> None:
        """Write under another name, then rename; raises ChannelError when the folder refuses."""
        name = f"{time.monotonic_ns() // 1_000_000}_{uuid.uuid4()}.{queue}.msg"
        path = os.path.join(self.data_folder_out, name)
        try:
            with open(f"{path}.part", "w", encoding="utf-8") as handle:
                handle.write(dumps(payload))
            os.replace(f"{path}.part", path)
        except OSError as error:
            raise ChannelError(f"Cannot add file {path!r} to directory") from error

    def _get(self, queue: str, timeout: float | None = None) -> Any:
        """Return the next message that can be read; raises queue.Empty when there is none."""
        while True:
            try:
                return super()._get(queue)
            except ValueError:  # cut short by a full disk or a killed process
                logger.warning("an unreadable message of queue %s was dropped", queue)

    def get_table(self, exchange: str) -> Any:
        """Return the routing table, waiting a moment for another process to write it."""
        for _ in range(_LOOKS):
            try:
                return super().get_table(exchange)
            except ValueError:
                time.sleep(_PAUSE)
        logger.warning("the routing table of exchange %r cannot be read", exchange)
        return []


class Transport(filesystem.Transport):
    """`CELERY_BROKER_TRANSPORT` of the embedded default."""

    Channel = Channel
