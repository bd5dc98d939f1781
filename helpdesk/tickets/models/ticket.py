"""The report itself (laporan)."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from helpdesk.lib.pii import mask_personal_data
from helpdesk.taxonomy import (
    FINAL_STATES,
    OPEN_STATES,
    Category,
    Erased,
    Level,
    OfficeType,
    Position,
    Priority,
    QueueKind,
    State,
    UserType,
)
from helpdesk.tickets.lifecycle import Lifecycle

_CLOCK = frozenset({"first_response_due", "resolution_due", "first_answered_at"})


def _choices(enum: type) -> list[tuple[object, str]]:
    return [(item.value, item.label) for item in enum]  # type: ignore[attr-defined]


class Ticket(Lifecycle):
    """One report, one number (domain.md 10). The number is the key and is never reused.

    `category` is the one in force; the reporter's choice and the model's guess stay apart.
    `version` rises with each change and guards against overwriting a colleague's work.
    """

    number = models.BigAutoField(primary_key=True)
    submission_key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(default=timezone.now)

    # What the reporter wrote (design.md 9 field names).
    title = models.CharField(max_length=120)
    user_type = models.CharField(max_length=16, choices=_choices(UserType))
    requester_name = models.CharField(max_length=100, blank=True)
    salutation = models.CharField(max_length=5, blank=True)
    email = models.EmailField(max_length=254)
    private_email = models.EmailField(max_length=254, blank=True)
    account = models.CharField(max_length=254, blank=True)
    account_role = models.CharField(max_length=24, blank=True)
    level = models.CharField(max_length=12, blank=True, choices=_choices(Level))
    school_name = models.CharField(max_length=150, blank=True)
    npsn = models.CharField(max_length=8, blank=True)
    position = models.CharField(max_length=20, blank=True, choices=_choices(Position))
    office_type = models.CharField(max_length=16, blank=True, choices=_choices(OfficeType))
    province = models.ForeignKey("regions.Province", models.PROTECT, null=True)
    regency = models.ForeignKey("regions.Regency", models.PROTECT, null=True)
    chosen_category = models.PositiveSmallIntegerField(choices=_choices(Category))
    self_service_tried = models.BooleanField(default=False)

    # Triage.
    category = models.PositiveSmallIntegerField(choices=_choices(Category))
    predicted_category = models.PositiveSmallIntegerField(null=True, choices=_choices(Category))
    confidence = models.FloatField(null=True, help_text="0-1, calibrated.")
    abstained = models.BooleanField(default=False)

    # Routing and work.
    queue = models.ForeignKey("tickets.Queue", models.PROTECT, null=True, related_name="+")
    rule = models.CharField(max_length=16, blank=True)
    reason = models.CharField("mengapa di sini", max_length=500, blank=True)
    priority = models.PositiveSmallIntegerField(default=Priority.NORMAL, choices=_choices(Priority))
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    queued_at = models.DateTimeField(null=True)
    claimed_at = models.DateTimeField(null=True)
    hold_reason = models.CharField(max_length=200, blank=True)
    hold_until = models.DateField(null=True)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="duplicates")
    follow_up_of = models.ForeignKey("self", models.PROTECT, null=True, related_name="follow_ups")

    # The clock (domain.md 10), in working time.
    first_response_due = models.DateTimeField(null=True)
    resolution_due = models.DateTimeField(null=True)
    paused_at = models.DateTimeField(null=True)
    first_answered_at = models.DateTimeField(null=True)
    last_requester_at = models.DateTimeField(default=timezone.now)
    solved_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    rating = models.PositiveSmallIntegerField(null=True)
    rating_comment = models.CharField(max_length=500, blank=True)
    # Added later, so nullable (migration 0004). When a volunteer's report goes back (R5).
    volunteer_due = models.DateTimeField(null=True)
    # What is due next: the first answer while there is none, else the solution. Kept by `save`.
    next_due = models.DateTimeField(null=True)
    # The title as anybody may read it, where that differs from the title. Kept by `save`.
    masked_title = models.TextField(null=True)  # noqa: DJ001 - NULL: the title itself
    # How far services.retention has come; NULL: nothing yet (added later, no row rewritten).
    erased = models.SmallIntegerField(null=True, choices=[(e.value, e.name) for e in Erased])

    class Meta:
        verbose_name = "laporan"
        verbose_name_plural = "laporan"
        constraints = [
            # django-fsm's protection has a hole after a failed refresh (dependencies.md 1a):
            # the database refuses what is no state at all.
            models.CheckConstraint(
                condition=Q(state__in=[s.value for s in State]), name="ticket_state_known"
            ),
            models.CheckConstraint(
                condition=Q(category__gte=1, category__lte=16), name="ticket_category_1_to_16"
            ),
            models.CheckConstraint(
                condition=~Q(state=State.IN_PROGRESS) | Q(claimed_at__isnull=False),
                name="ticket_in_progress_was_claimed",
            ),
        ]
        indexes = [
            # One partial index per inbox (design.md 7): nearest deadline first, then number.
            models.Index(
                fields=["queue", "next_due", "number"],
                name="inbox_queue_next",
                condition=Q(state__in=[s.value for s in OPEN_STATES]),
            ),
            models.Index(
                fields=["assignee", "next_due", "number"],
                name="inbox_assignee_next",
                condition=Q(state__in=[s.value for s in OPEN_STATES]),
            ),
            models.Index(
                fields=["state", "next_due", "number"],
                name="inbox_open_next",
                condition=Q(state__in=[s.value for s in OPEN_STATES]),
            ),
            models.Index(
                fields=["solved_at"], name="ticket_solved", condition=Q(state=State.SOLVED)
            ),
            models.Index(
                fields=["created_at"], name="ticket_unsorted", condition=Q(state=State.NEW)
            ),
            models.Index(
                fields=["volunteer_due"],
                name="ticket_volunteer_due",
                condition=Q(
                    state__in=[State.QUEUED.value, State.IN_PROGRESS.value],
                    volunteer_due__isnull=False,
                ),
            ),
            models.Index(fields=["email", "-number"], name="ticket_email"),
            # What the retention looks for: reports over at this stage, the oldest first.
            models.Index(
                fields=["erased", "closed_at"],
                name="ticket_retention",
                condition=Q(state__in=[s.value for s in FINAL_STATES]),
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.number}"

    def save(self, *args: Any, update_fields: Iterable[str] | None = None, **kwargs: Any) -> None:
        """Save, and keep the two columns that are made of others, which lists read."""
        fields = None if update_fields is None else set(update_fields)
        if fields is None or fields & _CLOCK:
            answered = self.first_answered_at is not None or self.first_response_due is None
            self.next_due = self.resolution_due if answered else self.first_response_due
            if fields is not None:
                fields.add("next_due")
        if fields is None or "title" in fields:
            masked = mask_personal_data(self.title)
            self.masked_title = masked if masked != self.title else None
            if fields is not None:
                fields.add("masked_title")
        super().save(*args, update_fields=fields, **kwargs)

    @property
    def state_facts(self):
        """Label, icon and tone of the state, for badges."""
        return State(self.state).facts

    @property
    def category_enum(self) -> Category:
        return Category(self.category)

    @property
    def is_open(self) -> bool:
        return State(self.state) in OPEN_STATES

    @property
    def is_anonymised(self) -> bool:
        """True when the retention has taken the texts: nothing may be added any more."""
        return self.erased is not None and self.erased >= Erased.TEXT

    @property
    def queue_kind(self) -> QueueKind | None:
        """The kind of queue, told by the slug so that no query is needed."""
        if self.queue_id is None:
            return None
        if self.queue_id.startswith("co-kapten-"):
            return QueueKind.CO_KAPTEN
        return QueueKind.KAPTEN if self.queue_id.startswith("kapten-") else QueueKind.HELPDESK
