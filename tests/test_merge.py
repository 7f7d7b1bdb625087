"""Two edits of one text put together: both are in it, and what both changed is asked."""

import re
import time
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content.text import citations
from content.text.merging import merge
from content.text.merging.alignment import pieces
from content.text.merging.merge import Merge, Place, Row
from content.text.merging.source_numbers import SourceNumbers

WORDS = ["heel", "knee", "walk", "rest", "stand", "slowly", "twice", "a", "day", "[1]"]
words = st.lists(st.sampled_from(WORDS), min_size=4, max_size=8)
paragraphs = st.lists(words, min_size=2, max_size=8).map(
    lambda lines: [f"<p>Paragraph {n}: {' '.join(line)}</p>" for n, line in enumerate(lines)]
)
BODY = Place("body")


def body(*three, **answers):
    merging = Merge(**answers)
    return merging.value(BODY, merge.RICH, ["".join(side) for side in three]), merging


@st.composite
def edits(draw):
    """(base, theirs, mine, what each typed): two edits in different paragraphs."""
    base = draw(paragraphs)
    places = draw(st.permutations(range(len(base))))
    cut = draw(st.integers(1, len(base) - 1))
    sides, typed = [], []
    for side, mine in (("theirs", places[:cut]), ("mine", places[cut:])):
        lines, new = [], []
        for n, line in enumerate(base):
            how = draw(st.sampled_from(["keep", "change", "add"])) if n in mine else "keep"
            if how == "change":
                line = line.replace("</p>", f" as {side} has it</p>")
            lines.append(line)
            if how == "add":
                lines.append(f"<p>New after {n} of {side}: {draw(st.integers(0, 99))} times</p>")
            new += [lines[-1]] if how != "keep" else []
        sides.append(lines)
        typed.append(new)
    return base, *sides, [*typed[0], *typed[1]]


@settings(max_examples=60, deadline=None)
@given(edits())
def test_two_edits_in_different_paragraphs_are_both_kept(case):
    base, theirs, mine, typed = case
    merged, merging = body(base, theirs, mine)
    assert merging.asked == []
    found = pieces(merged)
    assert [piece for piece in typed if piece not in found] == []
    assert [piece for piece in base if piece in theirs and piece in mine and piece not in found] == []
    assert len(found) == len(theirs) + len(mine) - len(base)


@settings(max_examples=50, deadline=None)
@given(paragraphs, paragraphs)
def test_whoever_changed_nothing_changes_nothing(base, side):
    base, side = "".join(base), "".join(side)
    assert body(base, side, base)[0] == body(base, base, side)[0] == body(base, side, side)[0] == side


@settings(max_examples=50, deadline=None)
@given(paragraphs, paragraphs, paragraphs)
def test_no_new_paragraph_is_lost_whatever_both_did(base, theirs, mine):
    _merged, first = body(base, theirs, mine)
    answers = {clash.key: merge.BOTH if merge.BOTH in clash.choices else merge.MINE for clash in first.asked}
    answers |= {clash.key: merge.THEIRS for clash in first.asked if clash.mine is None}
    merged, second = body(base, theirs, mine, answers=answers)
    assert [clash for clash in second.asked if clash.key in answers] == []
    assert [piece for piece in (*theirs, *mine) if piece not in base and piece not in merged] == []


def cites(title, number, more):
    return f"<p>As study {title} says {more} [{number}].</p>"


def with_other_sources(draw, base, cited, side):
    """(sources, paragraphs that cite them) of someone who takes out, moves and adds some of both."""
    rows = [row for row in draw.sample(base, len(base)) if draw.random() > 0.2]
    for n in range(draw.randint(0, 2)):
        new = Row(f"her {n}" if side == "theirs" else "", {"title": f"{side}{n}"})
        rows.insert(draw.randint(0, len(rows)), new)
    rows = [replace(row, number=n if side == "mine" else None) for n, row in enumerate(rows)]
    numbers = {row.values["title"]: n for n, row in enumerate(rows, start=1)}
    kept = [title for title in cited if title in numbers]
    # What she saved has the new numbers; in what I typed, old sentences have the old ones until the save.
    old = numbers if side == "theirs" else {row.values["title"]: n for n, row in enumerate(base, start=1)}
    paragraphs = [cites(title, old[title], "this") for title in kept]
    new = draw.sample([*numbers], min(2, len(numbers)))
    return rows, paragraphs + [cites(title, numbers[title], f"more to {side}") for title in new]


@settings(max_examples=80, deadline=None)
@given(st.randoms(use_true_random=False), st.integers(0, 4))
def test_every_number_goes_on_meaning_its_source(draw, count):
    base = [Row(str(n), {"title": f"base{n}"}) for n in range(count)]
    before = [cites(row.values["title"], n, "this") for n, row in enumerate(base, start=1)]
    cited = [row.values["title"] for row in base]
    theirs, her_text = with_other_sources(draw, base, cited, "theirs")
    mine, my_text = with_other_sources(draw, base, cited, "mine")
    three, merging = (base, theirs, mine), Merge()
    deleted = {row.id for row in base} - {row.id for row in mine}
    merged = merging.rows("sources", three, {"title": merge.VALUE}, deleted=deleted)
    numbers = SourceNumbers(three, merged)
    texts = ("".join(before), "".join(her_text), "".join(my_text))
    known = (None, None, citations.Known(before))
    meant = [numbers.meant(side, texts[side], known[side]) for side in range(3)]
    text = merging.value(BODY, merge.RICH, meant)
    titles = [row.values["title"] for row in numbers.with_cited([text])]
    for title, number in re.findall(r"study (\w+) says [^[]*\[(\d+)\]", numbers.written(text)):
        if numbers.are_moved:
            assert titles[int(number) - 1] == title


LIST = "<p>Do this:</p><ul><li><p>Walk.</p></li><li><p>Rest.</p></li></ul>"
TABLE = "<table><tbody><tr><td>Heat</td><td>helps</td></tr><tr><td>Ice</td><td>can</td></tr></tbody></table>"


@pytest.mark.parametrize(
    ("base", "hers", "his"),
    [
        pytest.param(LIST, ("Walk", "Walk a lot"), ("Rest", "Sleep"), id="items of a list"),
        pytest.param(
            LIST, ("Walk", "Walk a lot"), ("</ul>", "<li><p>Ask.</p></li></ul>"), id="one item added"
        ),
        pytest.param(TABLE, ("can", "helps"), ("Heat", "Warmth"), id="rows of a table"),
    ],
)
def test_what_stands_in_lists_and_tables_is_put_together(base, hers, his):
    together, merging = body([base], [base.replace(*hers)], [base.replace(*his)])
    assert merging.asked == []
    assert together == base.replace(*hers).replace(*his)


def test_a_table_whose_columns_one_changed_is_asked_whole():
    theirs = TABLE.replace("</tr>", "<td>a</td></tr>")
    _merged, merging = body([TABLE], [theirs], [TABLE.replace("Heat", "Warmth")])
    assert [clash.theirs for clash in merging.asked] == [theirs]


def test_a_paragraph_that_one_moved_and_one_changed_is_both():
    first, second, third = (f"<p>Paragraph {n} says what helps.</p>" for n in (1, 2, 3))
    longer = "<p>Paragraph 2 says what helps, twice.</p>"
    merged, merging = body([first, second, third], [second, third, first], [first, longer, third])
    assert merging.asked == []
    assert merged == f"{longer}{third}{first}"


def test_an_answer_holds_only_for_what_was_asked():
    old, hers, mine = (["<p>Old words</p>"], ["<p>Her words</p>"], ["<p>My words</p>"])
    answers = {body(old, hers, mine)[1].asked[0].key: merge.MINE}
    assert body(old, hers, mine, answers=answers)[0] == mine[0]
    merged, again = body(old, ["<p>Her newer words</p>"], mine, answers=answers)
    assert (merged, len(again.asked)) == ("<p>Her newer words</p>", 1)


def test_key_points_that_would_be_too_many_are_asked_together():
    base = ["One", "Two", "Three", "Four"]
    merging = Merge()
    merging.value(Place("key_points"), merge.LINES, (base, [*base, "Five"], ["Zero", *base]), most=5)
    assert [(clash.shape, clash.choices) for clash in merging.asked] == [
        (merge.LINES, (merge.THEIRS, merge.MINE))
    ]


def test_a_long_text_is_put_together_within_a_second():
    rows = [Row(str(n), {"answer": f"<p>{f'Answer {n}. ' * 40}</p><p>Part two.</p>"}) for n in range(200)]
    theirs = [Row(row.id, {"answer": row.values["answer"].replace("two", "2")}) for row in rows]
    mine = [
        Row(row.id, {"answer": row.values["answer"].replace("Answer", "Reply")}) for row in reversed(rows)
    ]
    long = "".join(f"<p>{f'Sentence {n} of many. ' * 5}</p>" for n in range(1000))
    merging, start = Merge(), time.perf_counter()
    together = merging.rows("questions", (rows, theirs, mine), {"answer": merge.RICH})
    merging.value(
        BODY, merge.RICH, (long, long.replace("7 of", "seven of"), long.replace("8 of", "eight of"))
    )
    assert time.perf_counter() - start < 1
    assert merging.asked == []
    assert together[0].values["answer"] == mine[0].values["answer"].replace("two", "2")
