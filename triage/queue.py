"""The triage queue of one person: which reports come next, and how the work goes (issue B5).

Reports without a label come in the order of `ranking`, without those a colleague has in sight. Blind second labels are strewn
among them: nothing a person sees tells which is which, neither cards nor counts.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise
from statistics import median
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from helpdesk.accounts.viewer import Viewer
from helpdesk.taxonomy import Category
from helpdesk.tickets import queries
from helpdesk.tickets.services.base import NotFound, Refused, lock
from triage import labels, leases, ranking
from triage.classifier.predict import ComplaintInput
from triage.inference import ClassifierUnavailable, classify
from triage.models import HumanLabel, Prediction
from triage.pipeline import complaint_of
from triage.queries import Doubt, doubt_of, latest_prediction
from triage.reasons import Reasons, reasons, shown

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from helpdesk.tickets.models import Ticket

AHEAD = 2  # reports in the browser: the one in sight and the next
_SPARE = 20  # second labels looked at; colleagues may have some of them in sight
PAUSE = 120  # seconds; a longer gap is no labelling
_DOUBLE_TURNS = 1 / 6  # share of turns that may bring a second label
_FIELDS = (
    "number", "title", "user_type", "account", "account_role", "chosen_category", "state",
    "confidence", "requester_name",
)  # fmt: skip
Source = HumanLabel.Source
_IN_QUEUE = (Source.QUEUE, Source.DOUBLE)


class AlreadyLabelled(Refused):
    """A colleague was faster; this label isn't needed any more."""


@dataclass(frozen=True, slots=True)
class Card:
    """One report to label: what was written, and what the classifier thinks of it.

    `guesses` are the two best (category, probability), none without a model; `doubt` is what was
    said beside them when the report came in.
    """

    number: int
    complaint: ComplaintInput
    user_type: str
    account_role: str
    chosen: Category
    guesses: tuple[tuple[Category, float], ...]
    reasons: Reasons | None
    doubt: Doubt


def cards(
    viewer: Viewer, *, held: Sequence[int] = (), skipped: Collection[int] = (), first: int = 0
) -> list[Card]:
    """Return the reports that fill the browser's deck of AHEAD, without those it holds.

    Skipped ones come again when nothing else waits, then those that a colleague has in sight:
    nobody sits idle. `first` names one to begin with. What is dealt is leased. Raises NotAllowed
    without the right. The number of queries does not depend on how many wait.
    """
    room = AHEAD - len(held)
    if room <= 0:
        return []
    away = {*held, *skipped}
    found: list[Ticket] = []
    if first and first not in held:
        wanted = _offered(viewer, first)
        if wanted is not None:
            found.append(wanted)
            away.add(first)
    for number in (*held, *(ticket.pk for ticket in found)):
        leases.take(viewer, number)
    doubles = list(labels.to_double(viewer).only(*_FIELDS).exclude(pk__in=away)[:_SPARE])
    busy = leases.with_others(viewer, [ticket.pk for ticket in doubles])
    news, left = _news(viewer, away, held, room)
    left += [ticket for ticket in doubles if ticket.pk in busy]
    doubles = [ticket for ticket in doubles if ticket.pk not in busy]
    for ticket in _strewn(viewer, news, doubles, len(held)):
        if len(found) == room:
            break
        if leases.take(viewer, ticket.pk):
            found.append(ticket)
        else:
            left.append(ticket)
    if len(found) < room and skipped:
        missed = set(skipped) - {*held, first}
        found += labels.waiting(viewer).only(*_FIELDS).filter(pk__in=missed)[: room - len(found)]
    found += left[: room - len(found)]
    return [_card(ticket) for ticket in found]


def _news(
    viewer: Viewer, away: set[int], held: Sequence[int], room: int
) -> tuple[list[Ticket], list[Ticket]]:
    """Return unlabelled reports, best first: those nobody has in sight, and the others."""
    waiting = labels.waiting(viewer).only(*_FIELDS).exclude(pk__in=away)
    window = list(ranking.one_of_each(waiting)[: ranking.WINDOW])
    rows = ranking.ranked(viewer, window, held)
    busy = leases.with_others(viewer, [ticket.pk for ticket in window])
    if sum(row.teaches and row.ticket.pk not in busy for row in rows) < room + 1:
        # Copies are worth a look when nothing else is left.
        window += waiting.exclude(pk__in=[ticket.pk for ticket in window])[: ranking.WINDOW]
        rows = ranking.ranked(viewer, window, held)
        busy = leases.with_others(viewer, [ticket.pk for ticket in window])
    order = [row.ticket for row in rows]
    return [t for t in order if t.pk not in busy], [t for t in order if t.pk in busy]


def _strewn(
    viewer: Viewer, waiting: Sequence[Ticket], doubles: Sequence[Ticket], held: int
) -> Iterator[Ticket]:
    """Yield the turns of this person: mostly new reports, now and then a second label.

    The turn itself decides, so that a page loaded twice shows the same reports.
    """
    seen: set[int] = set()
    news, seconds = iter(waiting), iter(doubles)
    turn = _turn(viewer) + held
    while True:
        digest = hashlib.sha256(f"turn:{viewer.user_id}:{turn}".encode()).digest()
        order = (seconds, news) if digest[0] < 256 * _DOUBLE_TURNS else (news, seconds)
        ticket = next((t for t in chain(*order) if t.pk not in seen), None)
        if ticket is None:
            return
        seen.add(ticket.pk)
        turn += 1
        yield ticket


def _turn(viewer: Viewer) -> int:
    return _today(viewer).count()


def _offered(viewer: Viewer, number: int) -> Ticket | None:
    """Return a report if this person may label it now."""
    mine = labels.waiting(viewer).filter(pk=number).only(*_FIELDS).first()
    return mine or labels.to_double(viewer).filter(pk=number).only(*_FIELDS).first()


def _card(ticket: Ticket) -> Card:
    complaint = complaint_of(ticket)
    said = latest_prediction(ticket.pk)
    guesses = _guesses(said, complaint)
    return Card(
        number=ticket.pk,
        complaint=shown(complaint),
        user_type=ticket.user_type,
        account_role=ticket.account_role,
        chosen=Category(ticket.chosen_category),
        guesses=guesses,
        reasons=reasons(complaint, guesses[0][0]) if guesses else None,
        doubt=doubt_of(said),
    )


def _guesses(
    said: Prediction | None, complaint: ComplaintInput
) -> tuple[tuple[Category, float], ...]:
    """The two best of what was said when the report came in, else of what the model says now."""
    if said is not None and len(said.ranking) > 1:
        ranking = said.ranking
    else:
        try:
            ranking = [list(pair) for pair in classify(complaint).ranked]
        except ClassifierUnavailable:
            return ()
    return tuple((Category(int(c)), float(p)) for c, p in ranking[:2])


def label(
    viewer: Viewer, number: int, *, category: Category, second: Category | None = None
) -> HumanLabel:
    """Label a report of the queue; the row is locked, so of two people one is first.

    Raises AlreadyLabelled when a colleague labelled or sorted it meanwhile (unless a second
    label of it is wanted anyway: then this one is that, as blind as any), and what
    `labels.label` raises.
    """
    second = None if second == category else second
    with transaction.atomic():
        try:
            lock(viewer, number)
        except NotFound:
            # Sorted by a colleague it may stand in a queue that this person doesn't see.
            raise AlreadyLabelled(_TOO_LATE) from None
        if _offered(viewer, number) is None and not _own(viewer).filter(ticket_id=number).exists():
            raise AlreadyLabelled(_TOO_LATE)
        entry = labels.label(viewer, number, category=category, second=second)
    leases.release(viewer, number)
    return entry


def skip(viewer: Viewer, number: int) -> None:
    """Let colleagues have a report that this person passes over."""
    leases.release(viewer, number)


_TOO_LATE = "Laporan itu baru saja dipilah rekan. Terima kasih, ini laporan berikutnya."


def undo(viewer: Viewer, number: int | None = None) -> int:
    """Take back the own label of a report, or the newest one; return the report's number.

    Raises NotFound when there is none, NotAllowed when it is older than ten minutes.
    """
    rows = _own(viewer).filter(ticket__isnull=False)
    if number is not None:
        rows = rows.filter(ticket_id=number)
    newest = rows.order_by("-pk").first()
    if newest is None or newest.ticket_id is None:
        raise NotFound
    labels.undo(viewer, newest.pk)
    return int(newest.ticket_id)


def _own(viewer: Viewer) -> QuerySet[HumanLabel]:
    return HumanLabel.objects.filter(
        by_id=viewer.user_id, source__in=_IN_QUEUE, undone_at__isnull=True
    )


def _today(viewer: Viewer) -> QuerySet[HumanLabel]:
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    return _own(viewer).filter(created_at__gte=midnight)


@dataclass(frozen=True, slots=True)
class Progress:
    """How the work goes. `seconds` is the median between two labels without a pause, or None."""

    today: int
    remaining: int
    bounded: bool
    seconds: float | None


def progress(viewer: Viewer) -> Progress:
    """Count today's labels and what is left (at most queries.COUNT_LIMIT)."""
    times = list(_today(viewer).order_by("created_at").values_list("created_at", flat=True))
    gaps = [(after - before).total_seconds() for before, after in pairwise(times)]
    at_work = [gap for gap in gaps if gap <= PAUSE]
    left = queries.bounded_count(labels.waiting(viewer))
    left += labels.to_double(viewer).count()
    return Progress(
        today=len(times),
        remaining=min(left, queries.COUNT_LIMIT),
        bounded=left > queries.COUNT_LIMIT,
        seconds=median(at_work) if at_work else None,
    )
