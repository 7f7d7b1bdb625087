"""Accounts are made by invitation; Administrators delete them too."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

ACTIONS = [
    ("sign_in", "signed in"),
    ("sign_in_failed", "could not sign in"),
    ("sign_out", "signed out"),
    ("publish", "published"),
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
    ("invite", "invited"),
    ("password_link", "made a link to choose a password"),
    ("password", "set a password"),
    ("permission", "changed what an account may do"),
    ("account", "changed the name or e-mail of an account"),
    ("person", "said whose account it is"),
    ("switch_off", "switched off an account"),
    ("switch_on", "switched on an account"),
    ("delete_account", "deleted an account"),
]


def permission_to_delete(apps, using):
    """The row that Django itself makes, under the same name, but only after the last migration."""
    content_types = apps.get_model("contenttypes", "ContentType").objects.using(using)
    permissions = apps.get_model("auth", "Permission").objects.using(using)
    content_type, _ = content_types.get_or_create(app_label="auth", model="user")
    row, _ = permissions.get_or_create(
        content_type=content_type, codename="delete_user", defaults={"name": "Can delete user"}
    )
    return row


def let_administrators_delete(apps, schema_editor):
    using = schema_editor.connection.alias
    for group in apps.get_model("auth", "Group").objects.using(using).filter(name="Administrator"):
        group.permissions.add(permission_to_delete(apps, using))


def let_nobody_delete(apps, schema_editor):
    using = schema_editor.connection.alias
    for group in apps.get_model("auth", "Group").objects.using(using).filter(name="Administrator"):
        group.permissions.remove(permission_to_delete(apps, using))


class Migration(migrations.Migration):
    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("content", "0019_small_corrections"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Account",
            fields=[],
            options={
                "verbose_name": "account",
                "proxy": True,
                "default_permissions": (),
                "indexes": [],
                "constraints": [],
            },
            bases=("auth.user",),
        ),
        migrations.AlterField(
            model_name="auditentry",
            name="action",
            field=models.CharField(choices=ACTIONS, max_length=20, verbose_name="what"),
        ),
        migrations.CreateModel(
            name="PasswordLink",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("is_mailed", models.BooleanField(default=False)),
                ("token_hash", models.CharField(max_length=64, unique=True)),
                ("password_hash", models.CharField(max_length=64)),
                ("created_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="password_links",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("user", "is_mailed"), name="one_password_link_of_each_kind"
                    )
                ],
            },
        ),
        migrations.RunPython(let_administrators_delete, let_nobody_delete),
    ]
