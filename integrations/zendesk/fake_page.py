"""The stand-in's page for people: its tickets with their comments, newest first."""

from __future__ import annotations

from html import escape

from integrations.zendesk.fake_account import FakeAccount, Json

SHOWN = 100
STYLE = """
:root{color-scheme:light dark;--line:#8884;--soft:#8881;--accent:#2563eb}
body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:0 auto;padding:24px 16px}
h1{font-size:1.5rem;margin:0}p.hint{margin:4px 0 24px;opacity:.8}
article{border:1px solid var(--line);border-radius:8px;margin:0 0 16px;padding:16px}
summary{cursor:pointer;font-weight:600}summary:focus-visible{outline:2px solid var(--accent)}
.tags span{display:inline-block;background:var(--soft);border-radius:4px;padding:0 8px;
margin:4px 4px 0 0;font-size:.875rem}
.comment{border-left:4px solid var(--accent);margin:16px 0 0;padding:0 0 0 12px}
.comment.private{border-color:#b45309;background:var(--soft)}
.comment p{white-space:pre-wrap;overflow-wrap:anywhere;margin:4px 0}
small{opacity:.8}
"""


def render(account: FakeAccount) -> str:
    """Return the whole page as HTML; every text is escaped."""
    tickets = sorted(account.listed(), key=lambda t: -t["id"])
    shown = "".join(_ticket(account, t) for t in tickets[:SHOWN])
    rest = f"<p>{len(tickets) - SHOWN} tiket lama tidak ditampilkan.</p>" if len(tickets) > SHOWN else ""  # fmt: skip
    empty = "" if tickets else "<p>Belum ada tiket. Kirim satu laporan di helpdesk.</p>"
    return (
        '<!doctype html><html lang="id"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        '<title>Zendesk tiruan</title><link rel="stylesheet" href="/gaya.css"></head><body>'
        f"<h1>Zendesk tiruan</h1><p class=hint>{len(tickets)} tiket. Server ini meniru API Zendesk"
        " untuk peragaan dan uji; bukan Zendesk sungguhan.</p>"
        f"{empty}{shown}{rest}</body></html>"
    )


def _ticket(account: FakeAccount, ticket: Json) -> str:
    requester = account.users.get(ticket["requester_id"], {})
    tags = "".join(f"<span>{escape(tag)}</span>" for tag in ticket["tags"])
    comments = "".join(_comment(account, a, e) for a, e in account.comments(ticket["id"]))
    facts = " · ".join(
        escape(str(part))
        for part in (ticket["status"], ticket["priority"], requester.get("name"),
                     ticket["external_id"], ticket["updated_at"]) if part
    )  # fmt: skip
    return (
        f"<article><details><summary>#{ticket['id']} {escape(ticket['subject'] or '')}</summary>"
        f"{comments}</details><small>{facts}</small><div class=tags>{tags}</div></article>"
    )


def _comment(account: FakeAccount, audit: Json, event: Json) -> str:
    author = account.users.get(event["author_id"], {}).get("name") or "?"
    kind, label = ("public", "publik") if event["public"] else ("private", "catatan internal")
    return (
        f'<div class="comment {kind}"><small>{escape(author)} · {label} · '
        f"{escape(audit['created_at'])}</small><p>{escape(event['body'])}</p></div>"
    )
