"""A mail server in a thread, just real enough to misbehave like one."""

from __future__ import annotations

import contextlib
import email
import email.policy
import socketserver
import threading
from email.message import EmailMessage
from typing import Any


class SmtpStub:
    """Takes mails on a loopback port; `answer_to_…` and `drop_after_data`
    change what it says, `down()` closes the port and `up()` opens the same one again."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.recipients: list[str] = []
        self.connections = 0
        self.answer_to_rcpt = "250 ok"
        self.answer_to_data = "250 taken"
        self.answer_to_auth = ""  # empty: no login offered
        self.answer_to_mail = "250 ok"
        self.logins = 0
        self.may_go_on = threading.Event()  # clear it to stall a mail half-way
        self.may_go_on.set()
        self.stalled = threading.Event()
        self.may_answer = threading.Event()  # clear it to take a mail and keep the answer back
        self.may_answer.set()
        self.drop_after_data = 0  # so many mails are taken and the line cut before the answer
        self._server: Any = None
        self.port = 0
        self.up()

    def up(self) -> None:
        stub = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                stub.connections += 1
                with contextlib.suppress(ConnectionError):
                    _converse(stub, self)

        class Server(socketserver.ThreadingTCPServer):
            allow_reuse_address = True
            daemon_threads = True

        self._server = Server(("127.0.0.1", self.port), Handler)
        self.port = self._server.server_address[1]
        threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        ).start()

    def down(self) -> None:
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None


def _converse(stub: SmtpStub, handler: Any) -> None:
    def say(line: str) -> None:
        handler.wfile.write(line.encode() + b"\r\n")

    say("220 stub")
    while line := handler.rfile.readline():
        verb = line[:4].upper()
        if verb == b"QUIT":
            say("221 bye")
            return
        if verb == b"RCPT":
            stub.recipients.append(line.decode().strip())
            say(stub.answer_to_rcpt)
        elif verb == b"DATA":
            if not stub.may_go_on.is_set():
                stub.stalled.set()
                stub.may_go_on.wait(60)
            say("354 go on")
            content = b""
            while (part := handler.rfile.readline()) != b".\r\n":
                if not part:
                    return  # the sender died half-way: no mail
                content += part.removeprefix(b".") if part.startswith(b"..") else part
            if stub.answer_to_data.startswith("250"):
                stub.mails.append(email.message_from_bytes(content, policy=email.policy.default))
            if not stub.may_answer.is_set():
                stub.may_answer.wait(60)
                return
            if stub.drop_after_data:
                stub.drop_after_data -= 1
                return
            say(stub.answer_to_data)
        elif verb in (b"EHLO", b"HELO"):
            say("250-stub\r\n250 AUTH PLAIN" if stub.answer_to_auth else "250 stub")
        elif verb == b"AUTH":
            stub.logins += 1
            say(stub.answer_to_auth)
        elif verb == b"MAIL":
            say(stub.answer_to_mail)
        else:
            say("250 ok")
