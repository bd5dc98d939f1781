"""The endpoints of the stand-in Zendesk: one function each, and the table of routes."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from integrations.zendesk import fake_shapes
from integrations.zendesk.fake_account import (
    KEY_LIFETIME,
    WRITABLE,
    FakeAccount,
    Json,
    Refusal,
    invalid,
    not_found,
)

Answer = tuple[int, Json | None, dict[str, str]]


@dataclass(slots=True)
class Request:
    account: FakeAccount
    base: str
    query: dict[str, list[str]]
    body: bytes
    known: bool
    headers: Any
    parts: list[Any]  # what the path's groups matched, numbers as int

    def asked(self, name: str, default: str = "") -> str:
        return self.query.get(name, [default])[0]

    def json(self) -> Json:
        return json.loads(self.body or b"{}")

    def page(self, name: str, rows: list[Any], path: str) -> Json:
        size = min(int(self.asked("page[size]", "100")), 100)
        return fake_shapes.page(name, rows, size, self.asked("page[after]"), self.base + path)


def _create_ticket(r: Request) -> Answer:
    key = r.headers.get("Idempotency-Key", "")
    digest = hashlib.sha256(r.body).hexdigest()
    now = r.account.clock()
    kept = r.account.kept_keys.get(key)
    if key and kept and now - kept[0] < KEY_LIFETIME:
        if kept[1] != digest:
            return 400, {"error": "IdempotentRequestError",
                         "description": "Key was used with other parameters"}, {}  # fmt: skip
        return 201, kept[2], {"x-idempotency-lookup": "hit"}
    ticket, audit = r.account.create(_permitted(r.json()["ticket"]))
    answer = {
        "ticket": fake_shapes.ticket(r.account, ticket, r.base, stamp=0),
        "audit": fake_shapes.audit(audit),
    }
    extra = {"Location": answer["ticket"]["url"]}
    if key:
        r.account.kept_keys[key] = (now, digest, json.loads(json.dumps(answer)))
        extra["x-idempotency-lookup"] = "miss"
    return 201, answer, extra


def _permitted(data: Json) -> Json:
    """Unknown keys are dropped under 200 without a word (zendesk.md 2)."""
    return {key: value for key, value in data.items() if key in WRITABLE}


def _update_ticket(r: Request) -> Answer:
    sent = r.json()["ticket"]
    ticket, audit = r.account.update(r.parts[0], _permitted(sent))
    unknown = ", ".join(f'"ticket.{key}"' for key in sent if key not in WRITABLE)
    extra = {"X-Zendesk-Api-Warn": f"{{:unpermitted_keys=>[{unknown}]}}"} if unknown else {}
    return 200, {
        "ticket": fake_shapes.ticket(r.account, ticket, r.base),
        "audit": fake_shapes.audit(audit),
    }, extra  # fmt: skip


def _show_ticket(r: Request) -> Answer:
    ticket = r.account.ticket(r.parts[0])
    return 200, {"ticket": fake_shapes.ticket(r.account, ticket, r.base)}, {}


def _delete_ticket(r: Request) -> Answer:
    r.account.delete(r.parts[0])
    return 204, None, {}


def _list_tickets(r: Request) -> Answer:
    found = r.account.listed(r.asked("external_id") or None)
    rows = [fake_shapes.ticket(r.account, t, r.base, fields=False) for t in found]
    return 200, r.page("tickets", rows, "/api/v2/tickets.json"), {}


def _show_many(r: Request) -> Answer:
    ids = [int(i) for i in r.asked("ids").split(",") if i.isdigit()]
    _at_most_100(ids)
    found = [r.account.tickets[i] for i in ids if i in r.account.tickets]
    rows = [fake_shapes.ticket(r.account, t, r.base) for t in found
            if t["status"] != "deleted"]  # fmt: skip
    return 200, {"tickets": rows, "next_page": None, "previous_page": None,
                 "count": len(rows)}, {}  # fmt: skip


def _create_many(r: Request) -> Answer:
    wanted = r.json()["tickets"]
    _at_most_100(wanted)
    results: list[Json] = [{} for _ in wanted]
    # Ids do not follow the order of the input (recorded): match by index.
    for index in reversed(range(len(wanted))):
        try:
            ticket, _ = r.account.create(_permitted(wanted[index]))
            results[index] = {"index": index, "id": ticket["id"], "account_id": 1}
        except Refusal as refusal:
            results[index] = {"index": index, "error": refusal.body["error"], "id": None,
                              "details": refusal.body["description"]}  # fmt: skip
    key = f"V3-{r.account.next_id():032x}"
    job = {"id": key, "total": len(wanted), "results": results, "at": r.account.stamp()}
    r.account.jobs[key] = job
    return 200, fake_shapes.job(job, r.base, queued=True), {}


def _at_most_100(items: list[Any]) -> None:
    if len(items) > 100:
        text = "Parameter  cannot specify more than 100 values"
        raise Refusal(400, {"error": "TooManyValues", "description": text, "max_count": 100})


def _job(r: Request) -> Answer:
    if r.parts[0] not in r.account.jobs:
        raise not_found()
    return 200, fake_shapes.job(r.account.jobs[r.parts[0]], r.base), {}


def _comments(r: Request) -> Answer:
    r.account.ticket(r.parts[0])
    rows = [fake_shapes.comment(a, e) for a, e in r.account.comments(r.parts[0])]
    return 200, r.page("comments", rows, f"/api/v2/tickets/{r.parts[0]}/comments.json"), {}


def _audits(r: Request) -> Answer:
    r.account.ticket(r.parts[0])
    rows = [fake_shapes.audit(a) for a in r.account.audits[r.parts[0]]]
    return 200, r.page("audits", rows, f"/api/v2/tickets/{r.parts[0]}/audits.json"), {}


def _tags(method: str) -> Callable[[Request], Answer]:
    def act(r: Request) -> Answer:
        tags = [] if method == "GET" else list(r.json()["tags"])
        how = "PUT" if method == "GET" else method
        after = r.account.change_tags(r.parts[0], tags, how) if tags or method == "POST" else (
            r.account.ticket(r.parts[0])["tags"])  # fmt: skip
        return (201 if method == "POST" else 200), {"tags": after}, {}

    return act


def _me(r: Request) -> Answer:
    if r.known:
        return 200, {"user": fake_shapes.user(r.account.agent, r.base)}, {}
    nobody = {**fake_shapes.user(r.account.agent, r.base), "id": None, "email": "invalid@example.com",
              "name": "Anonymous user", "role": "end-user"}  # fmt: skip
    return 200, {"user": nobody}, {}


def _show_user(r: Request) -> Answer:
    if r.parts[0] not in r.account.users:
        raise not_found()
    return 200, {"user": fake_shapes.user(r.account.users[r.parts[0]], r.base)}, {}


def _create_or_update_user(r: Request) -> Answer:
    user, new = r.account.create_or_update_user(r.json()["user"])
    shape = fake_shapes.user(user, r.base)
    return (201 if new else 200), {"user": shape}, {"Location": shape["url"]}


def _export(r: Request) -> Answer:
    """Changes in the order of their time; the cursor is "seconds.micro||id|" in base64."""
    if r.asked("cursor"):
        stamp, _, rest = base64.b64decode(r.asked("cursor")).decode().partition("||")
        since = (float(stamp), int(rest.rstrip("|")))
    else:
        since = (float(r.asked("start_time")), 0)
        if since[0] > r.account.clock() - min(60.0, r.account.export_delay):
            raise invalid("start_time", "Too recent start_time")
    size = min(int(r.asked("per_page", "1000")), 1000)
    until = r.account.clock() - r.account.export_delay
    rows = sorted((t["changed"], t["id"], t) for t in r.account.tickets.values()
                  if since < (t["changed"], t["id"]) and t["changed"] <= until)  # fmt: skip
    part = rows[:size]
    last = (part[-1][0], part[-1][1]) if part else since
    after = fake_shapes.cursor(f"{last[0]!r}||{last[1]}|")
    address = f"{r.base}/api/v2/incremental/tickets/cursor.json"
    return 200, {
        "tickets": [fake_shapes.ticket(r.account, t, r.base, stamp=int(changed) + 1)
                    for changed, _, t in part],
        "after_url": f"{address}?cursor={after}&per_page={size}",
        "before_url": None,
        "after_cursor": after,
        "before_cursor": None,
        "end_of_stream": len(rows) <= size,
    }, {}  # fmt: skip


def _upload(r: Request) -> Answer:
    name, token = r.asked("filename"), f"unggah{r.account.next_id():x}"
    if not name:
        raise invalid("filename", "Filename: cannot be blank")
    shape = fake_shapes.attachment(r.account.next_id(), name,
                                   r.headers.get("Content-Type", ""), len(r.body), r.base)  # fmt: skip
    r.account.uploads[token] = shape
    upload = {"token": token, "expires_at": r.account.stamp(), "attachments": [shape],
              "attachment": shape}  # fmt: skip
    return 201, {"upload": upload}, {"Location": shape["url"]}


def _route(method: str, path: str, action: Callable[[Request], Answer]
           ) -> tuple[str, re.Pattern[str], Callable[[Request], Answer]]:  # fmt: skip
    return method, re.compile(rf"/api/v2/{path}(?:\.json)?"), action


ROUTES = (
    _route("POST", "tickets", _create_ticket),
    _route("GET", "tickets", _list_tickets),
    _route("GET", "tickets/show_many", _show_many),
    _route("POST", "tickets/create_many", _create_many),
    _route("GET", r"tickets/(\d+)", _show_ticket),
    _route("PUT", r"tickets/(\d+)", _update_ticket),
    _route("DELETE", r"tickets/(\d+)", _delete_ticket),
    _route("GET", r"tickets/(\d+)/comments", _comments),
    _route("GET", r"tickets/(\d+)/audits", _audits),
    *(_route(m, r"tickets/(\d+)/tags", _tags(m)) for m in ("GET", "PUT", "POST", "DELETE")),
    _route("GET", r"job_statuses/([\w-]+)", _job),
    _route("GET", "users/me", _me),
    _route("GET", r"users/(\d+)", _show_user),
    _route("POST", "users/create_or_update", _create_or_update_user),
    _route("GET", "incremental/tickets/cursor", _export),
    _route("POST", "uploads", _upload),
)
