"""Lists are called what the menu of the desk calls them."""

from django.db import migrations

NAMES = {"redirect": ("moved address", "old address"), "watchedword": ("watched word", "word to avoid")}


def rename_permissions(apps, schema_editor, *, back=False):
    permissions = apps.get_model("auth", "Permission").objects.using(schema_editor.connection.alias)
    for model, names in NAMES.items():
        name = names[0 if back else 1]
        for action in ("add", "change", "delete", "view"):
            named = permissions.filter(content_type__app_label="content", content_type__model=model)
            named.filter(codename=f"{action}_{model}").update(name=f"Can {action} {name}")


def rename_back(apps, schema_editor):
    rename_permissions(apps, schema_editor, back=True)


class Migration(migrations.Migration):
    dependencies = [
        ("content", "0015_comments_on_reviews"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="auditentry",
            options={
                "ordering": ["-at", "-id"],
                "verbose_name": "entry in the log",
                "verbose_name_plural": "entries in the log",
            },
        ),
        migrations.AlterModelOptions(
            name="faqsection",
            options={
                "permissions": [("publish_faqsection", "Can publish and withdraw question sections")],
                "verbose_name": "question section",
                "verbose_name_plural": "question sections",
            },
        ),
        migrations.AlterModelOptions(
            name="redirect",
            options={
                "ordering": ["from_address"],
                "verbose_name": "old address",
                "verbose_name_plural": "old addresses",
            },
        ),
        migrations.AlterModelOptions(
            name="watchedword",
            options={
                "ordering": ["kind", "word"],
                "verbose_name": "word to avoid",
                "verbose_name_plural": "words to avoid",
            },
        ),
        migrations.RunPython(rename_permissions, rename_back),
    ]
