"""Human labels: recorded masked, undone, doubled, and made into training examples.

A label is a person's word on a category (labelling guide). It keeps the masked text as long as
the report keeps its own, and who said it when, so that a careless hand can be found.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from helpdesk.accounts.viewer import Right, Viewer, system
from helpdesk.lib.pii import mask_personal_data
from helpdesk.taxonomy import OPEN_STATES, Category, State
from helpdesk.tickets import queries
from helpdesk.tickets.services import sorting
from helpdesk.tickets.services.base import NotAllowed, NotFound, Refused
from triage import pipeline
from triage.classifier.dataset import Example, near_duplicates
from triage.models import HumanLabel

if TYPE_CHECKING:
    from helpdesk.tickets.models import Ticket

Source = HumanLabel.Source
UNDO_WITHIN = timedelta(minutes=10)
DOUBLE_SHARE = 0.1  # of labelled reports a second person labels blindly
UNCERTAIN_BELOW = 0.8
MAX_TEXT = 20_000
NEAR_COPY = 0.75  # cosine of character 5-grams


def record(
    ticket: Ticket,
    *,
    source: HumanLabel.Source,
    category: Category,
    by_id: int | None,
    by_name: str,
    second: Category | None = None,
) -> HumanLabel:
    """Write a label with the masked text of the report's first message."""
    first = queries.first_message(ticket)
    return HumanLabel.objects.create(
        ticket=ticket,
        source=source,
        category=category,
        second=second,
        predicted=ticket.predicted_category,
        title=masked(ticket, ticket.title)[:200],
        text=masked(ticket, (first.body if first else "")[:MAX_TEXT]),
        user_type=ticket.user_type,
        chosen=ticket.chosen_category,
        by_id=by_id,
        by_name=by_name,
    )


def masked(ticket: Ticket, text: str) -> str:
    """Mask what identifies the reporter: a label feeds a model file."""
    text = mask_personal_data(text)
    for name in (ticket.requester_name, ticket.account.partition("@")[0]):
        if len(name) > 2:
            text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", "[nama]", text, flags=re.IGNORECASE)
    return text


def forget_texts(numbers: Sequence[int]) -> None:
    """Empty the texts of these reports' labels when the retention anonymises the reports.

    Masked is not anonymous: no mask knows the names of pupils and colleagues that people write
    into their reports (docs/operations.md, Retention). The word on the
    category stays for the figures; a label without a text teaches nothing any more.
    """
    HumanLabel.objects.filter(ticket__in=numbers).update(title="", text="")


def _check(viewer: Viewer) -> None:
    if not viewer.may(Right.ROUTE) or viewer.user_id is None:
        raise NotAllowed("Anda tidak berwenang memilah laporan.")


def waiting(viewer: Viewer) -> QuerySet[Ticket]:
    """Return the open reports whose label would teach most, in the viewer's scope.

    Abstained and uncertain ones without a label, the least certain first.
    """
    _check(viewer)
    return (
        queries.visible_to(viewer)
        .filter(Q(state=State.NEEDS_SORTING) | Q(confidence__lt=UNCERTAIN_BELOW))
        .filter(state__in=OPEN_STATES)
        .exclude(labels__undone_at__isnull=True, labels__isnull=False)
        .order_by(F("confidence").asc(nulls_first=True), "number")
    )


def to_double(viewer: Viewer) -> QuerySet[Ticket]:
    """Return reports that a colleague labelled and this viewer should label blindly.

    A tenth of the labelled numbers, chosen by the number itself: nobody picks them.
    """
    _check(viewer)
    living = HumanLabel.objects.filter(
        source=Source.QUEUE, undone_at__isnull=True, ticket__isnull=False
    )
    sampled = [n for n in living.values_list("ticket_id", flat=True)[:5000] if is_sampled(n)]
    done = HumanLabel.objects.filter(source=Source.DOUBLE, undone_at__isnull=True)
    # Whoever said a word on it anywhere, also by a correction on its page, is not blind to it.
    mine = HumanLabel.objects.filter(
        by_id=viewer.user_id, undone_at__isnull=True, ticket__isnull=False
    )
    return (
        queries.visible_to(viewer)
        .filter(pk__in=sampled)
        .exclude(pk__in=done.filter(ticket__isnull=False).values("ticket_id"))
        .exclude(pk__in=mine.values("ticket_id"))
        .order_by("number")
    )


def is_sampled(number: int) -> bool:
    """True for the tenth of numbers that is labelled twice."""
    digest = hashlib.sha256(f"double:{number}".encode()).digest()
    return digest[0] < 256 * DOUBLE_SHARE


def label(
    viewer: Viewer, number: int, *, category: Category, second: Category | None = None
) -> HumanLabel:
    """Label a report in the triage queue; an unsorted one is sorted by it.

    Raises NotFound outside the scope, NotAllowed without the right, Refused when this person
    labelled it already.
    """
    _check(viewer)
    with transaction.atomic():
        try:
            ticket = queries.get(viewer, number)
        except queries.DoesNotExist:
            raise NotFound from None
        mine = HumanLabel.objects.filter(
            ticket=ticket, by_id=viewer.user_id, undone_at__isnull=True
        )
        if mine.filter(source__in=[Source.QUEUE, Source.DOUBLE]).exists():
            raise Refused("Laporan ini sudah Anda beri label.")
        doubled = HumanLabel.objects.filter(
            ticket=ticket, source=Source.QUEUE, undone_at__isnull=True
        ).exists()
        entry = record(
            ticket,
            source=Source.DOUBLE if doubled else Source.QUEUE,
            category=category,
            second=second,
            by_id=viewer.user_id,
            by_name=viewer.name,
        )
        if not doubled:
            _act_on(viewer, ticket, entry)
        return entry


def _act_on(viewer: Viewer, ticket: Ticket, entry: HumanLabel) -> None:
    """Let a first label sort an unsorted report, or move one that nobody has taken yet."""
    category, before = Category(entry.category), ticket.category
    if ticket.state == State.NEEDS_SORTING:
        effect = "sorted"
    elif ticket.state == State.QUEUED and ticket.assignee_id is None and category != before:
        effect = "moved"
    else:
        return
    sorting.correct_category(
        viewer, ticket.pk, category=category, route=pipeline.route_for(ticket, category)
    )
    entry.effect, entry.category_before = effect, before
    entry.save(update_fields=["effect", "category_before"])


def _take_back(viewer: Viewer, entry: HumanLabel) -> None:
    """Restore what the label changed, unless somebody works on the report by now."""
    if not entry.effect or entry.ticket_id is None or entry.category_before is None:
        return
    # The label itself may have sent the report out of this person's queues.
    whole_desk = replace(viewer, is_system=True)
    ticket = queries.get(whole_desk, entry.ticket_id)
    before = Category(entry.category_before)
    if ticket.state != State.QUEUED or ticket.category != entry.category:
        return
    if entry.effect == "sorted":
        sorting.undo_sorting(whole_desk, ticket.pk, category=before)
    else:
        # Nobody's word on the category: it must not become a label again.
        sorting.correct_category(
            system("Label diurungkan"),
            ticket.pk,
            category=before,
            route=pipeline.route_for(ticket, before),
        )


def undo(viewer: Viewer, label_id: int) -> HumanLabel:
    """Take an own label back within ten minutes, and the sorting it caused."""
    _check(viewer)
    with transaction.atomic():
        entry = (
            HumanLabel.objects.select_for_update(of=("self",))
            .filter(pk=label_id, by_id=viewer.user_id, undone_at__isnull=True)
            .first()
        )
        if entry is None:
            raise NotFound
        if entry.created_at < timezone.now() - UNDO_WITHIN:
            raise NotAllowed("Label hanya dapat diurungkan dalam 10 menit.")
        HumanLabel.objects.filter(
            ticket=entry.ticket,
            by_id=viewer.user_id,
            undone_at__isnull=True,
            created_at__gte=entry.created_at,
        ).update(undone_at=timezone.now())
        _take_back(viewer, entry)
        return entry


@dataclass(frozen=True, slots=True)
class Agreement:
    """How often two people who labelled the same report blindly said the same."""

    pairs: int
    same: int


def agreement() -> Agreement:
    """Compare second labels with first ones."""
    first = dict(
        HumanLabel.objects.filter(source=Source.QUEUE, undone_at__isnull=True)
        .exclude(ticket=None)
        .values_list("ticket_id", "category")
    )
    second = HumanLabel.objects.filter(source=Source.DOUBLE, undone_at__isnull=True).values_list(
        "ticket_id", "category"
    )
    pairs = [(first[number], category) for number, category in second if number in first]
    return Agreement(len(pairs), sum(a == b for a, b in pairs))


@dataclass(frozen=True, slots=True)
class TrainingLabels:
    """Examples from people, and how many labels were left out for which reason."""

    examples: list[Example]
    empty: int
    contradicted: int
    distrusted: int
    distrusted_names: tuple[str, ...]
    seen: int


def training_labels(
    trusted: Iterable[Example] = (),
    *,
    frozen: Sequence[Example] = (),
    guess: object = None,
) -> TrainingLabels:
    """Return what the living labels teach.

    `trusted` is the corpus, whose texts are not learned twice; near-copies of a `frozen` text
    (validation, test) are never learned, or the gate would measure what the model has read.
    Empty texts are dropped. Several labels of one text count once, by majority; a tie teaches
    nothing. A person whose labels contradict the model where it is very sure (`guess(examples)`
    returns (category, confidence) pairs) in more than 40 % of at least 20 cases is set aside
    whole and named, for a supervisor to look at.
    """
    found = list(
        HumanLabel.objects.filter(undone_at__isnull=True).order_by("pk").values_list(
            "text", "title", "user_type", "chosen", "category", "second", "by_name", "by_id"
        )
    )  # fmt: skip
    # Two people may share a name; they answer each for their own labels.
    rows = [(*row[:6], f"{row[6]} (#{row[7]})" if row[7] else row[6]) for row in found]
    empty = sum(not f"{row[0]}{row[1]}".strip() for row in rows)
    rows = [row for row in rows if f"{row[0]}{row[1]}".strip()]
    careless = _careless(rows, guess)
    distrusted = sum(row[6] in careless for row in rows)
    rows = [row for row in rows if row[6] not in careless]
    by_text: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_text[_digest(row[0] or row[1])].append(row)
    examples, contradicted = [], 0
    known = {_digest(mask_personal_data(e.text)) for e in trusted}
    for digest, group in sorted(by_text.items()):
        votes = Counter(row[4] for row in group).most_common(2)
        if len(votes) > 1 and votes[0][1] == votes[1][1]:
            contradicted += len(group)
            continue
        if digest in known:
            continue
        row = next(r for r in reversed(group) if r[4] == votes[0][0])
        examples.append(_example(row))
    copies = {pair.left for pair in near_duplicates(examples, frozen, NEAR_COPY)}
    examples = [example for i, example in enumerate(examples) if i not in copies]
    names = tuple(sorted(careless))
    return TrainingLabels(examples, empty, contradicted, distrusted, names, len(found))


# text, title, user type, chosen, category, second, by name
Row = tuple[str, str, str, int | None, int, int | None, str]
SURE = 0.9
CARELESS_SHARE = 0.4
CARELESS_MINIMUM = 20


def _careless(rows: list[Row], guess: object) -> set[str]:
    """Return the names of those who contradict the model too often where it is very sure."""
    if not callable(guess) or not rows:
        return set()
    said = guess([_example(row) for row in rows])
    sure: Counter[str] = Counter()
    against: Counter[str] = Counter()
    for row, (category, confidence) in zip(rows, said, strict=True):
        if confidence >= SURE:
            sure[row[6]] += 1
            against[row[6]] += category != row[4]
    return {
        name
        for name, count in sure.items()
        if count >= CARELESS_MINIMUM and against[name] / count > CARELESS_SHARE
    }


def _example(row: Row) -> Example:
    text, title, user_type, chosen, category, second, by_name = row
    return Example(
        text=text,
        label=category,
        title=title or None,
        user_type=user_type or None,
        chosen=chosen,
        second=second,
        writer=f"label:{by_name}",
    )


def _digest(text: str) -> str:
    """Digest of the words alone: titles come and go, a text stays the same text."""
    return hashlib.sha256(" ".join(text.lower().split()).encode()).hexdigest()
