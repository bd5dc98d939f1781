"""Signed-in browsers and a few reports for the workspace's tests."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from helpdesk.accounts.models import User


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
