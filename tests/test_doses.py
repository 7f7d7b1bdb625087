"""How often an exercise is done: numbers in, plain sentences out."""

import pytest

from content.text import doses


@pytest.mark.parametrize(
    ("dose", "sentences"),
    [
        ({}, []),
        ({"times": 1}, ["Do it 1 time."]),
        (
            {"times": 10, "sets": 2, "rest": 60, "a_day": 2, "days": 3},
            [
                "Do it 10 times. Rest for 1 minute. Then do it all again.",
                "Do this 2 times a day, on 3 days a week.",
            ],
        ),
        (
            {"times": 8, "hold": 5, "each_side": True, "sets": 3, "days": 7},
            [
                "Do it 8 times on each side. Hold for 5 seconds each time. Do 3 rounds. Rest in between.",
                "Do this every day.",
            ],
        ),
        (
            {"hold": 30, "each_side": True, "days": 1},
            ["Hold for 30 seconds on each side.", "Do this on 1 day a week."],
        ),
        ({"times": 1, "hold": 90}, ["Do it 1 time. Hold for 1 minute and 30 seconds."]),
        ({"minutes": 1, "a_day": 1}, ["Do it for 1 minute.", "Do this once a day."]),
        ({"minutes": 5, "each_side": True}, ["Do it for 5 minutes on each side."]),
        (
            {"times": 12, "load": "a light band", "sets": 2},
            ["Do it 12 times. Use a light band. Rest. Then do it all again."],
        ),
        ({"times": 5, "pain": 0}, ["Do it 5 times.", "It should not hurt."]),
        (
            {"pain": 3},
            ["Some pain is all right, up to 3 on a scale of 0 to 10. It should ease by the next day."],
        ),
    ],
)
def test_a_dose_prints_as_sentences(dose, sentences):
    assert list(doses.problems(dose)) == []
    assert doses.sentences(dose) == sentences


@pytest.mark.parametrize(
    "dose",
    [
        [],
        "ten times",
        {"often": 3},
        {"times": 0},
        {"times": 101},
        {"times": "10"},
        {"times": True},
        {"days": 8},
        {"pain": 11},
        {"load": "x" * 61},
        {"load": 5},
        {"each_side": "yes"},
        {"times": 10, "minutes": 5},
    ],
)
def test_what_is_no_dose_is_refused_in_words(dose):
    problems = list(doses.problems(dose))
    assert problems and all(problem.endswith(".") for problem in problems)
