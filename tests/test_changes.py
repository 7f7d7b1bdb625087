"""What changed between two frozen texts: in sentences, and word by word."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content.text import changes, richtext
from content.text.changes import ADDED, REMOVED, SAME

NAMES = {
    "picture": {1: "knee", 2: "needle"},
    "person": {5: "Robin Sample, PT"},
    "document": {9: "Sore knees"},
}
EMPTY = {
    "title": "Stairs",
    "summary": "Go slow.",
    "author": None,
    "hero": None,
    "key_points": [],
    "body": "",
    "care_cards": [],
    "advice": [],
    "questions": [],
    "sources": [],
}
HURTS = {"anchor": "q-hurt", "question": "Does it hurt?", "answer": "<p>A little.</p>"}
WALK = {"anchor": "q-walk", "question": "May I walk?", "answer": "<p>Yes.</p>"}
CARD = {"kind": "emergency", "when": "", "items": ["you cannot breathe"]}


def frozen(**more):
    """A frozen text with the derived data that is asked for here."""
    said = EMPTY | more
    rich = [said["body"], *(question["answer"] for question in said["questions"])]
    return said | {
        "derived": {
            "pictures": [pk for text in rich for pk in richtext.picture_ids(text)],
            "links": [pk for text in rich for pk in richtext.document_ids(text)],
        }
    }


def source(title, **more):
    return {"authors": "", "title": title, "published_in": "", "year": None, "doi": "", "url": ""} | more


def summary(old, new):
    return changes.summary(frozen(**old), frozen(**new), NAMES)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ({}, {"title": "Stairs and knees"}, ["title changed"]),
        ({}, {"summary": "Go fast."}, ["summary changed"]),
        ({}, {"author": 5}, ["author is now Robin Sample, PT"]),
        ({"author": 5}, {}, ["author removed"]),
        ({}, {"author": 6}, ["author is now number 6"]),
        ({}, {"hero": {"picture": 1, "alt": "A knee"}}, ["picture on top “knee” added"]),
        ({"hero": {"picture": 1, "alt": "A knee"}}, {}, ["picture on top “knee” removed"]),
        (
            {"hero": {"picture": 1, "alt": "A knee"}},
            {"hero": {"picture": 2, "alt": "A knee"}},
            ["picture on top is now “needle”"],
        ),
        (
            {"hero": {"picture": 2, "alt": "A needle"}},
            {"hero": {"picture": 2, "alt": "A thin needle"}},
            ["alt text of “needle” changed"],
        ),
        ({}, {"key_points": ["a", "b"]}, ["2 key points added"]),
        ({"key_points": ["a", "b"]}, {"key_points": ["b", "a"]}, ["key points changed"]),
        ({"key_points": ["a", "b"]}, {"key_points": ["c"]}, ["1 key point removed", "1 key point changed"]),
        ({"body": "<p>one two</p>"}, {"body": "<p>one six</p>"}, ["1 word changed in the text"]),
        ({"body": "<p>one</p>"}, {"body": "<p>one</p><p>two or three</p>"}, ["3 words added to the text"]),
        ({"body": "<p>one two three</p>"}, {"body": "<p>three</p>"}, ["2 words removed from the text"]),
        ({"body": "<p>one</p>"}, {"body": "<p><strong>one</strong></p>"}, ["layout of the text changed"]),
        ({"body": "<p>one</p>"}, {"body": "<h2>one</h2>"}, ["layout of the text changed"]),
        (
            {"body": "<p>one</p>"},
            {"body": '<p>one</p><figure><img alt="A knee" data-file="1"></figure>'},
            ["picture “knee” added to the text"],
        ),
        (
            {"body": '<figure><img alt="A" data-file="2"></figure>'},
            {"body": '<figure><img alt="B" data-file="2"></figure>'},
            ["alt text of “needle” changed"],
        ),
        (
            {"body": '<p><a href="https://a.example/">here</a></p>'},
            {"body": '<p><a href="document:9#part">here</a></p>'},
            ["link “here” now leads to “Sore knees”"],
        ),
        (
            {"body": '<p><a href="document:9">here</a></p>'},
            {"body": '<p><a href="document:9">there</a></p>'},
            ["1 word changed in the text"],
        ),
        (
            {"body": "<p>here</p>"},
            {"body": '<p><a href="https://a.example/">here</a></p>'},
            ["link to https://a.example/ added"],
        ),
        ({}, {"care_cards": [CARD]}, ["care card Emergency added"]),
        ({"care_cards": [CARD]}, {"care_cards": [CARD | {"when": "now"}]}, ["care card Emergency changed"]),
        ({"care_cards": [CARD]}, {}, ["care card Emergency removed"]),
        ({}, {"advice": [{"kind": "do", "text": "walk"}]}, ["1 line of do and do not added"]),
        ({"questions": [HURTS, WALK]}, {"questions": [WALK]}, ["question “Does it hurt?” removed"]),
        ({}, {"questions": [HURTS]}, ["question “Does it hurt?” added"]),
        ({"questions": [HURTS, WALK]}, {"questions": [WALK, HURTS]}, ["order of the questions changed"]),
        (
            {"questions": [HURTS]},
            {"questions": [HURTS | {"question": "Will it hurt?"}]},
            ["question “Does it hurt?” is now “Will it hurt?”"],
        ),
        (
            {"questions": [HURTS]},
            {"questions": [HURTS | {"answer": '<figure><img alt="" data-file="1"></figure>'}]},
            ["answer to “Does it hurt?” changed", "picture “knee” added to the text"],
        ),
        ({"sources": [source("A")]}, {"sources": [source(t) for t in "ABC"]}, ["2 sources added"]),
        ({"sources": [source("A")]}, {"sources": [source("A", year=2020)]}, ["1 source changed"]),
        ({"sources": [source("A")]}, {"sources": [source("B")]}, ["1 source added", "1 source removed"]),
        (
            {"sources": [source("A"), source("B")]},
            {"sources": [source("B"), source("A")]},
            ["order of the sources changed"],
        ),
        ({}, {}, []),
    ],
)
def test_what_changed_is_said_in_a_sentence(old, new, said):
    assert summary(old, new) == said


def test_the_first_version_is_called_that():
    assert changes.summary(None, frozen(), NAMES) == ["first version"]


def body(old, new):
    [slot] = changes.compare(frozen(body=old), frozen(body=new), NAMES)
    return slot["blocks"]


def test_a_changed_block_is_compared_word_by_word():
    old = "<h2>Stairs</h2><p>Go up the stairs slowly every day.</p>"
    new = "<h2>Stairs</h2><p>Go down the stairs slowly every single day.</p>"
    changed = [(SAME, "Go"), (REMOVED, "up"), (ADDED, "down"), (SAME, "the stairs slowly every")]
    changed += [(ADDED, "single"), (SAME, "day.")]
    assert body(old, new) == [("h2", [(SAME, "Stairs")]), ("p", changed)]


def test_a_block_that_was_replaced_is_not_mixed_with_the_new_one():
    assert body("<p>Rest on Sundays.</p>", "<p>Needles are thin and clean.</p>") == [
        ("p", [(REMOVED, "Rest on Sundays.")]),
        ("p", [(ADDED, "Needles are thin and clean.")]),
    ]


def test_list_items_stay_list_items_and_pictures_stand_where_they_are():
    old = "<ul><li><p>walk</p></li></ul>"
    new = old + '<figure><img alt="A knee" data-file="1"></figure><p>End.</p>'
    assert body(old, new) == [
        ("li", [(SAME, "walk")]),
        ("img", [(ADDED, "Picture “knee”: A knee")]),
        ("p", [(ADDED, "End.")]),
    ]


def test_only_slots_that_changed_are_compared():
    old, new = frozen(), frozen(title="Other", sources=[source("A")])
    assert [slot["slot"] for slot in changes.compare(old, new)] == ["title", "sources"]


def test_long_stretches_that_stayed_are_set_apart():
    text = "".join(f"<p>{number}</p>" for number in range(9))
    runs = changes.stretches(body(text, text.replace("<p>8", "<p>eight</p><p>9")))
    assert [(shown, [pieces[0][1] for _tag, pieces in blocks]) for shown, blocks in runs] == [
        (True, ["0"]),
        (False, ["1", "2", "3", "4", "5", "6"]),
        (True, ["7", "8", "eight", "9"]),
    ]


HARD = {
    "many blocks": [f"<p>walk {number} {{}}</p>" for number in range(3000)],
    "one block": ["<p>", *(f"same{number} {{}}{number} " for number in range(20_000)), "</p>"],
    "two words": ["<p>", *("a {} " if number % 3 else "{} a " for number in range(5000)), "</p>"],
}


@pytest.mark.parametrize("kind", HARD)
def test_a_text_made_hard_to_compare_is_still_compared_rightly(kind):
    text = "".join(HARD[kind])
    old, new = text.replace("{}", "b"), text.replace("{}", "c")
    assert joined(body(old, new), SAME, ADDED) == richtext.plain_text(new)


# Any two texts

line = st.text("ab c<&\x00é\u2003.", max_size=12)
rich = st.lists(
    st.one_of(
        st.sampled_from(
            [
                "<p>one two three</p>",
                "<ul><li><p>one</p></li><li>two<p>three</p></li></ul>",
                "<h2>one</h2>",
                '<p>a <a href="document:9">link</a> b</p>',
                '<p><a href="/x/">link</a></p>',
                '<figure><img alt="x" data-file="2"><figcaption>one</figcaption></figure>',
                '<p>one <img alt="y" data-file="1"> two<br>three</p>',
                "<table><tbody><tr><td><p>one</p></td><td>two</td></tr></tbody></table>",
            ]
        ),
        line.map("<p>{}</p>".format),
        line,
    ),
    max_size=6,
).map(lambda parts: richtext.clean("".join(parts)))
contents = st.builds(
    frozen,
    title=line,
    summary=line,
    author=st.sampled_from([None, 5, 6]),
    hero=st.sampled_from([None, {"picture": 1, "alt": "a"}, {"picture": 3, "alt": ""}]),
    key_points=st.lists(line, max_size=3),
    body=rich,
    care_cards=st.sampled_from([[], [CARD], [CARD | {"when": "later"}, CARD | {"kind": "self"}]]),
    advice=st.lists(st.builds(dict, kind=st.sampled_from(["do", "dont"]), text=line), max_size=3),
    questions=st.lists(
        st.builds(dict, anchor=st.sampled_from(["q-a", "q-b", "q-c"]), question=line, answer=rich),
        max_size=3,
        unique_by=lambda row: row["anchor"],
    ),
    sources=st.lists(st.builds(source, line, doi=st.sampled_from(["", "10.1/a"])), max_size=3),
)


def joined(blocks, *ops):
    """The plain text that the pieces of these kinds make."""
    lines = (" ".join(words for op, words in pieces if op in ops) for tag, pieces in blocks if tag != "img")
    return "\n".join(line for line in lines if line)


@settings(max_examples=300, deadline=None)
@given(contents, contents)
def test_what_stayed_and_came_is_the_new_text_what_stayed_and_went_the_old_one(old, new):
    compared = {slot["slot"]: slot for slot in changes.compare(old, new, NAMES)}
    assert set(compared) == {slot for slot in EMPTY if old[slot] != new[slot]}
    assert bool(changes.summary(old, new, NAMES)) == bool(compared)
    if "body" in compared:
        blocks = compared["body"]["blocks"]
        assert [block for _shown, run in changes.stretches(blocks) for block in run] == blocks
        assert joined(blocks, SAME, ADDED) == richtext.plain_text(new["body"])
        assert joined(blocks, SAME, REMOVED) == richtext.plain_text(old["body"])
