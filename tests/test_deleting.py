"""Topics and people that move or are deleted: what keeps them, what uses them, what their address does."""

import datetime

import pytest
from django.test import Client
from django.utils import timezone

from content.findings import findings
from content.models import MenuItem, Person, Redirect, Topic
from tests.support import factories
from tests.support.admin_forms import address, filled
from tests.support.html import words

pytestmark = pytest.mark.django_db

ROWS = pytest.mark.parametrize("make", [factories.topic, factories.person], ids=["topic", "person"])


@pytest.fixture
def editor(sign_in):
    return sign_in("Editor")


def at(path):
    """(status, where it leads) for a patient."""
    response = Client().get(path)
    return response.status_code, response.headers.get("Location", "")


def by_kim(kim, *, at=None):
    """A text that is live, or will be, with Kim as its author; in the working copy nobody is named."""
    text = factories.article(f"Text {kim.slug}", author=kim)
    factories.publish(text, at=at)
    text.author = None
    text.save()
    text.record(by=None)
    return text


@pytest.mark.parametrize("days", [0, 1], ids=["live", "planned"])
def test_a_person_whom_a_live_or_planned_edition_names_is_not_deleted(editor, days):
    kim = factories.person("Kim Doe", slug="kim")
    text = by_kim(kim, at=timezone.now() + datetime.timedelta(days=days) if days else None)
    for page in (
        editor.get(address(kim, "delete")),
        editor.post(address(kim, "delete"), {"patients_get": "gone"}),
    ):
        assert text.title in words(page)
        assert "cannot be deleted yet" in words(page)
        assert 'name="patients_get"' not in words(page)
    assert Person.objects.filter(pk=kim.pk).exists()
    factories.publish(text)
    editor.post(address(kim, "delete"), {"patients_get": "gone"})
    assert not Person.objects.filter(pk=kim.pk).exists()


def test_the_question_names_all_that_uses_a_topic(editor):
    topic, other = factories.topic("Zebra", slug="zebra"), factories.topic("Gnu", slug="gnu")
    factories.article("Filed and live", topics=[topic], live=True)
    factories.article("Filed draft", topics=[topic])
    linking = factories.article(
        "Linked when live", body='<p><a href="/topics/zebra">zebras</a></p>', live=True
    )
    linking.body = "<p>Nothing.</p>"
    linking.save()
    linking.record(by=None)
    factories.article("Not linked", body='<p><a href="/topics/zebra-fish/">fish</a></p>', topics=[other])
    MenuItem.objects.create(menu="footer", topic=topic, order=1, label="Stripes")
    Redirect.objects.create(from_address="/old-zebra/", to_address="/topics/zebra/")
    page = words(editor.get(address(topic, "delete")))
    for used_in in ("Filed and live", "Filed draft", "Linked when live", "Stripes", "/old-zebra/"):
        assert used_in in page
    assert "Not linked" not in page
    assert "Document_topics" not in page


def test_a_topic_with_parts_is_not_deleted(editor):
    topic = factories.topic()
    factories.topic("Kneecap", parent=topic)
    page = words(editor.post(address(topic, "delete"), {"patients_get": "gone"}))
    assert "Kneecap" in page
    assert Topic.objects.filter(pk=topic.pk).exists()


@ROWS
@pytest.mark.parametrize(
    ("answer", "status", "leads", "says"),
    [
        ({"patients_get": "gone"}, 410, "", "This page is no longer here"),
        ({"patients_get": "notice", "notice": "Ask us instead."}, 410, "", "Ask us instead."),
        ({"patients_get": "lead", "address": "/people/"}, 301, "/people/", ""),
    ],
    ids=["gone", "notice", "lead"],
)
def test_the_address_of_what_is_deleted_does_as_was_chosen(editor, make, answer, status, leads, says):
    row = make(slug="older")
    row.slug = "old"
    row.save()
    editor.post(address(row, "delete"), answer)
    assert not type(row).objects.filter(pk=row.pk).exists()
    for path in (row.get_absolute_url(), row.get_absolute_url().replace("old", "older")):
        assert at(path) == (status, leads)
        assert says in words(Client().get(path))


def test_without_a_whole_answer_nothing_is_deleted(editor):
    topic = factories.topic()
    for answer in (
        {},
        {"patients_get": "notice"},
        {"patients_get": "lead"},
        {"patients_get": "lead", "address": "/nowhere/"},
        {"patients_get": "lead", "address": topic.get_absolute_url()},
    ):
        assert "errorlist" in words(editor.post(address(topic, "delete"), answer)), answer
    assert at(topic.get_absolute_url()) == (200, "")


@ROWS
def test_a_new_address_is_told_with_the_old_one_that_leads_on(editor, make):
    row = make(slug="old")
    old = row.get_absolute_url()
    new = old.replace("old", "new")
    page = editor.post(address(row), filled(editor.get(address(row)), slug="New", _save="1"), follow=True)
    assert f"Its address is {new} now." in words(page)
    assert at(old) == (301, new)


def test_a_text_that_links_to_what_leads_on_is_not_held_up(editor):
    topic = factories.topic()
    text = factories.article(body='<p><a href="/topics/knee/">knees</a></p>')
    editor.post(address(topic, "delete"), {"patients_get": "lead", "address": "/articles/"})
    assert "live links" not in {one.check for one in findings(text.latest_revision)}
