"""Two people on one text: what both wrote is kept, and where they wrote over each other it is asked."""

import re

import pytest

from content.models import Autosave, MenuItem, Redirect, Synonym, WarningSign, WatchedWord
from tests.support import factories
from tests.support.admin_forms import address, errors, filled, press, row_added
from tests.support.html import words

pytestmark = pytest.mark.django_db

BODY = (
    "<h2>What helps</h2><p>Walk a little every day.</p><p>Stand on a stair for 20 seconds.</p>"
    "<p>Rest at night.</p>"
)


@pytest.fixture
def two(sign_in):
    factories.clinic()
    ann = sign_in("Author", username="ann", first_name="Priya", last_name="Anand")
    return ann, sign_in("Author", username="ben")


@pytest.fixture
def article():
    article = factories.article(body=BODY, summary="First summary.", topics=[factories.topic("Knee")])
    for order, name in enumerate(("Bath", "Sleep", "Work"), start=1):
        article.questions.create(
            question=f"{name}?", answer=f"<p>{name}, yes.</p><p>See us.</p>", order=order
        )
    article.sources.create(title="First study", order=1)
    article.sources.create(title="Second study", order=2)
    article.record(by=None)
    return article


def saved_by_both(two, document, hers, his):
    """Both open the form, she saves first; the answer to him. `hers`: what she types, or what makes it."""
    (ann, ben), pages = two, []
    for client in two:
        pages.append(filled(client.get(address(document))))
    typed = [
        change(page) if callable(change) else page | change
        for page, change in zip(pages, (hers, his), strict=True)
    ]
    assert ann.post(address(document), typed[0]).status_code == 302
    return ben.post(address(document), typed[1], follow=True)


def stored(document):
    return type(document).objects.get(pk=document.pk)


def questions_of(page):
    """{legend: name of its radio buttons} of what the page asks."""
    found = re.findall(r'<legend>(.*?)</legend>.*?name="(answer-[^"]+)"', words(page), re.DOTALL)
    return dict(found)


def answered(client, document, page, *answers, **typed):
    """Choose in the order of the page, and save."""
    names = questions_of(page).values()
    chosen = dict(zip(names, answers, strict=True))
    return client.post(address(document), filled(page) | chosen | typed | {"_save": "1"}, follow=True)


def test_topics_in_another_order_are_no_change(two, article):
    leg = factories.topic("Leg", order=90)  # before its parts in the form, behind them in lists
    article.topics.set([leg, factories.topic("Ankle", parent=leg, order=1)])
    page = saved_by_both(two, article, {"summary": "Hers."}, {"summary": "His."})
    put_together = words(page).partition("Put together without asking")[2]
    assert "Topics" not in put_together
    assert [*questions_of(page)] == ["Summary"]


def test_changes_in_different_places_are_put_together_and_said(two, article):
    hers = {"title": "Title of Priya", "questions-2-answer": "<p>Work, no.</p><p>See us.</p>"}
    hers["body"] = BODY.replace("20 seconds", "45 seconds")
    his = {
        "summary": "Summary of Ben.",
        "questions-2-question": "At work?",
        "questions-0-question": "A bath?",
    }
    his["body"] = BODY.replace("a little every day", "twice a day") + "<p>Ask us.</p>"
    page = saved_by_both(two, article, hers, his)
    said = re.search(r"Put together with what Priya Anand saved at \d+:\d\d [AP]M: (.*?)\.<", words(page))
    assert said[1] == "Title, Text, Question 3"
    text = article.latest_revision.text
    assert (text.title, text.summary) == ("Title of Priya", "Summary of Ben.")
    assert text.body == BODY.replace("20 seconds", "45 seconds").replace(
        "a little every day", "twice a day"
    ) + ("<p>Ask us.</p>")
    assert [row["question"] for row in text.questions] == ["A bath?", "Sleep?", "At work?"]
    assert text.questions[2]["answer"] == "<p>Work, no.</p><p>See us.</p>"
    assert article.latest_revision.created_by == two[1].user


def test_the_same_words_are_asked_and_nothing_else(two, article):
    hers = {"body": BODY.replace("20 seconds", "45 seconds"), "title": "Title of Priya"}
    his = {"body": BODY.replace("20 seconds", "30 seconds"), "summary": "Summary of Ben."}
    page = saved_by_both(two, article, hers, his)
    assert [*questions_of(page)] == ["Text, under “What helps”"]
    assert "Keep Priya’s" in words(page)
    assert stored(article).body == hers["body"]
    ben = two[1]
    again = ben.post(address(article), filled(page) | {"_save": "1"})
    assert "choose what stays in each place" in words(again)
    assert stored(article).body == hers["body"]
    answered(ben, article, again, "both")
    assert stored(article).body == BODY.replace(
        "<p>Stand on a stair for 20 seconds.</p>",
        "<p>Stand on a stair for 45 seconds.</p><p>Stand on a stair for 30 seconds.</p>",
    )
    assert (stored(article).title, stored(article).summary) == ("Title of Priya", "Summary of Ben.")


def test_a_third_save_meanwhile_is_asked_again_where_it_changed_the_same(two, article, sign_in):
    hers = {"body": BODY.replace("20 seconds", "45 seconds"), "questions-0-question": "A bath?"}
    his = {"body": BODY.replace("20 seconds", "30 seconds"), "questions-0-question": "A shower?"}
    page = saved_by_both(two, article, hers, his)
    assert [*questions_of(page)] == ["Text, under “What helps”", "Question 1, question"]
    third = {"body": BODY.replace("20 seconds", "60 seconds"), "title": "Title of Zoe"}
    press(sign_in("Author", username="zoe"), article, **third)
    ben = two[1]
    page = answered(ben, article, page, "mine", "mine")
    assert [*questions_of(page)] == ["Text, under “What helps”"]
    assert "Priya Anand and zoe saved" in words(page)
    assert "Keep theirs" in words(page)
    assert stored(article).body == third["body"]
    page = answered(ben, article, page, "theirs")
    assert [*questions_of(page)] == []
    assert (stored(article).body, stored(article).title) == (third["body"], "Title of Zoe")


def test_what_was_typed_stays_kept_and_in_the_form_until_it_is_saved(two, article):
    page = saved_by_both(two, article, {"title": "Title of Priya"}, {"title": "Title of Ben"})
    ben = two[1]
    assert Autosave.objects.get(user=ben.user).fields["title"] == ["Title of Ben"]
    back = ben.post(address(article), filled(page) | {"_back": "1"})
    assert "Not saved yet: this is your text as you typed it." in words(back)
    assert "Please correct the error" not in words(back)
    assert filled(back)["title"] == "Title of Ben"
    put_back = ben.get(address(article) + "?kept=1")
    for form in (back, put_back):
        assert [*questions_of(ben.post(address(article), filled(form) | {"_save": "1"}))] == ["Title"]
        assert stored(article).title == "Title of Priya"
    page = ben.post(address(article), filled(back) | {"title": "Title of Priya", "_save": "1"}, follow=True)
    assert "Saved" in words(page) or "Draft saved" in words(page)
    assert not Autosave.objects.exists()


def reordered(page, slot, *order):
    return page | {f"{slot}-{number}-order": str(place) for number, place in enumerate(order)}


@pytest.mark.parametrize(
    ("hers", "his", "expected"),
    [
        pytest.param(
            lambda page: row_added(page, "questions", question="Hers?", answer="<p>A.</p>"),
            lambda page: row_added(page, "questions", question="His?", answer="<p>A.</p>"),
            ["Bath?", "Sleep?", "Work?", "Hers?", "His?"],
            id="both added one",
        ),
        pytest.param(
            lambda page: reordered(page, "questions", 3, 1, 2),
            lambda page: row_added(page, "questions", question="His?", answer="<p>A.</p>"),
            ["Sleep?", "Work?", "His?", "Bath?"],
            id="one moved one, one added one",
        ),
        pytest.param(
            lambda page: page | {"questions-1-DELETE": "on"},
            lambda page: reordered(page, "questions", 3, 2, 1),
            ["Work?", "Bath?"],
            id="one took one out, one moved them",
        ),
        pytest.param(
            lambda page: page | {"questions-1-DELETE": "on"},
            lambda page: page | {"questions-1-DELETE": "on", "title": "Other"},
            ["Bath?", "Work?"],
            id="both took one out",
        ),
    ],
)
def test_rows_are_put_together_without_a_question(two, article, hers, his, expected):
    page = saved_by_both(two, article, hers, his)
    assert questions_of(page) == {}
    assert [row.question for row in article.questions.all()] == expected


@pytest.mark.parametrize(
    ("answer", "expected"), [("theirs", ["Bath?", "Work?"]), ("mine", ["Bath?", "Sleep well?", "Work?"])]
)
def test_a_row_that_one_took_out_and_one_changed_is_asked(two, article, answer, expected):
    hers, his = {"questions-1-DELETE": "on"}, {"questions-1-question": "Sleep well?", "summary": "Of Ben."}
    page = saved_by_both(two, article, hers, his)
    assert [*questions_of(page)] == ["Question 2"]
    assert "(taken out)" in words(page)
    answered(two[1], article, page, answer)
    assert [row.question for row in article.questions.all()] == expected
    assert stored(article).summary == "Of Ben."


def test_a_row_that_i_took_out_and_another_changed_is_asked(two, article):
    page = saved_by_both(two, article, {"questions-1-question": "Sleep well?"}, {"questions-1-DELETE": "on"})
    assert [*questions_of(page)] == ["Question 2"]
    answered(two[1], article, page, "mine")
    assert [row.question for row in article.questions.all()] == ["Bath?", "Work?"]


def test_how_a_text_is_filed_is_put_together_too(sign_in, article):
    factories.clinic()
    two = sign_in("Editor", username="ann"), sign_in("Editor", username="ben")
    topics = {name: factories.topic(name) for name in ("Hip", "Foot", "Neck")}
    article.topics.add(topics["Neck"])
    knee = article.topics.get(name="Knee")
    hers = {
        "slug": "new-address",
        "topics": [knee.pk, topics["Neck"].pk, topics["Hip"].pk],
        "no_red_flags": "on",
    }
    his = {"topics": [knee.pk, topics["Foot"].pk], "review_months": "12"}
    page = saved_by_both(two, article, hers, his)
    assert questions_of(page) == {}
    assert "Put together with what another person saved" in words(page)
    now = stored(article)
    assert (now.slug, now.review_months, now.no_red_flags) == ("new-address", 12, True)
    assert {topic.name for topic in now.topics.all()} == {"Knee", "Hip", "Foot"}


def test_words_for_a_picture_are_asked_where_another_chose_another_picture(two):
    old, new = factories.picture(), factories.picture()
    article = factories.article(hero=old)
    page = saved_by_both(two, article, {"hero": new.pk}, {"hero_alt": "A knee that bends"})
    assert [*questions_of(page)] == ["What it shows"]
    assert stored(article).hero == new


def test_what_is_typed_wrong_can_meet_what_another_saved(two, article):
    many = "\n".join(f"name {n}" for n in range(9))
    page = saved_by_both(two, article, {"also_known_as": "jumper’s knee"}, {"also_known_as": many})
    assert [*questions_of(page)] == ["Also known as"]
    page = answered(two[1], article, page, "mine")
    assert "There are 9 lines" in errors(page)
    assert filled(page)["also_known_as"] == many
    assert stored(article).also_known_as == ["jumper’s knee"]


def test_line_breaks_as_browsers_send_them_are_no_change(two):
    article = factories.article(summary="First line.\nSecond line.")
    hers, his = {"summary": "First line.\r\nAnother line."}, {"summary": "First line.\r\nSecond line."}
    page = saved_by_both(two, article, hers, his)
    assert questions_of(page) == {}
    assert "Another line." in stored(article).summary


@pytest.mark.parametrize("opened", ["", "[]", "{", '{"fields": 1, "rows": {"sources": [1, "x"]}}', "null"])
def test_a_form_that_does_not_tell_how_it_was_opened_overwrites_nothing(two, article, opened):
    page = saved_by_both(two, article, {"slug": "new-address"}, {"opened": opened, "summary": "Of Ben."})
    assert [*questions_of(page)] == ["Address"]
    assert stored(article).slug == "new-address"


def test_numbers_in_the_text_follow_their_sources(two, article):
    cited = "<p>Heat helps [1].</p><p>Rest helps [2].</p><p>Ice helps [1-2].</p>"
    press(two[0], article, body=cited, key_points_0="Move [2].")

    def added(title, cites):
        def typed(page):
            page = row_added(page, "sources", title=title, order="2") | {"sources-1-order": "3"}
            return page | {"body": page["body"] + f"<p>{title} says so [2].</p>"}

        return typed

    page = saved_by_both(two, article, added("Her study", 2), added("His study", 2))
    assert questions_of(page) == {}
    assert [row.title for row in article.sources.all()] == [
        "First study",
        "Her study",
        "His study",
        "Second study",
    ]
    assert stored(article).body == (
        "<p>Heat helps [1].</p><p>Rest helps [4].</p><p>Ice helps [1, 4].</p>"
        "<p>Her study says so [2].</p><p>His study says so [3].</p>"
    )
    assert stored(article).key_points[0] == "Move [4]."


def test_a_source_that_one_took_out_and_the_other_cites_stays(two, article):
    hers = {"body": BODY + "<p>Ice helps [2].</p>"}
    page = saved_by_both(two, article, hers, {"sources-1-DELETE": "on", "summary": "Of Ben."})
    assert questions_of(page) == {}
    assert [row.title for row in article.sources.all()] == ["First study", "Second study"]
    assert stored(article).body == hers["body"]


def test_a_mistake_is_shown_in_the_form_that_has_both(two, article):
    page = saved_by_both(
        two, article, {"title": "Title of Priya"}, {"summary": "Of Ben.", "slug": "no address!"}
    )
    assert "Put together with" in words(page)
    assert errors(page)
    assert stored(article).summary == "First summary."
    assert filled(page)["title"] == "Title of Priya"
    two[1].post(address(article), filled(page) | {"slug": "address"})
    assert (stored(article).title, stored(article).summary) == ("Title of Priya", "Of Ben.")


def test_a_save_by_script_shows_the_text_that_was_put_together(two, article):
    ann, ben = two
    by_script = {"X-Requested-With": "fetch"}
    data = row_added(filled(ben.get(address(article))), "questions", id="", question="New?", answer="x")
    ben.post(address(article), data | {"_save": "1"}, headers=by_script)  # the answer to it was lost
    press(ann, article, title="Title of Priya")
    answer = ben.post(address(article), data | {"summary": "Of Ben.", "_save": "1"}, headers=by_script).json()
    assert answer["asks"] == address(article)
    assert "Put together with what Priya Anand saved" in words(ben.get(address(article)))
    assert (stored(article).title, stored(article).summary) == ("Title of Priya", "Of Ben.")
    assert [row.question for row in article.questions.all()] == ["Bath?", "Sleep?", "Work?", "New?"]


@pytest.mark.parametrize("button", ["_publish", "_schedule", "_withdraw", "_preview"])
def test_no_button_goes_past_a_question(editor, button):
    article = factories.article(summary="First summary.", live=True)
    late = filled(editor.get(address(article)))
    press(editor, article, summary="Second summary.")
    page = editor.post(address(article), late | {"summary": "Late summary.", button: "1"})
    assert [*questions_of(page)] == ["Summary"]
    assert "You (in another window) saved this while" in words(page)
    assert article.latest_revision.content["summary"] == "Second summary."
    assert article.edition.number == 1
    assert article.edition.live_until is None


def test_nothing_is_published_that_its_publisher_did_not_read(editor, sign_in):
    document = factories.page(live=True)
    late = filled(editor.get(address(document)))
    press(sign_in("Editor"), document, title="Other title")
    page = editor.post(address(document), late | {"summary": "Of Edna.", "_publish": "1"}, follow=True)
    assert "Saved, not published" in words(page)
    assert (stored(document).title, stored(document).summary) == ("Other title", "Of Edna.")
    assert document.edition.number == 1


@pytest.mark.parametrize("make", [factories.faq, factories.topic, factories.person])
def test_what_was_typed_about_what_another_person_deleted_is_not_lost(administrator, make):
    row = make()
    typed = {"title": "Words of mine", "name": "Words of mine", "summary": "About <b> nothing.", "order": "7"}
    data = filled(administrator.get(address(row))) | typed
    row.delete()
    page = administrator.post(address(row), data)
    assert page.status_code == 410
    assert "<p>Words of mine</p>" in words(page)
    assert "<p>About &lt;b&gt; nothing.</p>" in words(page)
    assert not type(row).objects.exists()
    assert administrator.get(address(row), follow=True).status_code == 200


def test_publishing_by_another_person_is_no_conflict(two, sign_in):
    ann, _ben = two
    article = factories.article(summary="First summary.")
    data = filled(ann.get(address(article)))
    factories.publish(article)
    page = ann.post(address(article), data | {"summary": "Summary of Ann."}, follow=True)
    assert "Draft saved. Patients still see version 1." in words(page)
    article.refresh_from_db()
    assert article.summary == "Summary of Ann."


def test_a_save_that_changes_nothing_is_no_conflict_for_another(two):
    ann, ben = two
    target = factories.article("Target", slug="target", live=True)
    shown = f'<p><img data-file="{factories.picture().pk}" alt="x"></p>'
    article = factories.article(body=f'<p><a href="document:{target.pk}">Target</a></p>{shown}')
    article.questions.create(question="Why?", answer=f'<p><a href="document:{target.pk}">So</a></p>')
    article.record(by=None)
    late = filled(ben.get(address(article)))
    ann.post(address(article), filled(ann.get(address(article))))
    ben.post(address(article), late | {"summary": "Summary of Ben."})
    article.refresh_from_db()
    assert article.summary == "Summary of Ben."


# The other forms of the desk


def opened_twice(two, row, hers, his):
    """Both open the form of a row and she saves first: the answer to him."""
    (ann, ben), place = two, address(row)
    late = filled(ben.get(place))
    taken = ann.post(place, filled(ann.get(place)) | hers)
    assert errors(taken) == ""
    return ben.post(place, late | his, follow=True)


@pytest.fixture
def administrators(sign_in):
    return (
        sign_in("Administrator", username="ann", first_name="Priya"),
        sign_in("Administrator", username="ben"),
    )


def test_both_changes_of_the_clinic_are_kept(administrators):
    clinic = factories.clinic(
        hours={"0": [["09:00", "17:00"]], "1": [["09:00", "17:00"]]}, notice="Parking is closed."
    )
    for number in ("(555) 555-0101", "(555) 555-0102"):
        factories.number(clinic, number)
    hers = {"hours_0": "8-12", "notice": "", "phone_numbers-0-number": "(555) 555-0111"}
    his = {"hours_1": "", "tagline": "We help you move.", "phone_numbers-1-number": "(555) 555-0122"}
    page = opened_twice(administrators, clinic, hers, his)
    assert "Put together with what Priya saved" in words(page)
    clinic.refresh_from_db()
    assert clinic.hours == {"0": [["08:00", "12:00"]]}
    assert (clinic.notice, clinic.tagline) == ("", "We help you move.")
    assert {row.number for row in clinic.phone_numbers.all()} == {"(555) 555-0111", "(555) 555-0122"}


def test_the_same_box_of_the_clinic_is_asked(administrators):
    clinic = factories.clinic(hours={"0": [["09:00", "17:00"]]})
    page = opened_twice(administrators, clinic, {"hours_0": "8-12"}, {"hours_0": "10-4", "tagline": "Move."})
    assert [*questions_of(page)] == ["Opening hours: Monday"]
    assert "<ins>noon</ins>" in words(page)
    clinic.refresh_from_db()
    assert clinic.hours == {"0": [["08:00", "12:00"]]}
    wrong = opened_twice(administrators, clinic, {"hours_1": "8-12"}, {"hours_1": "never"})
    assert [*questions_of(wrong)] == ["Opening hours"]
    clinic.refresh_from_db()
    assert clinic.hours["1"] == [["08:00", "12:00"]]
    clinic.hours = {"0": [["08:00", "12:00"]]}
    clinic.save()
    answered(administrators[1], clinic, page, "mine")
    clinic.refresh_from_db()
    assert (clinic.hours, clinic.tagline) == ({"0": [["10:00", "16:00"]]}, "Move.")


COLUMNS = {"typed": "address"}  # of boxes that go by another name


@pytest.mark.parametrize(
    ("make", "hers", "his"),
    [
        (lambda: factories.topic("Knee"), {"summary": "Hers."}, {"name": "Knees"}),
        (lambda: factories.person("Robin"), {"bio": "<p>Hers.</p>"}, {"role": "Physical therapist"}),
        (
            lambda: MenuItem.objects.create(menu="footer", label="About", address="https://example.org/"),
            {"label": "Hers"},
            {"typed": "https://example.org/his/"},
        ),
        (
            lambda: Synonym.objects.create(words="jab", means="needle"),
            {"means": "needling"},
            {"words": "jabs"},
        ),
        (
            lambda: WatchedWord.objects.create(word="wonder", kind="claim"),
            {"instead": "help"},
            {"word": "wonders"},
        ),
        (factories.picture, {"title": "Hers"}, {"credit": "His"}),
        (
            lambda: Redirect.objects.create(from_address="/old/"),
            {"notice": "Hers."},
            {"from_address": "/older/"},
        ),
    ],
    ids=["topic", "person", "menu item", "synonym", "watched word", "picture", "old address"],
)
def test_nobody_overwrites_what_another_typed_into_another_box(administrators, make, hers, his):
    factories.clinic()
    row = make()
    opened_twice(administrators, row, hers, his)
    row.refresh_from_db()
    for name, typed in (hers | his).items():
        assert str(getattr(row, COLUMNS.get(name, name))) == typed
    (box, _typed), *_more = hers.items()
    page = opened_twice(administrators, row, {box: "First words"}, {box: "Second words"})
    assert len(questions_of(page)) == 1
    row.refresh_from_db()
    assert "first words" in getattr(row, box).lower()


def test_two_changes_of_a_warning_sign_become_one_proposal(administrators):
    factories.clinic()
    sign = WarningSign.objects.approved().first()
    opened_twice(administrators, sign, {"name": "Hers"}, {"reason": "His reason."})
    proposals = WarningSign.objects.filter(replaces=sign)
    assert [(row.name, row.reason) for row in proposals] == [("Hers", "His reason.")]
