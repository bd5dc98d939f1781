"""manage.py load_reference: regions, holidays, queues, articles and templates; idempotent."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from helpdesk.regions.reference import load_regions
from helpdesk.sla.reference import load_holidays
from helpdesk.tickets.reference import load_queues, start_numbers
from knowledge_base.reference import load_content


class Command(BaseCommand):
    help = "Load regions, holidays, queues and content of this release. Safe to repeat."

    def handle(self, *args: Any, **options: Any) -> None:
        with transaction.atomic():
            provinces, regencies = load_regions()
            days = load_holidays()
            queues = load_queues()
            templates, articles = load_content()
            start_numbers()
        self.stdout.write(
            f"{provinces} provinces, {regencies} regencies, {days} holidays, {queues} queues, "
            f"{templates} answer templates, {articles} articles."
        )
