"""What the classifier did and what people said of it: the reads behind the model page (issue B6).

Counts are made by the database per day or read as bounded rows, never kept as ratios. The number
of queries depends neither on the number of reports nor on the number of models.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Sum,
    Value,
    When,
)
from django.utils import timezone

from helpdesk.accounts.viewer import Right, Viewer
from helpdesk.taxonomy import State
from helpdesk.tickets.services.base import NotAllowed
from triage import drift, learning, registry, training_state
from triage.duel import Duel, duel
from triage.figures import Judged, Share, accepted_precision, agreement
from triage.inference import ClassifierUnavailable, classifier
from triage.models import HumanLabel, ModelVersion, Prediction, TrainingRun

Status = ModelVersion.Status
DAYS = 35  # the last seven and the 28 before
ROWS = 20_000
VERSIONS_SHOWN = 12


@dataclass(slots=True)
class Day:
    """One day of reports, by the moment they were sorted. All are counts.

    `accepted` of all that the serving model sorted; `agreed` of those a person spoke of;
    `accepted_right` of these the ones it acted on alone. `uncorrected` goes by the moment of
    solving: of the reports solved that day whose prediction was accepted, those that no person
    gave another category.
    """

    day: date
    accepted: Share = field(default_factory=Share)
    agreed: Share = field(default_factory=Share)
    accepted_right: Share = field(default_factory=Share)
    uncorrected: Share = field(default_factory=Share)


@dataclass(frozen=True, slots=True)
class Versions:
    """The models in use, the one before, and the newest."""

    active: ModelVersion | None
    shadow: ModelVersion | None
    previous: ModelVersion | None
    newest: tuple[ModelVersion, ...]

    def named(self, version: str) -> ModelVersion | None:
        """Return the listed version of this name, or the active one."""
        return next((row for row in self.newest if row.version == version), self.active)


@dataclass(frozen=True, slots=True)
class Cell:
    """Predictions of one day, model, kind and category, counted by the database."""

    day: date
    version: str
    shadow: bool
    category: int
    abstained: bool
    count: int
    confidence: float


@dataclass(frozen=True, slots=True)
class Word:
    """A judged prediction with its report, day, model and whether it acted."""

    ticket: int
    day: date
    version: str
    shadow: bool
    judged: Judged


@dataclass(frozen=True, slots=True)
class Watch:
    """Everything of one look at the models. `words_cut` is True where only the newest were read."""

    versions: Versions
    days: tuple[Day, ...]
    cells: tuple[Cell, ...]
    words: tuple[Word, ...]
    words_cut: bool
    human: dict[int, int]
    people: Share
    fresh_labels: int
    training: training_state.Training | None
    last_run: TrainingRun | None

    @property
    def empty(self) -> bool:
        """True before anything was predicted in these days."""
        return not self.cells

    def judged(self, version: str) -> list[Judged]:
        """Return what people said of one model's predictions, acting or in shadow, one a report."""
        return judged_of(self.words, version)

    def coverage(self, version: str) -> dict[int, Share]:
        """Return accepted of all predictions by predicted category, for one model."""
        found: dict[int, Share] = defaultdict(Share)
        for cell in self.cells:
            if cell.version == version:
                found[cell.category] += Share(0 if cell.abstained else cell.count, cell.count)
        return dict(found)

    def total(self, name: str) -> Share:
        """Add one of the day's shares up over all days."""
        return sum((getattr(day, name) for day in self.days), Share())


def watch(viewer: Viewer, now: datetime | None = None) -> Watch:
    """Read the last 35 days. Raises NotAllowed for everyone but supervisors."""
    _check(viewer)
    today = timezone.localdate(now)
    first = today - timedelta(days=DAYS - 1)
    since = _start_of(first)
    versions = read_versions()
    human, people, cut = _human_words(since)
    words = _words(since, human)
    cells = _cells(first)
    last_run = learning.last_run()
    return Watch(
        versions=versions,
        days=_days(today, cells, words, _uncorrected(first)),
        cells=cells,
        words=words,
        words_cut=cut or len(words) >= ROWS,
        human=human,
        people=people,
        fresh_labels=learning.fresh_labels(last_run)[:ROWS].count(),
        last_run=last_run,
        training=training_state.current(),
    )


def judged_of(words: Sequence[Word], version: str) -> list[Judged]:
    """Return one model's newest judged prediction of each report; `words` are newest first."""
    return list({w.ticket: w.judged for w in reversed(words) if w.version == version}.values())


def _check(viewer: Viewer) -> None:
    if not viewer.may(Right.SUPERVISE):
        raise NotAllowed("Hanya supervisor yang dapat melihat mutu model.")


def _start_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def read_versions() -> Versions:
    """Return the models worth showing: those in use, then the newest."""
    listed = list(ModelVersion.objects.order_by("-created_at")[:VERSIONS_SHOWN])
    previous = registry.previous()
    used = {row.status: row for row in listed}
    active, shadow = used.get(Status.ACTIVE), used.get(Status.SHADOW)
    if len(listed) == VERSIONS_SHOWN:  # older ones may be in use
        active, shadow = active or registry.active(), shadow or registry.shadow()
    known = {row.version for row in listed}
    rest = [row for row in (active, shadow, previous) if row and row.version not in known]
    return Versions(active, shadow, previous, (*listed, *rest))


def _living(since: datetime) -> QuerySet[HumanLabel]:
    return HumanLabel.objects.filter(
        undone_at__isnull=True, ticket__isnull=False, created_at__gte=since
    )


def _human_words(since: datetime) -> tuple[dict[int, int], Share, bool]:
    """Return the last word on each report, how often two people agreed blindly, and if cut."""
    rows = list(
        _living(since)
        .order_by("-created_at", "-pk")
        .values_list("ticket_id", "category", "source")[:ROWS]
    )
    last: dict[int, int] = {}
    blind: dict[int, dict[str, int]] = defaultdict(dict)
    for ticket, category, source in rows:
        last.setdefault(ticket, category)
        blind[ticket].setdefault(source, category)
    both = [
        b for b in blind.values() if {HumanLabel.Source.QUEUE, HumanLabel.Source.DOUBLE} <= {*b}
    ]
    same = sum(b[HumanLabel.Source.QUEUE] == b[HumanLabel.Source.DOUBLE] for b in both)
    return last, Share(same, len(both)), len(rows) >= ROWS


def _of_period(since: datetime) -> QuerySet[Prediction]:
    """Predictions from this moment on; both values named, so that the index of time serves."""
    return Prediction.objects.filter(shadow__in=[False, True], created_at__gte=since).order_by()


def _words(since: datetime, human: dict[int, int]) -> tuple[Word, ...]:
    """Return the judged predictions of the period, newest first."""
    spoken = _living(since).filter(ticket_id=OuterRef("ticket_id"))
    rows = (
        _of_period(since)
        .filter(Exists(spoken))
        .order_by("-created_at", "-pk")
        .values_list(
            "ticket_id", "created_at", "model_version", "shadow", "category", "confidence",
            "abstained",
        )[:ROWS]
    )  # fmt: skip
    return tuple(
        Word(
            ticket,
            timezone.localtime(at).date(),
            version,
            shadow,
            Judged(category, confidence, abstained, human[ticket]),
        )
        for ticket, at, version, shadow, category, confidence, abstained in rows
        if ticket in human
    )


def _day_number(
    first: date, low: int = 0, high: int = DAYS, of: str = "created_at"
) -> Case | Value:
    """The number of days from `first` to the moment in field `of`, as a tree of comparisons with the midnights between.

    TruncDate calls Python for each row on SQLite: at 226,000 predictions the page took 4.5 s,
    with this 1.7 s.
    """
    if high - low == 1:
        return Value(low)
    middle = (low + high) // 2
    return Case(
        When(
            **{f"{of}__lt": _start_of(first + timedelta(days=middle))},
            then=_day_number(first, low, middle, of),
        ),
        default=_day_number(first, middle, high, of),
        output_field=IntegerField(),
    )


def _cells(first: date) -> tuple[Cell, ...]:
    rows = (
        _of_period(_start_of(first))
        .annotate(day=_day_number(first))
        .values_list("day", "model_version", "shadow", "category", "abstained")
        .annotate(count=Count("pk"), sure=Sum("confidence"))[:ROWS]
    )
    return tuple(Cell(first + timedelta(days=row[0]), *row[1:]) for row in rows)


def _uncorrected(first: date) -> dict[date, Share]:
    """By day of solving, reports with an accepted prediction: how many no person corrected.

    All of them stand below the line, also those nobody looked at. A correction is a living label
    of another category, on the report or in the queue, or another category in force: a label that
    was moved back later still was a correction. A report has one prediction that acted.
    """
    other = HumanLabel.objects.filter(
        ticket_id=OuterRef("ticket_id"),
        undone_at__isnull=True,
        source__in=[HumanLabel.Source.CORRECTION, HumanLabel.Source.QUEUE],
    ).exclude(category=OuterRef("category"))
    rows = (
        Prediction.objects.filter(
            shadow=False,
            abstained=False,
            ticket__state__in=[State.SOLVED, State.CLOSED],
            ticket__solved_at__gte=_start_of(first),
        )
        .order_by()
        .annotate(day=_day_number(first, of="ticket__solved_at"))
        .values_list("day")
        .annotate(
            kept=Count("pk", filter=Q(~Exists(other), category=F("ticket__category"))),
            total=Count("pk"),
        )
    )
    return {first + timedelta(days=day): Share(kept, total) for day, kept, total in rows}


def _days(
    today: date, cells: Sequence[Cell], words: Sequence[Word], uncorrected: dict[date, Share]
) -> tuple[Day, ...]:
    days = {}
    for back in reversed(range(DAYS)):
        day = today - timedelta(days=back)
        days[day] = Day(day, uncorrected=uncorrected.get(day, Share()))
    for cell in cells:
        if not cell.shadow and cell.day in days:
            days[cell.day].accepted += Share(0 if cell.abstained else cell.count, cell.count)
    for word in words:
        if word.shadow or word.day not in days:
            continue
        days[word.day].agreed += agreement([word.judged])
        days[word.day].accepted_right += accepted_precision([word.judged])
    return tuple(days.values())


def drift_of(viewer: Viewer, seen: Watch, now: datetime | None = None) -> drift.Drift:
    """Return how inputs and outcomes of the serving model moved. Costs two queries."""
    week = timezone.localdate(now) - timedelta(days=6)
    now_cells = [c for c in seen.cells if not c.shadow and c.day >= week]
    before_cells = [c for c in seen.cells if not c.shadow and c.day < week]
    since = _start_of(week - timedelta(days=DAYS - 7))
    return drift.read(viewer, now_cells, before_cells, _start_of(week), since=since)


def duel_of(viewer: Viewer, seen: Watch, now: datetime | None = None) -> Duel | None:
    """Return shadow against active in these days; None without both. Costs three queries."""
    active, shadow = seen.versions.active, seen.versions.shadow
    if active is None or shadow is None:
        return None
    since = _start_of(timezone.localdate(now) - timedelta(days=DAYS - 1))
    return duel(viewer, active, shadow, since, seen.human)


def thresholds_of(version: str) -> tuple[float, ...] | None:
    """Return the sixteen acceptance thresholds of the model in service, if it is this one."""
    try:
        serving = classifier()
    except ClassifierUnavailable:
        return None
    if serving.version != version:
        return None
    return tuple(float(t) for t in serving.model.rule.thresholds)


def serving_version() -> str:
    """Return the version of the file that classifies now; '' without a usable one."""
    try:
        return classifier().version
    except ClassifierUnavailable:
        return ""


@dataclass(frozen=True, slots=True)
class Side:
    """One version in a comparison before a switch: its row and its days in the field."""

    row: ModelVersion
    agreed: Share
    accepted: Share
    precision: Share


def compare(
    viewer: Viewer, rows: Sequence[ModelVersion], now: datetime | None = None
) -> list[Side]:
    """Return the figures of these versions side by side, for whoever is about to switch.

    Raises NotAllowed for everyone but supervisors.
    """
    _check(viewer)
    since = _start_of(timezone.localdate(now) - timedelta(days=DAYS - 1))
    human, _, _ = _human_words(since)
    words = _words(since, human)
    counted = {
        version: Share(total - abstained, total)
        for version, total, abstained in _of_period(since)
        .filter(model_version__in=[row.version for row in rows])
        .values_list("model_version")
        .annotate(total=Count("pk"), abstained=Count("pk", filter=Q(abstained=True)))
    }
    sides = []
    for row in rows:
        judged = judged_of(words, row.version)
        accepted = counted.get(row.version, Share())
        sides.append(Side(row, agreement(judged), accepted, accepted_precision(judged)))
    return sides
