"""Columns of the volunteers' time limit, of what is due next, and of titles to search in.

All nullable without default: no row is rewritten or read. They are filled by 0005.
"""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('tickets', '0003_retention_index'),
    ]

    operations = [
        migrations.AddField(
            model_name='ticket',
            name='volunteer_due',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='ticket',
            name='next_due',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='ticket',
            name='masked_title',
            field=models.TextField(null=True),
        ),
    ]
