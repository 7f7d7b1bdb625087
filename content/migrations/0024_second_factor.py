"""The code that a phone shows, asked for at sign-in, and recovery codes."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

ACTIONS = [
    ("sign_in", "signed in"),
    ("sign_in_failed", "could not sign in"),
    ("sign_out", "signed out"),
    ("sign_out_there", "signed out in another browser"),
    ("sign_out_account", "signed an account out everywhere"),
    ("confirm_failed", "could not confirm who they are"),
    ("publish", "published"),
    ("correct", "made a small correction"),
    ("override", "published anyway"),
    ("unplan", "cancelled the plan"),
    ("replan", "moved the plan"),
    ("stay", "left it on the site"),
    ("withdraw", "took it off the site"),
    ("ask", "asked for a review"),
    ("remind", "sent a reminder"),
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
    ("invite", "invited"),
    ("password_link", "made a link to choose a password"),
    ("password", "set a password"),
    ("permission", "changed what an account may do"),
    ("account", "changed the name or e-mail of an account"),
    ("person", "said whose account it is"),
    ("switch_off", "switched off an account"),
    ("switch_on", "switched on an account"),
    ("delete_account", "deleted an account"),
    ("second_factor", "set up the code at sign-in"),
    ("second_factor_off", "turned off the code at sign-in"),
    ("second_factor_taken", "took away the code at sign-in"),
    ("recovery_codes", "made new recovery codes"),
    ("recovery_code", "used a recovery code"),
    ("code_failed", "typed a wrong code at sign-in"),
]
ID = models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")


class Migration(migrations.Migration):
    dependencies = [
        ("content", "0023_signed_out_and_asked_again"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            "auditentry",
            "action",
            models.CharField(choices=ACTIONS, max_length=20, verbose_name="what"),
        ),
        migrations.CreateModel(
            "SecondFactor",
            [
                ("id", ID.clone()),
                ("sealed_key", models.TextField()),
                ("last_step", models.BigIntegerField(default=-1)),
                ("failures", models.PositiveIntegerField(default=0)),
                ("failed_at", models.DateTimeField(null=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="second_factor",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            {"default_permissions": ()},
        ),
        migrations.CreateModel(
            "RecoveryCode",
            [
                ("id", ID.clone()),
                ("code_hash", models.CharField(max_length=64)),
                ("used_at", models.DateTimeField(null=True)),
                (
                    "factor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="recovery_codes",
                        to="content.secondfactor",
                    ),
                ),
            ],
            {"default_permissions": ()},
        ),
    ]
