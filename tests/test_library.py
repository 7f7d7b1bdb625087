"""The picture library: what a picture says, where it is used, what stays in view where it is cut."""

import pytest

from content import pictures

pytestmark = pytest.mark.django_db


# What a picture says


@pytest.mark.parametrize(
    "alt",
    [
        "IMG_0412",
        "img-0412",
        "DSC00123",
        "P1010023",
        "20240112_101500",
        "2024-01-12",
        "knee.jpg",
        "My new knee.PNG",
        "knee_bent_final",
        "IMG-20240112-WA0003",
        "Screenshot 2024-01-12 at 10.15.00",
        "WhatsApp Image 2024-01-12 at 10.15.00",
        "image1",
        "Image 3",
        "photo",
        "untitled",
        "...",
    ],
)
def test_a_file_name_says_nothing(alt):
    assert "looks like the name of a file" in pictures.alt_problem(alt)


@pytest.mark.parametrize(
    "alt",
    [
        "Image of a knee",
        "image: a knee",
        "A picture of a knee",
        "The photo of a knee",
        "Photograph of a knee",
        "picture showing a knee",
        "Imagen de una rodilla",
        "Una foto de una rodilla",
    ],
)
def test_nobody_needs_to_hear_that_it_is_a_picture(alt):
    assert "Leave out" in pictures.alt_problem(alt)


@pytest.mark.parametrize(("alt", "caption"), [("Bend it", "Bend it."), ("bend  IT.", "Bend it")])
def test_the_caption_is_not_said_twice(alt, caption):
    assert "caption" in pictures.alt_problem(alt, caption)


def test_it_is_one_short_sentence():
    assert "125" in pictures.alt_problem("knee " * 26)
    assert pictures.alt_problem("a knee " * 17) is None


@pytest.mark.parametrize(
    "alt",
    [
        "",
        "  ",
        "Knee",
        "A drawn knee",
        "MRI",
        "L5-S1",
        "Drawing of a knee",
        "Photo album on a table",
        "A person takes a picture of a knee",
        "A hand holds an image.",
        "Three steps, 100 meters apart",
        "Stand up.",
        "Scan of the lower back",
        "x",
    ],
)
def test_words_that_say_what_it_shows_are_fine(alt):
    assert pictures.alt_problem(alt, "") is None
    assert pictures.alt_problem(alt, "Another sentence.") is None
