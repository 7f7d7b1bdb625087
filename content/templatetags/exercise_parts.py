"""Tags of the pages that show exercises: a frame, a strip of them, an exercise within another text."""

from django import template
from django.urls import reverse

from content.templatetags.page_parts import picture, render_part
from content.text import doses

register = template.Library()
register.filter("time_span", doses.time_span)

FRAME_SIZES = "(min-width: 48rem) 17rem, 44vw"
SCREEN_SIZES = "(min-width: 56rem) 50vw, 92vw"
TILE_SIZES = "(min-width: 40rem) 19rem, 7rem"
TALL, WIDE = 0.85, 1.3  # width by height: below the one, above the other


@register.simple_tag
def frame(step, sizes=SCREEN_SIZES):
    """What a step looks like, or "": a drawing of the site or a photo. It is fetched when it comes near."""
    if step.picture:
        return picture(step.picture, step.alt, sizes)
    if not step.drawing:
        return ""
    drawing = step.drawing
    return render_part("drawing", file=drawing.file, width=drawing.width, height=drawing.height, alt=step.alt)


@register.simple_tag
def exercise_tile(edition, steps):
    """In a list: its name, what it is for, and the frame that shows most of the movement, the second."""
    seen = [step for step in steps if step.image]
    return render_part(
        "exercise_tile",
        address=edition.document.get_absolute_url(),
        picture=frame(seen[min(1, len(seen) - 1)], TILE_SIZES) if seen else "",
        title=edition.title,
        summary=edition.summary,
    )


@register.simple_tag
def strip(steps):
    """The frames beside each other, each with its sentence."""
    shown = tuple((step.text, frame(step, FRAME_SIZES)) for step in steps)
    return render_part("strip", steps=shown, shape=shape(steps))


def shape(steps):
    """How a strip lies best: "tall", "wide", "square", or "words" if nothing is to be seen."""
    pictures = [step.picture or step.drawing for step in steps if step.image]
    if not pictures:
        return "words"
    ratio = sum(each.width / each.height for each in pictures) / len(pictures)
    return "tall" if ratio < TALL else "wide" if ratio > WIDE else "square"


@register.simple_tag
def named_exercise(exercise, page_context):
    """An exercise within the text that names it: strip, dose, when to stop; more of it folded."""
    text, clinic = exercise.text, page_context.clinic
    slug = exercise.edition.document.slug
    return render_part(
        "named_exercise",
        title=text.title,
        level=4 if exercise.below else 3,
        anchor="-".join(filter(None, ["exercise", exercise.below, slug])),
        address=exercise.address,
        steps_address=steps_address(exercise, page_context),
        steps=strip(exercise.steps),
        amount=exercise.amount,
        how_often=exercise.how_often,
        pain=exercise.pain,
        needs=text.needs,
        start=text.start,
        easier=text.easier,
        harder=text.harder,
        stop_if=tuple(text.stop_if),
        phone=clinic.phone,
        phone_link=clinic.phone_link,
    )


def steps_address(exercise, page_context):
    """Where it is shown step by step with the dose of this text; "" in a preview, which has no such page."""
    if not page_context.edition:
        return ""
    slugs = [page_context.document.slug, exercise.below, exercise.edition.document.slug]
    name = "steps_of_answer" if exercise.below else "steps_of_article"
    return reverse(name, args=[*filter(None, slugs)])


@register.simple_tag
def exercises_section(page_context):
    """The exercises of an article, or ""."""
    exercises = tuple(named_exercise(each, page_context) for each in page_context.own_exercises)
    return render_part("exercises", exercises=exercises) if exercises else ""


@register.simple_tag
def exercises_of_answer(question, page_context):
    """Those that the answer to a question names, or ""."""
    named = page_context.exercises_below(question["anchor"])
    exercises = tuple(named_exercise(each, page_context) for each in named)
    return render_part("exercises_of_answer", exercises=exercises) if exercises else ""
