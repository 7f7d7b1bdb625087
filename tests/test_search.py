"""Search for patients: what is found, in which order, and what never is."""

import datetime

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from content.models import Article, PinnedResult, SearchEntry, SearchWithoutResult, SearchWord, Synonym
from content.search import BadQuery, complete, engine, ranking, search
from tests.support import factories

pytestmark = pytest.mark.django_db


def titles(query, language="en", **more):
    return [hit.title for hit in search(query, language, **more).hits]


def completed(typed, language="en"):
    return [suggestion.title for suggestion in complete(typed, language)]


def passage_text(hit):
    return "".join(piece for piece, _marked in hit.passage)


def test_a_live_text_is_found_with_a_marked_passage():
    article = factories.article(
        "Sore knees", body="<p>Climb the stairs slowly [1]. Rest often.</p>", live=True
    )
    results = search("climbing stair", "en")
    (hit,) = results.hits
    assert (hit.title, hit.kind, hit.address) == ("Sore knees", "article", article.get_absolute_url())
    assert [piece for piece, marked in hit.passage if marked] == ["Climb", "stairs"]
    assert "[1]" not in passage_text(hit)
    assert (results.total, results.pages, results.capped, results.suggestion) == (1, 1, False, "")


def everything_about(word):
    results = search(word, "en")
    return [results.hits, results.total, results.topics, results.suggestion, completed(word[:5])]


NOTHING = [[], 0, [], "", []]


def test_what_is_not_live_shows_nowhere():
    knee = factories.topic()
    factories.article("Zebrafish draft", topics=[knee])
    planned = factories.article("Quokkavale plan", topics=[knee])
    factories.publish(planned, at=timezone.now() + datetime.timedelta(hours=1))
    gone = factories.article("Numbatfern gone", topics=[knee], live=True)
    gone.withdraw(by=None)
    trashed = factories.article("Dugongbell trash", topics=[knee], live=True)
    trashed.trash(by=None)
    changed = factories.article("Wombatmoss before", topics=[knee], live=True)
    changed.title = "Plain after"
    changed.save()
    factories.publish(changed)
    for word in ("zebrafish", "quokkavale", "numbatfern", "dugongbell", "wombatmoss"):
        assert everything_about(word) == NOTHING
        # Nor does a misspelt word tell of it.
        assert everything_about(word[:-2] + word[-1]) == NOTHING


def test_a_planned_text_is_found_from_its_second_on():
    article = factories.article("Quokkavale plan")
    edition = factories.publish(article, at=timezone.now() + datetime.timedelta(hours=1))
    assert not titles("quokkavale")
    type(edition).objects.filter(pk=edition.pk).update(live_from=timezone.now())
    assert titles("quokkavale") == ["Quokkavale plan"]


def test_the_working_copy_of_a_live_text_is_not_found():
    article = factories.article("Sore knees", live=True)
    article.title = "Zebrafish"
    article.save()
    article.record(by=None)
    assert everything_about("zebrafish") == NOTHING
    assert titles("sore knees") == ["Sore knees"]


def test_a_withdrawn_text_is_found_again_once_published_again():
    article = factories.article("Numbatfern back", live=True)
    article.withdraw(by=None)
    assert not titles("numbatfern")
    factories.publish(article)
    assert titles("numbatfern") == ["Numbatfern back"]


def test_an_answer_is_a_hit_of_its_own_and_a_document_is_one_hit():
    section = factories.faq("Your visit", questions=["What do I wear?", "Can I bring my dog?"], live=True)
    (hit,) = search("bring dog", "en").hits
    anchor = section.questions.get(question="Can I bring my dog?").anchor
    assert hit.address == f"{section.get_absolute_url()}#{anchor}"
    assert (hit.kind, hit.section, passage_text(hit)) == ("answer", "Your visit", "Loose clothes.")
    assert titles("your visit") == ["Your visit"]


def test_who_asks_for_the_subject_of_a_text_gets_the_text_and_not_one_of_its_answers():
    section = factories.faq("All that helps numbatfern knees", questions=["Numbatfern?"], live=True)
    (hit,) = search("numbatfern", "en").hits
    assert hit.address == section.get_absolute_url()
    factories.faq("What helps", questions=["Is a walk good for wombatmoss?"], live=True)
    assert titles("walk wombatmoss") == ["Is a walk good for wombatmoss?"]


def test_languages_are_apart_and_may_be_corrected():
    article = factories.article("Zebrafish", live=True)
    assert not titles("zebrafish", "es")
    article.language = "es"
    article.save()
    assert titles("zebrafish", "es") == ["Zebrafish"]
    assert not titles("zebrafish")


def test_accents_do_not_matter():
    factories.article("Menière disease", live=True)
    assert titles("meniere") == titles("MENIÈRE") == ["Menière disease"]


def test_staff_words_lead_to_the_words_of_the_texts():
    factories.article("Low back pain", live=True)
    assert not titles("lumbago")
    Synonym.objects.create(words="Lumbago", means="hip pain, low back pain")
    assert titles("lumbago") == titles("lombago") == ["Low back pain"]


def test_a_misspelt_word_is_corrected_and_the_correction_told():
    factories.article("Shoulder pain at night", live=True)
    results = search("sholder pain", "en")
    assert [hit.title for hit in results.hits] == ["Shoulder pain at night"]
    assert results.suggestion == "shoulder pain"
    assert search("shoulder pain", "en").suggestion == ""
    assert search("sholder", "en", exact=True).hits == []
    assert search("sholder", "en", exact=True).suggestion == ""


def test_a_guess_is_a_word_that_patients_may_read_in_just_that_form():
    """The index takes "organization" and "organ" for one word; only one of them may be told of."""
    factories.article("Organ pain", live=True)
    factories.publish(factories.article("Organization"), at=timezone.now() + datetime.timedelta(hours=1))
    assert "organization" not in search("organizatoin", "en").suggestion
    factories.article("An organization for all", live=True)
    assert search("organizatoin", "en").suggestion == "organization"


def test_the_last_word_may_be_unfinished():
    factories.article("Shoulder needling", live=True)
    assert titles("shoulder needli") == titles("shou") == ["Shoulder needling"]
    assert completed("needli") == completed("shoulder ne") == completed("shoulder n") == ["Shoulder needling"]
    assert completed("x") == completed("") == completed("x" * 10_000) == []


def test_a_suggestion_is_the_address_of_a_page_or_an_answer():
    article = factories.article("Sore knees", live=True)
    section = factories.faq("Your visit", questions=["Is my knee sore?"], live=True)
    answer = f"{section.get_absolute_url()}#{section.questions.get().anchor}"
    kinds = {(row.title, row.address, row.kind) for row in complete("knee", "en")}
    assert kinds == {
        ("Sore knees", article.get_absolute_url(), "article"),
        ("Is my knee sore?", answer, "answer"),
    }


def test_what_is_suggested_begins_as_typed_or_is_meant_by_it():
    for title in ("Common questions", "Inside a needle", "The cost of a visit", "Insurance", "Dizzy in bed"):
        factories.article(title, live=True)
    Synonym.objects.create(words="vertigo", means="spinning, dizzy")
    assert completed("cos") == ["The cost of a visit"]
    assert completed("ins") == ["Insurance", "Inside a needle"]
    assert completed("vertigo") == completed("vert") == ["Dizzy in bed"]
    factories.article("Plain title", body="<p>The wombatmoss.</p>", live=True)
    assert completed("wombatm") == ["Plain title"]


def test_staff_put_an_answer_first_while_it_is_live():
    factories.article("Parking for bikes", live=True)
    section = factories.faq("Getting here", questions=["Is there parking?"], live=True)
    anchor = section.questions.get().anchor
    PinnedResult.objects.create(query="the Bike  Park", document=section, anchor=f"#{anchor}")
    first, second = search("bikes parking", "en").hits
    assert (first.title, first.pinned, second.pinned) == ("Is there parking?", True, False)
    assert search("parking", "en").hits[0].pinned is False
    section.withdraw(by=None)
    assert titles("bike park") == ["Parking for bikes"]


def test_topics_are_counted_and_filter():
    legs = factories.topic("Legs")
    knee = factories.topic("Knee", parent=legs)
    arms = factories.topic("Arms")
    factories.article("Move the knee", topics=[knee, legs], live=True)
    factories.article("Move the arm", topics=[arms], live=True)
    counted = {topic.name: count for topic, count in search("move", "en").topics}
    assert counted == {"Legs": 1, "Knee": 1, "Arms": 1}
    assert titles("move", topic=legs) == ["Move the knee"]
    assert len(search("move", "en", topic=arms).topics) == 3


def test_pages_of_ten_and_none_with_three_or_fewer():
    for number in range(13):
        factories.article(f"Move {number}", live=True)
    whole = search("move", "en")
    assert (whole.total, whole.pages, len(whole.hits)) == (13, 1, 13)
    factories.article("Move on", live=True)
    first, last = search("move", "en"), search("move", "en", 99)
    assert (first.total, first.pages, len(first.hits)) == (14, 2, 10)
    assert (last.page, len(last.hits)) == (2, 4)
    assert len({hit.address for hit in first.hits + last.hits}) == 14


@pytest.mark.parametrize(
    "query",
    [
        "",
        "   ",
        "\x00",
        "knee\x00pain",
        '"',
        "'; DROP TABLE content_document; --",
        'knee" OR "pain',
        "NEAR(knee pain)",
        "AND",
        "knee AND NOT OR",
        "title:knee",
        "knee* -pain ^sore (",
        "* : & | ! <-> \\",
        "%s %(x)s {0} {knee}",
        "\ud800 knee \udfff",
        "ركبة مؤلمة",
        "膝の痛み",
        "колено",
        "🦵💥",
        "e\u0301 " * 60,
        "a b c d e f g h i j k l m n o p",
        "x" * 200,
        "ß ﬁ ² ١٢ İ K",
        "knee " * 40,
    ],
)
def test_whatever_is_typed_gives_results(query):
    factories.article("Sore knees", live=True)
    factories.faq(questions=["Where is my knee?"], live=True)
    assert search(query, "en").total in range(3)
    assert isinstance(complete(query, "en"), list)


def test_too_much_is_refused_in_plain_words():
    with pytest.raises(BadQuery, match="too long"):
        search("knee " * 2000, "en")


def with_both_words(entries):
    """A section and its answers: so many entries with both words; and an article with one of them."""
    questions = [f"Numbatfern wombatmoss {number}?" for number in range(entries - 1)]
    factories.faq("All", questions=questions, live=True)
    factories.article("Numbatfern alone", live=True)


def test_where_few_texts_have_all_the_words_those_with_some_come_behind():
    with_both_words(19)
    assert titles("numbatfern wombatmoss")[-1] == "Numbatfern alone"


def test_where_twenty_entries_have_all_the_words_no_others_are_shown():
    with_both_words(20)
    assert "Numbatfern alone" not in titles("numbatfern wombatmoss")


def test_very_many_matches_are_not_all_ranked_and_it_is_told(monkeypatch):
    monkeypatch.setattr(ranking, "MOST_CANDIDATES", 3)
    for number in range(3):
        factories.article(f"Move {number}", live=True)
    assert search("move", "en").capped
    monkeypatch.setattr(ranking, "MOST_CANDIDATES", 4)
    assert not search("move", "en").capped


def test_eight_suggestions_are_offered_at_most():
    factories.faq("All", questions=[f"Numbatfern {number}?" for number in range(9)], live=True)
    assert len(complete("numbatf", "en")) == 8


def test_of_many_unknown_words_four_are_guessed():
    for word in ("shoulder", "balance", "running", "stretch", "walking"):
        factories.article(f"{word} well", live=True)
    typed = "sholder balnce runing strech walkng well"
    assert search(typed, "en").suggestion == "shoulder balance running stretch walkng well"


def test_all_is_indexed_again_however_few_at_a_time(monkeypatch):
    monkeypatch.setattr(engine, "REBUILT_AT_ONCE", 2)
    for number in range(5):
        factories.article(f"Move {number}", live=True)
    SearchEntry.objects.all().delete()
    assert engine.rebuild() == 5
    assert len(titles("move")) == 5


def test_rebuilding_twice_changes_nothing_and_mends_all():
    factories.article("Sore knees", live=True)
    factories.faq(live=True)
    before = list(
        SearchEntry.objects.order_by("edition", "anchor").values("edition", "anchor", "title", "body")
    )
    SearchEntry.objects.all().delete()
    assert not titles("sore knees")
    for _time in range(2):
        call_command("rebuild_search", verbosity=0)
        after = SearchEntry.objects.order_by("edition", "anchor").values("edition", "anchor", "title", "body")
        assert list(after) == before
    assert titles("sore knees") == ["Sore knees"]
    assert search("sore kneez", "en").suggestion


def test_rebuilding_indexes_what_is_live_or_planned():
    factories.faq("Your visit", questions=["Can I bring my dog?"], live=True)
    soon = timezone.now() + datetime.timedelta(hours=1)
    planned = factories.publish(factories.article("Quokkavale plan"), at=soon)
    factories.article("Numbatfern gone", live=True).withdraw(by=None)
    SearchEntry.objects.all().delete()
    SearchWord.objects.all().delete()
    assert not search("dog", "en").hits
    call_command("rebuild_search", verbosity=0)
    indexed = set(SearchEntry.objects.values_list("title", flat=True))
    assert indexed == {"Your visit", "Can I bring my dog?", "Quokkavale plan"}
    assert [hit.title for hit in search("bring dgo", "en").hits] == ["Can I bring my dog?"]
    assert not search("quokkavale", "en").hits
    type(planned).objects.filter(pk=planned.pk).update(live_from=timezone.now())
    assert search("quokkavale", "en").hits


def test_rebuilding_leaves_no_words_waiting_outside_of_the_index():
    if connection.vendor != "postgresql":
        pytest.skip("PostgreSQL's way")
    factories.article("Sore knees", live=True)
    call_command("rebuild_search", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("SELECT reloptions FROM pg_class WHERE relname LIKE 'content_search%vector'")
        assert cursor.fetchall() == [(["fastupdate=off"],)] * 2
        cursor.execute("SELECT gin_clean_pending_list('content_search_vector'::regclass)")
        assert cursor.fetchone() == (0,)


def test_the_index_holds_no_edition_that_is_over():
    article = factories.article("Sore knees", live=True)
    article.title = "Sorer knees"
    article.save()
    factories.publish(article)
    assert list(SearchEntry.objects.values_list("title", flat=True)) == ["Sorer knees"]


def test_the_database_keeps_its_index_by_itself():
    if connection.vendor != "sqlite":
        pytest.skip("triggers are SQLite's way")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name LIKE 'content_search%'"
        )
        assert len(cursor.fetchall()) == 3


def test_searching_writes_nothing(django_assert_max_num_queries):
    factories.article("Sore knees", live=True)
    with django_assert_max_num_queries(34) as asked:
        search("sore kneees qqqq", "en")
    assert not [
        row for row in asked.captured_queries if row["sql"].startswith(("INSERT", "UPDATE", "DELETE"))
    ]


def test_queries_do_not_grow_with_hits():
    def queries(hits):
        while Article.objects.count() < hits:
            factories.article("Sore knees", live=True)
        with CaptureQueriesContext(connection) as asked:
            assert len(search("sore knees", "en").hits) == hits
        return len(asked)

    about_the_transaction = 3 if connection.vendor == "postgresql" else 0
    assert queries(2) == queries(8) <= 16 + about_the_transaction


def test_searches_without_result_are_counted_without_persons_and_rare_ones_not_told():
    for _time in range(3):
        SearchWithoutResult.objects.count_search("Hip replacement 555-0100 me@example.com", "en", "part")
    SearchWithoutResult.objects.count_search("pat sample", "en", "nothing")
    SearchWithoutResult.objects.count_search("12345 🦵 \x00", "en", "nothing")
    assert list(SearchWithoutResult.objects.frequent()) == [
        {"language": "en", "term": "hip replacement", "shown": "part", "instead": "", "times": 3}
    ]
    assert set(SearchWithoutResult.objects.values_list("term", "count")) == {
        ("hip replacement", 3),
        ("pat sample", 1),
    }


def test_rare_terms_are_forgotten_after_thirty_days():
    SearchWithoutResult.objects.count_search("pat sample", "en", "nothing")
    for _time in range(3):
        SearchWithoutResult.objects.count_search("hip replacement", "en", "nothing")
    SearchWithoutResult.objects.update(day=timezone.localdate() - datetime.timedelta(days=31))
    SearchWithoutResult.objects.count_search("new today", "en", "nothing")
    assert set(SearchWithoutResult.objects.values_list("term", flat=True)) == {"hip replacement", "new today"}


def test_a_word_is_respelled_only_where_nothing_else_is_likely():
    factories.article("Work and pain: a color for each needle", body="<p>Shoulder, medical.</p>", live=True)
    for real in ("worn", "dolor", "medicare", "plavix"):
        assert search(real, "en").suggestion == ""
    for unsure in ("wokr", "eedle"):  # short; its first letter would be another
        assert search(unsure, "en").suggestion == ""
    factories.person(name="Nedle Colr")
    assert search("nedle", "en").suggestion == ""
    assert search("needel", "en").suggestion == "needle"


# All of the words, or part of them


def test_where_no_text_has_all_the_words_the_nearest_say_what_they_have():
    factories.article("Sore knees", live=True)
    factories.article("Recovery", live=True)
    results = search("total knee replacement recovery", "en")
    assert results.is_partial
    expected = [("total", False), ("knee", True), ("replacement", False), ("recovery", True)]
    assert results.asked == expected
    assert {hit.title: hit.has for hit in results.hits} == {"Sore knees": ["knee"], "Recovery": ["recovery"]}
    assert not search("sore knee", "en").is_partial
    assert not search("best knee after today", "en").is_partial


def test_words_far_from_each_other_in_a_text_about_something_else_are_no_answer():
    far = f"<p>Hold the wombatmoss. {'Then rest a while. ' * 30} Your dugongbell may be sore.</p>"
    factories.article("Walking", body=far, live=True)
    assert search("wombatmoss dugongbell", "en").is_partial
    near = factories.article("Running", body="<p>Hold the wombatmoss and the dugongbell.</p>", live=True)
    results = search("wombatmoss dugongbell", "en")
    assert not results.is_partial
    assert results.hits[0].address == near.get_absolute_url()


def test_a_real_word_that_nothing_has_is_offered_what_a_title_says_and_never_respelled():
    factories.article("Goats", body="<p>A glut of grout.</p>", live=True)
    results = search("goat", "en")
    assert not results.offer
    results = search("gouts", "en")
    assert (results.hits, results.suggestion) == ([], "")
    results = search("gats", "en")
    assert (results.hits, results.suggestion, results.offer) == ([], "", "goats")


# Whole words


@pytest.mark.parametrize("typed", ["bus", "want to die"])
def test_a_right_word_is_not_taken_for_the_beginning_of_another(typed):
    factories.article("Busy dietitian", body="<p>She buscamos, diets and busses.</p>", live=True)
    assert not titles(typed)


# Synonyms


def test_a_synonym_never_pushes_a_text_down_that_has_the_words_as_typed():
    factories.article("Other", body="<p>A wombatmoss, once.</p>", live=True)
    Synonym.objects.create(words="wombatmoss", means="quokkavale")
    for _number in range(3):
        factories.article("Quokkavale", body="<p>Quokkavale and quokkavale.</p>", live=True)
    assert titles("wombatmoss")[0] == "Other"
    assert titles("best wombatmoss")[0] == "Other"


def test_the_words_of_a_synonym_may_stand_in_another_order():
    factories.article("Low back pain", live=True)
    Synonym.objects.create(words="threw my back out", means="low back pain")
    Synonym.objects.create(words="work out", means="low back")
    assert titles("threw out my back") == titles("i threw my poor back out") == ["Low back pain"]
    assert not titles("out of work")


# Passages


def test_a_passage_ends_with_a_sentence():
    sentence = "Move the wombatmoss slowly, and rest it well before you go on. "
    factories.article("Long", body=f"<p>{sentence * 20}</p>", live=True)
    (hit,) = search("wombatmoss", "en").hits
    assert passage_text(hit).endswith("go on. ")
    assert 100 < len(passage_text(hit)) < 300
