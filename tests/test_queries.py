"""How many queries each public page takes: the same number however many texts there are."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, get_resolver
from django.utils import timezone

from clinic_site import kept_pages
from content.findings import findings
from content.models import Article, Exercise, FaqSection, related
from tests.support import factories

pytestmark = pytest.mark.django_db

# Pages that patients read, from the database: at most 6, and 2 more where exercises are named.
# What the layout holds was read before.
QUERIES = {
    "home": 6,
    "articles": 3,
    "article": 8,  # with pictures in its text, links, a translation, articles to read next, four exercises
    "exercises": 3,  # with photos
    "exercise": 3,  # with photos
    "step_by_step": 2,
    "steps_of_article": 3,
    "steps_of_answer": 3,
    "topics": 0,
    "topic": 7,  # with its parts, exercises and questions
    "a_to_z": 0,
    "letter": 2,
    "faq_sections": 1,
    "faq": 5,
    "people": 2,
    "person": 4,
    "visit": 0,
    "page": 2,
    "feed": 8,
    "topic_feed": 10,
    "sitemap": 13,
    "sitemap_part": 3,
    "llms": 10,
    "handout": 3,
}
# Tested on their own: they ask a search, show no text, or are files.
ELSEWHERE = {
    "search",
    "search_suggest",
    "robots",
    "security_txt",
    "manifest",
    "indexnow_key",
    "sign_off",
    "picture",
    "share_picture",
    "short_address",  # leads to a text
}
LAYOUT = (
    8  # clinic, its numbers, its special days, menus, exercises, pages at the foot, share picture, topics
)
MOMENTS = 2  # when the next text begins or ends


@pytest.fixture
def kept(settings, tmp_path):
    """Pages are kept, as they are where patients read them; a new counter, so nothing of other tests."""
    settings.PAGE_CACHE_DIR = tmp_path


@pytest.fixture
def site(monkeypatch):
    """Topics with parts, an author, and addresses of every kind of page."""
    factories.clinic(hours={"0": [["07:00", "19:00"]]})
    legs = factories.topic("Legs")
    return {"author": factories.person(), "legs": legs, "knee": factories.topic("Knee", parent=legs)}


def fill(site, count):
    filed = [site["legs"], site["knee"]]
    for number in range(count):
        shown, other = factories.picture(), factories.article(f"Other {number}", topics=filed[:1], live=True)
        rich = f'<p><a href="document:{other.pk}">This</a></p><figure><img data-file="{shown.pk}"></figure>'
        more = {"hero": factories.picture(), "author": site["author"], "body": rich}
        article = factories.article(f"Article {number}", topics=filed[number % 2 :], **more)
        exercise = factories.exercise(
            f"Exercise {number}", slug=f"exercise-{number}-{shown.pk}", topics=filed[:1]
        )
        exercise.steps.update(picture=shown)
        exercise.record(by=None)
        factories.publish(exercise)
        factories.name_exercises(article, exercise)
        factories.publish(article)
        factories.article(f"Texto {number}", language="es", translation_of=article, live=True)
        faq = factories.faq(f"Section {number}", topics=filed[:1])
        faq.questions.update(answer=rich)
        shown = factories.exercise(f"Exercise {number}", topics=filed, author=site["author"])
        shown.steps.update(picture=factories.picture())
        factories.publish(shown)
        others = [factories.exercise(f"Other exercise {number}.{each}", live=True) for each in range(3)]
        factories.name_exercises(article, shown, *others)
        factories.publish(article)
        factories.name_exercises(faq, shown, below=faq.questions.get().anchor)
        factories.publish(faq)
        factories.page(f"Page {number}", live=True)


def addresses(site):
    text = Article.objects.live().filter(author=site["author"]).order_by("pk").first()
    section = FaqSection.objects.live().order_by("pk").first()
    exercise = Exercise.objects.live().filter(author=site["author"]).order_by("pk").first()
    anchor = section.questions.get().anchor
    return {
        "home": "/",
        "articles": "/articles/",
        "article": text.get_absolute_url(),
        "exercises": "/exercises/",
        "exercise": exercise.get_absolute_url(),
        "step_by_step": f"{exercise.get_absolute_url()}step-by-step/",
        "steps_of_article": f"{text.get_absolute_url()}{exercise.slug}/step-by-step/",
        "steps_of_answer": f"{section.get_absolute_url()}{anchor}/{exercise.slug}/step-by-step/",
        "topics": "/topics/",
        "topic": site["legs"].get_absolute_url(),
        "a_to_z": "/a-z/",
        "letter": "/a-z/a/",
        "faq_sections": "/faq/",
        "faq": section.get_absolute_url(),
        "people": "/people/",
        "visit": "/visit/",
        "person": site["author"].get_absolute_url(),
        "page": "/first-page/",
        "feed": "/feed/",
        "topic_feed": site["legs"].get_absolute_url() + "feed/",
        "sitemap": "/sitemap.xml",
        "sitemap_part": "/sitemap-texts-1.xml",
        "llms": "/llms.txt",
        "handout": f"{text.get_absolute_url()}handout/",
    }


def queries(client, address):
    with CaptureQueriesContext(connection) as caught:
        response = client.get(address)
        if response.streaming:
            b"".join(response.streaming_content)
    assert response.status_code == 200, address
    return len(caught)


def counted(client, site):
    client.get("/people/")  # reads the layout
    found = {}
    for name, address in addresses(site).items():
        queries(client, address)  # counts of lists are part of the layout
        found[name] = queries(client, address)
    return found


def test_every_public_address_is_counted_or_named_here():
    names = {
        pattern.name
        for pattern in get_resolver("content.urls").url_patterns
        if isinstance(pattern, URLPattern)
    }
    assert names == {*QUERIES} | ELSEWHERE


def test_every_page_takes_so_many_queries_however_many_texts_there_are(client, site, kept, monkeypatch):
    from content.public import topic_listing

    monkeypatch.setattr(topic_listing, "ON_ONE_PAGE", 0)  # so that a letter has its page
    factories.page("First page", slug="first-page", live=True)
    fill(site, 4)
    related.rebuild()
    few = counted(client, site)
    fill(site, 4)
    related.rebuild()
    kept_pages.counter().bump()  # as a commit does
    assert counted(client, site) == few
    assert few == QUERIES


def test_a_short_a_to_z_takes_one_query(client, site, kept):
    fill(site, 1)
    client.get("/a-z/")
    assert queries(client, "/a-z/") == 1


def test_the_layout_is_read_once(client, site, kept):
    assert queries(client, "/topics/") == LAYOUT + MOMENTS
    assert queries(client, "/topics/") == 0


def test_without_kept_pages_the_layout_is_read_for_each_request(client, site):
    assert queries(client, "/topics/") == queries(client, "/topics/") == LAYOUT


def test_the_frame_shows_a_change_at_once(client, site, kept, django_capture_on_commit_callbacks):
    factories.page("First page", slug="first-page", live=True)
    assert "First page" in client.get("/people/").content.decode()
    connection.run_on_commit.clear()  # what waits already would not wait again
    with django_capture_on_commit_callbacks(execute=True):
        factories.clinic(name="Another name")
    assert "Another name" in client.get("/people/").content.decode()


def test_the_layout_shows_what_begins_and_ends_in_time(client, site, kept, monkeypatch):
    page = factories.page("Planned page")
    soon = timezone.now() + datetime.timedelta(minutes=5)
    page.publish(check=findings, by=None, at=soon, override=factories.REASON)
    assert "Planned page" not in client.get("/people/").content.decode()
    monkeypatch.setattr(timezone, "now", lambda: soon)
    assert "Planned page" in client.get("/people/").content.decode()


def test_texts_under_no_topic_are_looked_for_once(client, kept):
    factories.article("Filed nowhere", live=True)
    client.get("/people/")
    first = queries(client, "/llms.txt")
    assert queries(client, "/llms.txt") == first - 1
    assert "Filed nowhere" in client.get("/llms.txt").content.decode()
