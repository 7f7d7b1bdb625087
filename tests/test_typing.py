"""What staff type: signs that nobody sees, rows left blank, days that cannot be."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from content.models import Redirect, Topic
from content.text.normalize import printable
from tests.support import factories
from tests.support.admin_forms import address, errors, filled, press, row_added

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(sign_in):
    return sign_in("Editor")


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("Lympho\u00addrainage\u200b at\u2060 home\ufeff", "Lymphodrainage at home"),
        ("Knee\x0bpain\x1fhelp\x07", "Knee pain help"),
        ("\u202eKnee\u200d pain\u200c", "Knee pain"),
        ("\u3164\u200b\u200d\u2800", ""),
        ("Two\nlines\tand a tab", "Two\nlines\tand a tab"),
        ("👩\u200d⚕️ می\u200cخواهم क्\u200dष", "👩\u200d⚕️ می\u200cخواهم क्\u200dष"),
    ],
)
def test_signs_that_nobody_sees_are_taken_out_and_those_that_shape_letters_stay(typed, stored):
    assert printable(typed) == stored


@pytest.mark.parametrize("invisible", ["\u200b", "\u3164\ufeff", "\u2060\u200b", "\u00ad"])
def test_a_title_of_signs_that_nobody_sees_is_empty(editor, invisible):
    article = factories.article()
    assert "This field is required." in errors(press(editor, article, title=invisible))
    article.title = invisible
    assert "Give it a title." in article.problems()


def test_every_form_of_the_desk_takes_them_out(editor):
    article = factories.article(key_points=["Rest.", "Move.", "Ask."])
    row = row_added(
        filled(editor.get(address(article)), key_points_0="Re\u00adst.", _save="1"),
        "advice",
        kind="do",
        text="wa\u200blk",
    )
    editor.post(address(article), row)
    article.refresh_from_db()
    assert (article.key_points[0], article.advice.get().text) == ("Rest.", "walk")
    editor.post(reverse("admin:content_topic_add"), {"name": "Kn\u200bee", "slug": "knee", "order": 1})
    assert Topic.objects.get().name == "Knee"
    gone = {"patients_get": "notice", "notice": "As\u00adk us."}
    editor.post(address(Topic.objects.get(), "delete"), gone)
    assert Redirect.objects.get().notice == "Ask us."


def test_rows_left_blank_do_not_hold_up_a_save(editor):
    article = factories.article()
    data = filled(editor.get(address(article)), _save="1", summary="Typed summary.")
    for part in ("questions", "advice", "sources"):
        data = row_added(data, part, order=1, **({"kind": "do"} if part == "advice" else {}))
    assert editor.post(address(article), data).status_code == 302
    article.refresh_from_db()
    assert article.summary == "Typed summary."
    assert not article.questions.exists()
    data = row_added(
        filled(editor.get(address(article)), _save="1"),
        "questions",
        order=1,
        question="Why?",
        answer="<p>\u200b</p>",
    )
    assert "This field is required." in errors(editor.post(address(article), data))


def test_the_first_day_is_one_on_which_patients_may_have_read_the_text(editor):
    article, draft = factories.article(), factories.article()
    long_ago = timezone.now() - datetime.timedelta(days=900)
    factories.publish(article, at=long_ago)
    first, day = factories.day(long_ago), datetime.timedelta(days=1)
    for text, last in ((article, first), (draft, factories.day())):
        for typed in ("0001-01-01", "1989-12-31", str(last + day), "2031-05-05"):
            page = press(editor, text, published_on=typed)
            assert "Choose a day from January 1, 1990" in errors(page)
        assert press(editor, text, published_on="1990-01-01").status_code == 302
        assert press(editor, text, published_on=str(last)).status_code == 302
