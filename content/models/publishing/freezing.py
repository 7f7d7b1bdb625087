"""The shape of a frozen text: nothing else knows it but this module and the templates."""

import hashlib
import json
import re

from content.models.people import Person
from content.models.pictures import Picture
from content.text import keywords, readability, richtext

# The parts of a text that are rows of their own, and what of a row is frozen.
PARTS = {
    "care_cards": ("kind", "when", "items"),
    "advice": ("kind", "text"),
    "questions": ("anchor", "question", "answer"),
    "sources": ("authors", "title", "published_in", "year", "doi", "url"),
}

MOST_SEARCHED = 100_000  # characters of one text that search looks in

# Frozen only where something was typed: older revisions do not know them, and stay what they are.
OPTIONAL = {"search_title": "", "search_description": "", "facts": {}}

SLOTS = ("title", "summary", "author", "hero", "key_points", "body", *PARTS, *OPTIONAL)


def value(slot, content):
    return content.get(slot, OPTIONAL[slot]) if slot in OPTIONAL else content[slot]


def freeze(document):
    """What the working copy says, as plain data, and under "derived" what follows from it."""
    said = {
        "title": document.title,
        "summary": document.summary,
        "author": document.author_id,
        "hero": document.hero
        and {"picture": document.hero_id, "alt": document.hero_alt or document.hero.alt},
        "key_points": [point for point in document.key_points if point],
        "body": richtext.clean(document.body),
    }
    for slot, names in PARTS.items():
        said[slot] = list(getattr(document, slot).values(*names))
    typed = {slot: getattr(document, slot) for slot in OPTIONAL}
    typed = {slot: said.strip() if isinstance(said, str) else said for slot, said in typed.items()}
    said |= {slot: words for slot, words in typed.items() if words}
    derived = _derive(said)
    derived["words"] = keywords.weigh(said | {"derived": derived})
    return said | {"derived": derived}


def thaw(content, document, slots=None):
    """Write a frozen text, or some slots of it, back to a document and save it.

    People and pictures that are gone stay gone.
    """
    slots = SLOTS if slots is None else slots
    for slot in {"title", "summary", "key_points", "body", *OPTIONAL} & {*slots}:
        setattr(document, slot, value(slot, content))
    if "author" in slots:
        document.author_id = _still_there(Person, content["author"])
    if "hero" in slots:
        _thaw_hero(content["hero"] or {}, document)
    document.save()
    for slot in PARTS:
        if slot in slots:
            _thaw_rows(content[slot], getattr(document, slot))


def _thaw_hero(hero, document):
    document.hero_id = _still_there(Picture, hero.get("picture"))
    document.hero_alt = ""
    if document.hero and document.hero.alt != hero["alt"]:
        document.hero_alt = hero["alt"]


def _thaw_rows(parts, rows):
    rows.all().delete()
    ordered = hasattr(rows.model, "order")
    for place, part in enumerate(parts, start=1):
        rows.create(**part, **({"order": place} if ordered else {}))


def fingerprint(content):
    """The same for texts that say the same, however their derived data was made."""
    said = {slot: value for slot, value in content.items() if slot != "derived"}
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def _derive(said):
    """Outline, plain text for search, reading time and grade, and what the text uses."""
    rich = [said["body"], *(question["answer"] for question in said["questions"])]
    lines = [said["summary"], *said["key_points"], richtext.plain_text(said["body"])]
    lines += [line for card in said["care_cards"] for line in card["items"]]
    lines += [advice["text"] for advice in said["advice"]]
    for question in said["questions"]:
        lines += [question["question"], richtext.plain_text(question["answer"])]
    text = "\n".join(line for line in lines if line)
    return {
        "outline": richtext.outline(said["body"]),
        "text": text,
        "minutes": readability.reading_minutes(text),
        "grade": readability.flesch_kincaid_grade(text),
        "pictures": sorted({number for part in rich for number in richtext.picture_ids(part)}),
        "links": sorted({number for part in rich for number in richtext.document_ids(part)}),
    }


def searched(content):
    """What search looks in, a dict each: the text itself, then its answers, all in plain words.

    The text itself holds its questions but not the answers, so that a question is found where it
    is answered.
    """
    lines = [richtext.plain_text(content["body"])]
    lines += [line for card in content["care_cards"] for line in card["items"]]
    lines += [advice["text"] for advice in content["advice"]]
    lines += [question["question"] for question in content["questions"]]
    headings = [heading["text"] for heading in content["derived"]["outline"]]
    lead = [content["summary"], *content["key_points"], *headings]
    yield {"anchor": "", "title": content["title"], "lead": _plain(lead), "body": _plain(lines)}
    for question in content["questions"]:
        answer = _plain([richtext.plain_text(question["answer"])])
        yield {"anchor": question["anchor"], "title": question["question"], "lead": "", "body": answer}


def _plain(lines):
    """Lines without citations and without what no database keeps."""
    text = "\n".join(line for line in lines if line).replace("\x00", " ")
    return re.sub(r"\s?\[[0-9]{1,3}(?:\s*,\s*[0-9]{1,3})*\]", "", text)[:MOST_SEARCHED]


def _still_there(model, pk):
    return pk if pk and model.objects.filter(pk=pk).exists() else None
