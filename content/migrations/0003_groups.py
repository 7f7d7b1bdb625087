"""The groups of staff: Author writes, Reviewer reviews, Editor publishes, Administrator does all."""

from django.db import migrations

TEXTS = ("article", "faqsection", "page")
SHARED = ("picture", "person", "topic", "clinic", "redirect")
PARTS = ("carecard", "advice", "question", "source")
EVERY = ("view", "add", "change", "delete")


def codenames(actions, models):
    return [f"{action}_{model}" for model in models for action in actions]


AUTHOR = (
    codenames(("view", "add", "change"), TEXTS)
    + codenames(EVERY, PARTS)
    + codenames(("view",), SHARED)
    + codenames(("view",), ("watchedword", "review"))
    + ["add_picture"]
)
REVIEWER = codenames(("view",), (*TEXTS, *PARTS, *SHARED, "watchedword")) + codenames(
    ("view", "add"), ("review",)
)
EDITOR = (
    codenames((*("view", "add", "change"), "publish"), TEXTS)
    + codenames(EVERY, PARTS)
    + codenames(EVERY, ("picture", "person", "topic", "redirect", "watchedword"))
    + codenames(("view", "change"), ("clinic",))
    + ["view_review", "add_signoff"]
)
ADMINISTRATOR = [
    *EDITOR,
    *codenames(("delete",), TEXTS),
    "add_clinic",
    "policy_clinic",
    "view_auditentry",
    *codenames(("view", "add", "change"), ("user",)),
]
GROUPS = {"Author": AUTHOR, "Reviewer": REVIEWER, "Editor": EDITOR, "Administrator": ADMINISTRATOR}


def make_groups(apps, schema_editor):
    using = schema_editor.connection.alias
    content_types = apps.get_model("contenttypes", "ContentType").objects.using(using)
    permissions = apps.get_model("auth", "Permission").objects.using(using)
    groups = apps.get_model("auth", "Group").objects.using(using)
    for name, wanted in GROUPS.items():
        group, _ = groups.get_or_create(name=name)
        for codename in wanted:
            action, model = codename.split("_")
            app = "auth" if model == "user" else "content"
            content_type, _ = content_types.get_or_create(app_label=app, model=model)
            # post_migrate would make these too, but only after this migration.
            permission, _ = permissions.get_or_create(
                codename=codename, content_type=content_type, defaults={"name": f"Can {action} {model}"}
            )
            group.permissions.add(permission)


def remove_groups(apps, schema_editor):
    groups = apps.get_model("auth", "Group").objects.using(schema_editor.connection.alias)
    groups.filter(name__in=GROUPS).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("content", "0002_editions_never_overlap"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(make_groups, remove_groups)]
