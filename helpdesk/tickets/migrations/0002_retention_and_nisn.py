"""Columns of the retention and of the pupils' NISN.

Nullable, and without a check: that of a PositiveSmallIntegerField would read the whole table
under the lock. So no row is rewritten or read.
"""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('tickets', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='ticket',
            name='erased',
            field=models.SmallIntegerField(choices=[(1, 'PAPERS'), (2, 'TEXT'), (3, 'LOG')], null=True),
        ),
        migrations.AddField(
            model_name='identity',
            name='nisn_ciphertext',
            field=models.BinaryField(null=True),
        ),
        migrations.AddField(
            model_name='identity',
            name='nisn_last_four',
            field=models.CharField(max_length=4, null=True),
        ),
    ]
