"""A stand-in Zendesk over HTTP, for tests and the demo: `python -m integrations.zendesk.fake`.

It keeps tickets like the real one, answers in the shapes of recorded traffic and follows the
rules of zendesk.md; what it does not know is 404 InvalidEndpoint, never a made-up success.
Listens on loopback only. Tests make it fail on purpose with `fail`.
"""

from __future__ import annotations

import argparse
import base64
import json
import sys
import threading
import time
from collections import deque
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from integrations.zendesk import fake_page
from integrations.zendesk.fake_account import FakeAccount, Json, Refusal
from integrations.zendesk.fake_endpoints import ROUTES, Request

LIMIT = 700  # requests a minute named in the headers; only `fail` ever answers 429
FAULTS = (
    "rate_limit",  # 429 with Retry-After and a plain text body
    "unavailable",  # 503
    "error",  # 500 in JSON
    "html",  # 502 with a page
    "conflict",  # 409 DatabaseConflict
    "unauthorized",  # 401
    "forbidden",  # 403
    "ticket_limit",  # 429 for one ticket that was updated too often
    "redirect",  # 302, as for an account that does not exist
    "nowhere",  # 404 with a page, the same
    "drop",  # the connection ends before anything is done
    "drop_after",  # it is done, then the connection ends
    "slow_after",  # it is done, but the answer comes too late
    "half_after",  # it is done, but the answer ends in the middle
)


@dataclass(slots=True)
class Fault:
    kind: str
    retry_after: int | None = None
    methods: tuple[str, ...] = ()  # empty: any


@dataclass(slots=True)
class Seen:
    """One request as it arrived."""

    method: str
    path: str
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)


class FakeZendesk(ThreadingHTTPServer):
    """The server. `url` is its base address; use it as a context manager to run in a thread."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, account: FakeAccount | None = None, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.account = account or FakeAccount()
        self.url = f"http://127.0.0.1:{self.server_address[1]}"
        self.faults: deque[Fault | None] = deque()
        self.seen: list[Seen] = []
        self.keep_seen = False
        self.slowness = 1.0  # seconds of `slow_after`

    def fail(
        self, kind: str | None, times: int = 1, *, retry_after: int | None = None,
        methods: tuple[str, ...] = (),
    ) -> None:  # fmt: skip
        """Let the next `times` requests (of these methods) fail; None lets one through."""
        if kind is not None and kind not in FAULTS:
            raise ValueError(f"{kind!r} is none of {FAULTS}")
        fault = Fault(kind, retry_after, methods) if kind else None
        self.faults.extend([fault] * times)

    def next_fault(self, method: str) -> Fault | None:
        if not self.faults:
            return None
        fault = self.faults[0]
        if fault is not None and fault.methods and method not in fault.methods:
            return None
        return self.faults.popleft()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A caller that hung up is no news."""
        if not isinstance(sys.exc_info()[1], (ConnectionError, TimeoutError)):
            super().handle_error(request, client_address)

    def __enter__(self) -> FakeZendesk:
        # A short poll: a test should not wait half a second for the end.
        threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.shutdown()
        self.server_close()


class _Dropped(Exception):
    """End the connection without an answer."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # Header and body leave in one segment: otherwise each answer waits 40 ms for the other's ACK.
    wbufsize = -1
    server: FakeZendesk

    def log_message(self, format: str, *args: Any) -> None:
        """Silent: the requests hold what people wrote."""

    def do_GET(self) -> None:
        self._serve()

    do_POST = do_PUT = do_DELETE = do_GET  # noqa: N815 - http.server names them so

    def _serve(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        parts = urlsplit(self.path)
        if parts.path in ("/", "/gaya.css"):
            return self._page(parts.path)
        if self.server.keep_seen:
            self.server.seen.append(Seen(self.command, self.path, body, dict(self.headers)))
        fault = self.server.next_fault(self.command)
        try:
            self._answer(parts.path, parse_qs(parts.query), body, fault)
        except _Dropped:
            self.close_connection = True
        return None

    def _answer(self, path: str, query: dict[str, list[str]], body: bytes,
                fault: Fault | None) -> None:  # fmt: skip
        kind = fault.kind if fault else ""
        if kind == "drop":
            raise _Dropped
        if fault and kind in _REFUSALS:
            status, content, text = _REFUSALS[kind]
            extra = dict(_HEADERS.get(kind, {}))
            if fault.retry_after is not None:
                extra["Retry-After"] = str(fault.retry_after)
            return self._send(status, text.encode(), content, extra)
        status, answer, extra = self._act(path, query, body)
        if kind == "drop_after":
            raise _Dropped
        if kind == "slow_after":
            time.sleep(self.server.slowness)
        content = "application/json"
        if path.startswith("/api/v2/uploads"):
            content = "text/plain"  # as recorded
        raw = b"" if answer is None else json.dumps(answer).encode()
        if kind == "half_after":
            self._send(status, raw, content, extra, cut=len(raw) // 2)
            raise _Dropped
        return self._send(status, raw, content, extra)

    def _act(self, path: str, query: dict[str, list[str]], body: bytes
             ) -> tuple[int, Json | None, dict[str, str]]:  # fmt: skip
        """Return status, body and further headers of one request that no fault hit."""
        account = self.server.account
        known = self._authorized()
        if not known and not path.startswith("/api/v2/users/me"):
            return 401, {"error": "Couldn't authenticate you"}, {}
        for method, pattern, action in ROUTES:
            match = pattern.fullmatch(path)
            if match is None or method != self.command:
                continue
            try:
                request = Request(account, self.server.url, query, body, known,
                                   self.headers, [int(g) if g.isdigit() else g
                                                  for g in match.groups()])  # fmt: skip
                with account.lock:
                    return action(request)
            except Refusal as refusal:
                return refusal.status, refusal.body, {}
            except (ValueError, AttributeError, TypeError, LookupError):
                return 400, {"error": "BadRequest", "description": "Malformed request"}, {}
        return 404, {"error": "InvalidEndpoint", "description": "Not found"}, {}

    def _authorized(self) -> bool:
        scheme, _, given = self.headers.get("Authorization", "").partition(" ")
        account = self.server.account
        wanted = base64.b64encode(f"{account.email}/token:{account.token}".encode()).decode()
        return scheme == "Basic" and given == wanted

    def _page(self, path: str) -> None:
        if path == "/gaya.css":
            return self._send(200, fake_page.STYLE.encode(), "text/css", {})
        with self.server.account.lock:
            text = fake_page.render(self.server.account)
        safe = {"Content-Security-Policy": "default-src 'none'; style-src 'self'"}
        return self._send(200, text.encode(), "text/html", safe)

    def _send(self, status: int, body: bytes, content: str, extra: dict[str, str],
              *, cut: int | None = None) -> None:  # fmt: skip
        self.send_response(status)
        self.send_header("Content-Type", f"{content}; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        for name in ("ratelimit-limit", "ratelimit-remaining",
                     "X-Rate-Limit", "X-Rate-Limit-Remaining"):  # fmt: skip
            self.send_header(name, str(LIMIT))
        self.send_header("ratelimit-reset", "60")
        self.send_header("x-zendesk-api-version", "v2")
        for name, value in extra.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body[:cut])
        self.wfile.flush()


_JSON, _TEXT = "application/json", "text/plain"
_REFUSALS = {
    "rate_limit": (429, _TEXT, "Number of allowed API requests per minute exceeded"),
    "ticket_limit": (429, _TEXT, "Rate limit of this ticket exceeded"),
    "redirect": (302, "text/html", ""),
    "nowhere": (404, "text/html", "<html><body>No help desk at this address</body></html>"),
    "unavailable": (503, _TEXT, "Service temporarily unavailable"),
    "error": (500, _JSON, '{"error": "InternalError", "description": "Internal error"}'),
    "html": (502, "text/html", "<html><body><h1>502 Bad Gateway</h1></body></html>"),
    "conflict": (409, _JSON, '{"error": "DatabaseConflict", "description": "Database collision"}'),
    "unauthorized": (401, _JSON, '{"error": "Couldn\'t authenticate you"}'),
    "forbidden": (403, _JSON, '{"error": {"title": "Forbidden", "message": "No permission"}}'),
}
_HEADERS = {
    "redirect": {"Location": "/app/help-center-closed"},
    "ticket_limit": {"zendesk-ratelimit-per-ticket-updates": "total=30; remaining=0; resets=468"},
}


def main() -> None:
    """Serve until interrupted."""
    parser = argparse.ArgumentParser(description="Zendesk tiruan untuk peragaan dan uji.")
    parser.add_argument("--port", type=int, default=8099)
    parser.add_argument("--email", default="agen@example.com")
    parser.add_argument("--token", default="token-demo")
    parser.add_argument("--data", default=":memory:", help="berkas SQLite; tanpa ini hanya ingatan")
    options = parser.parse_args()
    account = FakeAccount(email=options.email, token=options.token, path=options.data)
    server = FakeZendesk(account, options.port)
    sys.stdout.write(f"Zendesk tiruan: {server.url}\n")
    sys.stdout.flush()
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        server.server_close()


if __name__ == "__main__":
    main()
