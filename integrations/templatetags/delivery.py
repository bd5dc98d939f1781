"""Where a report's mails and pushes stand: an inclusion tag for pages that may not know us."""

from __future__ import annotations

from typing import Any

from django import template
from django.conf import settings

from helpdesk.tickets.queries import mirror_id
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
