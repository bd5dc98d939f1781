"""manage.py triage_evaluate: figures of the active model on labelled complaints."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from triage.classifier.dataset import DatasetError, load_labelled, load_part
from triage.classifier.evaluation import as_text, evaluate
from triage.inference import ClassifierUnavailable, classifier

CORPUS = Path(settings.BASE_DIR) / "triage" / "corpus"


class Command(BaseCommand):
    help = "Measure the active model on a part of the corpus, or on JSON lines with a label."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--input", type=Path, help='lines with "text" and "label" 1-16')
        parser.add_argument(
            "--part", default="validation", help="train, validation (default) or test"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            model = classifier()
            examples = (
                load_labelled(options["input"])
                if options["input"]
                else load_part(CORPUS, options["part"])
            )
        except (ClassifierUnavailable, DatasetError, OSError) as error:
            raise CommandError(str(error)) from error
        if not examples:
            raise CommandError("No labelled complaints found.")
        self.stdout.write(as_text(evaluate(model, examples)))
