"""How hard it is to read. Nothing here ever blocks."""

import re

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from content.checks.base import ABOUT_HEALTH, TIP, WARN, Problems, check
from content.checks.text import Text
from content.text import readability

AIM, SMOG_AIM, SMOG_HIGH, SMOG_SENTENCES = 8, 8, 10, 30
INFLESZ_AIM, INFLESZ_LOW = 65, 55
LONG, VERY_LONG, LONG_SHARE = 20, 25, 0.10
PARAGRAPH_SENTENCES, PARAGRAPH_WORDS = 3, 75
PASSIVE_SHARE = 0.10
YOU_PER_100 = 1
ENOUGH_WORDS = 100
NAMED = 8

_PASSIVE = re.compile(
    r"\b(?:is|are|was|were|been|being|be|gets?|got)\s+(?:not\s+|\w+ly\s+)?"
    r"(?!tired|worried|scared|interested|needed|limited|involved|related|used to|supposed|allowed)"
    r"(?:[a-z]{2,}ed|done|given|taken|made|found|seen|known|shown|put|held|told|kept|sent|chosen|written|bent|lost|felt|brought|left|meant|paid|worn|built)\b",
    re.IGNORECASE,
)


@check("reading grade", TIP)
def reading_grade(text: Text) -> Problems:
    """Row 13: Flesch-Kincaid grade of an English text that is long enough; above 8 to be looked at."""
    grade = text.grade
    if grade is None or text.context.language != "en" or len(text.words) < ENOUGH_WORDS:
        return
    hard = _named(readability.hard_words(text.plain, least=4))
    quote = _("Longest words: %s") % hard if hard else ""
    severity = WARN if grade > AIM else TIP
    why = _("Reads at grade %s.") % grade
    yield text.main_slot, why, _("You aim for %s or lower; 6 is best.") % AIM, quote, severity


@check("SMOG grade", WARN)
def smog_grade(text: Text) -> Problems:
    """Row 14: SMOG grade of an English text, which counts words of three syllables and more."""
    if text.context.language != "en" or len(text.words) < ENOUGH_WORDS:
        return
    grade = readability.smog_grade(text.plain)
    if grade is None or grade <= SMOG_AIM:
        return
    why = _("Many long words: SMOG grade %s.") % grade
    if len(readability.sentences(text.plain)) < SMOG_SENTENCES:
        why += " " + _("The text is short, so this is a rough guess.")
    fix = _("Swap some of them for shorter words: %s") % _named(readability.hard_words(text.plain))
    yield text.main_slot, why, fix, "", WARN if grade > SMOG_HIGH else TIP


@check("INFLESZ", TIP)
def inflesz(text: Text) -> Problems:
    """Row 15: ease of a Spanish text on the INFLESZ scale."""
    if text.context.language != "es" or len(text.words) < ENOUGH_WORDS:
        return
    ease = readability.inflesz(text.plain)
    if ease is not None and ease < INFLESZ_AIM:
        hard = readability.hard_words(text.plain, syllables_of=readability.spanish_syllables, least=5)
        why = _("Reads at %(ease)s on the INFLESZ scale; you aim for %(aim)s or higher.")
        fix = _("Shorter sentences and words help. Longest words: %s") % _named(hard)
        severity = WARN if ease < INFLESZ_LOW else TIP
        yield text.main_slot, why % {"ease": ease, "aim": INFLESZ_AIM}, fix, "", severity


def _named(counted: list[tuple[str, int]]) -> str:
    return ", ".join(f"{word} ({times})" if times > 1 else word for word, times in counted[:NAMED])


@check("long sentences", WARN)
def long_sentences(text: Text) -> Problems:
    """Row 16: no sentence above 25 words, and at most a tenth of them above 20."""
    long = [
        (number, passage.slot, sentence)
        for passage in text.passages
        for number, sentence in readability.long_sentences(passage.words, longer_than=LONG)
    ]
    for number, slot, sentence in sorted(long, key=lambda one: -one[0]):
        if number > VERY_LONG:
            yield slot, _("One sentence has %s words.") % number, _("Make two of it."), sentence
    share = len(long) / max(1, len(text.sentences))
    if share > LONG_SHARE:
        why = _("%(share)s in 100 sentences have more than %(words)s words.")
        yield (
            text.main_slot,
            why % {"share": round(100 * share), "words": LONG},
            _("Up to 10 is easy to read."),
            "",
        )


@check("long paragraphs", TIP)
def long_paragraphs(text: Text) -> Problems:
    """Row 17: a paragraph of at most three sentences and 75 words."""
    long: dict[str, list[tuple[int, int, str]]] = {}
    for passage in text.passages:
        sentences = readability.sentences(passage.words)
        words = sum(len(readability.words(sentence)) for sentence in sentences)
        is_long = words > PARAGRAPH_WORDS or len(sentences) > PARAGRAPH_SENTENCES
        if is_long and passage.tag == "p" and passage.slot != "summary":
            long.setdefault(passage.slot, []).append((words, len(sentences), passage.words))
    for slot, paragraphs in long.items():
        most_words, most_sentences, quote = max(paragraphs)
        why = ngettext("%(number)s paragraph is long", "%(number)s paragraphs are long", len(paragraphs))
        why += _("; the longest has %(sentences)s sentences and %(words)s words.")
        why %= {"number": len(paragraphs), "sentences": most_sentences, "words": most_words}
        yield (
            slot,
            why,
            _("Up to 3 sentences are easy to take in. Part it where a new thought begins."),
            quote,
        )


@check("passive", TIP)
def passive_share(text: Text) -> Problems:
    """Row 18: at most a tenth of the sentences in the passive (English, found by a rule of thumb)."""
    if text.context.language != "en" or len(text.words) < ENOUGH_WORDS:
        return
    passive = [sentence for _passage, sentence in text.sentences if _PASSIVE.search(sentence)]
    if len(passive) > PASSIVE_SHARE * len(text.sentences):
        share = round(100 * len(passive) / len(text.sentences))
        why = _("About %s in 100 sentences do not say who does it.") % share
        yield text.main_slot, why, _("Say who: “we check your knee”, not “your knee is checked”."), passive[0]


@check("you", TIP, kinds=ABOUT_HEALTH)
def speaks_to_the_reader(text: Text) -> Problems:
    """Row 19: “you” or “your” at least once in 100 words (English)."""
    if text.context.language != "en" or len(text.words) < ENOUGH_WORDS:
        return
    you = sum(word.lower().partition("’")[0].partition("'")[0] in _YOU for word in text.words)
    if 100 * you < YOU_PER_100 * len(text.words):
        yield (
            text.main_slot,
            _("The text hardly says “you”."),
            _("Speak to the reader: “you may feel sore”."),
            "",
        )


_YOU = {"you", "your", "yours", "yourself"}
