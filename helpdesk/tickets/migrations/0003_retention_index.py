"""The index of the retention, built while the desk works."""

from django.db import migrations, models

from helpdesk.tickets.migrations._beside import AddIndexBeside


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ('tickets', '0002_retention_and_nisn'),
    ]

    operations = [
        AddIndexBeside(
            model_name='ticket',
            index=models.Index(condition=models.Q(('state__in', ['closed', 'rejected', 'merged'])), fields=['erased', 'closed_at'], name='ticket_retention'),
        ),
    ]
