"""manage.py triage_train: learn the classifier from the corpus; what passes the gate serves.

Exit code 1 where the gate refuses it: the serving model stays, the file and the verdict are kept.
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from helpdesk.accounts.viewer import system
from helpdesk.tickets.services.base import Refused
from triage import registry
from triage.classifier.artefact import save_artefact
from triage.classifier.dataset import DatasetError, load_part
from triage.classifier.evaluation import evaluate
from triage.classifier.predict import Classifier
from triage.classifier.training import TrainedModel, TrainingError, train
from triage.inference import model_path
from triage.learning import CORPUS, VALIDATION, measure


class Command(BaseCommand):
    help = "Train the classifier on triage/corpus/train; make it active if it is no worse."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--corpus", type=Path, default=CORPUS, help="folder with train/")
        parser.add_argument("--seed", type=int, default=20_221_101)
        parser.add_argument("--output", type=Path, help="write here instead of activating")
        parser.add_argument(
            "--if-missing", action="store_true", help="do nothing when a model is active"
        )

        parser.add_argument(
            "--force", action="store_true", help="activate even what the gate refuses"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        target: Path = options["output"] or model_path()
        if options["if_missing"] and target.exists():
            self.stdout.write(f"{target.name} is there already.")
            return
        started = time.monotonic()
        try:
            examples = load_part(options["corpus"], "train")
            with Progress(
                TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn(), transient=True
            ) as progress:
                bar = progress.add_task("membaca korpus", total=1.0)
                model = train(
                    examples,
                    seed=options["seed"],
                    progress=lambda what, share: progress.update(
                        bar, description=what, completed=share
                    ),
                )
        except (DatasetError, TrainingError, OSError) as error:
            raise CommandError(str(error)) from error
        if options["output"]:
            version = save_artefact(model, target)
        else:
            seconds = time.monotonic() - started
            version = self._put_in_service(model, seconds, force=options["force"])
        self.stdout.write(
            f"{version}: {len(examples)} complaints, {target.stat().st_size / 1e6:.1f} MB, "
            f"{time.monotonic() - started:.0f} s"
        )
        for name, value in model.figures.items():
            self.stdout.write(f"  {name}: {value:.3f}")

    def _put_in_service(self, model: TrainedModel, seconds: float, *, force: bool) -> str:
        """Register, judge against what serves, promote; return the version."""
        frozen = load_part(CORPUS, VALIDATION)
        candidate = evaluate(Classifier(model), frozen)
        serving = measure()
        verdict = registry.judge(candidate, evaluate(serving, frozen) if serving else None)
        row = registry.register(model, train_seconds=seconds, evaluation=candidate)
        registry.judged(row.version, verdict)
        if not verdict.passed and not force:
            raise CommandError(
                f"{row.version} is not activated: {verdict.reason} Use --force to do it anyway.",
                returncode=1,
            )
        if not verdict.passed:
            self.stderr.write(f"Forced past the gate: {verdict.reason}")
        try:
            return registry.promote(system("triage_train"), row.version, force=force).version
        except Refused as refusal:
            raise CommandError(refusal.message) from refusal
