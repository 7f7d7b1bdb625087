"""Can an exercise be done as it is said, and safely; and what do texts name that has exercises?"""

import re
from collections import Counter

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from content.checks.base import BLOCK, TIP, WARN, Problems, check
from content.checks.text import Text
from content.pictures.drawings import drawings
from content.text import readability
from content.text.shapes import ARTICLE, EXERCISE, FAQ

STEP_SENTENCES, STEP_CHARACTERS = 2, 90
MINUTES = re.compile(r"\d minut", re.IGNORECASE)  # in English and in Spanish
MOST_NAMED = 5  # of 15 people, those with 2 exercises did them better than those with 8 (Henry 1999)


@check("stop if", BLOCK, kinds=(EXERCISE,))
def says_when_to_stop(text: Text) -> Problems:
    """Row 48: an exercise says when to stop."""
    if not text.stop_if:
        why = _("Nothing says when to stop.")
        yield "stop_if", why, _("Write what patients may feel that means: stop."), ""


@check("steps", WARN, kinds=(EXERCISE,))
def steps_are_short(text: Text) -> Problems:
    """Row 48: a step has one or two sentences and at most 90 characters."""
    for step in text.steps:
        words = step["text"].strip()
        sentences = len(readability.sentences(words))
        if sentences > STEP_SENTENCES or len(words) > STEP_CHARACTERS:
            why = ngettext(
                "A step has %(count)s sentence and %(characters)s characters.",
                "A step has %(count)s sentences and %(characters)s characters.",
                sentences,
            )
            fix = _("Up to 2 sentences and 90 characters are read while one moves. Make two steps of it.")
            yield "steps", why % {"count": sentences, "characters": len(words)}, fix, words


@check("pictures of steps", TIP, kinds=(EXERCISE,))
def steps_are_shown(text: Text) -> Problems:
    """Row 48: where steps have pictures, each has one; a drawing that a step names is there."""
    with_picture = [step for step in text.steps if step["drawing"] or step["picture_id"]]
    for step in text.steps:
        if with_picture and step not in with_picture:
            why = _("This step has no picture; others have.")
            yield "steps", why, _("Choose a drawing or a photo of it."), step["text"]
        elif step["drawing"] and step["drawing"] not in drawings():
            why = _("The drawing “%s” is not there.") % step["drawing"]
            yield "steps", why, _("Choose another: patients see none."), step["text"], WARN


@check("dose", WARN, kinds=(EXERCISE,))
def dose_is_said(text: Text) -> Problems:
    """Row 48: it says how many times or minutes, and how often; minutes that grow stand in the steps."""
    in_steps = any(MINUTES.search(step["text"]) for step in text.steps)
    if not in_steps and not {"times", "minutes"} & text.dose.keys():
        why = _("Nothing says how many times to do it, or for how many minutes.")
        yield "dose", why, _("Write the number that your source gives."), ""
    if not {"days", "a_day"} & text.dose.keys():
        why = _("Nothing says how often to do it.")
        yield "dose", why, _("Write on how many days a week, or how many times a day."), ""


@check("named exercises", WARN, kinds=(ARTICLE, FAQ))
def exercises_are_there(text: Text) -> Problems:
    """Row 49: an exercise that a text names is live, in its language and below a question that is there."""
    context = text.context
    questions = {question["anchor"] for question in text.questions}
    for row in text.exercises:
        number, below = row["exercise_id"], row["below"]
        title, language = context.exercises.get(number, ("", context.language))
        if number in context.coming:
            why = _("The exercise “%s” is approved or planned, and not live yet.") % title
            yield (
                "exercises",
                why,
                _("Publish it next. Until it is live, patients do not see it here."),
                "",
                TIP,
            )
        elif number not in context.live:
            why = _("The exercise “%s” is not live: patients do not see it here.") % title
            yield "exercises", why, _("Publish it, or take it out."), ""
        if language != context.language:
            why = _("The exercise “%s” is in another language.") % title
            yield "exercises", why, _("Name the one that translates it."), ""
        if below not in questions and (below or context.kind == FAQ):
            why = _("The exercise “%s” stands below no question: patients do not see it.") % title
            yield "exercises", why, _("Choose the question to which it belongs."), ""


@check("number of exercises", TIP, kinds=(ARTICLE, FAQ))
def exercises_are_few(text: Text) -> Problems:
    """Row 49: a text, or an answer, names at most five exercises, and none of them twice."""
    count = max(Counter(row["below"] for row in text.exercises).values(), default=0)
    if count > MOST_NAMED:
        why = _("%s exercises in one place.") % count
        yield "exercises", why, _("Two are done better than eight: keep those that matter most."), ""
    named = Counter(row["exercise_id"] for row in text.exercises)
    for number in (number for number, times in named.items() if times > 1):
        why = _("The exercise “%s” is named twice.") % text.context.exercises.get(number, ("", ""))[0]
        yield "exercises", why, _("Keep the place where patients look for it."), ""
