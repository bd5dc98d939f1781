"""What a report looks like in Zendesk: pure, no Django, no zenpy (design.md 2).

In goes a TicketSnapshot, which is redacted already; out come the values of the ticket, its
comments, and the difference to the last agreed copy. Decisions are explained in docs/zendesk.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from helpdesk.taxonomy import Priority, State
from helpdesk.tickets.snapshot import MessageSnapshot, TicketSnapshot

MAX_BYTES = 60_000  # of one comment in UTF-8; Zendesk cuts at about 65,000 (zendesk.md 3)
FIELD_NAMES = ("category", "province", "state", "queue", "user_type", "number")
TAG_PREFIXES = ("kategori-", "provinsi-", "status-", "antrean-")
MARK = "helpdesk"  # our corner of audit.metadata.custom
SOLVED, CLOSED = "solved", "closed"
PRIORITIES = {
    Priority.LOW: "low",
    Priority.NORMAL: "normal",
    Priority.HIGH: "high",
    Priority.URGENT: "urgent",
}
_AUTHORS = {"staff": "Petugas", "volunteer": "Relawan", "system": "Sistem", "reporter": "Pelapor"}


def status_of(state: State) -> str:
    """Return the Zendesk status that mirrors a state."""
    return state.facts.zendesk


def external_id(number: int) -> str:
    return f"belajar-{number}"


def parse_fields(text: str) -> dict[str, int]:
    """Return custom field ids by our names from "category=123,province=456".

    Raises ValueError with a plain reason for an unknown name or an id that is no number.
    """
    ids: dict[str, int] = {}
    for item in filter(None, (part.strip() for part in text.split(","))):
        name, _, value = (part.strip() for part in item.partition("="))
        if name not in FIELD_NAMES:
            raise ValueError(f"{name!r} is none of {', '.join(FIELD_NAMES)}")
        if not (value.isascii() and value.isdigit()):
            raise ValueError(f"{name}: {value!r} is not a field id")
        ids[name] = int(value)
    return ids


@dataclass(frozen=True, slots=True)
class Wanted:
    """The values the mirror should have; `fields` maps custom field ids to values."""

    subject: str
    status: str
    priority: str
    tags: tuple[str, ...]
    fields: dict[int, str]


def wanted(report: TicketSnapshot, field_ids: Mapping[str, int]) -> Wanted:
    """Return what the mirror of this report should look like now.

    Custom fields carry the same words as the tags: of a drop-down field the value IS a tag, so
    the two can never contradict each other (zendesk.md 2).
    """
    words = {
        "category": f"kategori-{report.category.slug}",
        "province": f"provinsi-{report.province}" if report.province else "",
        "state": f"status-{report.state}",
        "queue": f"antrean-{report.queue}" if report.queue else "",
    }
    values = {**words, "user_type": str(report.user_type), "number": str(report.number)}
    return Wanted(
        subject=report.title or f"Laporan #{report.number}",
        status=status_of(report.state),
        priority=PRIORITIES[report.priority],
        tags=tuple(sorted(filter(None, words.values()))),
        fields={field_ids[name]: values[name] for name in FIELD_NAMES if name in field_ids},
    )


@dataclass(frozen=True, slots=True)
class Piece:
    """One comment to be sent once. `key` names it for ever: message id and part."""

    key: str
    body: str
    public: bool
    by_reporter: bool


def pieces(report: TicketSnapshot) -> list[Piece]:
    """Return all comments of a report in order; what came from Zendesk is not sent back."""
    found: list[Piece] = []
    for position, message in enumerate(report.messages):
        if message.channel == "zendesk":
            continue
        text = _text(report, message, opening=position == 0)
        parts = split(text)
        for number, part in enumerate(parts, start=1):
            label = f"(bagian {number} dari {len(parts)})\n" if len(parts) > 1 else ""
            found.append(
                Piece(f"m{message.id}.{number}", label + part, message.public, message.by_reporter)
            )
    return found


def creation(
    report: TicketSnapshot, field_ids: Mapping[str, int], first: Piece | None, event: int | None
) -> dict[str, Any]:
    """Return the payload of a new ticket with its first comment.

    A ticket is not born closed (only an import could): it starts solved and is closed after.
    The submitter is the author of the first comment, and by default that is the requester; where
    `speaks_for_itself` is false the caller adds the integration as `submitter_id`.
    """
    now = wanted(report, field_ids)
    # No number in the name: the person may be found again by e-mail for another report.
    requester = {"name": report.requester_name or "Pelapor"}
    if report.email:
        requester["email"] = report.email
    comment = first or Piece("", _header(report), public=False, by_reporter=False)
    payload: dict[str, Any] = {
        "external_id": external_id(report.number),
        "subject": now.subject,
        "status": SOLVED if now.status == CLOSED else now.status,
        "priority": now.priority,
        "tags": list(now.tags),
        "requester": requester,
        "comment": {"body": comment.body, "public": comment.public},
        "metadata": mark(report.number, event, comment.key),
    }
    if now.fields:
        payload["custom_fields"] = _fields(now.fields)
    return payload


def speaks_for_itself(first: Piece | None) -> bool:
    """True when a new ticket's first comment is the requester's own and may carry their name."""
    return first is not None and first.by_reporter


def mark(number: int, event: int | None, key: str = "") -> dict[str, Any]:
    """Return the metadata by which we know our own writes again in the audits."""
    return {MARK: {"report": number, "event": event, "comment": key}}


def key_of(custom: Mapping[str, Any]) -> str | None:
    """Return the comment key in an audit's custom metadata; None when the write is not ours."""
    ours = custom.get(MARK)
    return str(ours.get("comment") or "") if isinstance(ours, Mapping) else None


@dataclass(frozen=True, slots=True)
class Difference:
    """What has to change over there. `values` go with an update, tags by their own calls."""

    values: dict[str, Any]
    add_tags: tuple[str, ...]
    remove_tags: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.values or self.add_tags or self.remove_tags)


def difference(now: Wanted, synced: Mapping[str, Any]) -> Difference:
    """Compare with the last agreed copy; a field that Zendesk did not take is not tried again."""
    refused = synced.get("refused", {})
    values: dict[str, Any] = {}
    for name in ("subject", "priority"):
        value = getattr(now, name)
        if value != synced.get(name) and refused.get(name) != value:
            values[name] = value
    status = next_status(now.status, synced.get("status"))
    if status and refused.get("status") != status:
        values["status"] = status
    known = synced.get("fields", {})
    fields = {
        key: value
        for key, value in now.fields.items()
        if known.get(str(key)) != value and refused.get(f"field {key}") != value
    }
    if fields:
        values["custom_fields"] = _fields(fields)
    have = set(synced.get("tags", ()))
    return Difference(
        values,
        tuple(t for t in now.tags if t not in have),
        tuple(sorted(have.difference(now.tags))),
    )


def next_status(want: str, have: str | None) -> str | None:
    """Return the status to send, None when nothing is to be sent.

    There is no way back to new (zendesk.md 5): a report that is sorted anew is open there.
    """
    if want == "new" and have not in (None, "new"):
        want = "open"
    return None if want == have else want


def agreed(
    synced: Mapping[str, Any], values: Mapping[str, Any], answered: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the changes of the agreed copy after an answer, `refused` naming what was ignored.

    `values` is what was sent (Difference.values), `answered` the ticket in the form of
    `remote_values`. Unknown keys are dropped under 200 without a word (zendesk.md 2), so the
    answer decides. Values not sent keep their last agreed copy, whatever was answered: they may
    be somebody's change over there, which only a pull may take over.
    """
    refused = dict(synced.get("refused", {}))
    changes: dict[str, Any] = {}
    for name in ("subject", "status", "priority"):
        if name in values:
            changes[name] = answered[name]
            _note(refused, name, values[name], answered[name])
    if "custom_fields" in values:
        fields = dict(synced.get("fields", {}))
        for item in values["custom_fields"]:
            key = str(item["id"])
            fields[key] = answered["fields"].get(key)
            _note(refused, f"field {key}", item["value"], fields[key])
        changes["fields"] = fields
    return {**changes, "refused": refused}


def _note(refused: dict[str, Any], name: str, sent: Any, got: Any) -> None:
    refused.pop(name, None)
    if sent != got:
        refused[name] = sent


def remote_values(
    *,
    subject: str,
    status: str,
    priority: str | None,
    tags: Iterable[str],
    fields: Mapping[int, Any],
    field_ids: Mapping[str, int],
) -> dict[str, Any]:
    """Return a remote ticket in the form of the agreed copy: only values that are ours."""
    ours = set(field_ids.values())
    return {
        "subject": subject,
        "status": status,
        "priority": priority,
        "tags": own_tags(tags),
        "fields": {str(key): value for key, value in fields.items() if key in ours},
    }


def own_tags(tags: Iterable[str]) -> list[str]:
    """Return the tags that are ours to add and remove."""
    return sorted(t for t in tags if t.startswith(TAG_PREFIXES))


def split(text: str, limit: int = MAX_BYTES) -> list[str]:
    """Cut a text into parts of at most `limit` bytes in UTF-8, at line or word ends if possible.

    Nothing but the white space at a cut gets lost; an empty text is one empty part.
    """
    room = limit - 40  # for "(bagian 12 dari 34)"
    if len(text.encode()) <= limit:
        return [text]
    parts: list[str] = []
    rest = text
    while len(rest.encode()) > room:
        head = rest.encode()[:room].decode(errors="ignore")
        cut = max(head.rfind("\n"), head.rfind(" "))
        if cut > len(head) // 2:
            head = head[:cut]
        parts.append(head)
        rest = rest[len(head) :].lstrip()
    return [*parts, rest] if rest else parts


def _fields(values: Mapping[int, str]) -> list[dict[str, Any]]:
    return [{"id": key, "value": value} for key, value in values.items()]


def _text(report: TicketSnapshot, message: MessageSnapshot, *, opening: bool) -> str:
    text = message.body
    if message.files:
        text += f"\n\n[{message.files} berkas lampiran, hanya dapat dibuka di meja kerja]"
    if opening:
        return f"{_header(report)}\n\n{text}"
    if not message.public:
        # All comments carry the account of the integration; a colleague wants to know who spoke.
        role = _AUTHORS.get(message.author, "")
        return f"{message.author_name or 'Tanpa nama'} ({role}):\n{text}"
    return text


def _header(report: TicketSnapshot) -> str:
    """Return the facts of the form, one a line; the account is masked, the NIK is never here."""
    region = ", ".join(filter(None, (report.regency_name, report.province_name)))
    school = report.school_name + (f" (NPSN {report.npsn})" if report.npsn else "")
    before = report.follow_up_of
    facts = (
        ("Lanjutan dari", f"laporan #{before} yang sudah ditutup" if before else ""),
        ("Kategori", report.category.short_label),
        ("Tipe pengguna", report.user_type.label),
        ("Akun", report.account),
        ("Jenjang", report.level.label if report.level else ""),
        ("Sekolah", school.strip()),
        ("Wilayah", region),
    )
    lines = [f"Laporan #{report.number}", *(f"{name}: {v}" for name, v in facts if v)]
    return "\n".join(lines)
