"""The nightly look over all live texts, as the command line shows it."""

import datetime
import io

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from content.findings import findings
from content.models import Clinic, Document, Review
from tests.support import factories

pytestmark = pytest.mark.django_db


def report(**options):
    """(what it wrote, did it fail)."""
    out = io.StringIO()
    try:
        call_command("check_content", stdout=out, **options)
    except CommandError as error:
        return f"{out.getvalue()}{error}", True
    return out.getvalue(), False


def test_an_empty_site_passes():
    assert report() == ("0 live texts: 0 MUST FIX, 0 look at, 0 tip, 0 overridden.\n", False)


def test_what_was_published_with_a_reason_is_shown_with_it_and_does_not_fail():
    factories.article("Sore knees", slug="sore-knees").publish(
        check=findings, by=None, override=factories.REASON
    )
    said, failed = report()
    assert not failed
    assert "Sore knees  (/articles/sore-knees/, version 1)" in said
    assert f"overridden: {factories.REASON} · review: No clinician has reviewed this text." in said
    assert "0 MUST FIX" in said
    assert "1 overridden" in said


def test_what_came_up_after_publishing_fails():
    target = factories.faq("Your visit", live=True)
    factories.article(
        "Sore knees", body=f'<p>See <a href="document:{target.pk}">our answers</a>.</p>', live=True
    )
    assert not report()[1]
    target.withdraw(by=None)
    said, failed = report()
    assert failed
    assert "MUST FIX · body: The link “our answers” leads to a text that is not live." in said
    assert said.endswith("Something must be fixed in 1 of the live texts.")


def test_a_reason_holds_only_for_what_it_was_given_for():
    reviewer = factories.user("Reviewer")
    factories.person(user=reviewer)
    article = factories.article(live=True)
    assert not report()[1]
    Review.give(article.edition.revision, by=reviewer, verdict="changes", note="Not like this.")
    said, failed = report()
    assert failed
    assert "The reviewer asked for changes." in said


def test_a_reviewed_text_is_not_mentioned():
    reviewer = factories.user("Reviewer")
    factories.person(user=reviewer)
    article = factories.article("Sore knees")
    Review.give(article.latest_revision, by=reviewer, verdict="approved")
    article.publish(check=findings, by=None)
    said, failed = report()
    assert not failed
    assert "Sore knees" not in said


def test_warnings_are_listed_when_asked_for():
    factories.article("Sore Knees Are Common!", body="<p>You may see edema.</p>", live=True)
    short, _failed = report()
    long, failed = report(warnings=True)
    assert "edema" not in short
    assert "look at · body: “edema” is not explained." in long
    assert "“You may see edema.”" in long
    assert "tip · sources: The text has no source." in long
    assert not failed


def test_what_patients_read_is_checked_and_not_the_draft():
    article = factories.article("Sore knees", live=True)
    article.body = "<p>TODO</p>"
    article.save()
    article.record(by=None)
    assert not report()[1]
    article.publish(check=findings, by=None, override="made for a test")
    assert "overridden: made for a test · body: “TODO” was meant to be replaced." in report()[0]


def test_drafts_and_withdrawn_texts_are_left_out():
    factories.article("Draft")
    factories.article("Gone", live=True).withdraw(by=None)
    assert "0 live texts" in report()[0]


def test_the_starter_content_passes_with_its_reason(starter):
    said, failed = report()
    assert not failed
    assert said.count("No clinician has reviewed this text.") == 35
    assert "sample content, not clinically reviewed" in said
    Clinic.objects.update(needling="no")
    assert report()[1]


def test_each_text_costs_the_same_however_many_there_are():
    def queries():
        with CaptureQueriesContext(
            connection,
        ) as asked:
            report()
        return len(asked)

    for number in range(3):
        factories.article(f"Text {number}", live=True)
    queries()  # what is remembered of each text is remembered now
    few = queries()
    for number in range(3):
        factories.article(f"More {number}", live=True)
    queries()
    assert queries() - few <= 3 * 6
    assert Document.objects.live().count() == 6


def test_days_are_said_by_the_clock_of_the_clinic_and_in_its_order():
    factories.clinic(date_order="day", time_zone="America/New_York")
    factories.article(review_months=12, live=True)
    at = datetime.datetime(2024, 3, 5, 3, 0, tzinfo=datetime.UTC)
    Review.objects.update(reviewed_at=at)
    assert "The next review was due on 4 March 2025." in report(warnings=True)[0]
