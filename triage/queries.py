"""Reads of what the classifier said."""

from __future__ import annotations

from triage.models import Prediction


def latest_prediction(number: int) -> Prediction | None:
    """Return the newest prediction of a report, or None where the classifier said nothing.

    Whether the asker may know of the report is decided before, by `tickets.queries.get`.
    """
    return Prediction.objects.filter(ticket_id=number).order_by("-pk").first()
