"""manage.py new_pii_keys: print a fresh value for PII_KEYS."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from helpdesk.tickets.keyring import new_keys


class Command(BaseCommand):
    help = "Print fresh keys for personal data, to be kept in the secret store."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(new_keys())
