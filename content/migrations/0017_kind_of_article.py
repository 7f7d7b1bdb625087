"""A new article has no kind until somebody chooses one; those that are stored keep theirs.

What was "a visit, or anything else" stays a visit: whoever edits such a text may choose "something else".
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("content", "0016_names_of_lists"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="document",
            name="subject",
            field=models.CharField(
                blank=True,
                choices=[
                    ("condition", "A problem"),
                    ("treatment", "A treatment"),
                    ("visit", "A visit"),
                    ("other", "Something else"),
                ],
                max_length=10,
                verbose_name="kind of article",
            ),
        ),
        migrations.AlterField(
            model_name="document",
            name="hero_alt",
            field=models.CharField(
                blank=True,
                help_text="Only if different here from what the picture library says.",
                max_length=125,
                verbose_name="what it shows",
            ),
        ),
        migrations.AlterField(
            model_name="document",
            name="no_red_flags",
            field=models.BooleanField(
                default=False,
                help_text="Tick it only if no card has to say when to get help.",
                verbose_name="this problem has no warning signs",
            ),
        ),
        migrations.AlterField(
            model_name="document",
            name="owner",
            field=models.ForeignKey(
                blank=True,
                help_text="Who keeps this text up to date.",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="looked after by",
            ),
        ),
        migrations.AlterField(
            model_name="document",
            name="review_months",
            field=models.PositiveSmallIntegerField(
                choices=[(12, "12 months"), (24, "24 months"), (36, "36 months")],
                default=24,
                help_text="Choose 12 months where safety matters most.",
                verbose_name="review again every",
            ),
        ),
    ]
