"""One key, one message: what a double click or a resend may not do twice (design.md 7)."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime

from helpdesk.sla.calendar import ZONES, regreeted
from helpdesk.taxonomy import State
from helpdesk.tickets.files import NewFile, digests, stored_digests
from helpdesk.tickets.models import Message, Ticket
from helpdesk.tickets.services.base import KeyTaken

_ANY_MORNING = datetime(2026, 1, 1, 9, tzinfo=ZONES["WIB"])


def stands(
    ticket: Ticket,
    key: uuid.UUID,
    body: str,
    *,
    public: bool,
    files: Sequence[NewFile] = (),
    then: State | None = None,
) -> bool:
    """True when this very message was written with this key before.

    `then` is the state an answer asks for. Raises KeyTaken when another text, other files or
    another state came with the key: taking that for success would lose what was corrected.
    """
    found = ticket.messages.filter(idempotency_key=key).first()
    if found is None:
        return False
    if (
        (_words_of(found.body, then), found.public) != (_words_of(body, then), public)
        or stored_digests(found) != digests(files)
        or (then is not None and _then_of(ticket, found) not in (None, then))
    ):
        raise KeyTaken(
            "Pesan lain sudah terkirim dari halaman ini. Muat ulang halaman lalu kirim lagi."
        )
    return True


def _words_of(body: str, then: State | None) -> str:
    """An answer greets by the clock of its sending: sent again later it is the same answer."""
    return body if then is None else regreeted(body, _ANY_MORNING)


def _then_of(ticket: Ticket, message: Message) -> str | None:
    """The state that was asked for with an answer; None where the event does not say."""
    event = ticket.events.filter(kind="message.sent", data__message=message.pk).first()
    return event.data.get("then") if event else None
