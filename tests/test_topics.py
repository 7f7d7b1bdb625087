"""Topics, A to Z, and what is new: how patients find a text without searching for it."""

import datetime
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from content.findings import findings
from content.models import Edition, Topic
from content.public import a_to_z, topic_listing
from content.text.alphabet import place_of
from tests.support import factories
from tests.support.html import Page
from tests.support.many_pages import crawl

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)


def text(response):
    seen = re.sub(r"<script.*?</script>", "", response.content.decode(), flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", seen).split())


def links(response):
    return [a.get("href") for a in Page(response.content.decode()).all("a")]


def section(response, identifier):
    """The markup from the heading with this id to the next section."""
    page = response.content.decode()
    return page[page.index(f'id="{identifier}"') :].partition("</section>")[0]


@pytest.fixture
def legs():
    return factories.topic("Legs", summary="Hips to toes.")


@pytest.fixture
def knee(legs):
    return factories.topic("Knee", parent=legs)


# Lists page by page

PAGES_OF_17 = [(0, 3), (3, 6), (6, 9), (9, 12), (12, 17)]  # two have no page of their own


@pytest.mark.parametrize("many", [1, 1000])
def test_each_page_of_a_list_begins_where_the_one_before_it_ends(client, legs, many, monkeypatch):
    monkeypatch.setattr("content.public.pages.ARTICLES_PER_PAGE", 3)
    monkeypatch.setattr(topic_listing, "MANY", many)
    first = datetime.date(2026, 1, 1)
    for number, day in enumerate([0, 1, 1, 1, 1, 2, 3, 3, 3, 4, 5, 5, 5, 5, 5, 5, 6]):
        factories.article(f"Text {number:02}", topics=[legs], published_on=first + day * DAY, live=True)
        factories.article("Draft", topics=[legs], published_on=first + day * DAY)
    for where, topic in (("/articles/", {}), ("/articles/", {"topic": "legs"}), ("/topics/legs/", {})):
        pages = [client.get(where, {"page": n} | topic) for n in range(1, 6)]
        shown = [re.findall(r"Text \d\d", section(page, "main")) for page in pages]
        assert [list(dict.fromkeys(titles)) for titles in shown] == [
            [f"Text {n:02}" for n in range(16, -1, -1)][start:end] for start, end in PAGES_OF_17
        ], (where, topic)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL takes no index of so few rows")
def test_a_page_in_the_middle_of_a_list_is_found_in_an_index_alone(client):
    articles = topic_listing.live_articles().values("document_id")
    assert "USING COVERING INDEX latest_edition_first" in articles[5000:5012].explain()
    letter = topic_listing.texts("k").values("document_id")
    assert "USING COVERING INDEX editions_by_letter" in letter[400:600].explain()


@pytest.mark.parametrize(("count", "is_shown"), [(11, False), (12, True)])
def test_a_short_list_needs_no_choice_of_topics(client, legs, count, is_shown):
    for number in range(count):
        factories.article(f"Text {number}", topics=[legs], live=True)
    assert ("?topic=legs" in links(client.get("/articles/"))) == is_shown
    assert "?topic=legs" in links(client.get("/articles/?topic=legs"))  # and the way back to all


def test_home_asks_where_it_hurts_and_lists_other_topics_apart(client, monkeypatch):
    monkeypatch.setattr("content.public.pages.HURTS", 3)
    names = ["Back", "Knee", "Hip", "Foot", "Visit"]
    topics = [
        factories.topic(name, order=number, is_body_area=name != "Visit") for number, name in enumerate(names)
    ]
    factories.article(topics=topics[:3] + topics[4:], live=True)

    def chips(identifier):
        found = client.get("/").content.decode().partition(f'id="{identifier}"')[2].partition("</ul>")[0]
        return re.findall(r">([^<>]+)</a>", found)

    assert (chips("topics"), chips("others")) == (["Back", "Knee", "Hip"], ["Visit"])
    factories.article(topics=[topics[3]], live=True)
    assert (chips("topics"), chips("others")) == (["Back", "Knee", "All topics"], ["Visit"])


# The page of a topic


def test_a_part_of_a_topic_has_a_list_of_its_own(client, legs, knee):
    hip = factories.topic("Hip", parent=legs)
    for number in range(5):
        factories.article(f"Knee text {number}", topics=[knee], live=True)
    factories.article("Hip text", topics=[hip], live=True)
    factories.article("Text about both legs", topics=[legs], live=True)
    page = client.get("/topics/legs/")
    of_knee = section(page, f"part-{knee.pk}")
    assert [f"Knee text {n}" in of_knee for n in range(5)] == [False, False, True, True, True]
    assert "Hip text" not in of_knee
    assert "5 articles" in of_knee
    assert "All 5 articles: Knee" in of_knee
    assert "All 1 articles" not in section(page, f"part-{hip.pk}")
    assert "Text about both legs" in section(page, "articles")
    assert "1 article<" in section(page, "articles")


def test_an_article_filed_in_a_topic_and_its_part_stands_there_once(client, legs, knee):
    factories.article("Sore knee article", topics=[legs, knee], live=True)
    assert client.get("/topics/legs/").content.count(b">Sore knee article<") == 1


def test_a_part_holds_its_own_articles_even_if_one_stands_in_two(client, legs, knee):
    hip = factories.topic("Hip", parent=legs)
    for number in range(3):
        factories.article(f"Older {number}", topics=[knee], live=True)
    for number in range(3):
        factories.article(f"Both {number}", topics=[knee, hip], live=True)
    assert section(client.get("/topics/legs/"), f"part-{knee.pk}").count("Both ") == 3
    assert "Older" not in section(client.get("/topics/legs/"), f"part-{knee.pk}")


def test_no_part_is_longer_for_what_another_part_shows(client, legs, knee):
    hip = factories.topic("Hip", parent=legs)
    for number in range(3):
        factories.article(f"Both {number}", topics=[knee, hip], live=True)
    for number in range(3):
        factories.article(f"Newer {number}", topics=[knee], live=True)
    page = client.get("/topics/legs/")
    assert "Both" not in section(page, f"part-{knee.pk}")
    assert section(page, f"part-{hip.pk}").count(">Both ") == 3


def test_a_part_leads_back_to_the_whole(client, legs, knee):
    factories.article(topics=[knee], live=True)
    crumbs = (
        client.get("/topics/knee/").content.decode().partition('class="crumbs"')[2].partition("</nav>")[0]
    )
    assert 'href="/topics/legs/"' in crumbs


def test_a_long_topic_is_paged_and_every_article_stands_on_one_page(client, legs, knee):
    for number in range(15):
        factories.article(f"Knee text {number:02}", topics=[knee], live=True)
    factories.faq("Knee questions", topics=[knee], live=True)
    first, second = client.get("/topics/knee/"), client.get("/topics/knee/?page=2")
    found = [title for page in (first, second) for title in re.findall(r"Knee text \d\d", text(page))]
    assert found == [f"Knee text {number:02}" for number in reversed(range(15))]
    assert "Page 2 of 2" in text(second)
    assert "15 articles" in text(first)
    assert "Knee questions" in text(first)
    assert "Knee questions" not in text(second)
    assert '/topics/knee/?page=2">' in second.content.decode()  # its canonical address
    for number in ("0", "3", "x", "2\x00", "9" * 400):
        assert client.get("/topics/knee/", {"page": number}).status_code == 404, number


def test_many_texts_of_a_topic_are_found_as_few_are(client, legs, knee, monkeypatch):
    for number in range(14):
        factories.article(f"Knee text {number:02}", topics=[knee], live=True)
        factories.article(f"Leg text {number:02}", topics=[legs], live=True)
        factories.article(f"Other text {number:02}", live=True)
    factories.article("Draft of a text", topics=[knee])
    factories.article("Both text", topics=[legs, knee], live=True)
    addresses = ["/topics/legs/", "/topics/legs/?page=2", "/topics/knee/", "/topics/knee/?page=2"]
    addresses += ["/articles/?topic=legs", "/articles/?topic=legs&page=3", "/topics/legs/feed/", "/llms.txt"]
    few = [client.get(address).content for address in addresses]
    monkeypatch.setattr(topic_listing, "MANY", 1)
    assert [client.get(address).content for address in addresses] == few
    assert b"Knee text 03" in few[-1]


def test_the_questions_of_a_topic_and_its_parts_stand_on_its_page(client, legs, knee, monkeypatch):
    monkeypatch.setattr(topic_listing, "SECTIONS", 2)
    for number in range(2):
        factories.faq(f"Section {number}", topics=[knee], live=True)
    factories.faq("Section draft", topics=[knee])
    asked = section(client.get("/topics/legs/"), "questions")
    assert asked.count("Section ") == 2
    assert "All questions" not in asked
    factories.faq("Section 3", topics=[legs], live=True)
    asked = section(client.get("/topics/legs/"), "questions")
    assert asked.count("Section ") == 2
    assert "All questions and answers" in asked


def test_an_empty_topic_says_so_and_leads_on(client, legs):
    factories.clinic()
    page = client.get("/topics/legs/")
    assert "There is nothing here yet" in text(page)
    assert {"/topics/", "/a-z/", "tel:+15555550100"} <= set(links(page))


def test_no_page_leads_to_a_topic_without_a_live_text(client, legs, knee):
    factories.clinic()
    other = factories.topic("Other")
    factories.article("Draft", topics=[other])
    withdrawn = factories.article("Withdrawn", topics=[other], live=True)
    withdrawn.withdraw(by=None)
    planned = factories.article("Planned", topics=[other])
    factories.approve(planned)
    planned.publish(check=findings, by=None, at=timezone.now() + DAY, override=factories.REASON)
    hip = factories.topic("Hip", parent=legs)
    factories.article("Sore knee article", topics=[knee], live=True)
    pages = crawl(client)
    assert "/topics/legs/" in pages  # for the sake of its part
    assert "/topics/knee/" in pages
    for topic in (other, hip):
        for address, page in pages.items():
            assert topic.get_absolute_url() not in links(page), address
    assert "Other" not in text(client.get("/no-such-page/"))


def test_the_list_of_topics_shows_their_parts(client, legs, knee):
    factories.article(topics=[knee], live=True)
    assert {"/topics/legs/", "/topics/knee/", "/a-z/"} <= set(links(client.get("/topics/")))


def test_queries_of_a_topic_do_not_grow_with_its_parts_or_texts(client, legs):
    factories.clinic()

    def fill(first):
        for number in range(first, first + 3):
            part = factories.topic(f"Part {number}", parent=legs)
            for topics in ([part], [legs]):
                factories.article(f"Text {number}", topics=topics, live=True, hero=factories.picture())
            factories.faq(f"Section {number}", topics=[part], live=True)

    def queries():
        found = []
        for address in ("/topics/legs/", "/topics/", "/a-z/", "/"):
            with CaptureQueriesContext(connection) as caught:
                assert client.get(address).status_code == 200
            found.append(len(caught))
        return found

    fill(0)
    before = queries()
    fill(3)
    assert queries() == before
    assert max(before) <= 18, before


# What the page of a topic says besides


def with_help(title, *, signs=(), questions=(), topics=(), kind="emergency", **more):
    """A live article with a card and with questions."""
    article = factories.article(title, topics=topics, **more)
    article.care_cards.create(kind=kind, items=signs or ["it hurts"])
    for order, question in enumerate(questions, start=1):
        article.questions.create(question=question, answer=f"<p>Answer to {question}</p>", order=order)
    article.record(by=None)
    factories.publish(article)
    return article


def test_the_only_article_of_a_topic_is_told_on_its_page(client, knee):
    factories.clinic()
    points = ["Stand up slowly [1].", "Rest a little.", "Ask us."]
    only = with_help(
        "Sore knees", signs=["you faint"], questions=["Is it safe?"], topics=[knee], key_points=points
    )
    only.care_cards.create(kind="call", items=["your knee is stuck"])
    only.sources.create(title="A study", year=2020, order=1)
    only.record(by=None)
    factories.publish(only)
    only.key_points = ["Something new that nobody may read yet."]
    only.save()
    only.record(by=None)
    page = client.get("/topics/knee/")
    assert only.get_absolute_url() in links(page)
    assert [point in text(page) for point in ("Stand up slowly.", "[1]", "nobody may read")] == [
        True,
        False,
        False,
    ]
    assert "Answer to Is it safe?" in section(page, "questions")
    of_help = page.content.decode()
    assert of_help.index("you faint") < of_help.index("your knee is stuck")
    assert "Sore knees" not in section(page, "main").partition("tile")[2]


def test_a_topic_gathers_the_signs_and_questions_of_its_articles(client, legs, knee):
    factories.clinic()
    signs = ["you faint", "you cannot stand"]
    with_help("Knees", signs=signs, questions=["Why?", "When?", "How?"], topics=[knee])
    with_help("Hips", signs=["you faint"], questions=["Where?"], topics=[legs])
    with_help("Rodillas", signs=["usted se desmaya"], topics=[knee], language="es")
    with_help("Calves", signs=["a bruise"], kind="call", topics=[knee])
    page = client.get("/topics/legs/")
    card = section(page, "care-emergency")
    assert [card.count(sign) for sign in ("you faint", "you cannot stand", "desmaya", "bruise")] == [
        1,
        1,
        0,
        0,
    ]
    assert "tel:911" in card
    asked = re.findall(r">(\w+\?)<", section(page, "questions"))
    assert sorted(asked) == ["When?", "Where?", "Why?"]


def test_more_signs_than_a_card_holds_are_led_to(client, knee, monkeypatch):
    monkeypatch.setattr("content.public.topic_advice.SIGNS", 2)
    factories.clinic()
    first = with_help("Knees", signs=["one", "two"], topics=[knee])
    with_help("Kneecaps", signs=["three"], topics=[knee])
    card = section(client.get("/topics/knee/"), "care-emergency")
    assert f'href="{first.get_absolute_url()}#help"' in card
    assert "tel:911" in card


def test_a_topic_names_who_helps_with_it(client, legs, knee):
    factories.article(topics=[knee], live=True)
    for name, shown, topic in [("Ann", True, legs), ("Bob", True, knee), ("Hidden", False, knee)]:
        factories.person(name, shown=shown).topics.add(topic)
    factories.person("Cy").topics.add(factories.topic("Hip", parent=legs))
    who = section(client.get("/topics/knee/"), "people")
    assert [name in who for name in ("Ann", "Bob", "Cy", "Hidden")] == [True, True, False, False]
    assert "Cy" in section(client.get("/topics/legs/"), "people")


@pytest.mark.parametrize("photos", [0, 1])
def test_the_team_has_frames_once_anyone_has_a_photograph(client, knee, photos):
    factories.article(topics=[knee], live=True)
    factories.person("Ann").topics.add(knee)
    factories.person("Bob", photo=factories.picture() if photos else None)
    page = client.get("/people/").content.decode()
    assert (page.count('class="portrait"'), page.count("<picture>")) == (2 * photos, photos)
    assert "Helps with: Knee" in text(client.get("/people/"))


# A to Z


@pytest.mark.parametrize(
    ("title", "language", "letter", "key"),
    [
        ("Knee pain", "en", "k", "knee0pain"),
        ("The knee", "en", "k", "knee"),
        ("An Achilles tear", "en", "a", "achilles0tear"),
        ("“A sore neck”", "en", "s", "sore0neck"),
        ("A", "en", "a", "a"),
        ("The", "en", "t", "the"),
        ("Theory of pain", "en", "t", "theory0of0pain"),
        ("5 tips for your back", "en", "t", "tips0for0your0back"),
        ("The 5 best exercises", "en", "b", "best0exercises"),
        ("911", "en", "#", "911"),
        ("…", "en", "#", ""),
        ("", "en", "#", ""),
        ("Éclair exercise", "en", "e", "eclair0exercise"),
        ("Ñandú", "es", "n", "nandu"),
        ("El hombro", "es", "h", "hombro"),
        ("¿Las rodillas duelen?", "es", "r", "rodillas0duelen"),
        ("La Jolla clinic", "en", "l", "la0jolla0clinic"),
        ("A qué hora", "es", "a", "a0que0hora"),
        ("Øyvind’s exercise", "en", "o", "oyvind0s0exercise"),
        ("Боль в колене", "en", "#", "боль0в0колене"),
    ],
)
def test_titles_are_filed_as_a_reader_looks_for_them(title, language, letter, key):
    assert place_of(title, language) == (letter, key)


def test_a_to_z_holds_every_live_text_and_topic_under_its_letter(client, knee):
    factories.article("The sore knee", topics=[knee], live=True)
    factories.article("Kneecap trouble", live=True)
    factories.article("Knee trouble", live=True)
    factories.faq("Éasy questions", live=True)
    factories.page("About us", live=True)
    factories.article("Secret draft")
    page = client.get("/a-z/")
    assert "The sore knee" in section(page, "letter-s")
    assert "Éasy questions" in section(page, "letter-e")
    assert "About us" in section(page, "letter-a")
    under_k = section(page, "letter-k")
    order = [under_k.index(title) for title in (">Knee<", ">Knee trouble<", ">Kneecap trouble<")]
    assert order == sorted(order)
    assert "Secret" not in text(page)
    letters = page.content.decode().partition('class="letters"')[2].partition("</nav>")[0]
    assert re.findall(r'href="#letter-(\w)"', letters) == ["a", "e", "k", "l", "s"]
    assert "<span>B</span>" in letters
    assert client.get("/a-z/k/").headers["Location"] == "/a-z/#letter-k"


def test_a_to_z_goes_by_what_is_live(client):
    article = factories.article("Back pain", live=True)
    article.title = "Zigzag"
    article.save()
    article.record(by=None)
    assert "Zigzag" not in text(client.get("/a-z/"))
    factories.publish(article)
    page = client.get("/a-z/")
    assert "Zigzag" in section(page, "letter-z")
    assert "Back pain" not in text(page)
    article.withdraw(by=None)
    assert "Zigzag" not in text(client.get("/a-z/"))
    factories.publish(article)
    assert "Zigzag" in text(client.get("/a-z/"))


def test_a_planned_title_stands_in_a_to_z_from_its_second_on(client, monkeypatch):
    article = factories.article("Back pain", live=True)
    article.title = "Zigzag"
    article.save()
    article.record(by=None)
    at = timezone.now() + DAY
    article.publish(check=findings, by=None, at=at, override=factories.REASON)
    assert "Back pain" in text(client.get("/a-z/"))
    assert "Zigzag" not in text(client.get("/a-z/"))
    monkeypatch.setattr(timezone, "now", lambda: at)
    page = client.get("/a-z/")
    assert "Zigzag" in section(page, "letter-z")
    assert "Back pain" not in text(page)


def test_a_long_a_to_z_has_a_page_for_each_letter(client, monkeypatch, knee):
    monkeypatch.setattr(topic_listing, "ON_ONE_PAGE", 4)
    monkeypatch.setattr(a_to_z, "ENTRIES_PER_PAGE", 3)
    for number in range(6):
        factories.article(f"Knee {number}", topics=[knee], live=True)
    factories.article("911", live=True)
    page = client.get("/a-z/")
    assert {"/a-z/k/", "/a-z/other/", "/topics/knee/"} <= set(links(page))
    assert "/a-z/b/" not in links(page)
    assert "Knee 1" not in text(page)
    first, second = client.get("/a-z/k/"), client.get("/a-z/k/?page=2")
    assert re.findall(r"Knee \d", text(first)) == ["Knee 0", "Knee 1", "Knee 2"]
    assert "/topics/knee/" in links(first)
    assert re.findall(r"Knee \d", text(second)) == ["Knee 3", "Knee 4", "Knee 5"]
    assert "911" in text(client.get("/a-z/other/"))
    assert "Nothing begins with this letter yet" in text(client.get("/a-z/b/"))
    assert client.get("/a-z/k/?page=9").status_code == 404


@pytest.mark.parametrize("letter", ["kk", "%00", "%C3%B1", "1", "k/k", "x" * 2000])
def test_what_is_no_letter_is_not_found(client, letter):
    assert client.get(f"/a-z/{letter}/").status_code == 404


# New and updated


def _published(title, *, days_ago, monkeypatch, topics=()):
    now = timezone.now()
    article = factories.article(title, topics=topics)
    with monkeypatch.context() as patch:
        patch.setattr(timezone, "now", lambda: now - days_ago * DAY)
        factories.publish(article)
    return article


def test_changed_words_make_an_update_and_nothing_else_does(client, monkeypatch):
    factories.clinic()
    changed = _published("Changed text", days_ago=9, monkeypatch=monkeypatch)
    same = _published("Same words again", days_ago=8, monkeypatch=monkeypatch)
    _published("Only once", days_ago=7, monkeypatch=monkeypatch)
    assert "Recently updated" not in text(client.get("/"))
    changed.summary = "Other words."
    changed.save()
    changed.record(by=None)
    factories.publish(changed)
    same.withdraw(by=None)
    factories.publish(same)
    home = client.get("/")
    updated = section(home, "updated")
    assert "Changed text" in updated
    assert "Same words" not in updated and "Only once" not in updated
    day = factories.day()
    today = f"{day:%B} {day.day}, {day.year}"
    assert f"Updated {today}" in " ".join(re.sub(r"<[^>]+>", " ", updated).split())
    tiles = section(home, "latest")
    assert tiles.count("Updated") == 1
    assert tiles.count("Published") == 2
    changed.withdraw(by=None)
    factories.publish(changed)  # the same words once more: the update keeps its day
    assert Edition.objects.live().updated().get().document_id == changed.pk


def test_an_update_on_the_first_day_is_none(client):
    article = factories.article("Quick correction", live=True)
    article.summary = "Other words."
    article.save()
    article.record(by=None)
    factories.publish(article)
    assert "Recently updated" not in text(client.get("/"))
    assert "Updated" not in text(client.get("/articles/"))


def test_an_update_is_later_by_the_clinics_own_days(client, monkeypatch):
    clinic = factories.clinic()
    noon = (timezone.now() - 5 * DAY).astimezone(datetime.UTC).replace(hour=12)
    article = factories.article("Late correction")
    monkeypatch.setattr(timezone, "now", lambda: noon)
    factories.publish(article)
    article.summary = "Other words."
    article.save()
    article.record(by=None)
    monkeypatch.setattr(timezone, "now", lambda: noon + datetime.timedelta(hours=19))  # at night in New York
    factories.publish(article)
    monkeypatch.undo()
    assert "Recently updated" in text(client.get("/"))
    clinic.time_zone = "Pacific/Honolulu"  # where it was still the evening of the first day
    clinic.save()
    assert "Recently updated" not in text(client.get("/"))


def test_topics_ask_the_editions(db, knee):
    assert not Topic.objects.live().exists()
    factories.faq(topics=[knee], live=True)
    assert {topic.name for topic in Topic.objects.live()} == {"Knee", "Legs"}
