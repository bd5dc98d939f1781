"""A person ends what no repeating ends: a refused address, a ticket closed in Zendesk.

A settled job keeps its fault, holds up no lane any more, and can be taken back.
"""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from helpdesk.accounts.viewer import Right, Viewer
from helpdesk.tickets.services import deliveries
from helpdesk.tickets.services.base import NotAllowed, Refused
from integrations import outbox
from integrations.models import DeliveryJob

Status = DeliveryJob.Status


def settle(viewer: Viewer, job_id: int, *, reason: str) -> None:
    """Count a parked delivery as over; the next of its lane may run.

    Raises NotAllowed for all but supervisors, Refused without a reason of five letters, or when
    the delivery is not parked (any more). The event on the report is written with it or not at all.
    """
    _only_supervisors(viewer)
    reason = deliveries.reason_of(reason)
    with transaction.atomic():
        job = _locked(job_id, Status.PARKED, "Kiriman ini sudah tidak menunggu orang.")
        if outbox.LOCKED in job.payload:
            raise Refused("Kiriman ini menunggu kredensial diperbaiki, lalu berjalan sendiri.")
        if job.ticket_number is not None:
            deliveries.settled(viewer, job.ticket_number, delivery=job.pk, reason=reason)
        job.status, job.done_at = Status.SETTLED, timezone.now()
        job.settled_by, job.settled_reason = viewer.name[:100], reason
        job.save(update_fields=["status", "done_at", "settled_by", "settled_reason"])
        outbox.ring_on_commit()


def unsettle(viewer: Viewer, job_id: int) -> None:
    """Take a settling back: the delivery waits for a person again.

    Raises NotAllowed for all but supervisors, Refused when it is not settled (any more).
    """
    _only_supervisors(viewer)
    with transaction.atomic():
        job = _locked(job_id, Status.SETTLED, "Kiriman ini tidak sedang dianggap selesai.")
        if job.ticket_number is not None:
            deliveries.unsettled(viewer, job.ticket_number, delivery=job.pk)
        job.status, job.done_at = Status.PARKED, None
        job.settled_by = job.settled_reason = None
        job.save(update_fields=["status", "done_at", "settled_by", "settled_reason"])


def _only_supervisors(viewer: Viewer) -> None:
    if not viewer.may(Right.SUPERVISE):
        raise NotAllowed("Anda tidak berwenang melakukan tindakan ini.")


def _locked(job_id: int, status: str, refusal: str) -> DeliveryJob:
    job = DeliveryJob.objects.select_for_update().filter(pk=job_id, status=status).first()
    if job is None:
        raise Refused(refusal)
    return job
