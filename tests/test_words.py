"""Django's own words at the desk, said in ours: one place, and nothing of it out of date."""

import gettext
import re
from pathlib import Path

import django
import pytest
from django.conf import settings
from django.urls import reverse

from content.models import Synonym, Topic
from tests.support import factories
from tests.support.admin_forms import address, errors, filled
from tests.support.html import words

FOLDER = Path(settings.BASE_DIR) / "locale/en/LC_MESSAGES"
ENTRY = re.compile(r'msgid "(.+)"\n(?:msgid_plural "(.+)"\nmsgstr\[0\] "(.+)"\nmsgstr\[1\]|msgstr) "(.+)"')
PLACEHOLDER = re.compile(r"%(?:\(\w+\))?[sd]|\{\w*\}")


def entries(name):
    """(Django's words, the same of many or "", ours of one or "", ours) of a file."""
    found = [
        [part.replace('\\"', '"') for part in parts]
        for parts in ENTRY.findall((FOLDER / f"{name}.po").read_text())
    ]
    assert found
    return found


@pytest.mark.parametrize("name", ["django", "djangojs"])
def test_the_words_in_use_are_those_of_the_readable_file(name):
    with (FOLDER / f"{name}.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    for one, many, ours_of_one, ours in entries(name):
        if many:
            assert [compiled.ngettext(one, many, number) for number in (1, 2)] == [ours_of_one, ours]
        else:
            assert compiled.gettext(one) == ours, "run `make words`"


@pytest.mark.parametrize("name", ["django", "djangojs"])
def test_django_says_these_words_and_ours_leave_open_what_it_fills_in(name):
    files = Path(django.__file__).parent.glob(f"**/locale/en/LC_MESSAGES/{name}.po")
    said = "".join(file.read_text() for file in files).replace('"\n"', "")
    for one, many, ours_of_one, ours in entries(name):
        quoted = one.replace('"', '\\"')
        assert f'msgid "{quoted}"' in said.replace('msgid ""\n"', 'msgid "')
        assert {*PLACEHOLDER.findall(ours + ours_of_one)} <= {*PLACEHOLDER.findall(one + many)}


def read(page):
    """The words of a page without its tags."""
    return re.sub("<[^>]*>", "", words(page))


@pytest.mark.django_db
def test_whoever_adds_changes_and_deletes_reads_plain_words(editor):
    place = reverse("admin:content_synonym_add")
    typed = filled(editor.get(place), words="slipped disc", means="herniated disc")
    assert "Added: slipped disc" in read(editor.post(place, typed, follow=True))
    row = Synonym.objects.get(words="slipped disc")
    sent = filled(editor.get(address(row)), means="")
    refused = editor.post(address(row), sent)
    assert "Not saved yet: see what is marked below." in words(refused)
    assert "This field is required." in errors(refused)
    assert "Saved: slipped disc" in read(editor.post(address(row), sent | {"means": "disc"}, follow=True))
    question = words(editor.get(address(row, "delete")))
    assert "Delete “slipped disc" in question
    assert "Nobody can bring it back." in question
    assert "Deleted: slipped disc" in words(editor.post(address(row, "delete"), {"post": "yes"}, follow=True))
    assert "is not here any more" in words(editor.get(address(row), follow=True))


@pytest.mark.django_db
def test_what_goes_with_a_deleted_row_or_keeps_it_is_said(editor):
    picture = factories.picture()
    picture.earlier_files.keep(picture, by=None)
    assert "Deleted with it: earlier files (1)" in words(editor.get(address(picture, "delete")))
    Topic.objects.create(name="Knee", slug="knee", picture=picture)
    kept = words(editor.get(address(picture, "delete")))
    assert "It is used here. Take it out there first:" in kept
    assert "Delete it</button>" not in kept
