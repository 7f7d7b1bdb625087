"""How to come: "Visit us", whether the clinic is open, and how long a page may say so."""

import datetime
import re
import zoneinfo
from importlib import import_module

import pytest
from django.utils import timezone

from content import invalidation
from content.models import Clinic, MenuItem
from tests.support import factories
from tests.support.html import words

ZONE = zoneinfo.ZoneInfo("America/New_York")
DAY = [["07:00", "19:00"]]
WEEK = {"0": DAY, "1": DAY, "2": DAY, "3": DAY, "4": [["07:00", "12:00"], ["13:00", "16:00"]]}
THANKSGIVING, FRIDAY_AFTER = datetime.date(2026, 11, 26), datetime.date(2026, 11, 27)


def clinic_moment(text):
    """A moment as the clock on the clinic's wall shows it; the second of two such moments is "… again"."""
    again = text.endswith(" again")
    return datetime.datetime.fromisoformat(text.removesuffix(" again")).replace(tzinfo=ZONE, fold=again)


@pytest.fixture
def at(monkeypatch):
    """at("2026-11-25T09:00") sets the clock."""

    def at(text):
        monkeypatch.setattr(timezone, "now", lambda: clinic_moment(text).astimezone(datetime.UTC))

    return at


def state_in(response):
    """What a page says beside the number in its header; "" for nothing."""
    found = re.search(r'(?s)call-top.*?<span class="state[^>]*>(.*?)</span>', words(response))
    return " ".join(found[1].split()) if found else ""


def text_of(response):
    return " ".join(re.sub(r"(?s)<script.*?</script>|<[^>]*>", " ", words(response)).split())


# Open or closed


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("now", "said", "until"),
    [
        ("2026-11-23T06:59:59", "Closed, opens 7 a.m.", "2026-11-23T07:00"),
        ("2026-11-23T07:00", "Open until 7 p.m.", "2026-11-23T19:00"),
        ("2026-11-23T19:00", "Closed, opens Tue 7 a.m.", "2026-11-24T00:00"),
        ("2026-11-24T00:00", "Closed, opens 7 a.m.", "2026-11-24T07:00"),
        ("2026-11-20T12:30", "Closed, opens 1 p.m.", "2026-11-20T13:00"),
        ("2026-11-20T13:00", "Open until 4 p.m.", "2026-11-20T16:00"),
        ("2026-11-20T17:00", "Closed, opens Mon 7 a.m.", "2026-11-21T00:00"),
        # A holiday closes Thursday, the day after is short, Saturday is open for once.
        ("2026-11-25T20:00", "Closed, opens Fri 9 a.m.", "2026-11-26T00:00"),
        ("2026-11-26T10:00", "Closed, opens Fri 9 a.m.", "2026-11-27T00:00"),
        ("2026-11-27T09:00", "Open until noon", "2026-11-27T12:00"),
        ("2026-11-27T12:00", "Closed, opens Sat 8:30 a.m.", "2026-11-28T00:00"),
        # Clocks go back on November 1 and forward on March 14.
        ("2026-11-01T01:30 again", "Open until 3 a.m.", "2026-11-01T03:00"),
        ("2027-03-14T01:30", "Closed, opens 3:30 a.m.", "2027-03-14T03:30"),
        # Open past midnight: to the end of one day, from the start of the next.
        ("2026-12-05T23:00", "Open until 2 a.m.", "2026-12-06T00:00"),
        # Closed for three weeks.
        ("2026-12-11T17:00", "Closed now", "2026-12-12T00:00"),
        ("2026-12-23T17:00", "Closed now", "2026-12-24T00:00"),
    ],
)
def test_it_says_until_when_it_is_open_or_when_it_opens(client, at, now, said, until):
    clinic = factories.clinic(hours=WEEK)
    special = {
        THANKSGIVING: [],
        FRIDAY_AFTER: [["09:00", "12:00"]],
        datetime.date(2026, 11, 28): [["08:30", "10:00"]],
        datetime.date(2026, 11, 1): [["00:30", "03:00"]],
        datetime.date(2027, 3, 14): [["02:30", "05:00"]],
        datetime.date(2026, 12, 5): [["22:00", "00:00"]],
        datetime.date(2026, 12, 6): [["00:00", "02:00"]],
    } | {datetime.date(2026, 12, 14) + datetime.timedelta(days=n): [] for n in range(21)}
    for day, hours in special.items():
        clinic.special_days.create(day=day, hours=hours)
    at(now)
    page = client.get("/")
    assert state_in(page) == said
    assert f'data-until="{clinic_moment(until).isoformat()}"' in words(page)
    assert invalidation.next_moments(Clinic.load())[0] == clinic_moment(until)


@pytest.mark.django_db
def test_nothing_is_said_as_long_as_nobody_filled_in_the_hours(client):
    factories.clinic()
    for address in ("/", "/visit/"):
        page = words(client.get(address))
        assert "data-until" not in page and "open-state" not in page


@pytest.mark.django_db
def test_open_day_and_night_has_no_end(client, at):
    factories.clinic(hours={str(day): [["00:00", "00:00"]] for day in range(7)})
    at("2026-11-25T09:00")
    assert state_in(client.get("/")) == "Open now"


@pytest.mark.django_db
def test_pages_that_are_kept_whatever_the_hour_leave_it_out(client, sign_in):
    factories.clinic(hours={str(day): DAY for day in range(7)})
    withdrawn = factories.article(live=True)
    assert state_in(client.get(withdrawn.get_absolute_url()))
    withdrawn.withdraw(by=None)
    draft = factories.article(slug="draft")
    pages = [client.get("/nowhere/"), client.get(withdrawn.get_absolute_url())]
    pages.append(sign_in("Editor").get(f"/admin/content/article/{draft.pk}/preview/"))
    assert [page.status_code for page in pages] == [404, 410, 200]
    for page in pages:
        assert "data-until" not in words(page) and "tel:+15555550100" in words(page)


# The page


@pytest.mark.django_db
def test_visit_us_says_all_that_one_needs_to_come(client, at):
    at("2026-11-26T10:00")
    clinic = factories.clinic(
        hours=WEEK,
        street="1 Main Street",
        city="Springfield",
        state="IL",
        postal_code="62701",
        parking="Behind the house.\nIt is free.",
        access="No steps.",
        transit="Bus 4.",
        booking="We call back.",
        entrance=factories.picture(alt="Our door", caption="Look for the awning."),
    )
    factories.number(clinic, "(555) 555-0101", label="No health details, please.")
    factories.number(clinic, "(555) 555-0102", kind="fax")
    clinic.special_days.create(day=THANKSGIVING, words="Thanksgiving")
    clinic.special_days.create(day=datetime.date(2026, 11, 25), words="Long gone")
    response = client.get("/visit/")
    page, text = words(response), text_of(response)
    for said in (
        "Closed now Opens tomorrow, Friday, at 7 a.m.",
        "1 Main Street, Springfield, IL 62701",
        "Friday 7 a.m. to noon 1 p.m. to 4 p.m. Saturday Closed Sunday Closed",
        "Thursday, November 26 (today) Thanksgiving Closed",
        "Call or text us. We call back.",
        "Text (555) 555-0101 No health details, please.",
        "Parking Behind the house. It is free. Getting in No steps. By bus or train Bus 4.",
        "Is it an emergency? Call 911",
        "Look for the awning.",
    ):
        assert said in text, said
    assert "Long gone" not in text
    assert text.count("(today)") == 1
    assert 'href="sms:+15555550101"' in page and 'href="tel:+15555550102"' not in page
    assert 'alt="Our door"' in page
    at("2026-11-27T10:00")
    assert "Friday (today) 7 a.m. to noon" in text_of(client.get("/visit/"))
    for ahead in range(27, 31):
        clinic.special_days.create(day=datetime.date(2026, 11, ahead))
    for ahead in range(1, 7):
        clinic.special_days.create(day=datetime.date(2026, 12, ahead))
    assert "Closed now Opens Monday, December 7, at 7 a.m." in text_of(client.get("/visit/"))


@pytest.mark.django_db
def test_what_nobody_filled_in_is_not_announced(client):
    factories.clinic()
    text = text_of(client.get("/visit/"))
    for heading in ("Hours", "Special days", "Where we are", "Parking", "Getting in", "Directions"):
        assert heading not in text.partition("About this site")[0].replace(
            "Parking, access and directions", ""
        )
    assert "How to book Call us." in text


@pytest.mark.django_db
def test_every_page_leads_there(client):
    factories.clinic()
    page = words(client.get("/topics/"))
    assert re.search(r'class="menu".*?href="/visit/">Visit us<', page, re.DOTALL)
    assert re.search(r'<footer.*href="/visit/">Parking, access and directions<', page, re.DOTALL)


@pytest.mark.django_db
def test_a_notice_with_an_end_goes_by_itself(client, at):
    end = clinic_moment("2026-11-25T12:00")
    factories.clinic(notice="No water today", notice_until=end)
    at("2026-11-25T11:59:59")
    assert invalidation.next_moments(Clinic.load())[0] == end
    page = words(client.get("/"))
    assert re.search(r"<!--perishable-->\s*<aside[^>]*><p>No water today</p></aside>\s*<!--/perish", page)
    at("2026-11-25T12:00")
    assert "No water today" not in words(client.get("/"))


# What stood in the record before


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
    items.filter(place="exercises").update(label="What you can do for yourself")
    MOVED.add_to_header(apps, None)
    assert not items.filter(place="visit")
