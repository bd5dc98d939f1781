"""manage.py triage_adopt: put the model shipped with this release in service, measured."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from helpdesk.accounts.viewer import system
from triage import registry
from triage.classifier.artefact import ArtefactError, load_artefact
from triage.classifier.dataset import load_part
from triage.classifier.evaluation import evaluate
from triage.classifier.predict import Classifier
from triage.learning import CORPUS, VALIDATION
from triage.models import ModelVersion


class Command(BaseCommand):
    help = "Register and activate the shipped model, unless a model is active already."

    def handle(self, *args: Any, **options: Any) -> None:
        if registry.active() is not None:
            self.stdout.write("A model is active already.")
            return
        path = Path(settings.TRIAGE_SHIPPED_MODEL)
        try:
            model, header = load_artefact(path)
        except ArtefactError as error:
            raise CommandError(str(error)) from error
        frozen = load_part(CORPUS, VALIDATION)
        row: ModelVersion = registry.register(
            model, evaluation=evaluate(Classifier(model, str(header["version"])), frozen)
        )
        row = registry.promote(system("triage_adopt"), row.version)
        self.stdout.write(f"{row.version}: {row.examples} complaints, active.")
