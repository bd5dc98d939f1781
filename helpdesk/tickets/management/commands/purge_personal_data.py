"""manage.py purge_personal_data: what the nightly task does, by hand and to the end."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from helpdesk.taxonomy import Erased
from helpdesk.tickets.services import retention


class Command(BaseCommand):
    help = (
        "Delete personal data whose retention is over (RETENTION_PAPERS_DAYS, _TEXT_DAYS, "
        "_LOG_DAYS after a report is closed, rejected or merged). Safe to stop and to repeat."
    )

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--dry-run", action="store_true", help="count, change nothing")
        parser.add_argument("--limit", type=int, help="at most this many reports")

    def handle(self, *args: Any, **options: Any) -> None:
        limit: int | None = options["limit"]
        if limit is not None and limit < 1:
            raise CommandError("--limit must be at least 1.")
        found = retention.count_due()
        for stage in Erased:
            days = retention.days_of(stage)
            self.stdout.write(f"{stage.name.lower()}: {found[stage]} due after {days} days")
        total = sum(found.values()) if limit is None else min(limit, sum(found.values()))
        if options["dry_run"]:
            self.stdout.write(f"Dry run: {total} reports would be erased.")
            return
        done = 0

        def progress(reports: int) -> None:
            nonlocal done
            before, done = done, done + reports
            if done // 1000 > before // 1000:
                self.stdout.write(f"{done} of {total}")

        summary = retention.run(limit=limit, progress=progress)
        orphans = retention.sweep_orphans()
        self.stdout.write(
            f"Erased: papers of {summary.papers}, text of {summary.text}, log of {summary.log} "
            f"reports; {summary.files} files and {orphans} orphaned files deleted."
        )
