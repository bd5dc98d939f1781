"""The link between a report and its mirror in another system, and what both sides agreed on.

Only bookkeeping: nothing here changes the report or writes an event, so a push never causes
another one. Callers are the integrations; they hold plain values, never rows (design.md 3).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Count
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from helpdesk.lib.folding import same_length
from helpdesk.lib.pii import PLACEHOLDERS
from helpdesk.lib.report_access import hide_access
from helpdesk.taxonomy import Category, Level, Priority, State, UserType
from helpdesk.tickets import access, identity
from helpdesk.tickets.models import ExternalReference, Message, Ticket
from helpdesk.tickets.services.base import Refused
from helpdesk.tickets.snapshot import MessageSnapshot, TicketSnapshot

# Until the other side's number is known the row stands under this name of the system, so that
# whoever asks for the mirror's id never gets a placeholder.
_BEGUN = ".begun"
# Ids of own audits kept for the loop guard; a report has far fewer.
MAX_AUDITS = 300
_ALONE = "(?<![0-9]){}(?![0-9])"
_TEN_DIGITS = re.compile(_ALONE.format("[0-9](?:[ .-]?[0-9]){9}"))


class AlreadyLinked(Refused):
    """The remote ticket is the mirror of another report, or the report has another mirror."""


@dataclass(frozen=True, slots=True)
class Mirror:
    """Where a report stands over there.

    `remote_id` is None while a create was begun and its answer is not known. `synced` holds the
    values both sides agreed on last; `comments` maps our key of a comment to its remote id;
    `unsure` maps keys whose sending was begun to the moment it was.
    """

    number: int
    remote_id: int | None
    synced: dict[str, Any]
    audits: tuple[int, ...]
    comments: dict[str, int]
    unsure: dict[str, datetime]
    remote_updated_at: str


def snapshot(number: int) -> TicketSnapshot | None:
    """Return the report as it stands now, redacted; None when there is no such report."""
    ticket = Ticket.objects.select_related("province", "regency").filter(pk=number).first()
    if ticket is None:
        return None
    rows = Message.objects.filter(ticket_id=number).annotate(files=Count("attachments"))
    messages = list(rows.order_by("created_at", "pk"))
    hide = _hider(ticket, [ticket.title, *(row.body for row in messages)])
    return TicketSnapshot(
        number=ticket.pk,
        title=hide(ticket.title),
        state=State(ticket.state),
        category=Category(ticket.category),
        priority=Priority(ticket.priority),
        user_type=UserType(ticket.user_type),
        requester_name=ticket.requester_name,
        email=ticket.email,
        account=ticket.account,
        level=Level(ticket.level) if ticket.level else None,
        school_name=ticket.school_name,
        npsn=ticket.npsn,
        province=ticket.province_id or "",
        province_name=ticket.province.name if ticket.province else "",
        regency_name=ticket.regency.name if ticket.regency else "",
        queue=ticket.queue_id or "",
        created_at=ticket.created_at,
        messages=tuple(
            MessageSnapshot(
                id=row.pk,
                author=row.author,
                author_name=row.author_name,
                public=row.public,
                channel=row.channel,
                created_at=row.created_at,
                body=hide(row.body),
                files=row.files,
            )
            for row in messages
        ),
        follow_up_of=ticket.follow_up_of_id,
        erased=ticket.is_anonymised,
    )


def _hider(ticket: Ticket, texts: Iterable[str]) -> Callable[[str], str]:
    """Return what hides the secrets of this very report where no word before tells what they are.

    Its code and that of the report it follows, and the pupil's NISN: ten digits alone could be
    anything, so those of the texts are compared with the true one.
    """
    reports = filter(None, (ticket.pk, ticket.follow_up_of_id))
    codes = [access.code_of(report) for report in reports]
    tens = {
        "".join(char for char in match[0] if char.isdigit())
        for text in texts
        for match in _TEN_DIGITS.finditer(same_length(text))
    }
    nisn = identity.nisn_among(ticket, tens) if tens else ""
    pattern = re.compile(_ALONE.format("[ .-]?".join(nisn))) if nisn else None

    def hide(text: str) -> str:
        if pattern is not None:
            found = [match.span() for match in pattern.finditer(same_length(text))]
            for start, end in reversed(found):
                text = text[:start] + PLACEHOLDERS["nisn"] + text[end:]
        return hide_access(text, codes)

    return hide


def find(number: int, system: str = "zendesk") -> Mirror | None:
    """Return what is known of a report's mirror; None when none was ever begun."""
    rows = ExternalReference.objects.filter(
        ticket_id=number, system__in=[system, system + _BEGUN]
    ).order_by("system")
    row = rows.first()
    return _mirror(row) if row else None


def begin(number: int, system: str = "zendesk") -> None:
    """Write down, before the call, that a mirror is being created."""
    ExternalReference.objects.get_or_create(
        ticket_id=number, system=system + _BEGUN, defaults={"external_id": str(number)}
    )


def link(
    number: int,
    remote_id: int,
    *,
    synced: Mapping[str, Any],
    audits: Iterable[int] = (),
    comments: Mapping[str, int] | None = None,
    updated_at: str = "",
    system: str = "zendesk",
) -> Mirror:
    """Tie a report to its mirror, once and for ever, together with what is known of it.

    One transaction: a link without its comments would have them sent a second time. The same
    link twice changes nothing. Raises AlreadyLinked when either side is tied to another one.
    """
    try:
        with transaction.atomic():
            known = find(number, system)
            if known is not None and known.remote_id is not None:
                if known.remote_id != remote_id:
                    raise AlreadyLinked(
                        f"Laporan #{number} sudah tertaut ke tiket Zendesk #{known.remote_id}."
                    )
                return known
            row = _locked(number, system + _BEGUN)
            row.system, row.external_id = system, str(remote_id)
            row.save(update_fields=["system", "external_id"])
            return agree(
                number,
                synced=synced,
                audits=audits,
                comments=comments,
                updated_at=updated_at,
                system=system,
            )
    except IntegrityError:
        raise AlreadyLinked(f"Tiket Zendesk #{remote_id} sudah tertaut ke laporan lain.") from None


def begin_comment(number: int, key: str, system: str = "zendesk") -> None:
    """Write down, before the call, that a comment is being sent: its answer may get lost."""
    with transaction.atomic():
        row = _locked(number, system)
        unsure = dict(row.own_ids.get("unsure", {}))
        unsure[key] = timezone.now().isoformat()
        row.own_ids = {**row.own_ids, "unsure": unsure}
        row.save(update_fields=["own_ids"])


def settle(number: int, keys: Iterable[str], system: str = "zendesk") -> Mirror:
    """These comments are known not to have arrived; they may be sent again."""
    with transaction.atomic():
        row = _locked(number, system)
        gone = set(keys)
        left = {k: v for k, v in row.own_ids.get("unsure", {}).items() if k not in gone}
        row.own_ids = {**row.own_ids, "unsure": left}
        row.save(update_fields=["own_ids"])
        return _mirror(row)


def agree(
    number: int,
    *,
    synced: Mapping[str, Any],
    audits: Iterable[int] = (),
    comments: Mapping[str, int] | None = None,
    updated_at: str = "",
    system: str = "zendesk",
) -> Mirror:
    """Keep what the other side confirmed: changed values, and the ids of our own audits.

    `synced` is merged key by key, so that values not spoken of keep their last agreed copy.
    """
    with transaction.atomic():
        row = _locked(number, system)
        arrived = dict(comments or {})
        own = row.own_ids
        known = own.get("audits", [])
        row.own_ids = {
            "audits": [*known, *(a for a in audits if a not in known)][-MAX_AUDITS:],
            "comments": {**own.get("comments", {}), **arrived},
            "unsure": {k: v for k, v in own.get("unsure", {}).items() if k not in arrived},
        }
        row.synced = {**row.synced, **synced}
        row.synced_at = timezone.now()
        row.remote_updated_at = updated_at or row.remote_updated_at
        row.save(update_fields=["own_ids", "synced", "synced_at", "remote_updated_at"])
        return _mirror(row)


def forget_texts(numbers: Sequence[int]) -> None:
    """Drop what the reporter wrote from the agreed copies; link and remote ids stay.

    The ids are what a person needs to delete the mirror over there (docs/zendesk.md 8).
    """
    rows = ExternalReference.objects.filter(ticket__in=numbers).select_for_update()
    for row in rows:
        kept = {k: v for k, v in row.synced.items() if k not in ("subject", "refused")}
        if kept != row.synced:
            row.synced = kept
            row.save(update_fields=["synced"])


def _locked(number: int, system: str) -> ExternalReference:
    return ExternalReference.objects.select_for_update().get(ticket_id=number, system=system)


def _mirror(row: ExternalReference) -> Mirror:
    begun = {k: parse_datetime(v) for k, v in row.own_ids.get("unsure", {}).items()}
    return Mirror(
        number=row.ticket_id,
        remote_id=None if row.system.endswith(_BEGUN) else int(row.external_id),
        synced=dict(row.synced),
        audits=tuple(row.own_ids.get("audits", ())),
        comments=dict(row.own_ids.get("comments", {})),
        unsure={key: moment for key, moment in begun.items() if moment is not None},
        remote_updated_at=row.remote_updated_at,
    )
