"""The one way to Zendesk, and the only place that knows zenpy (design.md 3, zendesk.md 8).

Outside stand plain dataclasses and the faults of `faults.py`. zenpy is kept from what it does by
default: repeating PUT and DELETE, sleeping on 429, caching, sharing one client among threads.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import requests
from django.conf import settings
from requests.adapters import HTTPAdapter
from urllib3.exceptions import NameResolutionError, NewConnectionError
from urllib3.util.retry import Retry
from zenpy import Zenpy
from zenpy.lib.api import BaseApi
from zenpy.lib.api_objects import BaseObject, Comment, Ticket, User
from zenpy.lib.exception import APIException, ZenpyException

from integrations.zendesk.answers import CREDENTIALS, fault_of
from integrations.zendesk.faults import AuthFault, Fault, PermanentFault, TransientFault

TIMEOUT = (3.05, 15.0)  # seconds to connect, seconds between two bytes of the answer
LOOPBACK = ("127.0.0.1", "localhost")
_idempotency_key: ContextVar[str] = ContextVar("idempotency_key", default="")


@dataclass(frozen=True, slots=True)
class RemoteTicket:
    """A ticket as Zendesk shows it; `fields` maps custom field ids to values."""

    id: int
    external_id: str
    status: str
    subject: str
    priority: str | None
    tags: tuple[str, ...]
    fields: dict[int, Any]
    requester_id: int | None
    assignee_id: int | None
    updated_at: str


@dataclass(frozen=True, slots=True)
class RemoteAudit:
    """One audit: `custom` is the metadata given with the write, `comment_id` what it said.

    `comment_id` is 0 where the audit holds no comment. A write makes one comment at most.
    """

    id: int
    custom: dict[str, Any]
    comment_id: int


@dataclass(frozen=True, slots=True)
class Written:
    """The answer of a create or update: the ticket after it, and the audit it made."""

    ticket: RemoteTicket
    audit: RemoteAudit


@dataclass(frozen=True, slots=True)
class Account:
    """The user our credentials stand for."""

    id: int
    name: str
    role: str


class _Refused(Exception):
    """An answer that zenpy must not see: it would sleep in the worker until Retry-After ends."""

    def __init__(self, response: requests.Response) -> None:
        super().__init__(response.status_code)
        self.response = response


class _Session(requests.Session):
    """Adds the Idempotency-Key of the present call and raises 429 before zenpy can sleep.

    Follows no redirect: it would turn a PUT into a GET, and Zendesk's API has none; where one
    comes, the address is wrong (an unknown account leads to a page of Zendesk's own).
    """

    def request(self, method, url, *args, **kwargs):
        key = _idempotency_key.get()
        if key:
            kwargs["headers"] = {**(kwargs.get("headers") or {}), "Idempotency-Key": key}
        kwargs["allow_redirects"] = False
        response = super().request(method, url, *args, **kwargs)
        if response.status_code == 429 or 300 <= response.status_code < 400:
            raise _Refused(response)
        return response


class Client:
    """One connection to one account, for one thread. Every method may raise a Fault."""

    def __init__(self, url: str, email: str, token: str) -> None:
        with _faults():
            self._zenpy = _zenpy(url, email, token)
        self._account: Account | None = None

    def me(self, *, fresh: bool = False) -> Account:
        """Return who we are; AuthFault where Zendesk lets us in as nobody (zendesk.md 1).

        `fresh` asks again although the answer is known.
        """
        if self._account is None or fresh:
            with _faults():
                user = _plain(self._zenpy.users.me())
            if not user.get("id"):
                raise AuthFault(CREDENTIALS, credentials=True)
            self._account = Account(user["id"], user.get("name") or "", user.get("role") or "")
        return self._account

    def show(self, ticket_id: int) -> RemoteTicket:
        with _faults():
            return _ticket(_plain(self._zenpy.tickets(id=ticket_id)))

    def by_external_id(self, external_id: str) -> list[RemoteTicket]:
        """Return the tickets carrying this external_id, oldest first: a list, not a search."""
        with _faults():
            found = [_ticket(_plain(t)) for t in self._zenpy.tickets(external_id=external_id)]
        return sorted((t for t in found if t.external_id == external_id), key=lambda t: t.id)

    def audits(self, ticket_id: int) -> list[RemoteAudit]:
        with _faults():
            return [_audit(_plain(a)) for a in self._zenpy.tickets.audits(ticket=ticket_id)]

    def create(self, payload: Mapping[str, Any], *, idempotency_key: str) -> Written:
        """Create a ticket; within two hours the same key and payload make no second one."""
        token = _idempotency_key.set(idempotency_key)
        try:
            with _faults():
                return _written(self._zenpy.tickets.create(_writable(payload)))
        finally:
            _idempotency_key.reset(token)

    def update(self, ticket_id: int, payload: Mapping[str, Any]) -> Written:
        """Change a ticket. Not repeatable: a comment sent twice stands there twice."""
        with _faults():
            # A new object for each attempt: zenpy forgets the changes of a failed one.
            return _written(self._zenpy.tickets.update(_writable({**payload, "id": ticket_id})))

    def add_tags(self, ticket_id: int, tags: Sequence[str]) -> None:
        with _faults():
            self._zenpy.tickets.add_tags(ticket_id, list(tags))

    def remove_tags(self, ticket_id: int, tags: Sequence[str]) -> None:
        with _faults():
            self._zenpy.tickets.delete_tags(ticket_id, list(tags))


_local = threading.local()


def connect() -> Client:
    """Return this thread's client for the configured account."""
    wanted = (settings.ZENDESK_URL, settings.ZENDESK_EMAIL, settings.ZENDESK_TOKEN)
    if getattr(_local, "key", None) != wanted:
        _local.client, _local.key = Client(*wanted), wanted
    return _local.client


def _zenpy(url: str, email: str, token: str) -> Zenpy:
    """Build zenpy for any base address; plain http is accepted for loopback only."""
    parts = urlsplit(url)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOOPBACK):
        raise PermanentFault("ZENDESK_URL harus berupa alamat https.")
    # zenpy joins two halves of a host with a dot; a name without any dot has no halves.
    place = parts.netloc.replace("localhost", "127.0.0.1")
    subdomain, dot, domain = place.partition(".")
    if not dot:
        raise PermanentFault("ZENDESK_URL tidak dikenali; contoh: https://nama.zendesk.com")
    session = _Session()
    # Only what changes nothing may be repeated by the transport (zendesk.md 8).
    retry = Retry(
        total=2,
        status=0,
        backoff_factor=0.2,
        allowed_methods=frozenset({"GET", "HEAD"}),
        respect_retry_after_header=False,
    )
    for prefix in ("https://", "http://"):
        session.mount(prefix, HTTPAdapter(max_retries=retry))
    if parts.hostname in LOOPBACK:
        session.trust_env = False  # no proxy stands between us and ourselves
    zenpy = Zenpy(
        domain=domain,
        subdomain=subdomain,
        email=email,
        token=token,
        session=session,
        timeout=TIMEOUT,
        disable_cache=True,
    )
    _speak(zenpy, parts.scheme, seen=set())
    return zenpy


def _speak(value: object, scheme: str, seen: set[int]) -> None:
    """Set the scheme on every API object of the client: zenpy writes https otherwise."""
    if id(value) in seen or not isinstance(value, (Zenpy, BaseApi)):
        return
    seen.add(id(value))
    if isinstance(value, BaseApi):
        value.protocol = scheme
    for child in vars(value).values():
        _speak(child, scheme, seen)


def _writable(payload: Mapping[str, Any]) -> Ticket:
    fields = dict(payload)
    if "comment" in fields:
        fields["comment"] = Comment(**fields["comment"])
    requester = fields.pop("requester", None)
    ticket = Ticket(**fields)
    if requester is not None:
        ticket.requester = User(**requester)
        # zenpy adds the id of the user it does not have: "requester_id": null
        ticket._dirty_attributes.discard("requester_id")
    return ticket


def _plain(value: Any) -> dict[str, Any]:
    return value.to_dict() if isinstance(value, BaseObject) else dict(value)


def _written(answer: Any) -> Written:
    """Read an answer; a write that changed nothing may come back without an audit."""
    if isinstance(answer, Ticket):
        return Written(_ticket(_plain(answer)), _NO_AUDIT)
    if answer.audit is None:
        return Written(_ticket(_plain(answer.ticket)), _NO_AUDIT)
    return Written(_ticket(_plain(answer.ticket)), _audit(_plain(answer.audit)))


_NO_AUDIT = RemoteAudit(id=0, custom={}, comment_id=0)


def _ticket(data: Mapping[str, Any]) -> RemoteTicket:
    if not data["id"]:
        raise ValueError("a ticket without an id")
    return RemoteTicket(
        id=data["id"],
        external_id=data.get("external_id") or "",
        status=data.get("status") or "",
        subject=data.get("subject") or "",
        priority=data.get("priority"),
        tags=tuple(data.get("tags") or ()),
        fields={f["id"]: f.get("value") for f in data.get("custom_fields") or ()},
        requester_id=data.get("requester_id"),
        assignee_id=data.get("assignee_id"),
        updated_at=data.get("updated_at") or "",
    )


def _audit(data: Mapping[str, Any]) -> RemoteAudit:
    said = [e["id"] for e in data.get("events") or () if e.get("type") == "Comment"]
    custom = (data.get("metadata") or {}).get("custom") or {}
    return RemoteAudit(id=data["id"], custom=dict(custom), comment_id=said[0] if said else 0)


# --- Faults -------------------------------------------------------------------------------------
@contextmanager
def _faults() -> Iterator[None]:
    """Turn whatever zenpy, requests and urllib3 raise into one of our faults."""
    try:
        yield
    except Fault:
        raise
    except _Refused as error:
        raise fault_of(error.response) from None
    except APIException as error:
        raise fault_of(error.response) from None
    except requests.HTTPError as error:
        raise fault_of(error.response) from None
    except requests.Timeout as error:
        gone = isinstance(error, requests.ConnectTimeout)
        raise TransientFault(
            "Zendesk tidak menjawab pada waktunya.", everywhere=gone, untouched=gone
        ) from None
    except requests.ConnectionError as error:
        away = _never_arrived(error)
        raise TransientFault(
            "Sambungan ke Zendesk terputus.", everywhere=away, untouched=away
        ) from None
    except requests.RequestException as error:
        raise TransientFault(f"Sambungan ke Zendesk gagal ({type(error).__name__}).") from None
    except (ZenpyException, AttributeError, KeyError, TypeError, ValueError) as error:
        # zenpy raises these on answers it cannot read: HTML under status 200, missing parts.
        raise TransientFault(
            f"Jawaban Zendesk tidak dapat dibaca ({type(error).__name__})."
        ) from None


def _never_arrived(error: requests.ConnectionError) -> bool:
    """True when no connection was made at all: the outage is not this job's fault."""
    cause = getattr(error.args[0], "reason", None) if error.args else None
    return isinstance(cause, (NewConnectionError, NameResolutionError))
