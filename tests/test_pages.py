"""Whole classes of mistake, looked for once over every page that patients can open."""

import re
import subprocess
from urllib.parse import urlencode

import pytest
from django.test import Client

from content.findings import findings
from content.models import Document
from content.public import errors
from tests.support import factories, tools
from tests.support.html import Page

pytestmark = pytest.mark.django_db

LOADS = {"script": "src", "img": "src", "link": "href", "source": "srcset", "iframe": "src"}


def test_every_link_leads_to_a_page(starter_pages, starter_sheets):
    assert len(starter_pages) > 30 and len(starter_sheets) > 30
    pages = starter_pages | starter_sheets
    assert {address: r.status_code for address, r in pages.items() if r.status_code != 200} == {}


def test_every_page_keeps_the_rules_of_the_house(starter_pages, client):
    starter_pages["/no-such-page/"] = client.get("/no-such-page/")
    for address, response in starter_pages.items():
        text = response.content.decode()
        page = Page(text)
        assert len(page.all("h1")) == 1, address
        assert page.all("html")[0]["lang"] == "en", address
        assert page.all("title") and page.all("main")[0]["id"] == "main", address
        assert all("alt" in image and "width" in image and "height" in image for image in page.all("img")), (
            address
        )
        assert not page.inline, f"{address} has an inline script or style"
        assert not any(name.startswith("on") or name == "style" for _tag, a in page.tags for name in a), (
            address
        )
        loaded = [
            a.get(LOADS[tag]) or "" for tag, a in page.tags if tag in LOADS and a.get("rel") != "canonical"
        ]
        assert not [source for source in loaded if source and not source.startswith("/")], address
        assert not [a for a in page.all("a") if a.get("target")], address
        ids = [a["id"] for _tag, a in page.tags if "id" in a]
        assert len(ids) == len(set(ids)), address
        anchors = [a["href"][1:] for a in page.all("a") if a.get("href", "").startswith("#")]
        assert not set(anchors) - set(ids), address
        assert not response.cookies, address
        assert "tel:+15555550142" in text, f"{address} has no phone number to tap"


def test_titles_and_canonical_addresses_are_each_pages_own(starter_pages):
    titles = {}
    for address, response in starter_pages.items():
        text = response.content.decode()
        title = re.search(r"<title>(.*?)</title>", text, re.DOTALL)[1]
        assert titles.setdefault(title, address) == address
        if "?" not in address and 'name="robots" content="noindex"' not in text:
            assert f'<link rel="canonical" href="http://127.0.0.1:8000{address}">' in text


def test_every_page_is_valid_html(starter_pages, starter_sheets, client, tmp_path):
    validator = tools.validator()
    if not validator:
        pytest.skip("needs Java and npm's vnu-jar")
    withdrawn = factories.article(live=True)
    withdrawn.withdraw(by=None)
    starter_pages |= starter_sheets | {
        address: client.get(address)
        for address in ("/no-such-page/", withdrawn.get_absolute_url(), "/admin/login/")
    }
    for number, (address, response) in enumerate(starter_pages.items()):
        (tmp_path / f"{number}{re.sub(r'[^a-z]+', '-', address)}.html").write_bytes(response.content)
    checked = subprocess.run(
        [*validator, "--errors-only", "--format", "gnu", str(tmp_path)], capture_output=True, text=True
    )
    assert not checked.stderr.strip(), checked.stderr[:3000]


def test_the_policy_for_browsers_is_strict_on_every_page(starter_pages):
    for address, response in starter_pages.items():
        policy = response.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy, address
        rules = {*policy.split("; ")}
        assert {"require-trusted-types-for 'script'", "trusted-types 'none'"} <= rules, address
        assert "unsafe" not in policy and "nonce" not in policy, address
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["Referrer-Policy"] == "same-origin"


def test_a_page_number_that_does_not_exist_is_not_found(client, monkeypatch):
    monkeypatch.setattr("content.public.topic_listing.ON_ONE_PAGE", 5)
    topic = factories.topic("Knee")
    for number in range(15):
        factories.article(f"Article {number}", topics=[topic], live=True)
    assert "Page 2 of 2" in client.get("/articles/?page=2").content.decode()
    for number in ("0", "3", "-1", "x", "９", "1e9", "9" * 500, "", "2\x00", "0000000012"):
        for place in ("/articles/", "/articles/?topic=knee", "/topics/knee/", "/a-z/a/"):
            joined = "&" if "?" in place else "?"
            address = f"{place}{joined}{urlencode({'page': number})}"
            assert client.get(address).status_code == 404, address


@pytest.mark.parametrize("method", ["OPTIONS", "TRACE", "POST", "PUT", "PATCH", "DELETE", "PROPFIND"])
def test_pages_are_only_read(method):
    factories.clinic()
    factories.article(slug="knees", live=True)
    visitor = Client(enforce_csrf_checks=True)
    for path in ("/", "/articles/knees/", "/search/?q=knee", "/feed/", "/no-such-page/", "/no-such-page"):
        response = visitor.generic(method, path)
        assert (response.status_code, response.headers["Allow"]) == (405, "GET, HEAD"), path
        assert not response.content
        head, get = visitor.head(path), visitor.get(path)
        assert (head.status_code, head.content) == (get.status_code, b"")


def test_the_topic_filter_includes_the_topics_below(client):
    legs = factories.topic("Legs")
    knee = factories.topic("Knee", parent=legs)
    factories.article("Sore knee article", topics=[knee], live=True)
    factories.article("Back article", live=True)
    page = client.get("/articles/?topic=legs").content.decode()
    assert "Sore knee article" in page
    assert "Back article" not in page
    assert client.get("/articles/?topic=no-such-topic").status_code == 404


def test_care_cards_have_their_wording_and_urgency_in_words(client):
    factories.clinic(emergency_number="911")
    article = factories.article()
    article.care_cards.create(kind="call", items=["it hurts"])
    article.care_cards.create(
        kind="emergency", when="after needling", items=["you faint", "see https://x.example"]
    )
    article.publish(check=findings, by=None, override=factories.REASON)
    page = client.get(article.get_absolute_url()).content.decode()
    assert "Immediate action required:" in page
    assert "Call 911 now if, after needling:" in page
    assert "Call us if:" in page
    card = page[page.index('class="care emergency"') : page.index('class="care call"')]
    assert re.findall(r'href="([^"]*)"', card) == ["tel:911"]


def test_a_problem_says_first_what_to_do_and_a_treatment_later(client):
    factories.clinic()
    order = {}
    for subject in ("condition", "treatment"):
        article = factories.article(subject=subject)
        article.care_cards.create(kind="call", items=["it hurts"])
        article.publish(check=findings, by=None, override=factories.REASON)
        page = client.get(article.get_absolute_url()).content.decode()
        order[subject] = page.index('id="help"') < page.index('id="part-first-part"')
    assert order == {"condition": True, "treatment": False}


def test_every_do_not_says_so(client):
    factories.clinic()
    article = factories.article()
    article.advice.create(kind="dont", text="rest in bed")
    article.publish(check=findings, by=None, override=factories.REASON)
    assert "do not rest in bed" in " ".join(client.get(article.get_absolute_url()).content.decode().split())


def test_the_500_page_asks_nobody(client, monkeypatch, django_assert_num_queries):

    with django_assert_num_queries(0):
        response = errors.server_error(None)
    assert response.status_code == 500
    assert b"Something went wrong" in response.content


def test_an_empty_site_still_looks_intended(client):
    for address in ("/", "/articles/", "/topics/", "/faq/", "/people/"):
        assert client.get(address).status_code == 200
    assert "being written" in client.get("/").content.decode()
    assert not Document.objects.exists()


def test_times_are_shown_by_the_clock_of_the_clinic(client):
    import datetime

    factories.clinic(time_zone="America/Los_Angeles")
    article = factories.article(published_on=datetime.date(2026, 1, 1), live=True)
    article.editions.update(updated_from=datetime.datetime(2026, 6, 2, 3, 0, tzinfo=datetime.UTC))
    assert "June 1, 2026" in client.get(article.get_absolute_url()).content.decode()


@pytest.mark.parametrize("authors", ["Gattie E, et al", "Gattie E, et al."])
def test_the_authors_of_a_source_end_in_one_full_stop(client, authors):
    factories.clinic()
    article = factories.article()
    article.sources.create(authors=authors, title="Needling", published_in="J Phys", year=2017)
    article.publish(check=findings, by=None, override=factories.REASON)
    page = client.get(article.get_absolute_url()).content.decode()
    assert "Gattie E, et al. Needling. J Phys, 2017." in " ".join(page.split())


@pytest.mark.parametrize(("kind", "is_first"), [("emergency", True), ("call", False)])
def test_what_means_911_comes_before_answers_that_are_closed(client, kind, is_first):
    factories.clinic()
    section = factories.faq("Safety")
    section.care_cards.create(kind=kind, items=["you faint"])
    factories.publish(section)
    page = client.get(section.get_absolute_url()).content.decode().partition("<main")[2]
    assert (page.index("you faint") < page.index("What do I wear?")) == is_first


def test_the_title_of_a_source_keeps_its_question_mark_and_nothing_stands_for_nothing(client):
    factories.clinic()
    article = factories.article()
    article.sources.create(title="Does it help?")
    article.publish(check=findings, by=None, override=factories.REASON)
    page = client.get(article.get_absolute_url()).content.decode()
    assert re.search(r'<li id="source-1">\s*Does it help\?\s*</li>', page)
