"""What the model page shows: figures of `triage.watching` as tiles, pictures and tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.safestring import SafeString

from helpdesk.accounts.viewer import Viewer
from helpdesk.dashboard import charts
from helpdesk.taxonomy import Category, UserType
from triage import figures, watching
from triage.classifier.decision import TARGET_PRECISION
from triage.drift import Drift
from triage.figures import Measured, Share, Shift
from triage.learning import ENOUGH_NEW_LABELS
from triage.models import ModelVersion

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des")
_WEEK = 7
_TONES = {
    "stabil": ("ok", "circle-check"),
    "bergeser": ("warn", "trending-up"),
    "bergeser kuat": ("bad", "triangle-alert"),
    "terlalu sedikit data": ("muted", "circle-dashed"),
}
_STATUS = {
    ModelVersion.Status.ACTIVE: ("ok", "circle-check"),
    ModelVersion.Status.SHADOW: ("info", "copy"),
    ModelVersion.Status.CANDIDATE: ("muted", "circle-dashed"),
    ModelVersion.Status.RETIRED: ("muted", "archive"),
    ModelVersion.Status.REFUSED: ("bad", "circle-x"),
}


@dataclass(frozen=True, slots=True)
class Badge:
    """A word with icon and tone."""

    label: str
    tone: str
    icon: str


def status_badge(row: ModelVersion) -> Badge:
    """Icon and word of a version's status."""
    return Badge(row.get_status_display(), *_STATUS[ModelVersion.Status(row.status)])


def shift_badge(shift: Shift) -> Badge:
    """Icon and word of a drift."""
    return Badge(shift.words, *_TONES[shift.words])


def day_label(day: date) -> str:
    """`3 Nov`."""
    return f"{day.day} {_MONTHS[day.month - 1]}"


def context_of(viewer: Viewer, wanted: str = "") -> dict[str, Any]:
    """Return all the page needs. Raises NotAllowed for everyone but supervisors."""
    now = timezone.now()
    seen = watching.watch(viewer, now)
    versions = seen.versions
    shown = versions.named(wanted)
    serving = watching.serving_version()
    context: dict[str, Any] = {
        "nav": "dasbor",
        "seen": seen,
        "versions": [_version_row(row, versions, serving) for row in versions.newest],
        "active": versions.active,
        "shadow": versions.shadow,
        "previous": versions.previous,
        "shown": shown,
        "serving": serving,
        "file_differs": bool(serving and versions.active and serving != versions.active.version),
        "unusable": bool(versions.active and not serving),
        "due_at": ENOUGH_NEW_LABELS,
        "target": TARGET_PRECISION,
        "first_day": seen.days[0].day,
        "last_day": seen.days[-1].day,
    }
    if seen.empty:
        return context
    version = shown.version if shown else serving
    return context | _over_time(seen) | _of_version(seen, version, shown) | {
        "drift": _drift(watching.drift_of(viewer, seen, now)),
        "duel": watching.duel_of(viewer, seen, now),
    }  # fmt: skip


def _version_row(row: ModelVersion, versions: watching.Versions, serving: str) -> dict[str, Any]:
    return {
        "row": row,
        "badge": status_badge(row),
        "frozen": figures.frozen_of(row.figures),
        # The active one again where another file, or none, stands in its place.
        "may_promote": row.may_serve and (row != versions.active or row.version != serving),
    }


def _trailing(days: Sequence[watching.Day], name: str) -> list[float | None]:
    """The share of the seven days up to each day, from added counts."""
    return [
        sum((getattr(d, name) for d in days[max(0, at - _WEEK + 1) : at + 1]), Share()).ratio
        for at in range(len(days))
    ]


def _daily(days: Sequence[watching.Day], name: str) -> list[float | None]:
    return [getattr(day, name).ratio for day in days]


def _over_time(seen: watching.Watch) -> dict[str, Any]:
    days = seen.days
    labels = [day_label(day.day) for day in days]
    marks = _promotions(seen.versions.newest, days[0].day, days[-1].day)
    agreed, uncorrected = seen.total("agreed"), seen.total("uncorrected")
    accepted, right = seen.total("accepted"), seen.total("accepted_right")

    def series(name: str, words: str, look: str) -> charts.Series:
        return charts.Series(words, _trailing(days, name), _daily(days, name), look)

    return {
        "totals": {
            "agreed": agreed,
            "uncorrected": uncorrected,
            "accepted": accepted,
            "right": right,
        },
        "agreement_chart": charts.lines(
            "sepakat",
            "Kesepakatan model dengan petugas per hari",
            f"Garis: bagian yang sama dalam tujuh hari. Titik: satu hari. Dari {agreed.total} "
            f"laporan yang dinilai petugas dan {uncorrected.total} laporan selesai yang dipilah "
            "otomatis.",
            [
                series("agreed", "Dinilai", "a"),
                series("uncorrected", "Tanpa koreksi", "b"),
            ],
            labels,
            marks=marks,
        ),
        "coverage_chart": charts.lines(
            "terima",
            "Bagian yang dipilah otomatis dan ketepatannya per hari",
            f"Garis: tujuh hari. Titik: satu hari. Dari {accepted.total} laporan; ketepatan dari "
            f"{right.total} laporan yang dipilah otomatis dan dinilai petugas.",
            [
                series("accepted_right", "Tepat", "a"),
                series("accepted", "Otomatis", "b"),
            ],
            labels,
            target=TARGET_PRECISION,
            marks=marks,
        ),
        "days": [
            (day_label(d.day), d)
            for d in reversed(days)
            if d.accepted.total or d.agreed.total or d.uncorrected.total
        ],
    }


def _promotions(rows: Sequence[ModelVersion], first: date, last: date) -> list[tuple[int, str]]:
    """Where on the time axis another model took over."""
    found = []
    for row in rows:
        if row.activated_at is None:
            continue
        day = timezone.localtime(row.activated_at).date()
        if first < day <= last:
            found.append(((day - first).days, "model baru"))
    return sorted(set(found))


def _of_version(
    seen: watching.Watch, version: str, shown: ModelVersion | None
) -> dict[str, Any]:  # fmt: skip
    judged = seen.judged(version)
    matrix = figures.confusion(judged)
    covered = seen.coverage(version)
    bins = figures.reliability(judged)
    error = figures.calibration_error(bins) if len(judged) >= figures.FIRM else None
    frozen = figures.frozen_of(shown.figures) if shown else None
    curve = figures.risk_coverage(judged) if len(judged) >= figures.FIRM else ()
    accepted = sum(covered.values(), Share())
    precision = figures.accepted_precision(judged)
    return {
        "agreement": figures.agreement(judged),
        "covered": accepted,
        "precision": precision,
        "calibration": error,
        "frozen": frozen,
        "categories": figures.per_category(matrix, covered, watching.thresholds_of(version)),
        "matrix": matrix,
        "short_names": [c.short_label for c in Category],
        "confusion_chart": charts.heat_map(
            "bingung",
            "Matriks kebingungan: prediksi model dan kata petugas",
            f"Baris: prediksi. Kolom: kata petugas. Diagonal: sama. Dari {len(judged)} laporan.",
            matrix,
            [c.short_label for c in Category],
        )
        if len(judged) >= figures.ENOUGH
        else None,
        "bins": bins,
        "reliability_chart": _reliability(bins, error),
        "curve": curve,
        "risk_chart": _risk(curve, frozen, accepted, precision),
    }


def _reliability(bins: Sequence[figures.Bin], error: float | None) -> SafeString | None:
    if error is None:
        return None
    dots = [
        charts.Dot(b.mean_confidence, ratio, b.count)
        for b in bins
        if (ratio := b.share.ratio) is not None
    ]
    return charts.reliability(
        "andal",
        "Keandalan: keyakinan model dan kenyataan",
        f"Titik di diagonal berarti keyakinan tepat. Galat kalibrasi {charts.percent(error, 1)}.",
        dots,
    )


def _risk(
    curve: Sequence[figures.CurvePoint],
    frozen: figures.Frozen | None,
    accepted: Share,
    precision: Share,
) -> SafeString | None:
    curves = []
    if curve:
        curves.append(charts.Curve("di lapangan", [(p.coverage, p.risk) for p in curve]))
    if frozen and frozen.curve:
        curves.append(charts.Curve("validasi", frozen.curve, "b"))
    if not curves:
        return None
    now = None
    if curve and accepted.ratio is not None and precision.ratio is not None:
        now = (accepted.ratio, 1 - precision.ratio)
    return charts.risk_coverage(
        "risiko",
        "Risiko dan cakupan",
        "Makin banyak laporan yang diterima otomatis, makin banyak yang salah. "
        "Garis putus-putus: bagian validasi.",
        curves,
        now=now,
    )


@dataclass(frozen=True, slots=True)
class DriftRow:
    """One line of the table of inputs."""

    name: str
    now: str
    before: str
    badge: Badge


def _drift(found: Drift) -> dict[str, Any]:
    now, before = found.outcomes_now, found.outcomes_before
    week, month = sum(now.values()), sum(before.values())
    rows = [
        charts.Bar(
            f"{int(c)}  {c.short_label}",
            _part(now, c, week),
            _part(before, c, month) if month else None,
        )
        for c in Category
    ]
    corpus = sum(found.corpus.values())
    return {
        "chart": charts.bars(
            "pergeseran",
            "Kategori hasil klasifikasi: tujuh hari terakhir dan 28 hari sebelumnya",
            f"Batang: {week} laporan tujuh hari terakhir. Garis tegak: {month} laporan 28 hari "
            "sebelumnya.",
            rows,
        )
        if week >= figures.ENOUGH
        else None,
        "week": week,
        "month": month,
        "table": [
            (c, now.get(c, 0), before.get(c, 0), _part(found.corpus, c, corpus)) for c in Category
        ],
        "outcomes": found.outcomes,
        "outcomes_badge": shift_badge(found.outcomes),
        "against_corpus": found.against_corpus,
        "inputs": _inputs(found),
        "user_types": [
            (
                t.label,
                Share(found.user_types_now.get(t, 0), sum(found.user_types_now.values())),
                Share(found.user_types_before.get(t, 0), sum(found.user_types_before.values())),
            )
            for t in UserType
        ],
    }


def _part(counts: Mapping[int, int], category: Category, total: int) -> float:
    return counts.get(int(category), 0) / total if total else 0.0


def _inputs(found: Drift) -> list[DriftRow]:
    rows = [
        DriftRow("Panjang teks (median, huruf)", *_medians(found.length, "{:.0f}"),
                 shift_badge(found.length.shift)),
        DriftRow("Keyakinan model (rata-rata)", _mean(found.confidence_now.value),
                 _mean(found.confidence_before.value), shift_badge(found.confidence.shift)),
        DriftRow("Tipe pengguna (terbanyak)", _most(found.user_types_now),
                 _most(found.user_types_before), shift_badge(found.user_types)),
    ]  # fmt: skip
    if found.unknown_words is not None:
        rows.append(
            DriftRow("Kata yang belum dikenal model", _mean(found.unknown_now.ratio),
                     _mean(found.unknown_before.ratio), shift_badge(found.unknown_words.shift))
        )  # fmt: skip
    return rows


def _mean(value: float | None) -> str:
    return "–" if value is None else charts.percent(value, 1)


def _medians(found: Measured, shape: str) -> tuple[str, str]:
    return tuple("–" if v is None else shape.format(v) for v in (found.now, found.before))  # type: ignore[return-value]


def _most(types: Mapping[UserType, int]) -> str:
    total = sum(types.values())
    if total < figures.ENOUGH:
        return "–"
    best = max(types, key=lambda t: types[t])
    return f"{best.label} {charts.percent(types[best] / total)}"
