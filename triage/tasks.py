"""The worker's side of triage."""

from __future__ import annotations

import logging

from celery import shared_task
from django.utils import timezone

from helpdesk.accounts.viewer import Right, Viewer, system
from helpdesk.lib.bell import Bell
from helpdesk.sla.policy import volunteer_limit
from helpdesk.tickets import queries
from helpdesk.tickets.services import clock, working
from helpdesk.tickets.services.base import NotAllowed, Refused
from triage import pipeline, training_state

logger = logging.getLogger(__name__)


@shared_task(name="triage.sweep", expires=60)
def sweep() -> int:
    """Sort every report still new, oldest first; return how many. One bad one stops nobody."""
    done, last = 0, 0
    while numbers := queries.unsorted_numbers(after=last):
        for number in numbers:
            last = number
            try:
                done += pipeline.run(number) is not None
            except Exception:
                logger.exception("report %s could not be sorted; tried again later", number)
    return done


@shared_task(name="triage.return_overdue", expires=300)
def return_overdue() -> int:
    """Give volunteers' reports beyond their time limit to the helpdesk (domain.md R5)."""
    viewer, now, returned = system("Batas waktu relawan"), timezone.now(), 0
    clock.start_volunteers_clocks()
    for number in queries.overdue_volunteer_tickets(now):
        try:
            working.hand_back(viewer, number, reason=f"batas waktu {volunteer_limit()} terlewati")
            returned += 1
        except Refused as refusal:
            logger.info("ticket %s not returned: %s", number, refusal.message)
    return returned


@shared_task(name="triage.retrain", expires=3600, time_limit=3600, soft_time_limit=3500)
def retrain(asked_by: str = "") -> str:
    """Train a candidate when enough labels came in or a supervisor asked; return its version.

    Returns '' where there is nothing to do or another training holds the place.
    """
    from triage import learning

    if not asked_by and not learning.due():
        return ""
    with training_state.running(asked_by or "Jadwal", asked=bool(asked_by)) as mine:
        return learning.retrain().version if mine else ""


def ask_retrain(viewer: Viewer) -> None:
    """Ask the worker for a training now; the asking request never trains.

    Raises NotAllowed without the right, Refused while one is under way or no worker is called.
    """
    if not viewer.may(Right.SUPERVISE):
        raise NotAllowed("Hanya supervisor yang dapat meminta pelatihan.")
    name = viewer.name or "Supervisor"
    if not training_state.ask(name):
        raise Refused("Pelatihan sudah diminta dan belum selesai.")
    try:
        retrain.delay(asked_by=name)
    except Exception as error:  # any broker library may raise anything
        training_state.withdraw()
        logger.warning("training could not be asked for (%s)", type(error).__name__)
        raise Refused(
            "Pekerja latar belakang sedang tidak dapat dihubungi. Coba lagi sebentar lagi."
        ) from error


bell = Bell(lambda delay: sweep.apply_async(countdown=delay, expires=60))
