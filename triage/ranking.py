"""Which waiting reports teach most: undecided ones first, each text once, those without a word last.

Only a window of the queue is weighed, so that the cost doesn't depend on how many wait.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import F, FloatField, Min
from django.db.models.functions import Cast, Coalesce

from helpdesk.accounts.viewer import Viewer
from helpdesk.tickets import queries
from triage import labels
from triage.models import HumanLabel, Prediction

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from helpdesk.tickets.models import Ticket

WINDOW = 60
_RECENT_LABELS = 200
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Ranked:
    """A waiting report; `copy` where a report before it, or one labelled lately, says the same."""

    ticket: Ticket
    wordless: bool
    copy: bool
    margin: float

    @property
    def order(self) -> tuple[bool, bool, float, int]:
        return self.wordless, self.copy, self.margin, self.ticket.pk

    @property
    def teaches(self) -> bool:
        return not (self.wordless or self.copy)


def one_of_each(waiting: QuerySet[Ticket]) -> QuerySet[Ticket]:
    """Return one report per confidence, to the last digit: copies of a text share it.

    So a thousand copies, or a thousand reports without a word, take one place of the window.
    Reports that no model has read stand for themselves.
    """
    alike = Coalesce(F("confidence"), -Cast("number", FloatField()))
    heads = waiting.order_by().annotate(alike=alike).values("alike").annotate(head=Min("number"))
    return waiting.filter(pk__in=heads.values("head"))


def ranked(viewer: Viewer, window: Sequence[Ticket], held: Collection[int] = ()) -> list[Ranked]:
    """Return these reports best first; `held` ones are in the browser, their texts are taken.

    Costs three queries. The margin is that between the two best guesses; where nothing was
    guessed the confidence stands in, and what no model has read comes first.
    """
    if not window:
        return []
    texts = {
        number: (title, body)
        for number, _, title, body in queries.opening_texts(
            viewer, [*(ticket.pk for ticket in window), *held]
        )
    }
    margins = _margins([ticket.pk for ticket in window])
    rows = []
    for ticket in window:
        margin = -1.0
        if ticket.confidence is not None:
            margin = margins.get(ticket.pk, ticket.confidence)
        rows.append((margin, ticket.pk, ticket))
    seen = {_words(*texts[number]) for number in held if number in texts} | _labelled()
    found = []
    for margin, number, ticket in sorted(rows, key=lambda row: row[:2]):
        said = _words(*texts.get(number, ("", "")))
        masked = _words(*(labels.masked(ticket, text) for text in texts.get(number, ("", ""))))
        found.append(Ranked(ticket, not said, bool({said, masked} & seen), margin))
        seen |= {said, masked}
    return sorted(found, key=lambda row: row.order)


def _margins(numbers: Sequence[int]) -> dict[int, float]:
    """How far the best guess is before the second, as the serving model said it last."""
    said = Prediction.objects.filter(ticket_id__in=numbers, shadow=False).order_by("pk")
    return {
        number: float(ranking[0][1]) - float(ranking[1][1])
        for number, ranking in said.values_list("ticket_id", "ranking")
        if len(ranking) > 1
    }


def _labelled() -> set[str]:
    """The words of the newest labels' texts, which are kept masked."""
    newest = HumanLabel.objects.filter(undone_at__isnull=True).order_by("-pk")
    rows = newest.values_list("title", "text")[:_RECENT_LABELS]
    return {_words(title, text) for title, text in rows} - {""}


def _words(title: str, text: str) -> str:
    """The words of the text alone, or of the title where there is none, without case and signs."""
    return " ".join(_WORD.findall((text if _WORD.search(text) else title).lower()))
