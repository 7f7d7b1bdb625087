"""Small corrections: what is live at once with its review, and what a clinician reads again."""

import datetime
import re

import pytest
from django.utils import timezone

from content.findings import findings
from content.models import Article, AuditEntry, Correction, Edition, NotAllowed, Review, SmallCorrection
from content.search import real_words
from tests.support import factories
from tests.support.admin_forms import NEXT_YEAR, address, filled, press, read
from tests.support.html import words

pytestmark = pytest.mark.django_db

BODY = (
    "<h2>What helps</h2><p>You will recieve a plan from the clerk. Call (555) 555-0100 with questions.</p>"
    '<p>Or dial <a href="tel:+15555550100">(555) 555-0100</a>, or read '
    '<a href="https://example.org/plam">our <strong>brochur</strong></a>.</p>'
)


@pytest.fixture
def clinic():
    return factories.clinic(phone="(555) 555-0199")


@pytest.fixture
def article(clinic):
    return factories.article(body=BODY, live=True)


def correct(client, document, wrong, right, **more):
    page = address(document, "correct")
    typed = {"wrong": wrong, "right": right, "reason": "typing error"} | more
    return client.post(page, filled(client.get(page), **typed), follow=True)


def live_body(document):
    return Article.objects.get(pk=document.pk).edition.revision.text.body


def test_a_typing_error_is_live_at_once_and_the_review_stays(editor, article):
    reviewed = article.edition.review
    page = words(correct(editor, article, "recieve", "receive"))
    assert "Corrected: patients read it now. “You will receive a plan from the clerk.”" in page
    assert "You will receive a plan from the clerk." in read(article)[1]
    edition = article.edition
    assert (edition.review.first, edition.review.reviewed_at) == (reviewed, reviewed.reviewed_at)
    assert not Article.objects.get(pk=article.pk).has_changes
    entry = AuditEntry.objects.get(action="correct")
    assert entry.detail == "version 2: “recieve” is now “receive” (typing error)"
    assert "“recieve” is now “receive” (typing error)" in words(editor.get(address(article, "history")))


def test_a_phone_number_is_corrected_in_every_place_and_its_link_dials_the_new_one(editor, article):
    asked = words(correct(editor, article, "(555) 555-0100", "(555) 555-0199"))
    assert "In all places (2)" in asked
    assert "0199" not in live_body(article)
    correct(editor, article, "(555) 555-0100", "(555) 555-0199", place="everywhere")
    body = live_body(article)
    assert body.count("(555) 555-0199") == 2
    assert '<a href="tel:+15555550199">' in body
    assert "0100" not in body


def test_the_page_shows_the_sentence_before_and_after_and_changes_nothing(editor, article):
    page = words(editor.get(address(article, "correct"), {"wrong": "recieve", "right": "receive"}))
    assert re.findall("<dd>(.*?)</dd>", page)[:2] == [
        "You will recieve a plan from the clerk. ",
        "You will receive a plan from the clerk. ",
    ]
    assert not Correction.objects.exists()


def test_what_is_unpublished_gets_the_right_words_too_and_stays_unpublished(editor, article):
    press(editor, article, summary="Not published yet.")
    factories.approve(Article.objects.get(pk=article.pk))
    correct(editor, article, "recieve", "receive")
    stored = Article.objects.get(pk=article.pk)
    assert "receive a plan" in stored.body
    assert (stored.summary, stored.has_changes) == ("Not published yet.", True)
    assert "Not published yet." not in read(article)[1]
    assert stored.latest_revision.reviews.get().approves


def test_a_request_for_review_and_a_planned_update_outlast_a_correction(editor, article):
    press(editor, article, summary="From next year on.")
    planned = Article.objects.get(pk=article.pk)
    at = timezone.make_aware(datetime.datetime(NEXT_YEAR, 1, 10, 9))
    factories.publish(planned, at=at)
    request = planned.review_requests.create()
    correct(editor, article, "recieve", "receive")
    stored = Article.objects.get(pk=article.pk)
    assert stored.planned_edition.live_from == at
    assert "receive a plan" in stored.planned_edition.revision.text.body
    assert stored.planned_edition.review
    assert stored.edition.live_until == at
    assert not stored.has_changes
    request.refresh_from_db()
    assert request.closed_at is None


@pytest.mark.parametrize(
    ("body", "wrong", "right"),
    [
        ("You can run.", "can", "cannot"),
        ("You cannot run.", "cannot", "can not"),
        ("It is likely.", "likely", "unlikely"),
        ("It is usual.", "usual", "unusual"),
        ("Use the lefft side.", "lefft", "left"),
        ("Do it 3 times.", "3", "8"),
        ("Do it 3 tmes.", "tmes", "times"),
        ("Do it two times.", "two", "too"),
        ("Take 5 mgg.", "mgg", "mg"),
        ("Try ibuprofenn.", "ibuprofenn", "ibuprofen"),
        ("Ask us about it.", "Ask us", "Call 911"),
        ("Keep the cast dry.", "cast", "cart"),  # two words, whatever they are
        ("Bring your letter.", "letter", "lettеr"),  # a Cyrillic е
        ("Bring your letter.", "letter", "let\u0301ter"),
        ("Read <a href='https://example.org/a'>this</a>.", "https://example.org/a", "javascript:alert(1)"),
        ("Read <a href='https://example.org/a'>this</a>.", "https://example.org/a", "tel:911"),
        ("Read this.", "this", "<b>this</b>"),
        ("Read this letter.", "Read this letter.", "Please read the whole new letter."),
        ("No exercise helps.", "No", "No,"),
        ("Dial (555) 555-0100.", "(555) 555-0100", "911"),
        ("Dial (555) 555-0100.", "(555) 555-0100", "ann@example.org"),
        ("You <strong>can</strong>not run.", "cannot", "can"),
        ("Nothing of it.", "elsewhere", "elsewere"),
        ("This plan is ours.", "plan", "plan\u200b"),
        ("This plann is ours.", "plann is ours", "ours is plan"),
        ("See us latr.", "latr", "lɑter"),  # not an a
        ("See us Iatr.", "Iatr", "Iater"),  # a capital i, read as later
        ("There are few classes.", "are few", "are a few"),
        ("Our shoes are new.", "shoes", "shoess"),
    ],
)
def test_what_care_depends_on_is_never_a_small_correction(editor, clinic, body, wrong, right):
    article = factories.article(body=f"<p>{body}</p>", live=True)
    before = live_body(article)
    page = words(correct(editor, article, wrong, right))
    assert "errorlist" in page
    assert live_body(article) == before
    assert Edition.objects.count() == 1


@pytest.mark.parametrize(
    ("body", "wrong", "right"),
    [
        ("Teh plan is ours.", "Teh", "The"),
        ("This is the the plan.", "the the", "the"),
        ("Bring you're card.", "you're", "your"),
        ("Our freinds at 120 Main Street, Springfield.", "120 Main Street", "121 Main Street"),
        ("Write to office@example.org.", "office@example.org", "info@example.org"),
        ("A list of insurence plans.", "insurence", "insurance"),
        (
            "Read <a href='https://example.org/plam'>this</a>.",
            "https://example.org/plam",
            "https://example.org/plan",
        ),
    ],
)
def test_spelling_and_ways_to_reach_somebody_are_small(editor, clinic, body, wrong, right):
    article = factories.article(body=f"<p>{body}</p>", live=True)
    correct(editor, article, wrong, right)
    assert right in live_body(article)


def test_questions_titles_and_pages_are_corrected_too(editor, clinic):
    section = factories.faq("Teh visit", questions=("Do I need insurence?",), live=True)
    correct(editor, section, "Teh", "The")
    correct(editor, section, "insurence", "insurance")
    page = read(section)[1]
    assert "The visit" in page
    assert "Do I need insurance?" in page
    about = factories.page(body="<p>We are freindly.</p>", live=True)
    correct(editor, about, "freindly", "friendly")
    assert "We are friendly." in read(about)[1]
    assert about.edition.revision.reviews.count() <= 1


def test_an_emergency_card_is_no_matter_of_a_small_correction(editor, clinic):
    article = factories.article()
    article.care_cards.create(kind="emergency", items=["you will recieve nothing"])
    article.record(by=None)
    factories.publish(article)
    assert "emergency card" in words(correct(editor, article, "recieve", "receive"))


def test_small_steps_do_not_add_up_to_another_word(article):
    user = factories.user("Editor")
    for wrong, right in (("clerk", "clerc"), ("clerc", "cleric")):
        step = SmallCorrection(article, wrong, right, lambda word: False)
        keys = {place.key for place in step.places()[:1]}
        if right == "cleric":
            with pytest.raises(NotAllowed, match="Together"):
                step.publish(keys, by=user, reason="a step", check=findings)
        else:
            step.publish(keys, by=user, reason="a step", check=findings)
    assert article.edition.revision.number == 2


def test_a_sixth_correction_waits_for_a_review(clinic):
    body = "".join(f"<p>Teh plan {letter}.</p>" for letter in "vwxyzu")
    article, user = factories.article(body=body, live=True), factories.user("Editor")
    for number in range(6):
        step = SmallCorrection(article, "Teh", "The", real_words.is_real)
        if number == 5:
            with pytest.raises(NotAllowed, match="5 small corrections"):
                step.places()
        else:
            step.publish({step.places()[0].key}, by=user, reason="a step", check=findings)
    Review.give(article.edition.revision, by=factories.reviewer(), verdict="approved")
    assert len(SmallCorrection(article, "Teh", "The", real_words.is_real).places()) == 1


def test_a_check_that_blocks_still_blocks(editor, article):
    page = words(correct(editor, article, "(555) 555-0100", "(555) 555-0123", place="everywhere"))
    assert "a check stands in the way" in page
    assert "A phone number that is not the clinic" in page
    assert "0123" not in live_body(article)


def test_a_correction_made_from_an_old_page_is_refused(editor, article):
    data = filled(editor.get(address(article, "correct")), wrong="recieve", right="receive", reason="slip")
    correct(editor, article, "brochur", "brochure")
    page = words(editor.post(address(article, "correct"), data))
    assert "went live anew" in page
    assert 'value="recieve"' in page
