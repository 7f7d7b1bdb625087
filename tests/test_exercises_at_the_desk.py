"""Exercises at the desk: their form, the texts that name them, and all that a kind of text goes through."""

import json
import re

import pytest
from django.urls import reverse

from content.models import Article, Autosave, Exercise
from content.pictures.drawings import drawings
from tests.support import factories
from tests.support.admin_forms import address, errors, filled, press, read, row_added
from tests.support.html import words

pytestmark = pytest.mark.django_db

SCRIPT = {"X-Requested-With": "fetch"}


@pytest.fixture(autouse=True)
def two_drawings(tmp_path, monkeypatch):
    """An index of drawings of which a test knows what is in it."""
    index = tmp_path / "drawings.json"
    facts = {"width": 240, "height": 375}
    index.write_text(
        json.dumps({f"sit-to-stand-{n}": facts | {"alt": f"A woman, place {n}."} for n in (1, 2)})
    )
    monkeypatch.setattr("content.pictures.drawings.INDEX", index)
    drawings.cache_clear()
    yield
    drawings.cache_clear()


@pytest.fixture
def exercise():
    factories.clinic()
    return factories.exercise()


@pytest.fixture
def article(exercise):
    article = factories.article("Sore knees")
    factories.name_exercises(article, exercise)
    return article


def stored(document):
    return type(document).objects.get(pk=document.pk)


def plain(page):
    return " ".join(re.sub(r"<[^>]+>", " ", words(page)).split())


# The form


def test_an_exercise_is_written_reviewed_and_read_by_patients(editor):
    factories.clinic()
    topic, photo = factories.topic(), factories.picture()
    page = editor.get(reverse("admin:content_exercise_add"))
    places = [words(page).index(f'id="{at}"') for at in ("id_start", "steps-group", "at-dose", "at-stop_if")]
    assert places == sorted(places)
    typed = {"title": "Sit to stand", "summary": "Stronger legs.", "needs": "a firm chair"}
    dose = {"dose_times": "10", "dose_each_side": "on", "dose_pain": "0"}
    data = filled(page, **typed, **dose, topics=[topic.pk], stop_if="the pain turns sharp\nyou feel dizzy")
    data = row_added(data, "steps", text="Sit tall.", drawing="sit-to-stand-1", order="1")
    data = row_added(data, "steps", text="Stand up.", picture=photo.pk, alt="He stands", order="2")
    editor.post(reverse("admin:content_exercise_add"), data | {"_save": "1"})
    exercise = Exercise.objects.get()
    assert exercise.dose == {"times": 10, "each_side": True, "pain": 0}
    assert exercise.stop_if == ["the pain turns sharp", "you feel dizzy"]
    steps = [(step.text, step.drawing, step.picture, step.alt) for step in exercise.steps.all()]
    assert steps == [("Sit tall.", "sit-to-stand-1", None, ""), ("Stand up.", "", photo, "He stands")]
    page = editor.get(address(exercise))
    assert "Do it 10 times on each side. It should not hurt." in plain(page)
    assert 'placeholder="A woman, place 1."' in words(page)
    assert "Read and review it" not in plain(page)  # an Editor asks somebody
    assert "clinician" in plain(press(editor, exercise, "_publish", follow=True))
    factories.publish(exercise)
    assert "Sit tall." in read(exercise)[1]


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ({"dose_times": "ten"}, "Times in each round: write a number from 1 to 100."),
        ({"dose_sets": "9" * 5000}, "Rounds: write a number from 1 to 10."),
        ({"dose_hold": "-1"}, "Hold (seconds): write a number from 1 to 120."),
        ({"dose_times": "5", "dose_minutes": "5"}, "not both"),
        ({"dose_load": "x" * 61}, "up to 60 characters"),
        ({"steps-0-drawing": "sit-to-stand-9"}, "Choose one that is offered."),
        ({"steps-0-picture": "999"}, "not in the library any more"),
        (
            {"steps-0-drawing": "sit-to-stand-1", "steps-0-picture": "a photo"},
            "a drawing or a photo, not both",
        ),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(editor, exercise, typed, problem):
    before = stored(exercise).version
    typed = {name: factories.picture().pk if value == "a photo" else value for name, value in typed.items()}
    page = press(editor, exercise, summary="Typed too.", **typed)
    assert problem in errors(page)
    assert stored(exercise).version == before
    assert "Typed too." in words(page)
    marked = re.findall(r'<input [^>]*name="(dose_\w+)"[^>]*aria-invalid="true"', words(page))
    assert {*marked} == {name for name in typed if name.startswith("dose")} or problem == "not both"
    again = filled(page)
    assert all(again[name] == value for name, value in typed.items() if name.startswith("dose"))


def test_the_server_says_what_a_dose_will_read_like(editor, sign_in, client, exercise):
    dose = reverse("admin:content_exercise_dose")
    answer = editor.get(dose, {"times": "10", "each_side": "on", "pain": "0"}).json()
    assert answer == {"says": ["Do it 10 times on each side.", "It should not hurt."], "problems": []}
    assert editor.get(dose, {"days": "8"}).json()["problems"] == ["Days a week: write a number from 1 to 7."]
    assert client.get(dose).status_code == 302


# Texts that name exercises


def test_an_article_names_exercises_with_a_dose_of_its_own(editor, article, exercise):
    raise_heels = factories.exercise("Heel raise", live=True)
    page = editor.get(address(article))
    assert "Sit to stand (not on the site yet)" in plain(page)
    assert "1: Sit to stand. 1 is not on the site yet" in plain(page)
    no_exercise = row_added(filled(page), "exercises", exercise="", dose_times="5")
    assert "This field is required." in errors(editor.post(address(article), no_exercise))
    assert "“Sit to stand” says by itself: Do it 10 times. Do this on 3 days a week." in plain(page)
    data = row_added(filled(page), "exercises", exercise=raise_heels.pk, dose_times="5", order="1")
    editor.post(address(article), data | {"exercises-0-order": "2", "_save": "1"})
    rows = [(row.exercise_id, row.dose) for row in article.exercises.all()]
    assert rows == [(raise_heels.pk, {"times": 5}), (exercise.pk, {})]
    named = article.latest_revision.text.exercises
    assert [row["exercise_id"] for row in named] == [raise_heels.pk, exercise.pk]
    assert "2 exercises" not in plain(editor.get(address(article, "history")))
    assert "1 exercise added" in plain(editor.get(address(article, "history")))


def test_rows_change_places_and_an_exercise_is_named_once(editor, article, exercise):
    other = factories.exercise("Heel raise")
    factories.name_exercises(article, other)
    swapped = {"exercises-0-exercise": other.pk, "exercises-1-exercise": exercise.pk}
    assert press(editor, article, **swapped).status_code == 302
    assert [row.exercise_id for row in article.exercises.all()] == [other.pk, exercise.pk]
    page = press(editor, article, **{"exercises-1-exercise": other.pk})
    assert "“Heel raise” is there twice. Take out one of the two." in errors(page)
    assert article.exercises.count() == 2


def test_only_an_exercise_can_be_named_and_none_from_the_trash(editor, article, exercise):
    gone = factories.exercise("Heel raise")
    gone.trash(by=None)
    assert "Heel raise" not in plain(editor.get(address(article)))
    for pk in (gone.pk, article.pk, factories.page().pk, "999999", "x"):
        assert "offered" in errors(press(editor, article, **{"exercises-0-exercise": pk})), pk
    exercise.trash(by=None)
    assert "Sit to stand (in the trash)" in plain(editor.get(address(article)))
    assert press(editor, article, summary="It stays until it is taken out.").status_code == 302


def test_an_exercise_stands_below_an_answer(editor, exercise):
    section = factories.faq(questions=("How often?", "How long?"))
    page = editor.get(address(section))
    data = row_added(filled(page), "exercises", exercise=exercise.pk, below="", order="1")
    assert "Choose the question that it belongs to." in errors(editor.post(address(section), data))
    data["exercises-0-below"] = "q-how-long"
    assert editor.post(address(section), data | {"_save": "1"}).status_code == 302
    assert section.exercises.get().below == "q-how-long"
    compare = plain(editor.get(address(section, "compare")))
    assert "Sit to stand (below “how long”)." in compare
    gone = "A question that is gone: patients do not see it"
    assert gone not in plain(editor.get(address(section)))
    press(editor, section, **{"questions-1-DELETE": "on"})
    assert gone in plain(editor.get(address(section)))
    assert press(editor, section, summary="Something else.").status_code == 302
    assert section.exercises.get().below == "q-how-long"


# What others do meanwhile


def both_save(sign_in, document, hers, his):
    ann, ben = sign_in("Author"), sign_in("Author")
    pages = [filled(client.get(address(document))) for client in (ann, ben)]
    assert ann.post(address(document), pages[0] | hers).status_code == 302
    return ben.post(address(document), pages[1] | his, follow=True)


def test_two_people_on_one_exercise_keep_each_others_dose_and_steps(sign_in, exercise):
    photo = factories.picture()
    exercise.steps.filter(text="Sit tall.").update(picture=photo)
    exercise.record(by=None)
    hers = {"dose_times": "12", "steps-0-text": "Sit up tall."}
    his = {"dose_pain": "0", "dose_days": "", "steps-1-drawing": "sit-to-stand-2"}
    page = both_save(sign_in, exercise, hers, his)
    assert "Put together" in plain(page)
    assert stored(exercise).dose == {"times": 12, "pain": 0}
    steps = [(step.text, step.drawing, step.picture) for step in exercise.steps.all()]
    assert steps == [("Sit up tall.", "", photo), ("Stand up.", "sit-to-stand-2", None)]
    page = both_save(sign_in, exercise, {"dose_times": "15"}, {"dose_times": "20"})
    assert "How often: Times in each round" in plain(page)


def test_two_people_who_name_exercises_are_asked_about_one_dose_as_a_whole(sign_in, article, exercise):
    other = factories.exercise("Heel raise")
    new = {"exercises-TOTAL_FORMS": "2", "exercises-1-exercise": other.pk, "exercises-1-order": "2"}
    blank = {"exercises-TOTAL_FORMS": "3", "exercises-2-exercise": "", "exercises-2-order": "3"}
    both_save(sign_in, article, new, new | blank | {"summary": "Both added the same."})
    assert [row.exercise_id for row in article.exercises.all()] == [exercise.pk, other.pk]
    page = both_save(sign_in, article, {"exercises-0-dose_times": "5"}, {"exercises-0-dose_times": "6"})
    assert "Exercise of the text 1, own dose" in plain(page)
    assert "Do it 5 times." in plain(page)


def test_what_is_typed_comes_back_with_steps_dose_and_exercises(editor, article, exercise):
    typed = {"dose_sets": "2", "steps-0-drawing": "sit-to-stand-2"}
    data = row_added(filled(editor.get(address(exercise)), **typed), "steps", text="Breathe.")
    assert editor.post(address(exercise, "keep"), data, headers=SCRIPT).status_code == 200
    offer = plain(editor.get(address(exercise)))
    assert "Do it 10 times. Rest. Then do it all again." in offer
    assert "Sit to stand 2" in offer
    back = filled(editor.get(address(exercise), {"kept": "1"}))
    assert (back["dose_sets"], back["steps-0-drawing"]) == ("2", ["sit-to-stand-2"])
    assert back["steps-2-text"] == "Breathe."
    data = filled(editor.get(address(article)), **{"exercises-0-dose_times": "7"})
    editor.post(address(article, "keep"), data, headers=SCRIPT)
    assert Autosave.objects.count() == 2
    assert filled(editor.get(address(article), {"kept": "1"}))["exercises-0-dose_times"] == "7"


# What a text goes through


def test_copies_have_steps_and_exercises_and_an_earlier_version_lacks_what_is_gone(editor, article, exercise):
    press(editor, exercise, **{"steps-0-drawing": "sit-to-stand-1"})
    assert "drawing “Sit to stand 1”" in plain(editor.get(address(exercise, "compare")))
    editor.post(address(exercise, "copy"), {"title": "Chair stand"})
    copy = Exercise.objects.get(title="Chair stand")
    assert [step.drawing for step in copy.steps.all()] == ["sit-to-stand-1", ""]
    assert copy.dose == exercise.dose
    editor.post(address(article, "copy"), {"title": "Sore hips"})
    assert Article.objects.get(title="Sore hips").exercises.get().exercise_id == exercise.pk

    factories.name_exercises(article, copy)
    press(editor, article, **{"exercises-0-DELETE": "on", "exercises-1-DELETE": "on"})
    assert not article.exercises.exists()
    exercise.trash(by=None)
    exercise.delete_for_good(by=None)
    page = editor.get(address(article, "restore"), {"version": 3})
    assert "A picture, person or exercise of that version" in plain(page)
    seen = {"version": 3, "part": "everything", "seen": stored(article).version}
    assert "left out" in plain(editor.post(address(article, "restore"), seen, follow=True))
    assert [row.exercise_id for row in article.exercises.all()] == [copy.pk]


def test_who_takes_an_exercise_away_sees_which_texts_show_it(editor, article, exercise):
    section = factories.faq(questions=("How often?",))
    factories.name_exercises(section, exercise, below="q-how-often")
    factories.publish(exercise)
    factories.publish(article)
    for name in ("withdraw", "delete"):
        page = words(editor.get(address(exercise, name)))
        assert "patients no longer see it there" in plain(editor.get(address(exercise, name)))
        for text, where in [
            (article, "one of its exercises"),
            (section, "an exercise below the answer to “How often?”"),
        ]:
            row = page[page.index(f'href="{address(text)}"') :].partition("</li>")[0]
            assert where in row
    editor.post(address(exercise, "withdraw"), {"patients_get": "lead", "address": "/exercises/"})
    assert "Stand up." not in read(article)[1]
    assert read(exercise)[0] == 301


def test_slips_in_a_step_are_small_but_doses_and_when_to_stop_are_not(editor, exercise):
    texts = ["Sit near the front of the chiar.", "Wait for 5 seconds."]
    exercise = factories.exercise(steps=texts, stop_if=["your caff swells"])
    factories.publish(exercise)

    def correct(wrong, right):
        page = address(exercise, "correct")
        typed = {"wrong": wrong, "right": right, "reason": "slip"}
        return plain(editor.post(page, filled(editor.get(page), **typed), follow=True))

    assert "Corrected" in correct("chiar", "chair")
    assert "Sit near the front of the chair." in read(exercise)[1]
    assert exercise.steps.first().text == "Sit near the front of the chair."
    assert "A number may be a dose" in correct("5", "6")
    assert "below “Stop if”" in correct("caff", "calf")


def test_a_photo_of_a_step_is_in_use(editor, sign_in, exercise):
    photo = factories.picture()
    press(editor, exercise, **{"steps-0-picture": photo.pk})
    page = words(editor.get(address(photo)))
    assert f'<a href="{address(exercise)}">' in page
    response = sign_in("Administrator").post(address(photo, "delete"), {"post": "yes"}, follow=True)
    assert "cannot be deleted yet" in plain(response)
    assert type(photo).objects.filter(pk=photo.pk).exists()


def test_the_desk_leads_to_exercises(editor, author, exercise):
    desk = words(editor.get(reverse("admin:index")))
    assert reverse("admin:content_exercise_add") in desk
    assert address(exercise) in desk
    page = words(editor.get(address(factories.article())))
    assert f'<option value="{exercise.get_absolute_url()}">Sit to stand</option>' in page
    assert "Sit to stand" in words(
        editor.get(reverse("admin:content_exercise_changelist"), {"state": "draft"})
    )
    exercise.trash(by=None)
    assert "Sit to stand" in words(editor.get(reverse("admin:trash")))
