"""From draft to live and back: what patients may read, and when."""

import datetime

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from content.findings import findings
from content.models import Article, Document, Edition, NotReady
from tests.support import factories

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)


def body_of(edition):
    return edition.revision.content["body"]


def test_visitors_cannot_open_a_draft(client):
    draft = factories.article()
    assert client.get(draft.get_absolute_url()).status_code == 404


def test_patients_read_the_old_text_until_the_new_one_is_published(client):
    article = factories.article(body="<p>Old words.</p>", live=True)
    article.body = "<p>New words.</p>"
    article.save()
    article.record(by=None)
    assert "Old words." in client.get(article.get_absolute_url()).content.decode()
    assert article.has_changes
    article.publish(check=findings, by=None, override=factories.REASON)
    page = client.get(article.get_absolute_url()).content.decode()
    assert "New words." in page
    assert "Old words." not in page
    assert not article.has_changes


def test_a_save_that_changes_nothing_makes_no_revision():
    article = factories.article()
    first = article.record(by=None)
    article.save()
    assert article.record(by=None) == first
    article.summary = "Another summary."
    article.save()
    assert article.record(by=None).number == first.number + 1


def test_a_revision_cannot_be_changed():
    revision = factories.article().latest_revision
    with pytest.raises(ValueError, match="never changed"):
        revision.save()


def test_a_scheduled_edition_takes_over_at_its_moment(client, monkeypatch):
    article = factories.article(body="<p>Old words.</p>", live=True)
    article.body = "<p>New words.</p>"
    article.save()
    at = timezone.now() + DAY
    article.publish(check=findings, by=None, override=factories.REASON, at=at)
    assert "Old words." in client.get(article.get_absolute_url()).content.decode()
    assert (
        body_of(article.editions.live(at - datetime.timedelta(microseconds=1)).get()) == "<p>Old words.</p>"
    )
    assert body_of(article.editions.live(at).get()) == "<p>New words.</p>"
    monkeypatch.setattr(timezone, "now", lambda: at)
    assert "New words." in client.get(article.get_absolute_url()).content.decode()


def test_a_first_edition_that_is_scheduled_is_not_found_before_its_time(client):
    article = factories.article()
    article.publish(check=findings, by=None, override=factories.REASON, at=timezone.now() + DAY)
    assert client.get(article.get_absolute_url()).status_code == 404
    assert article not in Article.objects.live()


def test_publishing_now_replaces_what_was_planned():
    article = factories.article(live=True)
    article.summary = "Planned."
    article.save()
    article.publish(check=findings, by=None, override=factories.REASON, at=timezone.now() + DAY)
    article.summary = "Now."
    article.save()
    article.publish(check=findings, by=None, override=factories.REASON)
    assert not article.editions.planned().exists()
    assert article.edition.revision.content["summary"] == "Now."
    assert article.edition.live_until is None


def test_planning_again_moves_the_moment_and_leaves_no_gap():
    article = factories.article(live=True)
    article.summary = "Later."
    article.save()
    article.publish(check=findings, by=None, override=factories.REASON, at=timezone.now() + DAY)
    later = timezone.now() + 3 * DAY
    article.publish(check=findings, by=None, override=factories.REASON, at=later)
    assert [e.live_from for e in article.editions.planned()] == [later]
    assert article.edition.live_until == later


def test_publishing_the_same_text_twice_opens_no_second_edition():
    article = factories.article(live=True)
    assert article.publish(check=findings, by=None, override=factories.REASON) == article.edition
    assert article.editions.count() == 1


def test_a_withdrawn_text_is_gone_and_can_come_back(client):
    article = factories.article(live=True)
    article.withdraw(by=None)
    response = client.get(article.get_absolute_url())
    assert response.status_code == 410
    assert "no longer here" in response.content.decode()
    article.publish(check=findings, by=None, override=factories.REASON)
    assert client.get(article.get_absolute_url()).status_code == 200


def test_withdrawing_later_keeps_it_until_then():
    article = factories.article(live=True)
    at = timezone.now() + DAY
    article.withdraw(by=None, at=at)
    assert article.edition
    assert not article.editions.live(at).exists()


def test_withdrawing_what_was_only_planned_makes_it_a_draft_again(client):
    article = factories.article()
    article.publish(check=findings, by=None, override=factories.REASON, at=timezone.now() + DAY)
    article.withdraw(by=None)
    article.refresh_from_db()
    assert article.has_changes
    assert article.published_on is None
    assert client.get(article.get_absolute_url()).status_code == 404


def test_first_published_and_updated_are_two_dates(client, monkeypatch):
    factories.clinic()
    article = factories.article(published_on=datetime.date(2023, 7, 21), live=True)
    page = client.get(article.get_absolute_url()).content.decode()
    assert '<time datetime="2023-07-21">July 21, 2023</time>' in page
    assert "Updated" not in page, "nothing was changed since patients could first read it here"
    article.summary = "Other words."
    article.save()
    factories.publish(article)
    assert "Updated" in client.get(article.get_absolute_url()).content.decode()
    fresh = factories.article(live=True)
    assert fresh.published_on == factories.day()


UNREAD = {
    "order": 3,
    "language": "es",
    "review_months": 12,
    "search_title": "Knees",
    "search_description": "What to do if your knees are sore, and when to call somebody about it.",
    "facts": {"name": "knee pain"},
}


@pytest.mark.parametrize("name", [*UNREAD, "hero", "author"])
def test_what_is_no_word_of_the_text_is_no_update(client, name):
    factories.clinic()
    article = factories.article(published_on=datetime.date(2023, 7, 21), live=True)
    since = article.editions.live().with_words_since().get().words_since
    made = {"hero": factories.picture, "author": factories.person}
    setattr(article, name, UNREAD[name] if name in UNREAD else made[name]())
    article.save()
    factories.publish(article)
    assert article.editions.live().with_words_since().get().words_since == since
    assert "Updated" not in client.get(article.get_absolute_url()).content.decode()


def test_a_text_that_comes_from_elsewhere_is_live_from_its_own_day_and_no_other_is():
    long_ago = timezone.now() - 900 * DAY
    article = factories.article()
    factories.publish(article, at=long_ago)
    assert article.edition.live_from == long_ago
    assert article.published_on == factories.day(long_ago)
    article.summary = "Other words."
    article.save()
    before = timezone.now()
    factories.publish(article, at=long_ago)
    assert article.edition.live_from >= before


def test_the_first_date_stays_when_a_text_is_published_again():
    article = factories.article(published_on=datetime.date(2023, 7, 21), live=True)
    article.summary = "Other."
    article.save()
    article.publish(check=findings, by=None, override=factories.REASON)
    assert article.published_on == datetime.date(2023, 7, 21)


def test_what_is_incomplete_is_not_published():
    article = factories.article(summary="", body="")
    with pytest.raises(NotReady, match=r"Write a summary. Write the text."):
        article.publish(check=findings, by=None, override=factories.REASON)
    assert not Edition.objects.exists()
    section = factories.faq(questions=())
    with pytest.raises(NotReady, match="at least one question"):
        section.publish(check=findings, by=None, override=factories.REASON)


@pytest.mark.parametrize(
    ("start", "end"),
    [(0, None), (0, 1), (-1, 1), (1, 2), (-1, None)],
    ids=["same", "inside", "across", "tail", "round"],
)
def test_the_database_refuses_editions_that_overlap(start, end):
    """If this fails after a migration that rebuilds the table on SQLite: make the triggers again."""
    article = factories.article(live=True)
    article.withdraw(by=None, at=timezone.now() + 2 * DAY)
    edition = article.edition
    with pytest.raises(IntegrityError), transaction.atomic():
        Edition.objects.create(
            document_id=article.pk,
            revision=edition.revision,
            number=9,
            live_from=edition.live_from + start * DAY,
            live_until=end and edition.live_from + end * DAY,
        )


def test_the_database_refuses_an_edition_moved_over_another():
    article = factories.article(live=True)
    article.summary = "Next."
    article.save()
    article.publish(check=findings, by=None, override=factories.REASON)
    first = article.editions.get(number=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Edition.objects.filter(pk=first.pk).update(live_until=timezone.now() + DAY)


def test_an_edition_cannot_end_before_it_begins():
    article = factories.article(live=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        article.editions.update(live_until=article.edition.live_from)


def test_restoring_brings_back_every_slot_as_a_new_revision():
    hero, author = factories.picture(), factories.person()
    article = factories.article(hero=hero, author=author, key_points=["One", "Two"])
    article.care_cards.create(kind="emergency", when="now", items=["you faint"])
    article.advice.create(kind="do", text="walk")
    article.questions.create(question="Why?", answer="<p>Because.</p>")
    article.sources.create(title="A study", year=2020, doi="10.1000/x")
    before = article.record(by=None)
    article.title, article.body, article.hero, article.key_points = "Other", "<p>Other.</p>", None, []
    article.save()
    for part in (article.care_cards, article.advice, article.questions, article.sources):
        part.all().delete()
    article.record(by=None)
    restored = before.restore(by=None)
    assert restored.fingerprint == before.fingerprint
    assert restored.number == before.number + 2
    fresh = Document.objects.get(pk=article.pk)
    assert fresh.title == "Sore knees"
    assert fresh.questions.get().anchor == before.content["questions"][0]["anchor"]


def test_a_page_may_not_take_an_address_of_the_site():
    page = factories.page(slug="admin")
    with pytest.raises(Exception, match="taken by the site"):
        page.full_clean()


def test_a_link_follows_its_document_and_becomes_words_when_it_is_not_live(client):
    target = factories.article("Target", slug="target", live=True)
    source = factories.article(
        body=f'<p>See <a href="document:{target.pk}#part">the other page</a>.</p>', live=True
    )
    assert (
        '<a href="/articles/target/#part">the other page</a>'
        in client.get(source.get_absolute_url()).content.decode()
    )
    target.slug = "moved"
    target.save()
    assert '<a href="/articles/moved/#part">' in client.get(source.get_absolute_url()).content.decode()
    target.withdraw(by=None)
    page = client.get(source.get_absolute_url()).content.decode()
    assert "See the other page." in page


def test_readers_get_no_cookie_and_nothing_varies_by_one(client):
    factories.clinic()
    article = factories.article(live=True)
    for address in ("/", "/articles/", article.get_absolute_url(), "/no-such-page/"):
        response = client.get(address)
        assert not response.cookies
        assert "Cookie" not in response.headers.get("Vary", "")


@pytest.mark.django_db(transaction=True)
def test_two_publishers_at_once_leave_one_open_edition():
    """Eight threads publish at the same moment; the editions still follow each other without overlap."""
    import threading

    from django.db import connection

    article = factories.article(live=True)
    ready, failures = threading.Barrier(8), []

    def publish(number):
        try:
            mine = Article.objects.get(pk=article.pk)
            mine.summary = f"Summary {number}."
            ready.wait(10)
            with transaction.atomic():
                mine.save()
                mine.publish(check=findings, by=None, override=factories.REASON)
        except Exception as error:  # noqa: BLE001
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=publish, args=[number]) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not failures
    editions = list(article.editions.order_by("live_from"))
    assert editions[-1].live_until is None
    assert all(a.live_until == b.live_from for a, b in zip(editions, editions[1:], strict=False))
    assert Client().get(article.get_absolute_url()).status_code == 200


# The gate


def test_nothing_is_published_without_a_check():
    article = factories.article()
    with pytest.raises(TypeError, match="check"):
        article.publish(by=None)
    assert not article.edition


def test_the_check_is_asked_of_just_the_text_that_goes_live():
    article, checked = factories.article(), []
    article.summary = "Typed a moment ago."
    article.save()
    article.publish(by=None, check=lambda revision: checked.append(revision) or [])
    assert checked == [article.edition.revision]
    assert checked[0].content["summary"] == "Typed a moment ago."


# What files a text


def test_day_and_language_of_a_live_text_take_effect_in_lists_at_once(client):
    factories.article("Written first", published_on=datetime.date(2026, 1, 1), live=True)
    other = factories.article("Written later", published_on=datetime.date(2026, 2, 1), live=True)

    def listed():
        return [edition.title for edition in Edition.objects.live().latest_first()]

    assert listed() == ["Written later", "Written first"]
    other.published_on, other.language = datetime.date(2025, 12, 1), "es"
    other.save()
    assert listed() == ["Written first", "Written later"]
    assert Edition.objects.live().get(language="es").title == "Written later"
