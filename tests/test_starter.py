"""The sample content: complete, plain, sourced, and marked as a sample."""

import datetime
import re

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from content.models import (
    Account,
    Article,
    Clinic,
    Document,
    Edition,
    FaqSection,
    Page,
    Person,
    Picture,
    Topic,
)
from content.pictures import renditions
from content.public import head
from content.text import richtext
from content.transfer.starter import loader
from tests.support import factories
from tests.support.html import words

pytestmark = pytest.mark.django_db

CITATION = re.compile(r"\[(\d+(?:, ?\d+)*)\]")


def contents(kind=Document):
    kinds = [kind.KIND] if kind is not Document else Document.Kind.values
    editions = Edition.objects.live().filter(document__kind__in=kinds).select_related("revision", "document")
    return {edition.document.slug: edition.revision.content for edition in editions}


def test_it_holds_what_a_clinic_needs_on_the_first_day(starter):
    assert len(contents(Article)) == 13
    assert len(contents(FaqSection)) == 5
    assert len(contents(Page)) == 5
    assert sum(len(content["questions"]) for content in contents(FaqSection).values()) >= 25
    assert Topic.objects.exclude(parent=None).exists()
    needling = Document.objects.get(slug="benefits-of-integrated-dry-needling")
    assert needling.published_on.isoformat() == "2023-07-21"


def test_every_article_has_its_whole_anatomy(starter):
    for slug, content in contents(Article).items():
        assert 3 <= len(content["key_points"]) <= 5, slug
        assert {*re.findall(r"\d+", " ".join(content["key_points"]))} <= {"911"}, slug
        assert len(content["sources"]) >= 3, slug
        assert content["questions"] and content["care_cards"] and content["hero"] and content["author"], slug
        assert all(source["doi"] or source["url"] for source in content["sources"]), slug


def test_texts_on_problems_say_first_what_to_do(starter):
    for slug, content in contents(Article).items():
        if Document.objects.get(slug=slug).subject == "condition":
            headings = [heading["text"] for heading in content["derived"]["outline"] if heading["level"] == 2]
            parts = [content["facts"][name] for name in ("treatment", "recovery", "symptoms", "causes")]
            expected = ["What you can do now", *parts, "What we do not know yet"]
            assert headings[0] == expected[0], slug
            assert [heading for heading in headings if heading in expected] == expected, slug
            assert any("911" in point for point in content["key_points"]), slug


def test_search_results_show_each_description_whole(starter):
    for slug, content in contents().items():
        description = head.description_of(content)
        assert len(description) <= 155, slug
        assert description.endswith((".", "?")), slug


def test_every_text_reads_at_grade_8_or_lower(starter):
    grades = {slug: content["derived"]["grade"] for slug, content in contents().items()}
    assert all(grade <= 8 for grade in grades.values()), grades


def test_articles_keep_to_their_length(starter):
    for slug, content in contents(Article).items():
        told = [content["summary"], *content["key_points"], richtext.plain_text(content["body"])]
        told += [line for card in content["care_cards"] for line in card["items"]]
        told += [advice["text"] for advice in content["advice"]]
        words = len(" ".join(told).split())
        assert 500 <= words <= (1500 if "dry-needling" in slug else 1100), (slug, words)


def test_every_citation_has_its_source_and_every_source_its_citation(starter):
    for slug, content in (contents(Article) | contents(FaqSection)).items():
        found = CITATION.findall(content["derived"]["text"])
        cited = {int(number) for numbers in found for number in numbers.split(",")}
        assert cited == set(range(1, len(content["sources"]) + 1)), slug


def test_no_question_is_asked_twice(starter):
    asked = [
        question["question"].lower() for content in contents().values() for question in content["questions"]
    ]
    assert len(asked) == len(set(asked))


def test_nobody_is_said_to_have_reviewed_it(starter, client):
    notice = Clinic.load().notice
    assert "Sample site" in notice
    assert "No clinician has reviewed" in notice
    assert all("sample" in person.bio.lower() for person in Person.objects.all())
    for document in Document.objects.live():
        page = client.get(document.get_absolute_url()).content.decode()
        assert notice in page
        assert not re.search(r'class="trust"[^§]*?[Rr]eviewed[^§]*?</ul>', page.replace("</ul>", "</ul>§")), (
            document
        )


def test_every_picture_says_what_it_shows_or_that_it_is_decoration(starter):
    assert Picture.objects.count() >= 16
    for picture in Picture.objects.all():
        assert bool(picture.alt) != picture.decorative


def test_every_drawing_has_colours_of_its_own_for_dark_screens(starter):
    assert not Picture.objects.filter(dark_stem="")


def test_links_inside_it_lead_somewhere(starter):
    broken = [
        (slug, pk)
        for slug, content in contents().items()
        for pk in content["derived"]["links"]
        if not Document.objects.live().filter(pk=pk).exists()
    ]
    assert not broken
    unknown = [
        (slug, address)
        for slug, content in contents().items()
        for text in [content["body"], *(question["answer"] for question in content["questions"])]
        for address in re.findall(r'href="(/[^"]*)"', text)
    ]
    assert not unknown, "our own addresses should have become ids"


def test_loading_it_again_changes_nothing(starter, capsys):
    before = Document.objects.count()
    call_command("load_starter")
    assert "nothing was loaded" in capsys.readouterr().out
    assert Document.objects.count() == before


def test_loading_says_what_is_there_now(monkeypatch, capsys):
    def load():
        factories.article(hero=factories.picture(), topics=[factories.topic("Knee")], live=True)
        return 1

    monkeypatch.setattr(loader, "load", load)
    call_command("load_starter")
    said = capsys.readouterr().out
    assert said == "Starter content loaded: 1 texts published, with 1 topics, 0 people and 1 pictures.\n"


def test_the_first_account_is_made_once_and_its_password_shown_once(client, capsys):
    call_command("first_account")
    password = re.search(r"^  password\s+(\S+)$", capsys.readouterr().out, re.MULTILINE)[1]
    assert client.login(username="admin", password=password)
    account = Account.objects.get()
    assert (account.role_in_words(), account.is_superuser) == ("Administrator", False)
    call_command("first_account")
    assert capsys.readouterr().out == ""


def test_the_first_account_can_be_invited_and_chooses_its_own_password(client, capsys):
    def invite(email="pat@clinic.example"):
        call_command("first_account", email=email, name="Pat Smith")
        return re.findall(r"\s(\S+/welcome/\S+)", capsys.readouterr().out)

    [lost], [address] = invite(), invite()  # nobody has used the first one
    assert client.get(lost).status_code != 200
    password = "seven quiet herons by the lake"
    client.post(address, {"new_password1": password, "new_password2": password})
    assert client.login(username="pat@clinic.example", password=password)
    account = Account.objects.get()
    assert (account.full_name, account.role_in_words()) == ("Pat Smith", "Administrator")
    assert invite() == invite("another@clinic.example") == []
    with pytest.raises(CommandError, match="no e-mail address"):
        Account.objects.all().delete()
        invite("pat")


def test_it_was_published_unreviewed_on_purpose_and_for_nothing_else(starter):
    excused = {finding["check"] for edition in Edition.objects.live() for finding in edition.overridden}
    assert excused == {"reviewed", "dry needling"}
    assert not Edition.objects.exclude(review=None).exists(), "no reviewer is invented"
    assert {edition.number for edition in Edition.objects.all()} == {1}


def test_every_article_and_answer_tells_patients_that_nobody_reviewed_it(starter, client):
    for document in Document.objects.live():
        page = client.get(document.get_absolute_url()).content.decode()
        said = "This is sample text. No clinician has reviewed it."
        assert (said in page) == document.needs_review, document.slug


def test_nothing_was_updated_on_the_day_it_was_loaded(starter, client):
    """Page, feed and sitemap give a text its own day; one that is still to come is today."""
    today = factories.day()
    feed, home = words(client.get("/feed/")), words(client.get("/"))
    sitemap = b"".join(client.get("/sitemap.xml")).decode()
    assert "Updated" not in home
    for document in Document.objects.live():
        address, day = document.get_absolute_url(), min(document.published_on, today).isoformat()
        page = words(client.get(address))
        assert not re.search(r"Updated\s*<time", page), document
        assert f'<time datetime="{day}">' in page
        assert {*re.findall(r'"date(?:Published|Modified)": ?"([0-9-]{10})', page)} <= {day}
        assert re.findall(rf"{address}</loc>\s*<lastmod>([0-9-]{{10}})", sitemap) == [day]
        if document.needs_review:
            entry = next(part for part in feed.split("</entry>") if f'{address}"' in part)
            assert {*re.findall(r"<(?:updated|published)>([0-9-]{10})", entry.partition("<entry")[2])} == {
                day
            }


def test_texts_of_a_day_that_is_still_to_come_are_live_at_once(db, client, monkeypatch):
    early = datetime.datetime(2020, 1, 2, 17, 0, tzinfo=datetime.UTC)
    monkeypatch.setattr(timezone, "now", lambda: early)
    monkeypatch.setattr(renditions, "WIDTHS", (400,))
    monkeypatch.setattr(loader, "KINDS", {"pages": Page})
    loader.load()
    assert {edition.live_from for edition in Edition.objects.live()} == {early}
    assert '<time datetime="2020-01-02">' in words(client.get("/privacy/"))
