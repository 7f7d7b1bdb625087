"""Withdrawing a text: what patients get at its address, and what the desk says before."""

import datetime
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from content.findings import findings
from content.models import Article, AuditEntry, Redirect
from tests.support import factories
from tests.support.admin_forms import NEXT_YEAR, address, filled, press
from tests.support.html import words

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)


@pytest.fixture
def article():
    return factories.article("Sore knees", slug="knees", live=True)


def withdraw(client, document, **typed):
    """Send the form that asks what patients get, and read the page that comes."""
    return client.post(address(document, "withdraw"), typed, follow=True)


def lead(client, document, to):
    return withdraw(client, document, patients_get="lead", address=to)


def got(client, document_or_place):
    """(status, where to) at an address."""
    place = getattr(document_or_place, "get_absolute_url", lambda: document_or_place)()
    response = client.get(place)
    return response.status_code, response.headers.get("Location")


# What patients get


@pytest.mark.parametrize("typed", [{}, {"patients_get": "gone"}])
def test_without_another_choice_the_page_is_gone(editor, client, article, typed):
    page = withdraw(editor, article, **typed)
    assert "Off the site: patients no longer see this text. You can publish it again." in words(page)
    response = client.get(article.get_absolute_url())
    assert response.status_code == 410
    assert "We took it down, most likely because it was out of date." in words(response)


def test_patients_read_the_clinics_own_sentence(editor, client, article):
    withdraw(editor, article, patients_get="notice", notice="Ask <b>us</b> about knees: we moved it.")
    response = client.get(article.get_absolute_url())
    assert response.status_code == 410
    assert "<p>Ask &lt;b&gt;us&lt;/b&gt; about knees: we moved it.</p>" in words(response)
    assert "most likely because it was out of date" not in words(response)


@pytest.mark.parametrize("where", ["article", "faq", "page", "topic"])
def test_patients_are_led_to_a_page_that_was_chosen(editor, client, article, where):
    other = {
        "article": lambda: factories.article("Other", live=True),
        "faq": lambda: factories.faq("Other", live=True),
        "page": lambda: factories.page("Other", live=True),
        "topic": lambda: factories.topic("Other"),
    }[where]()
    form = words(editor.get(address(article, "withdraw")))
    assert f'<option value="{other.get_absolute_url()}">Other</option>' in form
    page = withdraw(editor, article, patients_get="lead", page=other.get_absolute_url())
    assert f"Its address leads to {other.get_absolute_url()}." in words(page)
    assert got(client, article) == (301, other.get_absolute_url())


@pytest.mark.parametrize("typed", ["/people/", "/people", "{site}/people/", "/"])
def test_patients_are_led_to_an_address_that_was_typed(editor, client, article, settings, typed):
    lead(editor, article, typed.format(site=settings.SITE_URL))
    status, place = got(client, article)
    assert (status, place) == (301, "/" if typed == "/" else "/people/")


def test_a_browser_does_not_remember_for_long_where_it_was_led(editor, client, article):
    lead(editor, article, "/people/")
    assert client.get(article.get_absolute_url()).headers["Cache-Control"] == "max-age=600"


def test_only_what_was_chosen_counts(editor, client, article):
    both = {"notice": "A sentence.", "address": "/people/", "page": "/nonsense/"}
    withdraw(editor, article, patients_get="notice", **(both | {"page": ""}))
    assert got(client, article) == (410, None)
    assert article.editions.get().withdrawn_notice == "A sentence."
    lead(editor, article, "/people/")
    assert article.editions.get().withdrawn_notice == ""
    assert got(client, article) == (301, "/people/")


def test_the_choice_can_be_changed_afterwards(editor, client, article):
    lead(editor, article, "/people/")
    page = words(editor.get(address(article, "withdraw")))
    assert 'value="/people/"' in page
    assert "Save this choice" in page
    withdraw(editor, article, patients_get="notice", notice="Read something else.")
    assert "Read something else.</textarea>" in words(editor.get(address(article, "withdraw")))
    assert got(client, article) == (410, None)
    withdraw(editor, article, patients_get="gone")
    assert "Read something else." not in words(client.get(article.get_absolute_url()))


@pytest.mark.parametrize(
    "typed", [{"patients_get": "lead", "address": "/people/"}, {"patients_get": "notice", "notice": "Moved."}]
)
def test_publishing_it_again_ends_the_choice(editor, client, article, typed):
    withdraw(editor, article, **typed)
    article.publish(check=findings, by=None, override=factories.REASON)
    assert got(client, article) == (200, None)
    assert not Redirect.objects.exists()
    Article.objects.get(pk=article.pk).withdraw(by=None)
    assert got(client, article) == (410, None)
    assert "Moved." not in words(client.get(article.get_absolute_url()))


def test_a_text_published_anew_before_its_last_day_was_not_withdrawn(editor, article):
    typed = {"patients_get": "notice", "notice": "Moved.", "when": "later", "at": f"{NEXT_YEAR}-01-10T09:00"}
    withdraw(editor, article, **typed)
    article.summary = "Another one."
    article.save()
    article.publish(check=findings, by=None, override=factories.REASON)
    assert article.edition.live_until is None
    before = article.editions.get(number=1)
    assert (before.withdrawn_by, before.withdrawn_notice) == (None, "")


def test_a_page_that_was_chosen_is_shown_by_its_title(editor, article):
    other = factories.article("Other", live=True)
    lead(editor, article, other.get_absolute_url())
    page = words(editor.get(address(article, "withdraw")))
    assert f'<option value="{other.get_absolute_url()}" selected>Other</option>' in page


def test_until_a_planned_comeback_the_choice_stands(editor, client, article):
    withdraw(editor, article, patients_get="notice", notice="Back in May.")
    article.publish(check=findings, by=None, at=timezone.now() + DAY, override=factories.REASON)
    assert "Back in May." in words(client.get(article.get_absolute_url()))


def test_an_old_address_leads_there_too_and_back_when_the_text_is_back(editor, client, article):
    old = article.get_absolute_url()
    article.slug = "new"
    article.save()
    lead(editor, article, "/people/")
    assert client.get(old, follow=True).redirect_chain == [
        (article.get_absolute_url(), 301),
        ("/people/", 301),
    ]
    article.publish(check=findings, by=None, override=factories.REASON)
    assert client.get(old, follow=True).status_code == 200


def test_a_withdrawn_text_that_moves_leads_on_from_both_addresses(editor, client, article):
    old = article.get_absolute_url()
    lead(editor, article, "/people/")
    article.slug = "new"
    article.save()
    assert got(client, article) == (301, "/people/")
    assert client.get(old, follow=True).redirect_chain[-1] == ("/people/", 301)


# What is refused


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"patients_get": "notice"}, "Write the sentence that patients shall read."),
        ({"patients_get": "notice", "notice": "   "}, "Write the sentence that patients shall read."),
        ({"patients_get": "notice", "notice": "x" * 251}, "This has 251 characters: write up to 250."),
        ({"patients_get": "notice", "notice": "a\x00b"}, "Null characters are not allowed."),
        ({"patients_get": "lead"}, "Choose one page, or type the address of one."),
        ({"patients_get": "lead", "page": "/articles/other/", "address": "/people/"}, "Choose one page"),
        ({"patients_get": "lead", "page": "/admin/"}, "is not there any more"),
        ({"patients_get": "lead", "page": "/articles/draft/"}, "is not there any more"),
        ({"patients_get": "burn"}, "is not there any more"),
        ({"when": "never"}, "is not there any more"),
        ({"when": "later"}, "Give the day and the time."),
        ({"when": "later", "at": "soon"}, "Choose a day of the calendar and a time"),
        ({"when": "later", "at": "2020-01-01T10:00"}, "This time has passed."),
        ({"when": "later", "at": "9999-01-01T10:00"}, "Check the year."),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_changes(editor, article, typed, said):
    factories.article(slug="other", live=True)
    factories.article(slug="draft")
    page = withdraw(editor, article, **typed)
    assert page.status_code == 200
    assert said in words(page)
    assert article.edition.live_until is None
    assert not Redirect.objects.exists()
    assert not AuditEntry.objects.filter(action="withdraw").exists()


@pytest.mark.parametrize(
    "typed",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "javascript:alert(1)",
        "people/",
        "/people/?next=x",
        "/no/such/page/",
        "/no-such-page/",
        "/articles/draft/",
        "/topics/nothing/",
        "/people/hidden/",
        "/admin/",
        "/admin/login/",
        "/media/pictures/0123456789abcdef-400.jpg",
        "/" + "9" * 290 + "/",
        "/people/\x00/",
    ],
)
def test_patients_are_led_only_to_pages_of_ours_that_they_can_open(editor, article, typed):
    factories.article(slug="draft")
    factories.person(slug="hidden", shown=False)
    page = lead(editor, article, typed)
    assert 'class="errorlist"' in words(page)
    assert article.edition
    assert not Redirect.objects.exists()


def test_what_was_typed_stays_on_the_page_of_a_refusal(editor, article):
    page = words(
        withdraw(editor, article, patients_get="lead", address="/nowhere/", notice="Typed.", when="later")
    )
    assert 'value="/nowhere/"' in page
    assert "Typed.</textarea>" in page
    assert re.search('<input type="radio"[^>]* value="lead"[^>]* checked', page)


CIRCLE = "This would lead in a circle"


def test_a_text_does_not_lead_to_itself(editor, article):
    assert CIRCLE in words(lead(editor, article, article.get_absolute_url()))
    assert article.edition


def test_two_texts_do_not_lead_to_each_other(editor, client, article):
    other = factories.article(slug="other", live=True)
    later = f"{NEXT_YEAR}-01-10T09:00"
    withdraw(editor, other, patients_get="lead", page=article.get_absolute_url(), when="later", at=later)
    assert other.edition
    page = withdraw(editor, article, patients_get="lead", page=other.get_absolute_url())
    assert CIRCLE in words(page)
    assert got(client, article) == (200, None)
    assert Redirect.objects.get().from_address == other.get_absolute_url()


def test_nor_do_three(editor, article):
    second, third = factories.article(slug="second", live=True), factories.article(slug="third", live=True)
    later = {"patients_get": "lead", "when": "later", "at": f"{NEXT_YEAR}-01-10T09:00"}
    withdraw(editor, second, page=third.get_absolute_url(), **later)
    withdraw(editor, third, page=article.get_absolute_url(), **later)
    assert CIRCLE in words(lead(editor, article, second.get_absolute_url()))
    assert article.edition


# At a time


def test_it_can_be_withdrawn_at_a_time_by_the_clinics_clock(editor, client, article):
    page = withdraw(
        editor,
        article,
        patients_get="lead",
        address="/people/",
        when="later",
        at=f"{NEXT_YEAR}-01-10T09:00",
    )
    assert f"January 10, {NEXT_YEAR}, 9:00 AM" in words(page)
    until = article.editions.get().live_until
    assert until == datetime.datetime(NEXT_YEAR, 1, 10, 14, tzinfo=datetime.UTC)  # New York
    assert got(client, article) == (200, None)
    article.editions.update(live_from=timezone.now() - 2 * DAY, live_until=timezone.now() - DAY)
    assert got(client, article) == (301, "/people/")


def test_the_time_can_be_changed(editor, article):
    for day in ("10", "20"):
        withdraw(editor, article, when="later", at=f"{NEXT_YEAR}-01-{day}T09:00")
    assert article.editions.get().live_until.day == 20


def test_what_was_only_planned_is_cancelled_without_questions(editor, client):
    article = factories.article()
    article.publish(check=findings, by=None, at=timezone.now() + DAY, override=factories.REASON)
    page = words(editor.get(address(article, "withdraw")))
    assert "What do patients get" not in page
    withdraw(editor, article, patients_get="lead", address="/people/")
    assert got(client, article) == (404, None)


# Who may


@pytest.mark.parametrize("role", [None, "Author", "Reviewer"])
def test_only_a_publisher_withdraws(sign_in, article, role):
    client = sign_in(role)
    Article.objects.filter(pk=article.pk).update(owner=client.user)
    assert client.get(address(article, "withdraw")).status_code == 403
    assert withdraw(client, article, patients_get="lead", address="/people/").status_code == 403
    assert article.edition
    assert not Redirect.objects.exists()


def test_the_log_says_what_patients_get(editor, article):
    lead(editor, article, "/people/")
    withdraw(editor, article, patients_get="notice", notice="Read something else.")
    withdraw(editor, article)
    told = AuditEntry.objects.filter(action="withdraw", by=editor.user).order_by("id")
    assert [entry.detail for entry in told] == ["leads to /people/", "notice: Read something else.", "gone"]


# What leads to it


def test_every_place_that_leads_to_it_is_shown_with_where(editor):
    target = factories.page("Target page", slug="old", live=True)
    link = f'<p><a href="document:{target.pk}">There</a></p>'
    factories.page("In the text", body=link, live=True)
    section = factories.faq("In an answer", questions=("Where is it?",))
    section.questions.update(answer=link)
    section.record(by=None)
    changed = factories.article("Once linked", body=link, live=True)
    changed.body = "<p>No link.</p>"
    changed.save()
    changed.record(by=None)
    factories.page("Not linked", body="<p>No link.</p>", live=True)
    target.slug = "new"
    target.save()
    page = words(editor.get(address(target, "withdraw")))
    listed = page[page.index('id="appears"') : page.index("<form method", page.index('id="appears"'))]
    for title, tag, where in [
        ("In the text", "live", "in the text"),
        ("In an answer", "not live", "in the answer to “Where is it?”"),
        ("Once linked", "live", "in the text"),
    ]:
        row = listed[listed.index(f">{title}</a>") :].partition("</li>")[0]
        assert f">{tag}</span>" in row, title
        assert where in row
    assert "Not linked" not in listed
    assert "the foot of every page" in listed
    assert "/old/" in listed


def test_many_links_are_found_with_as_many_questions_as_few(editor, article):
    def questions():
        with CaptureQueriesContext(connection) as asked:
            editor.get(address(article, "withdraw"))
        return len(asked)

    link = f'<p><a href="document:{article.pk}">There</a></p>'
    factories.page(body=link, live=True)
    editor.get(address(article, "withdraw"))
    few = questions()
    for _number in range(8):
        factories.page(body=link, live=True)
    assert questions() == few


# A new address


def test_who_moves_a_public_text_is_told_where_its_links_lead(editor, article):
    page = words(press(editor, article, slug="sore-knees", follow=True))
    said = "Its address is /articles/sore-knees/ now. Links to the old one, /articles/knees/, lead there"
    assert said in page
    assert "Its address is" not in words(press(editor, article, summary="Another one.", follow=True))


def test_a_draft_that_moves_leaves_nothing_to_tell(editor):
    draft = factories.article(slug="knees")
    assert "Its address is" not in words(press(editor, draft, slug="sore-knees", follow=True))


def test_a_save_that_is_refused_tells_of_no_move(editor, article):
    factories.article(slug="taken")
    assert "Its address is" not in words(press(editor, article, slug="taken"))


@pytest.fixture
def moved_text(editor):
    """A public text with a link to it, moved from /articles/knees/; where its mover is led."""
    article = factories.article("Sore knees", slug="knees", live=True)
    factories.article("Hips", body=f'<p>See <a href="document:{article.pk}">knees</a>.</p>', live=True)
    return article, press(editor, article, slug="sore-knees").headers["Location"]


def test_who_moves_a_text_sees_what_links_to_it_and_is_asked_what_the_old_address_does(editor, moved_text):
    page = words(editor.get(moved_text[1]))
    assert "Hips" in page
    assert "they lead to the new address by themselves" in page
    assert "/articles/knees/" in page
    assert Client().get("/articles/knees/").headers["Location"] == "/articles/sore-knees/"


@pytest.mark.parametrize(("choice", "status"), [("lead", 301), ("gone", 410), ("", 301), ("x\0", 301)])
def test_the_old_address_does_what_was_chosen(editor, moved_text, choice, status):
    article, ask = moved_text
    editor.post(ask, {"old_address": choice})
    assert Client().get("/articles/knees/").status_code == status
    assert Client().get("/articles/sore-knees/").status_code == 200


def test_the_old_address_shows_the_sentence_that_was_written_for_it(editor, moved_text):
    article, ask = moved_text
    editor.post(ask, {"old_address": "notice", "notice": "Ask <b>us</b> about knees."})
    page = Client().get("/articles/knees/")
    assert page.status_code == 410
    assert "<p>Ask &lt;b&gt;us&lt;/b&gt; about knees.</p>" in words(page)
    assert Client().get("/articles/sore-knees/").status_code == 200


def test_a_sentence_beside_another_choice_is_not_shown(editor, moved_text):
    editor.post(moved_text[1], {"old_address": "gone", "notice": "Ask us about knees."})
    assert "Ask us" not in words(Client().get("/articles/knees/"))


@pytest.mark.parametrize(
    ("notice", "said"), [("  ", "Write the sentence"), ("x" * 251, "write up to 250"), ("\0", "Null")]
)
def test_a_sentence_that_is_missing_or_too_long_is_asked_for_again(editor, moved_text, notice, said):
    page = words(editor.post(moved_text[1], {"old_address": "notice", "notice": notice}))
    assert said in page
    assert Client().get("/articles/knees/").status_code == 301


def test_an_old_address_is_asked_about_only_with_the_text_it_leads_to(editor, moved_text, sign_in):
    other = factories.article(live=True)
    article, ask = moved_text
    for wrong in (address(other, "moved"), f"{address(other, 'moved')}?from=/articles/knees/"):
        assert editor.post(wrong, {"old_address": "gone"}).status_code == 404
    for place in ("%00", "/articles/none/", "", "x" * 3000):
        assert editor.get(f"{address(article, 'moved')}?from={place}").status_code == 404
    assert sign_in("Author").post(ask, {"old_address": "gone"}).status_code == 403
    assert Client().get("/articles/knees/").status_code == 301


def test_a_text_moved_without_a_reload_leads_its_mover_to_the_question(editor):
    article = factories.article(slug="knees", live=True)
    data = filled(editor.get(address(article)), slug="sore-knees", _save="1")
    answer = editor.post(address(article), data, headers={"X-Requested-With": "fetch"}).json()
    assert "/articles/knees/" in words(editor.get(answer["asks"]))
    data = filled(editor.get(address(article)), summary="Other.", _save="1")
    assert editor.post(address(article), data, headers={"X-Requested-With": "fetch"}).json()["asks"] == ""
