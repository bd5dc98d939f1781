"""Reads of what the classifier said."""

from __future__ import annotations

from dataclasses import dataclass

from helpdesk.taxonomy import Category
from triage.models import Prediction


@dataclass(frozen=True, slots=True)
class Doubt:
    """What a person who decides should know beside the best guess.

    `disagrees`: the words contradict what the reporter ticked. `second`: a second problem in the
    same report. `best`: the two best guesses with their shares where the model was not sure.
    """

    disagrees: bool = False
    second: Category | None = None
    best: tuple[tuple[Category, float], ...] = ()

    def __bool__(self) -> bool:
        return self.disagrees or self.second is not None or bool(self.best)


def doubt_of(said: Prediction | None) -> Doubt:
    """Return what is doubtful about a prediction; nothing for none."""
    if said is None:
        return Doubt()
    best = tuple((Category(int(c)), float(p)) for c, p in said.ranking[:2])
    return Doubt(
        disagrees=said.disagrees,
        second=Category(said.second) if said.second else None,
        best=best if said.abstained else (),
    )


def latest_prediction(number: int) -> Prediction | None:
    """Return what the serving model last said of a report, or None; not the one in shadow.

    Whether the asker may know of the report is decided before, by `tickets.queries.get`.
    """
    return Prediction.objects.filter(ticket_id=number, shadow=False).order_by("-pk").first()
