"""The words behind a guess, ready to show; None where no model can tell (issue B)."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace

from helpdesk.lib.pii import mask_personal_data
from helpdesk.taxonomy import Category
from helpdesk.tickets import policy
from triage.classifier.explanation import WordShare
from triage.classifier.predict import ComplaintInput
from triage.highlight import marked_html, strength
from triage.inference import ClassifierUnavailable, classifier

logger = logging.getLogger(__name__)
ROWS = 6  # words of a side in the table
WORTH = 0.15  # of the strongest word: what says less only distracts
_MARKS = ".,;:!?()\"'"


@dataclass(frozen=True, slots=True)
class ReasonRow:
    """One line of the table: a word, its weight, and the category it speaks for or against."""

    word: str
    weight: float
    strength: str
    category: Category

    @property
    def supports(self) -> bool:
        return self.weight > 0


@dataclass(frozen=True, slots=True)
class Reasons:
    """`title_html` and `text_html` are escaped and safe to show as they are."""

    category: Category
    title_html: str
    text_html: str
    rows: tuple[ReasonRow, ...]
    model_version: str


def shown(complaint: ComplaintInput) -> ComplaintInput:
    """Return the complaint as staff read it: what is seen by reveal only is masked."""
    return replace(
        complaint,
        text=mask_personal_data(complaint.text, policy.SECRET_KINDS),
        title=mask_personal_data(complaint.title or "", policy.SECRET_KINDS),
    )


def reasons(complaint: ComplaintInput, category: Category) -> Reasons | None:
    """Explain a guess with the model in service; None without one, or when explaining fails."""
    complaint = shown(complaint)
    try:
        model = classifier()
        said = model.explain(complaint, int(category))
        version = model.version
    except ClassifierUnavailable:
        return None
    except Exception as error:
        # The text must not reach the log, and a trace could carry it.
        logger.error("explaining failed: %s", type(error).__name__)
        return None
    shares = [*said.words_for, *said.words_against]
    strongest = max((abs(share.weight) for share in shares), default=0.0)
    shares = [share for share in shares if abs(share.weight) >= WORTH * strongest]

    def html(field: str, text: str) -> str:
        spans = [share for share in shares if share.field == field]
        return marked_html(text, spans, category.short_label, strongest)

    return Reasons(
        category=category,
        title_html=html("title", complaint.title or ""),
        text_html=html("text", complaint.text),
        rows=_rows(shares, category, strongest),
        model_version=version,
    )


def _rows(
    shares: Sequence[WordShare], category: Category, strongest: float
) -> tuple[ReasonRow, ...]:
    """One row a word, however often it is written; what speaks for the guess first."""
    sums: dict[str, float] = {}
    for share in shares:
        word = " ".join(share.word.lower().split()).strip(_MARKS)
        sums[word] = sums.get(word, 0.0) + share.weight
    ranked = sorted(sums.items(), key=lambda pair: (pair[1] < 0, -abs(pair[1])))
    rows = [
        ReasonRow(word, weight, strength(weight, strongest), category) for word, weight in ranked
    ]
    supporting = [row for row in rows if row.supports][:ROWS]
    return (*supporting, *[row for row in rows if not row.supports][:ROWS])
