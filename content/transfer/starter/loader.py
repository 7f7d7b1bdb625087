"""Loads the starter content, the files beside this one, the way staff would type it in."""

import datetime
import re
import tomllib
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from content import background, dates, links
from content.findings import findings
from content.models import (
    Article,
    AuditEntry,
    Clinic,
    Exercise,
    FaqSection,
    Page,
    Person,
    PhoneNumber,
    Picture,
    SharePicture,
    SpecialDay,
    Synonym,
    Topic,
    WarningSign,
    related,
)
from content.models.publishing.editions import SAMPLE
from content.text.slots import SLOTS

HERE = Path(__file__).parent
FILING = ("subject", "published_on", "order")
OF_OTHERS = {"author", "hero", "body"}  # they name people, pictures and other texts
KINDS = {"exercises": Exercise, "articles": Article, "faq": FaqSection, "pages": Page}


@transaction.atomic
def load(*, by=None):
    """Fill an empty database. Returns how many documents were published."""
    pictures = _Pictures()
    clinic = _load_clinic(_read("clinic.toml"), pictures)
    with dates.shown_at(clinic):
        return _load_texts(pictures, by=by)


def _load_texts(pictures, *, by):
    topics = {}
    for topic in _read("topics.toml")["topics"]:
        parent, picture = topics.get(topic.pop("parent", None)), pictures.get(topic.pop("picture"), "")
        topics[topic["slug"]] = _save(Topic(parent=parent, picture=picture, **topic))
    for order, person in enumerate(_read("people.toml")["people"], start=1):
        helps_with = [topics[slug] for slug in person.pop("topics", [])]
        _save(Person(order=order, **person)).topics.set(helps_with)
    for language, meanings in _read("synonyms.toml").items():
        for words, means in meanings.items():
            _save(Synonym(language=language, words=words, means=means))
    # All rows first, then the texts: they may link to each other.
    files = [
        (kind, path) for folder, kind in KINDS.items() for path in sorted((HERE / folder).glob("*.toml"))
    ]
    documents = [(kind.objects.create(title=path.stem, slug=path.stem), path) for kind, path in files]
    for document, path in documents:
        _fill(document, _read(path), topics, pictures)
        at = _first_live(document)
        document.publish(by=by, check=findings, override=SAMPLE, at=at)
    # Once more, now that every link leads to a live text: the first round was not worth a note.
    AuditEntry.objects.all().delete()
    for document, _path in documents:
        document.publish(by=by, check=findings, override=SAMPLE)
    by_slug = {document.slug: document for document, _path in documents}
    for name, slug in _read("warning_pages.toml").items():
        WarningSign.objects.filter(name=name).update(document=by_slug.get(slug))
    related.rebuild()
    background.after_commit(SharePicture.objects.draw)
    return len(documents)


def _load_clinic(values, pictures):
    numbers, special_days = values.pop("numbers"), values.pop("special_days")
    entrance = values.pop("entrance")
    values["picture"] = pictures.get(values["picture"], "")
    values["entrance"] = pictures.get(entrance["picture"], entrance["alt"], entrance["caption"])
    clinic = Clinic(**values)
    clinic.save()
    for order, number in enumerate(numbers, start=1):
        _save(PhoneNumber(clinic=clinic, order=order, **number))
    today = timezone.localdate(timezone=clinic.zone)
    for special in special_days:
        day = _next(special.pop("date"), today)
        _save(SpecialDay(clinic=clinic, day=day, **special))
    return clinic


def _next(date, today):
    """The next day of the calendar that is named "12-25"."""
    month, day = map(int, date.split("-"))
    this_year = today.replace(month=month, day=day)
    return this_year if this_year >= today else this_year.replace(year=today.year + 1)


def _first_live(document):
    """Noon of the day when it was first published, or now where that is still to come."""
    if not document.published_on:
        return None
    noon = datetime.datetime.combine(document.published_on, datetime.time(12))
    return min(timezone.make_aware(noon), timezone.now())


def _read(name):
    with (HERE / name).open("rb") as file:
        return tomllib.load(file)


def _save(row):
    row.full_clean()
    row.save()
    return row


class _Pictures:
    """The pictures by name, each stored when a text first asks for it."""

    def __init__(self):
        self.by_name = {}

    def get(self, name, alt, caption=""):
        if name not in self.by_name:
            picture = Picture(title=name.replace("-", " ").capitalize(), alt=alt, decorative=not alt)
            picture.caption = caption
            picture.credit = "Drawn for this site"
            picture.take((HERE / "pictures" / f"{name}.png").read_bytes())
            if (dark := HERE / "pictures" / f"{name}-dark.png").exists():
                picture.take_dark(dark.read_bytes())
            self.by_name[name] = _save(picture)
        return self.by_name[name]


def _fill(document, values, topics, pictures):
    as_written = [name for name, slot in SLOTS.items() if not slot.columns and name not in OF_OTHERS]
    for name in (*as_written, *FILING):
        if name in values:
            setattr(document, name, values[name])
    if hero := values.get("hero"):
        document.hero = pictures.get(hero["picture"], hero["alt"])
    if "author" in values:
        document.author = Person.objects.get(slug=values["author"])
    document.body = _rich_text(values.get("body", ""), pictures)
    _save(document)
    document.topics.set(topics[slug] for slug in values.get("topics", []))
    for card in values.get("care_cards", []):
        _save(document.care_cards.model(document=document, **card))
    for kind, lines in values.get("advice", {}).items():
        for order, line in enumerate(lines, start=1):
            _save(document.advice.model(document=document, kind=kind, text=line, order=order))
    for order, question in enumerate(values.get("questions", []), start=1):
        question["answer"] = _rich_text(question["answer"], pictures)
        _save(document.questions.model(document=document, order=order, **question))
    for order, step in enumerate(values.get("steps", []), start=1):
        _save(document.steps.model(document=document, order=order, **step))
    _name_exercises(document, values.get("exercises", []))
    for order, source in enumerate(values.get("sources", []), start=1):
        _save(document.sources.model(document=document, order=order, **source))


def _name_exercises(document, rows):
    """Each by its address, an answer by its question."""
    anchors = dict(document.questions.values_list("question", "anchor"))
    for order, row in enumerate(rows, start=1):
        exercise = Exercise.objects.get(slug=row["exercise"])
        below = anchors[row["below"]] if "below" in row else ""
        named = {"exercise": exercise, "below": below, "dose": row.get("dose", {})}
        _save(document.exercises.model(document=document, order=order, **named))


def _rich_text(text, pictures):
    """Rich text of a file: links by address, pictures by file name."""

    def with_id(match):
        name, alt = match.groups()
        return f'data-file="{pictures.get(name, alt).pk}" alt="{alt}"'

    return links.by_id(re.sub(r'data-file="([\w-]+)" alt="([^"]*)"', with_id, text))
