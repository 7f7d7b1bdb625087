"""The site behind the cache: every change of what patients see is noticed, and ends what it must."""

import datetime
import time

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from clinic_site import kept_pages
from content.findings import findings
from content.models import AuditEntry, Autosave, Clinic, ContentChange, Document, Edition, change_log
from content.public import layout, pages
from tests.support import factories
from tests.support.wsgi import Answer


def test_publishing_shows_at_once_and_withdrawing_hides_at_once(kept):
    document = factories.article("First title", live=True)
    address = document.get_absolute_url()
    assert b"First title" in Answer(kept, address).body
    assert b"First title" in Answer(kept).body
    document.title = "Second title"
    document.save()
    assert b"First title" in Answer(kept, address).body
    factories.publish(document)
    assert b"Second title" in Answer(kept, address).body
    assert b"Second title" in Answer(kept).body
    document.withdraw(by=None)
    assert Answer(kept, address).status == 410
    kept.application = None
    assert Answer(kept, address).status == 410  # for some seconds
    kept.clock = lambda: time.time() + 10
    assert Answer(kept, address).status == 503
    assert b"Second title" not in Answer(kept).body


def test_a_page_is_kept_under_one_address_however_it_is_asked_for(kept, monkeypatch):
    monkeypatch.setattr(pages, "ARTICLES_PER_PAGE", 1)
    monkeypatch.setattr("content.public.paging.ORPHANS", 0)
    knee = factories.topic("Knee")
    first, _second = (factories.article(title, live=True, topics=[knee]) for title in ("First", "Second"))
    lists = ("/articles/", knee.get_absolute_url())
    others = ("/", first.get_absolute_url(), "/topics/", "/people/", "/feed/", "/robots.txt", "/sitemap.xml")
    clean = {path: Answer(kept, path).body for path in (*lists, *others)}
    for path, query in ((lists[0], "page=2"), (lists[0], "topic=knee"), (lists[1], "page=2")):
        clean[f"{path}?{query}"] = Answer(kept, path, query=query).body
    files = {*kept.folder.glob("kept/*/*")}
    assert len(files) == len(clean)
    noise = [f"topic={value}" for value in ("", "nobody", "-knee", "knee-", "kn--ee", "_knee", "x" * 80)]
    noise += [f"page={value}" for value in ("0", "1", "01", "7", "123456")]
    for path in (*lists, *others):
        for query in noise:
            answer = Answer(kept, path, query=query)
            assert answer.body == clean[path] or path in lists, (path, query)
        assert Answer(kept, path, query="page=1&utm_source=x").body == clean[path]
    assert {*kept.folder.glob("kept/*/*")} == files
    assert {*kept.pages} == {*clean}


def test_a_withdrawal_for_later_ends_the_page_and_its_copies_in_time(kept):
    document = factories.article(live=True)
    address, ends = document.get_absolute_url(), timezone.now() + datetime.timedelta(hours=1)
    Answer(kept, address)
    document.withdraw(by=None, at=ends)
    Answer(kept, address)
    entry = kept.pages.get(address)
    assert entry.show_until == pytest.approx(ends.timestamp(), abs=1e-3)
    assert entry.fresh_until <= entry.show_until
    kept.clock = lambda: ends.timestamp()
    kept.application = None
    assert Answer(kept, address).status == 503


def test_a_text_planned_for_later_ends_the_lists_in_time(kept):
    begins = timezone.now() + datetime.timedelta(seconds=30)
    document = factories.article()
    factories.approve(document)
    document.publish(check=findings, by=None, override=factories.REASON, at=begins)
    Answer(kept, "/articles/")
    assert kept.pages.get("/articles/").fresh_until <= begins.timestamp()
    assert kept.pages.get("/articles/").show_until == float("inf")


def test_pages_end_at_midnight_where_the_clinic_is(kept):
    until, shown_until = layout.current().moments
    local = until.astimezone(Clinic.load().zone)
    assert (local.hour, local.minute, shown_until) == (0, 0, None)


def test_an_old_copy_says_the_hours_but_neither_open_nor_closed(kept):
    Clinic.objects.update(
        hours={str(day): [["07:00", "19:00"]] for day in range(7)},
        notice="Closed today",
        notice_until=timezone.now() + datetime.timedelta(hours=1),
    )
    for address in ("/visit/", "/articles/"):
        Client().get(address)  # its templates are read; a busy machine takes longer than the cache waits
        assert b"data-until" in Answer(kept, address).body
    kept.counter.bump()
    kept.application = None
    for address in ("/visit/", "/articles/"):
        old = Answer(kept, address)
        assert old.is_stale and b"7 a.m. to 7 p.m." in old.body and b"tel:" in old.body
        for gone in (b"data-until", b"is-open", b"is-closed", b"(today)", b"Closed today"):
            assert gone not in old.body, (address, gone)


@pytest.mark.parametrize(
    "write",
    [
        lambda d: Document.objects.filter(pk=d.pk).update(order=3),
        lambda d: Document.objects.bulk_update([d], ["order"]),
        lambda d: factories.topic(),
        lambda d: d.topics.create(name="Hip", slug="hip"),
        lambda d: Clinic.load().save(),
        lambda d: d.delete() if not d.editions.all().delete() else None,
        lambda d: call_command("rebuild_search"),
        lambda d: connection.cursor().execute("UPDATE content_document SET slug = 'by-hand'"),
    ],
)
def test_no_way_of_writing_goes_unnoticed(kept, write):
    document = factories.article(live=True)
    before, log = kept.counter.number, ContentChange.objects.position()
    write(document)
    assert kept.counter.number > before
    assert ContentChange.objects.position() != log


def test_what_patients_never_see_and_what_is_rolled_back_changes_nothing(kept):
    document, user = factories.article(live=True), factories.user()
    before, log = kept.counter.number, ContentChange.objects.position()
    Autosave.keep({"title": ["x"]}, user=user, form="/admin/content/article/1/change/", document=document)
    AuditEntry.log("publish", by=user, document=document, detail="")
    Client().force_login(user)
    Document.objects.filter(pk=0).update(order=1)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        document.save()
        raise ZeroDivisionError
    assert (kept.counter.number, ContentChange.objects.position()) == (before, log)


def test_one_transaction_is_one_change_seen_only_after_it(kept):
    before, rows = kept.counter.number, ContentChange.objects.count()
    with transaction.atomic():
        for _ in range(3):
            factories.topic(f"Topic {_}")
        assert kept.counter.number == before
    assert kept.counter.number == before + 1
    assert ContentChange.objects.count() == rows + 1


def test_readers_change_nothing(kept):
    document = factories.article(live=True)
    before = kept.counter.number
    for address in ("/", "/articles/", document.get_absolute_url(), "/nothing/", "/topics/", "/faq/"):
        Answer(kept, address)
        Answer(kept, address, query="q=knee")
    assert kept.counter.number == before


def test_only_the_end_of_a_text_drops_the_copies(kept):
    document = factories.article(live=True)
    floor = kept.counter.floor
    document.title = "Another"
    document.save()
    factories.article("A second one", live=True)
    assert kept.counter.floor == floor
    document.withdraw(by=None)
    assert kept.counter.floor == kept.counter.number > floor


def test_changes_of_another_host_are_followed(kept):
    kept_pages.catch_up()
    before = kept.counter.number
    kept_pages.catch_up()
    assert kept.counter.number == before
    ContentChange.objects.create(ended=False)  # as another host's transaction leaves it
    kept_pages.catch_up()
    assert (kept.counter.number, kept.counter.floor < before + 1) == (before + 1, True)
    ContentChange.objects.create(ended=True)
    kept_pages.catch_up()
    assert kept.counter.floor == kept.counter.number == before + 2


def test_an_own_change_is_not_followed_once_more(kept):
    with transaction.atomic():
        factories.topic()
    before = kept.counter.number
    kept_pages.catch_up()
    assert kept.counter.number == before


def test_the_change_log_stays_small(kept, monkeypatch):
    monkeypatch.setattr(change_log, "ROWS_LEFT", 10)
    ContentChange.objects.all().delete()
    ContentChange.objects.bulk_create([ContentChange(ended=n < 5) for n in range(20)])
    kept_pages.catch_up()
    assert ContentChange.objects.count() == 20
    ContentChange.objects.create(ended=False)
    kept_pages.catch_up()
    assert ContentChange.objects.count() == 10


def test_the_page_for_an_outage_has_the_phone_number_of_today(kept, tmp_path):
    with transaction.atomic():
        factories.clinic(phone="(555) 555-0177")
    assert "(555) 555-0177" in (tmp_path / "503.html").read_text()


def test_staff_and_searches_are_not_kept_by_anyone(kept, settings):
    address = factories.article(live=True).get_absolute_url()
    assert "public" in Answer(kept, address).headers["Cache-Control"]
    assert Answer(kept, address, query="q=knee").headers["Cache-Control"] == "private, no-cache"
    signed_in = Answer(kept, address, HTTP_COOKIE=f"{settings.SESSION_COOKIE_NAME}=abc")
    assert signed_in.headers["Cache-Control"] == "private, no-cache"
    assert "no-store" in Answer(kept, "/admin/login/").headers["Cache-Control"]
    assert Answer(kept, address, HTTP_HOST="evil.example").status == 400
    for answer in (signed_in, Answer(kept, address, query="q=knee")):
        assert not {"X-Fresh-Until", "X-Show-Until"} & {*answer.headers}


def test_no_kept_page_carries_a_token_or_a_cookie(kept):
    for address in ("/", "/articles/", factories.article(live=True).get_absolute_url()):
        answer = Answer(kept, address)
        assert b"csrf" not in answer.body
        assert b"nonce" not in answer.body
        assert "Set-Cookie" not in answer.headers
        assert address in kept.pages


def test_warming_makes_every_live_page(kept, capsys):
    addresses = {
        factories.article(live=True).get_absolute_url(),
        factories.page(live=True).get_absolute_url(),
        "/",
        "/faq/",
    }
    draft = factories.article("A draft").get_absolute_url()
    call_command("warm")
    assert "pages are ready" in capsys.readouterr().out
    kept.application = None
    assert {Answer(kept, address).status for address in addresses} == {200}
    assert Answer(kept, draft).status == 503
    assert Edition.objects.live().count() == 2
