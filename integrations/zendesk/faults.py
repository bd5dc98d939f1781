"""What can go wrong between us and Zendesk, in our own words (zendesk.md 6).

`reason` is Indonesian for the person who looks after parked jobs and holds no personal data.
"""

from __future__ import annotations


class Fault(Exception):
    """Any failure of a call.

    `untouched` is True where it is certain that nothing was changed over there; otherwise the
    call may have been carried out and only its answer got lost.
    """

    def __init__(self, reason: str, *, untouched: bool = True) -> None:
        super().__init__(reason)
        self.reason = reason
        self.untouched = untouched


class TransientFault(Fault):
    """Heals by itself. `retry_after` is in seconds where Zendesk said so.

    `everywhere` marks what hits the whole account (limits, an outage), so that no single job
    can be blamed for it.
    """

    def __init__(
        self,
        reason: str,
        retry_after: float | None = None,
        *,
        everywhere: bool = False,
        untouched: bool = False,
    ) -> None:
        super().__init__(reason, untouched=untouched)
        self.retry_after = retry_after
        self.everywhere = everywhere


class ConflictFault(TransientFault):
    """409: somebody else wrote at the same moment; read again and repeat."""


class PermanentFault(Fault):
    """Repeating does not help; a person has to look."""


class AuthFault(PermanentFault):
    """401 (`credentials` True: nobody gets in) or 403 (this one act is forbidden)."""

    def __init__(self, reason: str, *, credentials: bool) -> None:
        super().__init__(reason)
        self.credentials = credentials


class GoneFault(PermanentFault):
    """404: the record was deleted over there."""


class ClosedFault(PermanentFault):
    """422: the ticket is closed, and closed is final (zendesk.md 5)."""


class KeyReusedFault(PermanentFault):
    """400: this Idempotency-Key was used with another body, so an earlier create arrived."""
