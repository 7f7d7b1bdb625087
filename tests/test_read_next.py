"""What an article leads on to: shared topics, links, the same words; never what patients cannot read."""

import datetime
import re

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from content.findings import findings
from content.models import Keyword, RelatedText, related
from content.models.publishing import reactions
from content.models.share_pictures import SharePictureQuerySet
from tests.support import factories
from tests.support.admin_forms import press

pytestmark = pytest.mark.django_db

FILLER = "<h2>Part</h2><p>{}</p>"


def text_about(words):
    return {"summary": f"{words}.", "body": FILLER.format(words), "key_points": [words] * 3}


def read_next(client, article):
    """The titles under "Read next", in order."""
    page = client.get(article.get_absolute_url()).content.decode()
    _before, marker, after = page.partition('id="read-next"')
    tiles = after.partition("</section>")[0] if marker else ""
    return re.findall(r"<h3><a [^>]*>([^<]*)</a>", tiles)


@pytest.fixture(autouse=True)
def stored(monkeypatch):
    """A test is one transaction that is never stored: what waits for its end is done at once."""
    monkeypatch.setattr(transaction, "on_commit", lambda task, **more: task())
    monkeypatch.setattr(SharePictureQuerySet, "draw", lambda *edition: None)


@pytest.fixture
def knee():
    return factories.topic("Knee")


@pytest.fixture
def read(knee):
    """The article being read; others are older, so that being new does not help them."""
    return factories.article("Read", topics=[knee], live=True, **text_about("Marbles roll"))


@pytest.fixture(autouse=True)
def newest():
    """Three texts that would be offered if nothing else were near: the newest by their day."""
    later = factories.day() + datetime.timedelta(days=3)
    for number, words in enumerate(("Violin", "Trumpet", "Cello")):
        made = factories.article(f"Newest {number}", live=True, **text_about(words))
        made.published_on = later
        made.save()


def test_if_nothing_is_near_the_newest_are_offered(client):
    lone = factories.article("Lone", live=True, **text_about("Marbles roll"))
    assert read_next(client, lone) == ["Newest 2", "Newest 1", "Newest 0"]


def test_a_shared_topic_counts_and_two_count_more(client, read, knee):
    hip = factories.topic("Hip")
    read.topics.add(hip)
    factories.article("Both", topics=[knee, hip], live=True, **text_about("Granite"))
    factories.article("One", topics=[hip], live=True, **text_about("Sandstone"))
    assert read_next(client, read) == ["Both", "One", "Newest 2"]


@pytest.mark.parametrize("forth", [True, False])
def test_a_link_counts_in_either_direction(client, knee, forth):
    target = factories.article("Linked", live=True, **text_about("Granite"))
    body = f'<p>Marbles <a href="document:{target.pk}">roll</a>.</p>'
    source = factories.article(
        "Linking", live=True, summary="Marbles.", body=body, key_points=["Marbles"] * 3
    )
    here, other = (source, "Linked") if forth else (target, "Linking")
    assert read_next(client, here) == [other, "Newest 2", "Newest 1"]


def test_a_link_that_only_a_draft_has_does_not_count(client):
    target = factories.article("Linked", live=True, **text_about("Granite"))
    source = factories.article("Linking", live=True, **text_about("Marbles"))
    source.body = f'<p>Marbles <a href="document:{target.pk}">roll</a>.</p>'
    source.save()
    source.record(by=None)
    assert "Linking" not in read_next(client, target)
    assert "Linked" not in read_next(client, source)


def test_the_same_words_count(client):
    read = factories.article("Whirling", live=True, **text_about("Vertigo crystals ear"))
    factories.article("Spinning", live=True, **text_about("Crystals in the inner ear bring vertigo"))
    factories.article("Other", live=True, **text_about("Granite"))
    assert read_next(client, read) == ["Spinning", "Newest 2", "Newest 1"]


def test_the_words_of_a_planned_text_do_not_count_yet(client, monkeypatch):
    read = factories.article("Whirling", live=True, **text_about("Vertigo crystals ear"))
    other = factories.article("Other", live=True, **text_about("Granite"))
    other.summary, other.body = "Vertigo crystals ear.", "<p>Vertigo crystals ear.</p>"
    other.save()
    other.record(by=None)
    at = timezone.now() + datetime.timedelta(days=1)
    other.publish(check=findings, by=None, at=at, override=factories.REASON)
    assert "Other" not in read_next(client, read)
    monkeypatch.setattr(timezone, "now", lambda: at)
    assert read_next(client, read)[0] == "Other"


def test_accents_capitals_and_a_plural_s_make_no_other_word(client):
    read = factories.article("Whirling", live=True, **text_about("CRYSTALS"))
    factories.article("Spinning", live=True, **text_about("crýstal"))
    assert read_next(client, read)[0] == "Spinning"


def test_words_decide_among_those_with_the_same_topic(client, knee):
    read = factories.article("Whirling", topics=[knee], live=True, **text_about("Vertigo crystals ear"))
    factories.article("Alike", topics=[knee], live=True, **text_about("Vertigo crystals"))
    for number, words in enumerate(("Granite", "Sandstone", "Basalt")):
        factories.article(f"Later {number}", topics=[knee], live=True, **text_about(words))
    assert read_next(client, read) == ["Alike", "Later 2", "Later 1"]


def test_a_word_that_everyone_uses_counts_less_than_a_rare_one(client):
    read = factories.article("Whirling", live=True, **text_about("Vertigo exercise"))
    factories.article("Rare", live=True, **text_about("Vertigo granite"))
    for number, words in enumerate(("basalt", "chalk", "slate", "flint", "shale")):
        factories.article(f"Common {number}", live=True, **text_about(f"Exercise {words}"))
    assert read_next(client, read)[0] == "Rare"


def test_drafts_withdrawn_planned_and_trashed_texts_are_never_offered(client, read, knee):
    words = text_about("Marbles roll")
    factories.article("Never draft", topics=[knee], **words)
    factories.article("Never withdrawn", topics=[knee], live=True, **words).withdraw(by=None)
    factories.article("Never trashed", topics=[knee], live=True, **words).trash(by=None)
    planned = factories.article("Never planned", topics=[knee], **words)
    planned.publish(
        check=findings, by=None, at=timezone.now() + datetime.timedelta(days=1), override=factories.REASON
    )
    factories.article("Never in Spanish", topics=[knee], live=True, language="es", **words)
    factories.faq("Never a section", topics=[knee], live=True)
    assert read_next(client, read) == ["Newest 2", "Newest 1", "Newest 0"]


def test_a_changed_draft_is_offered_as_patients_know_it(client, read, knee):
    other = factories.article("As it is", topics=[knee], live=True, **text_about("Granite"))
    other.title = "As it will be"
    other.save()
    other.record(by=None)
    assert read_next(client, read)[0] == "As it is"


def test_an_article_in_spanish_leads_on_in_spanish(client, knee):
    read = factories.article("Rodilla", topics=[knee], live=True, language="es")
    factories.article("Hombro", live=True, language="es")
    factories.article("Knee article", topics=[knee], live=True)
    assert read_next(client, read) == ["Hombro"]


def test_a_lone_article_offers_nothing(client):
    read = factories.article("Rodilla", live=True, language="es")
    assert "Read next" not in client.get(read.get_absolute_url()).content.decode()


def test_the_order_is_the_same_every_time(client, read, knee):
    for number in range(6):
        factories.article(f"Same {number}", topics=[knee], live=True, **text_about("Marbles roll"))
    assert {tuple(read_next(client, read)) for _time in range(3)} == {("Same 5", "Same 4", "Same 3")}


def test_reading_next_takes_the_same_queries_however_much_is_near(client, read, knee):
    def queries():
        with CaptureQueriesContext(connection) as caught:
            read_next(client, read)
        return len(caught)

    for number in range(3):
        factories.article(f"Near {number}", topics=[knee], live=True)
    before = queries()
    for number in range(6):
        body = f'<p>Marbles <a href="document:{read.pk}">roll</a>.</p>'
        factories.article(f"More {number}", topics=[knee], live=True, body=body)
    with CaptureQueriesContext(connection) as caught:
        read_next(client, read)
    assert len(caught) == before
    assert sum("content_relatedtext" in query["sql"] for query in caught) == 1


def test_a_preview_shows_what_would_be_read_next(sign_in, knee):
    factories.clinic()
    draft = factories.article("Draft", topics=[knee], **text_about("Marbles"))
    factories.article("Neighbour", topics=[knee], live=True, **text_about("Granite"))
    page = sign_in("Author").get(f"/admin/content/article/{draft.pk}/preview/").content.decode()
    assert "Neighbour" in page.partition('id="read-next"')[2]


def test_a_new_text_appears_under_an_old_one_that_nobody_touched(client, read, knee):
    assert "New" not in read_next(client, read)
    factories.article("New", topics=[knee], live=True, **text_about("Granite"))
    assert read_next(client, read)[0] == "New"


def test_a_new_topic_of_a_text_counts_at_once(client, read, knee):
    other = factories.article("Filed later", live=True, **text_about("Granite"))
    assert "Filed later" not in read_next(client, read)
    other.topics.add(knee)
    reactions.after_filing(other)
    assert read_next(client, read)[0] == "Filed later"
    other.topics.clear()
    reactions.after_filing(other)
    assert "Filed later" not in read_next(client, read)


def test_an_editor_who_changes_topics_changes_what_is_read_next(client, editor, read, knee):
    other = factories.article("Filed later", live=True, **text_about("Granite"))
    press(editor, other, topics=[str(knee.pk)])
    assert read_next(client, read)[0] == "Filed later"


def test_all_shared_topics_together_count_as_much_as_one_link(client, read, knee):
    """Else a text filed under many topics would never lead to the one that it names."""
    topics = [factories.topic(name) for name in ("Hip", "Foot", "Hand")]
    linked = factories.article("Linked and filed", topics=[knee], live=True, **text_about("Slate"))
    for topic in topics:
        read.topics.add(topic)
    read.body = f'<p>Marbles <a href="document:{linked.pk}">roll</a>.</p>'
    read.save()
    factories.publish(read)
    factories.article("All topics", topics=[knee, *topics], live=True, **text_about("Granite"))
    assert read_next(client, read)[:2] == ["Linked and filed", "All topics"]


def test_an_update_keeps_its_place_under_others_before_anything_is_worked_out(
    client, read, knee, monkeypatch
):
    other = factories.article("Near", topics=[knee], live=True, **text_about("Granite"))
    other.summary = "Other words."
    other.save()
    monkeypatch.setattr(related, "renew", lambda edition: None)
    factories.publish(other)
    assert read_next(client, read)[0] == "Near"


def test_the_command_makes_up_for_what_was_lost(client, read, knee, capsys):
    factories.article("Near", topics=[knee], live=True, **text_about("Granite"))
    RelatedText.objects.all().delete()
    Keyword.objects.all().delete()
    call_command("rebuild_related")
    assert "5 articles" in capsys.readouterr().out
    assert read_next(client, read)[0] == "Near"


def test_of_editions_that_are_over_nothing_is_stored(read, knee):
    factories.article("Near", topics=[knee], live=True, **text_about("Granite"))
    for words in ("Once.", "Twice."):
        read.summary = words
        read.save()
        factories.publish(read)
    assert {row.edition for row in RelatedText.objects.filter(edition__document=read)} == {read.edition}
    assert {word.edition for word in Keyword.objects.filter(edition__document=read)} == {read.edition}
    read.trash(by=None)
    read.delete_for_good(by=None)
    assert not RelatedText.objects.filter(other__title="Read").exists()
    assert not Keyword.objects.filter(edition__title="Read").exists()


def test_a_word_of_too_many_texts_is_stored_for_no_more(monkeypatch):
    assert related.EDITIONS_PER_WORD >= 50
    monkeypatch.setattr(related, "EDITIONS_PER_WORD", 2)
    for number in range(4):
        factories.article("Zebra", live=True, summary=f"Word{'abcd'[number]} only.")
    assert Keyword.objects.filter(word="zebra").count() == 2
