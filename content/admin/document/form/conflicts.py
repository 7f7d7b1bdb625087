"""Two people on one text: what was put together, in words, and the page that asks what stays."""

from django.shortcuts import render
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from content.admin.document.form import box_values, diff
from content.admin.document.form.merging import ANSWER
from content.admin.unsaved.keep_view import clock
from content.models import Document, Picture
from content.models.audit import name_of
from content.text import richtext
from content.text.diff import REMOVED, compare_blocks, marked_as_removed
from content.text.merging import merge
from content.text.slots import SLOTS

NOT_SAVED = gettext_lazy(
    "Not saved yet: this is your text as you typed it. When you save it, it is put together with what others "
    "saved meanwhile."
)


class PutTogether:
    """What came of a form that was opened before somebody else saved."""

    def __init__(self, request, form_merge, people, saved_at):
        """`people`: who saved since; none is known of a save that only files a text."""
        self.request, self.form_merge, self.merge = request, form_merge, form_merge.merge
        others = [person for person in people if person != request.user]
        self.people = list(dict.fromkeys(others or people))
        self.saved_at = saved_at
        self.message = self._message()

    @property
    def is_asked(self):
        return bool(self.merge.asked)

    # Who saved

    @property
    def who(self):
        if self.is_me:
            return _("you (in another window)")
        return _(" and ").join(name_of(person) or _("somebody") for person in self.people) or _(
            "another person"
        )

    @property
    def is_me(self):
        return self.people == [self.request.user]

    @property
    def name(self):
        """Of the only other person who saved; "" if there are several, or nobody is known."""
        person = self.people[0] if len(self.people) == 1 and not self.is_me else None
        return person.get_short_name() or person.get_username() if person else ""

    def _when(self):
        is_today = timezone.localdate(self.saved_at) == timezone.localdate()
        return (_("at %s") if is_today else _("on %s")) % clock(self.saved_at)

    # What was put together

    def _message(self):
        """One sentence on what others changed and this save keeps; "" if that is nothing."""
        places = dict.fromkeys(
            self._row_label(taken.place) for taken in self.merge.taken if taken.by == merge.THEIRS
        )
        values = {"who": self.who, "when": self._when(), "places": ", ".join(places)}
        message = _("Put together with what %(who)s saved %(when)s: %(places)s.") % values
        return message if places else ""

    def joined(self):
        """[{"label", "by_me", "details", "blocks"}] of what was not asked."""
        groups = {}
        for taken in self.merge.taken:
            groups.setdefault((self._row_label(taken.place), taken.by), []).append(taken)
        return [
            {
                "label": label,
                "by_me": by == merge.MINE,
                "details": list(self._details(several)),
                "blocks": self._blocks_of(several),
            }
            for (label, by), several in groups.items()
        ]

    def _details(self, several):
        paragraphs = sum(taken.shape == merge.RICH and not taken.place.row for taken in several)
        if paragraphs:
            yield ngettext("%d paragraph", "%d paragraphs", paragraphs) % paragraphs
        for taken in several:
            if taken.shape == merge.ROW:
                yield _("taken out") if taken.value is None else _("changed") if taken.base else _("added")
        yield from dict.fromkeys(
            self._column_label(taken.place) for taken in several if taken.place.row and taken.place.column
        )

    def _blocks_of(self, several):
        """What a field of one value says now, the new words marked."""
        shown = [taken for taken in several if not taken.place.row and taken.shape != merge.RICH]
        return [
            block
            for taken in shown
            for block in _with_new_words(self._lines(taken, taken.base), self._lines(taken, taken.value))
        ]

    # What is asked

    def page(self, model_admin, row, **more):
        """Asks what stays where both changed the same words; all that was typed goes with it."""
        questions = [self._question(clash) for clash in self.merge.asked]
        asked = {question["name"] for question in questions}
        sent = [
            (name, value)
            for name, values in self.request.POST.lists()
            for value in values
            if not name.startswith(("_", "csrf")) and name not in asked
        ]
        context = {
            **model_admin.admin_site.each_context(self.request),
            "title": str(row),
            "opts": model_admin.opts,
            "row": row,
            "together": self,
            "questions": questions,
            "joined": self.joined(),
            "sent": sent,
            "answered": "_answered" in self.request.POST,
        }
        return render(self.request, "admin/document/conflict.html", context | more)

    def _question(self, clash):
        sides = {merge.THEIRS: clash.theirs, merge.MINE: clash.mine}
        lines = {side: self._lines(clash, value) for side, value in sides.items()}
        base = self._lines(clash, clash.base)
        is_known = clash.base is not None
        left = [" ".join(lines[side]) for side, value in sides.items() if value is not None]
        others = {merge.THEIRS: lines[merge.MINE], merge.MINE: lines[merge.THEIRS]}
        cards = [
            {
                "value": side,
                "title": self._titles[side],
                "blocks": _with_new_words(base if is_known else others[side], lines[side]),
                "is_gone": value in (None, "", []),
                "notes": self._notes(clash, value) if others[side] == lines[side] else [],
            }
            for side, value in sides.items()
        ]
        return {
            "name": f"{ANSWER}{clash.key}",
            "label": self._label(clash),
            "cards": cards,
            "both": merge.BOTH in clash.choices,
            "before": [("p", marked_as_removed(" ".join(base), left))] if base else [],
            "is_order": clash.shape == merge.ORDER,
        }

    @property
    def _titles(self):
        if self.is_me:
            theirs = _("Keep what you saved")
        else:
            theirs = _("Keep %s’s") % self.name if self.name else _("Keep theirs")
        return {merge.THEIRS: theirs, merge.MINE: _("Keep mine")}

    def _notes(self, clash, value):
        """What differs besides the words, where these are the same."""
        texts = [text for text in (clash.base, value) if isinstance(text, str)]
        if clash.shape != merge.RICH or len(texts) < 2:
            return []
        links = {pk for text in texts for pk in richtext.document_ids(text)}
        pictures = {pk for text in texts for pk in richtext.picture_ids(text)}
        names = {
            "document": dict(Document.objects.filter(pk__in=links).values_list("pk", "title")),
            "picture": dict(Picture.objects.filter(pk__in=pictures).values_list("pk", "title")),
        }
        return SLOTS["body"].notes(*texts, names)

    # In words

    def _row_label(self, place):
        """A field, or a row as “Question 3”."""
        formset = self.form_merge.formsets.get(place.slot)
        if not formset:
            return capfirst(str(self.form_merge.form.fields[place.slot].label))
        options = formset.model._meta
        return (
            f"{capfirst(options.verbose_name)} {place.row}"
            if place.row
            else capfirst(options.verbose_name_plural)
        )

    def _label(self, clash):
        place, label = clash.place, self._row_label(clash.place)
        if place.row and place.column:
            label = f"{label}, {self._column_label(place)}"
        elif place.column:
            label = f"{label}: {box_values.parts(self._field(place))[place.column]}"
        if place.heading:
            label = _("%(label)s, under “%(heading)s”") % {"label": label, "heading": place.heading}
        return _("%s: the order") % label if clash.shape == merge.ORDER else label

    def _column_label(self, place):
        return self.form_merge.formsets[place.slot].model._meta.get_field(place.column).verbose_name

    def _field(self, place):
        if place.slot in self.form_merge.formsets:
            return self.form_merge.columns[place.slot][place.column]
        return self.form_merge.form.fields[place.slot]

    def _lines(self, change, value):
        """A value of a clash, or of what was taken, as plain lines."""
        if value is None:
            return []
        if change.shape == merge.ORDER:
            return [self._first_line(change.place, item) for item in value]
        if change.shape == merge.ROW:
            columns = self.form_merge.columns[change.place.slot]
            return [line for name, part in value.items() for line in self._box(columns[name], part)]
        return self._box(self._field(change.place), value)

    def _first_line(self, place, item):
        if isinstance(item, str):
            return richtext.plain_text(item).partition("\n")[0]
        return next(iter(self._lines(merge.Taken(place, merge.ROW, "", None, None), item.values)), "")

    def _box(self, field, value):
        language = getattr(self.form_merge.form.instance, "language", "")
        shown = box_values.shown(field, self.form_merge.written(value))
        return diff.lines(field, shown, language)


def _with_new_words(old, new):
    """Blocks of plain lines, with what is new in them marked, and without what is gone."""
    compared = compare_blocks(*([("p", line) for line in lines] for lines in (old, new)))
    kept = [(tag, [piece for piece in pieces if piece[0] != REMOVED]) for tag, pieces in compared]
    return [block for block in kept if block[1]]
