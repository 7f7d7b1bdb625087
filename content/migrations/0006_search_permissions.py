"""Who keeps what the search is told: Reviewers, Editors and Administrators; Authors look on."""

from django.db import migrations

KEPT = ("synonym", "promotion")
LOOK = [("view", model) for model in (*KEPT, "missedsearch")]
KEEP = LOOK + [(action, model) for model in KEPT for action in ("add", "change", "delete")]
GROUPS = {"Author": LOOK, "Reviewer": KEEP, "Editor": KEEP, "Administrator": KEEP}


def give(apps, schema_editor):
    using = schema_editor.connection.alias
    content_types = apps.get_model("contenttypes", "ContentType").objects.using(using)
    permissions = apps.get_model("auth", "Permission").objects.using(using)
    groups = apps.get_model("auth", "Group").objects.using(using)
    for name, wanted in GROUPS.items():
        for group in groups.filter(name=name):
            for action, model in wanted:
                content_type, _ = content_types.get_or_create(app_label="content", model=model)
                # post_migrate would make these too, but only after this migration.
                permission, _ = permissions.get_or_create(
                    codename=f"{action}_{model}",
                    content_type=content_type,
                    defaults={"name": f"Can {action} {model}"},
                )
                group.permissions.add(permission)


def take(apps, schema_editor):
    permissions = apps.get_model("auth", "Permission").objects.using(schema_editor.connection.alias)
    permissions.filter(
        content_type__app_label="content", content_type__model__in=(*KEPT, "missedsearch")
    ).delete()


class Migration(migrations.Migration):
    dependencies = [("content", "0005_search")]

    operations = [migrations.RunPython(give, take)]
