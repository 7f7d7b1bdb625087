"""Exercises: a kind of text with steps, and the exercises that a text names."""

import django.db.models.deletion
from django.db import migrations, models

EVERY = "view add change delete"
ROWS = "step namedexercise"
GROUPS = {
    "Author": {"exercise": "view add change", ROWS: EVERY},
    "Reviewer": {"exercise": "view", ROWS: "view"},
    "Editor": {"exercise": "view add change publish", ROWS: EVERY},
    "Administrator": {"exercise": "view add change publish delete", ROWS: EVERY},
}


def permit(apps, schema_editor):
    using = schema_editor.connection.alias
    for name, permitted in GROUPS.items():
        group, _ = apps.get_model("auth", "Group").objects.using(using).get_or_create(name=name)
        for models_, actions in permitted.items():
            for model in models_.split():
                group.permissions.add(*(permission(apps, using, model, one) for one in actions.split()))


def permission(apps, using, model_name, action):
    """The row that Django itself makes, under the same name, but only after the last migration."""
    content_types = apps.get_model("contenttypes", "ContentType").objects.using(using)
    permissions = apps.get_model("auth", "Permission").objects.using(using)
    options = apps.get_model("content", model_name)._meta
    codename = f"{action}_{model_name}"
    names = {codename: f"Can {action} {options.verbose_name}"} | dict(options.permissions)
    content_type, _ = content_types.get_or_create(app_label="content", model=model_name)
    row, _ = permissions.get_or_create(
        content_type=content_type, codename=codename, defaults={"name": names[codename]}
    )
    return row


def forbid(apps, schema_editor):
    permissions = apps.get_model("auth", "Permission").objects.using(schema_editor.connection.alias)
    of_exercises = permissions.filter(content_type__model__in=["exercise", *ROWS.split()])
    of_exercises.filter(content_type__app_label="content").delete()


class Migration(migrations.Migration):
    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("content", "0024_second_factor"),
    ]

    operations = [
        migrations.CreateModel(
            name="Exercise",
            fields=[],
            options={
                "verbose_name": "exercise",
                "verbose_name_plural": "exercises",
                "permissions": [("publish_exercise", "Can publish exercises and take them off the site")],
                "proxy": True,
                "indexes": [],
                "constraints": [],
            },
            bases=("content.document",),
        ),
        migrations.AddField(
            model_name="document",
            name="dose",
            field=models.JSONField(blank=True, default=dict, verbose_name="how often"),
        ),
        migrations.AddField(
            model_name="document",
            name="easier",
            field=models.TextField(
                blank=True,
                help_text="A short sentence or two: Use a higher chair.",
                max_length=250,
                verbose_name="easier",
            ),
        ),
        migrations.AddField(
            model_name="document",
            name="harder",
            field=models.TextField(
                blank=True,
                help_text="A short sentence or two: Cross your arms.",
                max_length=250,
                verbose_name="harder",
            ),
        ),
        migrations.AddField(
            model_name="document",
            name="needs",
            field=models.CharField(
                blank=True,
                help_text="Lower case, without full stop: a firm chair, with its back against a wall",
                max_length=150,
                verbose_name="what you need",
            ),
        ),
        migrations.AddField(
            model_name="document",
            name="start",
            field=models.TextField(
                blank=True,
                help_text="A short sentence or two: Sit near the front of the chair.",
                max_length=250,
                verbose_name="start position",
            ),
        ),
        migrations.AddField(
            model_name="document",
            name="stop_if",
            field=models.JSONField(blank=True, default=list, verbose_name="stop if"),
        ),
        migrations.AlterField(
            model_name="document",
            name="kind",
            field=models.CharField(
                choices=[
                    ("article", "Article"),
                    ("faq", "Questions"),
                    ("page", "Page"),
                    ("exercise", "Exercise"),
                ],
                editable=False,
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="menuitem",
            name="place",
            field=models.CharField(
                blank=True,
                choices=[
                    ("home", "Home"),
                    ("articles", "Articles"),
                    ("exercises", "Exercises"),
                    ("topics", "Topics"),
                    ("faq_sections", "Questions"),
                    ("people", "Team"),
                    ("visit", "Visit us"),
                    ("a_to_z", "A to Z"),
                    ("search", "Search"),
                ],
                max_length=20,
            ),
        ),
        migrations.CreateModel(
            name="NamedExercise",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "dose",
                    models.JSONField(
                        blank=True,
                        default=dict,
                        help_text="Only if different here from what the exercise says.",
                        verbose_name="own dose",
                    ),
                ),
                ("below", models.SlugField(blank=True, max_length=80, verbose_name="below the answer to")),
                ("order", models.PositiveSmallIntegerField(blank=True, default=0, verbose_name="place")),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="exercises",
                        to="content.document",
                    ),
                ),
                (
                    "exercise",
                    models.ForeignKey(
                        limit_choices_to={"kind": "exercise"},
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="named_by",
                        to="content.document",
                        verbose_name="exercise",
                    ),
                ),
            ],
            options={
                "verbose_name": "exercise of the text",
                "verbose_name_plural": "exercises of the text",
                "ordering": ["order", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("document", "exercise", "below"),
                        name="an_exercise_is_named_once",
                        violation_error_message="This exercise is there already.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Step",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "text",
                    models.CharField(
                        help_text="One short sentence, a verb first: Stand up slowly.",
                        max_length=200,
                        verbose_name="step",
                    ),
                ),
                (
                    "drawing",
                    models.CharField(
                        blank=True,
                        help_text="One of the drawings of this site.",
                        max_length=60,
                        verbose_name="drawing",
                    ),
                ),
                (
                    "alt",
                    models.CharField(
                        blank=True,
                        help_text="Only if different here from what the drawing or the picture library says.",
                        max_length=125,
                        verbose_name="what it shows",
                    ),
                ),
                ("order", models.PositiveSmallIntegerField(blank=True, default=0, verbose_name="place")),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="steps",
                        to="content.document",
                    ),
                ),
                (
                    "picture",
                    models.ForeignKey(
                        blank=True,
                        help_text="Instead of a drawing.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="content.picture",
                        verbose_name="photo",
                    ),
                ),
            ],
            options={
                "verbose_name": "step",
                "verbose_name_plural": "steps",
                "ordering": ["order", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("drawing", ""), ("picture", None), _connector="OR"),
                        name="drawing_or_photo",
                        violation_error_message="Choose a drawing or a photo, not both.",
                    )
                ],
            },
        ),
        migrations.RunPython(permit, forbid),
    ]
