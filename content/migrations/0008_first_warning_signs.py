"""The first warning signs, and who may keep them: what means 911, 988 or help the same day.

Editors and reviewers of the clinic keep the list from here on. No clinician has approved these rows, and
none is named as if. Where the signs come from: stroke from the American Stroke Association (BE-FAST),
cauda equina from the card of the British NHS programme GIRFT and the American Academy of Orthopaedic
Surgeons, needling from Lee 2011 (Spine 36(13):E891) and Berrigan 2019 (10.1016/j.pmrj.2018.07.009), spinning
from GRACE-3 (2023), joints and clots from the pages of the clinic and their sources.
"""

import tomllib
from pathlib import Path

from django.db import migrations, models
from django.utils import timezone

from content.models.warning_signs import lines_of

SIGNS = Path(__file__).with_suffix(".toml")

PERMITTED = {
    "Author": ["view"],
    "Reviewer": ["view", "add", "change", "delete", "approve"],
    "Editor": ["view", "add", "change"],
    "Administrator": ["view", "add", "change", "delete"],
}


def _signs():
    return tomllib.loads(SIGNS.read_text())["signs"]


def add_signs(apps, schema_editor):
    table = apps.get_model("content", "WarningSign").objects.using(schema_editor.connection.alias)
    now = timezone.now()
    table.bulk_create(table.model(approved_at=now, **values) for values in _signs())


def remove_signs(apps, schema_editor):
    table = apps.get_model("content", "WarningSign").objects.using(schema_editor.connection.alias)
    table.filter(name__in=[values["name"] for values in _signs()]).delete()


def permit(apps, schema_editor):
    using = schema_editor.connection.alias
    content_types = apps.get_model("contenttypes", "ContentType").objects.using(using)
    permissions = apps.get_model("auth", "Permission").objects.using(using)
    groups = apps.get_model("auth", "Group").objects.using(using)
    content_type, _ = content_types.get_or_create(app_label="content", model="warningsign")
    for group in groups.filter(name__in=PERMITTED):
        for action in PERMITTED[group.name]:
            name = "Can approve warning signs" if action == "approve" else f"Can {action} warning sign"
            row, _ = permissions.get_or_create(
                content_type=content_type, codename=f"{action}_warningsign", defaults={"name": name}
            )
            group.permissions.add(row)


def index_emergency_cards(apps, schema_editor):
    """The texts that are live or planned already: new ones are indexed as they are published."""
    using = schema_editor.connection.alias
    lines = apps.get_model("content", "EmergencyLine").objects.using(using)
    words = apps.get_model("content", "EmergencyWord").objects.using(using)
    open_editions = (
        apps.get_model("content", "Edition")
        .objects.using(using)
        .filter(models.Q(live_until=None) | models.Q(live_until__gt=timezone.now()))
    )
    for edition in open_editions.select_related("document", "revision").iterator():
        for line, roots in lines_of(edition.revision.content):
            row = lines.create(
                edition=edition, language=edition.document.language, line=line, size=len(roots)
            )
            words.bulk_create(words.model(line=row, word=word) for word in roots)


class Migration(migrations.Migration):
    dependencies = [("content", "0007_warning_signs"), ("auth", "0012_alter_user_first_name_max_length")]

    operations = [
        migrations.RunPython(add_signs, remove_signs),
        migrations.RunPython(permit, migrations.RunPython.noop),
        migrations.RunPython(index_emergency_cards, migrations.RunPython.noop),
    ]
