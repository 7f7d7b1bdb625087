"""Title, headings and lists: what people see who only glance at a page."""

import re

from django.utils.translation import gettext as _

from content.checks.base import BLOCK, TIP, WARN, Problems, check
from content.checks.text import Text
from content.text import readability
from content.text.blocks import HEADINGS

TITLE = 65
BOLD_HEADING = 80  # letters: a longer paragraph in bold is no heading
LIST = 7


@check("title", WARN)
def title_is_plain(text: Text) -> Problems:
    """Row 10: at most 65 characters, sentence case, no exclamation mark."""
    title = text.title
    if len(title) > TITLE:
        why = _("The title has %s characters.") % len(title)
        yield "title", why, _("Search results cut it after 65."), title
    if "!" in title:
        yield "title", _("The title has an exclamation mark."), _("Take it out."), title
    if _in_title_case(title):
        why = _("Most words of the title start with a capital letter.")
        yield "title", why, _("Only the first word and names do."), title


def _in_title_case(title: str) -> bool:
    later = re.findall(r"(?<![.:?!]\s)(?<!^)\b[^\W\d_]{4,}", title)
    capitals = [word for word in later if word[0].isupper() and not word.isupper()]
    return len(later) >= 2 and len(capitals) > len(later) / 2


@check("heading order", BLOCK)
def headings_are_in_order(text: Text) -> Problems:
    """Row 9: a small heading stands below a large one, never alone."""
    levels = [heading["level"] for heading in text.outline]
    for heading, before in zip(text.outline, [1, *levels], strict=False):
        if heading["level"] > before + 1:
            why = _("A small heading comes without a large one above it.")
            yield "body", why, _("Make it a heading of the larger kind."), heading["text"]


@check("empty section", WARN)
def headings_have_text(text: Text) -> Problems:
    """Row 9: something stands under each heading."""
    passages = [passage for passage in text.passages if passage.slot == "body"]
    levels = {"h2": 2, "h3": 3}
    for passage, after in zip(passages, [*passages, None][1:], strict=True):
        if passage.tag not in HEADINGS or passage.has_picture:
            continue
        if after and levels.get(after.tag, 9) <= levels[passage.tag]:
            why = _("Nothing stands under this heading.")
            yield "body", why, _("Write its text, or take the heading out."), passage.words
        elif after is None:
            why = _("Nothing stands under the last heading.")
            yield "body", why, _("Write its text, or take the heading out."), passage.words


@check("bold headings", TIP)
def headings_are_no_bold_paragraphs(text: Text) -> Problems:
    """Row 9: what looks like a heading is one, so that screen readers and the table of contents know it."""
    for slot, rich in text.rich:
        for block in rich.blocks:
            words = " ".join(block.words)
            if block.tag == block.within == "p" and block.is_bold and len(words) <= BOLD_HEADING:
                why = _("A paragraph is bold as a whole, as a heading would be.")
                yield slot, why, _("If it is a heading, make it one; else take the bold away."), words


@check("table heads", WARN)
def tables_have_heads(text: Text) -> Problems:
    """Row 9: the first row of a table, or its first column, says what the cells are."""
    for slot, rich in text.rich:
        for table in rich.tables:
            if table.rows > 1 and not table.heads:
                why = _("A table has no headings.")
                fix = _("Put the cursor into each cell of its first row and press “Toggle header cell”.")
                yield slot, why, fix, " ".join(table.words.split())


@check("lists", WARN)
def lists_are_short(text: Text) -> Problems:
    """Row 27: at most seven items, one sentence each, and a line that leads in."""
    for listing in text.lists:
        first = listing.items[0].strip() if listing.items else ""
        if len(listing.items) > LIST:
            why = _("A list has %s items.") % len(listing.items)
            yield listing.slot, why, _("Up to seven are read; make two lists of it."), first
        if not listing.lead:
            why = _("A list begins without a line that leads in.")
            yield listing.slot, why, _("Say what the list is of, and end that line with a colon."), first
        for item in () if listing.numbered else listing.items:
            if len(readability.sentences(item)) > 1:
                why = _("A point of a list has more than one sentence.")
                yield listing.slot, why, _("Keep each point to one sentence."), item
