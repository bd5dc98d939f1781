"""Hears the retention: what went out for an anonymised report is forgotten too."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.dispatch import receiver

from helpdesk.taxonomy import Erased
from helpdesk.tickets.signals import personal_data_erased
from integrations.models import DeliveryJob


@receiver(personal_data_erased, dispatch_uid="integrations.retention")
def forget_deliveries(sender: type, *, numbers: Sequence[int], stage: Erased, **_: Any) -> None:
    """Delete the jobs of anonymised reports.

    Their reasons may quote an address, and a mail parked for years must never be sent with the
    text of an emptied report.
    """
    if stage >= Erased.TEXT:
        DeliveryJob.objects.filter(ticket_number__in=numbers).exclude(
            status=DeliveryJob.Status.RUNNING
        ).delete()
