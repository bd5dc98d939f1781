"""Weighted spans of a text as HTML: which words spoke for a guess and which against it.

Pure. Every character of the text appears once, escaped; tags stand only between characters, so
that the text content of the result is the text itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from typing import Protocol


class Span(Protocol):
    """Half-open span of code points; weight > 0 speaks for the guess."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def weight(self) -> float: ...


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of text under one weight; 0 where no word has a say."""

    text: str
    weight: float


def segments(text: str, spans: Iterable[Span]) -> Iterator[Segment]:
    """Cut the text at the edges of the spans; where spans overlap their weights are summed.

    Spans beyond the text are cut to it, empty and inverted ones are left out.
    """
    kept = [
        (start, end, span.weight)
        for span in spans
        if (start := max(span.start, 0)) < (end := min(span.end, len(text)))
    ]
    edges = sorted({0, len(text)} | {edge for start, end, _ in kept for edge in (start, end)})
    for left, right in pairwise(edges):
        weight = sum(w for start, end, w in kept if start <= left and right <= end)
        yield Segment(text[left:right], weight)


def strength(weight: float, strongest: float) -> str:
    """Say how much a weight counts beside the strongest one: `kuat`, `sedang` or `lemah`."""
    share = abs(weight) / strongest if strongest > 0 else 0.0
    return "kuat" if share >= 2 / 3 else "sedang" if share >= 1 / 3 else "lemah"


def marked_html(text: str, spans: Iterable[Span], guess: str, strongest: float) -> str:
    """Return the text as HTML with its telling words in `<mark>`.

    `guess` names the category in the tooltips, `strongest` is the weight that counts as full
    (of title and text together, so that their tones compare). Nothing of a span but its place
    and weight gets into the result.
    """
    name = escape(guess)
    parts: list[str] = []
    for segment in segments(text, spans):
        if not segment.weight:
            parts.append(escape(segment.text))
            continue
        side, word = ("for", "Mendukung") if segment.weight > 0 else ("against", "Melawan")
        how = strength(segment.weight, strongest)
        parts.append(
            f'<mark class="says-{side} is-{how}" title="{word} “{name}”: {how}">'
            f"{escape(segment.text)}</mark>"
        )
    return "".join(parts)
