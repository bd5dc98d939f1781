"""What every service shares: lock, check, change, event, in one transaction (design.md 4)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, cast

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext
from django_fsm import can_proceed, has_transition_perm

from helpdesk.accounts.viewer import Viewer
from helpdesk.sla.policy import shifted
from helpdesk.taxonomy import State
from helpdesk.tickets import queries
from helpdesk.tickets.models import Message, Ticket, TicketEvent
from helpdesk.tickets.signals import ticket_event

# Looking, noting and rating overwrite nothing: who decided without knowing of them may go on.
HARMLESS = frozenset({"identity.revealed", "note.added", "ticket.rated"})


class Refused(Exception):
    """A service said no; `message` is one plain sentence in the language of who asked.

    Written in Indonesian where it is raised; `values` fill its `%(name)s` after translation.
    """

    def __init__(self, message: str, **values: object) -> None:
        super().__init__(message)
        self.message = gettext(message) % values if values else gettext(message)


class NotFound(Refused):
    """No such report within the viewer's scope. Looks the same as not existing."""

    def __init__(self) -> None:
        super().__init__("Laporan tidak ditemukan.")


class NotAllowed(Refused):
    """The state or the role does not allow this act."""


class KeyTaken(Refused):
    """Another text was sent under the same idempotency key; nothing was stored now."""


class Conflict(Refused):
    """Somebody changed the report since the viewer loaded it; `events` says what."""

    def __init__(self, ticket: Ticket, events: Sequence[TicketEvent]) -> None:
        super().__init__("Laporan ini baru saja diubah. Periksa perubahan sebelum mengirim.")
        self.ticket = ticket
        self.events = events


class Change:
    """One change of one locked ticket: collects fields, saved together at the end."""

    def __init__(self, ticket: Ticket, viewer: Viewer) -> None:
        self.ticket = ticket
        self.viewer = viewer
        self.state_before = ticket.state
        self.now = timezone.now()
        self._fields: set[str] = set()
        self._announcements: list[tuple[TicketEvent, Message | None]] = []

    def expect(self, seen_version: int | None) -> None:
        """Raise Conflict when the report moved on since this version by more than HARMLESS.

        A version without an event of its own counts as a change: nobody can say what it was.
        """
        ticket = self.ticket
        if seen_version is None or ticket.version == seen_version:
            return
        since = ticket.events.filter(data__version__gt=seen_version)
        kinds: dict[int, set[str]] = {}
        for version, kind in since.values_list("data__version", "kind"):
            kinds.setdefault(version, set()).add(kind)
        passed = range(seen_version + 1, ticket.version + 1)
        if not passed or not all(kinds.get(v) and kinds[v] <= HARMLESS for v in passed):
            raise Conflict(ticket, queries.events_since(ticket, seen_version))

    def set(self, **fields: Any) -> None:
        """Change named fields (never `state`)."""
        for name, value in fields.items():
            setattr(self.ticket, name, value)
            self._fields.add(name)

    def to(self, transition: str, refusal: str = "") -> None:
        """Run a transition of the lifecycle; raises NotAllowed when closed to this viewer."""
        method = getattr(self.ticket, transition)
        if not can_proceed(method):
            label = State(self.ticket.state).label
            if refusal:
                raise NotAllowed(refusal)
            raise NotAllowed(
                "Tidak dapat dilakukan: laporan berstatus “%(state)s”.", state=gettext(label)
            )
        if not has_transition_perm(method, cast(Any, self.viewer)):
            raise NotAllowed(refusal or "Anda tidak berwenang melakukan tindakan ini.")
        before = State(self.ticket.state)
        method()
        self._fields.add("state")
        self._keep_clock(before, State(self.ticket.state))
        if before is State.ON_HOLD:
            self.set(hold_reason="", hold_until=None)

    def _keep_clock(self, before: State, after: State) -> None:
        """Stop the clock where it pauses and move the due dates when it runs again."""
        if before.facts.clock_runs and not after.facts.clock_runs:
            self.set(paused_at=self.now)
        elif not before.facts.clock_runs and after.facts.clock_runs and self.ticket.paused_at:
            paused = self.ticket.paused_at
            for name in ("first_response_due", "resolution_due", "volunteer_due"):
                due = getattr(self.ticket, name)
                if due is not None and due > paused:
                    self.set(**{name: shifted(due, paused, self.now)})
            self.set(paused_at=None)

    def event(self, kind: str, message: Message | None = None, **facts: Any) -> TicketEvent:
        """Append an event; it is announced when the ticket has been saved."""
        data = dict(facts.pop("data", {}))
        entry = TicketEvent(
            ticket=self.ticket,
            at=self.now,
            kind=kind,
            actor_id=self.viewer.user_id,
            actor_name=self.viewer.name[:100],
            state_before=self.state_before,
            state_after=self.ticket.state,
            data=data,
            **facts,
        )
        self._announcements.append((entry, message))
        return entry

    def finish(self) -> None:
        """Save the changed fields, the events, and tell the receivers."""
        if not self._announcements:
            return
        self.ticket.version += 1
        self.ticket.updated_at = self.now
        self.ticket.save(update_fields=[*self._fields, "version", "updated_at"])
        for entry, message in self._announcements:
            entry.state_after = self.ticket.state
            entry.data["version"] = self.ticket.version
            entry.save(force_insert=True)
            ticket_event.send(sender=Ticket, ticket=self.ticket, event=entry, message=message)


@contextmanager
def change(viewer: Viewer, number: int, *, seen_version: int | None = None) -> Iterator[Change]:
    """Lock a ticket of the viewer's scope for one change.

    `seen_version` is the version the viewer decided on; raises Conflict when it moved on by more
    than HARMLESS events, NotFound outside the scope, NotAllowed for an anonymised report, which takes no word any
    more. Everything inside happens in one transaction.
    """
    with transaction.atomic():
        ticket = lock(viewer, number)
        if ticket.is_anonymised:
            raise NotAllowed(
                "Data laporan ini sudah dihapus sesuai masa simpan, jadi tidak dapat diubah lagi."
            )
        work = Change(ticket, viewer)
        work.expect(seen_version)
        yield work
        work.finish()


def lock(viewer: Viewer, number: int) -> Ticket:
    """Return the row, locked until the transaction ends (SQLite: IMMEDIATE does it)."""
    try:
        return queries.visible_to(viewer).select_for_update(of=("self",)).get(pk=number)
    except Ticket.DoesNotExist:
        raise NotFound from None
