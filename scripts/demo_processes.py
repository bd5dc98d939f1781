"""Child processes of the demo: started in groups, watched, and stopped without orphans."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STOP_SECONDS = 4.0
TAIL = 20


class Stopped(Exception):
    """Somebody asked the demo to end."""


class Failed(Exception):
    """The demo can't go on; the message is one sentence for the person who started it."""


class Family:
    """The child processes. Each leads its own group, so that Ctrl-C reaches only this process,
    which then stops the groups in order."""

    def __init__(self, log_folder: Path) -> None:
        self._logs = log_folder
        self._children: dict[str, subprocess.Popen[bytes]] = {}
        self.stopping = False

    def start(
        self, name: str, arguments: list[str], env: dict[str, str], *, again: bool = False
    ) -> None:
        """Start a child that writes to logs/<name>.log; `again` keeps what stands there."""
        with self.log(name).open("ab" if again else "wb") as log:
            self._children[name] = subprocess.Popen(
                arguments,
                cwd=ROOT,
                env=env,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                process_group=0,
                preexec_fn=_end_with_parent if sys.platform == "linux" else None,
            )

    def log(self, name: str) -> Path:
        return self._logs / f"{name}.log"

    def finished(self, name: str) -> int | None:
        """Return the exit code of a child that ended, and forget it; None while it runs."""
        code = self._children[name].poll()
        if code is not None:
            del self._children[name]
        return code

    def keep(self, name: str, start: Callable[[bool], None], lives: int, seconds: float) -> None:
        """Start a child and start it again when it dies; `start` is told whether it is again.

        Raises Stopped on request, Failed when another child dies or this one for the
        `lives`-th time within `seconds`.
        """
        deaths: list[float] = []
        start(False)
        while True:
            self.until(lambda: self._children[name].poll() is not None, expected=name)
            code = self.finished(name)
            now = time.monotonic()
            deaths = [*(at for at in deaths if now - at < seconds), now]
            if len(deaths) >= lives:
                raise Failed(f"Proses “{name}” berhenti (kode {code}).\n{self.tail(name)}")
            start(True)

    def wait(self, name: str, what: str) -> None:
        """Wait until a child has done its work; raises Failed with its last words."""
        self.until(lambda: self._children[name].poll() is not None, expected=name)
        if self.finished(name):
            raise Failed(f"{what} gagal.\n{self.tail(name)}")

    def until(
        self, done: Callable[[], bool], seconds: float | None = None, expected: str = ""
    ) -> bool:
        """Wait for a condition; raises Stopped on request, Failed when another child dies."""
        deadline = None if seconds is None else time.monotonic() + seconds
        while not done():
            if self.stopping:
                raise Stopped
            for name, child in self._children.items():
                if name != expected and child.poll() is not None:
                    raise Failed(
                        f"Proses “{name}” berhenti (kode {child.returncode}).\n{self.tail(name)}"
                    )
            if deadline is not None and time.monotonic() > deadline:
                return False
            time.sleep(0.05)
        return True

    def tail(self, name: str) -> str:
        """Return the last lines of a child's log."""
        lines = self.log(name).read_text(encoding="utf-8", errors="replace").splitlines()
        return "\n".join(f"  {line}" for line in lines[-TAIL:])

    def stop(self) -> None:
        """Ask all groups to end, then end what is left; nobody remains."""
        for child in self._children.values():
            _signal_group(child, signal.SIGTERM)
        deadline = time.monotonic() + STOP_SECONDS
        for child in self._children.values():
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.wait(max(0.05, deadline - time.monotonic()))
        for child in self._children.values():
            _signal_group(child, signal.SIGKILL)
            child.wait()
        self._children.clear()


def _signal_group(child: subprocess.Popen[bytes], number: signal.Signals) -> None:
    # Neither error leaves anybody behind: the whole group is gone, or only its zombie is left.
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, number)


def _end_with_parent() -> None:
    """Let the kernel end a child whose demo was killed without a chance to clean up."""
    ctypes.CDLL(None).prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG
