"""The columns that `0010` emptied into others."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("content", "0010_visit_us")]

    operations = [
        migrations.RemoveField(
            model_name="clinic",
            name="address",
        ),
        migrations.RemoveField(
            model_name="clinic",
            name="other_phone",
        ),
        migrations.RemoveField(
            model_name="clinic",
            name="other_phone_label",
        ),
    ]
