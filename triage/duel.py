"""The model in shadow beside the active one, on the reports both read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from helpdesk.accounts.viewer import Viewer
from helpdesk.lib.pii import mask_personal_data
from helpdesk.taxonomy import Category
from helpdesk.tickets import queries
from triage.figures import Share
from triage.models import ModelVersion, Prediction

ROWS = 20_000
SHOWN = 12
# The active model reads a report a moment before its shadow does.
_TOGETHER = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Difference:
    """A report on which the two disagree; `human` is a person's last word or None."""

    number: int
    title: str
    active: Category
    active_confidence: float
    shadow: Category
    shadow_confidence: float
    human: Category | None


@dataclass(frozen=True, slots=True)
class Duel:
    """Counts over the reports that both models read.

    `same` of all; accepted of all for each; right of those a person spoke of for each.
    `differences` are the newest that the viewer may see, `differing` how many there are in all.
    """

    same: Share
    active_accepted: Share
    shadow_accepted: Share
    active_right: Share
    shadow_right: Share
    differing: int
    differences: tuple[Difference, ...]


# ticket -> (category, confidence, abstained)
Said = dict[int, tuple[int, float, bool]]


def duel(
    viewer: Viewer,
    active: ModelVersion,
    shadow: ModelVersion,
    since: datetime,
    human: Mapping[int, int],
) -> Duel | None:
    """Compare both since a moment, at most 20,000 newest; None while they share no report.

    Costs three queries. Whether the viewer may look at models is decided by the caller's `watch`.
    """
    in_shadow, oldest = _said(shadow, since)
    if not in_shadow or oldest is None:
        return None
    acting, _ = _said(active, oldest - _TOGETHER)
    common = [ticket for ticket in in_shadow if ticket in acting]
    if not common:
        return None
    apart = [t for t in common if acting[t][0] != in_shadow[t][0]]
    judged = [t for t in common if t in human]
    return Duel(
        same=Share(len(common) - len(apart), len(common)),
        active_accepted=Share(sum(not acting[t][2] for t in common), len(common)),
        shadow_accepted=Share(sum(not in_shadow[t][2] for t in common), len(common)),
        active_right=Share(sum(acting[t][0] == human[t] for t in judged), len(judged)),
        shadow_right=Share(sum(in_shadow[t][0] == human[t] for t in judged), len(judged)),
        differing=len(apart),
        differences=_shown(viewer, apart, acting, in_shadow, human),
    )


def _said(version: ModelVersion, since: datetime) -> tuple[Said, datetime | None]:
    """Return one model's newest word on each report, newest reports first, and its oldest time."""
    rows = list(
        Prediction.objects.filter(
            shadow__in=[False, True], created_at__gte=since, model_version=version.version
        )
        .order_by("-created_at", "-pk")
        .values_list("ticket_id", "category", "confidence", "abstained", "created_at")[:ROWS]
    )
    said: Said = {}
    for ticket, category, confidence, abstained, _ in rows:
        said.setdefault(ticket, (category, confidence, abstained))
    return said, rows[-1][4] if rows else None


def _shown(
    viewer: Viewer, apart: list[int], acting: Said, in_shadow: Said, human: Mapping[int, int]
) -> tuple[Difference, ...]:
    rows = (
        queries.visible_to(viewer)
        .filter(pk__in=apart[: 10 * SHOWN])
        .order_by("-number")
        .values_list("number", "title")[:SHOWN]
    )
    return tuple(
        Difference(
            number=number,
            title=mask_personal_data(title),
            active=Category(acting[number][0]),
            active_confidence=acting[number][1],
            shadow=Category(in_shadow[number][0]),
            shadow_confidence=in_shadow[number][1],
            human=Category(human[number]) if number in human else None,
        )
        for number, title in rows
    )
