"""A report as others may hold it: frozen and redacted (design.md 2, domain.md 15).

No Django here. Whoever builds one, it cannot hold a NIK, a password, a referral code or the
reporter's way into the report: every text passes `hide_access` and `mask_personal_data` on its
way in. Rows become snapshots in `services.mirror`.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime

from helpdesk.lib.account_address import mask_account
from helpdesk.lib.pii import mask_personal_data
from helpdesk.lib.report_access import hide_access
from helpdesk.taxonomy import Category, Level, Priority, State, UserType


@dataclass(frozen=True, slots=True)
class MessageSnapshot:
    """One message. `author` and `channel` are the values of tickets.models; `files` a count."""

    id: int
    author: str
    author_name: str
    public: bool
    channel: str
    created_at: datetime
    body: str
    files: int = 0

    def __post_init__(self) -> None:
        _redact(self)

    @property
    def by_reporter(self) -> bool:
        return self.author == "reporter"


@dataclass(frozen=True, slots=True)
class TicketSnapshot:
    """One report with its conversation in order. `account` is masked, `email` is the contact.

    `province` is the ministry's two-digit code, the other regions are names; all may be ''.
    `follow_up_of` is the closed report this one goes on from; `erased` says that the retention
    has taken the texts, so that nothing here is worth sending.
    """

    number: int
    title: str
    state: State
    category: Category
    priority: Priority
    user_type: UserType
    requester_name: str
    email: str
    account: str
    level: Level | None
    school_name: str
    npsn: str
    province: str
    province_name: str
    regency_name: str
    queue: str
    created_at: datetime
    messages: tuple[MessageSnapshot, ...] = ()
    follow_up_of: int | None = None
    erased: bool = False

    def __post_init__(self) -> None:
        # The general mask would hide the account whole; agents need to recognise it.
        object.__setattr__(self, "account", mask_account(self.account) if self.account else "")
        _redact(self, keep=("email", "account"))


def _redact(value: object, keep: tuple[str, ...] = ()) -> None:
    """Mask each plain text in place, before anybody can have read it."""
    for field in fields(value):  # type: ignore[arg-type]
        text = getattr(value, field.name)
        if type(text) is str and field.name not in keep:  # enums are strings too, but no texts
            object.__setattr__(value, field.name, mask_personal_data(hide_access(text)))
