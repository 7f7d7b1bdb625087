"""A new site has "Exercises" in the menu on top; "Team" then stands at the foot of its pages.

Only a site without any text, whose menu is still the first one: whoever has a site keeps their menus.
"""

from django.db import migrations

BEFORE = ["articles", "topics", "faq_sections", "people", "visit"]
NOW = ["articles", "exercises", "topics", "faq_sections", "visit"]


def replace_header(apps, old, new):
    items = apps.get_model("content", "MenuItem").objects
    header = items.filter(menu="header").order_by("order", "id")
    is_first = list(header.values_list("place", flat=True)) == old and not header.exclude(label="").exists()
    if apps.get_model("content", "Document").objects.exists() or not is_first:
        return
    header.delete()
    for number, place in enumerate(new, start=1):
        items.create(menu="header", place=place, order=10 * number)


def put_exercises_on_top(apps, schema_editor):
    replace_header(apps, BEFORE, NOW)


def take_them_off(apps, schema_editor):
    replace_header(apps, NOW, BEFORE)


class Migration(migrations.Migration):
    dependencies = [("content", "0025_exercises")]

    operations = [migrations.RunPython(put_exercises_on_top, take_them_off)]
