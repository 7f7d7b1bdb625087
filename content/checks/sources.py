"""Can a reader look up what the text says?"""

import re

from django.utils.translation import gettext as _

from content.checks.base import ABOUT_HEALTH, BLOCK, TIP, WARN, Problems, check
from content.checks.text import Text
from content.text import citations
from content.text.shapes import EXERCISE

WANTED = 3
OLD = 10
_DOI = re.compile(r"10\.[0-9]{4,9}/\S+\Z")
_WEB = re.compile(r"https?://[^\s/]+\.[^\s/]+\S*\Z")


@check("sources", BLOCK, kinds=ABOUT_HEALTH)
def has_sources(text: Text) -> Problems:
    """Row 2: a text about health has a source, better three."""
    count = len(text.sources)
    if text.context.kind == EXERCISE:
        if not count:
            why = _("Nothing says where the exercise and its dose come from.")
            yield "sources", why, _("Add the guideline, study or leaflet that they rest on."), "", WARN
    elif not text.is_clinical:
        if not count:
            why = _("The text has no source.")
            yield "sources", why, _("That is fine if it makes no claim about health."), "", TIP
    elif not count:
        why = _("The text tells patients what to do and has no source.")
        yield "sources", why, _("Add the studies or guidelines that it rests on."), ""
    elif count < WANTED:
        why = _("The text has fewer than %s sources.") % WANTED
        yield "sources", why, _("Add another guideline or review, if there is one."), "", WARN


@check("source address", BLOCK, kinds=ABOUT_HEALTH)
def addresses_are_whole(text: Text) -> Problems:
    """Row 2: the DOI or web address of a source is written as one."""
    for source in text.sources:
        if source["doi"] and not _DOI.match(source["doi"]):
            why, fix = _("This DOI is not written as one."), _("It starts with 10. and has a slash.")
            yield "sources", why, fix, f"{source['title']}: {source['doi']}"
        elif source["url"] and not _WEB.match(source["url"]):
            why, fix = _("This web address is not written as one."), _("It starts with https://")
            yield "sources", why, fix, f"{source['title']}: {source['url']}"
        elif not source["doi"] and not source["url"]:
            why = _("This source has no DOI and no web address.")
            yield "sources", why, _("Add one, so that readers can find it."), source["title"], WARN


@check("citations", WARN, kinds=ABOUT_HEALTH)
def citations_fit(text: Text) -> Problems:
    """Row 2: every [2] in the text has its source, and every source is cited."""
    count = len(text.sources)
    cited: set[int] = set()
    for passage, sentence in text.sentences:
        numbers = {number for place in citations.places(sentence) for number in place[0]}
        cited |= numbers
        for number in sorted(numbers - set(range(1, count + 1))):
            why = _("There is no source number %s.") % number
            yield passage.slot, why, _("Correct the number, or add the source."), sentence
    for number in sorted(set(range(1, count + 1)) - cited):
        title = text.sources[number - 1]["title"]
        why = _("Nothing in the text points to source %s.") % number
        fix = _("Write [%s] after the sentence that rests on it, or take it out.") % number
        yield "sources", why, fix, title, TIP


@check("old sources", WARN, kinds=ABOUT_HEALTH)
def sources_are_recent(text: Text) -> Problems:
    """Row 3: not all sources are older than ten years."""
    years = [source["year"] for source in text.sources]
    if years and all(year and year < text.context.today.year - OLD for year in years):
        why = _("All sources are older than %s years.") % OLD
        yield "sources", why, _("Look for a newer guideline or review."), ""
