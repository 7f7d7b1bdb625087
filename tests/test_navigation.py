"""The bar on top of the desk: each person is led to where they can do something."""

import re

import pytest
from django.contrib import admin

from content.admin.navigation import ON_TOP, UNDER_MORE
from tests.support import factories
from tests.support.html import words

pytestmark = pytest.mark.django_db

SEARCH = "Searches without result, Synonyms, Answers put first, Warning signs"
CLINIC = "Phone, hours, notice, People, Menus, Old addresses"
TEXTS = "Articles, Exercises, Questions, Pictures, Pages, What is coming, Topics, Words to avoid, Trash"
LED_TO = {
    "Author": "Articles, Exercises, Questions, Pictures, Pages, What is coming, Trash",
    "Reviewer": f"Articles, Exercises, Questions, Pages, What is coming, {SEARCH}",
    "Editor": f"{TEXTS}, {SEARCH}, {CLINIC}",
    "Administrator": f"{TEXTS}, {SEARCH}, {CLINIC}, How the site is doing, Accounts, Log",
}


def links(part):
    return re.findall(r'<a href="(/admin/[^"]+)"[^>]*>([^<]+)</a>', part)


@pytest.mark.parametrize("role", LED_TO)
def test_everyone_is_led_to_lists_in_which_they_can_do_something(sign_in, role):
    factories.clinic()
    client = sign_in(role)
    bar = words(client.get("/admin/")).partition("</nav>")[0]
    assert ", ".join(label for _address, label in links(bar)) == LED_TO[role]


def test_every_list_has_its_place_in_the_menu():
    lists = {model._meta.model_name for model in admin.site._registry}
    assert lists | {"coming", "trash", "health"} == {
        *ON_TOP,
        *(name for names in UNDER_MORE.values() for name in names),
    }


def test_a_list_is_called_what_the_menu_calls_it(administrator):
    factories.clinic()
    bar = words(administrator.get("/admin/")).partition("</nav>")[0]
    for address, label in links(bar):
        page = words(administrator.get(address, follow=True))
        heading = re.search(r"<h1>\s*(.*?)\s*</h1>", page)[1]
        assert heading == label, address
        assert re.search(rf"<title>\s*{label}", page), address
