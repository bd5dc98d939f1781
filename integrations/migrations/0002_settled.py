"""A person may settle a parked delivery. Two nullable columns: no row is rewritten."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("integrations", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="deliveryjob",
            name="settled_by",
            field=models.CharField(max_length=100, null=True),
        ),
        migrations.AddField(
            model_name="deliveryjob",
            name="settled_reason",
            field=models.CharField(max_length=500, null=True),
        ),
        migrations.AlterField(
            model_name="deliveryjob",
            name="status",
            field=models.CharField(
                choices=[
                    ("waiting", "Menunggu"),
                    ("running", "Berjalan"),
                    ("done", "Selesai"),
                    ("parked", "Perlu orang"),
                    ("settled", "Dianggap selesai"),
                ],
                default="waiting",
                max_length=8,
            ),
        ),
    ]
