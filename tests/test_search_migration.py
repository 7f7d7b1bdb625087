"""The search arrives on a site that has texts already."""

import datetime
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection
from django.utils import timezone

from content.models import SearchEntry, SearchWord
from content.search import search
from tests import make

pytestmark = pytest.mark.django_db


def test_what_is_live_or_planned_already_is_indexed():
    make.faq("Your visit", questions=["Can I bring my dog?"], live=True)
    soon = timezone.now() + datetime.timedelta(hours=1)
    planned = make.publish(make.article("Quokkavale plan"), at=soon)
    make.article("Numbatfern gone", live=True).withdraw(by=None)
    SearchEntry.objects.all().delete()
    SearchWord.objects.all().delete()
    assert not search("dog", "en").hits
    import_module("content.migrations.0005_search").index_editions(apps, connection.schema_editor())
    titles = set(SearchEntry.objects.values_list("title", flat=True))
    assert titles == {"Your visit", "Can I bring my dog?", "Quokkavale plan"}
    assert [hit.title for hit in search("bring dgo", "en").hits] == ["Can I bring my dog?"]
    assert not search("quokkavale", "en").hits
    type(planned).objects.filter(pk=planned.pk).update(live_from=timezone.now())
    assert search("quokkavale", "en").hits
