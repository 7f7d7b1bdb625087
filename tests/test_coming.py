"""What is coming: in order of time, for whom it concerns, with what they may do, and in a month."""

import datetime
import re

import pytest
from django.contrib.auth.models import Permission
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from content.findings import findings
from content.models import ReviewRequest
from tests.support import factories
from tests.support.admin_forms import address
from tests.support.html import Page, words

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
NOW = datetime.datetime(2026, 11, 29, 14, tzinfo=datetime.UTC)  # a Sunday morning in New York


@pytest.fixture(autouse=True)
def today(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: NOW)


def plan(document, days):
    document.publish(by=None, check=findings, override=factories.REASON, at=NOW + days * DAY)
    return document


def reviewed(title, days_ago, **more):
    article = factories.article(title, review_months=12, **more)
    factories.approve(article, reviewed_at=NOW - days_ago * DAY)
    article.publish(by=None, check=findings, override=factories.REASON)
    return article


def update(title, days):
    article = factories.article(title, live=True)
    article.summary = "Other words."
    article.save()
    return plan(article, days)


def ending(title, days, **more):
    article = factories.article(title, live=True)
    article.withdraw(by=None, at=NOW + days * DAY, **more)
    return article


def seen(client, **query):
    return words(client.get(reverse("admin:coming"), query))


def plain(markup):
    return " ".join(re.sub(r"<[^>]+>", " ", markup).split())


def listed(page):
    """{heading: its rows in plain words} of the list."""
    sections = re.findall(
        r"<h2 id=[^>]*>(.*?)</h2>(.*?)</section>", page.partition('id="month"')[0], re.DOTALL
    )
    return {plain(heading): [plain(row) for row in rows.split("<li class")[1:]] for heading, rows in sections}


def in_month(page):
    """{day: the words of its marks} of the month that is shown."""
    days = re.findall(r'<td class="[^"]*has[^"]*">.*?<time datetime="(.*?)">(.*?)</td>', page, re.DOTALL)
    return {day: plain(marks.partition("<ul>")[2]) for day, marks in days}


def test_all_that_is_coming_stands_in_order_of_time_with_what_can_be_done(sign_in):
    clinic = factories.clinic(notice="We have moved.", notice_until=NOW + 20 * DAY)
    clinic.special_days.create(day=datetime.date(2026, 12, 24), words="Christmas Eve")
    update("Low back pain", 2)
    plan(factories.article("Skiing"), 11)
    ending("Flu season", 32, redirect_to="/people/")
    reviewed("Ankle sprain", 391)
    reviewed("Dry needling", 350)
    page = seen(sign_in("Editor"))
    found = listed(page)
    assert [*found] == ["Late", "This week", "Later in December"]
    assert "26 days late Ankle sprain" in found["Late"][0]
    assert "Ask for a review" in found["Late"][0]
    assert "Tue, Dec 1 9:00 AM Low back pain Update goes live" in found["This week"][0]
    assert "Version 2 takes the place of version 1. Move it : Low back pain Cancel" in found["This week"][0]
    rows = found["Later in December"]
    titles = ["Skiing", "Dry needling", "We have moved.", "Christmas Eve", "Flu season"]
    assert [title for row, title in zip(rows, titles, strict=True) if title in row] == titles
    assert "Its address then leads to /people/. Move it" in rows[-1]
    assert "Closed all day. Change the day" in rows[3]
    assert in_month(page)["2026-12-31"] == "31 Flu season : Comes off the site"


def test_a_person_sees_only_kinds_that_are_theirs_and_presses_only_what_they_may(sign_in):
    factories.clinic(notice="We have moved.", notice_until=NOW + 20 * DAY)
    update("Low back pain", 2)
    ending("Flu season", 3)
    reviewed("Ankle sprain", 391)
    author = seen(sign_in("Author"))
    assert "Low back pain" in author
    assert "Ask for a review" in author
    for action in ("Move it", "Cancel the plan", "Leave it on", "Change the notice"):
        assert action not in author, action
    reviewer = seen(sign_in("Reviewer"))
    assert "Ask for a review" not in reviewer
    pages_only = sign_in()
    pages_only.user.user_permissions.add(Permission.objects.get(codename="view_page"))
    page = seen(pages_only)
    assert "We have moved." in page
    assert "Low back pain" not in page
    assert sign_in().get(reverse("admin:coming")).status_code == 403


def test_a_reviewer_is_reminded_once_a_day(sign_in):
    factories.clinic()
    reviewer = sign_in("Reviewer", email="marcus@clinic.example")
    marcus = factories.person("Marcus Lee", credentials="DPT", user=reviewer.user)
    article = factories.article("Heel pain")
    editor = sign_in("Editor")
    ReviewRequest.ask(article, by=editor.user, of=marcus)
    assert "Remind Marcus Lee" in seen(editor)
    for said in ("A reminder is on its way to", "there was one within the last day already"):
        assert said in words(editor.post(address(article, "remind"), follow=True))
    assert [message.to for message in mail.outbox] == [["marcus@clinic.example"]]
    assert "sent a reminder" in words(editor.get(address(article, "history")))
    assert "Read and review it" in seen(reviewer)


def test_a_month_is_turned_by_links_and_nonsense_shows_this_one(sign_in):
    factories.clinic()
    article = reviewed("Dry needling", 350)
    for number in range(5):
        plan(factories.article(f"Skiing {number}"), 40)
    editor = sign_in("Editor")
    page = seen(editor, month="2026-12")
    assert in_month(page) == {"2026-12-14": "14 Dry needling : Review falls due"}
    assert address(article) in page
    january = seen(editor, month="2027-01")
    assert "?month=2026-12-01#month" in january
    assert "2 more" in january
    for nonsense in ("2026-13", "9999-12", "0000-01", "x"):
        assert "December 2026" in seen(editor, month=nonsense)
    assert len(Page(january).all("h1")) == 1


def test_the_page_takes_the_same_queries_however_much_is_coming(sign_in):
    factories.clinic()
    editor, marcus = sign_in("Editor"), factories.reviewer()

    def fill():
        for number in range(3):
            update(f"Update {number}", 2)
            ending(f"Ending {number}", 3, redirect_to="/people/")
            reviewed(f"Late {number}", 391)
            reviewed(f"Due {number}", 350)
            ReviewRequest.ask(factories.article(f"Asked {number}"), by=marcus, of=marcus.person)

    def queries():
        with CaptureQueriesContext(connection) as caught:
            seen(editor)
        return len(caught)

    fill()
    few = queries()
    fill()
    assert queries() == few
