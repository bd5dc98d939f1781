"""The inboxes by what is due next, and the sweep of R5; the new indexes before the old ones go."""

from django.db import migrations, models

from helpdesk.tickets.migrations._beside import AddIndexBeside, RemoveIndexBeside


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ('tickets', '0005_fill_due_columns'),
    ]

    operations = [
        AddIndexBeside(
            model_name='ticket',
            index=models.Index(condition=models.Q(('state__in', ['new', 'needs_sorting', 'queued', 'in_progress', 'waiting_requester', 'on_hold'])), fields=['queue', 'next_due', 'number'], name='inbox_queue_next'),
        ),
        AddIndexBeside(
            model_name='ticket',
            index=models.Index(condition=models.Q(('state__in', ['new', 'needs_sorting', 'queued', 'in_progress', 'waiting_requester', 'on_hold'])), fields=['assignee', 'next_due', 'number'], name='inbox_assignee_next'),
        ),
        AddIndexBeside(
            model_name='ticket',
            index=models.Index(condition=models.Q(('state__in', ['new', 'needs_sorting', 'queued', 'in_progress', 'waiting_requester', 'on_hold'])), fields=['state', 'next_due', 'number'], name='inbox_open_next'),
        ),
        AddIndexBeside(
            model_name='ticket',
            index=models.Index(condition=models.Q(('state__in', ['queued', 'in_progress']), ('volunteer_due__isnull', False)), fields=['volunteer_due'], name='ticket_volunteer_due'),
        ),
        RemoveIndexBeside(model_name='ticket', name='inbox_queue'),
        RemoveIndexBeside(model_name='ticket', name='inbox_assignee'),
        RemoveIndexBeside(model_name='ticket', name='inbox_open'),
    ]
