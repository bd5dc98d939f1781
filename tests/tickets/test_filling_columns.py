"""The columns added to two million reports are filled afterwards (migration 0005)."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection

from helpdesk.taxonomy import Category, State
from helpdesk.tickets.models import Ticket
from tests.cast import viewer
from tests.factories import NIK, claimed_report, open_report

pytestmark = pytest.mark.django_db
migration = import_module("helpdesk.tickets.migrations.0005_fill_due_columns")


class Editor:
    connection = connection


@pytest.mark.parametrize("batch", [1, 5000])
def test_old_reports_get_their_columns_in_batches(cast, monkeypatch, batch) -> None:
    monkeypatch.setattr(migration, "BATCH", batch)
    owed = open_report(title=f"NIK saya {NIK}")
    answered = claimed_report(viewer(cast.sari), category=Category.GOOGLE_EDUCATION)
    over = open_report()
    Ticket.objects.filter(pk=answered.pk).update(first_answered_at=answered.created_at)
    Ticket.objects.filter(pk=over.pk).update(state=State.CLOSED)
    Ticket.objects.update(next_due=None, masked_title=None)
    for _ in range(2):
        migration.fill(apps, Editor)
        found = {t.pk: t for t in Ticket.objects.all()}
        assert found[owed.pk].next_due == owed.first_response_due
        assert found[answered.pk].next_due == answered.resolution_due
        assert found[over.pk].next_due is None
        assert NIK not in found[owed.pk].masked_title
        assert found[answered.pk].masked_title is None
