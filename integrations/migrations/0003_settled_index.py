"""The index of the settled deliveries, built while the desk works."""

from django.db import migrations, models


class AddIndexBeside(migrations.AddIndex):
    """CREATE INDEX CONCURRENTLY on PostgreSQL, plain elsewhere (see tickets 0003).

    A copy: a migration does not change when another one does.
    """

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        if schema_editor.connection.vendor != "postgresql":
            super().database_forwards(app_label, schema_editor, from_state, to_state)
            return
        model = to_state.apps.get_model(app_label, self.model_name)
        if self.allow_migrate_model(schema_editor.connection.alias, model):
            # A build that was interrupted leaves an invalid index of this name behind.
            schema_editor.execute(f'DROP INDEX CONCURRENTLY IF EXISTS "{self.index.name}"')
            schema_editor.add_index(model, self.index, concurrently=True)


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("integrations", "0002_settled")]

    operations = [
        AddIndexBeside(
            model_name="deliveryjob",
            index=models.Index(
                condition=models.Q(("status", "settled")), fields=["done_at"], name="job_settled"
            ),
        ),
    ]
