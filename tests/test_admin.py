"""The desk: what staff see and press while a text goes from draft to live, and the library around it."""

import datetime
import re
from html import unescape

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from content.admin import desk
from content.admin.document.form.patterns import patterns
from content.admin.forms import LinesField
from content.findings import findings
from content.models import Article, Autosave, Clinic, FaqSection, Page, Picture, Review, Topic
from content.pictures import renditions
from tests.support import factories
from tests.support.admin_forms import NEXT_YEAR, address, errors, filled, press, read, row_added
from tests.support.html import words

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)


# From draft to live


def test_authors_are_not_shown_what_a_new_text_fills_in_by_itself(sign_in):
    add = reverse("admin:content_article_add")
    assert "First published" not in words(sign_in("Author").get(add))
    assert "First published" in words(sign_in("Editor").get(add))


def test_a_new_article_is_saved_as_a_draft_of_its_writer(sign_in):
    author = sign_in("Author")
    add = reverse("admin:content_article_add")
    typed = {"title": "Stiff shoulders", "slug": "stiff-shoulders", "summary": "Move.", "_save": "1"}
    page = author.post(add, filled(author.get(add), **typed), follow=True)
    article = Article.objects.get()
    assert "Draft saved." in words(page)
    assert article.owner == author.user
    assert article.latest_revision.created_by == author.user
    assert article.latest_revision.content["title"] == "Stiff shoulders"
    assert read(article)[0] == 404


def test_saving_a_draft_keeps_what_patients_read(editor):
    article = factories.article(body="<p>Old words.</p>", live=True)
    page = press(editor, article, body="<p>New words.</p>", follow=True)
    assert "Draft saved. Patients still see version 1." in words(page)
    assert article.latest_revision.content["body"] == "<p>New words.</p>"
    assert "Old words." in read(article)[1]


def test_saving_a_live_text_without_a_change_makes_no_revision_and_no_draft(editor):
    article = factories.article(live=True)
    article.care_cards.create(kind="call", when="at night", items=["one", "two"])
    article.questions.create(question="Why?", answer="<p>Because.</p>")
    article.publish(check=findings, by=None, override=factories.REASON)
    before = article.revisions.count()
    page = press(editor, article, follow=True)
    assert "Saved." in words(page)
    assert "Draft saved" not in words(page)
    assert article.revisions.count() == before
    assert "You have changes" not in words(page)


def test_preview_shows_the_newest_text_on_the_real_page(editor):
    article = factories.article(body="<p>Old words.</p>", live=True)
    page = press(editor, article, "_preview", body="<p>New words.</p>", follow=True)
    assert page.redirect_chain == [(address(article, "preview"), 302)]
    assert 'id="key-points"' in words(page)
    assert "New words." in words(page)
    assert "Patients do not see this page." in words(page)
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["X-Robots-Tag"] == "noindex"
    press(editor, article, body="<p>Newest words.</p>")
    assert "Newest words." in words(editor.get(address(article, "preview")))
    assert "Old words." in read(article)[1]


@pytest.mark.parametrize("kind", [factories.faq, factories.page])
def test_every_kind_can_be_previewed_before_it_is_public(editor, kind):
    document = kind("Read me first")
    page = editor.get(address(document, "preview"))
    assert "Read me first</h1>" in words(page)


def test_publish_now_shows_patients_the_text_just_typed(editor):
    article = factories.article(body="<p>Old words.</p>", live=True)
    asked = press(editor, article, "_publish", body="<p>New words.</p>", follow=True)
    assert asked.redirect_chain == [(address(article, "publish"), 302)]
    assert "Old words." in read(article)[1]
    page = editor.post(address(article, "publish"), {"reason": "A patient waits for it."}, follow=True)
    assert "Patients see version 2 now." in words(page)
    assert "New words." in read(article)[1]
    assert article.edition.published_by == editor.user


def test_an_incomplete_text_is_saved_and_says_what_is_missing(editor):
    article = factories.article()
    page = press(editor, article, summary="", body="", follow=True)
    assert "Draft saved." in words(page)
    assert "<b>There is no summary.</b>" in words(page)
    assert "<b>There is no text yet.</b>" in words(page)
    assert Article.objects.get().summary == ""


def test_an_incomplete_text_is_saved_but_not_published(editor):
    article = factories.article()
    page = press(editor, article, "_publish", title="Typed title", summary="", follow=True)
    assert "Saved as a draft, but not published. Write a summary." in words(page)
    assert Article.objects.get().title == "Typed title"
    assert not article.editions.exists()


def test_schedule_saves_then_asks_for_a_time_on_the_clinics_clock(editor):
    article = factories.article()
    page = press(editor, article, "_schedule", title="Typed title", follow=True)
    assert page.redirect_chain == [(address(article, "schedule"), 302)]
    assert "When should patients see “Typed title”?" in words(page)
    assert "By the clock of the clinic (America/New_York)" in words(page)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        (f"{NEXT_YEAR}-07-01T09:00", datetime.datetime(NEXT_YEAR, 7, 1, 13, 0, tzinfo=datetime.UTC)),
        (f"{NEXT_YEAR}-01-10T09:00", datetime.datetime(NEXT_YEAR, 1, 10, 14, 0, tzinfo=datetime.UTC)),
        (f"{NEXT_YEAR}-12-31 23:30", datetime.datetime(NEXT_YEAR + 1, 1, 1, 4, 30, tzinfo=datetime.UTC)),
    ],
    ids=["summer", "winter", "new year"],
)
def test_a_time_is_understood_by_the_clock_on_the_clinics_wall(editor, typed, stored):
    article = factories.article()
    editor.post(address(article, "schedule"), {"at": typed, "reason": "a test"})
    assert [edition.live_from for edition in article.editions.planned()] == [stored]


def test_a_time_that_has_passed_is_refused_and_stays_in_the_box(editor):
    article = factories.article()
    page = editor.post(address(article, "schedule"), {"at": "2020-05-06T07:08"})
    assert page.status_code == 200
    assert "This time has passed. Choose a later one, or publish now." in words(page)
    assert 'value="2020-05-06T07:08"' in words(page)
    assert not article.editions.exists()


@pytest.mark.parametrize("typed", ["2027-03-14T02:30", "2027-11-07T01:30"], ids=["never", "twice"])
def test_a_time_that_the_clock_skips_or_shows_twice_is_refused(editor, typed):
    article = factories.article()
    page = editor.post(address(article, "schedule"), {"at": typed, "reason": "a test"})
    assert "may be ambiguous or it may not exist" in words(page)
    assert f'value="{typed}"' in words(page)
    assert not article.editions.exists()


@pytest.mark.parametrize("typed", ["9999-12-31T23:59", "0001-01-01T00:00", "tomorrow", ""])
def test_a_time_that_makes_no_sense_is_refused_on_the_same_page(editor, typed):
    article = factories.article()
    page = editor.post(address(article, "schedule"), {"at": typed, "reason": "a test"})
    assert page.status_code == 200
    assert errors(page)
    assert not article.editions.exists()


def test_an_incomplete_text_cannot_be_scheduled(editor):
    article = factories.article(summary="")
    typed = {"at": f"{NEXT_YEAR}-07-01T09:00", "reason": "a test"}
    page = editor.post(address(article, "schedule"), typed)
    assert "Write a summary." in errors(page)
    assert f'value="{NEXT_YEAR}-07-01T09:00"' in words(page)
    assert not article.editions.exists()


def test_withdraw_asks_first_and_then_takes_the_page_down(editor):
    article = factories.article("Sore knees", live=True)
    other = factories.article("Another text", body=f'<p><a href="document:{article.pk}">Knees</a></p>')
    asked = press(editor, article, "_withdraw", follow=True)
    assert asked.redirect_chain == [(address(article, "withdraw"), 302)]
    assert "Take “Sore knees” off the site?" in words(asked)
    assert other.title in words(asked)
    assert read(article)[0] == 200
    done = editor.post(address(article, "withdraw"), follow=True)
    assert "Off the site: patients no longer see this text." in words(done)
    assert read(article)[0] == 410
    assert article.editions.get().withdrawn_by == editor.user


def test_a_public_text_can_be_read_when_its_first_date_is_emptied(editor):
    article = factories.article(live=True)
    press(editor, article, published_on="")
    assert read(article)[0] == 200


# Where a text stands


def draft():
    return factories.article("Sore knees")


def live():
    return factories.article("Sore knees", live=True)


def live_with_changes():
    article = live()
    article.summary = "Another summary."
    article.save()
    article.record(by=None)
    return article


def planned():
    article = draft()
    article.publish(check=findings, by=None, override=factories.REASON, at=timezone.now() + DAY)
    return article


def live_and_planned():
    article = live_with_changes()
    article.publish(check=findings, by=None, override=factories.REASON, at=timezone.now() + DAY)
    return article


def ends_soon():
    article = live()
    article.withdraw(by=None, at=timezone.now() + DAY)
    return article


def withdrawn():
    article = live()
    article.withdraw(by=None)
    return article


def withdrawn_with_changes():
    article = live_with_changes()
    article.withdraw(by=None)
    return article


STATES = [draft, live, live_with_changes, planned, live_and_planned, ends_soon]
STATES += [withdrawn, withdrawn_with_changes]


def table(columns):
    """Parameters for a test of every state, each with its expected value."""
    assert set(columns) == {state.__name__ for state in STATES}
    return pytest.mark.parametrize(
        ("state", "expected"), [pytest.param(s, columns[s.__name__], id=s.__name__) for s in STATES]
    )


@table(
    {
        "draft": "<b>Patients do not see this yet</b>: it is a draft.",
        "live": "<b>Patients see version 1</b>, since|Take off the site…",
        "live_with_changes": "<b>Patients see version 1</b>, since|Edited, not yet published."
        "|Take off the site…",
        "planned": "<b>Patients do not see this yet</b>|Version 1 goes live on|Cancel the plan…",
        "live_and_planned": "<b>Patients see version 1</b>, since|Version 2 goes live on|Take off the site…"
        "|Cancel the plan…",
        "ends_soon": "<b>Patients see version 1</b>, since|It comes off the site on|Take off the site…"
        "|Leave it on the site…",
        "withdrawn": "<b>Off the site</b>: patients do not see this text.|It is off the site. Nothing to do",
        "withdrawn_with_changes": "<b>Off the site</b>: patients do not see this text.|It was edited since.",
    }
)
def test_the_form_says_what_patients_see(editor, state, expected):
    page = words(editor.get(address(state())))
    every = {"Patients do not see", "patients do not see", "Patients see version", "goes live on"}
    every |= {"Edited, not yet", "It was edited", "It comes off", "Off the site", "It is off the site"}
    every |= {"Take off the site…", "Cancel the plan…", "Leave it on the site…"}
    assert "Withdraw" not in page
    assert all(part in page for part in expected.split("|"))
    assert {part for part in every if part in page} == {part for part in every if part in expected}


def lanes(editor):
    """{heading: (count, the rest)} of the lanes on the desk."""
    found = re.findall(
        r'<h2 id="lane-[^>]*><span class="count">(\d+)</span> (.*?)</h2>(.*?)</section>',
        words(editor.get("/admin/")),
        re.DOTALL,
    )
    return {heading: (int(count), rest) for count, heading, rest in found}


@table(
    {
        "draft": {"Being written"},
        "live": {"Live"},
        "live_with_changes": {"Live", "Being written"},
        "planned": {"Coming"},
        "live_and_planned": {"Live", "Coming"},
        "ends_soon": {"Live", "Coming"},
        "withdrawn": set(),
        "withdrawn_with_changes": {"Being written"},
    }
)
def test_the_desk_shows_and_counts_a_text_in_the_lanes_of_its_state(editor, state, expected):
    article = state()
    found = lanes(editor)
    assert set(found) - {"Waiting for you"} == expected, "no lane is empty"
    assert {heading for heading, (_count, rest) in found.items() if address(article) in rest} >= expected
    assert {heading for heading, (count, _rest) in found.items() if count == 1} >= expected


def test_a_lane_counts_all_its_texts_and_shows_the_newest_eight(editor):
    for number in range(10):
        factories.article(f"Draft number {number}")
    count, rest = lanes(editor)["Being written"]
    assert count == 10
    assert re.findall(r"Draft number (\d)", rest) == list("98765432")


def test_a_lane_of_very_many_texts_is_not_counted_to_its_end(editor, monkeypatch):
    monkeypatch.setattr(desk, "MOST_COUNTED", 9)
    for number in range(10):
        factories.article(f"Draft number {number}")
    page = words(editor.get("/admin/"))
    assert '<span class="count">9+</span> Being written' in page
    assert "/admin/content/article/?state=draft" in page


def test_the_live_lane_shows_the_title_that_patients_read(editor):
    article = factories.article("Old title", live=True)
    press(editor, article, title="New title")
    found = lanes(editor)
    assert "New title" in found["Being written"][1]
    assert "Old title" in found["Live"][1]
    assert "New title" not in found["Live"][1]


@pytest.mark.parametrize("place", ["/admin/", "/admin/content/article/"])
def test_a_live_text_is_one_click_from_a_small_correction_for_who_may_publish_it(editor, sign_in, place):
    live, draft = (address(factories.article(live=is_live), "correct") for is_live in (True, False))
    page = words(editor.get(place))
    assert f'href="{live}"' in page
    assert draft not in page
    assert live not in words(sign_in("Author").get(place))


def test_a_desk_without_work_says_what_can_be_done_first_and_names_no_account(editor, sign_in):
    page = words(editor.get("/admin/"))
    assert "Begin with a problem that you see often" in page
    assert "?pattern=problem" in page
    assert not lanes(editor)
    assert re.search(r"<h1>Good \w+, Edna</h1>", page)
    assert re.search(r"<h1>Good \w+</h1>", words(sign_in("Editor").get("/admin/")))


def test_the_desk_names_the_text_that_its_reader_typed_and_did_not_save(editor):
    article, user = factories.article("Typed here"), User.objects.get()
    Autosave.keep({"title": ["Typed"]}, user=user, form=address(article), document=article)
    Autosave.keep({"title": ["Tennis elbow"]}, user=user, form=reverse("admin:content_article_add"))
    Autosave.keep({}, user=user, form="/admin/content/article/999/change/")
    count, rest = lanes(editor)["Waiting for you"]
    assert count == 2
    assert [*re.findall('href="(.*?)">(.*?)</a>', rest)] == [
        (reverse("admin:content_article_add"), "Tennis elbow"),
        (address(article), "Typed here"),
    ]


@table(
    {
        "draft": {"draft"},
        "live": {"live"},
        "live_with_changes": {"live", "changes"},
        "planned": {"planned"},
        "live_and_planned": {"live", "planned"},
        "ends_soon": {"live"},
        "withdrawn": {"withdrawn"},
        "withdrawn_with_changes": {"withdrawn", "withdrawn_edited"},
    }
)
def test_the_list_finds_a_text_by_its_state(editor, state, expected):
    article = state()
    factories.page("Not an article", live=True)
    every = reverse("admin:content_article_changelist")
    filters = ("draft", "changes", "planned", "live", "withdrawn", "withdrawn_edited")
    assert {name for name in filters if address(article) in words(editor.get(every, {"state": name}))} == (
        expected
    )


def test_the_list_offers_to_show_all_only_where_it_shows_less(editor):
    for title in ("Sore knees", "Stiff neck"):
        factories.article(title)
    address = reverse("admin:content_article_changelist")
    assert "Show all" not in editor.get(address).content.decode()
    for narrowed in ("?q=neck", "?state=draft"):
        assert "Show all" in editor.get(address + narrowed).content.decode()


@table(
    {
        "draft": ["draft"],
        "live": ["live"],
        "live_with_changes": ["live", "edited"],
        "planned": ["goes live"],
        "live_and_planned": ["live", "goes live"],
        "ends_soon": ["live", "comes off"],
        "withdrawn": ["off the site"],
        "withdrawn_with_changes": ["off the site", "edited"],
    }
)
def test_the_list_names_the_state_of_a_text(editor, state, expected):
    state()
    page = words(editor.get(reverse("admin:content_article_changelist")))
    tags = [tag.partition(">")[2].partition("<")[0] for tag in page.split('<span class="tag ')[1:]]
    assert len(tags) == len(expected)
    assert all(tag.startswith(start) for tag, start in zip(tags, expected, strict=True))


# The parts of a text


def test_key_points_are_a_list_without_gaps(editor):
    article = factories.article()
    press(editor, article, key_points_0="Move", key_points_1=" ", key_points_2="Rest [1]")
    article.refresh_from_db()
    assert article.key_points == ["Move", "Rest [1]"]
    again = filled(editor.get(address(article)))
    assert [again[f"key_points_{number}"] for number in range(5)] == ["Move", "Rest [1]", "", "", ""]


def test_without_a_script_the_number_typed_for_a_row_is_its_place(editor):
    section = factories.faq(questions=("A?", "B?", "C?", "D?"))
    for typed, order in ({"questions-3-order": 1}, "DABC"), ({"questions-0-order": 3}, "ABDC"):
        press(editor, section, **typed)
        assert "".join(row.question[0] for row in section.questions.all()) == order
        assert [row.order for row in section.questions.all()] == [1, 2, 3, 4]


def test_the_signs_of_a_care_card_are_a_line_each(editor):
    article = factories.article()
    data = filled(editor.get(address(article)))
    signs = "you faint\r\n\r\n  your leg is numb  \r\n"
    editor.post(address(article), row_added(data, "care_cards", kind="call", when="", items=signs))
    assert article.care_cards.get().items == ["you faint", "your leg is numb"]
    assert filled(editor.get(address(article)))["care_cards-0-items"] == "you faint\nyour leg is numb"


def test_a_care_card_needs_at_least_one_sign(editor):
    article = factories.article()
    data = filled(editor.get(address(article)))
    page = editor.post(address(article), row_added(data, "care_cards", kind="call", when="", items=" \n "))
    assert page.status_code == 200
    assert "This field is required." in errors(page)
    assert not article.care_cards.exists()


def test_a_zero_byte_in_a_sign_is_refused_and_breaks_nothing(editor):
    article = factories.article()
    data = filled(editor.get(address(article)))
    typed = row_added(data, "care_cards", kind="call", when="", items="you faint\nyou f\x00all")
    page = editor.post(address(article), typed)
    assert "Null characters are not allowed." in errors(page)
    assert not article.care_cards.exists()


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("one\ntwo\nthree", "There are 3 lines: write up to 2."),
        ("one\na longer one", "A line has 12 characters: write up to 5."),
    ],
)
def test_a_list_of_lines_may_have_limits_in_plain_words(typed, message):
    field = LinesField(most=2, longest=5)
    assert field.clean(" one \n\n two") == ["one", "two"]
    with pytest.raises(ValidationError, match=message):
        field.clean(typed)


def test_two_care_cards_of_one_kind_are_refused_in_plain_words(editor):
    article = factories.article()
    article.care_cards.create(kind="call", items=["you faint"])
    data = filled(editor.get(address(article)))
    page = editor.post(
        address(article), row_added(data, "care_cards", kind="call", when="", items="you fall")
    )
    assert page.status_code == 200
    assert "Put the signs on one card." in errors(page)
    assert article.care_cards.get().items == ["you faint"]


@pytest.mark.parametrize(
    ("typed", "left"),
    [
        ({"0-kind": "call", "1-kind": "emergency"}, {"call": ["first"], "emergency": ["second"]}),
        ({"0-kind": "call", "1-kind": "self"}, {"call": ["first"], "self": ["second"]}),
        ({"0-kind": "call", "1-DELETE": "on"}, {"call": ["first"]}),
    ],
    ids=["swapped", "moved on", "one deleted"],
)
def test_care_cards_can_change_their_kinds_in_one_save(editor, typed, left):
    article = factories.article()
    article.care_cards.create(kind="emergency", items=["first"])
    article.care_cards.create(kind="call", items=["second"])
    press(editor, article, **{f"care_cards-{name}": value for name, value in typed.items()})
    assert {card.kind: card.items for card in article.care_cards.all()} == left


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("do not sit all day", "sit all day"),
        ("Don’t sit all day", "sit all day"),
        ("don't sit all day", "sit all day"),
        ("donate nothing", "donate nothing"),
    ],
)
def test_advice_does_not_repeat_do_not(editor, typed, stored):
    article = factories.article()
    data = filled(editor.get(address(article)))
    editor.post(address(article), row_added(data, "advice", kind="dont", text=typed, order="0"))
    assert article.advice.get().text == stored
    assert article.latest_revision.content["advice"] == [{"kind": "dont", "text": stored}]


@pytest.mark.parametrize(
    ("part", "boxes"),
    [
        ("advice", {"kind": "do", "text": "walk"}),
        ("questions", {"question": "Why?", "answer": "<p>Because.</p>"}),
        ("sources", {"title": "A study"}),
    ],
)
def test_a_row_without_a_place_is_saved(editor, part, boxes):
    article = factories.article()
    data = filled(editor.get(address(article)))
    assert editor.post(address(article), row_added(data, part, **boxes, order="")).status_code == 302
    assert getattr(article, part).count() == 1


@pytest.mark.parametrize("start", ["", "http://127.0.0.1:8000"], ids=["path", "whole address"])
def test_a_typed_address_of_our_own_is_kept_by_id_and_shown_by_address(editor, settings, start):
    settings.SITE_URL = "http://127.0.0.1:8000"
    target, article = factories.article(slug="target", live=True), factories.article()
    press(editor, article, body=f'<p><a href="{start}/articles/target/#first-part">There</a></p>')
    article.refresh_from_db()
    assert article.body == f'<p><a href="document:{target.pk}#first-part">There</a></p>'
    target.slug = "moved"
    target.save()
    assert '<a href="/articles/moved/#first-part">' in filled(editor.get(address(article)))["body"]


def test_a_typed_address_of_nothing_of_ours_stays_as_typed(editor):
    article = factories.article()
    body = '<p><a href="/articles/nowhere/">One</a> <a href="https://example.org/">two</a></p>'
    press(editor, article, body=body)
    article.refresh_from_db()
    assert article.body == body


def test_a_picture_in_the_text_says_what_the_library_says(editor):
    picture, article = factories.picture(alt="A drawn knee"), factories.article()
    image = '<figure><img data-file="{}" src="/x.png"{}></figure>'
    body = image.format(picture.pk, "") + image.format(picture.pk, ' alt="My own words"')
    press(editor, article, body=body)
    article.refresh_from_db()
    assert article.body.count('alt="A drawn knee"') == 1
    assert article.body.count('alt="My own words"') == 1
    assert "src=" not in article.body
    assert f'src="{picture.fallback}"' in filled(editor.get(address(article)))["body"]


TYPED_LINKS = [
    ("example.org/knee", "https://example.org/knee"),
    ("www.example.org:8080", "https://www.example.org:8080"),
    ("front@clinic.example", "mailto:front@clinic.example"),
    ("(555) 010-0100", "tel:(555) 010-0100"),
    ("https://www.google.com/url?q=https://example.org/a&amp;sa=D", "https://example.org/a"),
    ("/articles/target", "document:1"),
    ("articles/target/#part", "document:1#part"),
    ("http://clinic.example/articles/target", "document:1"),
    ("https://clinic.example/people", "/people/"),
    ("/articles/nowhere", "/articles/nowhere"),
    ("https://clinic.example.evil.example/people", "https://clinic.example.evil.example/people"),
    ("ftp://example.org/x", ""),
    ("file:///C:/x", ""),
    ("#_ftn1", ""),
    ("some words", ""),
]


def test_a_typed_address_gets_what_it_lacks_and_one_that_opens_nothing_is_told(editor, settings):
    settings.SITE_URL = "https://clinic.example"
    target, article = factories.article(slug="target"), factories.article()
    linked = '<p><a href="{}">Here</a></p>'.format
    press(editor, article, body="".join(linked(typed) for typed, _stored in TYPED_LINKS))
    article.refresh_from_db()
    expected = [stored.replace("document:1", f"document:{target.pk}") for _typed, stored in TYPED_LINKS]
    assert article.body == "".join(linked(stored) if stored else "<p>Here</p>" for stored in expected)
    page = words(editor.get(address(article)))
    for typed, stored in TYPED_LINKS:
        assert (f"“{typed}” is no address that opens" in page) is not stored
        asked = editor.get(reverse("admin:check_link"), {"address": unescape(typed)}).json()
        assert ("refused" in asked) is not stored


def test_whatever_is_not_kept_of_a_text_is_told(editor):
    gone = '<figure><img data-file="4711"><figcaption>Two knees.</figcaption></figure>'
    inner = "<table><tr><td>a<table><tr><td>b</td></tr></table></td></tr></table>"
    article = factories.article()
    body = f"<p>Text, <em>slanted</em>, <mark>bright</mark>.</p>{gone}<p><img src='/x.png'>End.</p>{inner}"
    page = words(press(editor, article, body=body, follow=True))
    article.refresh_from_db()
    assert article.body.startswith("<p>Text, slanted, bright.</p><p>End.</p><table>")
    assert "Text: Not kept: italics, highlighting." in page
    assert page.count("A picture was taken out") == 2
    assert "Its caption went with it: “Two knees.”" in page
    assert "A table cannot stand in a table" in page
    assert "taken out" not in words(press(editor, article, follow=True))


def test_a_text_that_is_too_long_is_refused_in_words_and_shown_again(editor, settings):
    article = factories.article()
    long = "<p>Knee.</p>" * 17_000
    page = press(editor, article, body=long)
    assert "up to 200,000 can be saved" in errors(page)
    assert filled(page)["body"] == long
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    page = press(editor, article, body=long)
    assert page.status_code == 413
    assert "Nothing was saved" in words(page)
    data = filled(editor.get(address(article)), body=long)
    answer = editor.post(address(article), data, headers={"X-Requested-With": "fetch"})
    assert (answer.status_code, "more than the site takes" in answer.json()["said"]) == (413, True)


def test_the_address_of_another_text_is_refused_in_plain_words(editor):
    factories.article("Tennis elbow", slug="taken")
    article = factories.article(slug="mine")
    page = press(editor, article, slug="Taken", title="Typed title")
    assert page.status_code == 200
    assert "“Tennis elbow” has this address already." in errors(page)
    assert filled(page)["title"] == "Typed title"
    article.refresh_from_db()
    assert article.slug == "mine"


def test_a_new_text_does_not_take_the_address_of_another(editor):
    factories.article("Tennis elbow", slug="taken")
    add = reverse("admin:content_article_add")
    page = editor.post(add, filled(editor.get(add), title="Typed title", slug="taken"))
    assert "“Tennis elbow” has this address already." in errors(page)
    assert Article.objects.count() == 1


def test_a_new_page_does_not_take_an_address_of_the_site(editor):
    add = reverse("admin:content_page_add")
    page = editor.post(add, filled(editor.get(add), title="Typed title", slug="Articles"))
    assert "This address is taken by the site itself." in errors(page)
    assert not Page.objects.exists()


def test_a_new_text_takes_its_address_from_its_title_and_an_old_one_keeps_it(editor):
    new = words(editor.get(reverse("admin:content_article_add")))
    old = words(editor.get(address(factories.article())))
    assert "data-prepopulated-fields" in new
    assert "#id_slug" in new
    assert "#id_slug" not in old


# Deleting


def delete(client, row):
    return client.post(address(row, "delete"), {"post": "yes"}, follow=True)


def delete_from_the_list(client, row):
    listed = reverse(f"admin:content_{row._meta.model_name}_changelist")
    chosen = {"action": "delete_selected", "_selected_action": row.pk, "post": "yes"}
    return client.post(listed, chosen, follow=True)


BOTH_WAYS = pytest.mark.parametrize("remove", [delete, delete_from_the_list])


def in_the_text(picture):
    return factories.article("Sore knees", body=f'<figure><img data-file="{picture.pk}" alt="Knee"></figure>')


def in_an_answer(picture):
    section = factories.faq("Sore knees")
    section.questions.update(answer=f'<figure><img data-file="{picture.pk}" alt="Knee"></figure>')
    return section.record(by=None)


def on_top(picture):
    return factories.article("Sore knees", hero=picture)


def in_the_live_text_only(picture):
    article = in_the_text(picture)
    article.publish(check=findings, by=None, override=factories.REASON)
    article.body = "<p>Nothing.</p>"
    article.save()
    return article.record(by=None)


@BOTH_WAYS
@pytest.mark.parametrize("use", [in_the_text, in_an_answer, on_top, in_the_live_text_only])
def test_a_picture_in_use_is_not_deleted_and_says_where(editor, remove, use):
    picture = factories.picture()
    use(picture)
    page = remove(editor, picture)
    assert "Sore knees" in words(page)
    assert Picture.objects.exists()
    assert "Sore knees" in words(editor.get(address(picture)))


def test_a_picture_in_no_text_can_be_deleted(editor):
    picture = factories.picture()
    assert "Nowhere yet" in words(editor.get(address(picture)))
    delete(editor, picture)
    assert not Picture.objects.exists()


# Pictures


def upload(data=None, name="knee.png"):
    return SimpleUploadedFile(name, data or factories.image_bytes(size=(30, 20)), "image/png")


PICTURE_ADDRESSES = pytest.mark.parametrize(
    "name", ["content_picture_add", "content_picture_picker"], ids=["library", "picker"]
)


@PICTURE_ADDRESSES
@pytest.mark.parametrize(
    ("alt", "decorative", "accepted"),
    [("A knee", "", True), ("", "on", True), ("", "", False), ("A knee", "on", False), ("  ", "", False)],
)
def test_a_picture_is_described_or_decoration(editor, name, alt, decorative, accepted):
    data = {"upload": upload(), "title": "Knee", "alt": alt, "caption": "", "credit": ""}
    page = editor.post(reverse(f"admin:{name}"), data | ({"decorative": "on"} if decorative else {}))
    assert Picture.objects.exists() == accepted
    assert ("One of the two, not both." in words(page)) != accepted


@PICTURE_ADDRESSES
@pytest.mark.parametrize(
    ("limit", "data", "said"),
    [
        ({}, b"%PDF-1.4 not a picture", "Save it as JPEG, PNG or WebP and try again."),
        ({}, factories.image_bytes(kind="GIF"), "Save it as JPEG, PNG or WebP and try again."),
        ({}, factories.image_bytes()[:200], "Save it as JPEG, PNG or WebP and try again."),
        ({"MAX_BYTES": 10}, None, "This picture is larger than 15 MB."),
        ({"MAX_PIXELS_IN_FILE": 100}, None, "Make it smaller and try again."),
    ],
    ids=["no picture", "a kind we do not take", "cut off", "too heavy", "too large"],
)
def test_a_file_we_cannot_use_is_refused_and_typed_words_stay(editor, monkeypatch, name, limit, data, said):
    for setting, value in limit.items():
        monkeypatch.setattr(renditions, setting, value)
    typed = {"title": "Typed title", "alt": "Typed alt", "caption": "Typed caption", "credit": "Typed credit"}
    page = editor.post(reverse(f"admin:{name}"), typed | {"upload": upload(data)})
    assert page.status_code == 200
    assert said in words(page)
    assert all(f'value="{words}"' in page.content.decode() for words in typed.values())
    assert not Picture.objects.exists()


def test_a_picture_without_a_file_is_asked_for_one(editor):
    page = editor.post(reverse("admin:content_picture_add"), {"title": "Knee", "alt": "A knee"})
    assert "This field is required." in errors(page)


def test_the_words_of_a_picture_change_without_a_new_file(editor):
    picture = factories.picture(alt="Old words")
    editor.post(address(picture), filled(editor.get(address(picture)), alt="New words"))
    assert Picture.objects.get().alt == "New words"
    assert Picture.objects.get().stem == picture.stem


def test_the_picker_finds_pictures_by_their_words(editor):
    bridge, squat = factories.picture(alt="Hips up"), factories.picture(alt="Knees bent")
    page = words(editor.get(reverse("admin:content_picture_picker"), {"q": "knees"}))
    assert f'data-id="{squat.pk}"' in page
    assert f'data-id="{bridge.pk}"' not in page


def test_the_picker_takes_a_new_picture_and_comes_back_to_itself(sign_in):
    author = sign_in("Author")
    picker = reverse("admin:content_picture_picker")
    page = author.post(picker, {"upload": upload(), "title": "Squat", "alt": "Knees bent"}, follow=True)
    picture = Picture.objects.get()
    back = reverse("admin:content_picture_picker")
    assert page.redirect_chain == [(f"{back}?new={picture.pk}", 302)]
    assert re.search(rf'class="pick new"\s+data-id="{picture.pk}"', words(page))


# The clinic and its topics


@pytest.mark.parametrize(
    ("typed", "stored", "shown"),
    [
        ("7-12, 1-4", [["07:00", "12:00"], ["13:00", "16:00"]], "7 a.m. to noon, 1 p.m. to 4 p.m."),
        ("8:30–5", [["08:30", "17:00"]], "8:30 a.m. to 5 p.m."),
        ("7 AM to noon and 12 to 6 P.M.", [["07:00", "18:00"]], "7 a.m. to 6 p.m."),
        ("1-5 pm", [["13:00", "17:00"]], "1 p.m. to 5 p.m."),
        ("07:00 - 24:00", [["07:00", "00:00"]], "7 a.m. to midnight"),
    ],
)
def test_hours_are_read_as_people_write_them_and_shown_as_understood(editor, typed, stored, shown):
    clinic = Clinic.load()
    editor.post(address(clinic), filled(editor.get(address(clinic)), hours_1=typed, hours_5="closed"))
    assert Clinic.load().hours == {"1": stored}
    again = filled(editor.get(address(clinic)))
    assert [again[f"hours_{day}"] for day in (0, 1, 5)] == ["", shown, ""]
    editor.post(address(clinic), again)
    assert Clinic.load().hours == {"1": stored}


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("5 pm to 9 am", "Tuesday: “5 pm to 9 am” ends before it starts."),
        ("6 p.m. to 2 a.m.", "A day ends at midnight: write the hours after midnight on the next day."),
        ("7-2, 1-4", "Tuesday: “1-4” starts before the hours in front of it have ended."),
        ("8-9, 10-11, 12-1, 2-3", "Tuesday: Write up to three times for one day"),
        ("mornings", "Tuesday: “mornings” cannot be read as hours."),
        ("25-26", "Tuesday: “25-26” cannot be read as hours."),
    ],
)
def test_hours_that_make_no_sense_are_refused_and_stay_in_their_box(editor, typed, problem):
    clinic = Clinic.load()
    page = editor.post(address(clinic), filled(editor.get(address(clinic)), hours_1=typed, notice="Typed"))
    assert problem in errors(page)
    assert (filled(page)["notice"], filled(page)["hours_1"]) == ("Typed", typed)
    assert Clinic.load().hours == {}


def test_numbers_and_special_days_are_kept_with_the_clinic(editor):
    clinic = Clinic.load()
    form = address(clinic)
    coming = f"{NEXT_YEAR}-12-24"
    data = row_added(filled(editor.get(form)), "phone_numbers", kind="text", number="555 0101", order="1")
    data = row_added(data, "special_days", day=coming, hours="7-noon", words="Christmas Eve")
    editor.post(form, data)
    assert Clinic.load().text_number.link == "sms:5550101"
    assert [(f"{special.day}", special.hours) for special in clinic.special_days.all()] == [
        (coming, [["07:00", "12:00"]])
    ]
    for wrong, problem in (
        ({"day": coming}, " day"),  # twice: Django's own words until 6.1, ours since
        ({"day": "2001-01-01"}, "This day has passed. Check the year."),
        ({"day": f"{NEXT_YEAR}-12-31", "hours": "late"}, "“late” cannot be read as hours."),
    ):
        page = editor.post(form, row_added(filled(editor.get(form)), "special_days", **wrong))
        assert problem in errors(page)
    assert clinic.special_days.count() == 1


def test_a_half_of_a_place_on_the_map_is_refused(editor):
    clinic = Clinic.load()
    page = editor.post(address(clinic), filled(editor.get(address(clinic)), latitude="39.79817"))
    assert "Write latitude and longitude, or neither." in errors(page)


@pytest.mark.parametrize("zone", ["Mars/Olympus", "../../etc/passwd", "EST5"])
def test_a_time_zone_that_does_not_exist_is_refused(editor, zone):
    clinic = Clinic.load()
    page = editor.post(address(clinic), filled(editor.get(address(clinic)), time_zone=zone))
    assert "Write a time zone by its place: America/Chicago" in errors(page)
    assert Clinic.load().time_zone == "America/New_York"


def test_there_is_one_clinic_and_its_form_is_one_click_away(administrator):
    listed = administrator.get(reverse("admin:content_clinic_changelist"))
    assert listed.headers["Location"] == address(Clinic.load())
    assert administrator.get(reverse("admin:content_clinic_add")).status_code == 403
    assert delete(administrator, Clinic.load()).status_code == 403
    Clinic.objects.all().delete()
    listed = administrator.get(reverse("admin:content_clinic_changelist"))
    assert listed.headers["Location"] == reverse("admin:content_clinic_add")


def test_topics_are_one_level_deep(editor):
    top, below = factories.topic("Legs"), factories.topic("Knee")
    editor.post(address(below), filled(editor.get(address(below)), parent=top.pk))
    below.refresh_from_db()
    assert below.parent == top
    add = reverse("admin:content_topic_add")
    page = editor.post(add, filled(editor.get(add), name="Kneecap", slug="kneecap", parent=below.pk))
    assert "Choose one that is offered." in errors(page)
    assert Topic.objects.count() == 2


def test_a_topic_with_others_below_it_stays_on_top(editor):
    top, other = factories.topic("Legs"), factories.topic("Body")
    factories.topic("Knee", parent=top)
    page = editor.post(address(top), filled(editor.get(address(top)), parent=other.pk))
    assert "Other topics are part of this one" in errors(page)
    page = editor.post(address(other), filled(editor.get(address(other)), parent=other.pk))
    assert "topics are one level deep" in errors(page)
    assert not Topic.objects.filter(name__in=["Legs", "Body"]).exclude(parent=None).exists()


# Signing in


def test_the_sign_in_page_is_ours_and_leads_on(client):
    factories.clinic()
    account = factories.user("Author", username="ann")
    page = client.get("/admin/content/article/", follow=True)
    assert "For staff of the clinic. Patients need no account." in words(page)
    assert "Test Clinic" in words(page)
    typed = {"username": "ann", "password": "wrong", "next": page.context["next"]}
    wrong = client.post(reverse("admin:login"), typed)
    assert 'role="alert"' in words(wrong)
    right = client.post(reverse("admin:login"), typed | {"password": factories.PASSWORD})
    assert right.headers["Location"] == "/admin/login/set-up/?next=%2Fadmin%2Fcontent%2Farticle%2F"
    assert 'href="/admin/content/article/"' in words(client.get(right.headers["Location"]))
    assert client.session["_auth_user_id"] == str(account.pk)


def test_an_account_that_is_not_staff_is_told_so(client):
    client.force_login(User.objects.create_user("visitor", password=factories.PASSWORD))
    page = client.get("/admin/", follow=True)
    assert "You are signed in as visitor, but this account may not open this page." in words(page)


@pytest.mark.parametrize(
    ("kind", "model"), [(factories.article, Article), (factories.faq, FaqSection), (factories.page, Page)]
)
def test_each_kind_is_written_on_a_form_of_its_own(editor, kind, model):
    document = kind("Old title")
    press(editor, document, title="New title")
    factories.publish(model.objects.get())
    assert model.objects.get().title == "New title"
    assert "New title</h1>" in read(document)[1]


def test_the_form_shows_the_picture_on_top_as_it_is(editor):
    hero = factories.picture("A bent knee")
    article = factories.article(hero=hero)
    page = editor.get(address(article)).content.decode()
    assert f'<img src="{hero.fallback}" alt="A bent knee" width="240">' in page
    assert "No picture yet." in editor.get(address(factories.article())).content.decode()


# Beginning a text


@pytest.mark.parametrize("kind", ["problem", "treatment", "visit"])
def test_a_new_article_begins_with_the_headings_of_its_kind_and_empty_ones_are_found(editor, kind):
    add = reverse("admin:content_article_add")
    assert f"?pattern={kind}" in words(editor.get(add))
    page = editor.get(add, {"pattern": kind})
    assert "Begin with headings" not in words(page)
    editor.post(add, filled(page, title="Tennis elbow", slug="tennis-elbow"))
    article = Article.objects.get()
    assert article.subject == patterns()[kind].subject
    outline = article.latest_revision.text.outline
    assert [heading["text"] for heading in outline] == [*patterns()[kind].headings]
    checks = {finding.check for finding in findings(article.latest_revision)}
    assert "empty section" in checks
    article.body = article.body.replace("</h2>", "</h2><p>Words of ours.</p>")
    article.save()
    checks = {finding.check for finding in findings(article.record(by=None))}
    assert not {"empty section", "treatment sections"} & checks


def test_a_pattern_never_takes_the_place_of_a_text(editor):
    article = factories.article(body="<p>Written words.</p>")
    page = words(editor.get(address(article), {"pattern": "problem"}))
    assert "Written words." in page
    assert "Begin with headings" not in page
    article = factories.article("Empty", body="")
    assert "What you can do now" in words(editor.get(address(article), {"pattern": "problem"}))
    assert editor.get(address(article), {"pattern": "nonsense"}).status_code == 200


def test_a_link_of_a_copy_to_a_part_of_itself_stays_within_it(editor):
    article = factories.article()
    article.body = f'<h2>Part</h2><p><a href="document:{article.pk}#part-part">Up</a></p>'
    article.save()
    copied = article.copy(by=None, title="Copy")
    assert f"document:{copied.pk}#part-part" in copied.body


@pytest.mark.parametrize("kind", [factories.article, factories.faq])
def test_a_copy_says_the_same_and_has_nothing_of_the_history(sign_in, kind):
    document = kind("Your visit", live=True, slug="your-visit", topics=[factories.topic()])
    document.sources.create(title="A source", year=2020)
    author = sign_in("Author")
    for _time in range(2):
        page = author.get(address(document, "copy"))
        typed = {name: value for name, value in filled(page).items() if name == "title"}
        assert typed == {"title": "Your visit (copy)"}
        form = author.post(address(document, "copy"), typed).headers["Location"]
        copied = type(document).objects.order_by("pk").last()
        assert form == address(copied)
    assert [*type(document).objects.order_by("pk").values_list("slug", flat=True)] == [
        "your-visit",
        "your-visit-copy",
        "your-visit-copy-2",
    ]
    told = copied.freeze()
    assert told | {"title": "", "derived": {}} == document.freeze() | {"title": "", "derived": {}}
    assert (copied.owner, copied.edition, copied.revisions.count()) == (author.user, None, 1)
    assert not Review.objects.filter(revision__document=copied).exists()
    assert [*copied.topics.all()] == [*document.topics.all()]
