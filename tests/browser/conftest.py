"""Headless Chromium against the live server; every page is watched for script errors."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.cast import PASSWORD
from tests.conftest import _CHROMIUM

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    from pathlib import Path

    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = next(p for p in _CHROMIUM if Path(p).exists())
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


class Visitor:
    """One person with one browser window."""

    def __init__(self, chromium: Any, base: str, width: int, *, script: bool = True) -> None:
        self.base = base
        self.complaints: list[str] = []
        self.context = chromium.new_context(
            viewport={"width": width, "height": 900}, locale="id-ID", java_script_enabled=script
        )
        self.page = self.context.new_page()
        self.page.set_default_timeout(10_000)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on(
            "console",
            lambda m: (
                self.complaints.append(m.text) if "Content Security Policy" in m.text else None
            ),
        )

    def go(self, path: str) -> Any:
        self.page.goto(path if path.startswith("http") else self.base + path)
        return self.page

    def sign_in(self, username: str) -> None:
        self.go("/akun/login/")
        self.page.fill("input[name=login]", username)
        self.page.fill("input[name=password]", PASSWORD)
        self.page.click("main form button")
        self.page.wait_for_url("**/meja/**")

    def fits(self) -> bool:
        """True when nothing sticks out sideways."""
        return bool(
            self.page.evaluate(
                "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
            )
        )


@pytest.fixture
def visitor(chromium: Any, live_server: Any) -> Iterator[Callable[..., Visitor]]:
    """Open windows: visitor(390), visitor(1440), visitor(390, script=False)."""
    opened: list[Visitor] = []

    def open_window(width: int, *, script: bool = True) -> Visitor:
        window = Visitor(chromium, live_server.url, width, script=script)
        opened.append(window)
        return window

    yield open_window
    for window in opened:
        window.context.close()
        assert not window.complaints, window.complaints
