"""Pictures have a file for dark screens, people the topics they help with, and topics say what hurts."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("content", "0012_addresses_in_small_letters")]

    operations = [
        migrations.AddField(
            model_name="person",
            name="topics",
            field=models.ManyToManyField(
                blank=True,
                help_text="Shown on the team page; the pages of these topics name this person.",
                related_name="people",
                to="content.topic",
                verbose_name="helps with",
            ),
        ),
        migrations.AddField(
            model_name="picture",
            name="dark_stem",
            field=models.CharField(blank=True, editable=False, max_length=32),
        ),
        migrations.AddField(
            model_name="picture",
            name="dark_widths",
            field=models.JSONField(default=list, editable=False),
        ),
        migrations.AddField(
            model_name="topic",
            name="is_body_area",
            field=models.BooleanField(
                default=True,
                help_text="The home page lists it under “Where does it hurt?”. Not for treatments or visits.",
                verbose_name="something that hurts",
            ),
        ),
    ]
