"""A reply to a closed report: a new report that follows it (docs/decisions/0010)."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from helpdesk.tickets import identity
from helpdesk.tickets.files import NewFile
from helpdesk.tickets.models import Message, Ticket
from helpdesk.tickets.models.message import Channel
from helpdesk.tickets.services.base import Change
from helpdesk.tickets.services.keys import stands
from helpdesk.tickets.services.opening import begin

_NAMESPACE = uuid.UUID("6c0b7b0e-5d0b-5e43-9a55-0c1f0a4f7d10")
# Who reports and about what; work, clock and what the desk found out start anew.
_KEPT = (
    "title", "user_type", "requester_name", "salutation", "email", "private_email", "account",
    "account_role", "level", "school_name", "npsn", "position", "office_type", "province_id",
    "regency_id", "chosen_category", "self_service_tried",
)  # fmt: skip


def follow_up(
    work: Change,
    body: str,
    *,
    key: uuid.UUID,
    files: Sequence[NewFile],
    channel: Channel,
    stored: list[uuid.UUID],
) -> Ticket:
    """Open the report that follows the closed one in `work`; return it, the same for the same key.

    The closed report stays as it is but for an event. Its row is locked by the caller, so two
    sendings of one reply meet here one after the other. Raises KeyTaken for another text.
    """
    closed = work.ticket
    submission_key = uuid.uuid5(_NAMESPACE, f"{closed.pk}:{key}")
    known = Ticket.objects.filter(submission_key=submission_key).first()
    if known is not None:
        stands(known, key, body, public=True, files=files)
        return known
    ticket = Ticket(
        submission_key=submission_key,
        follow_up_of=closed,
        **{name: getattr(closed, name) for name in _KEPT},
    )
    begin(
        ticket,
        Message(channel=channel, body=body, idempotency_key=key),
        files,
        stored,
        keep_identity=lambda: identity.copy(closed, ticket),
        reason=f"Lanjutan dari laporan #{closed.pk} yang sudah ditutup.",
    )
    work.event(
        "ticket.followed_up",
        reason=f"Balasan pelapor menjadi laporan #{ticket.pk}.",
        data={"into": ticket.pk},
    )
    return ticket
