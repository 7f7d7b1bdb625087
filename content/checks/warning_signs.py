"""Does a text take the warning signs of the clinic's table as seriously as the table does?"""

import re

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from content.checks.base import BLOCK, TIP, WARN, Problems, check
from content.checks.text import Passage, Text
from content.text.shapes import CareCard
from content.text.warning_signs import CRISIS, EMERGENCY, SAME_DAY, URGENCIES, PhraseBook, Sign, halves

MUST = {
    EMERGENCY: gettext_lazy("call the emergency number"),
    CRISIS: gettext_lazy("call or text the crisis line"),
    SAME_DAY: gettext_lazy("get help the same day"),
}
_URGENT = re.compile(
    r"\b(?:911|988|112|emergency|ambulance|ER|right away|at once|emergencias?|urgencias?|ambulancia)\b"
)
_SOON = re.compile(r"same day|today|right away|at once|mismo d[ií]a|hoy", re.IGNORECASE)
_LATER = re.compile(
    r"\b(?:call (?:us|the clinic|your (?:doctor|PT|therapist|physical therapist))|tell (?:us|your)|"
    r"ask (?:us|your)|see (?:us|your)|(?:at|before) your next visit|same day|"
    r"next day|wait|book|make an appointment|"
    r"ll[aá]me(?:nos)?|d[ií]ganos|consulte|espere|mismo d[ií]a)\b",
    re.IGNORECASE,
)
# Slots with sentences that say what to do, beside the cards.
_TOLD_IN = {
    *("body", "questions", "key_points", "summary", "advice"),
    *("start", "steps", "easier", "harder", "stop_if"),
}


def _is_less(urgency: str, sign: Sign) -> bool:
    """Does `urgency`, one of URGENCIES or "", ask for less than the sign does?"""
    ranks = {name: rank for rank, name in enumerate(URGENCIES)}
    if sign.urgency == CRISIS:
        return urgency not in {CRISIS, EMERGENCY}
    return ranks.get(urgency, len(ranks)) > ranks[sign.urgency]


@check("urgency of signs", BLOCK)
def signs_are_urgent_enough(text: Text) -> Problems:
    """Row 6: a listed warning sign stands on no card, in no answer and no sentence that asks for less."""
    for card in text.care_cards:
        for item in card["items"]:
            signs = [] if _URGENT.search(item) else text.context.signs.signs_in(item)
            if signs and _is_less(_urgency_of(card, item), signs[0]):
                yield "care_cards", _why(signs[0]), _("Put it on the card for that."), item
    yield from _stops_without_card(text)
    for passage, sentence, near in _sentences(text):
        signs = [sign for sign in text.context.signs.signs_in(sentence) if sign.urgency != SAME_DAY]
        if signs and _LATER.search(near) and not _URGENT.search(near):
            fix = _("Say so in this sentence, or in the one beside it.")
            yield passage.slot, _why(signs[0]), fix, sentence, WARN


def _stops_without_card(text: Text) -> Problems:
    """Who reads “stop if” does no more than stop: a sign that asks for more stands on the card for it too."""
    signs_in = text.context.signs.signs_in
    on_cards = [
        (sign.name, _urgency_of(card, item))
        for card in text.care_cards
        for item in card["items"]
        for sign in signs_in(item)
    ]
    for line in text.stop_if:
        for sign in [] if _URGENT.search(line) else signs_in(line)[:1]:
            enough = [urgency for name, urgency in on_cards if name == sign.name]
            if all(_is_less(urgency, sign) for urgency in enough):
                severity = WARN if sign.urgency == SAME_DAY else BLOCK
                fix = _("Put it on the card for that as well: who reads this line only stops.")
                yield "stop_if", _why(sign), fix, line, severity


def _urgency_of(card: CareCard, item: str) -> str:
    """What a line of a card tells readers to do at least: one of URGENCIES or "".

    A card "Call us" says in its heading or in the line how soon; without a word it may be any day.
    """
    if card["kind"] == "emergency":
        return EMERGENCY
    is_soon = card["kind"] == "call" and _SOON.search(f"{card['when']}\n{item}")
    return SAME_DAY if is_soon else ""


def _why(sign: Sign) -> str:
    what = {"name": sign.name, "must": MUST[sign.urgency]}
    return str(_("“%(name)s” is a listed warning sign: patients must %(must)s.") % what)


def _sentences(text: Text) -> list[tuple[Passage, str, str]]:
    """[(passage, sentence, the sentence with its neighbours)] of all but the cards and the title."""
    own = [row for row in text.sentences if row[0].slot in _TOLD_IN]
    return [
        (
            passage,
            sentence,
            " ".join(
                other
                for other_passage, other in own[max(0, place - 1) : place + 2]
                if other_passage.slot == passage.slot
            ),
        )
        for place, (passage, sentence) in enumerate(own)
    ]


@check("signs joined by and", TIP)
def signs_stand_alone(text: Text) -> Problems:
    """Row 6: no “and” between two signs: patients would wait for the second."""
    for card in text.care_cards:
        for item in card["items"]:
            if card["kind"] == "emergency" and _is_narrowed(item, text.context.signs):
                why = _("Part of this line is an emergency by itself. Who has only that part may wait.")
                yield "care_cards", why, _("Write a line for each sign, or join them by “or”."), item
    for passage, sentence in text.sentences:
        if passage.slot in {"body", "questions"} and _URGENT.search(sentence):
            clauses = [clause for clause in halves(sentence) if _emergencies(clause, text.context.signs)]
            if len(clauses) > 1:
                why = _("“and” stands between two warning signs. Who has only one of them may wait.")
                yield passage.slot, why, _("Join them by “or”, or write a list."), sentence


def _is_narrowed(item: str, signs: PhraseBook) -> bool:
    parts = halves(item)
    return len(parts) > 1 and any(_emergencies(part, signs) for part in parts)


def _emergencies(words: str, signs: PhraseBook) -> list[Sign]:
    return [sign for sign in signs.signs_in(words) if sign.urgency == EMERGENCY]
