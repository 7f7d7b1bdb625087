"""What pages say of themselves to search engines and beside shared links."""

import datetime
import re

import pytest
from django.utils import timezone

from content.models import Article, Document, SharePicture
from content.public import errors, head
from content.text import changes
from tests.support import factories
from tests.support.admin_forms import address, press
from tests.support.html import Page, words
from tests.support.many_pages import crawl

pytestmark = pytest.mark.django_db

SITE = "http://127.0.0.1:8000"
CANARY = "Canarybird"


class Head:
    """The head of a page: `titles`, `meta` {name: [content]}, `links` [(rel, hreflang, href)]."""

    def __init__(self, response):
        self.text = words(response)
        self.head = self.text.partition("</head>")[0]
        page = Page(self.head)
        self.titles = [text.strip() for tag, _attributes, text in page.texts if tag == "title"]
        self.links = [(link["rel"], link.get("hreflang"), link["href"]) for link in page.all("link")]
        self.meta = {}
        for meta in page.all("meta"):
            name = meta.get("name") or meta.get("property")
            self.meta.setdefault(name, []).append(meta.get("content"))

    def canonical(self):
        return [href for rel, _lang, href in self.links if rel == "canonical"]

    def alternates(self):
        return {lang: href for rel, lang, href in self.links if rel == "alternate" and lang}

    @property
    def noindex(self):
        return self.meta.get("robots") == ["noindex"]


def get_head(client, place):
    return Head(client.get(place))


def test_every_page_says_who_it_is(starter, client, django_capture_on_commit_callbacks):
    SharePicture.objects.draw()
    titles, descriptions, listed = {}, {}, 0
    texts = [document.get_absolute_url() for document in Document.objects.live()]
    for place, response in crawl(client).items():
        page = Head(response)
        assert len(page.titles) == 1, place
        if place.endswith("?page=1"):  # the way back from the second page
            assert page.canonical() == [SITE + place.partition("?")[0]]
            continue
        assert titles.setdefault(page.titles[0], place) == place
        if "?" in place and "?page=" not in place:  # later pages of a list are listed too
            assert page.noindex and not page.canonical(), place
            continue
        if re.search("/(step-by-step|handout)/", place):  # another form of a text: that is the one
            assert page.noindex and page.canonical()[0] in {SITE + each for each in texts}, place
            continue
        listed += 1
        assert page.meta["robots"] == ["max-image-preview:large"], place
        assert page.canonical() == [SITE + place]
        (description,) = page.meta["description"]
        assert 20 <= len(description) <= 160, place
        assert descriptions.setdefault(description, place) == place
        once = {name: values[0] for name, values in page.meta.items() if len(values) == 1}
        assert once["og:url"] == SITE + place
        assert once["og:description"] == description
        assert page.titles[0].startswith(once["og:title"])
        assert once["og:site_name"] == "Larkfield Physical Therapy"
        assert once["og:locale"] == "en_US"
        assert once["og:type"] in {"website", "article", "profile"}
        assert once["og:image"].startswith(f"{SITE}/media/share/")
        assert (once["og:image:width"], once["og:image:height"]) == ("1200", "630")
        assert once["og:image:alt"]
        assert once["twitter:card"] == "summary_large_image"
        assert client.get(once["og:image"].removeprefix(SITE)).status_code == 200
    assert listed > 25


def test_a_page_is_dark_in_the_dark_before_its_style_sheet_comes(client, rf):
    factories.clinic()
    for response in (client.get("/"), client.get("/no-such-page/"), errors.server_error(rf.get("/"))):
        assert Head(response).meta["color-scheme"] == ["light dark"]


def test_pages_for_nobody_to_find_say_noindex_and_little_else(client, sign_in):
    factories.clinic()
    article = factories.article(live=True)
    article.withdraw(by=None)
    editor = sign_in("Editor")
    places = {
        "/no-such-page/": client,
        article.get_absolute_url(): client,
        f"/sign-off/{'x' * 43}/": client,
        address(article, "preview"): editor,
    }
    for place, visitor in places.items():
        page = get_head(visitor, place)
        assert page.noindex, place
        assert len(page.titles) == 1 and page.titles[0], place
        assert not page.canonical() and not [name for name in page.meta if name and ":" in name], place


def test_an_unknown_question_in_the_address_is_not_canonical(client):
    factories.clinic()
    article = factories.article(live=True)
    for place in ("/", "/articles/", article.get_absolute_url()):
        assert get_head(client, f"{place}?utm_source=x&page=1").canonical() == [SITE + place]


def test_the_second_page_of_a_list_stands_for_itself(client):
    factories.clinic()
    for number in range(15):
        factories.article(f"Article {number}", live=True)
    first, second = get_head(client, "/articles/"), get_head(client, "/articles/?page=2&x=y")
    assert second.canonical() == [f"{SITE}/articles/?page=2"]
    assert second.meta["og:url"] == second.canonical()
    assert "page 2 of 2" in second.titles[0] and "page" not in first.titles[0]
    assert first.meta["description"] != second.meta["description"]


def test_the_articles_of_a_topic_leave_the_topic_page_to_be_found(client):
    factories.clinic()
    topic = factories.topic()
    factories.article(topics=[topic], live=True)
    assert get_head(client, "/articles/?topic=knee").noindex
    assert not get_head(client, topic.get_absolute_url()).noindex


def test_no_page_is_without_a_description_however_little_was_typed(client):
    factories.clinic()
    topic, person = factories.topic(), factories.person(role="", bio="")
    for place in ("/", "/articles/", "/topics/", "/faq/", "/people/"):
        assert len(get_head(client, place).meta["description"][0]) > 40, place
    for row in (topic, person):
        assert len(get_head(client, row.get_absolute_url()).meta["description"][0]) > 20


def test_what_staff_typed_for_search_results_stands_in_the_head_only(client):
    factories.clinic()
    article = factories.article(
        search_title="Knee pain: what helps", search_description="Move a little, rest a little.", live=True
    )
    page = get_head(client, article.get_absolute_url())
    assert page.titles == ["Knee pain: what helps – Test Clinic"]
    assert page.meta["og:title"] == ["Knee pain: what helps"]
    assert page.meta["description"] == ["Move a little, rest a little."]
    assert "<h1>Sore knees</h1>" in page.text
    assert "Knee pain: what helps" not in page.text.partition("</head>")[2]


def test_what_is_typed_for_search_results_waits_for_publishing(client):
    factories.clinic()
    article = factories.article(live=True)
    article.search_title = article.search_description = CANARY
    article.save()
    article.record(by=None)
    assert CANARY not in get_head(client, article.get_absolute_url()).text


def test_no_head_knows_of_what_is_not_live(client):
    factories.clinic()
    topic = factories.topic()
    canary = {"topics": [topic], "summary": CANARY, "search_title": CANARY, "search_description": CANARY}
    factories.article(CANARY, **canary)
    live = factories.article("Live", topics=[topic], live=True)
    later = factories.article(CANARY, language="es", translation_of=live, **canary)
    factories.publish(later, at=timezone.now() + datetime.timedelta(days=1))
    gone = factories.article(CANARY, live=True, **canary)
    gone.withdraw(by=None)
    places = [*crawl(client), gone.get_absolute_url(), later.get_absolute_url()]
    for place in places:
        assert CANARY not in Head(client.get(place)).head, place
    assert not get_head(client, live.get_absolute_url()).alternates()


def test_a_live_translation_and_its_source_name_each_other(client):
    factories.clinic()
    source = factories.article("Sore knees", live=True)
    spanish = factories.article("Rodillas", language="es", translation_of=source, live=True)
    here, there = (SITE + each.get_absolute_url() for each in (source, spanish))
    both = {"en": here, "es": there, "x-default": here}
    pages = [get_head(client, each.get_absolute_url()) for each in (source, spanish)]
    assert [page.alternates() for page in pages] == [both, both]
    english, other = pages
    link = f'<a href="{spanish.get_absolute_url()}" lang="es" hreflang="es">Español</a>'
    assert link in english.text and link not in other.text
    assert f'<a href="{source.get_absolute_url()}" lang="en" hreflang="en">English</a>' in other.text
    assert '<html lang="es">' in other.text
    assert other.meta["og:locale"] == ["es_US"] and other.meta["og:locale:alternate"] == ["en_US"]

    source.withdraw(by=None)
    alone = get_head(client, spanish.get_absolute_url())
    assert not alone.alternates() and "hreflang" not in alone.text


def test_of_two_translations_into_one_language_the_first_is_named_everywhere(client):
    factories.clinic()
    source = factories.article(live=True)
    first, second = (
        factories.article(f"Rodillas {n}", language="es", translation_of=source, live=True) for n in (1, 2)
    )
    named = [get_head(client, each.get_absolute_url()).alternates() for each in (source, first, second)]
    assert named[0] == named[1] and named[0]["es"] == SITE + first.get_absolute_url()
    assert named[2] == {}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Short.", "Short."),
        (f"{'a' * 99}. {'b' * 99}.", f"{'a' * 99}."),
        (f"Yes. {'word ' * 60}", "Yes. " + "word " * 30 + "word…"),
        ("x" * 300, "x" * 159 + "…"),
        ("", ""),
        (f"{'a' * 160}", "a" * 160),
        ("un " * 60 + "año", ("un " * 53).strip() + "…"),
    ],
)
def test_a_long_description_is_cut_after_a_sentence_or_a_word(text, shown):
    assert head.shorten(text) == shown
    assert len(head.shorten(text)) <= 160


def test_a_long_title_keeps_its_words_and_goes_without_the_clinic(client):
    factories.clinic()
    short, long = factories.article("s" * 65, live=True), factories.article("l" * 66, live=True)
    assert get_head(client, short.get_absolute_url()).titles == ["s" * 65 + " – Test Clinic"]
    assert get_head(client, long.get_absolute_url()).titles == ["l" * 66]


@pytest.mark.parametrize(
    ("name", "city", "title"),
    [
        ("Test Clinic", "St. Louis", "Physical therapy in St. Louis – Test Clinic"),
        (
            "The Clinic for Physical Therapy and Rehab",
            "Springfield",
            "The Clinic for Physical Therapy and Rehab, Springfield",
        ),
        ("The Springfield Clinic for Physical Therapy and Rehab", "Springfield", None),
        ("Test Clinic", "", "Patient education – Test Clinic"),
    ],
)
def test_the_home_page_is_titled_with_the_place_and_shown_whole(client, name, city, title):
    factories.clinic(name=name, street="1 Main Street", city=city, tagline="t" * 90)
    assert get_head(client, "/").titles == [title or name]
    assert len(title or name) <= 60


def test_times_beside_a_shared_article_are_those_on_the_page(client):
    factories.clinic()
    article = factories.article(published_on=datetime.date(2023, 7, 21), live=True)
    article.summary = "Other words."
    article.save()
    factories.publish(article)
    meta = get_head(client, article.get_absolute_url()).meta
    assert meta["article:published_time"] == ["2023-07-21"]
    modified = datetime.datetime.fromisoformat(meta["article:modified_time"][0])
    assert modified == article.edition.live_from


# What is frozen


def test_a_text_without_words_for_search_results_is_frozen_as_before():
    """No key is added: a review of an older revision must not go stale by an update of this site."""
    article = factories.article()
    assert not {"search_title", "search_description"} & article.freeze().keys()
    article.search_title = "  "
    assert article.record(by=None).number == 1


def test_words_for_search_results_are_kept_told_and_restored():
    article = factories.article()
    article.search_title, article.search_description = "Knees found", "About knees, found."
    article.save()
    second = article.record(by=None)
    first = article.revisions.get(number=1)
    assert changes.summary(first.content, second.content, {}) == [
        "title in search results changed",
        "description in search results changed",
    ]
    assert first.restore(by=None).number == 3
    article = Article.objects.get(pk=article.pk)
    assert (article.search_title, article.search_description) == ("", "")
    second.restore(by=None, slots=["search_title"])
    article = Article.objects.get(pk=article.pk)
    assert (article.search_title, article.search_description) == ("Knees found", "")


# In the form


def test_staff_see_the_result_as_it_is_and_where_it_is_cut(sign_in):
    factories.clinic()
    editor = sign_in("Editor")
    article = factories.article("Sore knees and what helps against them at home or with us", slug="sore")
    page = press(editor, article, follow=True, search_description="d" * 60).content.decode()
    shown = page[page.index('id="search-result"') :]
    assert "127.0.0.1:8000 › articles › sore" in shown
    assert f"<b>{'Sore knees and what helps against them at home or with us – '[:60]}</b>" in shown
    assert re.search(r'class="cut">[^<]*Test Clinic</span>', shown)
    assert f"<b>{'d' * 60}</b>" in shown
    assert "Description: 60 of 160" in shown and 'aria-live="polite"' in shown


@pytest.mark.parametrize(("name", "most"), [("search_title", 65), ("search_description", 160)])
def test_words_too_long_for_a_search_result_are_refused(sign_in, name, most):
    editor = sign_in("Editor")
    article = factories.article()
    page = press(editor, article, **{name: "x" * (most + 1)})
    assert page.status_code == 200 and f"write up to {most}." in page.content.decode()
    assert getattr(Article.objects.get(), name) == ""


def test_every_form_shows_the_search_result(sign_in):
    factories.clinic()
    for role in ("Author", "Editor"):
        client = sign_in(role)
        for document in (factories.article(), factories.faq(), factories.page()):
            assert 'id="search-result"' in client.get(address(document)).content.decode()
    assert 'id="search-result"' in sign_in("Editor").get("/admin/content/article/add/").content.decode()
