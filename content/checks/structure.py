"""Are all parts there that patients look for in a text of its kind?"""

import re

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from content.checks.base import ABOUT_HEALTH, BLOCK, WARN, Problems, check
from content.checks.text import Passage, Text
from content.text import readability
from content.text.blocks import HEADINGS
from content.text.shapes import Lines
from content.text.slots import SLOTS

SUMMARY_SENTENCES, SUMMARY_WORDS = 3, 50
SUMMARY_CHARACTERS, SEARCH_CHARACTERS = 50, 160
KEY_POINTS = (3, 5)
MOST_SIGNS = 7

# What a page about a treatment has to say, and the words by which a heading of it is known.
SECTIONS = {
    gettext_lazy("what it may do for you"): r"benefit|help|relie[fv]|eases?\b|easing|less pain|improv|recover"
    r"|what it can do|good for|benefici|ayuda|alivi|mejor",
    gettext_lazy("what is not known"): r"not (yet )?know|unknown|unclear|not sure|how sure|uncertain|evidence"
    r"|open questions|no sabemos|no se sabe|duda",
    gettext_lazy("its risks and side effects"): r"risk|side.effect|harm|unwanted|complication|go wrong"
    r"|riesgo|efectos? secundario|efectos? adverso",
    gettext_lazy("who should not have it, or wait"): r"who (should|must|can)|should not|wait|not (right )?for"
    r"|tell us first|not suit|quién(es)? no|esperar|no deb",
    gettext_lazy("what to do afterward"): r"\bafter|aftercare|at home|next (hours|days)|después|en casa",
}
_ADDRESS = re.compile(r"https?://|www\.", re.IGNORECASE)


@check("whole", BLOCK)
def is_whole(text: Text) -> Problems:
    """Row 11: there is a summary, and what the page is there for."""
    kind = text.context.kind
    if not text.summary.strip():
        yield "summary", _("There is no summary."), _("Write one to three short sentences."), ""
    if kind == "faq" and not text.questions:
        yield "questions", _("There is no question yet."), _("Add one with its answer."), ""
    if kind == "exercise" and not text.steps:
        yield (
            "steps",
            _("There is no step yet."),
            _("Add one: a short sentence, with what it looks like."),
            "",
        )
    if kind in {"article", "page"} and not text.body.strip():
        yield "body", _("There is no text yet."), _("Write it."), ""
    if kind == "article" and not text.key_points:
        fix = _("Write three to five: what people read if they read nothing else.")
        yield "key_points", _("There are no key points."), fix, ""


@check("summary", WARN)
def summary_is_short(text: Text) -> Problems:
    """Row 11: one to three sentences of at most 50 words; row 12: right for a list of search results."""
    summary = text.summary.strip()
    sentences = readability.sentences(summary)
    words = len(summary.split())
    if len(sentences) > SUMMARY_SENTENCES or words > SUMMARY_WORDS:
        why = _("The summary is long: %(sentences)s sentences, %(words)s words.")
        fix = _("Up to 3 sentences and 50 words are read; say the rest in the text.")
        yield "summary", why % {"sentences": len(sentences), "words": words}, fix, ""
    if 0 < len(summary) < SUMMARY_CHARACTERS and text.context.kind != "page":
        why = _("The summary is very short.")
        yield "summary", why, _("Say the one thing to remember, and who it is for."), summary
    own_description = text.search_description
    if sentences and len(sentences[0]) > SEARCH_CHARACTERS and not own_description:
        why = _("The first sentence of the summary is cut off in search results.")
        yield "summary", why, _("Keep it below %s characters.") % SEARCH_CHARACTERS, sentences[0]


@check("search description", WARN)
def search_description_fits(text: Text) -> Problems:
    """Row 12: a description of its own for search results has 50 to 160 characters."""
    own = text.search_description
    if own and not SUMMARY_CHARACTERS <= len(own) <= SEARCH_CHARACTERS:
        why = _("The description in search results has %s characters.") % len(own)
        fix = _("Write 50 to 160, or leave it empty: then the summary stands there.")
        yield "search_description", why, fix, own


@check("key points", WARN, kinds=("article",))
def key_points_are_three_to_five(text: Text) -> Problems:
    """Row 11: three to five key points."""
    count, (least, most) = len(text.key_points), KEY_POINTS
    if count and not least <= count <= most:
        why = ngettext("There is %s key point.", "There are %s key points.", count) % count
        yield "key_points", why, _("Three to five are remembered."), ""


@check("short lines", WARN)
def lines_fit(text: Text) -> Problems:
    """Row 11: no line of a slot that has a limit is longer than that."""
    limited = [slot for slot in SLOTS.values() if isinstance(slot, Lines) and slot.longest]
    for slot in limited:
        for line in slot.value(text.content):
            if len(line) > slot.longest:
                why = _("A line has %s characters.") % len(line)
                yield slot.name, why, _("Up to %s are read.") % slot.longest, line


@check("treatment sections", BLOCK, kinds=("article",))
def treatment_is_balanced(text: Text) -> Problems:
    """Row 4: a treatment page tells benefits, open questions, risks, who should wait, what comes after."""
    if text.context.subject != "treatment":
        return
    headings = _headings_with_text([passage for passage in text.passages if passage.slot == "body"])
    for name, known_by in SECTIONS.items():
        if not any(re.search(known_by, heading) for heading in headings):
            why = _("No heading about %s.") % name
            fix = _("A page about a treatment has a part on it, so that patients can weigh it up.")
            yield "body", why, fix, ""


def _headings_with_text(passages: list[Passage]) -> list[str]:
    """The headings, lower case, under which something stands, be it under a smaller heading."""
    headings: list[str] = []
    waiting: list[Passage] = []
    for passage in passages:
        if passage.tag in HEADINGS:
            waiting = [heading for heading in waiting if heading.tag < passage.tag] + [passage]
        if passage.tag not in HEADINGS or passage.has_picture:
            headings += [heading.words.lower() for heading in waiting]
            waiting = []
    return headings


@check("kind of article", BLOCK, kinds=("article",))
def kind_is_chosen(text: Text) -> Problems:
    """Row 5: somebody has said what the text is about, so that the right checks are made."""
    if not text.context.subject:
        why = _("Nobody has chosen the kind of article.")
        yield "subject", why, _("Choose one on top of the form: the checks follow it."), ""


@check("warning signs", BLOCK, kinds=("article",))
def condition_has_warning_signs(text: Text) -> Problems:
    """Row 5: a page on a problem says when to get help, or that there are no warning signs.

    As long as nobody has chosen the kind it may be about a problem.
    """
    if text.context.subject not in {"condition", ""} or text.context.no_red_flags:
        return
    if not any(card["kind"] in {"emergency", "call"} for card in text.care_cards):
        why = _("Nothing says when to get help.")
        fix = _("Add a care card “Emergency” or “Call us”, or tick “This problem has no warning signs”.")
        yield "care_cards", why, fix, ""


@check("topic", WARN, kinds=ABOUT_HEALTH)
def has_a_topic(text: Text) -> Problems:
    """Row 11: patients come to it from a topic."""
    if not text.context.has_topic:
        yield "topics", _("It is under no topic."), _("Patients look for it under one: tick it."), ""


@check("author", WARN, kinds=("article", "exercise"))
def has_an_author(text: Text) -> Problems:
    """Row 11: readers see who wrote it."""
    if text.author is None:
        yield "author", _("Nobody is named as author."), _("Say who wrote it: patients trust a name."), ""


@check("care cards", WARN)
def care_cards_are_plain(text: Text) -> Problems:
    """Row 6: each card has its signs, its heading ends in “if:”, and an emergency card leads nowhere else."""
    for card in text.care_cards:
        items = [item for item in card["items"] if item.strip()]
        if not items:
            yield "care_cards", _("A care card has no signs."), _("Write a line for each sign."), ""
        if len(items) > MOST_SIGNS:
            why = _("A care card has %s signs.") % len(items)
            yield "care_cards", why, _("Up to seven are read in a hurry."), items[MOST_SIGNS]
        if re.search(r"(\bif|:)\s*$", card["when"], re.IGNORECASE):
            why = _("The heading of a card would say “if” twice.")
            yield "care_cards", why, _("The page adds “if:” by itself."), card["when"]
        for item in items:
            if card["kind"] == "emergency" and _ADDRESS.search(item):
                why = _("An emergency card has a web address.")
                yield "care_cards", why, _("It should lead to the phone and nowhere else."), item, BLOCK
            if re.match(r"if\s", item, re.IGNORECASE):
                why = _("A sign starts with “if”.")
                yield "care_cards", why, _("The heading says “if:” already."), item


@check("advice", WARN, kinds=("article",))
def advice_is_a_list(text: Text) -> Problems:
    """Row 36: no list of one in “Do” or “Do not”, and no doubled “do not”."""
    lines = text.advice
    for kind, name in (("do", _("Do")), ("dont", _("Do not"))):
        own = [line["text"] for line in lines if line["kind"] == kind]
        if len(own) == 1:
            why = _("“%s” has one line only.") % name
            yield "advice", why, _("Add another, or say it in the text."), own[0]
    for line in lines:
        if line["kind"] == "dont" and re.match(r"(not|never|avoid|no)\b", line["text"], re.IGNORECASE):
            why = _("The page writes “do not” before this.")
            yield "advice", why, _("Start with the verb: lift heavy things."), line["text"]
