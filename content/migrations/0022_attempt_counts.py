"""How often secrets were tried lately, and how often an entry in the log happened."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("content", "0021_words_of_staff"),
    ]

    operations = [
        migrations.CreateModel(
            name="AttemptCount",
            fields=[
                ("key", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("count", models.FloatField(default=0)),
                ("last_at", models.DateTimeField(db_index=True)),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.AddField(
            model_name="auditentry",
            name="last_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="auditentry",
            name="times",
            field=models.PositiveIntegerField(default=1),
        ),
    ]
