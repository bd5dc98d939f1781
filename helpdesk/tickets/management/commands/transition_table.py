"""manage.py transition_table: write docs/reference/transitions.md from the lifecycle."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from helpdesk.tickets.transition_table import as_markdown


class Command(BaseCommand):
    help = "Write the table state × transition × role to docs/reference/transitions.md."

    def handle(self, *args: Any, **options: Any) -> None:
        path = Path(settings.BASE_DIR) / "docs" / "reference" / "transitions.md"
        path.write_text(as_markdown(), encoding="utf-8")
        self.stdout.write(str(path.relative_to(settings.BASE_DIR)))
