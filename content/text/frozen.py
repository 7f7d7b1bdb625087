"""A frozen text: what follows from what it says, what tells it from others, what search looks in."""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, cast

from content.text import citations, keywords, readability, richtext
from content.text.shapes import BODY, LEAD, NAMES
from content.text.slots import SLOTS, Derived, FrozenText, View

__all__ = ["FrozenText", "View", "complete", "fingerprint", "searched"]

MOST_SEARCHED = 100_000  # characters of one text that search looks in
_CITATION = re.compile(citations.WITH_BLANK)


def complete(values: Mapping[str, Any]) -> FrozenText:
    """A frozen text of the value of every slot, with what follows from them under "derived"."""
    slots = {name: values[name] for name, slot in SLOTS.items() if values[name] or not slot.optional}
    return cast(FrozenText, slots | {"derived": _derive(slots)})


def _derive(slots: Mapping[str, Any]) -> Derived:
    """Outline, plain text, reading time and grade, and what the text uses and is about."""
    view = View(cast(FrozenText, slots))
    text = "\n".join(line for slot in SLOTS.values() for line in slot.lines(slot.value(slots)) if line)
    derived: Derived = {
        "outline": richtext.outline(view.body),
        "text": text,
        "minutes": readability.reading_minutes(text),
        "grade": readability.flesch_kincaid_grade(text),
        "pictures": sorted({pk for slot in SLOTS.values() for pk in slot.picture_ids(slot.value(slots))}),
        "links": sorted({pk for slot in SLOTS.values() for pk in slot.document_ids(slot.value(slots))}),
    }
    derived["words"] = keywords.weigh(cast(FrozenText, {**slots, "derived": derived}))
    return derived


def fingerprint(content: Mapping[str, Any]) -> str:
    """The same for texts that say the same, however their derived data was made."""
    slots = {name: value for name, value in content.items() if name != "derived"}
    return hashlib.sha256(json.dumps(slots, sort_keys=True).encode()).hexdigest()


def searched(content: FrozenText, language: str = "") -> Iterator[dict[str, str]]:
    """What search looks in, a dict each: the text itself, then its answers, all in plain words.

    Given the language of the text, its marks are among them.

    The text itself holds its questions but not the answers, so that a question is found where it
    is answered.
    """
    view = View(content)
    headings = [heading["text"] for heading in view.outline]
    lines = {part: _searched_lines(content, part, language) for part in (LEAD, NAMES, BODY)}
    lead, body = [*lines[LEAD], *headings, *lines[NAMES]], lines[BODY]
    yield {"anchor": "", "title": view.title, "lead": _plain(lead), "body": _plain(body)}
    for question in view.questions:
        answer = _plain([richtext.plain_text(question["answer"], language)])
        yield {"anchor": question["anchor"], "title": question["question"], "lead": "", "body": answer}


def _searched_lines(content: FrozenText, part: str, language: str) -> list[str]:
    slots = [slot for slot in SLOTS.values() if slot.searched == part]
    return [line for slot in slots for line in slot.searched_lines(slot.value(content), language)]


def _plain(lines: list[str]) -> str:
    """Lines without citations and without what no database keeps."""
    text = "\n".join(line for line in lines if line).replace("\x00", " ")
    return _CITATION.sub("", text)[:MOST_SEARCHED]
