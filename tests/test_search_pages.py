"""Searching as patients do it, and what staff do about searches that found nothing."""

import datetime
import re
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from content.models import Article, AuditEntry, PinnedResult, SearchDecision, SearchWithoutResult, Synonym
from tests.support import factories
from tests.support.admin_forms import filled
from tests.support.html import Page

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clinic():
    return factories.clinic()


@pytest.fixture
def knees():
    """An article about knees and a section that answers two questions about them."""
    topic = factories.topic("Legs and feet")
    factories.article("Sore knees", topics=[topic], live=True, slug="sore-knees")
    return factories.faq(
        "Knees", questions=["Is running bad for knees?"], topics=[topic], live=True, slug="knees"
    )


def search(client, **asked):
    return client.get("/search/", asked)


def text_of(response):
    """The words of the page's main part, without markup."""
    main = re.search(r"<main.*?</main>", response.content.decode(), re.DOTALL)[0]
    return " ".join(re.sub(r"<[^>]+>", "", main).split())


def links(response):
    main = re.search(r"<main.*?</main>", response.content.decode(), re.DOTALL)[0]
    return [link["href"] for link in Page(main).all("a")]


def counted_terms():
    return dict(SearchWithoutResult.objects.values_list("term", "count"))


# Results


def test_results_say_what_they_are_and_lead_there(client, knees):
    anchor = knees.questions.get().anchor
    response = search(client, q="sore knees")
    assert "/articles/sore-knees/" in links(response)
    assert "Article Sore knees" in text_of(response)
    assert re.search(r"[12] results? for “sore knees”", text_of(response))
    response = search(client, q="running bad")
    assert f"/faq/knees/#{anchor}" in links(response)
    assert "Question in “Knees” Is running bad for knees?" in text_of(response)


def test_the_words_that_match_are_marked_and_nothing_else_is_markup(client):
    factories.article("Signs", body="<p>A knee &lt;b&gt; that hurts.</p>", live=True)
    page = search(client, q="knee").content.decode()
    assert re.search(r"<mark>knee</mark> &lt;b&gt; that", page)


def test_what_was_typed_is_never_markup(client):
    page = search(client, q='"><script>alert(1)</script>').content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


def test_results_are_narrowed_to_a_topic(client, knees):
    shoulder = factories.topic("Shoulder", slug="shoulder")
    factories.article("Knees and shoulders", topics=[shoulder], live=True, slug="both")
    assert "topic=shoulder" not in search(client, q="knees").content.decode()
    for number in range(12):
        factories.article(f"Knees {number}", live=True)
    assert "?q=knees&amp;topic=shoulder" in search(client, q="knees").content.decode()
    response = search(client, q="knees", topic="shoulder")
    assert "/articles/both/" in links(response)
    assert "/articles/sore-knees/" not in links(response)
    chosen = [a for a in Page(response.content.decode()).all("a") if "aria-current" in a]
    assert [a["href"] for a in chosen] == ["?q=knees&topic=shoulder"]


def test_a_topic_that_is_not_there_does_not_narrow(client, knees):
    for topic in ("nowhere", "\x00", "x" * 500):
        assert "/articles/sore-knees/" in links(search(client, q="knees", topic=topic))


def test_results_are_turned_like_pages(client):
    for number in range(23):
        factories.article(f"Knee text {number}", live=True)
    seen, address, turned = set(), "/search/?q=knee", 0
    while address:
        response = client.get(address)
        seen |= {link for link in links(response) if link.startswith("/articles/text-")}
        following = [a for a in Page(response.content.decode()).all("a") if a.get("rel") == "next"]
        address = following and "/search/" + following[0]["href"]
        turned += 1
    assert len(seen) == 23
    assert turned > 1


@pytest.mark.parametrize("page", ["0", "-1", "x", "٣", "99", "9" * 40, "\x00"])
def test_a_page_that_is_not_there_leads_to_the_first(client, knees, page):
    response = search(client, q="knees", page=page)
    assert (response.status_code, response.headers["Location"]) == (302, "/search/?q=knees")


def test_only_texts_in_the_language_of_the_page_are_found(client):
    factories.article("Needles", live=True, slug="english")
    factories.article("Needles", live=True, slug="spanish", language="es")
    assert "/articles/spanish/" not in links(search(client, q="needles"))
    response = search(client, q="needles", lang="es")
    assert "/articles/spanish/" in links(response)
    assert "/articles/english/" not in links(response)
    page = Page(response.content.decode())
    assert page.all("html")[0]["lang"] == "es"
    assert {"type": "hidden", "name": "lang", "value": "es"} in page.all("input")
    assert "/articles/english/" in links(search(client, q="needles", lang="<xx>"))


# Part of the words, nothing found, nothing asked


def test_a_page_with_part_of_the_words_says_which(client, knees):
    response = search(client, q="sore xylophone")
    assert "No page has all your words. Nearest:" in text_of(response)
    assert "sore, found xylophone, not on this site" in text_of(response)
    assert "Has: sore" in text_of(response)
    assert {"/articles/sore-knees/", "/topics/legs-and-feet/", "tel:+15555550100"} <= {*links(response)}
    assert "Has:" not in text_of(search(client, q="sore knees"))


def test_what_may_be_meant_is_offered_where_it_is_unsure(client, knees):
    response = search(client, q="nees")
    assert "We found nothing for “nees”. Did you mean knees?" in text_of(response)
    assert "?q=knees" in links(response)


def test_a_search_without_result_helps_on(client, knees, clinic):
    response = search(client, q="xylophone")
    anchor = knees.questions.get().anchor
    assert "We found nothing for “xylophone”." in text_of(response)
    assert "Is it an emergency? Call 911" in text_of(response)
    assert {"/topics/legs-and-feet/", f"/faq/knees/#{anchor}", clinic.phone_link} <= {*links(response)}


def test_an_empty_search_is_a_friendly_page(client, knees):
    for asked in ({}, {"q": ""}, {"q": "   "}):
        response = search(client, **asked)
        assert response.status_code == 200
        assert "/topics/legs-and-feet/" in links(response)
        assert "nothing" not in text_of(response)


def test_a_misspelt_word_is_corrected_and_may_be_searched_for_as_it_is(client):
    factories.article("Shoulder pain", body="<p>Your shoulder hurts.</p>", live=True, slug="shoulder")
    response = search(client, q="sholder")
    assert "1 result for “shoulder”" in text_of(response)
    assert "We corrected the spelling. Search for “sholder” instead" in text_of(response)
    assert "/articles/shoulder/" in links(response)
    as_typed = client.get("/search/?q=sholder&exact=1")
    assert "?q=sholder&exact=1" in links(response)
    assert "We found nothing for “sholder”." in text_of(as_typed)
    assert counted_terms() == {"sholder": 1}


def test_what_is_not_live_is_not_found(client):
    factories.article("Canary draft")
    factories.article("Canary withdrawn", live=True).withdraw(by=None)
    assert "We found nothing" in text_of(search(client, q="canary"))
    assert client.get("/search/suggest/", {"q": "canary"}).json()["suggestions"] == []


def test_one_line_leads_to_911_wherever_somebody_may_be_lost(client, knees, clinic):
    gone = factories.article(live=True)
    gone.withdraw(by=None)
    places = ["/search/", "/search/?q=knees", "/search/?q=xylophone", "/search/?q=hours", "/nowhere/"]
    pages = [client.get(place).content.decode() for place in [*places, gone.get_absolute_url()]]
    pages += [render_to_string("500.html"), render_to_string("503.html", {"clinic": clinic})]
    for page in pages:
        assert re.search(r"Is it an emergency\?</span>\s*<a href=.tel:911.>\s*Call 911", page)


# Whatever is typed

ODD = {
    "a nought byte": "knee\x00s",
    "quotes": '"knees" \'sore\' "',
    "operators": "knees AND OR NOT NEAR( * ^ : - + ~ | & ! <-> )",
    "only signs": "()*:^\"'-",
    "a percent sign": "100% _ \\ %",
    "Greek": "γόνατο",
    "Arabic": "ألم الركبة",
    "Chinese": "膝盖疼痛",
    "pictures": "🦵🏽 knees",
    "half a picture": "\ud83d",
    "another direction": "\u202eknees\u202c",
    "lines": "knees\r\n\tsore",
    "endless": "knees " * 1700,
    "one endless word": "k" * 10_000,
}


@pytest.mark.parametrize("typed", ODD.values(), ids=ODD)
def test_odd_searches_get_a_plain_answer(client, knees, typed):
    client.raise_request_exception = False
    asked = urlencode({"q": typed.encode("utf-8", "surrogatepass")})
    response = client.get(f"/search/?{asked}")
    assert response.status_code in {200, 400}
    assert len(Page(response.content.decode()).all("h1")) == 1
    assert client.get(f"/search/suggest/?{asked}").status_code == 200


def test_a_search_that_is_too_long_is_kept_to_be_shortened(client):
    response = search(client, q="sore knees " * 900)
    assert response.status_code == 400
    field = next(a for a in Page(response.content.decode()).all("input") if a["id"] == "find-big")
    assert field["value"].startswith("sore knees sore knees")
    assert len(field["value"]) <= 200
    assert field["aria-describedby"] == "find-problem"
    assert 'id="find-problem"' in response.content.decode()


# What a search leaves behind


def test_search_is_for_people_not_for_search_engines(client, knees):
    for asked in ({}, {"q": "knees"}, {"q": "xylophone"}, {"q": "k" * 10_000}):
        response = search(client, **asked)
        assert response.headers["X-Robots-Tag"] == "noindex"
        assert '<meta name="robots" content="noindex">' in response.content.decode()
    assert client.get("/search/suggest/?q=kn").headers["X-Robots-Tag"] == "noindex"


def test_a_search_sets_no_cookie_and_writes_nothing(client, knees):
    with CaptureQueriesContext(
        connection,
    ) as asked:
        found = [search(client, q="knees"), client.get("/search/suggest/", {"q": "kn"})]
    assert not any(response.cookies for response in found)
    assert not [q["sql"] for q in asked if re.match(r"(INSERT|UPDATE|DELETE)", q["sql"])]


def test_a_search_without_result_is_counted_once(client, knees):
    for _time in range(3):
        search(client, q="Water on the Brain")
    search(client, q="water on the brain", topic="legs-and-feet")
    search(client, q="water on the brain", page="2")
    client.get("/search/suggest/", {"q": "water on the brain"})
    search(client, q="knees")
    assert counted_terms() == {"water on the brain": 3}


def test_looking_whether_a_page_is_there_is_no_search(client, knees):
    """HEAD asks whether it is there, and so does a misspelt address before it leads on."""
    client.head("/search/", {"q": "xylophone"})
    client.get("/search", {"q": "xylophone"}, follow=True)
    assert [row.count for row in SearchWithoutResult.objects.all()] == [1]


def test_a_search_that_was_not_answered_as_typed_is_counted_with_what_was_shown(client, knees):
    for typed in ("xylophone", "sore xylophone", "runing"):
        search(client, q=typed)
        client.get("/search/", {"q": typed, "exact": "1"})
    assert SearchWithoutResult.objects.get(term="runing").instead == "running"
    assert dict(SearchWithoutResult.objects.values_list("term", "shown")) == {
        "xylophone": "nothing",
        "sore xylophone": "part",
        "runing": "respelled",
    }


def test_no_number_and_no_address_is_counted(client):
    for typed in ("ann.lee@example.org", "555 0142", "xylophone ann.lee@example.org 1984-05-06"):
        search(client, q=typed)
    assert not [term for term in counted_terms() if re.search(r"[\d@]|lee|ann", term)]


# While typing, and the field on other pages


def test_pages_are_offered_while_typing(client, knees):
    response = client.get("/search/suggest/", {"q": "is run"})
    (row,) = response.json()["suggestions"]
    address = f"/faq/knees/#{knees.questions.get().anchor}"
    assert row == {
        "title": "Is running bad for knees?",
        "address": address,
        "kind": "answer",
        "label": "Question",
    }
    assert response.json()["said"] == "1 suggestion"
    assert {*response.headers["Cache-Control"].split(", ")} == {"max-age=60", "public"}
    assert "Cookie" not in response.headers.get("Vary", "")


def test_every_page_has_a_field_with_a_label(client, knees):
    gone = factories.article(live=True)
    gone.withdraw(by=None)
    places = ["/", "/articles/sore-knees/", "/faq/", "/nowhere/", gone.get_absolute_url(), "/search/"]
    for place in places:
        page = Page(client.get(place).content.decode())
        fields = {a["id"] for a in page.all("input") if a.get("name") == "q"}
        assert fields
        assert fields <= {a.get("for") for a in page.all("label")}
        assert {a["action"] for a in page.all("form")} == {"/search/"}


# Staff

UNANSWERED = "/admin/content/searchwithoutresult/"


def searched_in_vain(term, times=3, shown="nothing"):
    for _time in range(times):
        SearchWithoutResult.objects.count_search(term, "en", shown)


def test_staff_see_what_was_often_searched_in_vain_and_not_what_was_rare(sign_in):
    searched_in_vain("slipped disc", 4)
    searched_in_vain("ann lee", 2)
    page = sign_in("Author").get(UNANSWERED).content.decode()
    assert "slipped disc" in page
    assert "4 times in 30 days" in page
    assert "We showed nothing" in page
    assert "ann lee" not in page
    assert "Write about it" in page
    assert not {"Other words", "Answer first", "Not for us"} & {*re.findall(r"\w+(?: \w+)+", page)}
    searched_in_vain("hip replacement", shown="part")
    searched_in_vain("sholder", shown="respelled")
    page = sign_in("Author").get(UNANSWERED).content.decode()
    assert "We showed pages with some of the words" in page
    assert "We showed results for another spelling" in page


def test_the_desk_leads_to_searches_without_result_until_they_are_answered(sign_in):
    editor = sign_in("Editor")
    assert UNANSWERED not in re.sub(
        r"<header.*?</header>", "", editor.get("/admin/").content.decode(), flags=re.S
    )
    searched_in_vain("slipped disc")
    assert "search found too little" in editor.get("/admin/").content.decode()
    Synonym.objects.create(words="slipped disc", means="back pain")
    assert "search found too little" not in editor.get("/admin/").content.decode()
    assert "has other words" in editor.get(UNANSWERED).content.decode()


def button(client, label):
    """Where a button of the list leads."""
    page = client.get(UNANSWERED).content.decode()
    return re.search(rf'href="([^"]+)">\s*{label}', page)[1].replace("&amp;", "&")


def decide(client, term, do):
    return client.post(f"{UNANSWERED}decide/", {"term": term, "language": "en", "do": do})


def test_a_draft_about_a_search_is_begun_once_and_the_search_stays_until_patients_read_it(sign_in):
    searched_in_vain("water on the knee")
    author = sign_in("Author")
    form = decide(author, "water on the knee", "write").headers["Location"]
    assert decide(sign_in("Editor"), "water on the knee", "write").headers["Location"] == form
    article = Article.objects.get()
    assert (article.title, article.slug) == ("Water on the knee", "water-on-the-knee")
    assert "writes about it" in author.get("/admin/").content.decode()
    Article.objects.update(summary="Short.", body="<p>Short.</p>")
    factories.publish(Article.objects.get())
    assert "search found too little" not in author.get("/admin/").content.decode()


def test_what_is_not_for_us_is_gone_until_it_is_taken_back(sign_in):
    searched_in_vain("tmj")
    editor = sign_in("Editor")
    decide(editor, "tmj", "leave")
    assert "search found too little" not in editor.get("/admin/").content.decode()
    page = editor.get(UNANSWERED).content.decode()
    assert page.count(">tmj</b>") == 1
    assert "Take it back" in page
    decide(editor, "tmj", "take_back")
    assert "search found too little" in editor.get("/admin/").content.decode()
    assert [*AuditEntry.objects.filter(subject="tmj").values_list("action", flat=True)] == [
        "for_us",
        "not_for_us",
    ]


def test_a_decision_is_for_what_stands_in_the_list_and_for_who_may_make_it(sign_in):
    searched_in_vain("tmj")
    author, reviewer = sign_in("Author"), sign_in("Reviewer")
    assert decide(author, "tmj", "leave").status_code == 403
    assert decide(reviewer, "tmj", "write").status_code == 403
    for term in ("never searched", "t\x00"):
        assert decide(author, term, "write").status_code == 404
    assert not SearchDecision.objects.exists()
    assert not Article.objects.exists()


def test_staff_who_look_what_patients_got_are_not_counted(client):
    searched_in_vain("sholder", shown="respelled")
    search(client, q="xylophone", count="no")
    assert counted_terms() == {"sholder": 3}


@pytest.mark.parametrize("role", ["Reviewer", "Editor", "Administrator"])
def test_other_words_are_one_click_from_a_search_without_result(sign_in, client, role):
    factories.article("Back pain", live=True, slug="back")
    searched_in_vain("slipped disc")
    staff = sign_in(role)
    form = button(staff, "Other words<")
    data = filled(staff.get(form), means="back pain")
    assert data["words"] == "slipped disc"
    assert staff.post(form, data).headers["Location"] == UNANSWERED
    assert "/articles/back/" in links(search(client, q="slipped disc"))


def test_an_answer_is_put_first_by_its_question(sign_in, client, knees):
    searched_in_vain("jogging")
    editor = sign_in("Editor")
    form = button(editor, "Answer first<") + "&find=running"
    response = editor.get(form)
    address = f"/faq/knees/#{knees.questions.get().anchor}"
    assert "The question “Is running bad for knees?” in “Knees”" in response.content.decode()
    assert editor.post(form, filled(response, answer=address)).headers["Location"] == UNANSWERED
    assert PinnedResult.objects.get().query == "jogging"
    assert links(search(client, q="jogging"))[1:2] == [address]


def test_only_what_patients_can_open_is_put_first(sign_in):
    draft, live = factories.article(slug="draft"), factories.article(live=True, slug="live")
    editor, add = sign_in("Editor"), reverse("admin:content_pinnedresult_add")
    data = filled(editor.get(add), query="knees")
    wrong = [
        draft.get_absolute_url(),
        "/articles/live/#nowhere",
        "/people/",
        "https://example.org/",
        "\x00",
        "",
    ]
    for address in wrong:
        response = editor.post(add, data | {"answer": address})
        assert response.status_code == 200
        assert "errorlist" in response.content.decode()
    assert not PinnedResult.objects.exists()
    assert editor.post(add, data | {"answer": live.get_absolute_url()}).status_code == 302
    again = editor.post(add, data | {"answer": live.get_absolute_url()})
    assert "put first for these words already" in again.content.decode()


def test_what_was_put_first_is_chosen_in_its_form(sign_in):
    text, other = factories.article("First", live=True), factories.article("Second", live=True)
    kept = PinnedResult.objects.create(query="knees", document=text)
    editor, form = sign_in("Editor"), reverse("admin:content_pinnedresult_change", args=[kept.pk])
    data = filled(editor.get(form))
    assert data["answer"] == text.get_absolute_url()
    editor.post(form, data | {"answer": other.get_absolute_url()})
    kept.refresh_from_db()
    assert kept.document_id == other.pk
    other.withdraw(by=None)
    assert editor.get(form).status_code == 200


@pytest.mark.parametrize("typed", ["x" * 5000, "\x00", "\"'*(", "γόνατο"])
def test_odd_words_break_no_form_of_the_search(sign_in, typed):
    editor = sign_in("Editor")
    for name, words in (("synonym", "words"), ("pinnedresult", "query")):
        add = reverse(f"admin:content_{name}_add")
        asked = {words: typed, "language": typed, "find": typed}
        response = editor.get(add, asked)
        assert response.status_code == 200
        assert editor.post(add, filled(response) | {words: typed, "means": typed}).status_code in {200, 302}


def test_the_same_words_are_not_kept_twice(sign_in):
    Synonym.objects.create(words="slipped disc", means="back pain")
    editor, add = sign_in("Editor"), reverse("admin:content_synonym_add")
    response = editor.post(add, filled(editor.get(add), words="  Slipped  DISC ", means="x"))
    assert "There is a row for these words already" in response.content.decode()


def test_an_author_changes_nothing_of_the_search(sign_in, knees):
    kept = Synonym.objects.create(words="slipped disc", means="back pain")
    author = sign_in("Author")
    form = reverse("admin:content_synonym_change", args=[kept.pk])
    assert author.post(form, {"words": "mine", "means": "mine", "language": "en"}).status_code == 403
    add = reverse("admin:content_pinnedresult_add")
    asked = {"query": "knees", "language": "en", "answer": "/articles/sore-knees/"}
    assert author.post(add, asked).status_code == 403
    assert not PinnedResult.objects.exists()


# What the clinic's record answers


LONG, SPLIT = [["07:00", "19:00"]], [["08:00", "12:00"], ["13:00", "15:00"]]
WEEK = {"0": LONG, "1": LONG, "2": LONG, "4": SPLIT}


@pytest.fixture
def described_clinic():
    clinic = factories.clinic(
        hours=WEEK,
        street="1 Example Street",
        city="Springfield",
        directions_link="https://maps.example/",
        language_help="Interpreters are free.",
        parking="Free, behind the house.",
        access="No steps.",
        transit="Bus 4.",
    )
    factories.number(clinic, "(555) 555-0101")
    factories.number(clinic, "(555) 555-0102", kind="fax")
    day = factories.day() + datetime.timedelta(days=40)
    clinic.special_days.create(day=day, words="Founders’ Day")
    return clinic


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        (
            "hours",
            "Monday to Wednesday: 7 a.m. to 7 p.m. Thursday: closed Friday: 8 a.m. to noon, 1 p.m. to 3 p.m.",
        ),
        ("holidays", "(Founders’ Day) All about visiting us"),
        ("are you closed on christmas", "(Founders’ Day)"),
        ("where can I park", "Free, behind the house. All about visiting us"),
        ("wheelchair", "No steps. All about visiting us"),
        ("bus", "Bus 4. All about visiting us"),
        ("fax number", "(555) 555-0102 All about visiting us"),
        ("are you open on saturday?", "Saturday and Sunday: closed"),
        ("a qué hora abren", "Saturday and Sunday: closed"),
        ("where are you located", "1 Example StreetSpringfield Get directions"),
        ("phone number", "Call (555) 555-0100"),
        ("can I text you", "Text (555) 555-0101"),
        ("do you speak spanish", "Interpreters are free."),
        ("who works here", "Avery Sample, PT Physical therapist Our team"),
        ("dr avery", "Avery Sample, PT Physical therapist Our team"),
    ],
)
def test_the_clinic_itself_answers(client, described_clinic, typed, answer):
    factories.person("Avery Sample", role="Physical therapist")
    response = search(client, q=typed)
    assert answer in text_of(response)
    assert "We found nothing" not in text_of(response)
    assert counted_terms() == {}


@pytest.mark.parametrize("typed", ["sore hours after needling", "call 911", "avery knee", "where is my knee"])
def test_who_asks_for_more_than_a_fact_gets_pages(client, described_clinic, knees, typed):
    factories.person("Avery Sample")
    assert 'class="facts"' not in search(client, q=typed).content.decode()


def test_nothing_is_answered_that_the_record_does_not_say(client):
    for typed in ("hours", "address", "can i text you", "fax", "parking", "bus", "who works here", "spanish"):
        assert 'class="facts"' not in search(client, q=typed).content.decode()


def test_the_foot_of_a_page_says_on_which_days_the_clinic_is_closed(client, described_clinic):
    page = client.get("/").content.decode()
    footer = " ".join(re.sub(r"<[^>]+>", "", page[page.index("<footer") :]).split())
    assert "Thursday: closed" in footer
    assert "Saturday and Sunday: closed" in footer


# Spanish


def test_spanish_words_lead_to_help_in_spanish_and_to_spanish_texts(client, knees):
    factories.page("Language help", slug="language-help", live=True)
    response = search(client, q="dolor de rodilla")
    assert "Ayuda en español" in text_of(response)
    assert "/language-help/" in links(response)
    assert set(SearchWithoutResult.objects.values_list("term", "language")) == {("dolor de rodilla", "es")}
    factories.article("Dolor de rodilla", language="es", slug="rodilla", live=True)
    response = search(client, q="dolor de rodilla")
    assert {"/language-help/", "/articles/rodilla/"} <= {*links(response)}
    for typed in ("sore knees", "sholder pian", "no la knees"):
        assert "No tenemos páginas" not in text_of(search(client, q=typed))
    assert "No tenemos páginas" in text_of(search(client, q="me duele la espalda"))
    assert "Ayuda en español" in text_of(search(client, q="xylophone"))
