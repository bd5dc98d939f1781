"""Pictures as SVG text, drawn by small pure functions.

No style attributes (the CSP allows none) and no colours: classes name them, `dashboard.css` knows
them for light and dark. Each picture says in <title> and <desc> what it shows; the same numbers
stand in a table beside it. Shapes and dashes tell series apart, not colour alone.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise

from django.utils.safestring import SafeString, mark_safe

Points = Sequence[float | None]
Scale = Callable[[float], float]
WIDTH = 400
_LEFT, _RIGHT, _TOP, _BOTTOM = 42, 108, 14, 30
_HEAT_STEPS = 6
_LABEL_GAP = 32  # between two labels at the ends of lines


def percent(value: float, digits: int = 0) -> str:
    """`0.934` -> `93%`, or `93,4%` with one digit."""
    return f"{value * 100:.{digits}f}%".replace(".", ",")


@dataclass(frozen=True, slots=True)
class Series:
    """One line: 0-1 values or gaps, faint single dots beside it, and its look, `a` or `b`."""

    name: str
    line: Points
    dots: Points = ()
    look: str = "a"


def _n(value: float) -> str:
    """A coordinate with one decimal, without a needless zero."""
    return f"{value:.1f}".removesuffix(".0")


def _text(x: float, y: float, words: str, kind: str = "", anchor: str = "start") -> str:
    return f'<text x="{_n(x)}" y="{_n(y)}" class="{kind}" text-anchor="{anchor}">{escape(words)}</text>'


def _line(x1: float, y1: float, x2: float, y2: float, kind: str) -> str:
    return f'<line x1="{_n(x1)}" y1="{_n(y1)}" x2="{_n(x2)}" y2="{_n(y2)}" class="{kind}"/>'


def _svg(key: str, title: str, description: str, height: float, body: Sequence[str],
         width: float = WIDTH) -> SafeString:  # fmt: skip
    """Wrap marks; `key` makes the ids of title and description unique on the page."""
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="chart" role="img" '
        f'viewBox="0 0 {_n(width)} {_n(height)}" aria-labelledby="{escape(key)}-t {escape(key)}-d">',
        f'<title id="{escape(key)}-t">{escape(title)}</title>',
        f'<desc id="{escape(key)}-d">{escape(description)}</desc>',
        *body,
        "</svg>",
    ]
    # Every word above went through escape(); the rest are numbers and names of ours.
    return mark_safe("".join(parts))  # noqa: S308


def _ticks(values: Sequence[float]) -> list[float]:
    """Round shares from a tenth below the smallest value (at most 80 %) up to 100 %."""
    tenth = max(0, min(8, math.floor(min(values, default=0.0) * 10 - 0.2)))
    span = 10 - tenth
    step = 0.05 if span <= 2 else 0.1 if span <= 5 else 0.2
    count = math.ceil(span / (step * 10))
    return [1 - step * at for at in range(count, -1, -1)]


def lines(
    key: str,
    title: str,
    description: str,
    series: Sequence[Series],
    labels: Sequence[str],
    *,
    target: float | None = None,
    marks: Sequence[tuple[int, str]] = (),
) -> SafeString:
    """Lines over days, labelled at their ends. `marks` are (index of day, word) on the time axis."""
    height = 230.0
    drawn = [v for s in series for v in (*s.line, *s.dots) if v is not None]
    ticks = _ticks([*drawn, *([target] if target else [])])
    low = ticks[0]
    right, bottom = WIDTH - _RIGHT, height - _BOTTOM

    def x(at: float) -> float:
        return _LEFT + (right - _LEFT) * at / max(1, len(labels) - 1)

    def y(value: float) -> float:
        return bottom - (bottom - _TOP) * (value - low) / (1 - low)

    body = []
    for value in ticks:
        body.append(_line(_LEFT, y(value), right, y(value), "grid"))
        body.append(_text(_LEFT - 6, y(value) + 4, percent(value), "tick", "end"))
    for at in sorted({0, (len(labels) - 1) // 2, len(labels) - 1} if labels else set()):
        body.append(_text(x(at), height - 10, labels[at], "tick", "middle"))
    if target:
        body.append(_line(_LEFT, y(target), right, y(target), "target"))
    for at, word in marks:
        body.append(_line(x(at), _TOP, x(at), bottom, "mark"))
        body.append(_text(x(at) - 4, bottom - 6, word, "tick", "end"))
    for s in series:
        body.extend(_series(s, x, y))
    body.extend(_end_labels(series, y, bottom))
    return _svg(key, title, description, height, body)


def _series(s: Series, x: Scale, y: Scale) -> list[str]:
    body = [
        _dot(x(at), y(value), f"dot series-{s.look}", s.look, 2.4)
        for at, value in enumerate(s.dots)
        if value is not None
    ]
    for run in _runs(s.line):
        if len(run) == 1:
            body.append(_dot(x(run[0][0]), y(run[0][1]), f"point series-{s.look}", s.look, 3.5))
            continue
        path = "M" + "L".join(f"{_n(x(at))} {_n(y(value))}" for at, value in run)
        body.append(f'<path d="{path}" class="line series-{s.look}"/>')
    return body


def _dot(x: float, y: float, kind: str, look: str, radius: float) -> str:
    """A circle for series a, a square for b."""
    if look == "b":
        return (
            f'<rect x="{_n(x - radius)}" y="{_n(y - radius)}" width="{_n(2 * radius)}" '
            f'height="{_n(2 * radius)}" class="{kind}"/>'
        )
    return f'<circle cx="{_n(x)}" cy="{_n(y)}" r="{_n(radius)}" class="{kind}"/>'


def _runs(values: Points) -> list[list[tuple[int, float]]]:
    """Unbroken stretches of a line as (index, value)."""
    runs: list[list[tuple[int, float]]] = []
    fresh = True
    for at, value in enumerate(values):
        if value is None:
            fresh = True
            continue
        if fresh:
            runs.append([])
        runs[-1].append((at, value))
        fresh = False
    return runs


def _end_labels(series: Sequence[Series], y: Scale, bottom: float) -> list[str]:
    """Name and last value right of each line's end, pushed apart where they would overlap."""
    ends = []
    for s in series:
        runs = _runs(s.line)
        if runs:
            value = runs[-1][-1][1]
            ends.append((y(value), value, s))
    ends.sort(key=lambda end: end[0])
    heights = [min(max(end[0], _TOP + 8), bottom - 12) for end in ends]
    for i, (above, below) in enumerate(pairwise(heights), start=1):
        heights[i] = max(below, above + _LABEL_GAP)
    overflow = max(0.0, heights[-1] - (bottom - 6)) if heights else 0.0
    body = []
    for height, (_, value, s) in zip(heights, ends, strict=True):
        top = height - overflow
        body.append(_text(WIDTH - _RIGHT + 8, top, s.name, f"name series-{s.look}"))
        body.append(_text(WIDTH - _RIGHT + 8, top + 15, percent(value), f"value series-{s.look}"))
    return body


@dataclass(frozen=True, slots=True)
class Bar:
    """One row: a share as a bar, and another one to compare with as a mark."""

    name: str
    value: float
    other: float | None = None


def bars(key: str, title: str, description: str, rows: Sequence[Bar]) -> SafeString:
    """Rows of bars with their name above and value behind; the mark is what it is compared to."""
    step, right = 34.0, WIDTH - 62.0
    most = max([max(r.value, r.other or 0) for r in rows] or [0]) or 1.0
    body = []
    for at, row in enumerate(rows):
        top = at * step
        body.append(_text(0, top + 12, row.name, "label"))
        body.append(
            f'<rect x="0" y="{_n(top + 17)}" width="{_n(right)}" height="9" rx="4.5" class="rail"/>'
        )
        if row.value:
            width = max(2.0, right * row.value / most)
            body.append(
                f'<rect x="0" y="{_n(top + 17)}" width="{_n(width)}" height="9" rx="4.5" class="bar"/>'
            )
        if row.other is not None:
            place = right * row.other / most
            body.append(_line(place, top + 16, place, top + 27, "other"))
        body.append(_text(WIDTH, top + 26, percent(row.value, 1), "value", "end"))
    return _svg(key, title, description, max(step, len(rows) * step), body)


def heat_map(
    key: str, title: str, description: str, cells: Sequence[Sequence[int]], names: Sequence[str]
) -> SafeString:
    """Counts, row = predicted, column = human word; the diagonal has a colour of its own.

    Six steps of strength follow the square root, so that a single mistake can be seen.
    """
    side, left, top = 34.0, 236.0, 44.0
    most = max([max(row, default=0) for row in cells] or [0]) or 1
    body = [_text(left, 14, "Kata petugas (nomor kategori) →", "tick")]
    for at in range(len(names)):
        body.append(_text(left + side * (at + 0.5), top - 8, str(at + 1), "tick", "middle"))
    for i, (name, row) in enumerate(zip(names, cells, strict=True)):
        y = top + side * i
        body.append(_text(left - 8, y + side / 2 + 4, f"{i + 1}  {name}", "label", "end"))
        for j, count in enumerate(row):
            x = left + side * j
            step = 0 if not count else max(1, round(_HEAT_STEPS * (count / most) ** 0.5))
            kind = "hit" if i == j else "miss"
            body.append(
                f'<rect x="{_n(x + 1)}" y="{_n(y + 1)}" width="{_n(side - 2)}" '
                f'height="{_n(side - 2)}" rx="4" class="{kind} h{step}"/>'
            )
            if count:
                tone = "on" if step > _HEAT_STEPS / 2 else "off"
                body.append(
                    _text(x + side / 2, y + side / 2 + 4, str(count), f"cell {tone}", "middle")
                )
        # Once more at the far end, for a reader who has scrolled the names out of sight.
        body.append(_text(left + side * len(names) + 8, y + side / 2 + 4, str(i + 1), "tick"))
    size = left + side * len(names) + 28
    return _svg(key, title, description, top + side * len(names) + 4, body, width=size)


@dataclass(frozen=True, slots=True)
class Dot:
    """A point of the reliability picture: mean confidence, share right, number of cases."""

    confidence: float
    right: float
    count: int


def reliability(key: str, title: str, description: str, dots: Sequence[Dot]) -> SafeString:
    """Confidence against what came true, with the diagonal of a perfect model.

    Larger points stand on more cases; the bar to the diagonal is the error.
    """
    height, left, top, right, bottom = 320.0, 48.0, 14.0, 388.0, 270.0
    most = max([d.count for d in dots] or [1])

    def x(value: float) -> float:
        return left + (right - left) * value

    def y(value: float) -> float:
        return bottom - (bottom - top) * value

    body = _square_axes(x, y, "Keyakinan model", "Ternyata benar", height)
    body.append(_line(x(0), y(0), x(1), y(1), "diagonal"))
    body.append(_text(x(0.30), y(0.36), "sempurna", "tick", "end"))
    for d in dots:
        body.append(_line(x(d.confidence), y(d.confidence), x(d.confidence), y(d.right), "gap"))
    for d in dots:
        radius = 4 + 7 * (d.count / most) ** 0.5
        body.append(
            f'<circle cx="{_n(x(d.confidence))}" cy="{_n(y(d.right))}" r="{_n(radius)}" '
            f'class="point series-a"><title>{escape(f"{d.count} laporan")}</title></circle>'
        )
    return _svg(key, title, description, height, body)


def _square_axes(x: Scale, y: Scale, below: str, beside: str, height: float) -> list[str]:
    body = []
    for step in range(5):
        value = step / 4
        body.append(_line(x(0), y(value), x(1), y(value), "grid"))
        body.append(_text(x(0) - 6, y(value) + 4, percent(value), "tick", "end"))
        anchor = "end" if step == 4 else "middle"
        body.append(_text(x(value), y(0) + 18, percent(value), "tick", anchor))
    body.append(_text((x(0) + x(1)) / 2, height - 8, below, "axis", "middle"))
    body.append(_text(x(0) + 4, y(1) + 14, f"↑ {beside}", "axis"))
    return body


@dataclass(frozen=True, slots=True)
class Curve:
    """A named curve of (coverage, risk), both 0-1."""

    name: str
    points: Sequence[tuple[float, float]]
    look: str = "a"


def risk_coverage(
    key: str, title: str, description: str, curves: Sequence[Curve],
    *, now: tuple[float, float] | None = None,
) -> SafeString:  # fmt: skip
    """Share accepted against share wrong among these; `now` marks where the thresholds stand."""
    height, left, top, right, bottom = 338.0, 48.0, 32.0, 388.0, 288.0
    risks = [risk for c in curves for _, risk in c.points] + ([now[1]] if now else [])
    # The top tick is a round number of percents: a multiple of four, for four even steps.
    most = math.ceil(max([0.04, *risks]) * 1.05 * 25) / 25

    def x(value: float) -> float:
        return left + (right - left) * value

    def y(value: float) -> float:
        return bottom - (bottom - top) * value / most

    body = []
    for step in range(5):
        risk = most * step / 4
        body.append(_line(left, y(risk), right, y(risk), "grid"))
        body.append(_text(left - 6, y(risk) + 4, percent(risk), "tick", "end"))
        anchor = "end" if step == 4 else "middle"
        body.append(_text(x(step / 4), bottom + 18, percent(step / 4), "tick", anchor))
    body.append(_text((left + right) / 2, height - 8, "Bagian yang diterima", "axis", "middle"))
    body.append(_text(left + 4, top + 14, "↑ Salah di antaranya", "axis"))
    place = left
    for curve in curves:
        if not curve.points:
            continue
        path = "M" + "L".join(f"{_n(x(c))} {_n(y(r))}" for c, r in curve.points)
        body.append(f'<path d="{path}" class="line series-{curve.look}"/>')
        # Named above the picture: wherever a name stood inside, some curve would cross it.
        body.append(
            f'<path d="M{_n(place)} 12L{_n(place + 22)} 12" class="line series-{curve.look}"/>'
        )
        body.append(_text(place + 28, 16, curve.name, f"name series-{curve.look}"))
        place += 140
    if now:
        body.append(_dot(x(now[0]), y(now[1]), "point series-a", "a", 5.5))
        # Above and before the point: curves come from below on the left.
        side = ("end", -6) if now[0] > 0.4 else ("start", 6)
        body.append(_text(x(now[0]) + side[1], y(now[1]) - 12, "ambang kini", "tick", side[0]))
    return _svg(key, title, description, height, body)
