"""People who sign in: staff and volunteers. Reporters have no account (design.md 5)."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q
from django.utils import timezone

from helpdesk.taxonomy import Role


class User(AbstractUser):
    """A person of the desk with exactly one role."""

    role = models.CharField(
        "peran", max_length=12, choices=[(r.value, r.label) for r in Role], default=Role.AGENT
    )
    display_name = models.CharField("nama tampilan", max_length=100, blank=True)
    # Slugs of the queues an agent may work; volunteers' queues follow from their posts.
    queues = models.JSONField("antrean", default=list, blank=True)

    class Meta:
        verbose_name = "pengguna"
        verbose_name_plural = "pengguna"

    @property
    def name(self) -> str:
        """The name shown to colleagues."""
        return self.display_name or self.get_full_name() or self.get_username()


class VolunteerPost(models.Model):
    """A Kapten's or Co-Kapten's region from a day until a day (teachers turn over yearly)."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="posts")
    province = models.ForeignKey("regions.Province", models.PROTECT, verbose_name="provinsi")
    regency = models.ForeignKey(
        "regions.Regency",
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name="kabupaten/kota",
        help_text="Kosong untuk Kapten provinsi.",
    )
    active_from = models.DateField("mulai", default=timezone.localdate)
    active_until = models.DateField("sampai", null=True, blank=True)

    class Meta:
        verbose_name = "pos relawan"
        verbose_name_plural = "pos relawan"
        constraints = [
            models.CheckConstraint(
                condition=Q(active_until__isnull=True)
                | Q(active_until__gte=models.F("active_from")),
                name="post_ends_after_it_starts",
                violation_error_message="Tanggal selesai harus sesudah tanggal mulai.",
            )
        ]
        indexes = [
            models.Index(fields=["regency", "active_from"], name="post_regency"),
            models.Index(fields=["province", "active_from"], name="post_province"),
        ]

    @staticmethod
    def active(day: object | None = None) -> Q:
        """Condition: the post is served on this day and its person may sign in."""
        today = day or timezone.localdate()
        return (
            Q(active_from__lte=today)
            & (Q(active_until__isnull=True) | Q(active_until__gte=today))
            & Q(user__is_active=True)
        )
