"""The life of a ticket: every transition in one screen (design.md 4).

The methods change fields of `self` only. Nobody calls them but the services, which lock the
row, ask the policy, call the transition, save named fields and write the event.
"""

from __future__ import annotations

from typing import Any

from django.db import models
from django_fsm import RETURN_VALUE, FSMField, transition

from helpdesk.taxonomy import State
from helpdesk.tickets import policy

# django-fsm types its callable for Django users; ours take the Viewer of design.md 5.
may: Any = policy

S = State
_UNSORTED = [S.NEW, S.NEEDS_SORTING]
_WORKING = [S.QUEUED, S.IN_PROGRESS, S.WAITING_REQUESTER, S.ON_HOLD]
_PAUSED = [S.WAITING_REQUESTER, S.ON_HOLD]
_OPEN = [*_UNSORTED, *_WORKING]
_BACK_TO_WORK = RETURN_VALUE(S.QUEUED, S.IN_PROGRESS)


class Lifecycle(models.Model):
    """State and transitions, mixed into Ticket. Fields used here are declared there."""

    state = FSMField(
        "status", default=S.NEW, protected=True, choices=[(s.value, s.label) for s in State]
    )

    class Meta:
        abstract = True

    def _back_to_work(self) -> State:
        """Return where resumed work belongs: with its person, or in the queue again."""
        return S.IN_PROGRESS if self.assignee_id else S.QUEUED  # type: ignore[attr-defined]

    # fmt: off
    @transition(state, source=_UNSORTED, target=S.QUEUED, permission=may.sorts)
    def sort(self) -> None: """Category and queue are settled."""

    @transition(state, source=S.NEW, target=S.NEEDS_SORTING, permission=may.is_system)
    def ask_sorting(self) -> None: """The classifier abstained or a rule conflicts."""

    @transition(state, source=S.QUEUED, target=S.NEEDS_SORTING, permission=may.sorts)
    def unsort(self) -> None: """Undo of a person's sorting, while nobody has taken it."""

    @transition(state, source=[S.QUEUED, S.NEEDS_SORTING, S.IN_PROGRESS], target=S.IN_PROGRESS, permission=may.claims)
    def claim(self) -> None: """One person takes it; in work only after a holder who is gone."""

    @transition(state, source=S.IN_PROGRESS, target=S.QUEUED, permission=may.works)
    def release(self) -> None: """Put back for a colleague."""

    @transition(state, source=_WORKING, target=S.QUEUED, permission=may.transfers)
    def transfer(self) -> None: """To another queue: hand over, hand back, R5."""

    @transition(state, source=S.IN_PROGRESS, target=S.WAITING_REQUESTER, permission=may.works)
    def ask_requester(self) -> None: """We asked; the clock stands."""

    @transition(state, source=[S.IN_PROGRESS, S.WAITING_REQUESTER], target=S.ON_HOLD, permission=may.holds)
    def hold(self) -> None: """Waits for Dapodik or another desk; the clock stands."""

    @transition(state, source=_PAUSED, target=_BACK_TO_WORK, permission=may.resumes)
    def resume(self) -> State: return self._back_to_work()

    @transition(state, source=[S.IN_PROGRESS, *_PAUSED], target=S.SOLVED, permission=may.works)
    def solve(self) -> None: """Done and told by e-mail."""

    @transition(state, source=[S.NEEDS_SORTING, *_WORKING], target=S.SOLVED, permission=may.owns)
    def withdraw(self) -> None: """The reporter says it is over."""

    @transition(state, source=S.SOLVED, target=_BACK_TO_WORK, permission=may.reopens)
    def reopen(self) -> State: return self._back_to_work()

    @transition(state, source=S.SOLVED, target=S.CLOSED, permission=may.closes)
    def close(self) -> None: """Final: by silence or on the reporter's word."""

    @transition(state, source=[*_UNSORTED, S.QUEUED, S.IN_PROGRESS], target=S.REJECTED, permission=may.decides)
    def reject(self) -> None: """Spam or out of scope."""

    @transition(state, source=S.REJECTED, target=S.NEEDS_SORTING, permission=may.supervises)
    def restore(self) -> None: """The rejection was wrong."""

    @transition(state, source=_OPEN, target=S.MERGED, permission=may.decides)
    def merge(self) -> None: """A duplicate of another report."""

    @transition(state, source=S.MERGED, target=S.NEEDS_SORTING, permission=may.sorts)
    def unmerge(self) -> None: """It was no duplicate."""
    # fmt: on


TRANSITIONS: tuple[str, ...] = (
    "sort", "ask_sorting", "unsort", "claim", "release", "transfer", "ask_requester", "hold", "resume",
    "solve", "withdraw", "reopen", "close", "reject", "restore", "merge", "unmerge",
)  # fmt: skip
