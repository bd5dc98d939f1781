"""A stand-in Zendesk on a real port, and helpers that count what arrived there."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.utils import timezone

from integrations import outbox
from integrations.models import DeliveryJob
from integrations.zendesk import client, push
from integrations.zendesk.fake import FakeZendesk
from integrations.zendesk.fake_account import FakeAccount

EMAIL, TOKEN = "agen@example.com", "token-uji"


@pytest.fixture
def zendesk(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeZendesk]:
    """The stand-in, configured as the mirror; nobody waits long in a test."""
    monkeypatch.setattr(client, "TIMEOUT", (0.5, 0.3))
    with FakeZendesk(FakeAccount(email=EMAIL, token=TOKEN, export_delay=0)) as server:
        server.slowness, server.keep_seen = 0.6, True
        settings.ZENDESK_URL, settings.ZENDESK_EMAIL = server.url, EMAIL
        settings.ZENDESK_TOKEN, settings.ZENDESK_FIELDS = TOKEN, "category=501,state=502"
        yield server


@pytest.fixture
def hurry(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Deliver the Zendesk jobs as if all waiting times had passed, until nothing moves."""
    monkeypatch.setattr(push, "SETTLE", push.timedelta(0))

    def deliver(rounds: int = 12) -> None:
        for _ in range(rounds):
            cache.delete(push._PAUSE)
            for job in DeliveryJob.objects.filter(status="parked", payload__has_key=outbox.LOCKED):
                outbox.release_parked(job.pk)
            waiting = DeliveryJob.objects.filter(status="waiting", channel="zendesk")
            if not waiting.update(not_before=timezone.now()):
                return
            outbox.deliver_due(channels=["zendesk"])

    return deliver


def comments(server: FakeZendesk, ticket_id: int = 1) -> list[tuple[bool, str]]:
    """Return (public, body) of a remote ticket's comments, oldest first."""
    return [(e["public"], e["body"]) for _, e in server.account.comments(ticket_id)]


def doubles(server: FakeZendesk) -> list[Any]:
    """Return what stands twice over there: reports with two tickets, texts with two comments."""
    mirrors = Counter(t["external_id"] for t in server.account.tickets.values())
    texts = Counter((t, body) for t in server.account.tickets for _, body in comments(server, t))
    return [key for key, n in (*mirrors.items(), *texts.items()) if n > 1]


def parked() -> list[str]:
    return [job.reason for job in outbox.parked()]


def sent(server: FakeZendesk, method: str, part: str = "") -> list[dict[str, Any]]:
    """Return the JSON bodies of the requests of one method, oldest first."""
    return [
        json.loads(s.body) for s in server.seen if s.method == method and part in s.path and s.body
    ]
