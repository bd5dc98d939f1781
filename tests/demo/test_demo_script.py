"""`scripts/demo.py` from an empty folder: starts, lets people in, and stops without orphans."""

from __future__ import annotations

import http.cookiejar
import os
import re
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from helpdesk.config.synthetic.logins import DEMO_PASSWORD
from scripts import demo, demo_processes
from tests.guards import no_runaway

ROOT = Path(__file__).resolve().parents[2]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def command_lines_with(text: str) -> list[str]:
    """Return the processes whose environment names this folder: everything the demo started."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if text.encode() in (folder / "environ").read_bytes():
                found.append((folder / "cmdline").read_bytes().replace(b"\0", b" ").decode())
        except OSError:
            continue
    return found


def test_a_taken_port_is_one_clear_sentence(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        result = subprocess.run(
            [sys.executable, "scripts/demo.py"], cwd=ROOT, capture_output=True, text=True,
            env={**os.environ, "PORT": str(port), "DATA_DIR": str(tmp_path)},
            check=False,
        )  # fmt: skip
    assert result.returncode == 2
    assert f"Port {port} sedang dipakai" in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize("port", ["abc", "0", "70000", "-1"])
def test_a_port_that_is_none_is_refused(port: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", port)
    with pytest.raises(demo_processes.Failed, match="PORT harus angka"):
        demo.read_port()


def test_the_shells_own_services_never_reach_the_demo(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("DATABASE_URL", "ZENDESK_URL", "ZENDESK_TOKEN", "EMAIL_URL", "PII_KEYS"):
        monkeypatch.setenv(name, "production")
    env = demo.environment(tmp_path, 8000)
    assert "production" not in env.values()
    assert env["DEMO"] == "1"
    assert demo.environment(tmp_path, 8000)["SECRET_KEY"] == env["SECRET_KEY"]
    assert (tmp_path / "secret.key").stat().st_mode & 0o077 == 0


def test_a_child_that_dies_ends_the_demo_with_its_last_words(tmp_path: Path) -> None:
    family = demo_processes.Family(tmp_path)
    family.start("web", [sys.executable, "-c", "print('no more paper'); raise SystemExit(3)"], {})
    with pytest.raises(demo_processes.Failed, match="no more paper"):
        family.until(lambda: False, 20)
    family.stop()


def test_a_worker_that_falls_over_is_started_again_but_not_for_ever(tmp_path: Path) -> None:
    family = demo_processes.Family(tmp_path)
    told: list[bool] = []

    def start(again: bool) -> None:
        told.append(again)
        code = f"print('life {len(told)}'); raise SystemExit(1)"
        family.start("pekerja", [sys.executable, "-c", code], {}, again=again)

    with pytest.raises(demo_processes.Failed, match=r"pekerja.*kode 1"):
        family.keep("pekerja", start, lives=3, seconds=60)
    assert told == [False, True, True]
    assert family.log("pekerja").read_text().split("\n")[:3] == ["life 1", "life 2", "life 3"]


def test_a_child_that_ignores_the_request_is_ended_all_the_same(tmp_path: Path) -> None:
    family = demo_processes.Family(tmp_path)
    code = "import signal,time; signal.signal(15, signal.SIG_IGN); print('on', flush=True); time.sleep(60)"
    family.start("keras", [sys.executable, "-c", code], {"DATA_DIR": str(tmp_path)})
    assert family.until(lambda: "on" in family.log("keras").read_text(), 20)
    with no_runaway():
        family.stop()
    assert command_lines_with(str(tmp_path)) == []


class Browser:
    """Just enough of a browser: cookies and forms."""

    def __init__(self, base: str) -> None:
        self.base = base
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), jar)

    def get(self, path: str) -> str:
        with self._opener.open(self.base + path, timeout=20) as answer:
            return answer.read().decode()

    def post(self, path: str, **fields: str) -> str:
        """Post a form; returns the address that the browser ends at."""
        data = urllib.parse.urlencode(fields).encode()
        request = urllib.request.Request(self.base + path, data, {"Referer": self.base + path})
        try:
            with self._opener.open(request, timeout=20) as answer:
                return str(answer.geturl())
        except urllib.error.HTTPError as error:
            return f"{error.geturl()} {error.code}"


@pytest.fixture
def running(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], int, Path]]:
    """A demo from nothing, with few reports."""
    port = free_port()
    env = {**os.environ, "PORT": str(port), "DATA_DIR": str(tmp_path), "DEMO_TICKETS": "30"}
    process = subprocess.Popen(
        [sys.executable, "scripts/demo.py"], cwd=ROOT, env=env, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True,
    )  # fmt: skip
    yield process, port, tmp_path
    if process.poll() is None:
        process.kill()
    process.wait()


@pytest.mark.slow
def test_the_demo_starts_lets_people_in_and_stops_without_orphans(
    running: tuple[subprocess.Popen[str], int, Path],
) -> None:
    process, port, folder = running
    assert process.stdout is not None
    said = ""
    while "Ctrl-C" not in said:
        line = process.stdout.readline()
        assert line, said
        said += line
    assert DEMO_PASSWORD in said
    assert demo.answers(port)

    browser = Browser(f"http://127.0.0.1:{port}")
    page = browser.get("/akun/login/")
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert token is not None
    ended_at = browser.post(
        "/akun/login/", csrfmiddlewaretoken=token[1], login="petugas", password=DEMO_PASSWORD
    )
    assert "/meja/" in ended_at

    process.send_signal(signal.SIGINT)
    assert process.wait(30) == 0
    assert command_lines_with(str(folder)) == []
    assert not demo.answers(port)
