"""Moved addresses: what leads on, what does not, and that nothing leads in a circle or off the site."""

import pytest
from django.conf import settings as site
from django.db import IntegrityError, transaction
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from content.findings import findings
from content.models import Redirect
from tests.support import factories
from tests.support.admin_forms import press
from tests.support.html import Page

pytestmark = pytest.mark.django_db


def moved(document, slug):
    document.slug = slug
    document.save()
    return document.get_absolute_url()


def leads(client, address):
    """(status, where to) of one request, not following on."""
    response = client.get(address)
    return response.status_code, response.headers.get("Location")


PUBLIC = pytest.mark.parametrize(
    "row",
    [
        lambda: factories.article(slug="old", live=True),
        lambda: factories.faq(slug="old", live=True),
        lambda: factories.page(slug="old", live=True),
        lambda: factories.topic(slug="old"),
        lambda: factories.person(slug="old"),
    ],
    ids=["article", "faq", "page", "topic", "person"],
)


@PUBLIC
def test_a_new_address_of_a_public_page_leaves_the_old_one_leading_on(client, row):
    row = row()
    old = row.get_absolute_url()
    new = moved(row, "new")
    assert leads(client, old) == (301, new)
    assert leads(client, new) == (200, None)


def test_an_old_address_takes_its_query_along(client):
    moved(factories.article(slug="old", live=True), "new")
    letter = "utm_source=letter&b=%C3%A9"
    assert leads(client, f"/articles/old/?{letter}") == (301, f"/articles/new/?{letter}")


@PUBLIC
def test_an_address_that_moved_twice_leads_on_in_one_hop(client, row):
    row = row()
    first = row.get_absolute_url()
    second, third = moved(row, "second"), moved(row, "third")
    assert leads(client, first) == (301, third)
    assert leads(client, second) == (301, third)


@PUBLIC
def test_going_back_to_the_old_address_leaves_no_circle(client, row):
    row = row()
    old = row.get_absolute_url()
    new = moved(row, "new")
    moved(row, "old")
    assert leads(client, old) == (200, None)
    assert leads(client, new) == (301, old)


@pytest.mark.parametrize("kind", [factories.article, factories.faq, factories.page])
def test_a_draft_that_was_never_public_leaves_nothing_behind(client, kind):
    draft = kind(slug="old")
    old = draft.get_absolute_url()
    moved(draft, "new")
    draft.record(by=None)
    draft.publish(check=findings, by=None, override=factories.REASON)
    assert leads(client, old) == (404, None)


def test_a_withdrawn_text_still_leads_from_its_old_address_to_its_notice(client):
    article = factories.article(slug="old", live=True)
    article.withdraw(by=None)
    new = moved(article, "new")
    assert leads(client, "/articles/old/") == (301, new)
    assert leads(client, new) == (410, None)


def test_a_new_text_at_an_old_address_wins(client):
    article = factories.article(slug="old", live=True)
    moved(article, "new")
    factories.article("Another text", slug="old", live=True)
    assert leads(client, "/articles/old/") == (200, None)


def test_a_typed_link_means_the_text_that_stands_at_the_address_now(sign_in):
    moved(factories.article(slug="old", live=True), "new")
    newcomer, writer = factories.article("Another text", slug="old", live=True), factories.article()
    press(sign_in("Editor"), writer, body='<p><a href="/articles/old/">There</a></p>')
    writer.refresh_from_db()
    assert writer.body == f'<p><a href="document:{newcomer.pk}">There</a></p>'


def test_a_typed_old_address_means_the_text_that_moved(sign_in):
    article, writer = factories.article(slug="old", live=True), factories.article()
    moved(article, "new")
    press(sign_in("Editor"), writer, body='<p><a href="/articles/old/">There</a></p>')
    writer.refresh_from_db()
    assert writer.body == f'<p><a href="document:{article.pk}">There</a></p>'


def test_two_texts_can_swap_addresses(client):
    one, two = (
        factories.article("One", slug="one", live=True),
        factories.article("Two", slug="two", live=True),
    )
    moved(one, "between")
    moved(two, "one")
    moved(one, "two")
    assert "One</h1>" in client.get("/articles/two/").content.decode()
    assert "Two</h1>" in client.get("/articles/one/").content.decode()
    assert leads(client, "/articles/between/") == (301, "/articles/two/")


# Addresses written a little wrong


@pytest.mark.parametrize(
    "wrong",
    [
        "/articles/knees",
        "/articles//knees/",
        "/%2Farticles/knees/",
        "/articles/knees/.",
        "/articles/knees.",
        "/articles/knees/,",
        "/articles/knees)",
        "/articles/knees/%20",
        "/articles/knees%E2%80%9D",
        "/articles/old.",
        "/articles//old",
    ],
)
def test_an_address_written_a_little_wrong_leads_to_the_page_in_one_hop(client, wrong):
    moved(factories.article(slug="old", live=True), "knees")
    assert leads(client, wrong) == (301, "/articles/knees/")
    assert leads(client, f"{wrong}?a=%20b&utm_source=c") == (301, "/articles/knees/?a=%20b&utm_source=c")
    assert leads(client, f"{wrong}?page=2") == (301, "/articles/knees/?page=2")


@PUBLIC
def test_an_address_is_stored_in_small_letters_and_found_in_others(client, row):
    row = row()
    moved(row, "Knees")
    small = row.get_absolute_url()
    assert small.endswith("/knees/")
    for written in (small.replace("knees", "KNEES"), small.upper(), small.upper().rstrip("/")):
        assert leads(client, f"{written}?a=b") == (301, f"{small}?a=b")


@pytest.mark.parametrize(
    "wrong", ["/nope", "/rss", "/topics/none", "/articles//none.", "/a-z/1", "/nope?x=y", "/x.php."]
)
def test_an_unknown_address_is_not_found_at_once(client, wrong):
    factories.clinic()
    assert leads(client, wrong) == (404, None)


def test_files_and_lists_are_found_as_well(client):
    factories.clinic()
    assert leads(client, "/robots.txt.") == (301, "/robots.txt")
    assert leads(client, "/feed") == (301, "/feed/")
    assert leads(client, "/%2F") == (301, "/")
    assert leads(client, "/articles?page=1") == (301, "/articles/?page=1")
    assert leads(client, "/articles?page=99") == (404, None)


def test_the_page_for_what_is_not_found_searches_for_the_words_of_the_address(client):
    factories.clinic()
    gone = factories.article(slug="low-back-pain", live=True)
    gone.withdraw(by=None)
    asked = {
        "/artikel/knee/": "knee",
        "/blog/2019/Sore_knees.html": "Sore knees",
        "/knee/12/": "knee",
        "/2019/": "",
        "/dolor%20de%20cabeza/": "dolor de cabeza",
        '/"><script>/': "script",
        gone.get_absolute_url(): "low back pain",
    }
    for address, words in asked.items():
        page = Page(client.get(address).content.decode())
        assert [field["value"] for field in page.all("input") if field.get("id") == "find-big"] == [words]


# What staff write themselves


@pytest.fixture
def write(sign_in):
    """write("/from/", "/to/") saves a moved address at the desk and gives the page that comes."""
    editor = sign_in("Editor")

    def written(old, new, notice=""):
        data = {"from_address": old, "to_address": new, "notice": notice}
        return editor.post(reverse("admin:content_redirect_add"), data, follow=True).content.decode()

    return written


@pytest.mark.parametrize("old", ["/blog/2019/knees.html", "/blog/2019/knees/", "/blog/2019/knees", "/knees"])
def test_a_written_redirect_works_where_nothing_stands(client, write, old):
    write(old, "/articles/")
    assert client.get(old, follow=True).redirect_chain[-1:] == [("/articles/", 301)]
    assert leads(client, "/blog/2019/") == (404, None)


def test_an_old_address_with_a_query_leads_on(client, write):
    article = factories.article(live=True)
    new = article.get_absolute_url()
    write("/?p=12", new)
    write("/page.php?id=3", "/faq/")
    write("/page.php?id=3&part=2", new)
    write("/blog?cat=4", "", "We write no more about this.")
    assert leads(client, "/?p=12") == (301, new)
    assert leads(client, "/?p=12&utm_source=a&b=%20") == (301, f"{new}?utm_source=a&b=%20")
    assert leads(client, "/page.php?id=3") == (301, "/faq/")
    assert leads(client, "/page.php?id=3&part=2") == (301, new)
    assert "We write no more about this." in client.get("/blog/?cat=4").content.decode()
    for other in ("/", "/?p=1", "/?p=123", "/?x=1&p=12"):
        assert leads(client, other) == (200, None), other
    assert leads(client, "/page.php?id=4") == (404, None)


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("/%C3%BCber-uns/", "/%C3%BCber-uns/"),
        ("/blog/espa%C3%B1ol", "/blog/espan%CC%83ol/"),
        ("/old%20flyer.pdf", "/old%20flyer.pdf"),
        ("/old flyer.pdf", "/old%20flyer.pdf"),
        ("/ni\u00f1o/?p=%20", "/nin%CC%83o/?p=%20"),
        (f"{site.SITE_URL}/in-full/", "/in-full/"),
    ],
)
def test_an_old_address_leads_on_however_it_is_written(client, write, typed, asked):
    page = write(typed, f"{site.SITE_URL}/articles/")
    assert "Patients find no page" not in page
    assert leads(client, asked) == (301, "/articles/")


def test_a_redirect_to_where_nothing_is_is_saved_and_said(write):
    assert "Patients find no page at /articles/none/ now." in write("/old/", "/articles/none/")
    assert Redirect.objects.get().to_address == "/articles/none/"


def test_a_written_redirect_does_not_hide_a_page(client, write):
    article = factories.article(live=True)
    address = article.get_absolute_url()
    assert f"There is a page at {address} now" in write(address, "/articles/")
    assert leads(client, article.get_absolute_url()) == (200, None)
    article.withdraw(by=None)
    assert leads(client, article.get_absolute_url()) == (301, "/articles/")


def test_a_written_circle_is_refused_in_plain_words(write):
    write("/a/", "/b/")
    for old, new in [("/b/", "/a/"), ("/c/", "/c/")]:
        assert "This would lead in a circle" in write(old, new)
    write("/b/", "/c/")
    assert "This would lead in a circle" in write("/c/", "/a/")
    assert set(Redirect.objects.values_list("from_address", "to_address")) == {("/a/", "/c/"), ("/b/", "/c/")}


@pytest.mark.parametrize(("old", "new"), [("/a/", "/a"), ("/a", "/a/")])
def test_a_slash_at_the_end_makes_no_circle(client, write, old, new):
    write(old, new)
    assert client.get(old, follow=True).status_code == 404


def test_two_redirects_that_differ_by_a_slash_make_no_circle(client, write):
    write("/a/", "/b")
    write("/b/", "/a")
    assert client.get("/a/", follow=True).status_code == 404


def test_a_written_chain_leads_on_in_one_hop(client, write):
    write("/b/", "/c/")
    write("/a/", "/b/")
    write("/c/", "/d/")
    assert [leads(client, address) for address in ("/a/", "/b/", "/c/")] == [(301, "/d/")] * 3


def test_a_text_that_moves_to_a_written_old_address_makes_no_circle(client, write):
    article = factories.article(slug="here", live=True)
    write("/articles/there/", "/articles/here/")
    moved(article, "there")
    assert leads(client, "/articles/there/") == (200, None)
    assert leads(client, "/articles/here/") == (301, "/articles/there/")


ELSEWHERE = [
    "//evil.example/",
    "https://evil.example/",
    "/\\evil.example/",
    "\\\\evil.example/",
    "javascript:alert(1)",
    "evil.example/",
    "/\t/evil.example/",
    "/%09/evil.example/",
    "/%2Fevil.example/",
    "/a/?next=//evil.example/",
    "/a/#part",
    "/a/\n/b/",
]


@pytest.mark.parametrize("address", ELSEWHERE)
def test_a_redirect_stays_inside_the_site(write, address):
    assert 'class="errorlist"' in write("/a/", address)
    if "?" not in address:
        assert 'class="errorlist"' in write(address, "/a/")
    assert not Redirect.objects.exists()


def test_without_a_new_address_the_page_is_gone_for_good(client, write):
    assert "gone for good" in write("/old/", "")
    page = client.get("/old/")
    assert page.status_code == 410
    assert "This page is no longer here" in page.content.decode()
    assert leads(client, "/old") == (410, None)
    assert leads(client, "/older/") == (404, None)
    write("/older/", "/oldest/")
    assert leads(client, "/older/") == (301, "/oldest/")
    write("/oldest/", "")
    assert leads(client, "/older/") == (410, None)
    assert "gone too. Choose another." in write("/other/", "/old/")
    assert 'class="errorlist"' in write("", "")


def test_a_sentence_of_ours_stands_where_a_page_was(client, write):
    write("/old/", "", "Ask <b>us</b> instead.")
    write("/older/", "/oldest/")
    write("/oldest/", "", "Out of date since spring.")
    for address, says in [
        ("/old/", "Ask &lt;b&gt;us&lt;/b&gt; instead."),
        ("/old", "Ask &lt;b&gt;us&lt;/b&gt; instead."),
        ("/older/", "Out of date since spring."),
        ("/oldest/", "Out of date since spring."),
    ]:
        page = client.get(address)
        assert page.status_code == 410
        assert f"<p>{says}</p>" in page.content.decode()
        assert "do not rely on it" not in page.content.decode()


@pytest.mark.parametrize("notice", ["x" * 251, "nul\0"])
def test_a_sentence_that_cannot_be_kept_is_refused(write, notice):
    assert 'class="errorlist"' in write("/old/", "", notice)
    assert not Redirect.objects.exists()


def test_a_sentence_that_nobody_would_read_is_refused(write):
    assert "Nobody would read this" in write("/old/", "/articles/", "Ask us instead.")
    assert not Redirect.objects.exists()


def test_a_sentence_at_an_old_address_stays_when_its_text_is_deleted_and_goes_when_it_is_back(client, write):
    article = factories.article(slug="old", live=True)
    article.withdraw(by=None)
    write("/articles/old/", "", "Ask us instead.")
    assert "Ask us instead." in client.get("/articles/old/").content.decode()
    factories.publish(article)
    assert leads(client, "/articles/old/") == (200, None)
    article.withdraw(by=None)
    assert "Ask us instead." not in client.get("/articles/old/").content.decode()
    write("/articles/old/", "", "Ask us once more.")
    article.trash(by=None)
    write("/articles/old/", "", "Ask us once more.")
    article.delete_for_good(by=None)
    assert "Ask us once more." in client.get("/articles/old/").content.decode()


def test_an_old_address_is_written_once(write):
    write("/a/", "/b/")
    assert "Old address: there is one like this already." in write("/a/", "/c/")
    assert Redirect.objects.get().to_address == "/b/"


def test_the_database_refuses_an_address_that_leads_to_itself():
    with pytest.raises(IntegrityError), transaction.atomic():
        Redirect.objects.bulk_create([Redirect(from_address="/a/", to_address="/a/")])


SLUGS = st.sampled_from(["one", "two", "three", "four"])


class AnyMoves(TestCase):
    @settings(max_examples=12, deadline=None)
    @given(moves=st.lists(st.tuples(st.integers(0, 1), SLUGS), max_size=6))
    def test_after_any_moves_every_address_leads_at_once_to_where_its_text_stands(self, moves):
        texts = [factories.topic("First", slug="one"), factories.topic("Second", slug="two")]
        last = {}
        for number, slug in moves:
            other = texts[1 - number]
            if slug not in {other.slug, texts[number].slug}:
                last[texts[number].slug] = texts[number]
                moved(texts[number], slug)
        for slug, text in last.items():
            if slug not in {text.slug for text in texts}:
                assert leads(self.client, f"/topics/{slug}/") == (301, text.get_absolute_url())
        for text in texts:
            assert leads(self.client, text.get_absolute_url()) == (200, None)
