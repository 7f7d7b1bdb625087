"""Menus that staff edit, and an index card for each text that patients see or will see."""

from collections import Counter

import django.core.validators
import django.db.models.deletion
from django.db import migrations, models
from django.utils import timezone

from content.models.catalog import CARDS_PER_WORD, WORDS, place_of, words_of

BATCH = 500
HEADER = ("articles", "topics", "faq_sections", "people")


def write_cards(apps, schema_editor):
    using = schema_editor.connection.alias
    editions = apps.get_model("content", "Edition").objects.using(using).order_by("document", "live_from")
    now, batch, document, said, updated = timezone.now(), {}, None, None, None
    columns = ("document_id", "live_from", "live_until", "revision_id", "revision__fingerprint")
    written = Counter()
    for pk, live_from, live_until, revision, fingerprint in editions.values_list(*columns).iterator(2000):
        if pk != document:
            document, said, updated = pk, fingerprint, None
        elif fingerprint != said:
            said, updated = fingerprint, live_from
        if live_until is None or live_until > now:
            batch[revision] = updated
        if len(batch) >= BATCH:
            _write(apps, using, batch, written)
            batch = {}
    _write(apps, using, batch, written)


def _write(apps, using, batch, written):
    cards, words = apps.get_model("content", "IndexCard"), apps.get_model("content", "CardWord")
    revisions = apps.get_model("content", "Revision").objects.using(using).select_related("document")
    made, rows = [], []
    for revision in revisions.filter(pk__in=batch):
        letter, key = place_of(revision.title, revision.document.language)
        card = cards(revision=revision, document=revision.document, letter=letter, sort_key=key)
        card.updated_from = batch[revision.pk]
        made.append(card)
        free = [(w, n) for w, n in words_of(revision.content).items() if written[w] < CARDS_PER_WORD]
        for word, weight in free[:WORDS]:
            written[word] += 1
            rows.append(words(card=card, word=word, weight=weight))
    cards.objects.using(using).bulk_create(made, ignore_conflicts=True)
    words.objects.using(using).bulk_create(rows, ignore_conflicts=True)


def fill_header(apps, schema_editor):
    items = apps.get_model("content", "MenuItem").objects.using(schema_editor.connection.alias)
    for number, place in enumerate(HEADER, start=1):
        items.create(menu="header", place=place, order=10 * number)


def give_permissions(apps, schema_editor):
    """Editors and Administrators keep the menus."""
    using = schema_editor.connection.alias
    content_types = apps.get_model("contenttypes", "ContentType").objects.using(using)
    permissions = apps.get_model("auth", "Permission").objects.using(using)
    content_type, _ = content_types.get_or_create(app_label="content", model="menuitem")
    for action in ("view", "add", "change", "delete"):
        permission, _ = permissions.get_or_create(
            codename=f"{action}_menuitem",
            content_type=content_type,
            defaults={"name": f"Can {action} menu item"},
        )
        groups = apps.get_model("auth", "Group").objects.using(using)
        for group in groups.filter(name__in=("Editor", "Administrator")):
            group.permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [
        ("content", "0009_structured_data"),
    ]

    operations = [
        migrations.CreateModel(
            name="IndexCard",
            fields=[
                (
                    "revision",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="card",
                        serialize=False,
                        to="content.revision",
                    ),
                ),
                ("letter", models.CharField(max_length=1)),
                ("sort_key", models.CharField(max_length=120)),
                ("updated_from", models.DateTimeField(null=True)),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="cards",
                        to="content.document",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CardWord",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("word", models.CharField(max_length=30)),
                ("weight", models.FloatField()),
                (
                    "card",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="words",
                        to="content.indexcard",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="MenuItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "menu",
                    models.CharField(
                        choices=[("header", "Top of every page"), ("footer", "Foot of every page")],
                        default="header",
                        max_length=6,
                        verbose_name="menu",
                    ),
                ),
                (
                    "label",
                    models.CharField(
                        blank=True,
                        help_text="Up to 18 letters on top of the page, 40 at its foot. "
                        "Empty: the name of the page.",
                        max_length=40,
                        verbose_name="what it says",
                    ),
                ),
                (
                    "order",
                    models.PositiveSmallIntegerField(
                        default=50, help_text="Low numbers come first.", verbose_name="place"
                    ),
                ),
                (
                    "place",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("home", "Home"),
                            ("articles", "Articles"),
                            ("topics", "Topics"),
                            ("faq_sections", "Questions"),
                            ("people", "Our team"),
                            ("a_to_z", "A to Z"),
                            ("search", "Search"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "address",
                    models.CharField(
                        blank=True,
                        max_length=300,
                        validators=[
                            django.core.validators.RegexValidator(
                                r"\A(?:/(?![/\\])[^\s\\\x00]*"
                                r"|https://[^\s/@\\\x00?#]+\.[^\s/@\\\x00?#]+(?:[/?#][^\s\\\x00]*)?)\Z",
                                "Write an address of this site that starts with one slash, "
                                "or one that starts with https://",
                            )
                        ],
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="content.document",
                    ),
                ),
                (
                    "topic",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="content.topic",
                    ),
                ),
            ],
            options={
                "verbose_name": "menu item",
                "verbose_name_plural": "menu items",
                "ordering": ["-menu", "order", "id"],
            },
        ),
        migrations.AddIndex(
            model_name="indexcard",
            index=models.Index(fields=["letter", "sort_key"], name="cards_in_order"),
        ),
        migrations.AddIndex(
            model_name="indexcard",
            index=models.Index(fields=["-updated_from"], name="cards_by_update"),
        ),
        migrations.AddConstraint(
            model_name="cardword",
            constraint=models.UniqueConstraint(fields=("word", "card"), name="one_row_per_word_of_a_card"),
        ),
        migrations.AddConstraint(
            model_name="menuitem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        models.Q(("place", ""), _negated=True),
                        ("address", ""),
                        ("document", None),
                        ("topic", None),
                    ),
                    models.Q(("address", ""), ("document", None), ("place", ""), ("topic__isnull", False)),
                    models.Q(("address", ""), ("document__isnull", False), ("place", ""), ("topic", None)),
                    models.Q(
                        ("document", None),
                        ("place", ""),
                        ("topic", None),
                        models.Q(("address", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="menu_item_leads_to_one_place",
                violation_error_message="Choose where it leads: one page, or one address.",
            ),
        ),
        migrations.RunPython(write_cards, migrations.RunPython.noop),
        migrations.RunPython(fill_header, migrations.RunPython.noop),
        migrations.RunPython(give_permissions, migrations.RunPython.noop),
    ]
