"""The shapes in which the stand-in answers: key for key as in recorded traffic (docs/zendesk.md).

Values that nobody reads are constants here; the account keeps only what has a meaning.
"""

from __future__ import annotations

import base64
import html
from typing import Any

from integrations.zendesk.fake_account import (
    BRAND,
    CUSTOM_STATUS,
    FORM,
    ORGANISATION,
    FakeAccount,
    Json,
)


def ticket(account: FakeAccount, row: Json, base: str, *, fields: bool = True,
           stamp: int | None = None) -> Json:  # fmt: skip
    """One ticket; lists leave `fields` out, a create adds a `stamp` of 0, an export a real one."""
    shape: Json = {
        "url": f"{base}/api/v2/tickets/{row['id']}.json",
        "id": row["id"],
        "external_id": row["external_id"],
        "via": _via(row.get("follows")),
        "created_at": row["created_at"],
        "updated_at": row["updated_at"],
        "type": row["type"],
        "subject": row["subject"],
        "raw_subject": row["subject"],
        "description": row["description"],
        "priority": row["priority"],
        "status": row["status"],
        "recipient": None,
        "requester_id": row["requester_id"],
        "submitter_id": row["submitter_id"],
        "assignee_id": row["assignee_id"],
        "organization_id": ORGANISATION,
        "group_id": row["group_id"],
        "collaborator_ids": [],
        "follower_ids": [],
        "email_cc_ids": [],
        "forum_topic_id": None,
        "problem_id": None,
        "has_incidents": False,
        "is_public": row["is_public"],
        "due_at": None,
        "tags": row["tags"],
        "custom_fields": row["custom_fields"],
        "satisfaction_rating": None,
        "sharing_agreement_ids": [],
        "custom_status_id": CUSTOM_STATUS,
        "fields": row["custom_fields"],
        "followup_ids": row.get("followups", []),
        "ticket_form_id": FORM,
        "brand_id": BRAND,
        "allow_channelback": False,
        "allow_attachments": True,
        "from_messaging_channel": False,
    }
    if not fields:
        del shape["fields"]
    if stamp is not None:
        shape["generated_timestamp"] = stamp
    return shape


def audit(row: Json) -> Json:
    return {
        "id": row["id"],
        "ticket_id": row["ticket_id"],
        "created_at": row["created_at"],
        "author_id": row["author_id"],
        "metadata": _metadata(row),
        "events": [_event(e) for e in row["events"]],
        "via": _via(),
    }


def comment(row: Json, event: Json) -> Json:
    """One comment of tickets/ID/comments.json, which repeats its audit's facts."""
    said = _event(event)
    return {
        "id": said["id"],
        "type": "Comment",
        "author_id": said["author_id"],
        "body": said["body"],
        "html_body": said["html_body"],
        "plain_body": said["plain_body"],
        "public": said["public"],
        "attachments": said["attachments"],
        "audit_id": row["id"],
        "via": _via(),
        "created_at": row["created_at"],
        "metadata": _metadata(row),
    }


def user(row: Json, base: str) -> Json:
    admin = row["role"] == "admin"
    return {
        "id": row["id"],
        "url": f"{base}/api/v2/users/{row['id']}.json",
        "name": row["name"],
        "email": row["email"],
        "created_at": row["created_at"],
        "updated_at": row["updated_at"],
        "time_zone": "Asia/Jakarta",
        "iana_time_zone": "Asia/Jakarta",
        "phone": None,
        "shared_phone_number": None,
        "photo": None,
        "locale_id": 77,
        "locale": "id",
        "organization_id": ORGANISATION if admin else None,
        "role": row["role"],
        "verified": row["verified"],
        "external_id": row["external_id"],
        "tags": [],
        "alias": None,
        "active": True,
        "shared": False,
        "shared_agent": False,
        "last_login_at": None,
        "two_factor_auth_enabled": False,
        "signature": None,
        "details": None,
        "notes": None,
        "role_type": 4 if admin else None,
        "custom_role_id": None,
        "moderator": admin,
        "ticket_restriction": None if admin else "requested",
        "only_private_comments": False,
        "restricted_agent": not admin,
        "suspended": False,
        "default_group_id": None,
        "report_csv": admin,
        "user_fields": {},
    }


def job(row: Json, base: str, *, queued: bool = False) -> Json:
    """A job; queued ones tell nothing of their results yet."""
    return {
        "job_status": {
            "id": row["id"],
            "job_type": "Bulk Create Ticket",
            "url": f"{base}/api/v2/job_statuses/{row['id']}.json",
            "total": row["total"],
            "progress": None if queued else row["total"],
            "status": "queued" if queued else "completed",
            "message": None if queued else f"Completed at {row['at']}",
            "results": None if queued else row["results"],
        }
    }


def attachment(key: int, name: str, kind: str, size: int, base: str) -> Json:
    address = f"{base}/attachments/token/{key}/?name={name}"
    return {
        "url": f"{base}/api/v2/attachments/{key}.json",
        "id": key,
        "file_name": name,
        "content_url": address,
        "mapped_content_url": address,
        "content_type": kind,
        "size": size,
        "width": None,
        "height": None,
        "inline": False,
        "deleted": False,
        "malware_access_override": False,
        "malware_scan_result": "not_scanned",
        "thumbnails": [],
    }


def page(name: str, rows: list[Any], size: int, after: str, url: str) -> Json:
    """A cursor page. `links.next` is set although there is no more, as in the recordings."""
    start = int(base64.b64decode(after).decode()) if after else 0
    part = rows[start : start + size]
    first, last = cursor(start), cursor(start + len(part))
    sign = "&" if "?" in url else "?"
    return {
        name: part,
        "meta": {
            "has_more": start + size < len(rows),
            "after_cursor": last,
            "before_cursor": first,
        },
        "links": {
            "prev": f"{url}{sign}page%5Bbefore%5D={first}&page%5Bsize%5D={size}",
            "next": f"{url}{sign}page%5Bafter%5D={last}&page%5Bsize%5D={size}",
        },
    }


def cursor(value: object) -> str:
    return base64.b64encode(str(value).encode()).decode()


def _event(row: Json) -> Json:
    if row["type"] != "Comment":
        return row
    text = row["body"]
    marked = html.escape(text).replace("\n", "<br>")
    return {
        "id": row["id"],
        "type": "Comment",
        "author_id": row["author_id"],
        "body": text,
        "html_body": f'<div class="zd-comment" dir="auto"><p dir="auto">{marked}</p></div>',
        "plain_body": text,
        "public": row["public"],
        "attachments": row["attachments"],
        "audit_id": row["audit_id"],
    }


def _metadata(row: Json) -> Json:
    place = {"client": "Tiruan", "ip_address": "192.0.2.1", "location": "Contoh",
             "latitude": 0.0, "longitude": 0.0}  # fmt: skip
    return {"system": place, "custom": row["custom"]}


def _via(follows: int | None = None) -> Json:
    if follows:
        return {"channel": "api",
                "source": {"from": {"ticket_id": follows}, "to": {}, "rel": "follow_up"}}  # fmt: skip
    return {"channel": "api", "source": {"from": {}, "to": {}, "rel": None}}
