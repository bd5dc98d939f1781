"""The embedded broker: messages written and read by two processes at once, and broken files."""

from __future__ import annotations

import contextlib
import os
import queue
import threading
import time
from pathlib import Path

import pytest
from kombu import Connection

TRANSPORT = "helpdesk.config.file_broker:Transport"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("queue", "control"):
        (tmp_path / name).mkdir()
    return tmp_path


def connection(folder: Path) -> Connection:
    options = {
        "data_folder_in": str(folder / "queue"),
        "data_folder_out": str(folder / "queue"),
        "control_folder": str(folder / "control"),
    }
    return Connection("filesystem://localhost", transport=TRANSPORT, transport_options=options)


def test_the_embedded_default_uses_this_broker(settings) -> None:
    from helpdesk.config.celery import app

    if not settings.CELERY_BROKER_URL.startswith("filesystem"):
        pytest.skip("CELERY_BROKER_URL names another broker")
    with app.connection_for_write() as opened:
        assert type(opened.transport).__module__ == "helpdesk.config.file_broker"


def test_a_message_is_invisible_until_it_is_whole(folder, monkeypatch) -> None:
    with connection(folder) as opened:
        channel = opened.channel()
        seen: list[str] = []

        def slow_replace(source: str, target: str) -> None:
            with pytest.raises(queue.Empty):
                channel._get("celery")
            seen.append(Path(source).name)
            os.rename(source, target)

        monkeypatch.setattr(os, "replace", slow_replace)
        channel._put("celery", {"bell": 1})
        assert len(seen) == 1
        assert channel._get("celery") == {"bell": 1}


@pytest.mark.parametrize("content", [b"", b'{"bell": ', b"\xff\xfe"])
def test_a_broken_message_is_dropped_and_the_next_one_arrives(folder, content) -> None:
    (folder / "queue" / "0_broken.celery.msg").write_bytes(content)
    with connection(folder) as opened:
        channel = opened.channel()
        channel._put("celery", {"bell": 2})
        assert channel._get("celery") == {"bell": 2}
        with pytest.raises(queue.Empty):
            channel._get("celery")


def test_a_routing_table_cut_short_loses_a_ring_and_nothing_else(folder) -> None:
    (folder / "control" / "celery.exchange").write_bytes(b"")
    with connection(folder) as opened:
        assert opened.channel().get_table("celery") == []


def test_a_busy_writer_and_a_busy_reader_never_meet_half_a_message(folder) -> None:
    many = 400
    got: list[int] = []

    def write() -> None:
        with connection(folder) as opened:
            channel = opened.channel()
            for number in range(many):
                channel._put("celery", {"number": number})

    with connection(folder) as opened:
        channel = opened.channel()
        writers = [threading.Thread(target=write) for _ in range(2)]
        for writer in writers:
            writer.start()
        end = time.monotonic() + 60
        while len(got) < 2 * many and time.monotonic() < end:
            with contextlib.suppress(queue.Empty):
                got.append(channel._get("celery")["number"])
        for writer in writers:
            writer.join()
    assert sorted(got) == sorted([*range(many), *range(many)])
