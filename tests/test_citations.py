"""Citations keep to their sources when these move; one that is cited is not taken out."""

import pytest

from tests.support import factories
from tests.support.admin_forms import address, errors, filled, press, row_added
from tests.support.html import words

pytestmark = pytest.mark.django_db

TITLES = ("Heat trial", "Cold trial", "Rest trial")


@pytest.fixture
def editor(sign_in):
    return sign_in("Editor")


@pytest.fixture
def text():
    """A text that cites three sources wherever it can."""
    text = factories.article(
        summary="Heat helps [1].",
        key_points=["Cold does not [2].", "Rest and heat [1-2; 3]."],
        body="<p>Heat <strong>helps</strong> [1]. Rest [ 3 ] does not.</p>",
    )
    text.advice.create(kind="do", text="keep warm [1]")
    text.care_cards.create(kind="call", items=["it still hurts [3]"])
    text.questions.create(question="Does cold help?", answer="<p>No [2].</p>")
    for order, title in enumerate(TITLES, start=1):
        text.sources.create(title=title, order=order, url="https://example.org/")
    text.record(by=None)
    return text


def order(text, **places):
    """What the form sends to put the sources in another order: {"Heat trial": 3, …}."""
    numbers = {row.title.split()[0].lower(): n for n, row in enumerate(text.sources.all())}
    return {f"sources-{numbers[name]}-order": place for name, place in places.items()}


def said(text):
    """Every place that may cite, as it is stored."""
    frozen = text.latest_revision.content
    rows = [*(row["text"] for row in frozen["advice"]), *(row["answer"] for row in frozen["questions"])]
    rows += [line for card in frozen["care_cards"] for line in card["items"]]
    return [frozen["summary"], *frozen["key_points"], frozen["body"], *rows]


def test_numbers_move_with_their_sources(editor, text):
    page = press(editor, text, follow=True, **order(text, rest=1, heat=2, cold=3))
    assert said(text) == [
        "Heat helps [2].",
        "Cold does not [3].",
        "Rest and heat [1-2; 3].",
        "<p>Heat <strong>helps</strong> [2]. Rest [1] does not.</p>",
        "keep warm [2]",
        "<p>No [3].</p>",
        "it still hurts [1]",
    ]
    assert "[1] is [2] now" in words(page)


def test_numbers_typed_while_sources_move_stay_and_are_told(editor, text):
    body = "<p>Heat <strong>helps</strong> [1]. Rest [ 3 ] does not. This is new [2].</p>"
    page = press(editor, text, follow=True, body=body, **order(text, cold=1, heat=2, rest=3))
    assert said(text)[3] == "<p>Heat <strong>helps</strong> [2]. Rest [ 3 ] does not. This is new [2].</p>"
    assert "Look whether they are right: “This is new [2].”" in words(page)


def test_a_new_source_on_top_leaves_each_claim_with_its_own(editor, text):
    data = filled(editor.get(address(text)), _save="1", summary="New [1]. Heat helps [1].")
    data = row_added(data | order(text, heat=2, cold=3, rest=4), "sources", title="New trial", order=1)
    editor.post(address(text), data)
    assert [source.title for source in text.sources.all()][0] == "New trial"
    assert said(text)[:2] == ["New [1]. Heat helps [2].", "Cold does not [3]."]


def test_a_source_that_is_cited_is_not_taken_out(editor, text):
    page = press(editor, text, title="Typed title", **{"sources-1-DELETE": "on"})
    said_wrong = errors(page).replace("&quot;", '"')
    assert (
        "Source 2, “Cold trial”, is still cited: “Cold does not [2].” “Rest and heat [1-2; 3].”" in said_wrong
    )
    assert filled(page)["title"] == "Typed title"
    assert text.sources.count() == 3
    typed = {
        "key_points_0": "Cold does not.",
        "key_points_1": "Rest and heat [1; 3].",
        "questions-0-answer": "<p>No.</p>",
    }
    press(editor, text, **typed, **{"sources-1-DELETE": "on"})
    assert [source.title for source in text.sources.all()] == ["Heat trial", "Rest trial"]
    assert said(text)[2:4] == [
        "Rest and heat [1, 2].",
        "<p>Heat <strong>helps</strong> [1]. Rest [2] does not.</p>",
    ]


def test_a_form_with_old_numbers_is_not_taken_a_second_time(editor, text):
    data = filled(editor.get(address(text)), _save="1", **order(text, cold=1, heat=2, rest=3))
    editor.post(address(text), data)
    editor.post(address(text), data)
    assert said(text)[0] == "Heat helps [2]."
