"""Comments on a text in review: beside what they are about, answered, done, and only by who may."""

import re
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import Permission
from django.core import mail
from django.db import IntegrityError, transaction

from content.models import ReviewComment
from content.text.places import find, places
from content.text.structure import outer_elements
from tests.support import factories
from tests.support.admin_forms import address, press
from tests.support.html import Page, words

pytestmark = pytest.mark.django_db

BODY = "<h2>What helps</h2><p>Hold it for 30 seconds.</p><ul><li>Walk a little.</li></ul><p>Call us.</p>"


@pytest.fixture
def desk(sign_in):
    """An Author with an article, and a Reviewer."""
    factories.clinic()
    author = sign_in("Author", first_name="Ann", email="ann@clinic.example")
    reviewer = sign_in("Reviewer")
    factories.person("Riley Reader", credentials="PT", user=reviewer.user)
    article = factories.article("Sore knees", owner=author.user, body=BODY)
    return SimpleNamespace(author=author, reviewer=reviewer, article=article)


def place_of(article, passage):
    text = article.latest_revision.text
    return next(place for place in places(text) if passage in place.words)


def comment(
    client, article, passage="30 seconds", text="With a hand on the wall.", quote="30 seconds", **more
):
    key = place_of(article, passage).key
    typed = {"_comment": key, f"comment:{key}": text, f"quote:{key}": quote}
    return client.post(address(article, more.pop("page", "read")), typed | more)


def beside(client, article, passage):
    """What stands beside the part of the text with these words."""
    page = words(client.get(address(article, "read")))
    key = place_of(article, passage).key
    return re.search(rf'<div class="spot" id="at-{key}">(.*?)<form', page, re.DOTALL)[1]


def above(client, article):
    return words(client.get(address(article, "read"))).partition("<h1>")[0]


def test_author_and_reviewer_talk_beside_a_paragraph_until_it_is_done(desk):
    sent = comment(desk.reviewer, desk.article, page="review")
    assert sent.headers["Location"].startswith(address(desk.article, "review") + "#comment-")
    first = ReviewComment.objects.get()
    assert "With a hand on the wall." in beside(desk.author, desk.article, "30 seconds")
    assert "Read 1 open comment" in words(desk.author.get(address(desk.article)))

    typed = {"_answer": first.pk, f"answer:{first.pk}": "Good: I add it."}
    desk.author.post(address(desk.article, "read"), typed)
    assert "Good: I add it." in beside(desk.reviewer, desk.article, "30 seconds").partition("Answer")[0]

    desk.author.post(address(desk.article, "read"), {"_done": first.pk})
    assert "Done on" in beside(desk.reviewer, desk.article, "30 seconds")
    assert "open comment" not in words(desk.author.get(address(desk.article)))
    desk.reviewer.post(address(desk.article, "read"), {"_reopen": first.pk})
    assert "Read 1 open comment" in words(desk.author.get(address(desk.article)))


def test_one_message_tells_of_all_comments_of_an_answer_and_one_of_the_answers_to_them(desk):
    for text in ("Better: 20 seconds.", "Which wall?"):
        comment(desk.reviewer, desk.article, text=text)
    assert not mail.outbox
    desk.reviewer.post(address(desk.article, "review"), {"verdict": "changes", "note": ""})
    [message] = mail.outbox
    assert "“30 seconds”\nBetter: 20 seconds." in message.body
    assert "Which wall?" in message.body
    first = ReviewComment.objects.first()
    desk.author.post(address(desk.article, "read"), {"_answer": first.pk, f"answer:{first.pk}": "Yes."})
    desk.reviewer.user.email = "riley@clinic.example"
    desk.reviewer.user.save()
    desk.author.post(address(desk.article, "ask"), {"of": desk.reviewer.user.person.pk, "note": ""})
    assert "Ann answers: Yes." in mail.outbox[1].body
    assert len(mail.outbox) == 2


@pytest.mark.parametrize(
    ("body", "passage"),
    [
        (BODY.replace("30", "20"), "Hold it for 20 seconds."),
        (f"<p>Something new.</p>{BODY}", "Hold it for 30 seconds."),
        (BODY.replace("<p>Hold it for 30", "<p>Stand up. Push the wall away for 30"), "Push the wall"),
    ],
)
def test_a_comment_stays_at_its_place_when_the_text_changes(desk, body, passage):
    comment(desk.reviewer, desk.article, quote="for 30 seconds")
    press(desk.author, desk.article, body=body)
    assert "With a hand on the wall." in beside(desk.reviewer, desk.article, passage)


def test_a_comment_on_what_is_gone_stands_above_the_text_with_its_quote(desk):
    comment(desk.reviewer, desk.article)
    press(desk.author, desk.article, body="<p>Only this is left.</p>")
    top = above(desk.reviewer, desk.article)
    assert "<blockquote>30 seconds</blockquote>" in top
    assert "With a hand on the wall." in top


def test_each_part_of_a_text_has_its_place_and_no_other_has_its_mark(desk):
    faq = factories.faq(questions=("What do I wear?", "Where do I park?"))
    faq.care_cards.create(kind="call", items=["it swells"])
    faq.record(by=None)
    page = factories.page(body="<h2>Us</h2>" + "<p>We are a clinic.</p>" * 2 + "<h3>The end</h3>")
    for text, number in ((desk.article, 5), (faq, 4), (page, 4)):
        shown = Page(words(desk.reviewer.get(address(text, "read"))))
        marks = [tag["id"] for tag in shown.all("div") if tag.get("id", "").startswith("at-")]
        assert marks == [f"at-{place.key}" for place in sorted_as_shown(text, marks)]
        assert len(marks) == len({*marks}) == number
        assert not shown.misplaced
        assert len(shown.all("h1")) == 1


def sorted_as_shown(text, marks):
    return sorted(places(text.latest_revision.text), key=lambda place: marks.index(f"at-{place.key}"))


def test_what_is_said_is_plain_text(desk):
    comment(desk.reviewer, desk.article, text="<b>Bold</b> <script>alert(1)</script>", quote="<i>it</i>")
    shown = beside(desk.author, desk.article, "30 seconds")
    assert "&lt;b&gt;Bold&lt;/b&gt; &lt;script&gt;" in shown
    assert "&lt;i&gt;it&lt;/i&gt;" in shown


def test_an_empty_comment_is_refused_and_what_was_typed_stays(desk):
    page = comment(desk.reviewer, desk.article, text=" ", quote="my own words")
    assert "Write your comment first." in words(page)
    assert "my own words" in words(page)
    assert not ReviewComment.objects.exists()


def test_a_comment_on_a_text_that_changed_meanwhile_is_kept_with_the_version_it_was_written_on(desk):
    seen = desk.article.latest_revision
    key = place_of(desk.article, "30 seconds").key
    press(desk.author, desk.article, body="<p>Only this is left.</p>")
    typed = {"_comment": key, f"comment:{key}": "Well said.", "version": seen.number}
    desk.reviewer.post(address(desk.article, "review"), typed)
    kept = ReviewComment.objects.get()
    assert (kept.revision, kept.passage) == (seen, "What helps\nHold it for 30 seconds.")


def test_who_only_reads_sees_what_is_said_and_says_nothing(desk, sign_in):
    comment(desk.reviewer, desk.article)
    reader = sign_in()
    reader.user.user_permissions.add(Permission.objects.get(codename="view_article"))
    page = words(reader.get(address(desk.article), follow=True))
    assert "With a hand on the wall." in page
    assert "<form" not in page
    first = ReviewComment.objects.get()
    for typed in ({"_done": first.pk}, {"_answer": first.pk, f"answer:{first.pk}": "No."}):
        assert reader.post(address(desk.article, "read"), typed).status_code == 403
    assert comment(reader, desk.article).status_code == 403
    first.refresh_from_db()
    assert (ReviewComment.objects.count(), first.done_at) == (1, None)


def test_of_another_text_of_no_version_and_in_the_trash_nothing_is_said(desk):
    comment(desk.reviewer, desk.article)
    first = ReviewComment.objects.get()
    other = factories.article("Sore feet", body=BODY)
    for typed in (
        {"_done": first.pk},
        {"_reopen": first.pk},
        {"_answer": first.pk, f"answer:{first.pk}": "No."},
        {"_done": "x"},
    ):
        assert desk.author.post(address(other, "read"), typed).status_code == 404
    assert comment(desk.author, other, version="7").status_code == 404
    desk.article.trash(by=None)
    assert comment(desk.author, desk.article).status_code == 404
    assert ReviewComment.objects.count() == 1


def test_a_reviewer_reads_a_text_as_patients_do_not_its_raw_values(desk):
    faq, page = factories.faq(), factories.page()
    for text, said in (
        (desk.article, "<h3>"),
        (faq, "Loose clothes.</p>"),
        (page, "<p>We are a clinic.</p>"),
    ):
        shown = words(desk.reviewer.get(address(text), follow=True))
        assert said in shown or "What helps</h2>" in shown
        assert "&lt;" not in shown
        assert address(text, "history") in shown
        assert "Patients do not see this yet" in shown


def test_answers_hold_no_place_and_no_comment_is_empty(desk):
    revision = desk.article.latest_revision
    first = ReviewComment.write(revision, by=None, text="First.")
    for wrong in ({"text": ""}, {"text": "x", "answer_to": first, "slot": "body"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            ReviewComment.objects.create(revision=revision, name="Ann", **wrong)


def test_html_is_cut_between_its_outermost_elements():
    html = '<p>One<br>line</p> <div a="<p>"><p>Two</p></div><img alt="">\n<ul><li>Three</li></ul>rest'
    assert [piece.strip() for piece in outer_elements(html)] == [
        "<p>One<br>line</p>",
        '<div a="<p>"><p>Two</p></div>',
        '<img alt="">',
        "<ul><li>Three</li></ul>",
        "rest",
    ]


def test_a_short_quote_is_not_found_by_chance(desk):
    found = places(desk.article.latest_revision.text)
    assert find(found, slot="body", passage="Take 30 pills, not more, and ask somebody.", quote="30") is None
