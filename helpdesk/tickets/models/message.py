"""What was said, and the papers that came with it."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone


class Author(models.TextChoices):
    """Which side a message comes from."""

    REPORTER = "reporter", "Pelapor"
    STAFF = "staff", "Petugas"
    VOLUNTEER = "volunteer", "Relawan"
    SYSTEM = "system", "Sistem"


class Channel(models.TextChoices):
    """Which way a message came in."""

    FORM = "form", "Formulir"
    WEB = "web", "Halaman status"
    EMAIL = "email", "Email"
    WORKSPACE = "workspace", "Meja kerja"
    ZENDESK = "zendesk", "Zendesk"


class Message(models.Model):
    """One message of a conversation. Public ones reach the reporter, others never do."""

    ticket = models.ForeignKey("tickets.Ticket", models.CASCADE, related_name="messages")
    created_at = models.DateTimeField(default=timezone.now)
    author = models.CharField(max_length=10, choices=Author.choices)
    author_user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    author_name = models.CharField(max_length=100, blank=True)
    public = models.BooleanField(default=True)
    channel = models.CharField(max_length=10, choices=Channel.choices)
    # Markdown for answers of the desk, plain text from reporters; never trusted as HTML.
    body = models.TextField()
    template_key = models.CharField(max_length=80, blank=True)
    # A double click or a resend carries the same key and makes one message (design.md 7).
    idempotency_key = models.UUIDField(default=uuid.uuid4, editable=False)

    class Meta:
        ordering = ["created_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["ticket", "idempotency_key"], name="message_once_per_ticket"
            )
        ]


class Attachment(models.Model):
    """A file under a name of our own outside the web root; the given name is only shown."""

    ticket = models.ForeignKey("tickets.Ticket", models.CASCADE, related_name="attachments")
    message = models.ForeignKey(Message, models.CASCADE, related_name="attachments")
    created_at = models.DateTimeField(default=timezone.now)
    stored_name = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    display_name = models.CharField(max_length=120)
    content_type = models.CharField(
        max_length=40, choices=[(t, t) for t in ("application/pdf", "image/jpeg", "image/png")]
    )
    size = models.PositiveIntegerField(help_text="bytes")
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(size__gt=0), name="attachment_is_not_empty")
        ]
