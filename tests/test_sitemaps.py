"""The sitemap: all that is live and nothing else, in files of a size that search engines take."""

import datetime
import re
from xml.etree import ElementTree

import pytest
from django.utils import timezone

from content.models import Document, Edition, Revision
from content.public.machines import sitemaps
from tests.support import factories

pytestmark = pytest.mark.django_db

SITE = "http://127.0.0.1:8000"
NAMES = {
    "s": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "image": "http://www.google.com/schemas/sitemap-image/1.1",
}


def parsed(client, path="/sitemap.xml"):
    response = client.get(path)
    assert response.status_code == 200, path
    assert response.headers["Content-Type"] == "application/xml"
    return ElementTree.fromstring(response.getvalue())


def rows(client, path="/sitemap.xml"):
    """{path of a page: (lastmod or None, [image addresses])}"""
    found = {}
    for url in parsed(client, path).findall("s:url", NAMES):
        images = [image.text for image in url.findall("image:image/image:loc", NAMES)]
        address = url.findtext("s:loc", namespaces=NAMES)
        assert address.startswith(SITE)
        assert address.removeprefix(SITE) not in found, "an address twice"
        found[address.removeprefix(SITE)] = (url.findtext("s:lastmod", namespaces=NAMES), images)
    return found


def at(edition, moment):
    """As if the edition had gone live then."""
    Edition.objects.filter(pk=edition.pk).update(live_from=moment)


def w3c(moment):
    return moment.replace(microsecond=0).isoformat()


def test_the_sitemap_has_every_live_page_and_no_other(client):
    factories.clinic()
    legs, empty = factories.topic("Legs"), factories.topic("Empty")
    below = factories.topic("Knee", parent=legs)
    live = [factories.article(live=True, topics=[below]), factories.faq(live=True), factories.page(live=True)]
    moved, withdrawn, trashed = (factories.article(live=True, topics=[empty]) for _each in range(3))
    old = moved.get_absolute_url()
    moved.slug = "elsewhere"
    moved.save()
    moved.topics.clear()
    withdrawn.withdraw(by=None)
    trashed.trash(by=None)
    draft, planned = factories.article(topics=[empty]), factories.article(topics=[empty])
    factories.publish(planned, at=timezone.now() + datetime.timedelta(days=1))
    shown, hidden = (
        factories.person("Shown", slug="shown"),
        factories.person("Hidden", slug="hidden", shown=False),
    )

    lists = {"/", "/articles/", "/exercises/", "/topics/", "/faq/", "/people/", "/visit/", "/a-z/"}
    pages = {row.get_absolute_url() for row in (*live, moved, legs, below, shown)}
    assert set(rows(client)) == lists | pages
    assert not {old, draft.get_absolute_url(), hidden.get_absolute_url()} & set(rows(client))


def test_a_text_comes_and_goes_with_its_edition(client):
    factories.clinic()
    article = factories.article(live=True)
    address = article.get_absolute_url()
    assert address in rows(client)
    article.withdraw(by=None, at=timezone.now() + datetime.timedelta(days=1))
    assert address in rows(client)
    Edition.objects.update(live_from=timezone.now() - datetime.timedelta(days=2))
    Edition.objects.update(live_until=timezone.now() - datetime.timedelta(days=1))
    assert address not in rows(client)


def test_lastmod_is_when_the_words_changed(client):
    factories.clinic()
    article = factories.article(live=True)
    address = article.get_absolute_url()
    first = datetime.datetime(2024, 3, 1, 9, 30, tzinfo=datetime.UTC)
    at(article.edition, first)
    assert rows(client)[address][0] == "2024-03-01T09:30:00+00:00"

    # Withdrawn and put back with the same words: nothing new to read.
    article.withdraw(by=None)
    factories.publish(article)
    assert article.editions.count() == 2
    assert rows(client)[address][0] == w3c(first)

    # Filed elsewhere, saved and written on without publishing: nothing new either.
    article.order, article.summary = 3, "Other words."
    article.save()
    article.record(by=None)
    assert rows(client)[address][0] == w3c(first)

    factories.publish(article)
    changed = article.edition.live_from
    assert rows(client)[address][0] == w3c(changed)

    # Back to the first words, after others: that is a change.
    article.revisions.get(number=1).restore(by=None)
    article.refresh_from_db()
    factories.publish(article)
    third = article.edition
    assert third.live_from > changed
    assert article.editions.live().with_words_since().get().words_since == third.live_from


def test_words_saved_and_taken_back_before_publishing_are_no_change(client):
    factories.clinic()
    article = factories.article(live=True)
    first = datetime.datetime(2024, 3, 1, tzinfo=datetime.UTC)
    at(article.edition, first)
    article.withdraw(by=None)
    article.title = "Other"
    article.save()
    article.record(by=None)
    article.title = "Sore knees"
    article.save()
    factories.publish(article)
    assert article.edition.revision.number == 3
    assert rows(client)[article.get_absolute_url()][0] == w3c(first)


def test_lists_and_topics_change_with_what_is_new_on_them(client):
    factories.clinic()
    legs, other = factories.topic("Legs"), factories.topic("Arms")
    knee = factories.topic("Knee", parent=legs)
    article, early = (
        factories.article(live=True, topics=[knee]),
        factories.article(live=True, topics=[legs, other]),
    )
    section = factories.faq(live=True)
    days = [datetime.datetime(2024, 3, day, tzinfo=datetime.UTC) for day in (1, 2, 3)]
    for document, day in zip((early, article, section), days, strict=True):
        at(document.edition, day)
    seen = {path: lastmod for path, (lastmod, _images) in rows(client).items()}
    assert seen["/"] == seen["/articles/"] == seen["/topics/legs/"] == seen["/topics/knee/"] == w3c(days[1])
    assert seen["/topics/arms/"] == w3c(days[0])
    assert seen["/faq/"] == w3c(days[2])
    assert seen["/people/"] is seen["/topics/"] is None


def test_a_page_names_its_pictures_once_and_whole(client):
    factories.clinic()
    hero, second = factories.picture(), factories.picture()
    second.take(factories.image_bytes(size=(50, 30), colour="red"))
    second.save()
    body = f'<p>Look.</p><figure><img data-file="{second.pk}" alt="x"></figure>'
    body += f'<figure><img data-file="{hero.pk}" alt="x"></figure>'
    article = factories.article(live=True, hero=hero, body=body)
    person = factories.person("Robin", photo=second)
    whole = [SITE + picture.fallback for picture in (hero, second)]
    assert whole[0] != whole[1]
    assert rows(client)[article.get_absolute_url()][1] == whole
    only_on_top = factories.article(live=True, hero=second)
    assert rows(client)[only_on_top.get_absolute_url()][1] == [whole[1]]
    assert rows(client)[person.get_absolute_url()][1] == [whole[1]]
    assert client.get(whole[0].removeprefix(SITE)).status_code == 200


def test_no_page_names_more_pictures_than_allowed(client, monkeypatch):
    monkeypatch.setattr(sitemaps, "MOST_IMAGES", 3)
    factories.clinic()
    pictures = [factories.picture() for _each in range(5)]
    body = "".join(f'<figure><img data-file="{picture.pk}" alt="x"></figure>' for picture in pictures)
    article = factories.article(live=True, body=f"<p>Look.</p>{body}")
    assert len(rows(client)[article.get_absolute_url()][1]) == 3


def test_the_file_follows_the_protocol(starter, client):
    factories.person("Ampersand", slug="ampersand")
    root = parsed(client)
    assert root.tag == f"{{{NAMES['s']}}}urlset"
    tags = {re.sub(r"{.*}", "", element.tag) for element in root.iter()}
    assert tags == {"urlset", "url", "loc", "lastmod", "image"}
    dates = [element.text for element in root.iter(f"{{{NAMES['s']}}}lastmod")]
    assert len(dates) > 20
    for written in dates:
        assert datetime.datetime.fromisoformat(written).utcoffset() is not None
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d", written)


def test_an_address_is_escaped(client, settings):
    settings.SITE_URL = "https://clinic.example/a&b"
    factories.clinic()
    text = client.get("/sitemap.xml").getvalue().decode()
    assert "<loc>https://clinic.example/a&amp;b/articles/</loc>" in text


@pytest.fixture
def small_parts(monkeypatch):
    monkeypatch.setattr(sitemaps, "PART", 10)
    monkeypatch.setattr(sitemaps, "CHUNK", 3)


def many(count, template):
    """Live copies of an article, as rows alone."""
    edition = template.edition
    made = Document.objects.bulk_create(
        Document(kind="article", slug=f"copy-{n}", title="Copy", published_on=template.published_on)
        for n in range(count)
    )
    revision = edition.revision
    editions = [
        Edition(document=document, revision=revision, number=1, live_from=edition.live_from)
        for document in made
    ]
    for copy in editions:
        copy.fill_in()
    Edition.objects.bulk_create(editions)
    return made


def test_up_to_a_part_is_one_file_and_beyond_an_index(client, small_parts):
    factories.clinic()
    many(1, factories.article(live=True))
    assert len(rows(client)) == 10  # eight lists, two texts
    one_more = factories.article(live=True)
    root = parsed(client)
    assert root.tag == f"{{{NAMES['s']}}}sitemapindex"
    parts = [loc.text.removeprefix(SITE) for loc in root.iter(f"{{{NAMES['s']}}}loc")]
    assert parts[0] == "/sitemap-lists-1.xml"
    listed = {}
    for path in parts:
        found = rows(client, path)
        assert 0 < len(found) <= 10
        assert not set(found) & set(listed)
        listed |= found
    texts = {document.get_absolute_url() for document in Document.objects.live()}
    assert one_more.get_absolute_url() in texts
    lists = {"/", "/articles/", "/exercises/", "/topics/", "/faq/", "/people/", "/visit/", "/a-z/"}
    assert texts | lists == set(listed)


def test_parts_cover_gaps_and_every_kind(client, small_parts):
    factories.clinic()
    template = factories.article(live=True)
    made = many(35, template)
    Edition.objects.filter(document__in=made[8:31]).delete()  # whole spans of numbers with nothing live
    topics = [factories.topic(f"Topic {n}") for n in range(12)]
    template.topics.set(topics)
    people = [factories.person(f"Person {n}") for n in range(12)]
    parts = [loc.text.removeprefix(SITE) for loc in parsed(client).iter(f"{{{NAMES['s']}}}loc")]
    listed = [address for path in parts for address in rows(client, path)]
    assert len(listed) == len(set(listed))
    pages = {row.get_absolute_url() for row in (*Document.objects.live(), *topics, *people)}
    assert pages <= set(listed)
    assert len(listed) == len(pages) + 8


@pytest.mark.parametrize(
    "path",
    ["/sitemap-texts-999999999.xml", "/sitemap-lists-2.xml", "/sitemap-texts-0.xml", "/sitemap-x-1.xml"],
)
def test_a_part_that_is_not_there_is_not_found(client, path):
    factories.clinic()
    factories.article(live=True)
    assert client.get(path).status_code == 404


def test_the_number_of_queries_does_not_grow_with_rows(client, django_assert_max_num_queries):
    factories.clinic()
    article = factories.article(live=True, hero=factories.picture())
    many(60, article)
    for number in range(20):
        factories.topic(f"Topic {number}").documents.add(article)
        factories.person(f"Person {number}", photo=article.hero)
    with django_assert_max_num_queries(20):
        assert len(rows(client)) == 8 + 61 + 40


def test_the_pictures_of_many_texts_are_read_a_chunk_at_a_time(client, monkeypatch):
    monkeypatch.setattr(sitemaps, "CHUNK", 50)
    factories.clinic()
    article = factories.article(live=True)
    pictures = [factories.picture() for _each in range(4)]
    made = many(120, article)
    template = article.edition.revision
    uses = Revision.pictures.through
    for document in made:
        revision = Revision.objects.create(
            document=document,
            number=1,
            content=template.content,
            fingerprint=template.fingerprint,
            title="x",
        )
        document.editions.update(revision=revision)
        uses.objects.bulk_create(uses(revision=revision, picture=picture) for picture in pictures)
    largest = []
    through = sitemaps._images_in

    def counted(some):
        shown = through(some)
        largest.append(sum(map(len, shown.values())))
        return shown

    monkeypatch.setattr(sitemaps, "_images_in", counted)
    found = rows(client)
    assert sum(len(images) for _lastmod, images in found.values()) == 480
    assert max(largest) <= 50 * 4
