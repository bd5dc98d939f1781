"""Reads the facts that the routing rules look at."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.utils import timezone

from helpdesk.accounts.models import VolunteerPost
from helpdesk.lib.account_address import parse_account
from helpdesk.regions.reference import choices
from helpdesk.taxonomy import Category, UserType
from triage.routing.madrasah import names_a_madrasah
from triage.routing.rules import Facts

if TYPE_CHECKING:
    from helpdesk.tickets.models import Ticket


def facts_of(ticket: Ticket, category: Category) -> Facts:
    """Return the routing facts of a report under this category; at most two queries."""
    regions = choices()
    today = timezone.localdate()
    province = regions.provinces.get(ticket.province_id or "")
    regency = regions.regencies.get(ticket.regency_id or 0)
    kapten = None
    serves = False
    if category is Category.PASSWORD and province is not None:
        serves = regency is not None and _co_kapten_serves(regency.pk, today)
        if not serves:
            kapten = _kapten_province(province.code, province.parent_id, today)
    return Facts(
        category=category,
        user_type=UserType(ticket.user_type),
        day=today,
        account_role=ticket.account_role,
        madrasah=is_madrasah(ticket),
        province=province.code if province else None,
        province_name=province.name if province else "",
        regency=regency.code if regency else None,
        regency_name=regency.name if regency else "",
        co_kapten_serves=serves,
        kapten_province=kapten,
        kapten_province_name=regions.provinces[kapten].name if kapten else "",
    )


def serving_kapten(ticket: Ticket) -> str | None:
    """Return the province whose Kapten serves this report today, or None."""
    province = choices().provinces.get(ticket.province_id or "")
    if province is None:
        return None
    return _kapten_province(province.code, province.parent_id, timezone.localdate())


def is_madrasah(ticket: Ticket) -> bool:
    """True for a Kemenag address or a school that names itself a madrasah (domain.md R16)."""
    if ticket.account and parse_account(ticket.account).is_madrasah:
        return True
    return names_a_madrasah(ticket.school_name)


def _co_kapten_serves(regency_id: int, day: date) -> bool:
    return VolunteerPost.objects.filter(VolunteerPost.active(day), regency_id=regency_id).exists()


def _kapten_province(code: str, parent: str | None, day: date) -> str | None:
    """Return the province whose Kapten serves this one: itself, else its parent (R6)."""
    served = set(
        VolunteerPost.objects.filter(
            VolunteerPost.active(day),
            regency__isnull=True,
            province_id__in=[c for c in (code, parent) if c],
        ).values_list("province_id", flat=True)
    )
    if code in served:
        return code
    return parent if parent in served else None
