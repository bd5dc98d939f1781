"""Where a report's mails and pushes stand: an inclusion tag for pages that may not know us."""

from __future__ import annotations

from typing import Any

from django import template
from django.conf import settings

from helpdesk.accounts.viewer import Right, Viewer
from helpdesk.lib.pii import mask_personal_data
from helpdesk.tickets.queries import mirror_id
from integrations import waiting
from integrations.models import DeliveryJob
from integrations.words import in_words

register = template.Library()


@register.inclusion_tag("integrations/delivery_state.html")
def delivery_state(number: int) -> dict[str, Any]:
    """Show the newest deliveries of a report and the link to its twin in Zendesk.

    One query, a second one only where Zendesk is on. The page decides who may see this.
    """
    jobs = DeliveryJob.objects.filter(ticket_number=number).order_by("-pk")[:8]
    mirror = mirror_id(number) if settings.ZENDESK_URL else ""
    return {
        "jobs": [in_words(job) for job in jobs],
        "zendesk_id": mirror,
        "zendesk_url": f"{settings.ZENDESK_URL}/agent/tickets/{mirror}" if mirror else "",
    }


@register.inclusion_tag("integrations/late_answer.html")
def late_answer(number: int, viewer: Viewer) -> dict[str, Any]:
    """Warn who works on a report that its last answer has not left; one query.

    Volunteers see it too, so the reason is masked whatever a neighbour put into it.
    """
    job = waiting.late_answer(number)
    return {
        "job": in_words(job) if job else None,
        "reason": mask_personal_data(job.reason) if job else "",
        "supervises": viewer.may(Right.SUPERVISE),
    }


@register.inclusion_tag("integrations/parked_badge.html")
def parked_badge() -> dict[str, Any]:
    """Show how many deliveries need a person; one query of a small index."""
    count = waiting.parked_count()
    return {"count": count, "shown": "99+" if count > 99 else str(count)}
