"""Does the text say how sure we are of what helps, and why?"""

from django.utils.translation import gettext as _

from content.checks.base import TIP, WARN, Problems, check
from content.checks.text import Text
from content.text import certainty, citations


@check("how sure", TIP, kinds=("article",))
def treatment_says_how_sure(text: Text) -> Problems:
    """Row 4: a page about a treatment says somewhere how sure we are."""
    if text.context.subject == "treatment" and not any(rich.marks for _slot, rich in text.rich):
        why = _("Nothing says how sure we are of what the treatment does.")
        yield "body", why, _("Choose “How sure we are” for the paragraphs about it."), ""


@check("how sure without source", WARN, kinds=("article", "faq"))
def marks_have_sources(text: Text) -> Problems:
    """Row 2: what helps, or does not, has its source beside it or just before."""
    for slot, rich in text.rich:
        for mark in rich.marks:
            if mark.name != certainty.UNKNOWN and not citations.BEGIN.search(f"{mark.before} {mark.words}"):
                words = certainty.wording(mark.name, text.context.language).words
                why = _("“%s” stands without a source.") % words
                fix = _("Add the number of the source, [1], there or in the paragraph before.")
                yield slot, why, fix, next(iter(mark.words.strip().splitlines()), "")
