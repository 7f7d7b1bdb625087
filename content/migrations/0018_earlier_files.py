"""Replaced files of pictures are kept, with what was said of them."""

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

DESCRIBED_OR_DECORATIVE = models.Q(decorative=True, alt="") | (models.Q(decorative=False) & ~models.Q(alt=""))
PERCENT = [django.core.validators.MaxValueValidator(100)]


class Migration(migrations.Migration):
    dependencies = [
        ("content", "0017_kind_of_article"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="EarlierFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("stem", models.CharField(editable=False, max_length=32)),
                ("width", models.PositiveIntegerField(editable=False)),
                ("height", models.PositiveIntegerField(editable=False)),
                ("widths", models.JSONField(editable=False)),
                ("dark_stem", models.CharField(blank=True, editable=False, max_length=32)),
                ("dark_widths", models.JSONField(default=list, editable=False)),
                (
                    "alt",
                    models.CharField(
                        blank=True,
                        help_text="For people who cannot see it: one short sentence. Not “image of”.",
                        max_length=125,
                        verbose_name="what it shows",
                    ),
                ),
                (
                    "decorative",
                    models.BooleanField(
                        default=False,
                        help_text="It says nothing that the text does not say. Screen readers skip it.",
                        verbose_name="decoration only",
                    ),
                ),
                (
                    "caption",
                    models.CharField(
                        blank=True,
                        help_text="A full sentence that patients read below it.",
                        max_length=200,
                        verbose_name="caption",
                    ),
                ),
                (
                    "credit",
                    models.CharField(
                        blank=True,
                        help_text="Who made it, and its licence if it is not ours.",
                        max_length=150,
                        verbose_name="credit",
                    ),
                ),
                (
                    "focus_x",
                    models.PositiveSmallIntegerField(
                        default=50,
                        help_text="In percent. Where a picture is cut to fit, this point stays in view.",
                        validators=PERCENT,
                        verbose_name="what matters, from the left",
                    ),
                ),
                (
                    "focus_y",
                    models.PositiveSmallIntegerField(
                        default=50, validators=PERCENT, verbose_name="what matters, from the top"
                    ),
                ),
                (
                    "shown_until",
                    models.DateTimeField(db_index=True, default=django.utils.timezone.now),
                ),
                (
                    "picture",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="earlier_files",
                        to="content.picture",
                    ),
                ),
                (
                    "replaced_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "earlier file",
                "verbose_name_plural": "earlier files",
                "ordering": ["-shown_until", "-id"],
                "default_permissions": (),
                "constraints": [
                    models.CheckConstraint(
                        condition=DESCRIBED_OR_DECORATIVE, name="earlier_file_described_or_decorative"
                    )
                ],
            },
        ),
    ]
