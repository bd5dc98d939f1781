"""manage.py triage_adopt: put the model shipped with this release in service, measured."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from helpdesk.accounts.viewer import system
from helpdesk.tickets.services.base import Refused
from triage import registry
from triage.classifier.artefact import ArtefactError
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
            # Not the bare artefact: a model of another spelling normaliser is refused here.
            shipped = Classifier.load(path)
        except ArtefactError as error:
            raise CommandError(str(error)) from error
        frozen = load_part(CORPUS, VALIDATION)
        row: ModelVersion = registry.register(shipped.model, evaluation=evaluate(shipped, frozen))
        try:
            # It was measured for the release, and serves already where there is no row.
            row = registry.promote(system("triage_adopt"), row.version, force=True)
        except Refused as refusal:
            raise CommandError(refusal.message) from refusal
        self.stdout.write(f"{row.version}: {row.examples} complaints, active.")
