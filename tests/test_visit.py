"""What the migration makes of what stood in the clinic's record before."""

from importlib import import_module

import pytest

from content.models import MenuItem

MOVED = import_module("content.migrations.0010_visit_us")


@pytest.mark.parametrize(
    ("written", "parts"),
    [
        ("1 Main St\nSuite 2\nSpringfield, IL 62701", "1 Main St\nSuite 2|Springfield|IL|62701"),
        ("1 Main St\nSpringfield IL 62701", "1 Main St|Springfield|IL|62701"),
        ("1 Main St\r\nspringfield,il  62701-1234 \r\n\r\nUSA", "1 Main St|springfield|IL|62701-1234"),
        ("1 Main St, Suite 2, Springfield, IL 62701, U.S.A.", "1 Main St, Suite 2|Springfield|IL|62701"),
        ("1 Main St\nNew York, New York 10001", "1 Main St|New York|NY|10001"),
        ("1 M St NW\nWashington, D.C. 20001", "1 M St NW|Washington|DC|20001"),
        ("1 Main St\nCharleston, West Virginia", "1 Main St|Charleston|WV|"),
        ("1 Main St\nNew York", "1 Main St|New York||"),
        ("Springfield, IL 62701", "|Springfield|IL|62701"),
    ],
)
def test_an_address_as_on_an_envelope_is_taken_apart(written, parts):
    assert "|".join(MOVED.address_parts(written).values()) == parts


@pytest.mark.parametrize(
    "written",
    [
        "1 Main St",
        "1 Main St Springfield IL 62701",
        "10 High St\nToronto, ON M5V 2T6\nCanada",
        "Rue X\nParis, France",
        "",
    ],
)
def test_an_address_that_cannot_be_taken_apart_is_kept_whole(written):
    assert MOVED.address_parts(written) == {"street": written}


@pytest.mark.parametrize(
    ("label", "kind"),
    [("Text messages", "text"), ("SMS only", "text"), ("Fax", "fax"), ("TTY", "voice"), ("", "voice")],
)
def test_another_number_becomes_what_its_label_says(label, kind):
    assert MOVED.kind_of(label) == kind


@pytest.mark.django_db
def test_a_menu_gets_the_page_only_if_there_is_room():
    from django.apps import apps

    items = MenuItem.objects.filter(menu="header")
    assert [item.place for item in items][-1] == "visit"
    items.filter(place="visit").delete()
    items.filter(place="people").update(label="The people you will meet")
    MOVED.add_to_header(apps, None)
    assert not items.filter(place="visit")
