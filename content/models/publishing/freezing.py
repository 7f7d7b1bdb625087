"""From a working copy to a frozen text and back; what a text is made of is in `content/text/slots.py`."""

from content.models.people import Person
from content.models.pictures import Picture
from content.text import frozen
from content.text.slots import SLOTS


def freeze(document):
    """What the working copy says, as plain data, and what follows from it."""
    return frozen.complete({name: _read(slot, document) for name, slot in SLOTS.items()})


def _read(slot, document):
    if slot.columns:
        return list(getattr(document, slot.name).values(*slot.columns))
    if slot.name == "author":
        return document.author_id
    if slot.name == "hero":
        alt = document.hero_alt or (document.hero and document.hero.alt)
        return document.hero and {"picture": document.hero_id, "alt": alt}
    return slot.frozen(getattr(document, slot.name))


def thaw(content, document, slots=None):
    """Write a frozen text, or some slots of it, back to a document and save it.

    People, pictures and exercises that are gone stay gone, captions included.
    """
    lost = _lost_pictures(content)
    chosen = {name: SLOTS[name] for name in (SLOTS if slots is None else slots)}
    values = {name: slot.without_pictures(slot.value(content), lost) for name, slot in chosen.items()}
    if "exercises" in values:
        values["exercises"] = document.exercises.still_there(values["exercises"])
    rows = {name: value for name, value in values.items() if SLOTS[name].columns}
    for name, value in values.items():
        if name not in rows:
            _write(name, value, document)
    document.save()
    for name, value in rows.items():
        _write_rows(value, getattr(document, name))


def _write(name, value, document):
    if name == "author":
        document.author_id = _still_there(Person, value)
    elif name == "hero":
        _write_hero(value or {}, document)
    else:
        setattr(document, name, value)


def _write_hero(hero, document):
    document.hero_id = _still_there(Picture, hero.get("picture"))
    document.hero_alt = ""
    if document.hero and document.hero.alt != hero["alt"]:
        document.hero_alt = hero["alt"]


def _write_rows(parts, rows):
    rows.all().delete()
    ordered = hasattr(rows.model, "order")
    for place, part in enumerate(parts, start=1):
        rows.create(**part, **({"order": place} if ordered else {}))


def _still_there(model, pk):
    return pk if pk and model.objects.filter(pk=pk).exists() else None


def _lost_pictures(content):
    """Ids of the pictures in a frozen text that are no longer in the library."""
    shown = {*frozen.View(content).pictures}
    return shown - {*Picture.objects.filter(pk__in=shown).values_list("pk", flat=True)}
