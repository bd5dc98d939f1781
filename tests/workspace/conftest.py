"""Signed-in browsers and a few reports for the workspace's tests."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from helpdesk.accounts.models import User
from helpdesk.accounts.viewer import reporter
from helpdesk.taxonomy import Category
from helpdesk.tickets.files import NewFile
from helpdesk.tickets.models import Ticket
from helpdesk.tickets.services import talking
from tests.cast import viewer
from tests.factories import NIK, claimed_report


@pytest.fixture
def as_user(db: None) -> Callable[[User], Client]:
    """Return a browser in which this person is signed in."""

    def sign_in(user: User) -> Client:
        browser = Client()
        browser.force_login(user)
        return browser

    return sign_in


@pytest.fixture
def composer() -> Callable[[Any], dict[str, str]]:
    """Return what the composer of a loaded ticket page would post."""

    def fields(response: Any) -> dict[str, str]:
        shown = response.context["composer"]
        return {
            "key": str(shown.key),
            "version": str(shown.version),
            "then": "in_progress",
            "body": shown.text or "Selamat pagi, mohon dicoba lagi.",
            "template_key": shown.template_key,
        }

    return fields


PDF = NewFile("surat permohonan.pdf", "application/pdf", b"%PDF-1.4\n%%EOF\n")


@pytest.fixture
def report(cast) -> Ticket:
    """A report that Sari holds."""
    return claimed_report(
        viewer(cast.sari), category=Category.GOOGLE_EDUCATION, title="Drive penuh", files=[PDF]
    )


@pytest.fixture
def reset(cast) -> Ticket:
    """A password report that the volunteer Yohana holds, with papers and a talkative reporter."""
    ticket = claimed_report(viewer(cast.yohana), files=[PDF])
    talking.reporter_replies(
        reporter(ticket.pk),
        ticket.pk,
        f"NIK saya {NIK}, email lestari.contoh@example.com, HP 0812 0000 1234.",
        key=uuid.uuid4(),
        files=[PDF],
    )
    return Ticket.objects.get(pk=ticket.pk)
