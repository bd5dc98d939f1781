"""The memory and the rules of the stand-in Zendesk: tickets, users, audits, jobs.

What it imitates, and how sure that is, stands in docs/zendesk.md. Everything is plain JSON data;
given a file it survives a restart, so that a demo's links stay true. No Django, no zenpy.
"""

from __future__ import annotations

import itertools
import json
import sqlite3
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

Json = dict[str, Any]
STATUSES = ("new", "open", "pending", "hold", "solved", "closed")
PRIORITIES = (None, "low", "normal", "high", "urgent")
WRITABLE = {
    "subject", "comment", "status", "priority", "type", "tags", "custom_fields", "external_id",
    "requester", "requester_id", "assignee_id", "group_id", "metadata", "description",
    "safe_update", "updated_stamp", "via_followup_source_id", "due_at", "submitter_id",
}  # fmt: skip
KEY_LIFETIME = 2 * 3600  # seconds an Idempotency-Key is remembered
MAX_COMMENTS = 5000
# Ids of an imaginary account; only that they are large and stable matters.
ORGANISATION, FORM, BRAND, CUSTOM_STATUS = (
    6130869157658,
    6130830344474,
    6130830354842,
    6130830355738,
)


class Refusal(Exception):
    """An answer outside 2xx: status and JSON body."""

    def __init__(self, status: int, body: Json) -> None:
        super().__init__(status)
        self.status = status
        self.body = body


def not_found() -> Refusal:
    return Refusal(404, {"error": "RecordNotFound", "description": "Not found"})


def invalid(field: str, description: str, error: str = "BlankValue") -> Refusal:
    return Refusal(
        422,
        {
            "error": "RecordInvalid",
            "description": "Record validation errors",
            "details": {field: [{"description": description, "error": error}]},
        },
    )


class FakeAccount:
    """One Zendesk account. Not locked itself: the server holds `lock` around each request."""

    def __init__(
        self,
        *,
        email: str = "agen@example.com",
        token: str = "token-demo",  # noqa: S107 - opens nothing but this stand-in
        path: str = ":memory:",
        clock: Callable[[], float] = time.time,
        export_delay: float = 60,
    ) -> None:
        self.email, self.token, self.clock = email, token, clock
        self.export_delay = export_delay  # seconds the export holds changes back
        self.lock = threading.RLock()
        self.kept_keys: dict[str, tuple[float, str, Any]] = {}
        self.uploads: dict[str, Json] = {}
        self.jobs: dict[str, Json] = {}
        self._file = sqlite3.connect(path, check_same_thread=False)
        self._file.execute("PRAGMA synchronous = OFF")  # a stand-in may lose its last second
        self._file.execute(
            "CREATE TABLE IF NOT EXISTS kept (kind TEXT, id INTEGER, body TEXT,"
            " PRIMARY KEY (kind, id)) WITHOUT ROWID"
        )
        self.tickets = self._load("ticket")
        self.users = self._load("user")
        # Audits hold the comments; a ticket's list is its history.
        self.audits: dict[int, list[Json]] = {
            key: row["audits"] for key, row in self._load("audits").items()
        }
        self._ticket_ids = itertools.count(max(self.tickets, default=0) + 1)
        newest = max(
            [6164000000000, *self.users, *(e["id"] for a in self.audits.values() for x in a
                                            for e in (x, *x["events"]))]
        )  # fmt: skip
        self._ids = itertools.count(newest + 128, 128)
        if not self.users:
            self.agent = self._new_user("Integrasi Helpdesk", email, role="admin")
        else:
            self.agent = next(u for u in self.users.values() if u["role"] == "admin")

    # --- Keeping ------------------------------------------------------------------------------
    def _load(self, kind: str) -> dict[int, Json]:
        rows = self._file.execute("SELECT id, body FROM kept WHERE kind = ? ORDER BY id", (kind,))
        return {key: json.loads(body) for key, body in rows}

    def _keep(self, kind: str, key: int, body: Json) -> None:
        self._file.execute("REPLACE INTO kept VALUES (?, ?, ?)", (kind, key, json.dumps(body)))
        self._file.commit()

    def next_id(self) -> int:
        return next(self._ids)

    def stamp(self) -> str:
        return datetime.fromtimestamp(self.clock(), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

    # --- Users --------------------------------------------------------------------------------
    def _new_user(self, name: str, email: str | None, role: str = "end-user", **more: Any) -> Json:
        now = self.stamp()
        user: Json = {
            "id": self.next_id(), "name": name, "email": email, "created_at": now,
            "updated_at": now, "role": role, "verified": role == "admin",
            "external_id": more.get("external_id"),
        }  # fmt: skip
        self.users[user["id"]] = user
        self._keep("user", user["id"], user)
        return user

    def find_user(self, email: str | None, external_id: str | None = None) -> Json | None:
        for user in self.users.values():
            same_email = email and (user["email"] or "").lower() == email.lower()
            same_id = external_id and (user["external_id"] or "").lower() == external_id.lower()
            if same_email or same_id:
                return user
        return None

    def create_or_update_user(self, data: Json) -> tuple[Json, bool]:
        """Return the user and True when new; matched by external_id or e-mail."""
        user = self.find_user(data.get("email"), data.get("external_id"))
        if user is not None:
            user.update({k: data[k] for k in ("name", "email", "external_id") if data.get(k)})
            user["updated_at"] = self.stamp()
            self._keep("user", user["id"], user)
            return user, False
        if not data.get("name"):
            raise invalid("name", "Name: cannot be blank")
        return self._new_user(data["name"], data.get("email"),
                              external_id=data.get("external_id")), True  # fmt: skip

    # --- Tickets ------------------------------------------------------------------------------
    def ticket(self, ticket_id: int) -> Json:
        ticket = self.tickets.get(ticket_id)
        if ticket is None or ticket["status"] == "deleted":
            raise not_found()
        return ticket

    def listed(self, external_id: str | None = None) -> list[Json]:
        """Return the tickets not deleted, oldest first, all or those of one external_id."""
        return [
            t
            for t in self.tickets.values()
            if t["status"] != "deleted" and external_id in (None, t["external_id"])
        ]

    def create(self, data: Json) -> tuple[Json, Json]:
        """Return the new ticket and its first audit."""
        comment = data.get("comment") or {"body": data.get("description") or ""}
        if not (comment.get("body") or comment.get("html_body")):
            raise invalid("base", "Description: cannot be blank")
        if data.get("status") == "closed":
            raise invalid("status", "Status: closed is not valid for a new ticket", "InvalidValue")
        _check_values(data)
        source = self._followed(data)
        requester = self._requester(data)
        now = self.stamp()
        ticket: Json = {
            "id": next(self._ticket_ids), "external_id": None, "created_at": now,
            "updated_at": now, "type": None, "subject": None, "description": comment.get("body"),
            "priority": None, "status": "new", "requester_id": requester,
            # By default the requester counts as the submitter, also when an agent calls.
            "submitter_id": int(data.get("submitter_id") or requester), "assignee_id": None, "group_id": None,
            "is_public": comment.get("public", True), "tags": [], "custom_fields": [],
            "changed": 0.0, "follows": source["id"] if source else None, "followups": [],
        }  # fmt: skip
        self._solvable(ticket, data)
        self.tickets[ticket["id"]] = ticket
        if source:
            source.setdefault("followups", []).append(ticket["id"])
            self._keep("ticket", source["id"], source)
        self.audits[ticket["id"]] = []
        # The submitter is the author of the first comment.
        events = [self._comment(comment, author=ticket["submitter_id"])]
        told = ("subject", "requester_id", "priority", "type", "status")
        for name in (*told, "external_id", "assignee_id", "tags", "custom_fields"):
            before = ticket[name]
            if self._assign(ticket, data, name) or name in told:
                events += _events("Create", name, before, ticket[name])
        if ticket["assignee_id"] and ticket["status"] == "new":
            ticket["status"] = "open"
        return ticket, self._audit(ticket, events, data.get("metadata"))

    def update(self, ticket_id: int, data: Json) -> tuple[Json, Json]:
        """Return the ticket after an update, and the audit it made."""
        ticket = self.ticket(ticket_id)
        self._not_closed(ticket)
        self._check_stamp(ticket, data)
        _check_values(data)
        if data.get("status") == "new" and ticket["status"] != "new":
            raise invalid("status", "Status: cannot be changed back to new", "InvalidValue")
        if "priority" in data and data["priority"] is None and ticket["priority"]:
            raise invalid("priority", "Priority: cannot be blank")
        self._solvable(ticket, data)
        events: list[Json] = []
        comment = data.get("comment")
        if comment and (comment.get("body") or comment.get("html_body")):
            if len(self.comments(ticket_id)) >= MAX_COMMENTS:
                raise invalid("base", "Ticket has reached the limit of comments", "TooMany")
            by_requester = comment.get("author_id") == ticket["requester_id"]
            events.append(self._comment(comment, author=self.agent["id"]))
            if by_requester and ticket["status"] in ("pending", "hold", "solved"):
                data = {"status": "open", **data}
        for name in ("subject", "priority", "type", "status", "external_id", "assignee_id",
                     "group_id", "tags", "custom_fields"):  # fmt: skip
            before = ticket[name]
            if self._assign(ticket, data, name):
                events += _events("Change", name, before, ticket[name])
        if ticket["assignee_id"] and ticket["status"] == "new":
            ticket["status"] = "open"
        return ticket, self._audit(ticket, events, data.get("metadata"))

    def change_tags(self, ticket_id: int, tags: list[str], how: str) -> list[str]:
        """`how` is PUT (add), POST (set) or DELETE (remove); return the tags after it."""
        ticket = self.ticket(ticket_id)
        self._not_closed(ticket)
        named = [t.lower() for t in tags]
        have = [] if how == "POST" else ticket["tags"]
        after = sorted(set(have) - set(named) if how == "DELETE" else {*have, *named})
        if after != ticket["tags"]:
            before, ticket["tags"] = ticket["tags"], after
            change = {"type": "Change", "value": after, "field_name": "tags",
                      "previous_value": before}  # fmt: skip
            self._audit(ticket, [change], None)
        return after

    def delete(self, ticket_id: int) -> None:
        """Soft deletion: the ticket answers 404 from now on, the export says `deleted`."""
        ticket = self.ticket(ticket_id)
        ticket["status"] = "deleted"
        self._touch(ticket)

    def comments(self, ticket_id: int) -> list[tuple[Json, Json]]:
        """Return (audit, Comment event) of a ticket, oldest first."""
        return [
            (audit, event)
            for audit in self.audits[ticket_id]
            for event in audit["events"]
            if event["type"] == "Comment"
        ]

    # --- Rules --------------------------------------------------------------------------------
    def _requester(self, data: Json) -> int:
        if data.get("requester_id"):
            return int(data["requester_id"])
        asked = data.get("requester")
        if not asked:
            return int(self.agent["id"])
        known = self.find_user(asked.get("email"))
        return int((known or self.create_or_update_user(asked)[0])["id"])

    def _followed(self, data: Json) -> Json | None:
        """Return the source of a follow-up, which has to be closed."""
        if not data.get("via_followup_source_id"):
            return None
        source = self.tickets.get(int(data["via_followup_source_id"]))
        if source is None or source["status"] != "closed":
            raise invalid("via_followup_source_id", "Source: must be closed", "InvalidValue")
        return source

    def _not_closed(self, ticket: Json) -> None:
        if ticket["status"] == "closed":
            raise invalid("status", "Status: closed prevents ticket update", "InvalidValue")

    def _solvable(self, ticket: Json, data: Json) -> None:
        nobody = not (data.get("assignee_id") or ticket["assignee_id"])
        if data.get("status") in ("solved", "closed") and nobody:
            raise invalid("base", "Assignee: is required when solving a ticket")

    def _check_stamp(self, ticket: Json, data: Json) -> None:
        if (
            data.get("safe_update") is not None
            and data.get("updated_stamp") != ticket["updated_at"]
        ):
            raise Refusal(409, {
                "error": "UpdateConflict",
                "description": "Safe Update prevented the update due to outdated ticket data.",
            })  # fmt: skip

    def _assign(self, ticket: Json, data: Json, name: str) -> bool:
        """Take over one value if given; True when it changed."""
        if name not in data:
            return False
        value = data[name]
        if name == "tags":
            value = sorted({str(t).lower() for t in value})
        elif name == "custom_fields":
            merged = {f["id"]: f["value"] for f in ticket[name]}
            merged.update({f["id"]: f.get("value") for f in value})
            value = [{"id": k, "value": v} for k, v in merged.items()]
        elif name == "external_id" and value is not None:
            value = str(value)
        changed = ticket.get(name) != value
        ticket[name] = value
        return changed

    def _comment(self, comment: Json, *, author: int) -> Json:
        """`author` speaks unless the comment names somebody."""
        body = comment.get("body") or comment.get("html_body") or ""
        files = [self.uploads[t] for t in comment.get("uploads") or () if t in self.uploads]
        return {
            "type": "Comment", "author_id": comment.get("author_id") or author, "body": body,
            "public": bool(comment.get("public", True)), "attachments": files,
        }  # fmt: skip

    def _audit(self, ticket: Json, events: list[Json], custom: Json | None) -> Json:
        audit = {
            "id": self.next_id(), "ticket_id": ticket["id"], "created_at": self.stamp(),
            "author_id": self.agent["id"], "custom": custom or {}, "events": [],
        }  # fmt: skip
        for event in events:
            numbered = {"id": self.next_id(), **event}
            if event["type"] == "Comment":
                numbered["audit_id"] = audit["id"]
            audit["events"].append(numbered)
        if events:
            self.audits[ticket["id"]].append(audit)
            self._touch(ticket)
        return audit

    def _touch(self, ticket: Json) -> None:
        ticket["updated_at"], ticket["changed"] = self.stamp(), self.clock()
        self._keep("ticket", ticket["id"], ticket)
        self._keep("audits", ticket["id"], {"audits": self.audits[ticket["id"]]})


def _check_values(data: Json) -> None:
    if "status" in data and data["status"] not in STATUSES:
        raise invalid("status", f"Status: {data['status']} is not valid", "InvalidValue")
    if "priority" in data and data["priority"] not in PRIORITIES:
        raise invalid("priority", f"Priority: {data['priority']} is not valid", "InvalidValue")


def _events(kind: str, name: str, before: Any, after: Any) -> list[Json]:
    """Return the audit's events of one changed value; custom fields have one each, by their id."""
    if name == "custom_fields":
        old, new = ({f["id"]: f["value"] for f in fields} for fields in (before, after))
        return [
            event
            for key in new
            if old.get(key) != new[key]
            for event in _events(kind, str(key), old.get(key), new[key])
        ]
    event = {"type": kind, "value": _text(after), "field_name": name}
    return [event if kind == "Create" else {**event, "previous_value": _text(before)}]


def _text(value: Any) -> Any:
    return str(value) if isinstance(value, int) else value
