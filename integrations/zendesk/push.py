"""Delivers the Zendesk jobs of the outbox: one mirror for a report, each comment once.

A job says only that something changed. What is sent is the difference between the report as it
stands now and the last agreed copy, so jobs may repeat, pile up or come late. Before each call
that cannot be repeated, a row says that it was begun; after a lost answer that row makes the
next attempt look before it acts (zendesk.md 9.2).
"""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.cache import cache
from django.utils import timezone

from helpdesk.tickets.services import mirror
from helpdesk.tickets.services.mirror import AlreadyLinked, Mirror
from helpdesk.tickets.snapshot import TicketSnapshot
from integrations import outbox
from integrations.models import DeliveryJob
from integrations.outbox import LockedOut, LostClaim, NeedsPerson, TryLater, Unreachable
from integrations.zendesk import mapping
from integrations.zendesk.faults import (
    AuthFault,
    ClosedFault,
    Fault,
    GoneFault,
    KeyReusedFault,
    PermanentFault,
    TransientFault,
)
from integrations.zendesk.mapping import CLOSED, SOLVED, Piece

if TYPE_CHECKING:
    from integrations.zendesk.client import Client, RemoteTicket, Written

logger = logging.getLogger(__name__)
# A lost answer may belong to a call that Zendesk is still working on: look only after this time.
SETTLE = timedelta(seconds=60)
OUTAGE_PAUSE = 30.0  # seconds without a call after the whole account failed
OFF_PAUSE = 3600.0
_PAUSE = "zendesk:pause"


@outbox.handler("zendesk")
def deliver(job: DeliveryJob) -> None:
    """Bring the mirror of the job's report up to date; raises TryLater or NeedsPerson."""
    if not settings.ZENDESK_URL:
        raise Unreachable("Zendesk dimatikan.", OFF_PAUSE)
    _stop_while_paused()
    number = job.ticket_number or 0
    report = mirror.snapshot(number)
    if report is None or report.erased:
        # Anonymised: empty texts must not be laid over the mirror, nor make one.
        return
    try:
        _Push(job, report).run()
    except AuthFault as fault:
        if fault.credentials or _shut_out():
            raise LockedOut(fault.reason) from None
        raise NeedsPerson(fault.reason) from None
    except TransientFault as fault:
        if fault.everywhere:
            raise _paused(fault.reason, fault.retry_after or OUTAGE_PAUSE) from None
        wait = fault.retry_after
        if not fault.untouched:
            wait = max(wait or 0, SETTLE.total_seconds(), outbox.backoff(job.attempts + 1))
        raise TryLater(fault.reason, wait) from None
    except ClosedFault:
        raise NeedsPerson(_closed(number)) from None
    except GoneFault:
        raise NeedsPerson(
            "Tiket cermin sudah dihapus di Zendesk. Pulihkan di sana, lalu coba kirim lagi."
        ) from None
    except PermanentFault as fault:
        raise NeedsPerson(fault.reason) from None
    except AlreadyLinked as refusal:
        raise NeedsPerson(refusal.message) from None


def _shut_out() -> bool:
    """After a 403: True when it is the whole account, so that not every job ends with a person."""
    from integrations.zendesk.client import connect

    try:
        connect().me(fresh=True)
    except AuthFault:
        return True
    except Fault:
        return False
    return False


class _Push:
    """One attempt for one report."""

    def __init__(self, job: DeliveryJob, report: TicketSnapshot) -> None:
        from integrations.zendesk.client import connect  # zenpy is slow to load: workers only

        try:
            self.field_ids = mapping.parse_fields(settings.ZENDESK_FIELDS)
        except ValueError as error:
            raise NeedsPerson(f"ZENDESK_FIELDS salah: {error}") from None
        self.job = job
        self.report = report
        self.number = report.number
        self.event: int | None = job.payload.get("event")
        self.zendesk: Client = connect()

    def run(self) -> None:
        known = mirror.find(self.number)
        if known is None or known.remote_id is None:
            known = self._create(known)
        try:
            self._bring_up_to_date(known)
        except ClosedFault:
            if not self._agrees_that_it_is_over(known):
                raise

    # --- Create once --------------------------------------------------------------------------
    def _create(self, begun: Mirror | None) -> Mirror:
        """Make the mirror, or adopt the one an earlier attempt made without our learning it."""
        if begun is not None and (found := self._lost_creation()):
            return found
        mirror.begin(self.number)
        report, name = self.report, mapping.external_id(self.number)
        first = next(iter(mapping.pieces(report)), None)
        payload = mapping.creation(report, self.field_ids, first, self.event)
        if payload["status"] == SOLVED:
            payload["assignee_id"] = self.zendesk.me().id
        if not mapping.speaks_for_itself(first):
            payload["submitter_id"] = self.zendesk.me().id
        if source := self._closed_source():
            payload["via_followup_source_id"] = source
        self._stop_unless_mine()
        try:
            written = self.zendesk.create(payload, idempotency_key=f"{name}-create")
        except KeyReusedFault:
            # The report changed since the attempt whose answer was lost, so the payload did.
            if found := self._lost_creation():
                return found
            # Heals when the list shows the ticket, at the latest when the key is forgotten.
            raise TryLater(
                "Tiket sudah dibuat di Zendesk tetapi belum tampak di daftarnya.", 900
            ) from None
        comments = {first.key: written.audit.comment_id} if first else {}
        refused = mapping.agreed({}, payload, self._values(written.ticket))["refused"]
        synced = {**self._values(written.ticket), "refused": refused}
        return mirror.link(self.number, written.ticket.id, **_agreement(written, synced, comments))

    def _closed_source(self) -> int | None:
        """Return the mirror of the report this one follows, where Zendesk has closed it too.

        Only then may a ticket name it as its source (zendesk.md 5); the first comment names the
        report in any case.
        """
        if self.report.follow_up_of is None:
            return None
        before = mirror.find(self.report.follow_up_of)
        if before is None or before.remote_id is None:
            return None
        try:
            closed = self.zendesk.show(before.remote_id).status == CLOSED
        except GoneFault:
            return None
        return before.remote_id if closed else None

    def _lost_creation(self) -> Mirror | None:
        """Find by external_id what an earlier attempt made: a list, never the search index."""
        found = self.zendesk.by_external_id(mapping.external_id(self.number))
        if not found:
            return None
        ticket = found[0]
        comments, audits = self._own_audits(ticket.id)
        return mirror.link(
            self.number,
            ticket.id,
            synced={
                **self._values(ticket),
                "requester_id": ticket.requester_id,
                "assignee_id": ticket.assignee_id,
            },
            audits=audits,
            comments=comments,
            updated_at=ticket.updated_at,
        )

    # --- Update -------------------------------------------------------------------------------
    def _bring_up_to_date(self, known: Mirror) -> None:
        assert known.remote_id is not None
        known = self._settle(known)
        now = mapping.wanted(self.report, self.field_ids)
        todo = [p for p in mapping.pieces(self.report) if p.key not in known.comments]
        change = mapping.difference(now, known.synced)
        if not todo and not change:
            return
        if known.synced.get("status") == CLOSED:
            raise ClosedFault("")
        # Tags first: the update may close the ticket, and then nothing can be changed any more.
        known = self._tags(known, change)
        for piece in todo[:-1]:
            known = self._write(known, {}, piece)
        if not todo and not change.values:
            return
        values = dict(change.values)
        if any(piece.by_reporter for piece in todo):
            # A customer's comment reopens over there (zendesk.md 5); our state decides.
            values.setdefault("status", known.synced["status"])
        self._write(known, values, todo[-1] if todo else None)

    def _agrees_that_it_is_over(self, known: Mirror) -> bool:
        """Zendesk's own automation closes solved tickets; a closed report lacks nothing then."""
        fresh = mirror.find(self.number) or known
        missing = [p for p in mapping.pieces(self.report) if p.key not in fresh.comments]
        if missing or mapping.status_of(self.report.state) not in (SOLVED, CLOSED):
            return False
        mirror.agree(self.number, synced={"status": CLOSED})
        return True

    def _settle(self, known: Mirror) -> Mirror:
        """Find out about comments whose answer was lost, before any is sent again."""
        assert known.remote_id is not None
        if not known.unsure:
            return known
        youngest = max(known.unsure.values())
        wait = (youngest + SETTLE - timezone.now()).total_seconds()
        if wait > 0:
            raise TryLater("Jawaban Zendesk hilang; diperiksa sebelum dikirim ulang.", wait + 1)
        comments, audits = self._own_audits(known.remote_id)
        mirror.agree(self.number, synced={}, audits=audits, comments=comments)
        return mirror.settle(self.number, known.unsure)

    def _own_audits(self, remote_id: int) -> tuple[dict[str, int], list[int]]:
        """Return our comments by key and our audits, as the remote history tells them."""
        comments: dict[str, int] = {}
        audits: list[int] = []
        for audit in self.zendesk.audits(remote_id):
            key = mapping.key_of(audit.custom)
            if key is None:
                continue
            audits.append(audit.id)
            if key:
                comments.setdefault(key, audit.comment_id)
        return comments, audits

    def _tags(self, known: Mirror, change: mapping.Difference) -> Mirror:
        """Add and remove, never set: other people's tags stay. Both calls may be repeated."""
        assert known.remote_id is not None
        have = list(known.synced.get("tags", ()))
        if change.add_tags:
            self.zendesk.add_tags(known.remote_id, change.add_tags)
            have += change.add_tags
        if change.remove_tags:
            self.zendesk.remove_tags(known.remote_id, change.remove_tags)
            have = [tag for tag in have if tag not in change.remove_tags]
        if change.add_tags or change.remove_tags:
            known = mirror.agree(self.number, synced={"tags": sorted(have)})
        return known

    def _write(self, known: Mirror, values: dict[str, Any], piece: Piece | None) -> Mirror:
        """Send one update: changed values, at most one comment, and our mark."""
        assert known.remote_id is not None
        key = piece.key if piece else ""
        payload = {**values, "metadata": mapping.mark(self.number, self.event, key)}
        if values.get("status") in (SOLVED, CLOSED) and not known.synced.get("assignee_id"):
            payload |= self._somebody(known.remote_id)
        if piece:
            payload["comment"] = {"body": piece.body, "public": piece.public}
            if piece.by_reporter and known.synced.get("requester_id"):
                payload["comment"]["author_id"] = known.synced["requester_id"]
            mirror.begin_comment(self.number, key)
        self._stop_unless_mine()
        try:
            written = self.zendesk.update(known.remote_id, payload)
        except Fault as fault:
            if piece and fault.untouched:
                mirror.settle(self.number, [key])
            raise
        if piece and not written.audit.comment_id:
            raise TransientFault("Jawaban Zendesk tidak menyebut komentar yang dikirim.")
        synced = mapping.agreed(known.synced, values, self._values(written.ticket))
        comments = {key: written.audit.comment_id} if piece else {}
        return mirror.agree(self.number, **_agreement(written, synced, comments))

    def _somebody(self, remote_id: int) -> dict[str, Any]:
        """Solving needs an assignee (zendesk.md 5): ours, unless a person there took it."""
        ticket = self.zendesk.show(remote_id)
        if ticket.status == CLOSED:
            raise ClosedFault("")
        return {} if ticket.assignee_id else {"assignee_id": self.zendesk.me().id}

    def _values(self, ticket: RemoteTicket) -> dict[str, Any]:
        return mapping.remote_values(
            subject=ticket.subject,
            status=ticket.status,
            priority=ticket.priority,
            tags=ticket.tags,
            fields=ticket.fields,
            field_ids=self.field_ids,
        )

    def _stop_unless_mine(self) -> None:
        """A job freed as stuck belongs to another worker now; two must not write at once."""
        mine = DeliveryJob.objects.filter(
            pk=self.job.pk, status=DeliveryJob.Status.RUNNING, claimed_at=self.job.claimed_at
        )
        if not mine.exists():
            raise LostClaim


def _agreement(
    written: Written, synced: dict[str, Any], comments: dict[str, int]
) -> dict[str, Any]:
    """Return what an answer makes certain, in the arguments of mirror.link and mirror.agree."""
    return {
        "synced": {
            **synced,
            "requester_id": written.ticket.requester_id,
            "assignee_id": written.ticket.assignee_id,
        },
        "audits": [written.audit.id] if written.audit.id else [],
        "comments": comments,
        "updated_at": written.ticket.updated_at,
    }


def _closed(number: int) -> str:
    known = mirror.find(number)
    name = f"#{known.remote_id}" if known and known.remote_id else ""
    return (
        f"Tiket Zendesk {name} sudah ditutup dan tidak dapat diubah lagi. "
        "Perubahan laporan ini tidak dicerminkan."
    )


def _stop_while_paused() -> None:
    """Raise Unreachable during a pause; a cache that fails costs a call, never a delivery."""
    try:
        until, reason = cache.get(_PAUSE) or (None, "")
    except Exception:
        logger.warning("the cache does not answer; pauses of Zendesk are not shared")
        return
    left = (until - timezone.now()).total_seconds() if until else 0
    if left > 0:
        raise Unreachable(reason, left + 1)


def pause_left() -> float:
    """Return for how many more seconds nothing is sent; 0 when the way is free."""
    try:
        until, _ = cache.get(_PAUSE) or (None, "")
    except Exception:
        return 0.0
    return max(0.0, (until - timezone.now()).total_seconds()) if until else 0.0


def _paused(reason: str, seconds: float) -> Unreachable:
    """Stop all workers for a while: limits and outages hit the whole account."""
    until = timezone.now() + timedelta(seconds=seconds)
    try:
        cache.set(_PAUSE, (until, reason), timeout=seconds + 1)
    except Exception:
        logger.warning("the cache does not answer; pauses of Zendesk are not shared")
    return Unreachable(reason, seconds + 1)
