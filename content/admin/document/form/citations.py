"""Citations follow their sources: when these move, the numbers in the text are written anew at the save."""

import re

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from content.admin.order import OrderedRows
from content.models import Source
from content.text import citations, readability, richtext

FIELDS = ("summary", "key_points", "body")  # of the text itself: where it may cite
ROWS = {"advice": "text", "care_cards": "items", "questions": "answer"}  # its parts, and their columns
MOST_QUOTED = 5
_BOX = re.compile(r"summary|body|key_points_\d+|advice-\d+-text|care_cards-\d+-items|questions-\d+-answer")
_STILL_CITED = gettext_lazy(
    "Source %(number)s, “%(title)s”, is still cited: %(sentences)s Take its number out of the text first, or "
    "write the new source over the old one."
)


class SourceFormSet(OrderedRows):
    def __init__(self, *args, numbers_are_new=False, **kwargs):
        """`numbers_are_new`: what cites them says by what numbers they go after this save."""
        super().__init__(*args, **kwargs)
        self.numbers_are_new = numbers_are_new

    def clean(self):
        """A source that is still cited is not taken out: a sentence would lose what it rests on."""
        super().clean()
        if self.numbers_are_new:
            return
        sources = list(self.get_queryset())
        gone = [sources.index(form.instance) for form in self.deleted_forms if form.instance.pk]
        typed = list(self._typed_lines()) if gone else []
        known = known_places(self.instance.latest_revision) if gone else ()
        cited = {n for line in typed for place in citations.places(line) if place in known for n in place[0]}
        errors = []
        for place in sorted(gone):
            if place + 1 in cited:
                quotes = quoted(sentences_citing({place + 1}, typed))
                values = {"number": place + 1, "title": sources[place], "sentences": quotes}
                errors.append(ValidationError(_STILL_CITED, params=values))
        if errors:
            raise ValidationError(errors)

    def _typed_lines(self):
        """All that the form says, without the rows that are taken out."""
        for name in self.data:
            if _BOX.fullmatch(name) and f"{name.rpartition('-')[0]}-DELETE" not in self.data:
                yield from self.data.getlist(name)


class Renumbering:
    """Made before a form is saved, while the order of the sources as the text cites them is known."""

    def __init__(self, document, formsets):
        self.document = document
        old = (rows for rows in formsets if is_of_sources(rows) and not rows.numbers_are_new)
        self.before = next(([row.pk for row in rows.get_queryset()] for rows in old), [])

    @cached_property
    def moved(self):
        """{old number: new number} of the sources that are at another place by now."""
        now = [*self.document.sources.values_list("pk", flat=True)] if self.before else []
        numbers = {old: now.index(pk) + 1 for old, pk in enumerate(self.before, start=1) if pk in now}
        return {old: new for old, new in numbers.items() if old != new}

    def write(self):
        """Write the new numbers; gives the sentences with numbers typed since the last save, which stay."""
        document, typed_since = self.document, []
        known = known_places(document.latest_revision)

        def renumbered(value):
            for line in lines_of(value):
                typed_since.extend(self._typed_since(line, known))
            if isinstance(value, list):
                return [citations.renumbered(line, self.moved, known) for line in value]
            return citations.renumbered(value, self.moved, known)

        for name in FIELDS:
            setattr(document, name, renumbered(getattr(document, name)))
        for slot, column in ROWS.items():
            for row in getattr(document, slot).all():
                before = getattr(row, column)
                setattr(row, column, renumbered(before))
                if getattr(row, column) != before:
                    row.save()
        document.save()
        return typed_since

    def _typed_since(self, line, known):
        numbers = {n for place in citations.places(line) if place not in known for n in place[0]}
        changed = numbers & {*self.moved, *self.moved.values()}
        return sentences_citing(changed, [line]) if changed else []

    def tell(self, request, typed_since):
        numbers = ", ".join(
            _("[%(old)s] is [%(new)s] now") % {"old": o, "new": n} for o, n in self.moved.items()
        )
        messages.info(request, _("The sources moved, and their numbers in the text with them: %s.") % numbers)
        if typed_since:
            message = _("These numbers were typed since then. Look whether they are right: %s")
            messages.warning(request, message % quoted(typed_since))


def is_of_sources(formset):
    return formset.model is Source


def known_places(revision):
    """The citations as they were saved: there the numbers mean the sources in their order then."""
    values = [getattr(revision.text, name) for name in FIELDS] if revision else []
    for slot, column in ROWS.items() if revision else ():
        values += [row[column] for row in getattr(revision.text, slot)]
    return citations.Known(line for value in values for line in lines_of(value))


def lines_of(value):
    return value if isinstance(value, list) else [value]


def sentences_citing(numbers, lines):
    plain = (richtext.plain_text(line) if "<" in line else line for line in lines)
    sentences = (sentence for line in plain for sentence in readability.written_sentences(line))
    return [
        sentence
        for sentence in sentences
        if any(numbers & {*place[0]} for place in citations.places(sentence))
    ]


def quoted(sentences):
    """The first few sentences as one line: “Heat helps [1].”"""
    more = _("and %s more.") % (len(sentences) - MOST_QUOTED) if len(sentences) > MOST_QUOTED else ""
    return " ".join([*(f"“{sentence}”" for sentence in sentences[:MOST_QUOTED]), more]).strip()
