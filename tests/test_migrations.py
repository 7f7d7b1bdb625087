"""What the migrations put into a new database, and that they stay as they ran."""

import hashlib
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.auth.models import Permission

MIGRATIONS = Path(__file__).resolve().parent.parent / "content/migrations"
# A new migration adds its line; the test says which.
MERGED = {
    "0001_tables.py": "f05ddde9312376435b1f5f8f6d7b22edd6153e0ab79a612e1be58a1fd1e13937",
    "0002_database_rules.py": "8de5044a691d4057b43f0c870f5e7480ef07c5c516c53cab79e5b50da240b43d",
    "0003_groups_and_words.py": "d57d6f8b8ade7eeb498b2250d25cac7fc75245c6388bb52da1c22955c67693ed",
}


def hashes():
    files = sorted(file for file in MIGRATIONS.glob("*.py") if file.name != "__init__.py")
    return {file.name: hashlib.sha256(file.read_text("utf-8").encode()).hexdigest() for file in files}


def test_a_merged_migration_is_never_edited():
    edited = [name for name, digest in MERGED.items() if hashes().get(name) != digest]
    assert not edited, f"{edited} ran on databases already: leave it as it was and write a new migration."


def test_every_migration_is_listed_with_its_hash():
    lines = [f'    "{name}": "{digest}",' for name, digest in hashes().items() if name not in MERGED]
    assert not lines, "Add to MERGED:\n" + "\n".join(lines)


def test_migrations_are_numbered_without_gaps():
    numbers = [name[:5] for name in hashes()]
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
