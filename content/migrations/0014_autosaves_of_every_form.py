"""Autosaves are known by the address of their form, for every form of the desk has them."""

from django.db import migrations, models
from django.utils import timezone

NAMES = {"article": "article", "faq": "faqsection", "page": "page"}


def write_addresses(apps, schema_editor):
    autosaves = apps.get_model("content", "Autosave").objects.using(schema_editor.connection.alias)
    for autosave in autosaves.all():
        page = f"{autosave.document_id}/change" if autosave.document_id else "add"
        autosave.form = f"/admin/content/{NAMES.get(autosave.form, autosave.form)}/{page}/"
        autosave.save(update_fields=["form"])


class Migration(migrations.Migration):
    dependencies = [("content", "0013_dark_pictures_and_who_helps")]

    operations = [
        migrations.RemoveConstraint("autosave", "one_autosave_per_document"),
        migrations.RemoveConstraint("autosave", "one_autosave_per_new_text"),
        migrations.RenameField("autosave", "kind", "form"),
        migrations.AlterField("autosave", "form", models.CharField(max_length=300)),
        migrations.AlterField("autosave", "saved_at", models.DateTimeField(default=timezone.now)),
        migrations.RunPython(write_addresses, migrations.RunPython.noop),
        migrations.AddConstraint(
            "autosave",
            models.UniqueConstraint(fields=["user", "form"], name="one_autosave_per_form"),
        ),
    ]
