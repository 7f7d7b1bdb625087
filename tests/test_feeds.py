"""The Atom feeds: whole texts, newest first, all of them within reach, and nothing that is not live."""

import datetime
import re
from xml.etree import ElementTree

import feedparser
import pytest
from django.utils import timezone

from content.models import Document, Edition
from content.public.machines import feeds
from tests.support import factories

# Other forms of a text, which has its own page.
WITHOUT_A_FEED = ("/step-by-step/", "/handout/", "/whole/", "/large/")
pytestmark = pytest.mark.django_db

SITE = "http://127.0.0.1:8000"
ATOM = "{http://www.w3.org/2005/Atom}"
MOMENT = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?([+-]\d\d:\d\d|Z)"


def fetched(client, path="/feed/"):
    response = client.get(path)
    assert response.status_code == 200, path
    assert response.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    return response


def read(client, path="/feed/"):
    found = feedparser.parse(fetched(client, path).content, sanitize_html=False)
    assert not found.bozo, found.get("bozo_exception")
    return found


def links(parsed, rel):
    return [link.href for link in parsed.feed.links if link.rel == rel]


def pages(client, path="/feed/"):
    """Every page of a feed, from the newest on."""
    while path:
        parsed = read(client, path)
        yield parsed
        path = next(iter(links(parsed, "next")), "").removeprefix(SITE)


def titles(client, path="/feed/"):
    return [entry.title for parsed in pages(client, path) for entry in parsed.entries]


def check_rfc_4287(text):
    """The rules of RFC 4287 section 4 that a feed of ours could break."""
    root = ElementTree.fromstring(text)
    assert root.tag == f"{ATOM}feed"
    own = [root, *root.findall(f"{ATOM}entry")]
    for element in own:
        for name in ("id", "title", "updated"):
            assert len(element.findall(ATOM + name)) == 1, name
        assert re.fullmatch(MOMENT, element.findtext(f"{ATOM}updated"))
        assert re.match(r"urn:uuid:[0-9a-f-]{36}$", element.findtext(f"{ATOM}id"))
    assert len({element.findtext(f"{ATOM}id") for element in own}) == len(own)
    assert [link.get("href") for link in root.findall(f"{ATOM}link") if link.get("rel") == "self"]
    assert root.findall(f"{ATOM}author")
    for entry in own[1:]:
        alternates = [link for link in entry.findall(f"{ATOM}link") if link.get("rel") == "alternate"]
        assert len(alternates) == 1
        assert alternates[0].get("href").startswith(SITE)
        published = datetime.datetime.fromisoformat(entry.findtext(f"{ATOM}published"))
        assert published <= datetime.datetime.fromisoformat(entry.findtext(f"{ATOM}updated"))
        content = entry.findall(f"{ATOM}content")
        assert [found.get("type") for found in content] == ["html"]
        assert not list(content[0]), "html content is text, not elements"
        assert entry.get("{http://www.w3.org/XML/1998/namespace}lang")
        for author in entry.findall(f"{ATOM}author"):
            assert author.findtext(f"{ATOM}name")
    return own[1:]


def test_the_starter_feeds_are_atom_and_read_without_complaint(starter, client):
    paths = ["/feed/", "/topics/dry-needling/feed/", "/topics/legs-and-feet/feed/"]
    for path in paths:
        entries = check_rfc_4287(fetched(client, path).content)
        assert entries, path
        assert len(read(client, path).entries) == len(entries)
        assert links(read(client, path), "self") == [SITE + path]
    live = Document.objects.live().exclude(kind="page")
    assert {entry.link for entry in read(client).entries} == {SITE + d.get_absolute_url() for d in live}


def test_nothing_in_a_feed_points_nowhere(starter, client):
    for entry in read(client).entries:
        html = entry.content[0].value
        addresses = re.findall(r'(?:href|src)="([^"]*)"', html)
        assert all(re.match(r"https?://|tel:|mailto:", address) for address in addresses), entry.link
        assert not re.search(r"data-file|document:|<script|<style|\sstyle=|\son\w+=", html)
        for source in re.findall(r'<img[^>]*src="([^"]*)"', html):
            assert source.startswith(SITE + "/media/")
            assert client.get(source.removeprefix(SITE)).status_code == 200


def test_an_entry_has_the_whole_text(client):
    factories.clinic(name="Oak & Elm <Clinic>")
    other, draft = factories.article("Other", live=True), factories.article("Draft")
    picture = factories.picture(alt="A drawn knee")
    body = (
        f'<h2>First &amp; last</h2><p>See <a href="document:{other.pk}#part-x">this</a>,'
        f' <a href="document:{draft.pk}">that</a>, <a href="/people/">them</a>,'
        f' <a href="#part-first-last">above</a> and <a href="https://example.org/?a=1&amp;b=2">there</a>.</p>'
        f'<figure><img data-file="{picture.pk}" alt="Bent & straight">'
        "<figcaption>A knee.</figcaption></figure>"
    )
    author = factories.person("Robin Sample", slug="robin")
    topic = factories.topic("Knee & hip", slug="knee-hip")
    article = factories.article("Knees <& hips>", body=body, author=author, hero=picture, topics=[topic])
    article.questions.create(question="Will it hurt?", answer="<p>A <strong>little</strong>.</p>")
    article.sources.create(title="A study", doi="10.1000/xyz")
    article.advice.create(kind="dont", text="run")
    article.record(by=None)
    factories.publish(article)
    entry = next(entry for entry in read(client).entries if entry.link.endswith(article.slug + "/"))
    html = entry.content[0].value
    page = SITE + article.get_absolute_url()
    assert entry.title_detail.value in {"Knees <& hips>", "Knees &lt;&amp; hips&gt;"}
    assert f'<a href="{SITE}{other.get_absolute_url()}#part-x">this</a>' in html
    assert " that," in html and ">that<" not in html
    assert f'<a href="{SITE}/people/">them</a>' in html
    assert f'<a href="{page}#part-first-last">above</a>' in html
    assert '<a href="https://example.org/?a=1&amp;b=2">there</a>' in html
    assert html.count(f'src="{SITE}{picture.fallback}"') == 2
    assert 'alt="Bent &amp; straight"' in html
    for words in (
        "Rest.",
        "Will it hurt?",
        "<strong>little</strong>",
        "10.1000/xyz",
        "do not run",
        "A knee.",
    ):
        assert words in html
    assert entry.author == "Robin Sample, PT"
    assert entry.author_detail.href == f"{SITE}/people/robin/"
    assert [(tag.term, tag.label) for tag in entry.tags] == [("knee-hip", "Knee & hip")]
    assert read(client).feed.author == "Oak & Elm <Clinic>"


def test_a_text_without_author_is_the_clinics(client):
    factories.clinic(name="Test Clinic")
    factories.article(live=True)
    root = ElementTree.fromstring(fetched(client).content)
    assert root.findtext(f"{ATOM}author/{ATOM}name") == "Test Clinic"
    assert root.find(f"{ATOM}entry/{ATOM}author") is None


def test_signs_that_xml_does_not_know_do_no_harm(client):
    factories.clinic()
    factories.article(
        "Bell \x07 and \x0b tab ]]> end", body="<p>Body \x08 ]]&gt; &lt;b&gt; 😀</p>", live=True
    )
    assert check_rfc_4287(fetched(client).content)
    entry = read(client).entries[0]
    assert "]]> end" in entry.title.replace("&gt;", ">")
    assert "😀" in entry.content[0].value


def test_an_entry_keeps_its_id_when_its_address_changes(client):
    factories.clinic()
    article = factories.article(live=True)
    before = read(client).entries[0]
    article.slug = "another-address"
    article.save()
    after = read(client).entries[0]
    assert after.id == before.id
    assert after.link == f"{SITE}/articles/another-address/" != before.link


def test_no_id_changes_with_the_name_of_the_site(client, settings):
    factories.clinic()
    factories.article(live=True, topics=[factories.topic("Knee")])
    factories.article(live=True)
    ids = []
    for site in (SITE, "https://clinic.example", "https://www.clinic.example"):
        settings.SITE_URL = site
        feeds_read = [read(client, path) for path in ("/feed/", "/topics/knee/feed/")]
        assert feeds_read[0].entries[0].link.startswith(site)
        ids.append([[feed.feed.id, *(entry.id for entry in feed.entries)] for feed in feeds_read])
    assert ids[0] == ids[1] == ids[2]
    (whole, *_first_and_second), (of_topic, *_first) = ids[0]
    assert whole != of_topic


def test_a_topics_feed_keeps_its_id_and_moves_with_it(client):
    factories.clinic()
    topic = factories.topic("Knee")
    factories.article(live=True, topics=[topic])
    before = read(client, "/topics/knee/feed/").feed.id
    topic.slug = "knees"
    topic.save()
    response = client.get("/topics/knee/feed/")
    assert (response.status_code, response.headers["Location"]) == (301, "/topics/knees/feed/")
    assert read(client, "/topics/knees/feed/").feed.id == before
    assert client.get("/topics/no-such-topic/feed/").status_code == 404


def test_updated_moves_with_the_words_and_published_stays(client):
    factories.clinic()
    article = factories.article(live=True)
    first = datetime.datetime(2024, 3, 1, 18, 30, tzinfo=datetime.UTC)
    Edition.objects.update(live_from=first)
    Document.objects.update(published_on=first.date())
    entry = read(client).entries[0]
    assert entry.updated == first.isoformat()
    assert entry.published == "2024-03-01T00:00:00-05:00"  # the clinic's midnight
    article.refresh_from_db()
    article.summary = "Other words."
    article.save()
    article.record(by=None)
    assert read(client).entries[0].updated == first.isoformat()
    factories.publish(article)
    changed = read(client)
    assert changed.entries[0].updated == article.edition.live_from.isoformat() == changed.feed.updated
    assert changed.entries[0].published == "2024-03-01T00:00:00-05:00"
    assert changed.entries[0].summary == "Other words."


def test_only_what_is_live_is_in_a_feed(client):
    factories.clinic()
    topic = factories.topic("Knee")
    live = factories.article("Live", topics=[topic], live=True)
    for title, verb in (("Withdrawn", "withdraw"), ("Trashed", "trash")):
        getattr(factories.article(title, topics=[topic], live=True), verb)(by=None)
    factories.article("Draft", topics=[topic])
    tomorrow = timezone.now() + datetime.timedelta(days=1)
    factories.publish(factories.article("Planned", topics=[topic]), at=tomorrow)
    live.title = "Changed"
    live.save()
    live.record(by=None)
    factories.page("About us", live=True)
    assert titles(client) == titles(client, "/topics/knee/feed/") == ["Live"]


def test_a_topics_feed_has_what_stands_below_it_once(client):
    factories.clinic()
    legs = factories.topic("Legs")
    knee = factories.topic("Knee", parent=legs)
    factories.article("Both", topics=[legs, knee], live=True)
    factories.faq("Below", topics=[knee], live=True)
    factories.article("Elsewhere", topics=[factories.topic("Arm")], live=True)
    assert sorted(titles(client, "/topics/legs/feed/")) == ["Below", "Both"]
    assert sorted(titles(client, "/topics/knee/feed/")) == ["Below", "Both"]
    assert titles(client, "/topics/arm/feed/") == ["Elsewhere"]


def copies(count, article):
    """Live copies of an article, every second one live from the same moment as the one before."""
    edition = article.edition
    start = datetime.datetime(2024, 1, 1, tzinfo=datetime.UTC)
    made = Document.objects.bulk_create(
        Document(kind="article", slug=f"copy-{n}", title="Copy", created_at=start) for n in range(count)
    )
    editions = [
        Edition(
            document=document,
            revision=edition.revision,
            number=1,
            live_from=start + datetime.timedelta(minutes=n // 2),
        )
        for n, document in enumerate(made)
    ]
    for copy in editions:
        copy.fill_in()
    Edition.objects.bulk_create(editions)
    return made


def test_every_text_is_within_reach_page_by_page_and_back(client, monkeypatch):
    monkeypatch.setattr(feeds, "ENTRIES", 5)
    factories.clinic()
    article = factories.article(live=True)
    copies(12, article)
    seen = list(pages(client))
    assert [len(parsed.entries) for parsed in seen] == [5, 5, 3]
    ids = [entry.id for parsed in seen for entry in parsed.entries]
    assert len(set(ids)) == 13
    moments = [entry.updated for parsed in seen for entry in parsed.entries]
    assert moments == sorted(moments, reverse=True)
    assert len({parsed.feed.id for parsed in seen}) == 1
    for parsed in seen:
        assert links(parsed, "first") == [f"{SITE}/feed/"]
    assert not links(seen[0], "previous") and not links(seen[-1], "next")
    for newer, older in zip(seen, seen[1:], strict=False):
        back = read(client, links(older, "previous")[0].removeprefix(SITE))
        assert [entry.id for entry in back.entries] == [entry.id for entry in newer.entries]
        own = links(older, "self")[0]
        assert own == links(newer, "next")[0]


def test_a_page_of_a_feed_holds_fifty(client):
    factories.clinic()
    copies(50, factories.article(live=True))
    assert [len(parsed.entries) for parsed in pages(client)] == [50, 1]


def test_queries_do_not_grow_with_entries(client, django_assert_max_num_queries):
    factories.clinic()
    topic, picture, author = factories.topic("Knee"), factories.picture(), factories.person()
    for _each in range(12):
        body = f'<p>x</p><figure><img data-file="{picture.pk}" alt="x"></figure>'
        factories.article(live=True, topics=[topic], author=author, hero=picture, body=body)
    for path in ("/feed/", "/topics/knee/feed/"):
        with django_assert_max_num_queries(10):
            fetched(client, path)


def test_a_feed_with_nothing_in_it_is_a_feed(client):
    factories.topic("Knee")
    for path in ("/feed/", "/topics/knee/feed/"):
        check_rfc_4287(fetched(client, path).content)


BAD = ["x", "1-", "-1", "1-1-1", "9" * 30 + "-1", "1-" + "9" * 30, "\x00", "١-١", "1-1\n", "x" * 3000]


@pytest.mark.parametrize("name", ["before", "after"])
def test_a_place_that_is_none_is_not_found(client, name):
    factories.clinic()
    factories.article(live=True)
    assert {client.get("/feed/", {name: place}).status_code for place in BAD} == {404}
    far = "9" * 17 + "-" + "9" * 18
    assert client.get("/feed/", {name: far}).status_code == 200
    assert client.get("/feed/", {name: ""}).status_code == 200


def test_every_page_names_the_feed_with_its_texts(starter_pages, client):
    own = {}
    for page, response in starter_pages.items():
        text = response.content.decode()
        found = re.findall(r'<link rel="alternate" type="application/atom\+xml"[^>]* href="([^"]*)"', text)
        if page.startswith("/topics/") and page != "/topics/":
            own[page] = found
        elif not page.startswith("/search/") and not page.endswith(WITHOUT_A_FEED):
            assert found == ["/feed/"], page
    assert own and own == {page: [f"{page}feed/"] for page in own}
    for feed in ("/feed/", *(feed for (feed,) in own.values())):
        fetched(client, feed)
