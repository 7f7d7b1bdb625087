"""What I typed put together with what others saved since my form was opened: values of boxes, in and out."""

import json
from dataclasses import replace

from content.admin.document.form import box_values, citations, posted_fields
from content.admin.forms import row_number
from content.admin.order import LAST
from content.text.merging import merge
from content.text.merging.merge import Merge, Place, Row
from content.text.merging.source_numbers import SourceNumbers
from content.text.shapes import ADVICE, CARDS, Sources
from content.text.slots import SLOTS

ANSWER = "answer-"  # how the names of the boxes begin that answer a clash
KNOWN_BY = {
    "care_cards": lambda card: card["kind"],
    "exercises": lambda row: (row["exercise"], row.get("below", "")),
    "sources": Sources.known_by,
}
WHOLE_ROWS = {"advice"}  # their rows are one line each
NO_COLUMNS = {"id", "document", "clinic", "order", "DELETE"}
BASE, THEIRS, MINE = range(3)


def columns_of(formset):
    """{name: field} of what its rows say."""
    return {name: field for name, field in formset.empty_form.fields.items() if name not in NO_COLUMNS}


class OpenedForm:
    """A form as it was opened, by what its hidden box says; of anything else that says nothing is known."""

    def __init__(self, written):
        try:
            read = json.loads(written)
            self.fields, self.ids = {**read["fields"]}, {**read["ids"]}
            self.frozen_rows = {slot: [{**row} for row in rows] for slot, rows in read["rows"].items()}
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            self.fields, self.ids, self.frozen_rows = {}, {}, {}

    @staticmethod
    def write(form, formsets):
        fields = {name: _stored(form, name) for name in form.fields}
        rows = {rows.prefix: [row.values for row in stored_rows(rows)] for rows in formsets}
        return _written(fields, formsets, rows)

    def value(self, name, field):
        """None if it is not known."""
        return self.fields.get(name)

    def rows(self, formset):
        """Rows without ids where these do not fit."""
        frozen = [self._row(row, columns_of(formset)) for row in self._frozen(formset.prefix)]
        ids = self.ids.get(formset.prefix)
        fits = isinstance(ids, list) and len(ids) == len(frozen)
        return [
            Row(str(pk), row) for pk, row in zip(ids if fits else [""] * len(frozen), frozen, strict=True)
        ]

    def _frozen(self, slot):
        return self.frozen_rows.get(slot, [])

    @staticmethod
    def _row(row, columns):
        return {name: row.get(name) for name in columns}


class OpenedText(OpenedForm):
    """A text: its revision tells what it says, and the hidden box how it is filed and the ids of its rows."""

    def __init__(self, written, revision):
        super().__init__(written)
        self._content = revision.content if revision else {}

    @staticmethod
    def write(form, formsets):
        fields = {name: _stored(form, name) for name in form.fields if not _is_frozen(name)}
        return _written(fields, formsets, {})

    def value(self, name, field):
        if _is_frozen(name) and self._content:
            return box_values.stored(field, SLOTS[name].value(self._content))
        return super().value(name, field)

    def _frozen(self, slot):
        return SLOTS[slot].value(self._content)

    @staticmethod
    def _row(row, columns):
        """A frozen row names another one by its id."""
        return {
            name: box_values.stored(field, row.get(f"{name}_id", row.get(name)))
            for name, field in columns.items()
        }


def _is_frozen(name):
    """Does a revision have it as the form has it? Of the picture it has the words too."""
    return name in SLOTS and name != "hero"


def _stored(form, name):
    field = form.fields[name]
    return box_values.stored(field, form.get_initial_for_field(field, name))


def _is_nested(value):
    return any(isinstance(item, (list, dict)) for item in value)


def _written(fields, formsets, rows):
    ids = {rows.prefix: [row.pk for row in rows.get_queryset()] for rows in formsets}
    return json.dumps({"fields": fields, "ids": ids, "rows": rows}, sort_keys=True)


def stored_rows(formset):
    columns = columns_of(formset).items()
    return [
        Row(str(row.pk), {name: box_values.stored(field, getattr(row, name)) for name, field in columns})
        for row in formset.get_queryset()
    ]


class FormMerge:
    """`form` and `formsets` are filled with what was posted, never saved; `before` is how I opened the form.

    `known` are the citations of the text as I opened it.
    """

    def __init__(self, posted, form, formsets, before, known=()):
        self.form, self.formsets = form, {rows.prefix: rows for rows in formsets}
        self.columns = {slot: columns_of(rows) for slot, rows in self.formsets.items()}
        self._before, self._known = before, known
        answers = {name.removeprefix(ANSWER): posted[name] for name in posted if name.startswith(ANSWER)}
        self.merge = Merge(answers)
        self._posted = posted.copy()
        self._sent = {slot: posted_fields.take_out_rows(self._posted, slot) for slot in self.formsets}
        self._mine = {
            name: box_values.typed(field, posted, name)
            for name, field in form.fields.items()
            if not field.widget.is_hidden  # it says what its page showed
        }
        self._rows = {
            slot: (before.rows(rows), stored_rows(rows), self._my_rows(slot))
            for slot, rows in self.formsets.items()
        }
        sources = self._rows.get("sources", ([], [], []))
        merged = self._merged("sources", sources) if any(sources) else []
        self.numbers = SourceNumbers(sources, merged)
        self._values = {name: self._value(name) for name in self._mine}
        self._merged_rows = {
            slot: self._merged(slot, self._rows[slot]) for slot in self._rows if slot != "sources"
        }
        if any(sources):
            self._merged_rows["sources"] = self.numbers.with_cited(self._citing_lines())

    # What stands on the three sides

    def _value(self, name):
        field, stored = self.form.fields[name], _stored(self.form, name)
        before = self._before.value(name, field)
        is_like_it = isinstance(before, type(stored)) and not (
            isinstance(before, list) and _is_nested(before)
        )
        is_known = is_like_it and not (name == "hero_alt" and self._is_of_another_picture())
        three = [before if is_known else None, stored, self._mine[name]]
        if name in citations.FIELDS:
            three = [self._meant(side, value) for side, value in enumerate(three)]
        return self.merge.value(
            Place(name), box_values.shape(field), three, most=box_values.most_lines(field)
        )

    def _is_of_another_picture(self):
        """Did one person choose another picture, and the other change the words for it?"""
        names = ("hero", "hero_alt")
        before = [self._before.value(name, self.form.fields[name]) for name in names]
        sides = [_stored(self.form, name) for name in names], [self._mine[name] for name in names]
        changed = {tuple(value != old for value, old in zip(side, before, strict=True)) for side in sides}
        return changed == {(True, False), (False, True)}

    def _my_rows(self, slot):
        rows = []
        for number, sent in self._sent[slot].items():
            box = posted_fields.as_posted(sent)
            is_blank = not box.get("id") and not any(
                field.has_changed(field.initial, field.widget.value_from_datadict(box, {}, name))
                for name, field in self.columns[slot].items()
            )
            if "DELETE" not in sent and not is_blank:
                values = {
                    name: box_values.typed(field, box, name) for name, field in self.columns[slot].items()
                }
                place = row_number(box.get("order", ""))
                rows.append((LAST if place is None else place, Row(box.get("id", ""), values, number)))
        places = {kind: place for place, kind in enumerate([*CARDS, *ADVICE])}
        rows.sort(key=lambda row: (places.get(row[1].values.get("kind"), 0), row[0], row[1].number))
        return [row for _place, row in rows]

    # Put together

    def _meant(self, side, value):
        """A value with numbers of sources that mean the same on all sides."""
        if isinstance(value, list):
            return [self._meant(side, line) for line in value]
        return value and self.numbers.meant(side, value, self._known if side == MINE else None)

    def written(self, value):
        """The way back: with the numbers that the sources have now."""
        if isinstance(value, list):
            return [self.written(line) for line in value]
        is_text = isinstance(value, str) and self.numbers.are_moved
        return self.numbers.written(value) if is_text else value

    def _merged(self, slot, three):
        shapes = {name: box_values.shape(field) for name, field in self.columns[slot].items()}
        # What has parts itself is asked as one within a row: a place has no deeper one.
        shapes = {name: merge.VALUE if shape == merge.DICT else shape for name, shape in shapes.items()}
        if column := citations.ROWS.get(slot):
            three = [
                [
                    replace(row, values={**row.values, column: self._meant(side, row.values[column])})
                    for row in rows
                ]
                for side, rows in enumerate(three)
            ]
        return self.merge.rows(
            slot,
            three,
            shapes,
            known_by=KNOWN_BY.get(slot, lambda values: None),
            deleted={
                sent["id"][0] for sent in self._sent[slot].values() if "DELETE" in sent and "id" in sent
            },
            is_whole=slot in WHOLE_ROWS,
            is_ordered="order" in self.formsets[slot].empty_form.fields,
        )

    def _citing_lines(self):
        for name in citations.FIELDS:
            yield from citations.lines_of(self._values.get(name, ""))
        for slot, column in citations.ROWS.items():
            for row in self._merged_rows.get(slot, ()):
                yield from citations.lines_of(row.values[column])

    # Written into the form

    @property
    def posted(self):
        """The form as if I had typed all of it."""
        posted = self._posted.copy()
        for name, value in self._values.items():
            value = self.written(value) if name in citations.FIELDS else value
            if value != self._mine[name]:
                self._set(posted, box_values.posted_boxes(self.form.fields[name], name, value))
        for slot, rows in self._merged_rows.items():
            self._write_rows(posted, slot, rows)
        return posted

    @staticmethod
    def _set(posted, boxes):
        for name, values in boxes.items():
            posted.setlist(name, values)
            if not values:
                del posted[name]

    def _write_rows(self, posted, slot, merged):
        there = [row.id for row in self._rows[slot][THEIRS]]
        boxes = [self._row_boxes(slot, row, place) for place, row in enumerate(merged, start=1)]
        gone = [{"id": [pk], "DELETE": ["on"]} for pk in there if pk not in {row.id for row in merged}]
        stored = [row for row in boxes if row["id"][0] in there] + gone
        new = [row | {"id": [""]} for row in boxes if row["id"][0] not in there]
        for number, row in enumerate(stored + new):
            self._set(posted, {f"{slot}-{number}-{name}": values for name, values in row.items()})
        posted[f"{slot}-TOTAL_FORMS"], posted[f"{slot}-INITIAL_FORMS"] = len(stored + new), len(stored)

    def _row_boxes(self, slot, row, place):
        mine = next((my for my in self._rows[slot][MINE] if my.number == row.number), None)
        boxes = {**self._sent[slot][row.number], "was": [str(row.number)]} if mine else {}
        for name, field in self.columns[slot].items():
            value = self.written(row.values[name]) if citations.ROWS.get(slot) == name else row.values[name]
            if not mine or mine.values[name] != value:
                boxes |= box_values.posted_boxes(field, name, value)
        return boxes | {"id": [row.id], "order": [str(place)]}
