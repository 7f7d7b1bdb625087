"""Addresses in small letters, and old addresses decoded: /old%20page/ is stored as /old page/.

Where two addresses are the same in small letters, the older row keeps it and the other gets a number behind;
its own old address, capitals and all, leads there.
"""

import unicodedata
from urllib.parse import unquote

import django.core.validators
from django.db import migrations, models

BEFORE = {"article": "/articles/", "faq": "/faq/", "page": "/", "topic": "/topics/", "person": "/people/"}
TAKEN_BY_THE_SITE = {"a-z", "admin", "articles", "faq", "feed", "healthz", "media", "people", "search"}
TAKEN_BY_THE_SITE |= {"sign-off", "static", "topics"}
LONGEST = 80


def write_addresses_small(apps, schema_editor):
    Document, Redirect = apps.get_model("content", "Document"), apps.get_model("content", "Redirect")
    for kind in ("article", "faq", "page"):
        _write_small(Document.objects.filter(kind=kind), kind, Redirect)
    for kind in ("topic", "person"):
        _write_small(apps.get_model("content", kind).objects.all(), kind, Redirect)


def _write_small(rows, kind, redirects):
    slugs = dict(rows.order_by("pk").values_list("pk", "slug"))
    taken = {slug for slug in slugs.values() if slug == slug.lower()}
    for pk, slug in slugs.items():
        if slug == slug.lower():
            continue
        small = _free(slug.lower(), taken | (TAKEN_BY_THE_SITE if kind == "page" else set()))
        taken.add(small)
        rows.filter(pk=pk).update(slug=small)
        old, new = (f"{BEFORE[kind]}{part}/" for part in (slug, small))
        redirects.objects.filter(from_address=new).delete()  # the page stands there now
        redirects.objects.filter(to_address=old).update(to_address=new)
        # Otherwise it would be asked for in small letters, where another page stands.
        if small != slug.lower() and not redirects.objects.filter(from_address=old).exists():
            redirects.objects.create(from_address=old, to_address=new)


def _free(slug, taken):
    free, number = slug, 2
    while free in taken:
        free, number = f"{slug[: LONGEST - 4]}-{number}", number + 1
    return free


def decode_old_addresses(apps, schema_editor):
    Redirect = apps.get_model("content", "Redirect")
    for redirect in Redirect.objects.order_by("pk"):
        path, mark, query = redirect.from_address.partition("?")
        decoded = unicodedata.normalize("NFC", unquote(path)) + mark + query
        is_free = not Redirect.objects.filter(from_address=decoded).exists()
        if is_free and decoded != redirect.to_address and decoded.isprintable():
            redirect.from_address = decoded
            redirect.save(update_fields=["from_address"])


class Migration(migrations.Migration):
    dependencies = [("content", "0011_address_in_parts")]

    operations = [
        migrations.AlterField(
            model_name="redirect",
            name="from_address",
            field=models.CharField(
                max_length=300,
                unique=True,
                validators=[
                    django.core.validators.RegexValidator(
                        "\\A/(?![/\\\\])(?:[^\\s\\\\#]| )*\\Z",
                        "Write an address of this site that starts with one slash: /articles/knee/",
                    )
                ],
                verbose_name="old address",
            ),
        ),
        migrations.RunPython(write_addresses_small, migrations.RunPython.noop, elidable=True),
        migrations.RunPython(decode_old_addresses, migrations.RunPython.noop, elidable=True),
    ]
