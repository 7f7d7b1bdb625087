"""The one folding of letters, and that A to Z, search and the watched words all go by it."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content import checks
from content.findings import findings
from content.models import Synonym, WatchedWord
from content.search import complete, search
from content.text import normalize
from content.text.alphabet import place_of
from tests.support import factories

SOFT_HYPHEN, ZERO_WIDTH, JOINER = "\u00ad", "\u200b", "\u2060"
FOLDED = {
    "Ødem": "odem",
    "Łukasz": "lukasz",
    "Straße": "strasse",
    "Đorđe": "dorde",
    "Œdème": "oedeme",
    "Cæsar": "caesar",
    "Ménière’s": "meniere's",
    "ﬁbromyalgia": "fibromyalgia",
    f"verti{SOFT_HYPHEN}go": "vertigo",
    f"knee{ZERO_WIDTH}cap": "kneecap",
    f"{JOINER}knee": "knee",
    "e\u0301cole": "ecole",
    "“Tennis” elbow": '"tennis" elbow',
    "self\u2011care": "self-care",
}


@pytest.mark.parametrize("written", FOLDED)
def test_words_that_look_or_sound_the_same_fold_to_the_same(written):
    assert normalize.fold(written) == FOLDED[written]


@given(st.text())
def test_folding_twice_changes_nothing(text):
    once = normalize.fold(text)
    assert normalize.fold(once) == once


def test_words_that_staff_enter_are_stored_lower_case_without_what_nobody_sees():
    assert normalize.squash(f" Slipped {ZERO_WIDTH}\n Dísc{SOFT_HYPHEN} ") == "slipped dísc"


@given(st.text(), st.sampled_from(["knee", "Ødem", "ﬁsh"]), st.text())
def test_what_is_found_in_folded_text_is_traced_back_to_what_is_written(before, word, after):
    text = f"{before} {word} {after}"
    spans = [text[start:end] for _match, start, end in normalize.find(re.compile(normalize.fold(word)), text)]
    assert word in spans
    assert all(normalize.fold(word) in normalize.fold(span) for span in spans)


@pytest.mark.django_db
@pytest.mark.parametrize(("title", "typed"), [("Ødem", "odem"), ("Łukasz", "lukasz"), ("Straße", "strasse")])
def test_a_text_is_found_under_the_letter_that_it_is_filed_under(title, typed):
    factories.article(f"{title} explained", live=True)
    assert place_of(title)[0] == typed[0]
    for words in (title, title.upper(), typed):
        assert [hit.title for hit in search(words, "en").hits] == [f"{title} explained"]
    assert [offer.title for offer in complete(typed[:3], "en")] == [f"{title} explained"]


@pytest.mark.django_db
@pytest.mark.parametrize("written", ["ﬁbro", f"fi{SOFT_HYPHEN}bro", f"fi{ZERO_WIDTH}bro", f"fi{JOINER}bro"])
def test_ligatures_and_signs_that_nobody_sees_hide_no_word_from_search(client, written):
    """Neither in a text nor in what is typed; and what is shown is the text as it was written."""
    factories.clinic()
    factories.article("Sore", body=f"<p>What {written} means</p>", live=True)
    for typed in ("fibro", written):
        page = client.get("/search/", {"q": typed}).content.decode()
        assert f"What <mark>{written}</mark> means" in page


@pytest.mark.django_db
def test_a_passage_marks_the_right_letters_behind_one_that_folds_to_two():
    factories.article("Sore", body="<p>Œdema and the knee: the œdema goes.</p>", live=True)
    (hit,) = search("oedema", "en").hits
    assert [piece for piece, marked in hit.passage if marked] == ["Œdema", "œdema"]
    (hit,) = search("knee", "en").hits
    assert [piece for piece, marked in hit.passage if marked] == ["knee"]


@pytest.mark.django_db
def test_synonyms_and_watched_words_are_met_however_they_are_written():
    factories.article("Swelling", live=True)
    Synonym.objects.create(words="Ødem", means="swelling")
    assert [hit.title for hit in search(f"ode{SOFT_HYPHEN}m", "en").hits] == ["Swelling"]
    WatchedWord.objects.create(kind="jargon", word="Ménière’s")
    article = factories.article(body=f"<p>You may have Meni{SOFT_HYPHEN}ere's.</p>")
    (finding,) = [one for one in findings(article.record(by=None)) if one.check == "jargon"]
    assert finding.severity == checks.WARN
    assert f"Meni{SOFT_HYPHEN}ere's" in finding.why
