"""What stands closed in the form of a text: each row has a name and a line that says how it stands."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from content import dates
from content.admin.document.form.exercises import ExercisesOfAnswers, NamedExercises
from content.admin.document.form.parts import AdviceLines, CareCards, Questions, Sources
from content.admin.document.form.posted_fields import slot_of
from content.models import Document
from content.models.audit import name_of
from content.text import richtext
from content.text.shapes import CARDS

NAMED = 3  # of the rows of a part


class Stands(NamedTuple):
    words: str
    is_missing: bool = False
    is_empty: bool = False


@dataclass(frozen=True)
class ClosedRow:
    """`describe(document, rows)` gives a Stands; the rows are those of its part."""

    key: str
    name: str
    describe: Callable[[Any, list[Any]], Stands]
    fields: tuple[str, ...] = ()
    part: type | None = None
    note: str = ""
    needed: str = ""  # what it says, if it is empty, of an article about a problem

    @property
    def anchor(self):
        return f"row-{self.key}"

    def stands(self, document, rows=None):
        """How it stands; in the database, unless the rows are given as they are typed."""
        if rows is None:
            rows = getattr(document, slot_of(self.part)).all() if self.part else []
        return self.describe(document, list(rows))


@dataclass(frozen=True)
class ShownRow:
    """A row with what Django's admin shows in it."""

    row: ClosedRow
    fieldset: Any
    formset: Any  # with what the admin adds to it
    stands: Stands
    is_open: bool


def show(rows, adminform, inline_formsets):
    """[ShownRow] of those of which the form has something; open are those with a mistake or a change."""
    fieldsets = {fieldset.classes: fieldset for fieldset in adminform}
    by_part = {type(inline.opts): inline for inline in inline_formsets}
    shown = [_shown(row, adminform, fieldsets.get(row.key), by_part.get(row.part)) for row in rows]
    return [one for one in shown if one.fieldset or one.formset]


def _shown(row, adminform, fieldset, inline):
    form, formset = adminform.form, inline and inline.formset
    is_wrong = any(name in form.errors for name in row.fields) or (formset and formset.total_error_count())
    stands = row.stands(form.instance, formset and _typed_rows(formset))
    is_open = is_wrong or (form.is_bound and _is_changed(row, adminform, formset))
    return ShownRow(row, fieldset, inline, stands, bool(is_open))


def _is_changed(row, adminform, formset):
    """By hand: what a script fills in does not count."""
    filled_in = {each["field"].name for each in adminform.prepopulated_fields}
    typed = {*row.fields} - filled_in
    return bool(typed & {*adminform.form.changed_data} or (formset and formset.has_changed()))


def _typed_rows(formset):
    return [
        form.instance
        for form in formset.forms
        if f"{form.prefix}-DELETE" not in form.data and (form.instance.pk or form.has_changed())
    ]


# How each stands


def _listed(names):
    if not names:
        return Stands(_("None yet"), is_empty=True)
    return Stands(f"{len(names)}: {', '.join(names[:NAMED])}{' …' if len(names) > NAMED else ''}")


def _help(document, cards):
    if cards:
        return _listed([str(CARDS.get(card.kind, _("A card"))) for card in cards])
    if document.no_red_flags:
        return Stands(_("This problem has no warning signs."))
    if document.subject == Document.Subject.CONDITION:
        return Stands(str(HELP.needed), is_missing=True, is_empty=True)
    return _listed([])


def _advice(_document, lines):
    count = len(lines)
    return Stands(ngettext("%s line", "%s lines", count) % count) if lines else _listed([])


def _rows(_document, rows):
    return _listed([str(row) for row in rows])


def _exercises(_document, rows):
    rows = [row for row in rows if row.exercise_id]  # one that was typed may name none
    numbers = {row.exercise_id for row in rows}
    hidden = len(numbers) - Document.objects.live().filter(pk__in=numbers).count() if numbers else 0
    stands = _listed([str(row) for row in rows])
    if not hidden:
        return stands
    words = ngettext("%s is not on the site yet", "%s are not on the site yet", hidden) % hidden
    return Stands(f"{stands.words}. {words}")


def _sources(_document, sources):
    count = len(sources)
    return Stands(ngettext("%s source", "%s sources", count) % count) if sources else _listed([])


def _body(document, _none):
    return Stands(Truncator(richtext.plain_text(document.body)).chars(80)) if document.body else _listed([])


def _picture(document, _none):
    return Stands(str(document.hero)) if document.hero else _listed([])


def _other_names(document, _none):
    return _listed(document.also_known_as)


def _owner(document, _none):
    if who := name_of(document.owner):
        return Stands(_("%s looks after it.") % who)
    return Stands(_("Nobody looks after it.") if document.pk else _("You look after it."))


def _people(document, rows):
    author = str(document.author) if document.author else _("Nobody is named as author")
    return Stands(f"{author}. {_owner(document, rows).words}")


def _address(document, _none):
    return Stands(document.get_absolute_url() if document.slug else _("Made from the title when you save"))


def _review(document, _none):
    return Stands(_("Again every %s months") % document.review_months)


def _place(document, _none):
    return Stands(str(document.order))


def _first_published(document, _none):
    day = document.published_on
    return Stands(dates.in_words(day, "day") if day else _("Filled in by itself"))


def _language(document, _none):
    language = document.get_language_display()
    if not document.translation_of:
        return Stands(language)
    names = {"language": language, "text": document.translation_of}
    return Stands(_("%(language)s, a translation of “%(text)s”") % names)


def _search_result(document, _none):
    if document.search_title or document.search_description:
        return Stands(_("They show other words than the page"))
    return Stands(_("They show the title and the summary"))


def _facts(document, _none):
    return Stands(ngettext("%s fact", "%s facts", len(document.facts)) % len(document.facts))


HELP = ClosedRow(
    "help",
    gettext_lazy("When to get help"),
    _help,
    ("no_red_flags",),
    CareCards,
    needed=gettext_lazy("No warning signs yet. A problem needs them."),
)
HELP_IN_ANSWERS = ClosedRow("help", gettext_lazy("When to get help"), _help, part=CareCards)
ADVICE = ClosedRow("advice", gettext_lazy("Do and do not"), _advice, part=AdviceLines)
QUESTIONS = ClosedRow("questions", gettext_lazy("Questions"), _rows, part=Questions)
EXERCISES = ClosedRow("exercises", gettext_lazy("Exercises"), _exercises, part=NamedExercises)
EXERCISES_OF_ANSWERS = ClosedRow("exercises", gettext_lazy("Exercises"), _exercises, part=ExercisesOfAnswers)
MORE_ABOUT_IT = ClosedRow("more", gettext_lazy("How sure we are, and more"), _body, ("body",))
SOURCES = ClosedRow("sources", gettext_lazy("Sources"), _sources, part=Sources)
PICTURE = ClosedRow("picture", gettext_lazy("Picture on top"), _picture, ("hero", "hero_alt"))
OTHER_NAMES = ClosedRow("names", gettext_lazy("Other names"), _other_names, ("also_known_as",))
PEOPLE = ClosedRow("people", gettext_lazy("Written by"), _people, ("author", "owner"))
OWNER = ClosedRow("people", gettext_lazy("Looked after by"), _owner, ("owner",))
ADDRESS = ClosedRow("address", gettext_lazy("Address"), _address, ("slug",))
REVIEW = ClosedRow("review", gettext_lazy("Review"), _review, ("review_months",))
PLACE = ClosedRow("place", gettext_lazy("Place in lists"), _place, ("order",))
FIRST_PUBLISHED = ClosedRow("published", gettext_lazy("First published"), _first_published, ("published_on",))
LANGUAGE = ClosedRow("language", gettext_lazy("Language"), _language, ("language", "translation_of"))
SEARCH_RESULT = ClosedRow(
    "search",
    gettext_lazy("Search engines"),
    _search_result,
    ("search_title", "search_description", "search_result"),
)
FACTS = ClosedRow(
    "facts",
    gettext_lazy("Search engines: advanced"),
    _facts,
    ("facts",),
    note=gettext_lazy(
        "For a text about a treatment or a problem; all of it is optional. Choose the heading below which "
        "your text says it: search engines and assistants then get the same words as patients. New headings "
        "are offered after a save. If you change the words of a heading, choose it again."
    ),
)
