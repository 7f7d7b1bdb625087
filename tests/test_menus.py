"""Menus that staff edit: what patients see of them, who may change them, and what does not fit."""

import re
from importlib import import_module

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from content.models import Document, MenuItem
from content.models.menus import GAP, HEADER_ITEMS, HEADER_WIDTH, width
from tests.support import factories
from tests.support.admin_forms import address, filled
from tests.support.html import words

pytestmark = pytest.mark.django_db

ADD = reverse("admin:content_menuitem_add")
LIST = reverse("admin:content_menuitem_changelist")


@pytest.fixture(autouse=True)
def room(db):
    """A header of four items, so that one may still be added."""
    MenuItem.objects.filter(place="exercises").update(place="people", order=45)
    MenuItem.objects.filter(place="visit").delete()


def menu(client, place, start="/"):
    """[(address, label)] of the header or the footer of a page."""
    page = client.get(start).content.decode()
    marks = {"header": ('class="menu"', "</nav>"), "footer": ('id="foot-site"', "</section>")}[place]
    inside = page.partition(marks[0])[2].partition(marks[1])[0]
    return re.findall(r'<a href="([^"]*)"[^>]*>([^<]*)</a>', inside)


def add(client, **typed):
    """Open the form for a new item, type, save; the page that answers."""
    typed = {"menu": "header", "label": "", "page": "", "typed": ""} | typed
    return client.post(ADD, filled(client.get(ADD)) | typed, follow=True)


def change(client, item, **typed):
    """Open the form of an item, type, save; the page that answers."""
    typed = {"menu": item.menu} | typed
    return client.post(address(item), filled(client.get(address(item))) | typed, follow=True)


def saved(response):
    return "Added: " in words(response)


# What patients see


SPANISH = re.compile(r'<a class="spanish" href="(.*?)" lang="es">Español</a>')


def test_the_head_of_every_page_leads_to_help_in_spanish(client):
    factories.clinic()
    factories.article(slug="knees", live=True)
    assert not SPANISH.findall(client.get("/").content.decode())
    english = factories.page("Language help", slug="language-help", live=True)
    for place in ("/", "/articles/knees/", "/search/?q=knee", "/nowhere/"):
        assert SPANISH.findall(client.get(place).content.decode()) == ["/language-help/"], place
    factories.page("Ayuda", slug="ayuda", language="es", translation_of=english, live=True)
    assert SPANISH.findall(client.get("/").content.decode()) == ["/ayuda/"]


def test_a_new_site_has_the_menus_that_it_has_without_any_item(client):
    first = [("/articles/", "Articles"), ("/topics/", "Topics"), ("/faq/", "Questions")]
    assert menu(client, "header") == [*first, ("/people/", "Team")]
    MenuItem.objects.all().delete()
    header, foot = (menu(client, place) for place in ("header", "footer"))
    assert header == [*first, ("/visit/", "Visit us")]  # and exercises, once there are any
    assert foot == [("/people/", "Team"), ("/a-z/", "A to Z")]
    factories.exercise(live=True)
    with_exercises = [first[0], ("/exercises/", "Exercises"), *first[1:], ("/visit/", "Visit us")]
    assert menu(client, "header") == with_exercises
    migration = import_module("content.migrations.0026_exercises_on_top")
    MenuItem.objects.bulk_create(
        MenuItem(place=place, order=order) for order, place in enumerate(migration.BEFORE)
    )
    migration.put_exercises_on_top(apps, None)
    assert ("/people/", "Team") in menu(client, "header")  # a site with texts keeps its menus
    Document.objects.all().delete()
    migration.put_exercises_on_top(apps, None)
    assert MenuItem.objects.filter(menu="header", place="people").count() == 0
    factories.exercise(live=True)
    assert (menu(client, "header"), menu(client, "footer")) == (with_exercises, foot)


def test_the_foot_shows_every_live_page_and_a_to_z_by_itself(client):
    page = factories.page("About us", slug="about-us", live=True)
    factories.page("Draft", slug="draft")
    page.title = "Not yet"
    page.save()
    assert menu(client, "footer") == [("/about-us/", "About us"), ("/a-z/", "A to Z")]


def test_the_page_one_is_on_is_marked(client):
    article = factories.article(live=True)

    def marked(place):
        return re.findall(r'<a href="(/\w+/)" aria-current="(\w+)">', client.get(place).content.decode())

    assert marked("/articles/") == [("/articles/", "page")]
    assert marked(article.get_absolute_url()) == [("/articles/", "true")]
    assert marked("/") == []


def test_items_stand_in_the_order_staff_gave_them(editor, client):
    data = {"form-TOTAL_FORMS": 4, "form-INITIAL_FORMS": 4, "_save": "1"}
    for number, item in enumerate(MenuItem.objects.all()):
        data |= {f"form-{number}-id": item.pk, f"form-{number}-order": 10 - number}
    editor.post(LIST, data)
    assert [label for _address, label in menu(client, "header")] == [
        "Team",
        "Questions",
        "Topics",
        "Articles",
    ]


def test_the_box_for_the_place_of_an_item_is_named_after_it_and_takes_a_place_only(editor):
    page = editor.get(LIST)
    assert 'aria-label="Place of “Team”"' in words(page)
    for typed in ("-1", "9" * 30):
        answer = editor.post(LIST, filled(page) | {"form-0-order": typed, "_save": "1"})
        assert 'class="errorlist' in words(answer)


def test_a_new_item_comes_last(editor, client):
    assert saved(add(editor, page="place:a_to_z"))
    assert menu(client, "header")[-1] == ("/a-z/", "A to Z")


def test_every_kind_of_target_works(editor, client):
    MenuItem.objects.all().delete()
    knee = factories.topic("Knee")
    article = factories.article("Sore knees", topics=[knee], live=True)
    place = {"menu": "footer"}
    for typed in (
        {"page": "place:a_to_z"},
        {"page": f"topic:{knee.pk}"},
        {"page": f"document:{article.pk}"},
        {"typed": "https://example.org/help?x=1", "label": "Help"},
        {"typed": "/people/", "label": "Who we are"},
        {"typed": f"{article.get_absolute_url()}#q-x", "label": "One answer"},
    ):
        assert saved(add(editor, **place | typed)), typed
    assert menu(client, "footer")[2:] == [
        ("/a-z/", "A to Z"),
        ("/topics/knee/", "Knee"),
        (article.get_absolute_url(), "Sore knees"),
        ("https://example.org/help?x=1", "Help"),
        ("/people/", "Who we are"),
        (f"{article.get_absolute_url()}#q-x", "One answer"),
    ]


def test_an_address_of_ours_follows_when_its_page_moves(editor, client):
    article = factories.article("Sore knees", slug="old", live=True)
    add(editor, typed="http://127.0.0.1:8000/articles/old/", label="Knees")
    article.refresh_from_db()
    article.slug = "new"
    article.save()
    assert menu(client, "header")[-1] == ("/articles/new/", "Knees")
    assert MenuItem.objects.get(label="Knees").document_id == article.pk


def test_an_item_whose_text_or_topic_is_not_live_is_left_out_and_staff_are_told(editor, client):
    knee = factories.topic("Knee")
    article = factories.article("Sore knees", topics=[knee], live=True)
    add(editor, page=f"document:{article.pk}", label="Knees")
    add(editor, page=f"topic:{knee.pk}", menu="footer")
    assert ("/topics/knee/", "Knee") in menu(client, "footer")
    article.withdraw(by=None)
    assert "Knees" not in [label for _address, label in menu(client, "header")]
    assert "Knee" not in [label for _address, label in menu(client, "footer")]
    page = words(editor.get(LIST))
    assert "left out: its text is not live" in page
    assert "left out: nothing is live there" in page
    item = MenuItem.objects.get(label="Knees")
    kept = change(editor, item, label="My knees")
    assert "Saved: " in words(kept)
    factories.publish(article)
    assert menu(client, "header")[-1][1] == "My knees"


def test_a_title_that_is_not_live_yet_is_not_in_the_menu(editor, client):
    article = factories.article("Sore knees", live=True)
    add(editor, page=f"document:{article.pk}", menu="footer")
    add(editor, page=f"document:{article.pk}")
    article.refresh_from_db()
    article.title = "Canary"
    article.save()
    article.record(by=None)
    assert menu(client, "footer")[-1][1] == menu(client, "header")[-1][1] == "Sore knees"


def test_the_first_item_at_the_foot_joins_what_stood_there(editor, client):
    factories.page("About us", slug="about-us", live=True)
    page = add(editor, menu="footer", typed="https://example.org/", label="Help")
    assert "What this menu showed until now is in the list too" in words(page)
    assert [label for _address, label in menu(client, "footer")] == ["About us", "A to Z", "Help"]


def test_the_menus_take_one_query(client):
    factories.clinic()
    knee = factories.topic("Knee")
    factories.article(topics=[knee], live=True)

    def queries():
        with CaptureQueriesContext(connection) as caught:
            client.get("/topics/")
        return [query["sql"] for query in caught if "content_menuitem" in query["sql"]]

    for number in range(9):
        MenuItem.objects.create(menu="footer", topic=knee, order=number)
    assert len(queries()) == 1


def test_a_menu_item_for_a_page_that_this_site_does_not_have_is_left_out(client):
    MenuItem.objects.filter(place="topics").update(place="no-such-page")
    assert [label for _address, label in menu(client, "header")] == ["Articles", "Questions", "Team"]


# What does not fit, and what is refused


def test_a_sixth_item_does_not_go_on_top(editor, client):
    assert saved(add(editor, typed="/a-z/", label="A to Z"))
    page = add(editor, page="place:home", label="Start")
    assert f"The header holds {HEADER_ITEMS} items" in words(page)
    assert 'value="Start"' in words(page)
    assert '<option value="place:home" selected' in words(page)
    assert len(menu(client, "header")) == HEADER_ITEMS
    assert saved(add(editor, page="place:home", label="Start", menu="footer"))


def test_labels_that_are_too_long_together_do_not_go_on_top(editor, client):
    page = add(editor, page="place:a_to_z", label="Wandering MMMM WWW")
    assert "would not stay on one line" in words(page)
    assert 'value="Wandering MMMM WWW"' in words(page)
    item = MenuItem.objects.get(place="people")
    page = change(editor, item, label="MMMMMMMMMMMMMMMMMM")
    assert "would not stay on one line" in words(page)
    assert len(menu(client, "header")) == 4


def test_a_label_on_top_has_eighteen_letters_at_most_and_forty_at_the_foot(editor):
    for typed in ({"label": "i" * 19}, {"page": f"document:{factories.article('i' * 30, live=True).pk}"}):
        page = add(editor, **{"page": "place:a_to_z"} | typed)
        assert "Write up to 18 letters" in words(page)
    assert saved(add(editor, page="place:a_to_z", label="i" * 18))
    assert saved(add(editor, page="place:a_to_z", label="i" * 40, menu="footer"))
    assert not saved(add(editor, page="place:a_to_z", label="i" * 41, menu="footer"))


def test_a_name_that_grows_later_does_not_break_the_header(editor, client):
    knee = factories.topic("Knee")
    factories.article(topics=[knee], live=True)
    assert saved(add(editor, page=f"topic:{knee.pk}"))
    knee.name = "Knees, hips and everything below them"
    knee.save()
    assert menu(client, "header")[-1] == ("/topics/knee/", "Knee")


def test_moving_an_item_from_the_foot_to_the_top_asks_too(editor):
    add(editor, page="place:home", label="i" * 30, menu="footer")
    item = MenuItem.objects.get(place="home")
    page = change(editor, item, menu="header")
    assert "Write up to 18 letters" in words(page)


def test_the_first_menu_fits_with_room_for_one_more():
    labels = [item.name for item in MenuItem.objects.all()] + ["A to Z"]
    assert sum(map(width, labels)) + GAP * (len(labels) - 1) <= HEADER_WIDTH
    assert width("漢字") > width("no")


@pytest.mark.parametrize(
    "typed",
    [
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        "data:text/html,x",
        "//evil.example/",
        "/\\evil.example/",
        "http://example.org/",
        "https://user@example.org/",
        "https://",
        "https://x",
        "https://example.org/a b",
        "people/",
        "/admin/",
        "/no-such-page/",
        "/articles/no-such-article/",
        "mailto:a@b.example",
        "/people/\x00",
        "https://example.org/" + "x" * 300,
        "/" + "x" * 5000,
        "漢字",
    ],
)
def test_an_address_that_is_no_page_is_refused_in_plain_words(editor, client, typed):
    page = add(editor, typed=typed, label="Click me", menu="footer")
    assert page.status_code == 200
    assert not saved(page)
    assert 'class="errorlist"' in words(page)
    assert 'value="Click me"' in words(page)
    assert not MenuItem.objects.filter(label="Click me").exists()


@pytest.mark.parametrize(
    "typed",
    [
        {"page": "", "typed": ""},
        {"page": "place:articles", "typed": "/people/"},
        {"page": "place:nowhere"},
        {"page": "document:999999"},
        {"page": "document:1 OR 1=1"},
        {"page": "topic:x\x00"},
        {"page": "place:articles", "label": "nul\x00"},
        {"page": "place:articles", "menu": "side"},
        {"typed": "https://example.org/", "label": ""},
    ],
)
def test_a_crafted_or_unfinished_form_is_answered_in_plain_words(editor, typed):
    page = add(editor, **{"label": "x", "menu": "footer"} | typed)
    assert page.status_code == 200
    assert not saved(page)
    assert 'class="errorlist' in words(page)
    assert MenuItem.objects.count() == 4


def test_a_draft_cannot_be_chosen(editor):
    draft = factories.article("Draft")
    assert f"document:{draft.pk}" not in words(editor.get(ADD))
    assert not saved(add(editor, page=f"document:{draft.pk}", label="x"))
    assert not saved(add(editor, typed=draft.get_absolute_url(), label="x"))


def test_a_label_is_text_and_nothing_else(editor, client):
    assert saved(add(editor, page="place:a_to_z", label="<b>x</b>\"'"))
    page = client.get("/").content.decode()
    assert "&lt;b&gt;x&lt;/b&gt;&quot;&#x27;" in page
    assert "<b>x" not in page


def test_an_item_leads_to_exactly_one_place():
    topic = factories.topic()
    for wrong in ({}, {"place": "home", "topic": topic}, {"topic": topic, "address": "/people/"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            MenuItem.objects.create(menu="footer", **wrong)


# Who may, and what hangs on it


@pytest.mark.parametrize("group", ["Author", "Reviewer", None])
def test_only_who_publishes_may_change_the_menus(sign_in, group):
    client = sign_in(group)
    item = MenuItem.objects.first()
    typed = {"menu": "footer", "label": "x", "page": "place:home", "typed": ""}
    assert client.post(ADD, typed).status_code == 403
    assert client.post(address(item), typed).status_code == 403
    assert client.post(address(item, "delete"), {"post": "yes"}).status_code == 403
    assert LIST not in words(client.get("/admin/"))
    assert MenuItem.objects.count() == 4


@pytest.mark.parametrize("group", ["Editor", "Administrator"])
def test_editors_and_administrators_find_the_menus_and_delete_an_item(sign_in, client, group):
    staff = sign_in(group)
    assert LIST in words(staff.get("/admin/"))
    staff.post(address(MenuItem.objects.get(place="people"), "delete"), {"post": "yes"})
    assert [label for _address, label in menu(client, "header")] == ["Articles", "Topics", "Questions"]


@pytest.mark.parametrize("page", ["withdraw", "delete"])
def test_who_takes_a_text_down_is_told_of_the_menu_item(editor, page):
    article = factories.article("Sore knees", live=True)
    add(editor, page=f"document:{article.pk}", label="Knees")
    told = words(editor.get(address(article, page)))
    assert "menu item “Knees” (Top of every page)" in told


def test_the_foot_is_named_only_as_long_as_it_shows_every_page(editor):
    page = factories.page("About us", live=True)
    told = f"/admin/content/page/{page.pk}/withdraw/"
    assert "the foot of every page" in words(editor.get(told))
    add(editor, menu="footer", page="place:home")
    MenuItem.objects.filter(document=page).delete()
    assert "the foot of every page" not in words(editor.get(told))


def test_deleting_a_text_for_good_takes_its_menu_item_along(client):
    article = factories.article("Sore knees", live=True)
    MenuItem.objects.create(menu="footer", document=article)
    article.trash(by=None)
    article.delete_for_good(by=None)
    assert client.get("/").status_code == 200
    assert not MenuItem.objects.filter(menu="footer").exists()
