"""Fills next_due and masked_title, a few thousand reports at a time, while the desk works.

Each batch commits by itself and locks its own rows only; run again after an interruption it
goes on. `volunteer_due` needs the working calendar: the sweep of R5 fills it (services.clock).
"""

from django.db import migrations, models
from django.db.models import Case, F, Q, When

from helpdesk.lib.pii import mask_personal_data

BATCH = 5000
OPEN = ['new', 'needs_sorting', 'queued', 'in_progress', 'waiting_requester', 'on_hold', 'solved']


def fill(apps, schema_editor):
    tickets = apps.get_model('tickets', 'Ticket').objects.using(schema_editor.connection.alias)
    ends = tickets.aggregate(first=models.Min('number'), last=models.Max('number'))
    if ends['first'] is None:
        return
    for start in range(ends['first'], ends['last'] + 1, BATCH):
        batch = tickets.filter(number__gte=start, number__lt=start + BATCH)
        # Solved ones too: they may be opened again.
        batch.filter(state__in=OPEN, next_due__isnull=True).update(
            next_due=Case(
                When(Q(first_answered_at=None) & ~Q(first_response_due=None), then=F('first_response_due')),
                default=F('resolution_due'),
            )
        )
        changed = []
        for ticket in batch.filter(masked_title__isnull=True).only('number', 'title'):
            masked = mask_personal_data(ticket.title)
            if masked != ticket.title:
                # The title is compared again: it may have been erased since it was read.
                changed.append((ticket.number, ticket.title, masked))
        for number, title, masked in changed:
            tickets.filter(number=number, title=title).update(masked_title=masked)


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ('tickets', '0004_due_columns'),
    ]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop, atomic=False, elidable=True),
    ]
