"""`manage.py zendesk_push`: send what waits for Zendesk, with a progress bar and a summary."""

from __future__ import annotations

import sys
import time
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db.models import Min
from django.utils import timezone
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from integrations import outbox
from integrations.models import DeliveryJob
from integrations.zendesk.push import pause_left

Status = DeliveryJob.Status
STEP = 20  # jobs between two looks at the bar


class Command(BaseCommand):
    """Exit code 0: nothing waits and nothing is parked; 1: something is left; 2: Zendesk is off."""

    help = "Mengirim perubahan laporan yang menunggu ke Zendesk."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--once", action="store_true", help="kirim yang jatuh tempo sekarang, lalu selesai"
        )
        parser.add_argument(
            "--timeout", type=int, default=300,
            help="paling lama sekian detik, termasuk menunggu percobaan ulang (bawaan: 300)",
        )  # fmt: skip

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.ZENDESK_URL:
            self.stderr.write("ZENDESK_URL kosong: Zendesk tidak dipakai, tidak ada yang dikirim.")
            sys.exit(2)
        begin = time.monotonic()
        until = begin + options["timeout"]
        done = failed = 0
        console = Console()
        with Progress(
            TextColumn("Zendesk"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(),
            console=console, transient=True,
            disable=not console.is_terminal,
        ) as bar:  # fmt: skip
            task = bar.add_task("", total=_left())
            while time.monotonic() < until:
                if (pause := pause_left()) and not options["once"]:
                    # Each try would only put one more job off.
                    time.sleep(min(pause, max(0.0, until - time.monotonic()), 5.0))
                    continue
                counts = outbox.deliver_due(STEP, channels=["zendesk"])
                done += counts["done"]
                failed += counts["failed"]
                bar.update(task, completed=done, total=done + _left())
                if counts["done"] or (counts["failed"] and not options["once"]):
                    continue
                wait = _seconds_to_next()
                if options["once"] or wait is None:
                    break
                time.sleep(min(wait, max(0.0, until - time.monotonic()), 5.0))
        self._summary(done, failed, time.monotonic() - begin)

    def _summary(self, done: int, failed: int, seconds: float) -> None:
        waiting, parked = _left(), _jobs(Status.PARKED)
        speed = f", {done / seconds:.1f} per detik" if done and seconds else ""
        self.stdout.write(
            f"Terkirim {done}{speed}. Percobaan gagal {failed}. "
            f"Masih menunggu {waiting}. Perlu orang {parked}."
        )
        for job in outbox.parked("zendesk", 10):
            self.stdout.write(f"  laporan #{job.ticket_number}: {job.reason}")
        if waiting or parked:
            sys.exit(1)


def _jobs(status: str) -> int:
    return DeliveryJob.objects.filter(channel="zendesk", status=status).count()


def _left() -> int:
    """What waits, and what another worker has in hand: neither has arrived yet."""
    return _jobs(Status.WAITING) + _jobs(Status.RUNNING)


def _seconds_to_next() -> float | None:
    """Return how long until a waiting job may run; None when nothing waits that could."""
    blocked = DeliveryJob.objects.filter(channel="zendesk", status=Status.PARKED).values("lane")
    moment = (
        DeliveryJob.objects.filter(channel="zendesk", status=Status.WAITING)
        .exclude(lane__in=blocked)
        .aggregate(next=Min("not_before"))["next"]
    )
    if moment is None:
        return None
    return max(0.2, (moment - timezone.now()).total_seconds())
