"""The index of the retention, built while the desk works."""

from django.db import migrations, models


class AddIndexBeside(migrations.AddIndex):
    """CREATE INDEX CONCURRENTLY on PostgreSQL, plain elsewhere.

    Django's own AddIndexConcurrently needs psycopg, which the embedded default does not install.
    """

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        if schema_editor.connection.vendor != 'postgresql':
            super().database_forwards(app_label, schema_editor, from_state, to_state)
            return
        model = to_state.apps.get_model(app_label, self.model_name)
        if self.allow_migrate_model(schema_editor.connection.alias, model):
            # A build that was interrupted leaves an invalid index of this name behind.
            schema_editor.execute(f'DROP INDEX CONCURRENTLY IF EXISTS "{self.index.name}"')
            schema_editor.add_index(model, self.index, concurrently=True)


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
