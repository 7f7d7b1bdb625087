"""Exercises for patients: what is live of them, wherever it is shown."""

import datetime
import re

import pytest
from django.utils import timezone

from content.findings import findings
from content.models import Document
from content.pictures.drawings import Drawing
from tests.support import factories
from tests.support.admin_forms import address
from tests.support.html import Page, words

pytestmark = pytest.mark.django_db

TWO_PARTS = "<h2>First part</h2><p>Move a little.</p><h2>Second part</h2><p>Rest.</p>"
STEP = re.compile(r"Step \d of \d")


@pytest.fixture(autouse=True)
def clinic(db):
    return factories.clinic()


def named(document, *exercises, **more):
    """The text with these exercises, live."""
    factories.name_exercises(document, *exercises, **more)
    factories.publish(document)
    return document


def text_of(client, place, status=200):
    response = client.get(place)
    assert response.status_code == status, place
    return words(response)


def places_of(exercise, article, faq):
    """{address: status once it is withdrawn} of all that shows an exercise."""
    question = faq.questions.get()
    return {
        exercise.get_absolute_url(): 410,
        f"{exercise.get_absolute_url()}step-by-step/": 404,
        "/exercises/": 200,
        article.get_absolute_url(): 200,
        f"{article.get_absolute_url()}{exercise.slug}/step-by-step/": 404,
        faq.get_absolute_url(): 200,
        f"{faq.get_absolute_url()}{question.anchor}/{exercise.slug}/step-by-step/": 404,
    }


def test_the_live_edition_is_shown_everywhere_and_once_withdrawn_nowhere(client):
    exercise = factories.exercise("Sit to stand", slug="sit-to-stand", steps=["Rise slowly."], live=True)
    article = named(factories.article(body=TWO_PARTS), exercise)
    faq = factories.faq()
    named(faq, exercise, below=faq.questions.get().anchor)
    places = places_of(exercise, article, faq)
    assert all("Sit to stand" in text_of(client, place) for place in places)
    steps = [place for place in places if place != "/exercises/"]
    assert all("Rise slowly." in text_of(client, place) for place in steps)

    exercise.steps.update(text="Rise quickly.")
    exercise.record(by=None)
    assert not [place for place in places if "Rise quickly." in text_of(client, place)]
    factories.publish(exercise)
    assert all("Rise quickly." in text_of(client, place) for place in steps)

    exercise.withdraw(by=None)
    assert not [
        place for place, status in places.items() if "Rise quickly." in text_of(client, place, status)
    ]
    assert 'href="#exercises"' not in text_of(client, article.get_absolute_url())
    assert "There are no exercises yet." in text_of(client, "/exercises/")


def test_what_is_planned_or_no_longer_named_is_not_shown(client):
    exercise = factories.exercise("Heel raise", slug="heel-raise")
    article = named(factories.article(), exercise)
    steps = f"{article.get_absolute_url()}heel-raise/step-by-step/"
    tomorrow = timezone.now() + datetime.timedelta(days=1)
    exercise.publish(by=None, check=findings, at=tomorrow, override=factories.REASON)
    assert "Heel raise" not in text_of(client, article.get_absolute_url())
    text_of(client, steps, 404)
    exercise.publish(by=None, check=findings, override=factories.REASON)
    assert "Heel raise" in text_of(client, steps)
    article.exercises.all().delete()
    factories.publish(article)
    text_of(client, steps, 404)


def test_a_text_says_its_own_dose_on_its_page_and_step_by_step(client):
    exercise = factories.exercise(slug="bridge", dose={"times": 10, "days": 3}, live=True)
    article = named(factories.article(), exercise, dose={"times": 4, "a_day": 2})
    of_article = f"{article.get_absolute_url()}bridge/step-by-step/"
    for place in (article.get_absolute_url(), of_article):
        text = text_of(client, place)
        assert "Do it 4 times." in text and "Do this 2 times a day." in text, place
        assert "10 times" not in text, place
    for place in ("/exercises/bridge/", "/exercises/bridge/step-by-step/"):
        assert "Do it 10 times." in text_of(client, place)
    page = Page(text_of(client, article.get_absolute_url()))
    assert of_article in [link["href"] for link in page.all("a")]


@pytest.mark.parametrize("subject", Document.Subject.values)
def test_the_exercises_of_an_article_stand_before_its_second_part(client, subject):
    exercise = factories.exercise("Chin tuck", live=True)
    article = named(factories.article(body=TWO_PARTS, subject=subject), exercise)
    text = text_of(client, article.get_absolute_url())
    in_order = ["First part</h2>", 'id="exercises"', ">Chin tuck<", "Second part</h2>"]
    found = [text.index(part) for part in in_order]
    assert found == sorted(found)
    contents = re.findall(
        r'<li><a href="#([\w-]+)">', text.partition("</nav>")[0] + text.split('"toc wide"')[1]
    )
    assert contents.index("exercises") == contents.index("part-second-part") - 1


def test_a_step_shows_a_drawing_of_the_site_or_a_photo_and_says_what_it_shows(client, monkeypatch):
    drawing = Drawing("bridge-1", 240, 146, "She lies on her back.")
    monkeypatch.setattr("content.public.exercises.named.drawings", lambda: {"bridge-1": drawing})
    exercise = factories.exercise(slug="bridge", steps=["Lie down.", "Lift.", "Lower.", "Rest."])
    lie, lift, lower, _rest = exercise.steps.all()
    exercise.steps.filter(pk__in=[lie.pk, lift.pk]).update(drawing="bridge-1")
    exercise.steps.filter(pk=lift.pk).update(alt="Her hips are up.")
    exercise.steps.filter(pk=lower.pk).update(picture=factories.picture(alt="Hips go down"))
    factories.publish(exercise)
    article = named(factories.article(), exercise)
    for place in ("/exercises/bridge/", "/exercises/bridge/step-by-step/", article.get_absolute_url()):
        images = Page(text_of(client, place)).all("img")
        shown = [(image["alt"], image["loading"]) for image in images]
        words_of = ["She lies on her back.", "Her hips are up.", "Hips go down"]
        assert shown == [(alt, "lazy") for alt in words_of], place
        assert images[0]["src"] == "/static/img/exercises/bridge-1.svg"
        assert (images[0]["width"], images[0]["height"]) == ("240", "146")


def test_the_exercises_of_an_answer_are_folded_with_it(client):
    exercise = factories.exercise("Wall slide", live=True)
    faq = factories.faq(questions=["What do I wear?", "What can I do?"])
    anchor = faq.questions.get(question="What can I do?").anchor
    named(faq, exercise, below=anchor)
    text = text_of(client, faq.get_absolute_url())
    answer = text.partition(f'<section class="answer" id="{anchor}">')[2].partition("</details>")[0]
    assert "Wall slide" in answer
    assert text.count(">Wall slide<") == 1


def test_an_exercise_that_is_not_live_is_seen_in_its_preview_and_by_staff_only(client, sign_in):
    editor, exercise = sign_in("Editor"), factories.exercise("Quad set", slug="quad-set")
    article = named(factories.article(), exercise)
    preview = address(exercise, "preview")
    assert "Quad set" in text_of(editor, preview)
    assert "step-by-step" not in text_of(editor, preview)
    assert client.get(preview).status_code == 302
    exercise.publish(by=None, check=findings, override=factories.REASON)
    exercise.withdraw(by=None)
    exercise.trash(by=editor.user)
    for place in ("/exercises/", article.get_absolute_url(), "/"):
        assert "Quad set" not in text_of(client, place), place
    text_of(client, "/exercises/quad-set/step-by-step/", 404)


def test_step_by_step_counts_its_steps_and_ends_with_the_dose_and_when_to_stop(client):
    exercise = factories.exercise(slug="bridge", steps=["Lie down.", "Lift.", "Lower."], live=True)
    text = text_of(client, "/exercises/bridge/step-by-step/")
    assert STEP.findall(text) == ["Step 1 of 3", "Step 2 of 3", "Step 3 of 3"]
    last = text.partition("Step 3 of 3")[2]
    for said in ("Do it 10 times.", "the pain turns sharp", "Call (555) 555-0100", "Is it an emergency?"):
        assert said in last, said
    assert 'name="robots" content="noindex"' in text
    page = Page(text)
    canonical = [link["href"] for link in page.all("link") if link["rel"] == "canonical"]
    assert canonical == [f"http://127.0.0.1:8000{exercise.get_absolute_url()}"]
    assert not [tag for tag in page.all("button") if tag.get("role") == "switch"]  # there is nothing to time


def test_the_list_goes_by_parts_of_the_body_and_each_stands_once(client):
    visit = factories.topic("Your visit", is_body_area=False, order=1)
    neck, knee = factories.topic("Neck", order=3), factories.topic("Knee", order=2)
    factories.exercise("Sit to stand", topics=[visit, neck, knee], live=True)
    factories.exercise("Chin tuck", topics=[neck], live=True)
    factories.exercise("Breathing", topics=[visit], live=True)
    factories.exercise("Walking", live=True)
    text = text_of(client, "/exercises/").partition("</h1>")[2]
    listed = re.findall(
        r"<h2 [^>]*>\s*([^<]*?)\s*</h2>|<h3><a [^>]*>([^<]*)</a>", text.partition("<footer")[0]
    )
    assert ["".join(each) for each in listed] == [
        *("Knee", "Sit to stand"),
        *("Neck", "Chin tuck"),
        *("Your visit", "Breathing"),
        *("More exercises", "Walking"),
    ]


def test_what_leads_to_exercises_is_there_only_if_there_are_any(client):
    def leads(place):
        return text_of(client, place).count('href="/exercises/"')

    assert leads("/") == leads("/people/") == 0
    exercise = factories.exercise(live=True)
    assert (leads("/"), leads("/people/")) == (2, 1)
    exercise.withdraw(by=None)
    assert leads("/") == leads("/people/") == 0
