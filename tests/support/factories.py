"""Rows for tests, each a plain function with sensible defaults."""

import io
import itertools

from django.contrib.auth.models import Group, User
from django.utils import timezone
from PIL import Image

from content import dates
from content.findings import findings
from content.models import (
    Article,
    Clinic,
    Exercise,
    FaqSection,
    Page,
    Person,
    Picture,
    Review,
    SharePicture,
    Topic,
)

PASSWORD = "a long enough password"
REASON = "made for a test"
numbers = itertools.count(1)


def user(group=None, **more):
    """A staff account in one of the groups Author, Editor, Administrator, or in none."""
    name = more.pop("username", f"user{next(numbers)}")
    account = User.objects.create_user(name, password=PASSWORD, is_staff=True, **more)
    if group:
        account.groups.add(Group.objects.get(name=group))
    return account


def reviewer(**more):
    """A member of the group Reviewer whose page has credentials."""
    account = user("Reviewer", **more)
    person(name=f"Reviewer {account.pk}", credentials="PT, DPT", user=account)
    return account


def approve(document, **more):
    """An approving review of the newest revision, by somebody who did not write it."""
    values = {"name": "Riley Sample", "credentials": "PT", "verdict": "approved"} | more
    return Review.objects.create(revision=document.latest_revision, **values)


def publish(document, **more):
    """Reviewed and published at the clinic's day, whatever the checks say of the short texts of tests."""
    approve(document)
    with dates.shown_at(Clinic.load()):
        return document.publish(**{"by": None, "check": findings, "override": REASON} | more)


def day(moment=None):
    """The day at the clinic, which at many an hour is not that of UTC: today's, or that of a moment."""
    return timezone.localdate(moment, Clinic.load().zone)


def clinic(**more):
    stored = Clinic(
        **{"name": "Test Clinic", "phone": "(555) 555-0100", "time_zone": "America/New_York"} | more
    )
    stored.save()
    return stored


def number(clinic, number, kind="text", **more):
    return clinic.phone_numbers.create(number=number, kind=kind, **more)


def topic(name="Knee", **more):
    return Topic.objects.create(name=name, **{"slug": name.lower().replace(" ", "-")} | more)


def person(name="Robin Sample", **more):
    return Person.objects.create(name=name, **{"slug": f"person-{next(numbers)}", "credentials": "PT"} | more)


def image_bytes(size=(640, 480), kind="PNG", colour="teal", **options):
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, kind, **options)
    return out.getvalue()


def picture(alt="A drawn knee", *, colour="teal", dark=False, **more):
    more = {"title": f"Picture {next(numbers)}"} | more
    stored = Picture(alt=alt, decorative=not alt, **more)
    stored.take(image_bytes(size=(60, 40), colour=colour))
    if dark:
        stored.take_dark(image_bytes(size=(60, 40), colour="black"))
    stored.save()
    return stored


def share_picture(edition=None):
    SharePicture.objects.draw(edition)
    return SharePicture.objects.get(edition=edition)


def article(title="Sore knees", *, topics=(), live=False, **more):
    """A saved article with its first revision; published when `live`. Only a review is missing."""
    slots = {"body": "<h2>First part</h2><p>Move a little.</p>", "key_points": ["Rest.", "Move.", "Ask us."]}
    slots["subject"] = "visit"
    return _document(Article, title, topics, live, slots | more)


def page(title="About us", *, live=False, **more):
    return _document(Page, title, (), live, {"body": "<p>We are a clinic.</p>"} | more)


def faq(title="Your visit", *, questions=("What do I wear?",), topics=(), live=False, **more):
    document = _document(FaqSection, title, topics, False, more)
    for order, question in enumerate(questions, start=1):
        document.questions.create(question=question, answer="<p>Loose clothes.</p>", order=order)
    document.record(by=None)
    if live:
        publish(document)
    return document


def exercise(title="Sit to stand", *, steps=("Sit tall.", "Stand up."), topics=(), live=False, **more):
    slots = {"dose": {"times": 10, "days": 3}, "stop_if": ["the pain turns sharp"]}
    document = _document(Exercise, title, topics, False, slots | more)
    for order, text in enumerate(steps, start=1):
        document.steps.create(text=text, order=order)
    document.record(by=None)
    if live:
        publish(document)
    return document


def name_exercises(document, *exercises, **more):
    """Have a text name them, each with what else its row says."""
    for order, exercise in enumerate(exercises, start=document.exercises.count() + 1):
        document.exercises.create(exercise_id=exercise.pk, order=order, **more)
    document.record(by=None)


def _document(kind, title, topics, live, more):
    slug = more.pop("slug", f"text-{next(numbers)}")
    document = kind.objects.create(title=title, slug=slug, **{"summary": "The one thing to remember."} | more)
    document.topics.set(topics)
    document.record(by=None)
    if live:
        publish(document)
    return document
