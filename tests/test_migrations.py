"""What the migrations put into a new database, and that they stay as they ran."""

import hashlib
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.auth.models import Permission

from content.models import Document, Redirect
from tests.support import factories

MIGRATIONS = Path(__file__).resolve().parent.parent / "content/migrations"
# A new migration adds its line; the test says which.
MERGED = {
    "0001_tables.py": "1ae7147e933fe1978e7340461220a1bffcd58f62532965a3f7bd81ea2b32eff5",
    "0002_database_rules.py": "6595c2b92a48329528e6a32791a53a8d7134c4791b97f64f3e51e26bab1a3e7e",
    "0003_groups_and_words.py": "ebbd28a762070a47fdf78660f044f90a659739518f529dc8aeee49da20ac58d2",
    "0004_also_known_as.py": "c42bdeef89bb97f4a57951554c836360019c909dec8c1ae0c30b652f19480a68",
    "0005_date_order.py": "765291792b89554bf5a22388b8bd7d8cf02125cd09a2d6ae0aecf60043968675",
    "0006_shown_instead.py": "45b81e62b12257dfe48fe23aef573048eb64be1af455d7a0c100ddfbb9c14cc6",
    "0007_warning_signs.py": "48b52655170cb5faa73f76c06e45a2cd97077cd3950f9c1b98d41351596e585b",
    "0008_first_warning_signs.py": "0324516fb7cca4563addffb0be6da9b1d0b0404956a0a5a6b73110a8d404debc",
    "0008_first_warning_signs.toml": "7941047180f37c10a32f74a328009113e7379180bd700b918bbedff96998ddd2",
    "0009_old_addresses_with_query.py": "8ef5f304dd9f7c153f0ffeac7f1fea781eaeb6d2a8b412676d6a8a97e052562c",
    "0010_visit_us.py": "41786a35c3179d791013a546609edc88f96d37386126e9d5ae9d0c797bf726d4",
    "0011_address_in_parts.py": "796e153264e1379d773ea4d72599d2772e3005613372d8e9c6a7e7a5d83d615d",
    "0012_addresses_in_small_letters.py": "cb14a9c663b6c1341725b55dd493aad19b0650ef52af5e43987d303a2384f884",
    "0013_dark_pictures_and_who_helps.py": "b0b11fdf416aebbf7ec5cd9b56bb53d8e4ff01cc2944f2cee671b787d82e00cb",
    "0014_autosaves_of_every_form.py": "af6bc03bf87343e72b693553bec86d4fd34ffd1f51cf9137a884d6618f41957a",
    "0015_comments_on_reviews.py": "7b85bfc84d2a8bcc3adc647d52c8871b167bc907032659ed9e9496195f8afb5e",
    "0016_names_of_lists.py": "c8d8afa7b5235a4c4ef82957f2e9938561fcf684debcddac6b9783f14a0f2db7",
    "0017_kind_of_article.py": "90369edf8272e50044395521a629eecd47c3723845c83d0548cd9d194f1ab3d3",
    "0018_earlier_files.py": "c9cf4b7ed4cd235711e3110e83dc770eb48a2223f9a20e4652bcd176295ba482",
    "0019_small_corrections.py": "c4f3fbb7ebf333f1495a3cfe3b0f4052524018ddcb32ab791bd63ad5eb29bf17",
    "0020_invitations.py": "40995abb2771dce9eae9d75c7c11b04bd2a39d0f82783063af2507eec0b026f0",
    "0021_words_of_staff.py": "2079a0dcc12252066c2259a98013f57bb49fbe2ec3282e95864d66bd63059d87",
    "0022_attempt_counts.py": "68a7e9f2867b300c827dd98d554379201ce02e7c81fe03bd8364779871b70c7a",
    "0023_signed_out_and_asked_again.py": "63130a365ed085d3f1082ea074a3ee6d067daf72bb7c06f3438bc2d2859c3d75",
    "0024_second_factor.py": "3364d131c63d424a62e2dfe845c0b843a1eb3e771a6f7fa5cf4377192253995f",
    "0025_exercises.py": "4c4a28c63b5207f0ed14a4c860dc6ecffab52fde7658bbd794e4a43741aff3fd",
    "0026_exercises_on_top.py": "98549b2b95c539d9672115fd25e792b3dc0f1fde39f735451a4c891eefa36a80",
}


def hashes():
    files = sorted(file for file in MIGRATIONS.glob("0*.*") if file.suffix in {".py", ".toml"})
    return {file.name: hashlib.sha256(file.read_text("utf-8").encode()).hexdigest() for file in files}


def test_a_merged_migration_is_never_edited():
    edited = [name for name, digest in MERGED.items() if hashes().get(name) != digest]
    assert not edited, f"{edited} ran on databases already: leave it as it was and write a new migration."


def test_every_migration_is_listed_with_its_hash():
    lines = [f'    "{name}": "{digest}",' for name, digest in hashes().items() if name not in MERGED]
    assert not lines, "Add to MERGED:\n" + "\n".join(lines)


def test_migrations_are_numbered_without_gaps():
    numbers = [name[:5] for name in hashes() if name.endswith(".py")]
    assert numbers == [f"{number:04}_" for number in range(1, len(numbers) + 1)]


def names_of_permissions(model):
    """As Django's own `create_permissions` makes them."""
    options = model._meta
    for action in options.default_permissions:
        yield f"{action}_{options.model_name}", f"Can {action} {options.verbose_name_raw}"
    yield from options.permissions


@pytest.mark.django_db
def test_permissions_that_groups_have_are_named_as_django_names_them():
    for model in apps.get_models():
        stored = Permission.objects.filter(
            content_type__app_label=model._meta.app_label, content_type__model=model._meta.model_name
        )
        assert dict(stored.values_list("codename", "name")) == dict(names_of_permissions(model))


@pytest.mark.django_db
def test_addresses_that_differ_in_capitals_only_both_stay_reachable(client):
    migration = import_module("content.migrations.0012_addresses_in_small_letters")
    texts = [factories.article(f"Text {number}", live=True) for number in range(3)]
    for text, slug in zip(texts, ("Knee", "knee", "Hip"), strict=True):
        Document.objects.filter(pk=text.pk).update(slug=slug)
    page = factories.page(live=True)
    Document.objects.filter(pk=page.pk).update(slug="Admin")
    Redirect.objects.create(from_address="/old%20hip/", to_address="/articles/Hip/")
    migration.write_addresses_small(apps, None)
    migration.decode_old_addresses(apps, None)
    leads = {
        "/articles/Knee/": "knee-2",
        "/articles/knee/": "knee",
        "/articles/Hip/": "hip",
        "/Admin/": "admin-2",
    }
    for address, slug in (leads | {"/old%20hip/": "hip"}).items():
        page = client.get(address, follow=True)
        assert page.status_code == 200
        assert page.request["PATH_INFO"].endswith(f"/{slug}/")
