"""What is planned for a text is cancelled and moved, by itself, and the desk says what that means."""

import datetime
import re

import pytest
from django.utils import timezone

from content import dates, invalidation
from content.admin.document.publishing import when_seen
from content.findings import findings
from content.middleware import KEPT
from content.models import AuditEntry, Clinic, Document, NotAllowed, Redirect, SearchEntry
from tests.support import factories
from tests.support.admin_forms import NEXT_YEAR, address, errors, press
from tests.support.html import words

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
OTHER_TIME = f"{NEXT_YEAR}-03-05T09:30"


@pytest.fixture
def soon():
    return timezone.now().replace(microsecond=0) + 2 * DAY


def changed(document, summary="Other words."):
    document.summary = summary
    document.save()
    document.record(by=None)
    return document


@pytest.fixture(autouse=True)
def clock():
    """Plans are made in requests, which count days by the clinic's clock."""
    with dates.shown_at(Clinic.load()):
        yield


def plan(document, at):
    document.publish(by=None, check=findings, override=factories.REASON, at=at)
    return document


def live_and_planned(at):
    return plan(changed(factories.article("Sore knees", live=True)), at)


def ending(at, **more):
    article = factories.article("Sore knees", live=True)
    article.withdraw(by=None, at=at, **more)
    return article


def pressed(client, document, name, **typed):
    """Open a page about the plan, type, and press its one button."""
    sent = shown_plan(client.get(address(document, name)))
    return client.post(address(document, name), sent | typed, follow=True)


def shown_plan(page):
    """What the form of a page sends back unseen."""
    return {"plan": re.search('name="plan" value="([^"]*)"', words(page))[1]}


def as_stored(document):
    return Document.objects.get(pk=document.pk)


def test_a_planned_update_is_cancelled_and_what_is_live_stays(editor, client, soon):
    article = live_and_planned(soon)
    asked = press(editor, article, "_cancel_plan", follow=True)
    assert asked.redirect_chain == [(address(article, "cancel_plan"), 302)]
    assert "Patients go on reading version 1." in words(asked)
    done = pressed(editor, article, "cancel_plan")
    assert "The plan is cancelled. Version 2 is kept. Patients go on reading version 1." in words(done)
    stored = as_stored(article)
    assert stored.edition.live_until is None
    assert not stored.planned_edition
    assert stored.has_changes
    assert {entry.edition_id for entry in SearchEntry.objects.all()} == {stored.edition.pk}
    assert invalidation.next_moments(Clinic.load())[1] is None
    assert client.get(article.get_absolute_url()).status_code == 200
    history = words(editor.get(address(article, "history")))
    assert "Edna Ray" in history
    assert "cancelled the plan: version 2, planned for" in history
    with pytest.raises(NotAllowed):
        stored.cancel_plan(by=None)


@pytest.mark.parametrize("typed", [None, datetime.date(2019, 5, 2)])
def test_a_first_version_that_is_cancelled_leaves_a_draft(editor, client, soon, typed):
    article = plan(factories.article("Sore knees", published_on=typed), soon)
    pressed(editor, article, "cancel_plan")
    stored = as_stored(article)
    assert (stored.has_changes, stored.published_on) == (True, typed)
    assert client.get(article.get_absolute_url()).status_code == 404


def test_a_text_that_says_what_is_live_has_no_changes_once_its_plan_is_cancelled(soon):
    article = live_and_planned(soon)
    article.edition.revision.restore(by=None)
    article.cancel_plan(by=None)
    assert not as_stored(article).has_changes


@pytest.mark.parametrize("days", [1, 5], ids=["earlier", "later"])
def test_a_moved_update_takes_over_at_its_new_moment_and_leaves_no_gap(client, monkeypatch, soon, days):
    article, at = live_and_planned(soon), timezone.now() + days * DAY
    article.move_plan(by=None, at=at)
    planned = article.planned_edition
    assert (planned.live_from, planned.updated_from, article.edition.live_until) == (at, at, at)
    assert invalidation.next_moments(Clinic.load())[1] == at
    monkeypatch.setattr(timezone, "now", lambda: at)
    assert "Other words." in client.get(article.get_absolute_url()).content.decode()


def test_a_moved_first_version_moves_the_day_of_first_publishing(soon):
    article = plan(factories.article(), soon)
    article.move_plan(by=None, at=soon + 9 * DAY)
    day = timezone.localdate(soon + 9 * DAY)
    assert (as_stored(article).published_on, article.planned_edition.published_on) == (day, day)


@pytest.mark.parametrize(("days", "gap"), [(2, False), (6, True)])
def test_a_text_that_was_to_come_off_before_its_update_keeps_that_gap_or_loses_it(soon, days, gap):
    article = plan(changed(ending(soon + DAY)), soon + 4 * DAY)
    assert article.edition.live_until == soon + DAY
    at = timezone.now() + days * DAY
    article.move_plan(by=None, at=at)
    assert article.edition.live_until == (soon + DAY if gap else at)
    assert (article.planned_end is not None) == gap


def test_a_plan_is_moved_by_the_clock_of_the_clinic(editor, soon):
    article = live_and_planned(soon)
    page = editor.get(address(article, "move_plan"))
    assert f'value="{timezone.localtime(soon, Clinic.load().zone):%Y-%m-%dT%H:%M}"' in words(page)
    done = words(pressed(editor, article, "move_plan", at=OTHER_TIME))
    assert f"March 5, {NEXT_YEAR}, 9:30 AM. From then on pages, lists and feeds show it" in done
    assert "moved the plan: version 2, from" in words(editor.get(address(article, "history")))


@pytest.mark.parametrize("name", ["cancel_plan", "move_plan"])
def test_a_plan_that_another_person_changed_meanwhile_is_not_changed_unseen(editor, soon, name):
    article = live_and_planned(soon)
    sent = shown_plan(editor.get(address(article, name))) | {"at": OTHER_TIME}
    article.move_plan(by=None, at=soon + DAY)
    page = words(editor.post(address(article, name), sent))
    assert "Nothing was changed: the plan is another one by now." in page
    assert name == "cancel_plan" or f'value="{OTHER_TIME}"' in page
    assert article.planned_edition.live_from == soon + DAY
    article.cancel_plan(by=None)
    page = words(editor.post(address(article, name), sent, follow=True))
    assert "Nothing was changed: this plan is over or was cancelled." in page


@pytest.mark.parametrize("at", ["2020-01-01T09:00", f"{NEXT_YEAR + 9}-01-01T09:00", "tomorrow", ""])
@pytest.mark.parametrize("name", ["move_plan", "move_end"])
def test_a_time_that_cannot_be_meant_is_refused_and_stays_typed(editor, soon, name, at):
    article = live_and_planned(soon) if name == "move_plan" else ending(soon)
    page = pressed(editor, article, name, at=at)
    assert errors(page)
    assert not at or f'value="{at}"' in words(page)
    assert (article.planned_edition or article.edition).live_from in {soon, article.edition.live_from}


def test_what_comes_off_the_site_is_left_on(editor, client, soon, monkeypatch):
    article = ending(soon, redirect_to="/people/")
    done = pressed(editor, article, "cancel_end")
    assert "It stays on the site. Patients go on reading version 1." in words(done)
    assert not Redirect.objects.exists()
    monkeypatch.setattr(timezone, "now", lambda: soon + DAY)
    assert client.get(article.get_absolute_url()).status_code == 200
    assert AuditEntry.objects.filter(action="stay", by=editor.user).exists()


def test_the_day_on_which_it_comes_off_is_moved_but_not_past_its_update(editor, soon):
    article = ending(soon, notice="Read our new page.")
    done = words(pressed(editor, article, "move_end", at=OTHER_TIME))
    assert f"March 5, {NEXT_YEAR}, 9:30 AM. Then it comes off the site." in done
    assert article.edition.withdrawn_notice == "Read our new page."
    article.move_end(by=None, at=soon)
    plan(changed(article), soon + DAY)
    page = pressed(editor, article, "move_end", at=OTHER_TIME)
    assert "Choose a time before that." in errors(page)
    assert article.edition.live_until == soon
    pressed(editor, article, "cancel_end")
    assert article.edition.live_until == soon + DAY


def test_taking_it_off_the_site_drops_the_plan_and_keeps_its_words_as_a_change(editor, soon):
    article = live_and_planned(soon)
    page = words(editor.get(address(article, "withdraw")))
    assert "The plan is cancelled too: version 2 does not go live, and is kept here." in " ".join(
        page.split()
    )
    assert address(article, "cancel_plan") in page
    done = words(editor.post(address(article, "withdraw"), follow=True))
    assert "It is gone from pages, lists and feeds within 15 seconds" in done
    assert as_stored(article).has_changes


def test_what_is_only_planned_is_cancelled_and_not_taken_off(editor, soon):
    article = plan(factories.article(), soon)
    assert editor.get(address(article, "withdraw")).headers["Location"] == address(article, "cancel_plan")
    draft = factories.article()
    assert "Nothing to take off the site" in words(editor.get(address(draft, "withdraw"), follow=True))


@pytest.mark.parametrize("planned", [False, True])
def test_what_patients_read_already_is_not_published_again_and_it_is_said(editor, soon, planned):
    article = live_and_planned(soon) if planned else factories.article(live=True)
    article.edition.revision.restore(by=None)
    said = words(press(editor, article, "_schedule", follow=True))
    assert "Nothing was planned: patients read version 1 already" in said or planned
    said = words(editor.post(address(article, "publish"), {"reason": "Now."}, follow=True))
    assert ("The plan for version 2 is cancelled." in said) == planned
    assert article.editions.count() == 1 or planned


def test_a_version_is_shown_within_the_seconds_that_are_promised():
    in_a_proxy = sum(int(seconds) for seconds in re.findall(r"=(\d+)", KEPT))
    assert in_a_proxy + 2 <= when_seen.SECONDS
