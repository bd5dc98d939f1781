"""manage.py load_synthetic --tickets N --seed S: invented reports for demo and benchmarks."""

from __future__ import annotations

import sys
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from helpdesk.accounts.viewer import system
from helpdesk.regions.reference import choices
from helpdesk.tickets import queries


class Command(BaseCommand):
    help = "Load invented reports of the last 30 days with people, answers and files."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument(
            "--tickets", type=int, default=300, help="how many (from 60 on: all provinces)"
        )
        parser.add_argument("--seed", type=int, default=2026)
        parser.add_argument("--force", action="store_true", help="add to reports that exist")

    def handle(self, *args: Any, **options: Any) -> None:
        from helpdesk.config.synthetic.load import load  # 2 s to import: the classifier

        count = options["tickets"]
        if count < 1:
            raise CommandError("--tickets must be at least 1.")
        try:
            choices()
        except LookupError as error:
            raise CommandError(str(error)) from error
        if queries.visible_to(system("load_synthetic")).exists() and not options["force"]:
            raise CommandError("There are reports already; --force adds invented ones to them.")
        started = time.monotonic()
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(),
                   TimeElapsedColumn())  # fmt: skip
        with Progress(*columns, transient=True, disable=not sys.stderr.isatty()) as bar:
            task = bar.add_task("Reports", total=count)
            done = load(
                count, options["seed"], progress=lambda told: bar.update(task, completed=told)
            )
        model = "by the classifier" if done.with_model else "by the reporters' choice (no model)"
        self.stdout.write(
            f"{done.reports} reports, {done.people} people; sorted {model}; "
            f"{time.monotonic() - started:.1f} s."
        )
        if done.cut_short:
            self.stderr.write(f"{done.cut_short} stories ended early; see the log.")
