"""The history of a text: its time line, comparing two versions, and bringing one back."""

import datetime
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from content.findings import findings
from content.models import Article, AuditEntry, Document, Review, ReviewRequest, SignOff
from tests.support import factories
from tests.support.admin_forms import address, filled, press
from tests.support.html import words

pytestmark = pytest.mark.django_db

ENTRY = re.compile(r'<li class="(?:revision|edition|review|entry)[^>]*>')
NUMBERED = [("restore", "version"), ("preview", "version"), ("compare", "from"), ("compare", "to")]


def save(text, *, by=None, **changed):
    """Save the text as the desk does."""
    text = type(text).objects.get(pk=text.pk)
    for name, value in changed.items():
        setattr(text, name, value)
    text.save()
    return text.record(by=by)


def saved(times):
    """An article with so many versions, one more sentence in each."""
    article = factories.article(body="<p>Sentence 1.</p>")
    for number in range(2, times + 1):
        save(article, body="".join(f"<p>Sentence {n}.</p>" for n in range(1, number + 1)))
    return Article.objects.get(pk=article.pk)


def plain(page):
    """The words of a page, as read out loud."""
    return " ".join(re.sub(r"<[^>]+>", " ", words(page)).split())


def entry(page, heading):
    """The words of the entry on the time line that begins with this heading."""
    found = [told.split("</ol>")[0] for told in ENTRY.split(words(page))[1:]]
    lines = (" ".join(re.sub(r"<[^>]+>", " ", told).split()) for told in found)
    return next(line for line in lines if line.startswith(heading))


# The time line


@pytest.mark.parametrize("way", ["replaced", "withdrawn"])
def test_the_time_line_says_which_planned_edition_gave_way_and_to_whom(editor, way):
    article = factories.article()
    at = datetime.datetime(2099, 1, 10, 14, tzinfo=datetime.UTC)
    article.publish(check=findings, by=editor.user, override="A patient waits.", at=at)
    if way == "replaced":
        article.publish(check=findings, by=editor.user, override="It is urgent now.")
    else:
        article.withdraw(by=editor.user)
    said = entry(editor.get(address(article, "history")), "Edna Ray cancelled the plan")
    assert "version 1, planned for January 10, 2099" in said
    assert "in spite of a check (A patient waits.); patients never saw it." in said


def test_the_time_line_says_who_saved_what_newest_first(editor):
    article = factories.article(title="Sore knees")
    save(article, by=editor.user, title="Sore hips", body="<h2>First part</h2><p>Move a lot.</p>")
    page = editor.get(address(article, "history"))
    assert "saved by Edna Ray Title changed; 1 word changed in the text." in entry(page, "Version 2")
    assert "First version." in entry(page, "Version 1")
    assert plain(page).index("Version 2") < plain(page).index("Version 1 ")


def test_the_version_that_patients_see_is_marked(editor):
    article = factories.article(live=True)
    save(article, summary="New.")
    page = editor.get(address(article, "history"))
    assert "patients see this now" in entry(page, "Version 1 patients")
    assert words(page).count("patients see this now") == 1
    assert "Patients see version 1" in plain(page)


def test_an_edition_tells_why_it_went_live_in_spite_of_a_check_and_who_withdrew_it(editor):
    article = factories.article()
    article.publish(check=findings, by=editor.user, override="The reviewer is on leave")
    article.withdraw(by=editor.user)
    told = entry(editor.get(address(article, "history")), "Version 1 published")
    assert "by Edna Ray" in told
    assert "Taken off the site by Edna Ray" in told
    assert "No clinician has reviewed this text." in told
    assert "“The reviewer is on leave”" in told


def test_reviews_requests_and_links_stand_on_the_time_line(editor):
    reviewer = factories.user("Reviewer")
    factories.person("Ann Expert", user=reviewer, credentials="DPT")
    article = factories.article()
    ReviewRequest.ask(article, by=editor.user)
    Review.give(article.latest_revision, by=reviewer, verdict="approved", note="Good <b>words</b>.")
    save(article, summary="Typo mended.")
    Review.carry_over(article.latest_revision, by=editor.user)
    SignOff.create_link(article.latest_revision, recipient="Dr. Outside", by=editor.user)
    page = editor.get(address(article, "history"))
    assert "by Ann Expert, DPT Good &lt;b&gt;words&lt;/b&gt;." in entry(page, "Approved: version 1")
    carried = entry(page, "Approved: version 2")
    assert "carried over by Edna Ray" in carried
    assert "Reviewed by Ann Expert, DPT" in carried
    assert entry(page, "Edna Ray asked for a review")
    assert entry(page, "Edna Ray made a sign-off link: for Dr. Outside")


def test_a_long_history_comes_in_pages(editor):
    article = saved(40)
    first = editor.get(address(article, "history"))
    assert "Version 40" in plain(first)
    assert "Version 5 " not in plain(first).split("What happened")[1]
    second = editor.get(address(article, "history"), {"page": 2})
    assert "Version 5 " in plain(second).split("What happened")[1]
    assert "3 words" not in entry(second, "Version 1 ")
    assert "2 words added to the text" in entry(second, "Version 10 ")
    assert editor.get(address(article, "history"), {"page": "9" * 6000}).status_code == 200


def queries(client, text, name):
    with CaptureQueriesContext(connection) as made:
        assert client.get(address(text, name)).status_code == 200
    return len(made)


def busy(times):
    """An article that so many people saved, published, asked about and commented on."""
    article = factories.article()
    for number in range(times):
        user = factories.user("Reviewer", first_name=f"Nr. {number}")
        person = factories.person(user=user)
        save(article, by=user, summary=f"Nr. {number}", author=person, hero=factories.picture())
        article = Article.objects.get(pk=article.pk)
        article.publish(check=findings, by=user, override=factories.REASON)
        ReviewRequest.ask(article, by=user)
        Review.give(article.latest_revision, by=user, verdict="comment")
    return article


@pytest.mark.parametrize("name", ["history", "compare"])
@pytest.mark.parametrize(("history", "few", "many"), [(saved, 3, 30), (busy, 2, 7)], ids=["saved", "busy"])
def test_a_longer_history_asks_the_database_no_more(editor, name, history, few, many):
    short, long = history(few), history(many)
    queries(editor, short, name)
    assert queries(editor, long, name) == queries(editor, short, name)


# An earlier version


def test_the_preview_shows_the_version_asked_for(editor):
    article = factories.article(body="<p>Old words.</p>")
    save(article, body="<p>New words.</p>")
    assert "New words." in words(editor.get(address(article, "preview")))
    old = editor.get(address(article, "preview"), {"version": 1})
    assert "Old words." in words(old)
    assert "Preview of version 1." in words(old)


def test_comparing_shows_what_came_and_what_went(editor):
    article = factories.article(body="<p>Walk for ten minutes every day.</p>")
    save(article, body="<p>Walk for five minutes every day.</p>", title="Knees & hips")
    page = editor.get(address(article, "compare"), {"from": 1, "to": 2})
    assert "Walk for removed: ten (end) added: five (end) minutes every day." in plain(page)
    assert "1 word changed in the text" in plain(page).replace("Words", "words")
    assert "The same in both: Summary," in plain(page)
    back = editor.get(address(article, "compare"), {"from": 2, "to": 1})
    assert "Walk for removed: five (end) added: ten (end) minutes every day." in plain(back)


def test_comparing_starts_with_what_patients_see(editor):
    article = factories.article(summary="One.", live=True)
    save(article, summary="Two.")
    save(article, summary="Three.")
    form = editor.get(address(article))
    assert f'<a href="{address(article, "compare")}">What changed?</a>' in words(form)
    page = plain(editor.get(address(article, "compare")))
    assert "From version 1 to version 3" in page
    assert "Patients see version 1 now." in page


def test_without_a_live_edition_comparing_starts_with_the_one_before(editor):
    article = saved(3)
    assert "From version 2 to version 3" in plain(editor.get(address(article, "compare")))
    assert "no version before this one" in plain(editor.get(address(factories.article(), "compare")))


def test_text_in_a_comparison_is_never_markup(editor):
    article = factories.article(title="<script>alert(1)</script> knees")
    save(article, title="<script>alert(2)</script> knees", body="<p>&lt;i&gt;x</p>")
    for name in ("compare", "history"):
        page = words(editor.get(address(article, name)))
        assert "<script>alert" not in page
        assert "<i>x" not in page


# Bringing it back


def bring_back(client, text, version, part="everything", **typed):
    """Open the page that asks and press its button."""
    place = address(text, "restore")
    page = client.get(place, {"version": version})
    seen = re.search(r'name="seen" value="(\d+)"', words(page))
    data = {"version": version, "part": part, "seen": seen[1] if seen else ""} | typed
    return client.post(place, data, follow=True)


def full_article():
    article = factories.article(title="First", body="<p>First body.</p>", key_points=["one"], live=True)
    article.questions.create(question="Does it hurt?", answer="<p>A little.</p>", order=1)
    article.questions.create(question="May I walk?", answer="<p>Yes.</p>", order=2)
    article.care_cards.create(kind="emergency", items=["you cannot breathe"])
    article.advice.create(kind="do", text="walk", order=1)
    article.sources.create(title="A book", year=2020, order=1)
    save(article)
    for slot in ("questions", "care_cards", "advice", "sources"):
        getattr(article, slot).all().delete()
    save(article, title="Third", body="<p>Third body.</p>", key_points=[])
    return article


def test_restoring_everything_makes_a_new_version_and_publishes_nothing(editor):
    article = full_article()
    page = bring_back(editor, article, 2)
    assert "Everything of version 2 is back, saved as version 4." in plain(page)
    assert "Patients still see version 1 until somebody publishes." in plain(page)
    newest = article.latest_revision
    assert (newest.number, newest.created_by) == (4, editor.user)
    assert newest.fingerprint == article.revisions.get(number=2).fingerprint
    assert article.edition.revision.number == 1
    assert article.editions.count() == 1
    assert filled(page)["title"] == "First"
    assert AuditEntry.objects.get(action="restore").detail == "version 2"
    assert entry(editor.get(address(article, "history")), "Edna Ray restored: version 2.")


def test_restoring_one_part_leaves_the_others(editor):
    article = full_article()
    page = bring_back(editor, article, 2, "questions")
    assert "Questions of version 2 is back" in plain(page)
    newest = article.latest_revision.content
    assert newest["title"] == "Third"
    assert newest["sources"] == []
    assert [row["anchor"] for row in newest["questions"]] == ["q-does-it-hurt", "q-may-i-walk"]
    assert AuditEntry.objects.get(action="restore").detail == "version 2: questions"


def test_every_part_can_be_restored_by_itself(editor):
    picture, person = factories.picture(), factories.person()
    article = full_article()
    save(article, hero=picture, hero_alt="Here", author=person, summary="Other", title="Fourth")
    save(article, hero=None, hero_alt="", author=None, summary="Last")
    for version, part in [
        (4, "title"),
        (4, "summary"),
        (4, "hero"),
        (4, "author"),
        (2, "body"),
        (2, "key_points"),
        (2, "care_cards"),
        (2, "advice"),
        (2, "sources"),
    ]:
        wanted = article.revisions.get(number=version).content
        before = article.latest_revision.content
        bring_back(editor, article, version, part)
        now = article.latest_revision.content
        changed = {slot for slot in now if slot != "derived" and now[slot] != before[slot]}
        assert now[part] == wanted[part]
        assert changed <= {part}


def test_an_author_may_restore(sign_in):
    factories.clinic()
    article = saved(2)
    bring_back(sign_in("Author"), article, 1)
    assert article.latest_revision.number == 3


def test_nothing_happens_if_nothing_would_change(editor):
    article = saved(2)
    before = Document.objects.get(pk=article.pk).version
    assert "Nothing to restore" in plain(editor.get(address(article, "restore"), {"version": 2}))
    page = bring_back(editor, article, 1, "title", seen=before)
    assert "Nothing to restore: this is how the text stands already." in plain(page)
    assert article.latest_revision.number == 2
    assert Document.objects.get(pk=article.pk).version == before
    assert not AuditEntry.objects.filter(action="restore").exists()


def test_a_form_that_is_open_elsewhere_is_put_together_with_what_came_back(editor, sign_in):
    article = saved(2)
    other = sign_in("Author")
    open_form = filled(other.get(address(article)), title="Mine", _save="1")
    bring_back(editor, article, 1)
    page = other.post(address(article), open_form, follow=True)
    assert "Put together with what Edna Ray saved" in plain(page)
    stored = Document.objects.get(pk=article.pk)
    assert (stored.title, stored.body) == ("Mine", "<p>Sentence 1.</p>")


def test_restoring_waits_if_the_text_was_saved_meanwhile(editor):
    article = saved(2)
    seen = article.version
    save(article, title="Saved meanwhile")
    page = bring_back(editor, article, 1, seen=seen)
    assert "this text was saved after you opened this page" in plain(page)
    assert "Saved meanwhile" in plain(page)
    assert article.latest_revision.number == 3
    bring_back(editor, article, 1)
    assert article.latest_revision.number == 4


@pytest.mark.parametrize("part", ["", "slug", "derived", "kind", "title\x00", "everything "])
def test_only_a_part_of_the_text_can_be_restored(editor, part):
    article = saved(2)
    page = bring_back(editor, article, 1, part)
    assert "choose what to bring back" in plain(page)
    assert article.latest_revision.number == 2


def test_a_picture_that_is_gone_stays_gone_and_the_page_says_so(editor):
    lost, kept = factories.picture(), factories.picture()
    figure = '<figure><img data-file="{}" alt="Knee"><figcaption>{}</figcaption></figure>'
    body = f"<p>Move.</p>{figure.format(lost.pk, 'Lost')}{figure.format(kept.pk, 'Kept')}"
    article = factories.article(hero=lost, body=body)
    article.questions.create(question="Which?", answer=figure.format(lost.pk, "Lost") + "<p>This.</p>")
    article.record(by=None)
    save(article, hero=None, body="<p>Move.</p>", title="Without")
    article.questions.all().delete()
    article.record(by=None)
    lost.delete()
    page = editor.get(address(article, "restore"), {"version": 2})
    assert "no longer in the library" in plain(page)
    assert "left out" in plain(bring_back(editor, article, 2))
    restored = article.latest_revision.content
    assert restored["hero"] is None
    assert "Lost" not in restored["body"]
    assert "Kept" in restored["body"]
    assert restored["questions"][0]["answer"] == "<p>This.</p>"
    assert restored["title"] == "Sore knees"
    assert press(editor, article).status_code == 302


# Who may, and what may be asked

PAGES = ["history", "compare", "restore", "preview"]


@pytest.mark.parametrize("name", PAGES)
def test_without_permission_no_history(sign_in, name):
    factories.clinic()
    article = saved(2)
    stranger = sign_in()
    assert stranger.get(address(article, name), {"version": 1}).status_code == 403
    article.pk += 1
    assert stranger.get(address(article, name), {"version": 1}).status_code == 403


def test_who_may_only_read_sees_the_history_and_restores_nothing(sign_in):
    factories.clinic()
    article = saved(2)
    reviewer = sign_in("Reviewer")
    shown = words(reviewer.get(address(article, "history")))
    assert address(article, "restore") not in shown
    assert address(article, "restore") not in words(reviewer.get(address(article, "compare")))
    assert address(article, "restore") in words(sign_in("Author").get(address(article, "history")))
    place, data = address(article, "restore"), {"version": 1, "part": "everything", "seen": article.version}
    assert reviewer.get(place, {"version": 1}).status_code == 403
    assert reviewer.post(place, data).status_code == 403
    assert article.latest_revision.number == 2


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("kind", ["page", "faqsection"])
def test_an_article_has_no_history_under_the_address_of_another_kind(editor, name, kind):
    article = saved(2)
    place = reverse(f"admin:content_{kind}_{name}", args=[article.pk])
    assert editor.get(place, {"version": 1}).status_code == 404


def test_a_version_of_another_text_is_not_found(editor):
    article, other = saved(1), saved(5)
    for name, asked in [
        ("restore", "version"),
        ("preview", "version"),
        ("compare", "from"),
        ("compare", "to"),
    ]:
        assert editor.get(address(article, name), {asked: 5}).status_code == 404
    data = {"version": 5, "part": "everything", "seen": article.version}
    assert editor.post(address(article, "restore"), data).status_code == 404
    assert other.latest_revision.number == 5


@pytest.mark.parametrize("number", ["0", "-1", "x", "1.0", "9" * 9, "9" * 30, "9" * 5000, "\x00", "１", "1 "])
def test_a_bad_number_is_not_found(editor, number):
    article = saved(2)
    for name, asked in [
        ("restore", "version"),
        ("preview", "version"),
        ("compare", "from"),
        ("compare", "to"),
    ]:
        assert editor.get(address(article, name), {asked: number}).status_code == 404
    assert editor.post(address(article, "restore"), {"version": number}).status_code == 404


@pytest.mark.parametrize("pk", ["0", "x", "9" * 18, "9" * 30, "9" * 5000, "1_2F", "%00"])
def test_the_history_of_a_text_that_is_not_there(editor, pk):
    assert editor.get(f"/admin/content/article/{pk}/history/").status_code == 404


def test_a_text_in_the_trash_is_not_restored_to(editor):
    article = saved(2)
    Document.objects.filter(pk=article.pk).update(trashed_at=article.created_at)
    data = {"version": 1, "part": "everything", "seen": article.version}
    editor.post(address(article, "restore"), data)
    assert article.latest_revision.number == 2


def test_the_desk_saves_and_then_brings_back(editor):
    section = factories.faq(questions=["What do I wear?", "Where do I park?"])
    press(editor, section, title="Your first visit")
    bring_back(editor, section, 1, "title")
    assert section.latest_revision.content["title"] == "Your visit"
    assert "title" in plain(editor.get(address(section, "compare"))).lower()
