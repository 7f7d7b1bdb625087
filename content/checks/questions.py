"""Questions that sound like questions, and answers of a size to read."""

from django.utils.translation import gettext as _

from content.checks.base import WARN, Problems, check
from content.checks.originality import bare_words
from content.checks.text import Text
from content.text import readability, richtext

ANSWER = 120


@check("questions", WARN)
def questions_and_answers(text: Text) -> Problems:
    """Row 37: a question ends in “?”, its answer has a sentence and at most 120 words."""
    for question in text.questions:
        words = question["question"].strip()
        answer = richtext.plain_text(question["answer"])
        length = sum(len(readability.words(sentence)) for sentence in readability.sentences(answer))
        if not words.endswith("?"):
            yield "questions", _("This does not end in a question mark."), _("Ask as a patient would."), words
        if not length:
            yield "questions", _("A question has no answer."), _("Write it, or take the question out."), words
        elif length > ANSWER:
            why = _("An answer has %s words.") % length
            fix = _("Up to %s is best; a longer one may be an article.") % ANSWER
            yield "questions", why, fix, words


@check("asked before", WARN)
def questions_are_asked_once(text: Text) -> Problems:
    """Row 37: no question is asked twice, here or in another live text."""
    own: set[str] = set()
    elsewhere: dict[str, str] = {}
    if text.questions:
        for other in text.context.others():
            elsewhere |= dict.fromkeys(other.questions, other.title)
    for question in text.questions:
        words = bare_words(question["question"])
        if words in own:
            yield "questions", _("This question stands here twice."), _("Keep one."), question["question"]
        elif words in elsewhere:
            why = _("“%s” answers this question too.") % elsewhere[words]
            fix = _("Keep one answer, and link to it.")
            yield "questions", why, fix, question["question"]
        own.add(words)
