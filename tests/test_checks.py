"""The checks before publishing: each with a text that it finds and one that it lets pass."""

import datetime
import re
from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from content import checks
from content.checks import originality
from content.findings import findings
from content.models import Clinic, Document
from content.text import richtext
from content.text.slots import SLOTS
from tests.support import factories
from tests.support.admin_forms import press
from tests.support.project import ROOT

TODAY = datetime.date(2026, 11, 24)
WORDS = {
    "jargon": [("edema", "swelling"), ("bilateral", "on both sides"), ("comorbidity", ""), ("rom", "")],
    "claim": [("cure", ""), ("100%", ""), ("risk-free", ""), ("painless", "it may hurt a little")],
    "fear": [("bone on bone", "changes in the joint"), ("crumbling", "")],
}
STUDY = {
    "authors": "Roe J",
    "title": "Knees",
    "published_in": "J",
    "year": 2024,
    "doi": "10.1000/a1",
    "url": "",
}
SUMMARY = "Gentle movement helps most sore knees. This page is for adults."


def frozen(**slots):
    """A frozen text that no check has anything to say of, but for what is given."""
    content = {
        "title": "Sore knees",
        "summary": SUMMARY,
        "author": None,
        "hero": None,
        "key_points": ["Move a little.", "Rest a little.", "Ask us."],
        "body": "<h2>First part</h2><p>Move your knee a little.</p>",
        "care_cards": [],
        "advice": [],
        "questions": [],
        "sources": [],
    } | slots
    rich = [content["body"], *(question["answer"] for question in content["questions"])]
    text = "\n".join([content["summary"], *map(richtext.plain_text, rich)])
    grade = checks.reading.readability.flesch_kincaid_grade(text)
    return content | {"derived": {"outline": richtext.outline(content["body"]), "text": text, "grade": grade}}


def findings_of(check, slots=None, **known):
    """The findings of one check on a text that says this."""
    usual = {"subject": "visit", "today": TODAY, "words": WORDS, "phones": ("(555) 555-0142",)}
    context = checks.Context(**usual | known)
    return [finding for finding in checks.run(frozen(**(slots or {})), context) if finding.check == check]


def severities(check, slots=None, **known):
    return [finding.severity for finding in findings_of(check, slots, **known)]


def body(html):
    return {"body": html}


def para(words):
    return body(f"<p>{words}</p>")


def sources(*changes):
    return {"sources": [STUDY | change for change in changes]}


def marked(words, mark="sure-probably", before="First."):
    return body(f'<p>{before}</p><p class="{mark}">{words}</p><p>Last [1].</p>')


def row(*cells, before="First."):
    """A marked row of a table, below another one with its source."""
    marked_row = "".join(f"<td><p>{cell}</p></td>" for cell in cells)
    other = "<tr><td>Heat</td><td>It helps [1].</td></tr>"
    return body(f'<p>{before}</p><table><tbody>{other}<tr class="sure-not">{marked_row}</tr></tbody></table>')


def cards(kind="emergency", when="", items=("you faint",)):
    return {"care_cards": [{"kind": kind, "when": when, "items": list(items)}]}


def advice(*lines):
    return {"advice": [{"kind": kind, "text": text} for kind, text in lines]}


def ask(question="Does it hurt?", answer="<p>A little.</p>"):
    return {"questions": [{"anchor": "q-1", "question": question, "answer": answer}]}


def image(alt, caption=""):
    return body(f'<figure><img data-file="3" alt="{alt}"><figcaption>{caption}</figcaption></figure>')


def link(address, words="our other page", after=""):
    return para(f'See <a href="{address}">{words}</a>{after} today.')


def steps(*lines):
    """Of an exercise: its sentences, or (sentence, drawing)."""
    pairs = [line if isinstance(line, tuple) else (line, "") for line in lines]
    return {"steps": [{"text": text, "drawing": name, "picture_id": None, "alt": ""} for text, name in pairs]}


def photo(alt=""):
    return {"steps": [{"text": "Stand up.", "drawing": "", "picture_id": 3, "alt": alt}]}


def exercises(*numbers, below=""):
    return {"exercises": [{"exercise_id": number, "dose": {}, "below": below} for number in numbers]}


KNEE = "https://example.org/knee"
EXERCISE = {"kind": "exercise", "subject": ""}
NAMED = {
    "exercises": {7: ("Bridge", "en"), 8: ("Puente", "es"), 9: ("Chin tuck", "en")},
    "live": frozenset({7, 8}),
}
SICK = {"subject": "condition", "no_red_flags": True}
TREATMENT = {"subject": "treatment"}
BALANCED = [
    "How it may help",
    "What we do not know yet",
    "Risks",
    "Who should wait",
    "After your visit",
]
LONG_26 = "You can " + "walk and " * 11 + "then rest."
LONG_25 = "You can " + "walk and " * 10 + "then you rest."
HARD = "Physiological rehabilitation necessitates multidisciplinary examination. " * 4
SPANISH_HARD = "La fisioterapia multidisciplinaria necesita rehabilitación neuromuscular especializada. " * 4
SPANISH_EASY = "Mueva la rodilla un poco. Pare si le duele. " * 12
FILLER = "It is good to walk on most days of the week. " * 12

# check, what is known beside the text, a text that it finds and with which severity, one that it lets pass
TABLE = [
    ("whole", {}, {"summary": " "}, "block", {}),
    ("whole", {}, {"body": ""}, "block", {}),
    ("whole", {}, {"key_points": []}, "block", {}),
    ("whole", {"kind": "faq"}, {"body": ""}, "block", {"body": "", **ask()}),
    ("summary", {}, {"summary": "One is here. Two is here. Three is here. Four is here now."}, "warn", {}),
    (
        "summary",
        {},
        {"summary": "word " * 51 + "."},
        ["warn", "warn"],
        {"summary": "A word. " + "word " * 30},
    ),
    ("summary", {}, {"summary": "Too short."}, "warn", {}),
    ("key points", {}, {"key_points": ["One.", "Two."]}, "warn", {}),
    ("key points", {}, {"key_points": ["One."] * 6}, "warn", {"key_points": ["One."] * 5}),
    ("kind of article", {"subject": ""}, {}, "block", None),
    ("warning signs", {"subject": ""}, {}, "block", cards("call")),
    ("warning signs", {"subject": "condition"}, {}, "block", cards("call")),
    ("warning signs", {"subject": "condition"}, cards("self"), "block", cards("emergency")),
    ("care cards", {}, cards(items=["call www.example.org"]), "block", cards()),
    ("care cards", {}, cards(items=[" "]), "warn", cards()),
    ("care cards", {}, cards(items=["a"] * 8), "warn", cards(items=["a"] * 7)),
    ("care cards", {}, cards(when="after surgery if:"), "warn", cards(when="after surgery")),
    ("care cards", {}, cards(items=["if you faint"]), "warn", cards()),
    ("advice", {}, advice(("do", "walk")), "warn", advice(("do", "walk"), ("do", "rest"))),
    (
        "advice",
        {},
        advice(("dont", "never lift"), ("dont", "run")),
        "warn",
        advice(("dont", "lift"), ("dont", "run")),
    ),
    ("sources", SICK, {}, "block", sources({}, {}, {})),
    ("sources", SICK, sources({}), "warn", sources({}, {}, {})),
    ("sources", {}, {}, "tip", sources({})),
    ("sources", {"needs_review": False, "kind": "faq"}, {}, "tip", sources({})),
    ("source address", {}, sources({"doi": "doi:10.1000/a1"}), "block", sources({})),
    (
        "source address",
        {},
        sources({"doi": "", "url": "https://nowhere"}),
        "block",
        sources({"doi": "", "url": "https://example.org/a"}),
    ),
    ("source address", {}, sources({"doi": ""}), "warn", sources({})),
    ("citations", {}, para("It helps [2]."), "warn", para("It helps [1].") | sources({})),
    ("citations", {}, sources({}), "tip", para("It helps [1].") | sources({})),
    (
        "old sources",
        {},
        sources({"year": 2015}, {"year": 2001}),
        "warn",
        sources({"year": 2016}, {"year": 2001}),
    ),
    ("old sources", {}, sources({"year": 2015}), "warn", sources({"year": None}, {"year": 2015})),
    ("how sure", TREATMENT, para("It helps."), "tip", marked("It helps.")),
    ("how sure", SICK, para("It helps."), [], {}),
    ("how sure without source", {}, marked("It helps."), "warn", marked("It helps [1].")),
    ("how sure without source", {}, ask(answer=marked("It helps.")["body"]), "warn", {}),
    ("how sure without source", {}, marked("It helps.", before="See [1] on heat."), [], {}),
    ("how sure without source", {}, marked("Ask us.", "sure-unknown"), [], {}),
    ("how sure without source", {}, row("Tape", "It helps."), "warn", row("Tape", "It helps [1].")),
    ("how sure without source", {}, row("Tape", "It helps.", before="See [1] on tape."), [], {}),
    ("emergency number", {}, para("Call 999 now."), "block", para("Call 911 now.")),
    ("emergency number", {}, para("Call 911 or 112."), "block", para("It took 112 days and 999 visits.")),
    ("emergency number", {"emergency_number": "112"}, para("Call 911 now."), "block", para("Call 112 now.")),
    ("emergency number", {}, link("tel:999"), "block", link("tel:911")),
    ("alt text", {}, image(""), "block", image("A bent knee")),
    ("alt text", {}, image("IMG_1234.jpg"), "block", image("A bent knee")),
    (
        "alt text",
        {},
        {"hero": {"picture": 3, "alt": "knee-2.webp"}},
        "block",
        {"hero": {"picture": 3, "alt": "A knee"}},
    ),
    ("alt wording", {}, image("A knee " * 20), "warn", image("A bent knee")),
    ("alt wording", {}, image("Image of a knee"), "warn", image("A bent knee")),
    (
        "alt wording",
        {},
        image("A bent knee", "A bent knee."),
        "warn",
        image("A bent knee", "Bend it slowly."),
    ),
    (
        "heading order",
        {},
        body("<h3>Small</h3><p>Go.</p>"),
        "block",
        body("<h2>Large</h2><h3>Small</h3><p>Go.</p>"),
    ),
    (
        "bold headings",
        {},
        para("<strong>Red <sub>flags</sub></strong>"),
        "tip",
        para("<strong>Stop</strong> now."),
    ),
    (
        "table heads",
        {},
        body("<table><tr><td>Week</td></tr><tr><td>1</td></tr></table>"),
        "warn",
        body("<table><tr><th>Week</th></tr><tr><td>1</td></tr></table><table><tr><td>1</td></tr></table>"),
    ),
    (
        "empty section",
        {},
        body("<h2>One</h2><h2>Two</h2><p>Go.</p>"),
        "warn",
        body("<h2>One</h2><h3>Two</h3><p>Go.</p>"),
    ),
    (
        "empty section",
        {},
        body("<p>Go.</p><h2>End</h2>"),
        "warn",
        body("<h2>See</h2><figure><img data-file='3' alt='A'></figure>"),
    ),
    ("title", {}, {"title": "a" * 66}, "warn", {"title": "a" * 65}),
    ("title", {}, {"title": "Move now!"}, "warn", {"title": "Move now"}),
    (
        "title",
        {},
        {"title": "How Exercise Helps Sore Knees"},
        "warn",
        {"title": "Sore knees: How exercise helps"},
    ),
    (
        "title",
        {},
        {"title": "Walking With Arthritis Pain"},
        "warn",
        {"title": "Sore Achilles tendon and MRI scans"},
    ),
    (
        "lists",
        {},
        body("<p>Do:</p><ul>" + "<li>go</li>" * 8 + "</ul>"),
        "warn",
        body("<p>Do:</p><ul>" + "<li><p>go</p></li>" * 7 + "</ul>"),
    ),
    ("lists", {}, body("<h2>A</h2><ul><li>go</li></ul>"), "warn", body("<h2>A</h2><ol><li>go</li></ol>")),
    (
        "lists",
        {},
        body("<p>Do:</p><ul><li>Go. Rest.</li></ul>"),
        "warn",
        body("<p>Do:</p><ol><li>Go. Rest.</li></ol>"),
    ),
    ("reading grade", {}, para(HARD * 5), "warn", para(HARD)),
    ("SMOG grade", {}, para(HARD * 5), "warn", para(HARD)),
    ("INFLESZ", {"language": "es"}, para(SPANISH_HARD * 4), "warn", para(SPANISH_HARD)),
    ("INFLESZ", {"language": "es"}, para(SPANISH_HARD * 4), "warn", para(SPANISH_EASY)),
    ("long sentences", {}, para(LONG_26), ["warn", "warn"], {}),
    ("long sentences", {}, para(LONG_25 + " Rest." * 9), [], {}),
    ("long sentences", {}, para(LONG_25), "warn", {}),
    ("long paragraphs", {}, para("Go now. " * 4), "tip", para("Go now. " * 3)),
    ("long paragraphs", {}, para("go " * 76), "tip", para("go " * 75)),
    (
        "passive",
        {},
        para("Your knee is bent and checked by us at every visit. " * 12),
        "tip",
        para("You bend your knee and we check it. " * 15),
    ),
    ("you", {}, para(FILLER), "tip", para(FILLER + "You can do it. Your knee is fine.")),
    ("jargon", {}, para("You may see edema."), "warn", para("You may see swelling (edema).")),
    ("jargon", {}, para("Edemas go."), "warn", para("Edema (swelling) goes.")),
    ("jargon", {}, para("It is BILATERAL."), "warn", para("It is on both sides (bilateral).")),
    (
        "jargon",
        {},
        para("Your comorbidities count."),
        "warn",
        para("An edemalike romance, with no term in it."),
    ),
    (
        "jargon",
        {},
        body("<h2>Edema</h2><p>Rest.</p>"),
        "warn",
        body("<h2>Edema</h2><p>Edema means swelling.</p>"),
    ),
    (
        "short forms",
        {},
        para("Your ACL is torn."),
        "warn",
        para("Your knee ligament (ACL) is torn. The ACL heals."),
    ),
    ("short forms", {}, para("Two PTs help."), "warn", para("PT (physical therapist) and a US photo ID.")),
    ("claims", {}, para("This is a cure."), "block", para("This is not a cure.")),
    ("claims", {}, para("It is 100% sure."), "block", para("About 10 people came.")),
    ("claims", {}, {"title": "Painless needling"}, "block", para("It is never painless.")),
    ("claims", {}, para("A risk free way."), "block", para("We secured and procured it.")),
    ("fear words", {}, para("It is bone on bone."), "warn", para("It is not bone on bone.")),
    ("fear words", {}, para("A crumbling spine."), "warn", para("Changes of the spine (crumbling).")),
    ("repeated words", {}, para("Rest the the knee."), "tip", para("We know that that helps.")),
    ("percent", {}, para("30% get better [1]."), "warn", para("30 in 100 get better [1].")),
    ("percent", {}, para("It takes 2.5 hours."), "warn", para("It takes 2 hours.")),
    (
        "denominators",
        {},
        para("1 in 10 and 3 in 100 [1]."),
        "warn",
        body("<h2>A</h2><p>1 in 10 [1].</p><h2>B</h2><p>3 in 100 [1].</p>"),
    ),
    (
        "denominators",
        {},
        para("1 in 20 [1]. It is 3 in 1,000 [1]."),
        "warn",
        para("1 in 20 [1]. In 2024, a pain of 3 out of 10."),
    ),
    ("numbers without source", {}, para("1 in 10 feel worse."), "warn", para("1 in 10 feel worse [1].")),
    (
        "numbers without source",
        {},
        para("It works 3 times more."),
        "warn",
        para("Walk 3 times a day for 10 days."),
    ),
    ("link words", {}, link("/faq/a/", "Click here"), "warn", link("/faq/a/")),
    (
        "link words",
        {},
        link("https://example.org/", "https://example.org/"),
        "warn",
        link("https://example.org/"),
    ),
    (
        "link words",
        {},
        link("/faq/a/", "Our page on knees."),
        "warn",
        link("/faq/a/", "Our page on knees", "."),
    ),
    (
        "link words",
        {},
        para('<a href="/a/">our page</a> <a href="/b/">Our page</a>'),
        "warn",
        para('<a href="/a/">our page</a> <a href="/a/">Our page</a>'),
    ),
    ("live links", {"live": frozenset({7})}, link("document:8"), "block", link("document:7#q-a")),
    ("live links", {"own": 8}, link("document:9"), "block", link("document:8")),
    ("live links", {"coming": frozenset({8})}, link("document:8"), "warn", link("https://example.org/")),
    ("live links", {"dead_links": frozenset({"/faq/x/"})}, link("/faq/x/"), "block", link("/faq/y/")),
    ("link to a part", {}, link("#nowhere"), "warn", body('<h2>A b</h2><p><a href="#part-a-b">up</a></p>')),
    (
        "link to a part",
        {"anchors": {9: {"part-a-b"}}, "live": frozenset({9})},
        link("document:9#nowhere"),
        "warn",
        link("document:9#part-a-b"),
    ),
    ("https", {}, link("http://example.org/"), "warn", link("https://example.org/")),
    ("https", {}, sources({"doi": "", "url": "http://example.org/"}), "warn", sources({})),
    (
        "trackers",
        {},
        link("https://example.org/?a=1&amp;utm_source=x"),
        "block",
        link("https://example.org/?a=1"),
    ),
    ("trackers", {}, sources({"url": "https://example.org/?FBCLID=x"}), "block", link("https://[not")),
    ("detours", {}, sources({"url": f"https://www.google.com/url?q={KNEE}"}), "warn", sources({"url": KNEE})),
    ("detours", {}, link(f"https://eu1.safelinks.protection.outlook.com/?url={KNEE}"), "warn", link(KNEE)),
    ("topic", {"has_topic": False}, {}, "warn", None),
    ("author", {}, {}, "warn", {"author": 3}),
    (
        "PDF",
        {},
        link("https://example.org/a.pdf?x=1", "our form"),
        "warn",
        link("https://example.org/a.pdf", "our form (PDF, 2 MB)"),
    ),
    ("capitals", {}, para("DO NOT RUN NOW please."), "warn", para("Call 911 AND REST.")),
    ("colour or place", {}, para("Read the red box first."), "warn", para("Your knee may be red.")),
    ("colour or place", {}, para("Press the button on the right."), "warn", para("Lie on the right side.")),
    ("questions", {}, ask("It hurts."), "warn", ask()),
    (
        "questions",
        {},
        ask(answer="<p>go" + " go" * 120 + "</p>"),
        "warn",
        ask(answer="<p>go" + " go" * 119 + "</p>"),
    ),
    ("questions", {}, ask(answer="<p>...</p>"), "warn", ask()),
    (
        "private",
        {},
        para("Call 555-123-9876."),
        "block",
        para("Call (555) 555-0142, 555.555.0142 or 1-800-222-1222."),
    ),
    ("private", {}, link("tel:+15551239876"), "block", link("tel:+15555550142")),
    (
        "private",
        {},
        link("tel:555-123-9876"),
        "block",
        para("doi 10.1179/2042618613-000-0000044, in 2024-2025"),
    ),
    ("private", {}, para("Ask jane.roe@example.org"), "block", para("Ask info@example.org")),
    ("private", {}, para("MRN: 1234567"), "block", para("Bring your medical record, 12 pages.")),
    ("private", {}, para("SSN 123-45-6789"), "block", para("It is 123-45 long.")),
    ("private", {}, para("Born on 3/4/1956."), "block", para("As of July 1, 2025, it is so.")),
    ("private", {}, para("Our patient Jane Roe ran."), "block", para("Our patients in New York ran.")),
    ("private", {}, image("Chart of jane@roe.example.org"), "block", image("A chart")),
    ("placeholder", {}, para("Lorem ipsum."), "block", para("Todo lo mejor [1].")),
    ("placeholder", {}, para("Call [clinic]."), "block", para("Rest [1, 2].")),
    ("placeholder", {}, {"title": "TODO"}, "block", {}),
    ("placeholder", {}, para("Ask xxx."), "block", para("Take XX steps.")),
    ("sample note", {}, para("Sample note: write here."), "warn", para("A sample note is here.")),
    ("dry needling", {}, para("We do dry needling."), "block", para("We do needle work.")),
    ("dry needling", {"needling": "no"}, {"title": "Dry-needling"}, "block", {}),
    ("dry needling", {"needling": "yes"}, para("Dry needling."), [], {}),
    # Exercises, and texts that name some.
    ("whole", EXERCISE, {"key_points": []}, "block", {"body": "", "key_points": [], **steps("Stand up.")}),
    ("stop if", EXERCISE, {}, "block", {"stop_if": ["it hurts more"]}),
    ("steps", EXERCISE, steps("Sit. Lean. Stand."), "warn", steps("Sit. Stand up.")),
    ("steps", EXERCISE, steps("Sit " + "s" * 87), "warn", steps("Sit " + "s" * 86)),
    (
        "pictures of steps",
        EXERCISE,
        steps("Sit.", ("Stand.", "no-such-drawing")),
        ["warn", "tip"],
        steps("Sit.", "Stand."),
    ),
    ("dose", EXERCISE, {"dose": {"hold": 5}}, ["warn", "warn"], {"dose": {"times": 5, "a_day": 1}}),
    (
        "dose",
        EXERCISE,
        {"dose": {"days": 3}},
        "warn",
        steps("Week 1: walk for 5 minutes.") | {"dose": {"days": 3}},
    ),
    ("dose", EXERCISE, {"dose": {"minutes": 5}}, ["warn"], {"dose": {"minutes": 5, "days": 3}}),
    ("sources", EXERCISE, {}, "warn", sources({})),
    ("how sure", EXERCISE, {}, "warn", marked("It helps [1].")),
    ("author", EXERCISE, {}, "warn", {"author": 3}),
    ("alt text", EXERCISE, photo(), "block", photo("A woman stands up.")),
    ("alt text", EXERCISE | {"pictures": {3: {"alt": "A woman stands up."}}}, photo(), [], {}),
    ("numbers without source", EXERCISE, para("It helps half as much."), "warn", steps("Push half as hard.")),
    (
        "long paragraphs",
        EXERCISE,
        {"easier": "Sit. Sit. Sit. Sit."},
        "tip",
        {"dose": {"times": 5, "sets": 3}},
    ),
    ("placeholder", EXERCISE, {"stop_if": ["XXX"]}, "block", {}),
    ("named exercises", NAMED, exercises(9), "warn", exercises(7)),
    ("named exercises", NAMED | {"coming": frozenset({9})}, exercises(9), "tip", {}),
    ("named exercises", NAMED, exercises(8), "warn", {}),
    ("named exercises", NAMED, exercises(7, below="q-2") | ask(), "warn", exercises(7, below="q-1") | ask()),
    ("named exercises", NAMED | {"kind": "faq"}, exercises(7) | ask(), "warn", {}),
    ("number of exercises", NAMED, exercises(1, 2, 3, 4, 5, 6), "tip", exercises(1, 2, 3, 4, 5)),
    ("number of exercises", NAMED, exercises(7, 7), "tip", exercises(7, 9)),
]


def test_a_line_is_as_long_as_its_slot_allows(monkeypatch):
    monkeypatch.setitem(SLOTS, "key_points", replace(SLOTS["key_points"], longest=11))
    text = {"key_points": ["Rest a bit.", "Rest a week."]}
    (one,) = findings_of("short lines", text)
    assert (one.slot, one.severity, one.quote) == ("key_points", "warn", "Rest a week.")


@pytest.mark.parametrize(("check", "known", "bad", "severity", "good"), TABLE)
def test_a_check_finds_what_it_looks_for_and_nothing_else(check, known, bad, severity, good):
    expected = [severity] if isinstance(severity, str) else severity
    assert severities(check, bad, **known) == expected
    if good is not None:
        assert severities(check, good, **known) == []


def test_the_words_of_marks_are_no_words_of_the_author():
    words = "Walk with care on most days of the week"
    plain, with_mark = para(f"{words}."), body(f'<p class="sure-not">{words}.</p>')
    assert [
        one
        for one in checks.run(frozen(**with_mark), checks.Context())
        if one.check != "how sure without source"
    ] == [*checks.run(frozen(**plain), checks.Context())]
    (one,) = findings_of("how sure without source", row("Tape", "on knees"), language="es")
    assert (one.quote, "Probablemente no ayuda" in one.why) == ("Tape", True)


def test_every_check_is_tried_and_told_of_in_the_docs():
    names = {name for name, *_rest in checks.REGISTRY}
    here = "".join(file.read_text() for file in Path(__file__).parent.glob("test_*.py"))
    untried = {name for name in names if f'"{name}"' not in here}
    table = (ROOT / "docs/checks.md").read_text()
    assert not untried
    assert all(f"`{name}`" in table for name in names)
    for name, *_rest, function in checks.REGISTRY:
        assert re.match(r"Row \d+: ", function.__doc__), name


def test_a_calm_and_short_text_gives_a_tip_on_its_sources_alone():
    context = checks.Context(subject="visit", review={"state": "approved", "own": False}, words=WORDS)
    found = [(one.severity, one.check) for one in checks.run(frozen(author=3), context)]
    assert found == [("tip", "sources")]


def test_a_finding_says_where_and_quotes_the_sentence():
    (one,) = findings_of("jargon", para("Rest well. You may see edema [1]. Then go."))
    assert (one.slot, one.anchor, one.quote) == ("body", "at-body", "You may see edema [1].")
    assert "edema" in one.why
    assert "swelling" in one.fix


@pytest.mark.parametrize(
    ("said", "slot", "anchor"),
    [
        ({"title": "xxx"}, "title", "id_title"),
        ({"summary": "xxx"}, "summary", "id_summary"),
        ({"key_points": ["xxx"]}, "key_points", "id_key_points_0"),
        (cards(items=["xxx"]), "care_cards", "care_cards-group"),
        (advice(("do", "xxx")), "advice", "advice-group"),
        (ask("xxx"), "questions", "questions-group"),
        (ask(answer="<ul><li><p>xxx</p></li></ul>"), "questions", "questions-group"),
        (body("<table><tr><td>xxx</td></tr></table>"), "body", "at-body"),
    ],
)
def test_every_part_of_a_text_is_read(said, slot, anchor):
    (one,) = findings_of("placeholder", said)
    assert (one.slot, one.anchor) == (slot, anchor)


@pytest.mark.parametrize("missing", range(len(BALANCED)))
def test_a_treatment_page_tells_both_sides(missing):
    whole = body("".join(f"<h2>{heading}</h2><p>Text.</p>" for heading in BALANCED))
    partly = body(
        "".join(f"<h2>{heading}</h2><p>Text.</p>" for heading in BALANCED if heading != BALANCED[missing])
    )
    assert severities("treatment sections", whole, **TREATMENT) == []
    assert severities("treatment sections", partly, **TREATMENT) == ["block"]
    assert severities("treatment sections", partly, subject="condition") == []


def test_a_heading_without_text_is_no_section_of_a_treatment_page():
    empty = body("".join(f"<h2>{heading}</h2>" for heading in BALANCED))
    assert severities("treatment sections", empty, **TREATMENT) == ["block"] * 5


def test_a_problem_without_warning_signs_needs_the_tick():
    assert severities("warning signs", {}, subject="condition") == ["block"]
    assert severities("warning signs", {}, **SICK) == []


def test_a_decorative_picture_needs_no_words():
    said, known = image(""), {3: {"title": "Leaf", "alt": "", "decorative": True, "caption": ""}}
    assert severities("alt text", said) == ["block"]
    assert severities("alt text", said, pictures=known) == []
    assert "Leaf" in findings_of("alt text", said, pictures={3: known[3] | {"decorative": False}})[0].why


@pytest.mark.parametrize(
    ("state", "own", "rule", "expected"),
    [
        ("none", False, "block", ["block"]),
        ("stale", False, "block", ["block"]),
        ("changes", False, "block", ["block"]),
        ("approved", True, "block", ["block"]),
        ("approved", True, "warn", ["warn"]),
        ("approved", False, "block", []),
    ],
)
def test_a_text_needs_a_review_by_somebody_else(state, own, rule, expected):
    review = {"state": state, "reviewed_on": TODAY, "due_on": None, "own": own}
    assert severities("reviewed", review=review, own_review=rule) == expected
    assert severities("reviewed", review=review, own_review=rule, needs_review=False) == []


def test_an_overdue_review_is_told():
    review = {"state": "approved", "reviewed_on": TODAY, "own": False}
    day = datetime.timedelta(days=1)
    assert severities("review not overdue", review=review | {"due_on": TODAY - day}) == ["warn"]
    assert severities("review not overdue", review=review | {"due_on": TODAY}) == []


def test_a_translation_older_than_its_source_is_told():
    assert severities("translation", source_changed=True) == ["warn"]
    assert severities("translation") == []


def test_formulas_for_english_are_not_used_on_spanish_and_the_other_way_round():
    hard = para(SPANISH_HARD * 4)
    spanish = {one.check for one in checks.run(frozen(**hard), checks.Context(language="es"))}
    english = {one.check for one in checks.run(frozen(**hard), checks.Context(language="en"))}
    assert spanish & {"reading grade", "SMOG grade", "passive", "you", "INFLESZ"} == {"INFLESZ"}
    assert english & {"reading grade", "SMOG grade", "INFLESZ"} == {"reading grade", "SMOG grade"}


def test_how_hard_a_text_is_to_read_never_blocks():
    hard = para(HARD * 20 + LONG_26 * 9)
    found = checks.run(frozen(**hard), checks.Context())
    names = {"reading grade", "SMOG grade", "long sentences", "long paragraphs"}
    assert names <= {one.check for one in found}
    assert not [one for one in found if one.check in names and one.severity == "block"]


def test_the_reading_grade_names_the_hard_words():
    (one,) = findings_of("reading grade", para("Rehabilitation helps you. Rehabilitation is good. " + FILLER))
    assert "rehabilitation (2)" in one.quote
    assert one.why.startswith("Reads at grade ")


def test_the_longest_sentences_come_first_and_many_are_only_counted():
    sentences = " ".join(f"You can {'walk and ' * number}then rest." for number in range(11, 21))
    found_ = findings_of("long sentences", para(sentences))
    assert [int(re.search(r"\d+", one.why)[0]) for one in found_[:5]] == [44, 42, 40, 38, 36]
    assert len(found_) == 6
    assert "6 more" in found_[5].why


def test_what_blocks_is_always_told_in_full():
    assert len(findings_of("placeholder", para("Ask xxx now. " * 9))) == 9


# What other texts say


TEXT = " ".join(f"word{number}" for number in range(400))


def other(plain=TEXT, summary="Another summary.", asked=("Is it so?",), title="The other", **more):
    said = frozen(
        **more,
        title=title,
        summary=summary,
        questions=[{"anchor": "q", "question": question, "answer": ""} for question in asked],
    )
    return checks.traits(said | {"derived": {"text": plain}})


def of_this(check, said, others):
    made = frozen(**said)
    made["derived"]["text"] = TEXT
    found = checks.run(made, checks.Context(others=lambda: others))
    return [one for one in found if one.check == check]


def test_a_text_much_like_another_is_told():
    nearly = TEXT.replace("word200 ", "different ")
    half = TEXT[: len(TEXT) // 2] + " ".join(f"new{number}" for number in range(200))
    assert "The other" in of_this("said before", {}, [other(nearly)])[0].why
    assert not of_this("said before", {}, [other(half)])
    assert not of_this("said before", {}, [other("something else altogether")])


def test_two_very_short_texts_are_not_compared():
    said = frozen()
    found = checks.run(said, checks.Context(others=lambda: [checks.traits(said)]))
    assert not [one for one in found if one.check == "said before"]


def test_the_same_summary_twice_is_told():
    assert of_this("own summary", {}, [other(summary=SUMMARY.upper())])
    assert not of_this("own summary", {}, [other()])


def test_the_same_title_twice_is_told_unless_search_results_have_another():
    assert of_this("own title", {}, [other(title="Sore Knees")])
    assert not of_this("own title", {"search_title": "Sore knees at night"}, [other(title="Sore knees")])
    assert not of_this("own title", {}, [other(title="Sore knees", search_title="At night")])


def test_a_description_for_search_results_stands_in_for_the_summary():
    own = {"search_description": "What to do for a sore knee at home, and when to come to us."}
    assert not of_this("own summary", own, [other(summary=SUMMARY)])
    assert of_this("own summary", own, [other(**own)])[0].slot == "search_description"
    assert not findings_of("search description", own)
    assert severities("search description", {"search_description": "Knees."}) == ["warn"]
    assert severities("search description", {"search_description": "k" * 161}) == ["warn"]
    long = {"summary": "word " * 40 + "end."}
    assert [one for one in findings_of("summary", long) if "cut off" in one.why]
    assert not [one for one in findings_of("summary", long | own) if "cut off" in one.why]


def test_a_question_that_another_text_answers_is_told():
    (one,) = of_this("asked before", ask("Is it  SO"), [other()])
    assert "The other" in one.why
    assert not of_this("asked before", ask("Is it not so?"), [other()])


def test_a_question_that_stands_twice_is_told():
    twice = {"questions": ask()["questions"] * 2}
    assert severities("asked before", twice) == ["warn"]


# Against the database


@pytest.mark.django_db
def test_what_tests_make_lacks_a_review_and_nothing_else():
    for document in (factories.article(), factories.exercise(), factories.faq(), factories.page()):
        blocks = {one.check for one in findings(document.latest_revision) if one.severity == "block"}
        assert blocks == ({"reviewed"} if document.needs_review else set())


@pytest.mark.django_db
def test_a_link_to_a_draft_blocks_until_the_draft_is_live():
    target = factories.faq()
    text = factories.article(body=f'<p>See <a href="document:{target.pk}">our answers</a>.</p>')

    def blocked():
        return "live links" in {
            one.check for one in findings(Document.objects.get(pk=text.pk).latest_revision)
        }

    assert blocked()
    target.publish(check=findings, by=None, override="made for a test")
    assert not blocked()
    target.withdraw(by=None)
    assert blocked()


@pytest.mark.django_db
def test_two_new_texts_that_link_to_each_other_go_live_without_an_override():
    first, second = factories.article("Sore knees"), factories.article("Stiff knees")
    for text, other in ((first, second), (second, first)):
        text.body = f'<p>See <a href="document:{other.pk}">the other text</a>.</p>'
        text.save()
        text.record(by=None)
        factories.approve(text)
    first.publish(check=findings, by=None)
    page = Client().get(first.get_absolute_url()).content.decode()
    assert "<p>See the other text.</p>" in page
    second.publish(check=findings, by=None)
    assert [one for one in findings(first.latest_revision) if one.check == "live links"] == []


@pytest.mark.django_db
def test_a_link_to_a_text_that_is_planned_warns_and_to_one_that_was_refused_or_withdrawn_blocks():
    target = factories.article()
    text = factories.article(body=f'<p>See <a href="document:{target.pk}">the other text</a>.</p>')

    def severity():
        return next(
            (one.severity for one in findings(text.latest_revision) if one.check == "live links"), None
        )

    assert severity() == "block"
    factories.approve(target)
    assert severity() == "warn"
    factories.approve(target, verdict="changes")
    assert severity() == "block"
    target.publish(
        check=findings, by=None, override=factories.REASON, at=timezone.now() + datetime.timedelta(days=1)
    )
    assert severity() == "warn"
    target.publish(check=findings, by=None, override=factories.REASON)
    target.withdraw(by=None)
    assert severity() == "block"


OPEN = [
    "/",
    "/articles/",
    "/articles/live/",
    "/articles/live/#nowhere",
    "/topics/knee",
    "/topics/old/",
    "/people/old/",
    f"{settings.SITE_URL}/topics/knee/",
    f"{settings.SITE_URL}.example/articles/none/",
]
DEAD = [
    "/articles/draft",
    "/articles/none/#a",
    "/topics/hip/",
    "/people/nobody/",
    "/no/such/page/",
    "/articles/%00/",
    f"{settings.SITE_URL}/articles/none/",
]


@pytest.mark.django_db
def test_an_address_of_ours_that_leads_nowhere_blocks_and_one_that_leads_on_does_not(sign_in):
    for moved in (factories.topic(slug="old"), factories.person(slug="old")):
        moved.slug = "knee"
        moved.save()
    factories.article(slug="live", live=True)
    factories.article(slug="draft")
    text = factories.article()
    links = (f'<a href="{address}">to {address}</a>' for address in OPEN + DEAD)
    press(sign_in("Editor"), text, body=f"<p>{' '.join(links)}</p>")
    found = findings(text.latest_revision)
    dead = " ".join(one.why for one in found if one.check == "live links")
    assert [address for address in OPEN + DEAD if f"to {address}”" in dead] == DEAD
    assert [one.quote for one in found if one.check == "link to a part"] == ["#nowhere"]


@pytest.mark.django_db
def test_the_clinics_own_numbers_are_not_a_patients():
    text = factories.article(body="<p>Call (555) 555-0100 or 555-555-0199.</p>")
    assert [one.quote for one in findings(text.latest_revision) if one.check == "private"] != []
    factories.number(factories.clinic(), "555 555 0199", kind="fax")
    assert not [one for one in findings(text.latest_revision) if one.check == "private"]


def test_an_address_that_is_written_out_and_linked_is_told_once():
    told = findings_of("private", para('Ask <a href="mailto:jane.roe@example.org">jane.roe@example.org</a>.'))
    assert [one.quote for one in told] == ["jane.roe@example.org"]


@pytest.mark.django_db
def test_live_texts_are_compared_in_their_own_language_and_as_they_are_now():
    said = {"summary": SUMMARY}
    text = factories.article(**said)

    def alike():
        return "own summary" in {one.check for one in findings(text.latest_revision)}

    spanish = factories.article(live=True, language="es", **said)
    draft = factories.article(**said)
    assert not alike()
    draft.publish(check=findings, by=None, override="made for a test")
    assert alike()
    draft.summary = "Something else altogether."
    draft.save()
    draft.publish(check=findings, by=None, override="made for a test")
    assert not alike()
    assert spanish.edition


@pytest.mark.django_db
def test_checking_asks_the_same_few_questions_however_many_texts_are_live(django_assert_max_num_queries):
    text = factories.article(body="<p>Move.</p>")
    for number in range(12):
        factories.article(f"Text {number}", live=True)
    findings(text.latest_revision)
    with django_assert_max_num_queries(15):
        findings(text.latest_revision)


@pytest.mark.django_db
def test_nothing_blocks_the_starter_content_but_the_review_and_the_state_setting(starter):
    for document in Document.objects.live():
        found = {one.check for one in findings(document.latest_revision) if one.severity == "block"}
        assert found <= {"reviewed", "dry needling"}, document
    Clinic.objects.update(needling="yes")
    for document in Document.objects.live():
        found = findings(document.latest_revision)
        assert {one.check for one in found if one.severity == "block"} <= {"reviewed"}, document
        rest = [one for one in found if one.severity == "warn"]
        assert len(rest) <= 4, (document, rest)


@pytest.mark.parametrize("piece", ["12,", "AB ", "a ", "(", "[a", "is ", "555-", "a@a.", "edema ", "\u00a0"])
def test_a_hostile_text_gets_an_answer_that_can_be_read(piece):
    said = frozen(body=f"<p>Go {piece * 4_000}</p>")
    found = checks.run(said, checks.Context(words=WORDS))
    assert len([one for one in found if one.severity != "block"]) < 60
    assert all(len(one.quote) < 300 for one in found)


@pytest.mark.parametrize("size", [originality.FEWEST, 21, 24, 25, 100, 255, originality.KEPT])
def test_a_text_that_shares_enough_is_never_passed_over(size):
    own = frozenset(range(size))
    few = originality._enough_to_tell(own)
    for lost in range(size):
        other = own - {*list(own)[:lost]}
        assert not (few.isdisjoint(other) and originality.likeness(own, other) > originality.ALIKE)
