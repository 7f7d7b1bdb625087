"""Nothing typed is lost: what is kept, who sees it, how it comes back, the way through the sign-in."""

import datetime

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from content import dates
from content.models import Article, Autosave, Document, Redirect
from tests.support import factories, signing_in
from tests.support.admin_forms import address, filled, press, row_added
from tests.support.html import FormFields, words

pytestmark = pytest.mark.django_db

SCRIPT = {"X-Requested-With": "fetch"}


@pytest.fixture
def article():
    return factories.article("Sore knees", slug="sore-knees", body="<p>Old words.</p>", live=True)


def keep(client, text, **typed):
    """Open the form, type, and let the page keep it; gives what the page sent."""
    data = filled(client.get(address(text)), **typed)
    response = client.post(address(text, "keep"), data, headers=SCRIPT)
    assert response.status_code == 200, words(response)
    return data


def put_back(client, text):
    return client.get(address(text), {"kept": "1"})


def kept():
    return [slot.fields for slot in Autosave.objects.all()]


# Keeping


def test_what_is_kept_changes_nothing_that_anybody_else_sees(editor, article, sign_in):
    before = Document.objects.values().get()
    revisions = article.revisions.count()
    keep(editor, article, title="Stiff knees", slug="stiff-knees", body="<p>New words.</p>")
    assert Document.objects.values().get() == before
    assert article.revisions.count() == revisions
    assert not Redirect.objects.exists()
    for page in (sign_in("Administrator").get(address(article)), Client().get(article.get_absolute_url())):
        assert "New words." not in words(page)
        assert "Stiff knees" not in words(page)


def test_the_answer_says_when_it_was_kept(editor, article):
    data = filled(editor.get(address(article)), summary="New.")
    answer = editor.post(address(article, "keep"), data, headers=SCRIPT).json()
    assert answer["kept"].endswith(("AM", "PM"))
    assert answer["others"] == []


def test_tokens_buttons_and_zero_bytes_are_not_kept(editor, article):
    data = filled(editor.get(address(article)), summary="New\0 words.", _publish="1")
    editor.post(address(article, "keep"), data | {"csrfmiddlewaretoken": "secret"})
    [fields] = kept()
    assert fields["summary"] == ["New words."]
    assert not {"csrfmiddlewaretoken", "_publish"} & fields.keys()


def test_a_text_as_it_is_stored_needs_no_keeping(editor, article):
    keep(editor, article, summary="New.")
    assert kept()
    slot = Autosave.objects.get()
    data = filled(editor.get(address(article))) | {"window": slot.window}
    assert editor.post(address(article, "keep"), data).json()["kept"] == ""
    assert not kept()


def test_of_a_form_with_every_kind_of_box_only_what_is_new_is_compared(editor, article):
    article.care_cards.create(kind="call", when="at night", items=["one", "two"])
    article.topics.add(factories.topic())
    Article.objects.filter(pk=article.pk).update(
        key_points=["a", "b"], author=factories.person(), hero=factories.picture()
    )
    data = filled(editor.get(address(article)))
    assert editor.post(address(article, "keep"), data).json()["kept"] == ""
    other = factories.person("Alex Other")
    keep(editor, article, author=other.pk, topics=[], subject="treatment")
    page = words(editor.get(address(article)))
    assert page.count("Typed, not saved") == 3
    for line in ("Alex Other", "Knee", "A treatment"):
        assert f"<p>{line}" in page


def test_a_text_that_is_too_long_is_refused_in_plain_words(editor, article):
    data = filled(editor.get(address(article)), summary="x" * 1_000_001)
    response = editor.post(address(article, "keep"), data)
    assert response.status_code == 413
    assert "too long" in response.json()["said"]
    assert not kept()


@pytest.mark.parametrize("odd", [{}, {"questions-0-id": "9" * 30}, {"topics": "x\ud7ff"}, {"items": "1"}])
def test_strange_boxes_break_nothing(editor, article, odd):
    assert editor.post(address(article, "keep"), odd).status_code == 200
    assert editor.get(address(article)).status_code == 200
    assert put_back(editor, article).status_code == 200


def test_nobody_keeps_text_of_what_they_may_not_change(sign_in, article):
    reviewer = sign_in("Reviewer")
    for method in (reviewer.get, reviewer.post):
        assert method(address(article, "keep")).status_code == 403
        assert method(reverse("admin:content_article_keep_new")).status_code == 403
    response = Client().post(address(article, "keep"), {"summary": "New."})
    assert response.status_code == 302
    assert sign_in("Editor").post("/admin/content/article/0/keep/", {"title": "X"}).status_code == 404
    assert not kept()


def test_two_windows_of_one_person_do_not_overwrite_each_other(editor, article):
    keep(editor, article, summary="Of the first window.")
    data = filled(editor.get(address(article)), summary="Of the second window.")
    assert editor.post(address(article, "keep"), data).json()["elsewhere"]
    assert kept()[0]["summary"] == ["Of the first window."]
    assert editor.post(address(article, "keep"), data | {"_replace": "1"}).json()["kept"]
    assert kept()[0]["summary"] == ["Of the second window."]


# Coming back


def test_on_return_the_form_tells_what_is_kept_and_compares_it(editor, article):
    article.questions.create(question="Why?", answer="<p>Because.</p>")
    data = filled(editor.get(address(article)), body="<p>New words.</p>")
    data |= {"questions-0-answer": "<p>So.</p>"}
    editor.post(
        address(article, "keep"), row_added(data, "questions", question="How?", answer="<p>Thus.</p>")
    )
    page = words(editor.get(address(article)))
    assert "that is not saved" in page
    for line in ("<p>Old words.</p>", "<p>New words.</p>", "<p>Because.</p>", "<p>So.</p>", "<p>How?</p>"):
        assert line in page


def test_put_back_shows_every_box_and_row_again_and_saves_nothing(editor, article):
    first = article.questions.create(question="Why?", answer="<p>Because.</p>")
    second = article.questions.create(question="When?", answer="<p>Now.</p>")
    article.record(by=None)
    data = filled(editor.get(address(article)), summary="New.", body="<p>New words.</p>")
    data = row_added(data, "questions", question="How?", answer="<p>Thus.</p>")
    editor.post(address(article, "keep"), data | {"questions-0-DELETE": "on"})
    before = Document.objects.values().get()
    page = put_back(editor, article)
    again = filled(page)
    assert "It is not saved yet" in words(page)
    assert Document.objects.values().get() == before
    for name in data.keys() - {"csrfmiddlewaretoken", "questions-INITIAL_FORMS"}:
        assert str(again[name]) == str(data[name]), name
    assert "questions-0-DELETE" in again  # the box is ticked; a browser sends "on"
    data = again | {"questions-0-DELETE": "on", "_save": "1"}
    saved = editor.post(address(article), data, follow=True)
    assert "Draft saved." in words(saved)
    assert [q.question for q in article.questions.all()] == ["When?", "How?"]
    assert not article.questions.filter(pk=first.pk).exists()
    assert article.questions.filter(pk=second.pk).exists()
    assert not kept()


def test_a_new_text_is_kept_and_put_back_too(editor):
    add = reverse("admin:content_article_add")
    typed = filled(editor.get(add), title="Stiff shoulders", summary="Move.")
    editor.post(reverse("admin:content_article_keep_new"), typed)
    assert not Article.objects.exists()
    assert "that is not saved" in words(editor.get(add))
    again = filled(editor.get(add, {"kept": "1"}))
    assert again["title"] == "Stiff shoulders"
    assert again["window"] == typed["window"]
    saved = editor.post(add, again | {"slug": "stiff-shoulders", "_save": "1"}, follow=True)
    assert "Draft saved." in words(saved)
    assert not kept()


def test_put_back_after_another_person_saved_shows_both_texts(editor, article, sign_in):
    keep(editor, article, body="<p>Mine.</p>")
    press(sign_in("Editor"), article, body="<p>Theirs.</p>")
    again = filled(put_back(editor, article))
    refused = editor.post(address(article), again | {"_save": "1"})
    assert "saved this while you were writing" in words(refused)
    assert "<ins>Theirs.</ins>" in words(refused)
    assert filled(refused)["body"] == "<p>Mine.</p>"
    assert Document.objects.get().body == "<p>Theirs.</p>"
    assert kept()


def test_text_put_back_in_one_form_is_in_no_other(editor, article, sign_in):
    keep(editor, article, body="<p>Mine.</p>")
    assert filled(put_back(editor, article))["body"] == "<p>Mine.</p>"
    for client in (editor, sign_in("Editor")):
        assert filled(client.get(address(article)))["body"] == "<p>Old words.</p>"


def test_discard_empties_only_ones_own_slot(editor, article, sign_in):
    other = sign_in("Editor")
    keep(editor, article, summary="Mine.")
    keep(other, article, summary="Theirs.")
    page = editor.post(address(article, "keep"), {"_discard": "1"}, follow=True)
    assert "Discarded" in words(page)
    assert [fields["summary"] for fields in kept()] == [["Theirs."]]


def test_a_save_leaves_the_text_of_another_window_waiting(editor, article):
    keep(editor, article, summary="Waiting.")
    assert "Draft saved." in words(press(editor, article, body="<p>Other.</p>", follow=True))
    assert kept()[0]["summary"] == ["Waiting."]


def test_a_save_that_is_refused_keeps_what_is_kept(editor, article):
    data = keep(editor, article, summary="Mine.")
    editor.post(address(article), data | {"title": "", "_save": "1"})
    assert kept()
    editor.post(address(article), data | {"_save": "1"})
    assert not kept()


def test_signing_out_keeps_it(editor, article):
    keep(editor, article, summary="Mine.")
    editor.post(reverse("admin:logout"))
    signing_in.sign_in(editor, editor.user)
    assert "that is not saved" in words(editor.get(address(article)))


# One box for what the server and a computer hold


def hand_over(client, text, age, **typed):
    """What a page sends on opening if its computer holds words typed some seconds ago."""
    data = filled(client.get(address(text)), **typed) | {"_age": age}
    return client.post(address(text, "keep"), data, headers=SCRIPT).json()


def test_words_that_a_computer_held_are_offered_by_the_clinics_clock(editor, article):
    factories.clinic(time_zone="America/Los_Angeles")
    two_days_ago = timezone.now() - datetime.timedelta(days=2)
    answer = hand_over(editor, article, 2 * 24 * 60 * 60, summary="Typed while nothing answered.")
    with timezone.override("America/Los_Angeles"):
        # A minute may have ended meanwhile.
        moments = [two_days_ago, timezone.now() - datetime.timedelta(days=2)]
        said = [dates.in_words(moment, "near_day_and_time") for moment in moments]
    assert any(f"You typed text here on {when} that is not saved." in answer["offer"] for when in said)
    assert "Typed while nothing answered." in answer["offer"]


@pytest.mark.parametrize(("age", "first"), [(0, "This computer holds"), (3600, "Another text")])
def test_of_two_texts_the_newer_is_offered_first(editor, article, age, first):
    keep(editor, article, summary="Of the server.")
    Autosave.objects.update(saved_at=timezone.now() - datetime.timedelta(minutes=30))
    box = hand_over(editor, article, age, summary="Of the computer.")["offer"]
    assert sorted(("This computer holds", "Another text"), key=box.index)[0] == first
    assert kept()[0]["summary"] == ["Of the server."]
    same = hand_over(editor, article, age, summary="Of the server.")["offer"]
    assert "This computer holds" not in same


# Every other form of the desk


@pytest.fixture
def forms(article, sign_in):
    """{kind of page: (who, its address, a box, what else it wants)}; all of them work by one mechanism."""
    factories.clinic()
    reviewer = sign_in("Reviewer")
    factories.person("Riley Reader", credentials="PT", user=reviewer.user)
    administrator = sign_in("Administrator")
    return {
        "review": (reviewer, address(article, "review"), "note", {"verdict": "comment"}),
        "read": (reviewer, address(article, "read"), "comment:whole", {"_comment": "whole"}),
        "withdraw": (administrator, address(article, "withdraw"), "notice", {"patients_get": "notice"}),
        "change": (administrator, address(factories.person()), "name", {"slug": "sam", "order": "1"}),
        "add": (
            administrator,
            reverse("admin:content_synonym_add"),
            "means",
            {"language": "en", "words": "sore"},
        ),
    }


def keep_address(form):
    return reverse("admin:keep") + f"?form={form}"


@pytest.mark.parametrize("kind", ["review", "read", "withdraw", "change", "add"])
def test_words_of_any_form_are_offered_to_their_writer_until_they_are_sent(forms, sign_in, kind):
    client, form, box, others = forms[kind]
    typed = {box: "My <own> words", "window": "w"}
    assert client.post(keep_address(form), typed, headers=SCRIPT).json()["kept"]
    assert 'data-value="My &lt;own&gt; words"' in words(client.get(form))
    assert "data-value" not in words(sign_in("Administrator").get(form))
    assert client.post(form, others | typed | {box: ""}).status_code == 200
    assert kept()
    assert client.post(form, others | typed).status_code == 302
    assert not kept()
    assert not client.post(keep_address(form), typed, headers=SCRIPT).json()["kept"]  # sent before, came late
    assert not kept()


def test_of_two_forms_on_one_page_the_one_that_was_not_sent_is_still_offered(editor, article):
    ask = address(article, "ask")
    typed = {"note": "Is this right?", "recipient": "Dr. Lee", "window": "w"}
    editor.post(keep_address(ask), typed)
    editor.post(address(article, "links"), {"recipient": "Dr. Lee", "days": "3", "window": "w"})
    assert kept() == [{"note": ["Is this right?"], "window": ["w"]}]


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ("", 404),
        ("//[", 404),
        ("/", 404),
        ("/admin/login/", 404),
        ("/admin/password_change/", 404),
        ("/admin/auth/user/add/", 404),
        ("/admin/content/article/add/", 404),  # texts are kept at an address of their own
        ("/admin/content/synonym/", 404),
        ("/admin/content/topic/add/", 403),
        ("/admin/content/person/9/change/", 403),
        ("/admin/content/person/9x/change/", 403),
    ],
)
def test_only_words_for_a_form_that_one_may_fill_in_are_kept(reviewer, form, status):
    assert reviewer.post(keep_address(form), {"name": "X", "window": "w"}).status_code == status
    assert not kept()


def test_nothing_secret_is_kept(forms):
    client, form, box, _others = forms["add"]
    secrets = {"password": "a", "new_password1": "b", "csrfmiddlewaretoken": "c", "otp_token": "d"}
    client.post(keep_address(form), {box: "x", "window": "w", **secrets})
    assert kept() == [{box: ["x"], "window": ["w"]}]


def test_a_comment_sent_after_the_session_ended_is_there_after_signing_in(forms):
    reviewer, form, _box, _others = forms["review"]
    sent = {"note": "Two\nlines", "verdict": "changes", "window": "w"}
    visitor = Client()
    page = visitor.post(form, sent)
    assert "Your text is kept" in words(page)
    page = sign_in_with(visitor, page, reviewer.user)
    assert page.redirect_chain[-1][0] == f"{form}?kept=1"
    assert 'data-value="Two\nlines"' in words(page)
    without_words = Client().post(form.replace("/review/", "/restore/"), {"version": "1"})
    assert without_words.status_code == 302


def test_words_that_nobody_came_back_to_for_a_year_are_cleared(forms):
    client, form, box, _others = forms["add"]
    client.post(keep_address(form), {box: "Old.", "window": "w"})
    Autosave.objects.update(saved_at=timezone.now() - datetime.timedelta(days=366))
    _client, other, name, _others = forms["change"]
    client.post(keep_address(other), {name: "New.", "window": "v"})
    assert kept() == [{name: ["New."], "window": ["v"]}]


# Others at work


def test_who_else_is_writing_is_told_for_five_minutes(editor, article, sign_in):
    other = sign_in("Editor")
    assert "Edna Ray (since " not in words(other.get(address(article)))
    editor.post(keep_address(address(article, "publish")), {"reason": "Mine.", "window": "w"})
    assert "Also writing" not in words(other.get(address(article)))
    keep(editor, article, summary="Mine.")
    assert "Edna Ray (since " in words(other.get(address(article)))
    answer = other.get(address(article, "keep"), headers=SCRIPT).json()
    assert [each["name"] for each in answer["others"]] == ["Edna Ray"]
    assert "Also writing" not in words(editor.get(address(article)))
    long_ago = timezone.now() - datetime.timedelta(minutes=6)
    Autosave.objects.update(saved_at=long_ago)
    assert "Edna Ray (since " not in words(other.get(address(article)))


# Saving without a reload


def save_here(client, text, data):
    return client.post(address(text), data | {"_save": "1"}, headers=SCRIPT)


def test_saving_by_script_answers_what_the_open_page_needs(editor, article):
    one, two = (article.questions.create(question=q, answer="<p>Yes.</p>") for q in ("One?", "Two?"))
    data = filled(editor.get(address(article)), title="Stiff knees")
    data |= {"questions-TOTAL_FORMS": "3"}  # a row that was added and removed again
    data = row_added(data, "questions", question="Three?", answer="<p>Yes.</p>")
    data |= {"questions-0-DELETE": "on"}
    answer = save_here(editor, article, data).json()
    three = article.questions.get(question="Three?")
    assert answer["ids"] == {"questions-1-id": two.pk, "questions-3-id": three.pk}
    assert answer["said"] == "Draft saved. Patients still see version 1."
    assert answer["title"] == "Stiff knees"
    assert "Edited, not yet published" in answer["now"]
    assert answer["version"] == Document.objects.get().version
    assert answer["revision"] == article.latest_revision.number
    assert not article.questions.filter(pk=one.pk).exists()
    assert "Draft saved" not in words(editor.get(address(article)))


def test_saving_twice_by_script_makes_one_question_and_no_conflict(editor, article):
    data = row_added(filled(editor.get(address(article))), "questions", question="Three?", answer="<p>A.</p>")
    answer = save_here(editor, article, data).json()
    data |= {name: str(pk) for name, pk in answer["ids"].items()}
    data |= {"version": answer["version"], "revision": answer["revision"], "questions-0-answer": "<p>B.</p>"}
    assert save_here(editor, article, data).json()["ok"]
    assert [question.answer for question in article.questions.all()] == ["<p>B.</p>"]


@pytest.mark.parametrize("headers", [SCRIPT, {}], ids=["by script", "by the browser"])
def test_a_save_whose_answer_was_lost_is_no_conflict_with_oneself(editor, headers):
    section = factories.faq()
    data = row_added(
        filled(editor.get(address(section)), _save="1"), "questions", id="", question="New?", answer="x"
    )
    editor.post(address(section), data, headers=headers)
    more = data | {"summary": "Typed while nothing answered.", "questions-1-question": "Newer?"}
    page = editor.post(address(section), more, follow=True)
    assert "Draft saved." in words(page)
    section.refresh_from_db()
    assert section.summary == "Typed while nothing answered."
    assert [row.question for row in section.questions.all()] == ["What do I wear?", "Newer?"]


def test_a_save_whose_answer_was_lost_asks_once_another_person_saved(editor, sign_in):
    section = factories.faq()
    data = filled(editor.get(address(section)), summary="Mine.", _save="1")
    editor.post(address(section), data, headers=SCRIPT)
    press(sign_in("Editor"), section, summary="Theirs.")
    assert "saved this while you were writing" in words(editor.post(address(section), data))
    section.refresh_from_db()
    assert section.summary == "Theirs."


def test_a_new_text_whose_answer_was_lost_is_not_made_twice(editor):
    add = reverse("admin:content_faqsection_add")
    data = filled(editor.get(add), title="New", slug="new", summary="First.", _save="1")
    data = row_added(data, "questions", id="", question="Why?", answer="x")
    for summary in ("First.", "Second.", "Third."):
        page = editor.post(add, data | {"summary": summary}, follow=True)
        assert "Draft saved." in words(page)
    section = Document.objects.get()
    assert section.summary == "Third."
    assert section.questions.count() == 1
    editor.post(add, filled(editor.get(add), title="Other", slug="other", summary="Other.", _save="1"))
    assert Document.objects.count() == 2


def test_a_save_by_script_that_is_refused_answers_the_page(editor, article):
    data = filled(editor.get(address(article)), title="")
    response = save_here(editor, article, data)
    assert response["Content-Type"].startswith("text/html")
    assert "This field is required" in words(response)


# The session is over


def too_late(article, editor, **typed):
    """The sign-in page that a save gets after the session has ended, and its boxes."""
    data = filled(editor.get(address(article)), **typed)
    visitor = Client(enforce_csrf_checks=True)
    token = login_boxes(visitor.get(reverse("admin:login")))["csrfmiddlewaretoken"]
    return visitor, visitor.post(address(article), data | {"_publish": "1", "csrfmiddlewaretoken": token})


def login_boxes(page):
    """What a browser sends from the sign-in page."""
    return FormFields(words(page).replace('id="login-form"', 'id="login_form"')).values


def sign_in_with(visitor, page, person, password=factories.PASSWORD, **more):
    """With the password, and with a code if it is asked for."""
    data = login_boxes(page) | {"username": person.username, "password": password} | more
    page = visitor.post(reverse("admin:login"), data, follow=True)
    if "You do not have your phone?" not in words(page):
        return page
    code = {"otp_on_paper": signing_in.recovery_code(person)}
    return visitor.post(reverse("admin:second_factor_code"), filled(page) | code | more, follow=True)


def test_a_save_after_the_session_ended_is_there_after_signing_in(editor, article):
    visitor, page = too_late(article, editor, body="<p>Two\nlines & <strong>more</strong>.</p>")
    assert "Your text is kept" in words(page)
    page = sign_in_with(visitor, page, editor.user, password="wrong")
    assert "do not open the desk" in words(page)
    page = sign_in_with(visitor, page, editor.user)
    assert page.redirect_chain[-1][0] == f"{address(article)}?kept=1"
    assert "It is not saved yet" in words(page)
    assert "<strong>more</strong>" in filled(page)["body"]
    assert Document.objects.get().body == "<p>Old words.</p>"
    saved = visitor.post(address(article), filled(page) | {"_save": "1"}, follow=True)
    assert "Draft saved." in words(saved)
    assert not kept()


def test_a_new_text_sent_too_late_is_there_after_signing_in(editor):
    add = reverse("admin:content_article_add")
    data = filled(editor.get(add), title="Stiff shoulders")
    visitor = Client()
    page = sign_in_with(visitor, visitor.post(add, data), editor.user)
    assert page.redirect_chain[-1][0] == f"{add}?kept=1"
    assert filled(page)["title"] == "Stiff shoulders"


def test_a_save_without_a_token_is_refused_as_ever(article, editor):
    data = filled(editor.get(address(article)), body="<p>Forged.</p>")
    response = Client(enforce_csrf_checks=True).post(address(article), data)
    assert response.status_code == 403
    assert "Forged" not in words(response)


def test_a_form_older_than_the_last_sign_in_keeps_its_text(article, editor):
    client = signing_in.sign_in(Client(enforce_csrf_checks=True), editor.user)
    data = filled(client.get(address(article)), body="<p>New words.</p>")
    page = client.post(address(article), data | {"csrfmiddlewaretoken": "x" * 64})
    assert page.status_code == 403
    ours = {"origin": "http://testserver"}
    page = client.post(address(article), data | {"csrfmiddlewaretoken": "x" * 64}, headers=ours)
    assert "Your text is kept" in words(page)
    assert Document.objects.get().body == "<p>Old words.</p>"
    stale = login_boxes(page) | {"csrfmiddlewaretoken": "y" * 64}
    page = client.post(reverse("admin:login"), stale, headers=ours)
    assert "Your text is kept" in words(page)
    page = sign_in_with(client, page, editor.user)
    assert "New words." in filled(page)["body"]


def test_somebody_else_who_signs_in_gets_the_text_only_if_they_may_change_it(article, editor, sign_in):
    reviewer, author = sign_in("Reviewer").user, sign_in("Author").user
    visitor, page = too_late(article, editor, slug="taken-over", body="<p>New words.</p>")
    told = sign_in_with(visitor, page, reviewer)
    assert "may not change that text" in words(told)
    assert not kept()
    visitor, page = too_late(article, editor, slug="taken-over", body="<p>New words.</p>")
    page = sign_in_with(visitor, page, author)
    assert Autosave.objects.get().user == author
    assert "New words." in filled(page)["body"]
    visitor.post(address(article), filled(page) | {"_save": "1", "slug": "taken-over"})
    article.refresh_from_db()
    assert article.slug == "sore-knees"
    assert article.latest_revision.created_by == author
    assert article.editions.count() == 1


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example/", "//evil.example/admin/content/article/add/x", "http://[", "/faq/", ""],
)
def test_after_signing_in_one_never_lands_outside_the_desk(article, editor, elsewhere):
    visitor, page = too_late(article, editor, body="<p>New words.</p>")
    page = sign_in_with(visitor, page, editor.user, next=elsewhere)
    assert page.redirect_chain
    assert "evil" not in str(page.redirect_chain)
    assert not kept()


def test_a_text_gone_in_the_meantime_is_said(article, editor):
    visitor, page = too_late(article, editor, body="<p>New words.</p>")
    gone = address(article).replace(str(article.pk), "9" * 25)
    told = sign_in_with(visitor, page, editor.user, next=gone)
    assert told.status_code == 200
    assert "may not change that text" in words(told)


def test_a_text_too_long_to_carry_is_said(article, editor):
    visitor, page = too_late(article, editor, body="x" * 1_000_001)
    assert "too long to be carried" in words(page)
