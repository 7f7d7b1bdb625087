"""What pages say to machines: the same as to patients, in the words of schema.org, and no more."""

import datetime
import json
import re
from html import unescape
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from content.models import Article, Clinic, Document, Person, Topic
from tests.support import factories, tools
from tests.support.admin_forms import press
from tests.support.many_pages import crawl
from tests.support.schema_vocabulary import Vocabulary

pytestmark = pytest.mark.django_db

BLOCK = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)
NEW_YORK = ZoneInfo("America/New_York")


def html(client, address):
    return client.get(address).content.decode()


def nodes(text):
    """The nodes of the one graph of a page."""
    (block,) = BLOCK.findall(text)
    said = json.loads(block)
    assert said["@context"] == "https://schema.org"
    return said["@graph"]


def node(text, kind):
    """The one node of this type."""
    (found,) = [
        n for n in nodes(text) if kind in ([n["@type"]] if isinstance(n["@type"], str) else n["@type"])
    ]
    return found


def by_id(text, reference):
    return next(n for n in nodes(text) if n["@id"] == reference["@id"])


def words(markup):
    return " ".join(unescape(re.sub(r"<[^>]+>", "", markup)).split())


def visible(text):
    """The words of the page, and what its elements hold; not what stands in the block of data."""
    return words(re.sub(r"<(head|script)\b.*?</\1>", " ", text, flags=re.DOTALL))


def found(pattern, text):
    return [words(part) for part in re.findall(pattern, text, re.DOTALL)]


def visible_crumbs(text):
    (crumbs,) = re.findall(r'<nav class="crumbs".*?</nav>', text, re.DOTALL)
    return found(r"<a [^>]*>(.*?)</a>", crumbs), re.findall(r'href="([^"]*)"', crumbs)


@pytest.fixture
def vocabulary():
    text = tools.vocabulary()
    if not text:
        pytest.skip("needs npm's schema-dts")
    return Vocabulary(text)


TREATMENT = {
    "name": "tapping",
    "body": "knees",
    "skin": "none",
    "before": "Part",
    "how": "How it is done",
    "not_for": "Side effects",
    "effects": "Side effects",
    "serious": "Part",
    "after": "Part",
}
PROBLEM = {
    "name": "tapping",
    "body": "knees",
    "symptoms": "Side effects",
    "causes": "Part",
    "risk": "Part",
    "treatment": "How it is done",
    "recovery": "Part",
}


def full_article(**more):
    """A live, reviewed article with something in every slot."""
    more = {
        "author": factories.person("Alex Author", credentials="PT, DPT"),
        "hero": factories.picture(),
    } | more
    legs, _new = Topic.objects.get_or_create(slug="some-legs", defaults={"name": "Some legs"})
    topic, _new = Topic.objects.get_or_create(slug="knees", defaults={"name": "Knees", "parent": legs})
    body = (
        "<h2>How it is done</h2><p>We tap [1].</p><h3>Part</h3><ul><li>a tap</li></ul>"
        "<h2>Side effects</h2><p>Sore skin [1].</p><ul><li>sore skin</li><li>a bruise</li></ul>"
    )
    article = factories.article("Tapping knees", body=body, topics=[topic], **more)
    article.care_cards.create(kind="emergency", items=["you cannot breathe"])
    article.sources.create(title="A trial", doi="10.1000/x", year=2020)
    article.sources.create(title="A leaflet", url="https://example.org/a")
    article.record(by=None)
    factories.publish(article)
    return article


# Types and properties


def test_every_word_is_one_of_schema_org(starter, client, vocabulary):
    make_cases()
    pages = {a: r.content.decode() for a, r in crawl(client).items()}
    wrong = {a: vocabulary.wrong(nodes(text)) for a, text in pages.items() if BLOCK.search(text)}
    assert len(wrong) > 30
    assert {a: faults for a, faults in wrong.items() if faults} == {}


def make_cases():
    """An address in parts, and a treatment and a problem with everything staff can say of them."""
    clinic = Clinic.load()
    clinic.state, clinic.postal_code = "IL", "62701-1234"
    clinic.latitude, clinic.longitude = "39.79817", "-89.64369"
    clinic.save()
    full_article(subject="treatment", slug="case", facts=TREATMENT)
    full_article(subject="condition", facts=PROBLEM, author=None, hero=None)


@pytest.mark.parametrize(
    "wrong",
    [
        {"@type": "Clinik", "name": "x"},
        {"@type": "Article", "lastReviewed": "2026-01-01"},
        {"@type": "Physiotherapy", "availableService": {"@type": "MedicalTherapy"}},
        {"@type": "Person", "worksFor": {"@type": "MedicalClinic", "headline": "x"}},
        {"@type": "WebPage", "specialty": "https://schema.org/Fysio"},
        {"name": "x"},
    ],
)
def test_a_wrong_word_would_be_found(vocabulary, wrong):
    assert len(vocabulary.wrong([wrong])) == 1
    assert vocabulary.wrong([{"@type": ["MedicalClinic", "Physiotherapy"], "availableService": []}]) == []


def test_every_reference_leads_somewhere(starter_pages):
    def references(value):
        if isinstance(value, list):
            return [r for part in value for r in references(part)]
        if not isinstance(value, dict):
            return []
        if set(value) == {"@id"}:
            return [value["@id"]]
        return [r for part in value.values() for r in references(part)]

    for address, response in starter_pages.items():
        text = response.content.decode()
        if BLOCK.search(text):
            known = [n["@id"] for n in nodes(text)]
            assert len(known) == len(set(known)), address
            assert all(identifier.startswith("http://127.0.0.1:8000/") for identifier in known), address
            assert set(references(nodes(text))) <= set(known), address


def test_every_page_for_search_engines_has_one_graph_and_no_other_page_has(starter_pages, client, sign_in):
    without = {a for a, r in starter_pages.items() if not BLOCK.search(r.content.decode())}
    hidden = {a for a, r in starter_pages.items() if 'content="noindex"' in r.content.decode()}
    assert {a for a in without if "?" not in a} == {a for a in hidden if "?" not in a}
    withdrawn = factories.article(live=True)
    withdrawn.withdraw(by=None)
    article = Article.objects.live().first()
    preview = f"/admin/content/article/{article.pk}/preview/"
    for address in ("/no-such-page/", "/articles/?topic=knee", withdrawn.get_absolute_url()):
        assert not BLOCK.search(html(client, address)), address
    assert not BLOCK.search(html(sign_in("Editor"), preview))


# Equal to what patients see


def test_crumbs_are_those_of_the_page(starter_pages):
    checked = 0
    for address, response in starter_pages.items():
        text = response.content.decode()
        if address == "/" or not BLOCK.search(text):
            continue
        items = node(text, "BreadcrumbList")["itemListElement"]
        names, addresses = visible_crumbs(text)
        h1 = found(r"<h1>(.*?)</h1>", text)
        assert [i["name"] for i in items] == names + h1, address
        assert [i["item"] for i in items[:-1]] == ["http://127.0.0.1:8000" + a for a in addresses], address
        assert [i["position"] for i in items] == list(range(1, len(items) + 1))
        checked += 1
    assert checked > 30


@pytest.mark.parametrize("address", ["/articles/", "/topics/", "/topics/treatments/", "/faq/", "/people/"])
def test_lists_are_in_the_order_that_patients_see(starter, client, address):
    text = html(client, address)
    listed = node(text, "ItemList")["itemListElement"]
    main = text.partition("<main")[2].partition("</main>")[0]
    links = re.findall(r'<(?:h2[^>]*|h3|li)>\s*<a href="(/[a-z]+/[^"#]+)">(.*?)</a>(?!\s*</li>)', main)
    shown = dict.fromkeys(("http://127.0.0.1:8000" + path, words(name)) for path, name in links)
    if address.count("/") == 3:  # on the page of a topic, its parts are headings, and people help
        shown = [each for each in shown if not re.search("/(topics|people)/", each[0])]
    assert [(i["url"], i["name"]) for i in listed] == [*shown]
    assert listed


def test_an_article_says_to_machines_what_it_says_to_patients(client):
    factories.clinic()
    article = full_article(subject="treatment", published_on=datetime.date(2023, 7, 21))
    article.editions.update(updated_from=timezone.now())
    text = html(client, article.get_absolute_url())
    said, page = node(text, "Article"), node(text, "MedicalWebPage")
    assert [said["headline"]] == found(r"<h1>(.*?)</h1>", text)
    author, reviewer = by_id(text, said["author"]), by_id(text, page["reviewedBy"])
    shown = visible(text)
    for word, person in (("Written by", author), ("Reviewed by", reviewer)):
        assert f"{word} {person['name']}, {person['honorificSuffix']}" in shown
        assert ", ".join(c["name"] for c in person["hasCredential"]) == person["honorificSuffix"]
    assert author["url"].endswith(article.author.get_absolute_url())
    times = dict(re.findall(r'<li>([A-Z][a-z ]+?) <time datetime="([^"]+)">', text))
    assert said["datePublished"][:10] == times["First published"] == "2023-07-21"
    assert said["datePublished"][10:] == "T00:00:00-04:00"
    assert said["dateModified"][:10] == times["Updated"]
    assert page["lastReviewed"] == times["Last reviewed"]
    assert by_id(text, said["image"][0])["url"].removeprefix("http://127.0.0.1:8000") in text
    sources = [by_id(text, source) for source in page["citation"]]
    assert [source["name"] for source in sources] == ["A trial", "A leaflet"]
    assert sources[0]["@type"] == "ScholarlyArticle" and sources[0]["sameAs"] in text
    assert all(f'id="{source["@id"].partition("#")[2]}"' in text for source in sources)


def test_a_text_that_nobody_reviewed_says_nothing_of_a_review(starter, client):
    for document in Document.objects.live():
        block = BLOCK.findall(html(client, document.get_absolute_url()))[0]
        assert "lastReviewed" not in block and "reviewedBy" not in block


def test_dates_are_those_on_the_clinics_wall(client):
    factories.clinic()
    article = factories.article(live=True, published_on=datetime.date(2020, 1, 1))
    late = datetime.datetime(2026, 3, 2, 23, 30, tzinfo=NEW_YORK)  # the next day in London
    article.editions.update(updated_from=late)
    said = node(html(client, article.get_absolute_url()), "Article")
    assert said["dateModified"] == "2026-03-02T23:30:00-05:00"
    assert said["datePublished"] == "2020-01-01T00:00:00-05:00"


def without_citations(text):
    return re.sub(r'&nbsp;<a class="cite".*?</a>', "", text, flags=re.DOTALL)


def test_questions_and_answers_are_those_of_the_page(starter, client):
    texts = {d.slug: html(client, d.get_absolute_url()) for d in Document.objects.live().filter(kind="faq")}
    for text in texts.values():
        asked = node(text, "FAQPage")["mainEntity"]
        assert [q["name"] for q in asked] == found(r"<summary><h3>(.*?)</h3>", text)
        bare = without_citations(text)
        spaced = re.sub("(</?(p|li|td|th)>)", r" \1", bare)
        answers = found(
            r'<section class="answer"[^>]*>(.*?)<(?:div class="exercises"|p class="permalink")>', spaced
        )
        assert [" ".join(q["acceptedAnswer"]["text"].split()) for q in asked] == answers
    assert len(texts) > 3
    article = html(client, Article.objects.live().first().get_absolute_url())
    assert "Common questions" in article and "FAQPage" not in article


def test_phone_address_and_hours_are_those_at_the_foot(starter, client):
    text = html(client, "/")
    clinic = node(text, "MedicalClinic")
    assert f'href="tel:{clinic["telephone"]}"' in text
    assert clinic["name"] in visible(text)
    assert clinic["address"]["addressCountry"] == "US"
    said = [clinic["address"][part] for part in ("streetAddress", "addressLocality")]
    assert said == re.search(r"(?s)<footer.*?<address>(.*?)</address>", text)[1].split("<br>")
    assert clinic["faxNumber"] == "+15555550144" and "Fax (555) 555-0144" in visible(text)
    days, morning, afternoon = clinic["openingHoursSpecification"]
    assert (days["opens"], days["closes"], len(days["dayOfWeek"])) == ("07:00", "19:00", 4)
    assert morning["dayOfWeek"] == afternoon["dayOfWeek"] == ["https://schema.org/Friday"]
    assert [(half["opens"], half["closes"]) for half in (morning, afternoon)] == [
        ("07:00", "12:00"),
        ("13:00", "16:00"),
    ]
    assert "7 a.m. to 7 p.m." in visible(text) and "7 a.m. to noon, 1 p.m. to 4 p.m." in visible(text)


def test_special_days_the_door_and_its_picture_are_told_where_they_are_shown(client):
    clinic = factories.clinic(
        street="1 Main Street\nSuite 2",
        city="Springfield",
        state="IL",
        postal_code="62701",
        latitude="39.79817",
        longitude="-89.64369",
        entrance=factories.picture(alt="Our door"),
        hours={"0": [["00:00", "00:00"]]},
    )
    day = factories.day() + datetime.timedelta(days=3)
    for ahead, hours in ((0, []), (1, [["18:00", "00:00"]]), (-9, [])):
        clinic.special_days.create(day=day + datetime.timedelta(days=ahead), hours=hours)
    said = node(html(client, "/visit/"), "MedicalClinic")
    assert said["address"] == {
        "@type": "PostalAddress",
        "streetAddress": "1 Main Street, Suite 2",
        "addressLocality": "Springfield",
        "addressRegion": "IL",
        "postalCode": "62701",
        "addressCountry": "US",
    }
    assert said["geo"] == {"@type": "GeoCoordinates", "latitude": 39.79817, "longitude": -89.64369}
    assert said["image"].endswith(clinic.entrance.fallback)
    monday, closed, evening = said["openingHoursSpecification"]
    assert (monday["opens"], monday["closes"]) == ("00:00", "23:59")
    assert (closed["opens"], closed["closes"], closed["validFrom"]) == ("00:00", "00:00", day.isoformat())
    assert closed["validThrough"] == closed["validFrom"] < evening["validFrom"]
    assert (evening["opens"], evening["closes"]) == ("18:00", "00:00")
    Clinic.objects.update(city="")
    assert node(html(client, "/visit/"), "MedicalClinic")["address"].startswith("1 Main Street, Suite 2")


def test_a_person_says_what_their_page_says(client):
    factories.clinic()
    person = factories.person(
        "Robin Sample", credentials="PT, DPT", role="Physical therapist", bio="<p>Hello.</p>"
    )
    text = html(client, person.get_absolute_url())
    said = node(text, "Person")
    assert said["jobTitle"] == "Physical therapist" and said["description"] == "Hello."
    assert said["@id"] == by_id(text, node(text, "ProfilePage")["mainEntity"])["@id"]
    assert [c["name"] for c in said["hasCredential"]] == ["PT", "DPT"]


def test_who_has_no_page_is_named_without_an_address(client):
    factories.clinic()
    article = full_article(author=factories.person("Alex Author", shown=False))
    text = html(client, article.get_absolute_url())
    author = by_id(text, node(text, "Article")["author"])
    assert author["name"] == "Alex Author" and "url" not in author
    assert author["@id"].endswith("#author")


# What a treatment or a problem is


def test_a_treatment_is_told_in_the_words_below_the_headings_that_staff_chose(client):
    factories.clinic()
    article = full_article(subject="treatment", facts=TREATMENT)
    text = html(client, article.get_absolute_url())
    said = by_id(text, node(text, "MedicalWebPage")["about"])
    assert said["@type"] == "MedicalTherapy"
    assert (said["name"], said["bodyLocation"]) == ("tapping", "knees")
    assert said["procedureType"] == "https://schema.org/NoninvasiveProcedure"
    assert said["howPerformed"] == "We tap.\nPart\na tap"
    assert said["contraindication"] == "Sore skin.\nsore skin\na bruise"
    (effect,), (serious, sign) = said["adverseOutcome"], said["seriousAdverseOutcome"]
    assert effect == {"@type": "MedicalEntity", "description": "Sore skin.\nsore skin\na bruise"}
    assert serious == {"@type": "MedicalEntity", "description": "a tap"}
    assert sign["name"] == "you cannot breathe"
    assert said["followup"] == said["preparation"] == "a tap"


def test_a_problem_is_told_with_its_symptoms_one_by_one(client):
    factories.clinic()
    article = full_article(subject="condition", facts=PROBLEM)
    text = html(client, article.get_absolute_url())
    said = node(text, "MedicalCondition")
    assert [sign["name"] for sign in said["signOrSymptom"]] == ["sore skin", "a bruise"]
    assert said["associatedAnatomy"]["name"] == "knees"
    assert said["possibleTreatment"] == [{"@type": "MedicalTherapy", "description": "We tap.\nPart\na tap"}]
    assert said["expectedPrognosis"] == "a tap"
    assert "you cannot breathe" not in json.dumps(said)


def test_symptoms_and_treatments_have_the_names_that_staff_read_out_of_the_text(sign_in, client):
    factories.clinic()
    article = full_article(subject="condition", facts=PROBLEM)
    names = {"facts_symptom_names": "Bruise, canary,, sore skin", "facts_treatment_names": "tap"}
    press(sign_in("Editor"), article, **names)
    article.refresh_from_db()
    factories.publish(article)
    said = node(html(client, article.get_absolute_url()), "MedicalCondition")
    assert [sign["name"] for sign in said["signOrSymptom"]] == ["Bruise", "sore skin"]
    assert said["possibleTreatment"] == [{"@type": "MedicalTherapy", "name": "tap"}]


def test_nothing_is_named_as_a_heading_is(starter, client):
    named = 0
    for article in Article.objects.live().filter(subject="condition"):
        text = html(client, article.get_absolute_url())
        said, headings = node(text, "MedicalCondition"), found(r"<h[2-4][^>]*>(.*?)</h[2-4]>", text)
        for name in ("signOrSymptom", "possibleTreatment"):
            assert len([each["name"] for each in said[name]]) > 1, (article, name)
        parts = [part for value in said.values() if isinstance(value, list) for part in value]
        names = {part.get("name") for part in parts if isinstance(part, dict)}
        assert not names & {*headings}, article
        named += 1
    assert named == 11


def test_what_is_told_of_a_treatment_can_be_read_on_the_page(starter, client):
    """Every word of every treatment and problem of the starter content."""
    seen = 0
    for article in Article.objects.live():
        text = html(client, article.get_absolute_url())
        for kind in ("MedicalTherapy", "MedicalCondition"):
            for said in [n for n in nodes(text) if n["@type"] == kind]:
                shown = visible(without_citations(text)).casefold()
                parts = list(strings(said))
                assert len(parts) > 6, article
                missing = [part for part in parts if " ".join(part.split()).casefold() not in shown]
                assert not missing, (article, missing)
                seen += 1
    assert seen == 12


def strings(value, name=""):
    """Every line of text in a node."""
    if isinstance(value, dict):
        for key, part in value.items():
            yield from strings(part, key) if key[0] != "@" else ()
    elif isinstance(value, list):
        for part in value:
            yield from strings(part, name)
    elif not value.startswith("https://schema.org/"):
        yield from value.split("\n")


def test_a_heading_or_word_that_is_not_in_the_text_is_left_out(client):
    factories.clinic()
    facts = {"name": "Canary", "body": "Canary", "how": "Canary", "effects": "Side effects"}
    article = full_article(subject="treatment", facts=facts)
    text = html(client, article.get_absolute_url())
    said = node(text, "MedicalTherapy")
    assert said["name"] == "Tapping knees"
    assert "anary" not in json.dumps(nodes(text))
    assert "adverseOutcome" in said and "howPerformed" not in said


def test_a_visit_is_neither_a_treatment_nor_a_problem(client):
    factories.clinic()
    text = html(client, full_article(subject="visit", facts=TREATMENT).get_absolute_url())
    assert not [n for n in nodes(text) if n["@type"] in ("MedicalTherapy", "MedicalCondition")]
    assert "about" not in node(text, "MedicalWebPage")


def test_staff_choose_a_heading_and_patients_software_learns_of_it_once_published(sign_in, client):
    factories.clinic()
    article = full_article(subject="treatment")
    editor = sign_in("Editor")
    press(editor, article, facts_before="Part", facts_effects="Side effects", facts_name="tapping")
    article = Article.objects.get(pk=article.pk)
    assert article.facts == {"name": "tapping", "before": "Part", "effects": "Side effects"}
    address = article.get_absolute_url()
    assert "adverseOutcome" not in node(html(client, address), "MedicalTherapy")
    history = html(editor, f"/admin/content/article/{article.pk}/history/")
    assert "acts for search engines changed" in history
    factories.publish(article)
    assert "adverseOutcome" in node(html(client, address), "MedicalTherapy")
    article.revisions.order_by("number").first().restore(by=None)
    assert Article.objects.get(pk=article.pk).facts == {}


def test_a_renamed_heading_stays_chosen_and_staff_see_that_it_is_gone(sign_in):
    factories.clinic()
    article = full_article(subject="treatment", facts={"how": "Old words"})
    editor = sign_in("Editor")
    page = html(editor, f"/admin/content/article/{article.pk}/change/")
    assert "Old words (no longer in the text)" in page
    press(editor, article, summary="Another one.")
    assert Article.objects.get(pk=article.pk).facts == {"how": "Old words"}


def test_a_text_from_before_is_still_the_same_text(client):
    """No fact, no slot: reviews and editions of older versions stay what they were."""
    article = factories.article()
    before = article.latest_revision
    assert "facts" not in before.content
    assert article.record(by=None) == before
    article.facts = TREATMENT
    article.save()
    assert article.record(by=None) != before
    assert before.restore(by=None).fingerprint == before.fingerprint


# Nothing that patients may not see, and no harm


def test_a_word_from_a_draft_is_in_no_graph(client):
    factories.clinic()
    topic = factories.topic()
    live = full_article(subject="treatment")
    live.topics.add(topic)
    later = timezone.now() + datetime.timedelta(days=1)
    factories.publish(factories.article("Canary planned", topics=[topic]), at=later)
    factories.publish(factories.faq("Canary section", topics=[topic]), at=later)
    factories.article("Canary withdrawn", topics=[topic], live=True).withdraw(by=None)
    factories.article("Canary draft", topics=[topic])
    live.title = live.summary = "Canary change"
    live.body = "<h2>Side effects</h2><p>Canary</p>"
    live.care_cards.update(items=["canary"])
    live.sources.update(title="Canary")
    live.save()
    live.record(by=None)
    seen = 0
    for address, response in crawl(client).items():
        for block in BLOCK.findall(response.content.decode()):
            assert "anary" not in block, address
            seen += 1
    assert seen > 8


NASTY = "</script><script>alert(1)</script> \"'&<!--\\ \u2028\u2029 \U0001f9b5"


def test_nasty_names_do_no_harm(client):
    clinic = factories.clinic(name=NASTY, tagline=NASTY, welcome=NASTY, street=NASTY)
    topic = factories.topic("Legs", summary=NASTY)
    topic.name = NASTY[:60]
    topic.save()
    article = factories.article(
        NASTY, summary=NASTY, topics=[topic], author=factories.person(NASTY), live=True
    )
    faq = factories.faq("Plain", questions=[NASTY], live=True)
    for address in ("/", *(row.get_absolute_url() for row in (article, faq, topic, Person.objects.first()))):
        text = html(client, address)
        assert "<script>alert" not in text
        assert node(text, "WebSite")["name"] == clinic.name
        block = BLOCK.findall(text)[0]
        assert not set(block) & set("<>&\u2028\u2029")
    assert node(html(client, article.get_absolute_url()), "Article")["headline"] == NASTY
