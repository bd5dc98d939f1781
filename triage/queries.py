"""Reads of what the classifier said."""

from __future__ import annotations

from triage.models import Prediction


def latest_prediction(number: int) -> Prediction | None:
    """Return what the serving model last said of a report, or None; not the one in shadow.

    Whether the asker may know of the report is decided before, by `tickets.queries.get`.
    """
    return Prediction.objects.filter(ticket_id=number, shadow=False).order_by("-pk").first()
