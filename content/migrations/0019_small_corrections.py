"""Small corrections of live texts, and what staff decide about searches without result."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("content", "0018_earlier_files"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="faqsection",
            options={
                "permissions": [("publish_faqsection", "Can publish and withdraw question sections")],
                "verbose_name": "question section",
                "verbose_name_plural": "question sections",
            },
        ),
        migrations.AddField(
            model_name="searchwithoutresult",
            name="instead",
            field=models.CharField(blank=True, max_length=80, verbose_name="shown for"),
        ),
        migrations.AlterField(
            model_name="auditentry",
            name="action",
            field=models.CharField(
                choices=[
                    ("sign_in", "signed in"),
                    ("sign_in_failed", "could not sign in"),
                    ("sign_out", "signed out"),
                    ("publish", "published"),
                    ("correct", "made a small correction"),
                    ("override", "published in spite of a check"),
                    ("unplan", "took back what was planned"),
                    ("withdraw", "withdrew"),
                    ("ask", "asked for a review"),
                    ("review", "reviewed"),
                    ("carry", "carried a review over"),
                    ("approve_sign", "approved a warning sign"),
                    ("delete_sign", "deleted a warning sign"),
                    ("link", "made a sign-off link"),
                    ("revoke", "revoked a sign-off link"),
                    ("restore", "restored"),
                    ("trash", "put in the trash"),
                    ("untrash", "took out of the trash"),
                    ("delete", "deleted for good"),
                    ("not_for_us", "said that a search is not for us"),
                    ("for_us", "took back that a search is not for us"),
                    ("password", "set a password"),
                    ("permission", "changed what an account may do"),
                ],
                max_length=20,
                verbose_name="what",
            ),
        ),
        migrations.CreateModel(
            name="Correction",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("wrong", models.CharField(max_length=400)),
                ("right", models.CharField(max_length=400)),
                ("reason", models.CharField(max_length=300)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "of",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="content.revision"
                    ),
                ),
                (
                    "revision",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="correction",
                        to="content.revision",
                    ),
                ),
            ],
            options={
                "verbose_name": "small correction",
                "default_permissions": (),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("revision", models.F("of")), _negated=True),
                        name="correction_makes_another_revision",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="correction_has_a_reason"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SearchDecision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("language", models.CharField(max_length=10, verbose_name="language")),
                ("term", models.CharField(max_length=80, verbose_name="searched for")),
                ("decided_at", models.DateTimeField(auto_now=True)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="content.document",
                    ),
                ),
            ],
            options={
                "verbose_name": "decision about a search",
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(fields=("language", "term"), name="one_decision_per_search")
                ],
            },
        ),
    ]
