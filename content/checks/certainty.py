"""Does the text say how sure we are of what helps, and why?"""

from django.utils.translation import gettext as _

from content.checks.base import ABOUT_HEALTH, TIP, WARN, Problems, check
from content.checks.text import Text
from content.text import certainty, citations


@check("how sure", TIP, kinds=("article", "exercise"))
def treatment_says_how_sure(text: Text) -> Problems:
    """Row 4: a page about a treatment, or an exercise, says somewhere how sure we are."""
    if any(rich.marks for _slot, rich in text.rich):
        return
    fix = _("Choose “How sure we are” for the paragraphs about it.")
    if text.context.kind == "exercise":
        yield "body", _("Nothing says how sure we are of what the exercise does."), fix, "", WARN
    elif text.context.subject == "treatment":
        yield "body", _("Nothing says how sure we are of what the treatment does."), fix, ""


@check("how sure without source", WARN, kinds=ABOUT_HEALTH)
def marks_have_sources(text: Text) -> Problems:
    """Row 2: what helps, or does not, has its source beside it or just before."""
    for slot, rich in text.rich:
        for mark in rich.marks:
            if mark.name != certainty.UNKNOWN and not citations.BEGIN.search(f"{mark.before} {mark.words}"):
                words = certainty.wording(mark.name, text.context.language).words
                why = _("“%s” stands without a source.") % words
                fix = _("Add the number of the source, [1], there or in the paragraph before.")
                yield slot, why, fix, next(iter(mark.words.strip().splitlines()), "")
