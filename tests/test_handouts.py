"""Handouts: what is on the sheet, that it is the live text, and the short address that leads back from it."""

import datetime
import re
import sys
import zlib
from html import unescape
from importlib import import_module

import pytest
from django.core.exceptions import SuspiciousFileOperation
from django.core.management import CommandError, call_command
from django.utils import timezone
from PIL import ImageFile

from content.admin.document import handout as handout_page
from content.admin.document.form import form_context
from content.models import Document, Edition, Exercise
from content.models.publishing import short_codes
from content.models.publishing.editions import SAMPLE
from content.text import readability
from content.transfer import handout_pdf
from tests.support import factories
from tests.support.html import Page, words

pytestmark = pytest.mark.django_db

SHEETS = ("", "large/", "whole/", "whole/large/")
NOW = "you faint, or you have chest pain"
TODAY = "your calf is sore & warm"


@pytest.fixture(autouse=True)
def clinic(db):
    return factories.clinic(hours={"0": [["07:00", "19:00"]]})


def sheet_of(text, which=""):
    return f"{text.get_absolute_url()}handout/{which}"


def read(client, text, which=""):
    """What somebody reads on the sheet, its white space squeezed."""
    page = Page(words(client.get(sheet_of(text, which))))
    main = [text for tag, _attributes, text in page.texts if tag not in {"title", "script"}]
    return " ".join(" ".join(main).split())


def exercise(title="Heel raise", **more):
    text = Exercise.objects.create(
        title=title,
        slug=f"exercise-{next(factories.numbers)}",
        **{"summary": "Makes calves strong.", "dose": {"times": 10, "days": 3}, "stop_if": ["you feel dizzy"]}
        | more,
    )
    text.steps.create(text=f"{title}: stand tall.", picture=factories.picture("Somebody stands"), order=1)
    text.steps.create(text=f"{title}: go on.", picture=factories.picture("Somebody moves"), order=2)
    text.record(by=None)
    factories.publish(text)
    return text


def what_makes_pdfs():
    try:
        return import_module("content.transfer.pdf")
    except (ImportError, OSError):
        pytest.skip("needs the packages of requirements-pdf.txt and the libraries of docs/operations.md")


def unpacked(pdf):
    """All that is in a PDF, whether it is packed or not."""
    packed = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL)
    return pdf + b"".join(zlib.decompressobj().decompress(part) for part in packed if part[:1] == b"\x78")


def with_cards(text):
    text.care_cards.create(kind="call", when="the same day", items=[TODAY])
    text.care_cards.create(kind="emergency", items=[NOW, "your foot is cold"])
    factories.publish(text)
    return text


def test_patients_take_home_the_live_text_and_no_other(client):
    text = factories.article("Sore knees", key_points=["Move a little [1]."], live=True)
    text.title, text.key_points = "A secret draft", ["Secret point."]
    text.save()
    text.record(by=None)
    draft = factories.article("Not yet")
    planned = factories.article("Later")
    factories.publish(planned, at=timezone.now() + datetime.timedelta(days=1))
    for which in SHEETS:
        says = read(client, text, which)
        assert "Sore knees" in says and "Move a little" in says and "ecret" not in says, which
        assert client.get(sheet_of(draft, which)).status_code == 404, which
        assert client.get(sheet_of(planned, which)).status_code == 404, which
    assert "[1]" not in read(client, text)
    assert "First part" not in read(client, text) and "First part" in read(client, text, "whole/")
    text.withdraw(by=None, notice="We tell you by phone.")
    for which in SHEETS:
        gone = client.get(sheet_of(text, which))
        assert gone.status_code == 410 and "We tell you by phone." in words(gone), which
    assert client.get(sheet_of(factories.page(live=True))).status_code == 404


def test_a_sheet_keeps_the_rules_of_all_pages(client):
    named = with_cards(factories.article(live=True))
    for text in (named, exercise(), factories.faq(live=True)):
        assert sheet_of(text) in words(client.get(text.get_absolute_url()))
        titles = set()
        for which in SHEETS:
            response = client.get(sheet_of(text, which))
            page = Page(words(response))
            assert len(page.all("h1")) == 1 and not page.inline and not page.misplaced
            assert not [a for _tag, a in page.tags if "style" in a]
            assert all({"alt", "width", "height"} <= image.keys() for image in page.all("img"))
            assert {"name": "robots", "content": "noindex"} in page.all("meta")
            (canonical,) = (link["href"] for link in page.all("link") if link["rel"] == "canonical")
            assert canonical == f"http://127.0.0.1:8000{text.get_absolute_url()}"
            assert not response.cookies and "tel:+15555550100" in words(response)
            titles.add(re.search("<title>(.*)</title>", words(response))[1])
            leading = {link["href"] for link in page.all("a")}
            assert len(leading & {sheet_of(text, other) for other in SHEETS}) == 2
        assert len(titles) == len(SHEETS)
    sitemap = b"".join(client.get("/sitemap.xml").streaming_content)
    assert (
        named.get_absolute_url().encode() in sitemap and b"handout" not in sitemap and b"/s/" not in sitemap
    )


def test_when_to_get_help_stands_there_whole_in_the_words_of_the_page(client):
    text = with_cards(factories.article(live=True))
    for which in SHEETS:
        says = read(client, text, which)
        page = " ".join(unescape(re.sub("<[^>]+>", " ", words(client.get(text.get_absolute_url())))).split())
        for line in ("Call 911 now if:", NOW, "your foot is cold", "Call us the same day if:", TODAY):
            assert line in says and line in page, (which, line)
        assert says.index(NOW) < says.index(TODAY) and "Call (555) 555-0100" in says


def test_a_sheet_tells_its_edition_and_the_next_review_or_that_nobody_has_reviewed_it(client):
    reviewed = factories.article(live=True)
    text = factories.article()
    text.publish(by=None, check=lambda revision: [], override="")
    sample = factories.article()
    sample.publish(by=None, check=lambda revision: [], override="")
    Edition.objects.filter(document=sample).update(override_reason=SAMPLE)
    month = f"{factories.day():%B %Y}"
    due = f"{factories.day():%B} {factories.day().year + 2}"
    for which in SHEETS:
        assert f"Edition 1 · {month}" in read(client, reviewed, which)
        assert f"Next review {due}" in read(client, reviewed, which)
        assert "Monday: 7 a.m. to 7 p.m." in read(client, reviewed, which)
        assert "No clinician has reviewed this page yet." in read(client, text, which)
        assert "This is sample text. No clinician has reviewed it." in read(client, sample, which)


def test_exercises_are_all_on_the_sheet_with_the_dose_of_the_text(client):
    exercises = [exercise(f"Exercise {number}") for number in range(4)]
    text = factories.article(live=True)
    text.advice.create(kind="do", text="walk to the mailbox")
    for order, each in enumerate(exercises):
        text.exercises.create(exercise=each, dose={"times": 7} if order else {}, order=order)
    factories.publish(text)
    for which in SHEETS:
        says = read(client, text, which)
        for each in exercises:
            assert f"{each.title}: stand tall." in says and f"{each.title}: go on." in says, which
        assert says.count("Do it 7 times.") == 3 and says.count("Do it 10 times.") == 1
        assert says.count("you feel dizzy") == 4
        page = Page(words(client.get(sheet_of(text, which))))
        assert [image["alt"] for image in page.all("img")] == ["Somebody stands", "Somebody moves"] * 4
        assert len(page.all("abbr")) == 4 * 7, "a box for each day of a week"
        assert says.count("Tick when done") == 4
        assert ("walk to the mailbox" in says) == ("whole" in which)
    exercises[0].withdraw(by=None)
    assert "Exercise 0" not in read(client, text)
    own = read(client, exercises[1])
    assert "Exercise 1: stand tall." in own and "Do it 10 times. Do this on 3 days a week." in own


def test_answers_begin_on_the_sheet_and_nothing_urgent_is_cut(client):
    text = factories.faq(questions=["Can I come?"])
    text.questions.update(answer="<p>Yes. The door is wide [2].</p><p>There is more.</p>")
    answers = {
        "What do I bring?": "<p>Bring this, if you can:</p><ul><li>a list</li></ul><p>Thanks.</p>",
        "What is urgent?": "<p>It is rare. Call 911 for:</p><ul><li>a weak leg</li></ul><p>We care.</p>",
        "And then?": "<p>First this. Then that.</p><p>In doubt, call 911.</p><p>Not this.</p>",
    }
    for order, (question, answer) in enumerate(answers.items(), start=2):
        text.questions.create(question=question, answer=answer, order=order)
    factories.publish(text)
    says = read(client, text)
    for line in (
        "Can I come? Yes. The door is wide. What",
        "Bring this, if you can: a list What",
        "It is rare. Call 911 for: a weak leg And then?",
        "First this. Then that. In doubt, call 911.",
    ):
        assert line in says, line
    assert not re.search("There is more|Thanks|We care|Not this", says)


def test_the_short_address_leads_to_the_text_wherever_it_is(client):
    text = factories.article(slug="old", live=True)
    assert text.short_address.strip("/") in read(client, text)
    assert client.get(text.short_address)["Location"] == "/articles/old/"
    text.slug = "new"
    text.save()
    for response in (client.get(text.short_address), client.head(text.short_address.upper())):
        while "/s/" in response.get("Location", "").lower():
            response = client.head(response["Location"])
        assert (response.status_code, response["Location"]) == (302, "/articles/new/")
        assert not response.cookies
    assert client.get("/articles/old/handout/")["Location"] == "/articles/new/"
    wrong = {text.short_address[:3] + letter + text.short_address[4:] for letter in short_codes.LETTERS}
    unknown = [
        factories.article().short_address,
        *(wrong - {text.short_address}),
        "/s/0/",
        "/s/" + "k" * 90 + "/",
    ]
    assert {client.get(address).status_code for address in unknown} == {404}
    text.withdraw(by=None, notice="Ask us.")
    assert client.get(text.short_address).status_code == 410
    assert "Ask us." in words(client.get(text.short_address))
    on_paper = text.short_address
    text.trash(by=None)
    text.delete_for_good(by=None)
    assert client.get(on_paper).status_code == 410


def test_a_withdrawn_text_that_leads_elsewhere_does_so_from_paper(client):
    text = factories.article(slug="knee", live=True)
    factories.article(slug="hip", live=True)
    text.withdraw(by=None, redirect_to="/articles/hip/")
    assert client.get(text.short_address)["Location"] == "/articles/hip/"
    assert client.get(sheet_of(text))["Location"] == "/articles/hip/"


def test_codes_of_numbers_find_one_wrong_letter_and_two_that_changed_places():
    codes = {short_codes.code(number): number for number in range(1, 600)}
    assert len(codes) == 599 and all(short_codes.number(code) == number for code, number in codes.items())
    for code in list(codes)[::7]:
        for at in range(len(code)):
            mistaken = {code[:at] + letter + code[at + 1 :] for letter in short_codes.LETTERS}
            mistaken.add(code[:at] + code[at : at + 2][::-1] + code[at + 2 :])
            assert not [short_codes.number(other) for other in mistaken - {code} if short_codes.number(other)]


def test_every_starter_sheet_is_read_at_grade_five(starter, client):
    """By its sentences as they are printed; without what no wording of ours makes easier or harder.

    Left out: names and titles (“osteoarthritis” is what the sheet is about), the letters of weekdays, hours,
    and the foot of the sheet.
    """
    hard = {}
    editions = Edition.objects.live().exclude(kind=Document.Kind.PAGE).select_related("document")
    for edition in editions:
        grade = readability.flesch_kincaid_grade(_lines(client, edition.document))
        if grade > 5:
            hard[edition.document.slug] = grade
    assert hard == {}


def _lines(client, text):
    page = words(client.get(sheet_of(text)))
    main = page[page.index("</h1>") : page.index('<section class="end"')]
    main = re.sub(r'<ul class="ticks".*?</ul>|<h2>.*?</h2>', "", main, flags=re.DOTALL)
    lines = re.split(r"</(?:li|p|h3|div)>", main)
    return "\n".join(" ".join(unescape(re.sub("<[^>]+>", " ", line)).split()) for line in lines)


def test_the_desk_leads_to_the_sheet_and_to_files_only_where_they_can_be_made(editor, monkeypatch):
    text, draft = factories.article(live=True), factories.article("Not yet")
    form = "/admin/content/article/%s/change/"
    for is_installed in (True, False):
        monkeypatch.setattr(form_context, "is_installed", lambda answer=is_installed: answer)
        page = words(editor.get(form % text.pk))
        assert sheet_of(text) in page
        assert ("PDF in large print" in page) == is_installed
        assert "For the waiting room" not in words(editor.get(form % draft.pk))
    assert editor.get(f"/admin/content/article/{draft.pk}/handout/?paper=a4").status_code == 404

    def without(document, **more):
        raise handout_pdf.NoPdf("PDFs need more packages.")

    monkeypatch.setattr(handout_page, "handout_pdf", without)
    answer = editor.get(f"/admin/content/article/{text.pk}/handout/?paper=a4", follow=True)
    assert "PDFs need more packages." in words(answer)
    assert editor.get(f"/admin/content/article/{text.pk}/handout/?paper=a5").status_code == 404


def test_a_pdf_is_tagged_and_says_its_title_and_language(tmp_path, editor):
    what_makes_pdfs()
    assert not ImageFile.LOAD_TRUNCATED_IMAGES  # half a picture is refused still
    text = with_cards(exercise("Heel raise & more"))
    file = tmp_path / "sheet.pdf"
    call_command(
        "handout_pdf", text.get_absolute_url(), output=str(file), paper="a4", large=True, verbosity=0
    )
    for pdf in (
        file.read_bytes(),
        editor.get(f"/admin/content/exercise/{text.pk}/handout/?paper=letter").content,
    ):
        assert pdf.startswith(b"%PDF")
        says = unpacked(pdf)
        for part in (b"/MarkInfo", b"/StructTreeRoot", b"/Lang (en)", b"/Figure", b"Heel raise &amp; more"):
            assert part in says, part


def test_a_pdf_is_made_of_files_of_the_site_alone():
    files = what_makes_pdfs().OwnFiles()
    site = "http://127.0.0.1:8000"
    picture = factories.picture()
    assert b"@page" in files.fetch(f"{site}/static/css/handout/sheet.css").read()
    assert files.fetch(f"{site}{picture.fallback}").read().startswith(b"\xff\xd8")
    for address in (
        "file:///etc/passwd",
        "https://elsewhere.example/a.png",
        f"{site}@elsewhere.example/static/css/site.css",
        f"{site}/static/../manage.py",
        f"{site}/static/%2e%2e/manage.py",
        f"{site}/static//etc/passwd",
        f"{site}/media/pictures/../../manage.py",
        f"{site}/media/share/0123456789abcdef.jpg",
        f"{site}/admin/",
        "data:text/css,p{}",
    ):
        with pytest.raises((ValueError, OSError, SuspiciousFileOperation)):
            files.fetch(address)


def test_the_command_says_what_is_wrong_in_plain_words(monkeypatch, tmp_path):
    text = factories.article(slug="knee", live=True)
    with pytest.raises(CommandError, match="no article, exercise or section of questions at /articles/hip/"):
        call_command("handout_pdf", "articles/hip")
    monkeypatch.setitem(sys.modules, "content.transfer.pdf", None)
    monkeypatch.delattr("content.transfer.pdf", raising=False)
    with pytest.raises(CommandError, match=r"pip install --require-hashes -r requirements-pdf\.txt"):
        call_command("handout_pdf", text.get_absolute_url(), output=str(tmp_path / "no.pdf"))
    assert not (tmp_path / "no.pdf").exists()
