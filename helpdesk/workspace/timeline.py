"""Conversation and events as one timeline, in the words of people, with what each may read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.safestring import SafeString, mark_safe

from helpdesk.accounts.viewer import Viewer
from helpdesk.lib.pii import mask_personal_data
from helpdesk.taxonomy import State
from helpdesk.tickets import policy
from helpdesk.workspace.drafting import without_link
from knowledge_base.rendering import to_safe_html

if TYPE_CHECKING:
    from helpdesk.tickets.models import Attachment, Message, Ticket, TicketEvent

_AUTHORS = {"reporter": "Pelapor", "staff": "Petugas", "volunteer": "Relawan", "system": "Sistem"}
_CHANNELS = {"form": "lewat formulir", "web": "lewat halaman status", "email": "lewat email",
             "workspace": "", "zendesk": "lewat Zendesk"}  # fmt: skip
# Shown as a message already, or nobody's business here.
_TOLD_BY_MESSAGE = {"message.sent", "message.received", "note.added"}
_LABELS = {
    "ticket.opened": ("sparkles", "Laporan diterima"),
    "ticket.sorted": ("split", "Dipilah ke antrean"),
    "ticket.sorting_asked": ("circle-question-mark", "Perlu dipilah orang"),
    "ticket.category_corrected": ("tag", "Kategori dikoreksi"),
    "ticket.category_confirmed": ("tag", "Kategori dipastikan"),
    "ticket.claimed": ("hand", "Diambil"),
    "ticket.released": ("undo-2", "Dilepas ke antrean"),
    "ticket.transferred": ("arrow-right-left", "Dipindahkan"),
    "ticket.handed_back": ("corner-up-left", "Dikembalikan ke helpdesk"),
    "ticket.asked": ("message-circle-question-mark", "Menunggu jawaban pelapor"),
    "ticket.held": ("circle-pause", "Ditahan"),
    "ticket.resumed": ("play", "Dilanjutkan"),
    "ticket.solved": ("circle-check", "Diselesaikan"),
    "ticket.reopened": ("rotate-ccw", "Dibuka lagi"),
    "ticket.closed": ("lock", "Ditutup"),
    "ticket.followed_up": ("corner-down-right", "Dilanjutkan"),
    "ticket.rejected": ("circle-x", "Ditolak"),
    "ticket.restored": ("archive-restore", "Dipulihkan"),
    "ticket.merged": ("git-merge", "Digabungkan"),
    "ticket.absorbed": ("git-merge", "Laporan lain digabung ke sini"),
    "ticket.unmerged": ("git-branch", "Dipisahkan"),
    "ticket.reassigned": ("user-round-cog", "Dialihkan"),
    "ticket.rated": ("star", "Dinilai pelapor"),
    "identity.revealed": ("eye", "NIK atau NISN dilihat"),
    "data.erased": ("eraser", "Data pribadi dihapus"),
    "delivery.settled": ("mail-check", "Kiriman dianggap selesai"),
    "delivery.unsettled": ("mail-warning", "Kiriman menunggu orang lagi"),
    "message.sent": ("send", "Menjawab pelapor"),
    "message.received": ("mail", "Pelapor membalas"),
    "note.added": ("sticky-note", "Menulis catatan internal"),
}


@dataclass(frozen=True, slots=True)
class Said:
    """One message as shown. `html` for answers of the desk, `text` for the reporter's words."""

    pk: int
    at: datetime
    who: str
    side: str
    kind: str
    via: str
    internal: bool
    html: SafeString | None
    text: str
    attachments: Sequence[Attachment] = ()


@dataclass(frozen=True, slots=True)
class Happened:
    """One event as shown."""

    at: datetime
    icon: str
    label: str
    who: str
    reason: str
    state: str = ""


@dataclass(slots=True)
class Entry:
    """Either a message or a run of events between two messages."""

    said: Said | None = None
    events: list[Happened] = field(default_factory=list)


def said(message: Message, viewer: Viewer, *, with_papers: bool) -> Said:
    """Return a message as this viewer may read it (volunteers: masked, domain.md 15)."""
    body = message.body
    if viewer.is_volunteer:
        body = mask_personal_data(without_link(body, message.ticket_id))
    else:
        # NIK and NISN are seen by click with a reason only, also where the reporter typed it.
        body = mask_personal_data(body, policy.SECRET_KINDS)
    from_desk = message.author != "reporter"
    html = None
    if from_desk:
        html = mark_safe(to_safe_html(body))  # noqa: S308 - cleaned by nh3 in to_safe_html
    return Said(
        pk=message.pk,
        at=message.created_at,
        who=message.author_name or _AUTHORS[message.author],
        side=_AUTHORS[message.author],
        kind=message.author,
        via=_CHANNELS.get(message.channel, ""),
        internal=not message.public,
        html=html,
        text="" if from_desk else body,
        attachments=list(message.attachments.all()) if with_papers else (),
    )


def happened(event: TicketEvent, viewer: Viewer) -> Happened:
    """Return an event in words."""
    icon, label = _LABELS.get(event.kind, ("dot", "Perubahan"))
    reason = event.reason
    if viewer.is_volunteer:
        reason = mask_personal_data(reason)
    after = ""
    if event.state_after and event.state_after != event.state_before:
        after = State(event.state_after).label
    return Happened(event.at, icon, label, event.actor_name, reason, after)


def timeline(
    messages: Sequence[Message], events: Sequence[TicketEvent], viewer: Viewer, *, with_papers: bool
) -> list[Entry]:
    """Return messages oldest first, with what happened between them folded into runs."""
    moments: list[tuple[datetime, int, Any]] = [(m.created_at, 0, m) for m in messages]
    moments += [
        (e.at, 1, e) for e in events if e.kind not in _TOLD_BY_MESSAGE and may_read(e, viewer)
    ]
    moments.sort(key=lambda item: (item[0], item[1], item[2].pk))
    entries: list[Entry] = []
    for _, is_event, item in moments:
        if not is_event:
            entries.append(Entry(said=said(item, viewer, with_papers=with_papers)))
            continue
        if not entries or entries[-1].said is not None:
            entries.append(Entry())
        entries[-1].events.append(happened(item, viewer))
    return entries


def may_read(event: TicketEvent, viewer: Viewer) -> bool:
    """Who looked at a NIK or NISN, and that the helpdesk noted something, is not for volunteers."""
    return not viewer.is_volunteer or event.kind not in ("identity.revealed", "note.added")


@dataclass(frozen=True, slots=True)
class Difference:
    """What colleagues did since the page was loaded: events, and the messages they wrote."""

    events: Sequence[Happened]
    messages: Sequence[Said]


def difference(
    ticket: Ticket, events: Sequence[TicketEvent], messages: Sequence[Message], viewer: Viewer
) -> Difference:
    """Return the difference panel of a refused answer."""
    written = {event.data.get("message") for event in events}
    return Difference(
        events=[happened(event, viewer) for event in events if may_read(event, viewer)],
        messages=[
            said(message, viewer, with_papers=False)
            for message in messages
            if message.pk in written
        ],
    )
