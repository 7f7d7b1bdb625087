"""The shape of a frozen text: nothing else knows it but this module and the templates."""

import hashlib
import json

from content import readability, richtext

# The parts of a text that are rows of their own, and what of a row is frozen.
PARTS = {
    "care_cards": ("kind", "when", "items"),
    "advice": ("kind", "text"),
    "questions": ("anchor", "question", "answer"),
    "sources": ("authors", "title", "published_in", "year", "doi", "url"),
}

SLOTS = ("title", "summary", "author", "hero", "key_points", "body", *PARTS, "facts")


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
    # Only where there are any: a text from before this slot is still the same text.
    said |= {"facts": document.facts} if document.facts else {}
    return said | {"derived": _derive(said)}


def thaw(content, document, slots=None):
    """Write a frozen text, or some slots of it, back to a document and save it.

    People and pictures that are gone stay gone.
    """
    slots = SLOTS if slots is None else slots
    for slot in {"title", "summary", "key_points", "body"} & {*slots}:
        setattr(document, slot, content[slot])
    if "facts" in slots:
        document.facts = content.get("facts", {})
    if "author" in slots:
        document.author_id = _still_there(document, "author", content["author"])
    if "hero" in slots:
        _thaw_hero(content["hero"] or {}, document)
    document.save()
    for slot in PARTS:
        if slot in slots:
            _thaw_rows(content[slot], getattr(document, slot))


def _thaw_hero(hero, document):
    document.hero_id = _still_there(document, "hero", hero.get("picture"))
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


def _still_there(document, field, pk):
    related = document._meta.get_field(field).related_model
    return pk if pk and related.objects.filter(pk=pk).exists() else None
