"""Personal data go when their time is over: domain.md 15, UU 27/2022 art. 42-44.

Three stages, counted in days from `closed_at` of a report that is final (closed, rejected or
merged); restoring or separating a report ends the count, holding one never started it.

PAPERS  NIK, NISN and attachments, files included.
TEXT    anonymised: names, addresses, account, school and every text, also in the agreed copy of
        the mirror; through `personal_data_erased` the labels of the triage and the deliveries.
        What statistics need stays: dates, states, categories, region, level, type, rating.
LOG     the events.

`Ticket.erased` is how far a report has come. With `closed_at` it is the partial index
`ticket_retention`, so a batch is found by walking that index from its oldest end: never a scan,
whatever the size of the table. Each batch is one short transaction over rows locked with SKIP
LOCKED: a report somebody is working on is left for the next run, and two runs never meet.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from helpdesk.taxonomy import FINAL_STATES, Erased
from helpdesk.tickets import identity
from helpdesk.tickets.files import discard
from helpdesk.tickets.models import Attachment, Message, Ticket, TicketEvent
from helpdesk.tickets.services import mirror
from helpdesk.tickets.signals import personal_data_erased

BATCH = 100
# Between two batches: on SQLite nobody else may write during one.
PAUSE_SECONDS = 0.02
# Uploads are written before their transaction ends; a file this old belongs to a row or to nobody.
ORPHAN_AFTER = timedelta(hours=24)
TITLE = "[dianonimkan]"
BODY = "[Isi dihapus sesuai masa simpan data]"
ACTOR = "Masa simpan data"
# Reasons that our own rules wrote. All others were typed by people and may name anybody.
_OUR_REASONS = (
    "ticket.sorted",
    "ticket.sorting_asked",
    "ticket.sorting_undone",
    "ticket.category_corrected",
    "ticket.category_confirmed",
    "ticket.merged",
    "ticket.closed",
    "ticket.solved",
    "data.erased",
)
_FROM: dict[Erased, tuple[Erased | None, ...]] = {
    Erased.PAPERS: (None,),
    Erased.TEXT: (None, Erased.PAPERS),
    Erased.LOG: (None, Erased.PAPERS, Erased.TEXT),
}


@dataclass(slots=True)
class Summary:
    """What a run did, in reports by the stage they reached, and files taken from the disk."""

    papers: int = 0
    text: int = 0
    log: int = 0
    files: int = 0

    @property
    def reports(self) -> int:
        return self.papers + self.text + self.log

    def count(self, stage: Erased, reports: int) -> None:
        name = stage.name.lower()
        setattr(self, name, getattr(self, name) + reports)


def days_of(stage: Erased) -> int:
    """Return after how many days a stage is due, by the settings."""
    return {
        Erased.PAPERS: settings.RETENTION_PAPERS_DAYS,
        Erased.TEXT: settings.RETENTION_TEXT_DAYS,
        Erased.LOG: settings.RETENTION_LOG_DAYS,
    }[stage]


def due(stage: Erased, have: Erased | None, now: datetime) -> QuerySet[Ticket]:
    """Return the reports that stand at `have` and are due for `stage`, longest over first.

    Ordered by the whole index: without its first column PostgreSQL sorts what "IS NULL" finds,
    a million rows for each batch, instead of walking the index.
    """
    there = {"erased__isnull": True} if have is None else {"erased": have}
    return Ticket.objects.filter(
        state__in=FINAL_STATES, closed_at__lte=now - timedelta(days=days_of(stage)), **there
    ).order_by("erased", "closed_at")


def count_due(now: datetime | None = None) -> dict[Erased, int]:
    """Return how many reports a run would bring to each stage; reads the index only."""
    now = now or timezone.now()
    found: dict[Erased, int] = {}
    for have in (None, Erased.PAPERS, Erased.TEXT):
        later = 0
        for stage in reversed(Erased):
            if have in _FROM[stage]:
                count = due(stage, have, now).count()
                found[stage] = found.get(stage, 0) + count - later
                later = count
    return found


def run(
    *,
    now: datetime | None = None,
    limit: int | None = None,
    until: float | None = None,
    progress: Callable[[int], None] | None = None,
) -> Summary:
    """Erase what is due, the last stage first, so that old reports go in one step.

    Stops after `limit` reports or at `until` (time.monotonic); the next run goes on. `progress`
    hears the number of reports after each batch. Twice does nothing.
    """
    now = now or timezone.now()
    summary = Summary()
    for stage in reversed(Erased):
        for have in _FROM[stage]:
            while True:
                size = BATCH if limit is None else min(BATCH, limit - summary.reports)
                if size <= 0 or (until is not None and time.monotonic() > until):
                    return summary
                done = _batch(stage, have, now, size, summary)
                if not done:
                    break
                if progress is not None:
                    progress(done)
                time.sleep(PAUSE_SECONDS)
    return summary


def _batch(stage: Erased, have: Erased | None, now: datetime, size: int, summary: Summary) -> int:
    """Erase one batch in one transaction; return how many reports it held."""
    with transaction.atomic():
        rows = due(stage, have, now).select_for_update(skip_locked=True, of=("self",))
        tickets = list(rows.only("number", "state", "version")[:size])
        if not tickets:
            return 0
        numbers = [ticket.pk for ticket in tickets]
        touched = set(numbers)
        if have is None:
            names, had = _erase_papers(numbers)
            summary.files += len(names)
            if stage is Erased.PAPERS:
                touched = had
        if stage >= Erased.TEXT and have in (None, Erased.PAPERS):
            _anonymise(numbers)
        if stage is Erased.LOG:
            TicketEvent.objects.filter(ticket__in=numbers).delete()
        Ticket.objects.filter(pk__in=numbers).update(erased=stage, version=F("version") + 1)
        _log([ticket for ticket in tickets if ticket.pk in touched], stage, now)
        personal_data_erased.send(sender=Ticket, numbers=numbers, stage=stage)
    summary.count(stage, len(numbers))
    return len(numbers)


def _erase_papers(numbers: Sequence[int]) -> tuple[list[uuid.UUID], set[int]]:
    """Delete NIK, NISN and attachments; return the names of the files, and who had any.

    The files go after commit: a transaction that fails must not have lost a paper. Should the
    process die in between, `sweep_orphans` finds them.
    """
    had = identity.erase(numbers)
    papers = Attachment.objects.filter(ticket__in=numbers)
    found = list(papers.values_list("ticket_id", "stored_name"))
    names = [name for _, name in found]
    if names:
        papers.delete()
        transaction.on_commit(lambda: discard(names), robust=True)
    return names, had | {number for number, _ in found}


def _anonymise(numbers: Sequence[int]) -> None:
    """Replace all that names or describes a person; the position too, there is one Kepala Dinas."""
    Ticket.objects.filter(pk__in=numbers).update(
        title=TITLE,
        masked_title=None,
        requester_name="",
        salutation="",
        email="",
        private_email="",
        account="",
        school_name="",
        npsn="",
        position="",
        reason="",
        hold_reason="",
        rating_comment="",
    )
    Message.objects.filter(ticket__in=numbers).update(body=BODY, author_name="")
    TicketEvent.objects.filter(ticket__in=numbers).exclude(reason="").exclude(
        kind__in=_OUR_REASONS
    ).update(reason="")
    mirror.forget_texts(numbers)


_WORDS = {
    Erased.PAPERS: "NIK, NISN, dan lampiran dihapus: {} hari setelah laporan ditutup.",
    Erased.TEXT: "Isi laporan dianonimkan: {} hari setelah laporan ditutup.",
    Erased.LOG: "Catatan tindakan dihapus: {} hari setelah laporan ditutup.",
}


def _log(tickets: Sequence[Ticket], stage: Erased, now: datetime) -> None:
    """Write «data pribadi dihapus» on each report: the proof of what went, and when."""
    TicketEvent.objects.bulk_create(
        TicketEvent(
            ticket=ticket,
            at=now,
            kind="data.erased",
            actor_name=ACTOR,
            state_before=ticket.state,
            state_after=ticket.state,
            reason=_WORDS[stage].format(days_of(stage)),
            data={"stage": stage.name.lower(), "version": ticket.version + 1},
        )
        for ticket in tickets
    )


def sweep_orphans(folders: Iterable[int] = range(256), *, until: float | None = None) -> int:
    """Delete stored files that no row knows any more; return how many.

    `folders` are numbers of the 256 folders that `files.path_of` spreads files over.
    """
    swept = 0
    for folder in folders:
        if until is not None and time.monotonic() > until:
            break
        place = Path(settings.ATTACHMENT_FOLDER) / f"{folder:02x}"
        if place.is_dir():
            swept += _sweep(place)
    return swept


def _sweep(place: Path) -> int:
    youngest = time.time() - ORPHAN_AFTER.total_seconds()
    names = [
        uuid.UUID(entry.name)
        for entry in place.iterdir()
        if len(entry.name) == 32 and entry.stat().st_mtime < youngest
    ]
    lost: list[uuid.UUID] = []
    for start in range(0, len(names), 500):
        part = names[start : start + 500]
        known = Attachment.objects.filter(stored_name__in=part).values_list(
            "stored_name", flat=True
        )
        lost += set(part) - set(known)
    discard(lost)
    return len(lost)
