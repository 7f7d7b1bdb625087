"""One order of dates, the clinic's own, on every page for patients and at the whole desk."""

import ast
import datetime
import re

import pytest
from django.utils import timezone

from content import dates
from content.findings import findings
from content.models import Clinic, Document, Edition
from tests.support import factories
from tests.support.admin_forms import account, address, filled, press
from tests.support.html import Page, words
from tests.support.many_pages import crawl
from tests.support.project import ROOT

pytestmark = pytest.mark.django_db

MONTHS = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)"
)
WRITTEN = {
    "month": re.compile(rf"\b{MONTHS}\.? \d{{1,2}}\b"),
    "day": re.compile(rf"\b\d{{1,2}} {MONTHS}\b"),
    "year": re.compile(r"\b\d{4}-\d\d-\d\d\b"),
}
FIRST_DAY = {"month": "July 21, 2023", "day": "21 July 2023", "year": "2023-07-21"}
FIRST = datetime.date(2023, 7, 21)
ISO_8601 = re.compile(r"(%Y(-?)%m\2%d)?T?(%H(:?)%M(\4%S)?Z?)?")
# Pages of a text at the desk, besides its form.
TEXT_PAGES = ["history", "compare", "ask", "checks", "publish", "schedule", "withdraw", "preview", "review"]
TEXT_PAGES += ["cancel_plan", "move_plan"]


def shown(response):
    """What is read on a page, without what stands in its fields and scripts; a line each piece of text."""
    read = Page(words(response)).texts
    pieces = [" ".join(text.split()) for tag, _around, text in read if tag not in {"script", "style"}]
    return "\n".join(piece for piece in pieces if piece)


def has_other_order(text, order):
    return [
        found[0] for other, found in ((o, p.search(text)) for o, p in WRITTEN.items() if o != order) if found
    ]


def make_texts():
    """A text of every state: live and reviewed, with changes and a plan; in the trash; withdrawn on a day."""
    live = factories.article("Sore knees", published_on=FIRST, hero=factories.picture(), live=True)
    live.summary = "Other words."
    live.save()
    factories.publish(live)
    live.key_points = ["Rest.", "Move.", "Call."]
    live.save()
    live.record(by=None)
    later = timezone.now() + datetime.timedelta(days=3)
    live.publish(by=None, check=findings, override=factories.REASON, at=later)
    gone = factories.article("In the trash", live=True)
    gone.trash(by=None)
    factories.faq(live=True).withdraw(by=None, at=later)
    factories.article("A draft")
    Edition.objects.update(overridden=[])  # no words of the checks, which were written before
    return live


@pytest.mark.parametrize("order", dict(dates.ORDERS))
def test_the_clinic_decides_the_order_of_dates_on_every_page(client, order):
    factories.clinic(date_order=order)
    with dates.override_order(order):
        live = make_texts()
    pages = {place: shown(page) for place, page in crawl(client).items() if "html" in page["Content-Type"]}
    wrong = {place: found for place, text in pages.items() if (found := has_other_order(text, order))}
    assert not wrong
    assert f"First published\n{FIRST_DAY[order]}" in pages[live.get_absolute_url()]
    assert sum(bool(WRITTEN[order].search(text)) for text in pages.values()) >= 4


@pytest.mark.parametrize("order", ["day", "year"])  # a date in any other order is found by one
def test_the_clinic_decides_the_order_of_dates_at_the_desk(sign_in, order):
    factories.clinic(date_order=order)
    with dates.override_order(order):
        live = make_texts()
        everybody = {"superuser": sign_in(is_superuser=True), "Reviewer": sign_in("Reviewer")}
        editor = sign_in("Editor")
        press(editor, live, summary="Words once more.")
        topic = factories.topic()
        editor.post(address(topic), filled(editor.get(address(topic)), name="Knees"))
    places = ["/admin/", "/admin/trash/"]
    places += [
        f"/admin/content/{name}/" for name in ("article", "faqsection", "page", "auditentry", "picture")
    ]
    places += [address(row) for row in (live, live.hero)]
    places += [address(live, name) for name in TEXT_PAGES]
    places += [address(topic, "history")]
    for role, staff in everybody.items():
        opened = {place: staff.get(place, follow=True) for place in [*places, account(staff.user)]}
        texts = {place: shown(page) for place, page in opened.items() if page.status_code == 200}
        wrong = {place: found for place, text in texts.items() if (found := has_other_order(text, order))}
        assert not wrong, role
        dated = {place for place, text in texts.items() if WRITTEN[order].search(text)}
        assert {
            "/admin/",
            "/admin/trash/",
            "/admin/content/article/",
            address(live),
            address(live, "history"),
        } <= dated, role
        assert FIRST_DAY[order] in texts[address(live)] or role == "superuser"


def test_a_new_order_shows_at_once(editor, client):
    article = factories.article(published_on=FIRST, live=True)
    assert FIRST_DAY["month"] in words(client.get(article.get_absolute_url()))
    clinic = Clinic.objects.get()
    editor.post(address(clinic), filled(editor.get(address(clinic)), date_order="day"))
    assert FIRST_DAY["day"] in words(client.get(article.get_absolute_url()))
    assert FIRST_DAY["day"] in words(client.get("/articles/"))


@pytest.mark.parametrize(
    ("order", "day"),
    [("month", "21 de julio de 2023"), ("day", "21 de julio de 2023"), ("year", "2023-07-21")],
)
def test_a_spanish_text_has_its_dates_in_spanish(client, order, day):
    factories.clinic(date_order=order)
    article = factories.article("Dolor de espalda", language="es", published_on=FIRST, live=True)
    assert f'<time datetime="2023-07-21">{day}</time>' in words(client.get(article.get_absolute_url()))


def test_a_day_near_today_is_said_without_its_year_and_any_other_with_it(editor):
    article = factories.article()
    today = factories.day()
    assert f"Last saved {today:%B} {today.day}, " in shown(editor.get(address(article)))
    assert f"Last saved {today:%B} {today.day}, {today.year}" not in shown(editor.get(address(article)))
    Document.objects.update(changed_at=datetime.datetime(2024, 3, 5, 17, 0, tzinfo=datetime.UTC))
    assert "Last saved March 5, 2024, 12:00 PM" in shown(editor.get(address(article)))


def test_a_date_is_typed_into_a_field_that_shows_its_form(sign_in):
    factories.clinic()
    owner, article = sign_in(is_superuser=True), factories.article(live=True)
    forms = [
        address(article),
        address(article, "schedule"),
        address(article, "withdraw"),
        "/admin/auth/user/add/",
    ]
    forms += [f"/admin/auth/user/{owner.user.pk}/change/", "/admin/content/auditentry/"]
    fields = [field for place in forms for field in Page(words(owner.get(place))).all("input")]
    assert not [field for field in fields if "vDateField" in field.get("class", "")]
    named = {
        field["type"] for field in fields if field.get("name") in {"published_on", "at", "since", "until"}
    }
    assert named == {"date", "datetime-local"}


def test_no_template_writes_a_date_in_a_style_of_its_own():
    """But for machines, in ISO 8601: in an attribute."""
    own = re.compile(r"""\{%\s*now\b|\|date(?:time)?\b(?!:"(?:c|Y-m-d)")|\|naturalday|_FORMAT""")
    in_text = re.compile(r"""(?<!["=])\{\{[^}]*\|date:"(?:c|Y-m-d)"[^}]*\}\}""")
    found = [
        (file.relative_to(ROOT), line)
        for file in (ROOT / "templates").rglob("*.*")
        for line in file.read_text().splitlines()
        if own.search(line) or in_text.search(line)
    ]
    assert not found


def test_no_module_writes_a_date_in_a_style_of_its_own():
    found = []
    for file in [*(ROOT / "content").rglob("*.py"), *(ROOT / "clinic_site").rglob("*.py")]:
        name = file.relative_to(ROOT)
        if "migrations" not in name.parts and str(name) != "content/dates.py":
            found += [
                (name, node.lineno) for node in ast.walk(ast.parse(file.read_text())) if writes_date(node)
            ]
    assert not found


def writes_date(node):
    if isinstance(node, ast.ImportFrom):
        names = {alias.name for alias in node.names}
        return bool(names & {"date_format", "dateformat", "naturalday", "localize"})
    if isinstance(node, ast.Attribute):
        return node.attr in {"strftime", "ctime"}
    if isinstance(node, ast.FormattedValue) and node.format_spec:
        spec = "".join(part.value for part in node.format_spec.values if isinstance(part, ast.Constant))
        return "%" in spec and not ISO_8601.fullmatch(spec)
    return False
