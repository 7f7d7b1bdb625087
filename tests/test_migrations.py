"""A new database: what its migrations put in."""

import pytest
from django.apps import apps
from django.contrib.auth.models import Permission

pytestmark = pytest.mark.django_db


def names_of_permissions(model):
    """As Django's own `create_permissions` makes them."""
    options = model._meta
    for action in options.default_permissions:
        yield f"{action}_{options.model_name}", f"Can {action} {options.verbose_name_raw}"
    yield from options.permissions


def test_permissions_that_groups_have_are_named_as_django_names_them():
    for model in apps.get_models():
        stored = Permission.objects.filter(
            content_type__app_label=model._meta.app_label, content_type__model=model._meta.model_name
        )
        assert dict(stored.values_list("codename", "name")) == dict(names_of_permissions(model))
