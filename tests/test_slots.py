"""A slot that only the registry knows is frozen, compared, searched and restored."""

import pytest

from content.text import changes, frozen, shapes
from content.text.slots import SLOTS, View, labels

NAMES = shapes.Lines(
    name="nicknames",
    label="Nicknames",
    changed="order of the nicknames changed",
    count=("%d nickname added", "%d nickname removed", "%d nickname changed"),
    kinds=("article",),
    optional=True,
    searched=shapes.NAMES,
    read=False,
    longest=40,
)


@pytest.fixture(autouse=True)
def nicknames(monkeypatch):
    monkeypatch.setitem(SLOTS, "nicknames", NAMES)


def text(**more):
    return frozen.complete({name: slot.empty() for name, slot in SLOTS.items()} | {"title": "Dizzy"} | more)


def test_an_optional_slot_is_frozen_only_where_something_is_typed():
    assert "nicknames" not in text()
    assert frozen.fingerprint(text()) == frozen.fingerprint(text(nicknames=[]))
    assert text(nicknames=["vertigo"])["nicknames"] == ["vertigo"]


def test_a_text_from_before_a_slot_says_nothing_in_it():
    assert View(text()).nicknames == []
    assert changes.changed(text(), text(nicknames=[])) == []


def test_a_slot_is_compared_by_its_shape():
    old, new = text(nicknames=["vertigo"]), text(nicknames=["vertigo", "giddiness"])
    assert changes.summary(old, new, {}) == ["1 nickname added"]
    (change,) = changes.compare(old, new)
    assert change["blocks"] == [("li", [("same", "vertigo")]), ("li", [("added", "giddiness")])]


def test_names_are_searched_behind_the_lead_and_not_read():
    content = text(summary="Spells of spinning.", nicknames=["vertigo"])
    (entry,) = frozen.searched(content)
    assert entry["lead"] == "Spells of spinning.\nvertigo"
    assert "vertigo" not in View(content).text


def test_a_slot_is_named_for_the_kinds_that_have_it():
    assert labels("article")["nicknames"] == "Nicknames"
    assert "nicknames" not in labels("page")


def test_a_name_that_is_no_slot_is_a_mistake():
    with pytest.raises(AttributeError):
        _ = View(text()).nickname
