"""Deliveries in the words of the desk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from integrations.models import DeliveryJob

_CHANNELS = {"email": ("mail", "Email"), "zendesk": ("refresh-cw", "Zendesk")}
_ACTIONS = {
    ("email", "confirmation"): "Konfirmasi penerimaan",
    ("email", "answer"): "Jawaban",
    ("email", "access"): "Kode akses",
    ("email", "ended"): "Laporan ditolak atau digabung",
    ("zendesk", "create"): "Laporan baru",
    ("zendesk", "update"): "Perubahan",
}
_STATES = {
    DeliveryJob.Status.WAITING: ("Menunggu", "info", "clock"),
    DeliveryJob.Status.RUNNING: ("Sedang dikirim", "accent", "loader"),
    DeliveryJob.Status.DONE: ("Terkirim", "ok", "circle-check"),
    DeliveryJob.Status.PARKED: ("Perlu orang", "bad", "triangle-alert"),
    DeliveryJob.Status.SETTLED: ("Dianggap selesai", "muted", "check"),
}


@dataclass(frozen=True, slots=True)
class Facts:
    """Label, tone and icon of a delivery's state, as includes/state_badge.html wants them."""

    label: str
    tone: str
    icon: str


@dataclass(frozen=True, slots=True)
class Delivery:
    """One delivery as shown. `at` is when it was done, or when it is tried next.

    `settled` says who counted it as over, and why.
    """

    pk: int
    icon: str
    channel: str
    what: str
    number: int | None
    facts: Facts
    at: datetime
    attempts: int
    reason: str
    parked: bool
    settled: str = ""


def in_words(job: DeliveryJob) -> Delivery:
    """Return a job as a person reads it."""
    icon, channel = _CHANNELS.get(job.channel, ("send", job.channel))
    status = DeliveryJob.Status(job.status)
    at = job.done_at
    if at is None:
        at = job.not_before if status is DeliveryJob.Status.WAITING else job.created_at
    return Delivery(
        pk=job.pk,
        icon=icon,
        channel=channel,
        what=_ACTIONS.get((job.channel, job.action), job.action),
        number=job.ticket_number,
        facts=Facts(*_STATES[status]),
        at=at,
        attempts=job.attempts,
        reason=job.reason,
        parked=status is DeliveryJob.Status.PARKED,
        settled=f"{job.settled_by}: {job.settled_reason}" if job.settled_by else "",
    )
