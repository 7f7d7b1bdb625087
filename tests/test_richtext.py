"""Rich text: what survives cleaning, what a page makes of it, and links between documents."""

import json
import re
import time

import pytest
from django.db import connection, models
from django.test import override_settings
from django.utils import translation
from django_prose_editor.config import allowlist_from_extensions, expand_extensions
from hypothesis import given, settings
from hypothesis import strategies as st

from content import links
from content.fields import RichTextField
from content.findings import findings
from content.models import Article, Document, Person, Question, Redirect
from content.text import certainty, richtext, structure
from content.text.taken_out import taken_out
from tests.support import factories
from tests.support.html import Page

# Written out once more, apart from richtext.FEATURES, so that a tag added there has to be meant.
NUMBER = "[0-9]{1,9}"
ADDRESS = re.compile(r"\s*(?:(?i:https?|mailto|tel|document):|/(?![/\\])|#)[^\"]*")
PLAIN = ["h2", "h3", "ul", "li", "strong", "sub", "sup", "br", "figure", "figcaption"]
PLAIN += ["table", "thead", "tbody"]
MARK = "sure-(?:helps|probably|may|unknown|not)"
MAY_STAY = {name: {} for name in PLAIN} | {
    "p": {"class": MARK, "lang": "[A-Za-z-]+"},
    "tr": {"class": MARK},
    "ol": {"start": NUMBER},
    "a": {"href": ADDRESS.pattern},
    "img": {"alt": '[^"]*', "data-file": NUMBER},
    "th": {"colspan": NUMBER, "rowspan": NUMBER},
    "td": {"colspan": NUMBER, "rowspan": NUMBER},
}


def _tag_pattern(name, attributes):
    either = "|".join(f'{key}="{value}"' for key, value in attributes.items())
    return f"{name}(?: (?:{either}))*" if attributes else name


TAGS = "|".join(_tag_pattern(name, attributes) for name, attributes in MAY_STAY.items())
ONLY_WHAT_MAY_STAY = re.compile(rf"(?:[^<>]|</?(?:{TAGS})>)*+\Z")

SURVIVORS = [
    "<h2>First part</h2>",
    "<h3>Smaller part</h3>",
    "<p>Some words, <strong>strong</strong> ones.</p>",
    "<p>H<sub>2</sub>O and m<sup>2</sup></p>",
    "<p>One line<br>and the next</p>",
    "<ul><li><p>walk</p></li><li><p>rest</p><ul><li><p>sit</p></li></ul></li></ul>",
    '<ol start="3"><li><p>third</p></li></ol>',
    '<p><a href="https://example.org/a?b=1&amp;c=2">a link</a></p>',
    '<p><a href="mailto:a@example.org">mail</a> <a href="tel:+15555550100">call</a></p>',
    '<p><a href="document:12#part">ours</a> <a href="/topics/">list</a> <a href="#part">here</a></p>',
    '<figure><img alt="A &quot;drawn&quot; knee" data-file="3"><figcaption>A knee.</figcaption></figure>',
    '<p lang="es-MX">Hola</p>',
    '<p class="sure-probably" lang="es">Caminar ayuda [1].</p><p class="sure-not">Rest.</p>',
    '<table><tbody><tr class="sure-unknown"><td>Tape</td><td><p>Pain</p></td></tr></tbody></table>',
    '<table><thead><tr><th colspan="2" rowspan="1">Week</th></tr></thead>'
    '<tbody><tr><td colspan="1" rowspan="2">1</td><td>2</td></tr></tbody></table>',
    "<p>1 &lt; 2 &amp; “quotes” [1, 2]</p>",
]

HOSTILE = [
    "<script>evil()</script>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "<scr<script>ipt>evil()</scr</script>ipt>",
    "<script\x00>evil()</script>",
    "<<script>evil()//<</script>",
    "<style>*{background:url(//evil.example)}</style>",
    "<p style='background:url(javascript:evil())' class='evil'>x</p>",
    "<p class='sure-helps evil\" onclick=\"evil()'>x</p><p class='&quot;><script>evil()</script>'>y</p>",
    "<ul class=sure-may><li class=sure-may><a class=sure-may href='/x'>x</a></li></ul><td class=sure-may>y",
    "<iframe src='javascript:evil()'></iframe>",
    "<iframe srcdoc='<script>evil()</script>'></iframe>",
    "<object data='data:text/html,<script>evil()</script>'></object>",
    "<embed src='javascript:evil()'>",
    "<svg onload=evil()>",
    "<svg><script>evil()</script></svg>",
    "<svg><a xlink:href='javascript:evil()'><text>x</text></a></svg>",
    "<svg><animate onbegin=evil() attributeName=x></svg>",
    "<math href='javascript:evil()'>x</math>",
    "<form action='//evil.example'><button formaction='javascript:evil()'>x</button></form>",
    "<img src=x onerror=evil()>",
    "<img src='https://evil.example/pixel.gif' alt='x'>",
    "<img data-file='1' src='https://evil.example/pixel.gif' srcset='//evil.example/x 2x' alt='x'>",
    "<img data-file='1' alt='x' onerror='evil()' onload=evil()>",
    "<img data-file='1 onerror=evil()' alt='x'>",
    "<img data-file=1 alt='\" onerror=evil() \"'>",
    "<p onclick=evil() ONMOUSEOVER='evil()'>x</p>",
    "<p/onclick=evil()>x</p>",
    "<p onfocus=evil() autofocus tabindex=1>x</p>",
    "<a href='javascript:evil()'>x</a>",
    "<a href='JaVaScRiPt:evil()'>x</a>",
    "<a href=' \x01javascript:evil()'>x</a>",
    "<a href='java\tscript:evil()'>x</a>",
    "<a href='java\nscript:evil()'>x</a>",
    "<a href='&#106;&#x61;vascript&colon;evil()'>x</a>",
    "<a href='javascript&#58;evil()'>x</a>",
    "<a href='&Tab;javascript:evil()'>x</a>",
    "<a href='data:text/html;base64,PHNjcmlwdD4='>x</a>",
    "<a href='vbscript:evil()'>x</a>",
    "<a href='blob:https://evil.example/1'>x</a>",
    "<a href='file:///etc/passwd'>x</a>",
    "<a href='//evil.example'>x</a>",
    "<a href='/\\evil.example'>x</a>",
    "<a href='\\\\evil.example'>x</a>",
    "<a href='/\t/evil.example'>x</a>",
    "<a href='&#47;&#47;evil.example'>x</a>",
    "<a href=''>x</a>",
    "<a href='?next=evil'>x</a>",
    "<a href='/x' target=_blank rel=opener ping='//evil.example' download style='color:red'>x</a>",
    "<a name=x id=main>x</a>",
    "<base href='//evil.example/'><link rel=stylesheet href='//evil.example'>",
    "<meta http-equiv=refresh content='0;url=javascript:evil()'>",
    "<video><source onerror=evil()></video><audio src=x onerror=evil()>",
    "<details open ontoggle=evil()>x</details>",
    "<template><img src=x onerror=evil()></template>",
    "<!--><img src=x onerror=evil()>-->",
    "<!--[if gte IE 4]><script>evil()</script><![endif]-->",
    "<![CDATA[<img src=x onerror=evil()>]]>",
    "<?xml version='1.0'?><?php evil() ?>",
    "<noscript><p title='</noscript><img src=x onerror=evil()>'>",
    "<textarea><img title='</textarea><img src=x onerror=evil()>'>",
    "<title><img title='</title><img src=x onerror=evil()>'></title>",
    "<xmp><p title='</xmp><img src=x onerror=evil()>'></xmp>",
    "<plaintext><img src=x onerror=evil()>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=evil()&gt;'>",
    "<math><annotation-xml encoding='text/html'><style><img src=x onerror=evil()></style></math>",
    "<svg></p><style><a id='</style><img src=1 onerror=evil()>'>",
    "<svg><p><style><a title='</style><img src onerror=evil()>'>",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=evil()>",
    "<svg><desc><table><a><img src=x onerror=evil()></table></desc></svg>",
    "<table><td background='javascript:evil()' style='x'>x</td><caption><svg onload=evil()></table>",
    "<ol start='evil' type='A' data-type='x'><li value=3>x</li></ol>",
    "<p lang='en\" onclick=\"evil()'>x</p>",
    "<p dir=rtl contenteditable data-evil=1 is=evil slot=evil>x</p>",
    "<marquee onstart=evil()>x</marquee><blink>x</blink><custom-evil onclick=evil()>x</custom-evil>",
    "<p>unclosed <strong onclick=evil() <a href='javascript:evil()'",
]

PIECES = (
    [
        f"<{name}>"
        for name in [*MAY_STAY, "div", "svg", "math", "style", "script", "button", "form", "template"]
    ]
    + [f"</{name}>" for name in [*MAY_STAY, "div", "svg", "math", "style", "script", "button"]]
    + ['<a href="/x">', '<a href="document:5">', '<a href="javascript:evil()">', '<a href="//evil.example">']
    + ['<p class="sure-may">', '<p class="sure-not evil">', '<tr class="sure-unknown">']
    + ['<img data-file="1" alt="x">', "<img src=x onerror=evil()>", '<p onclick="evil()" lang="en">']
    + [
        "<!--",
        "-->",
        "<![CDATA[",
        "]]>",
        '"',
        "'",
        "<",
        ">",
        "&",
        "&nbsp;",
        "&lt;",
        "&#13;",
        "[1]",
        " ",
        "\n",
    ]
    + ["words", "onclick=", "<script", "javascript:"]
)
SOUP = st.lists(st.sampled_from(PIECES) | st.text(max_size=8), max_size=14).map("".join)
ON_PAGES = {
    "href",
    "id",
    "class",
    "role",
    "tabindex",
    "aria-label",
    "alt",
    "start",
    "colspan",
    "rowspan",
    "lang",
}
SIGN = {"svg", "path", "circle", "rect"}  # of a mark


def tags_of(markup):
    """Every start tag as (name, attributes); fails on a tag that closes another."""
    page = Page(markup)
    assert page.misplaced == []
    return page.tags


def well_formed(markup):
    assert Page(markup).open == []
    return tags_of(markup)


def assert_harmless(page):
    for name, attributes in tags_of(page):
        data = attributes.get("type") == "application/ld+json"  # which no browser runs
        assert name != "script" or data or (attributes.get("src") or "").startswith("/static/")
        assert name not in {"iframe", "object", "embed", "style", "base"}
        assert not [key for key in attributes if key.startswith("on")]
        assert ADDRESS.match(attributes.get("href") or "#")
        assert (attributes.get("src") or "/").startswith("/")


def ids_of(outline):
    return [heading["id"] for heading in outline]


def rendered(text, **more):
    return richtext.render(text, picture=lambda number, alt: f'<img alt="{number}">', **more)


# The allow-list


def test_the_editor_can_make_exactly_the_tags_that_cleaning_keeps():
    in_editor = allowlist_from_extensions(expand_extensions(richtext.EDITOR_EXTENSIONS))
    assert in_editor["tags"] == set(richtext.ALLOWED) == set(MAY_STAY)
    for tag, names in richtext.ALLOWED.items():
        assert names == set(MAY_STAY[tag])
        assert names <= in_editor["attributes"].get(tag, set()) | ({"lang"} if tag == "p" else set())


def test_the_editor_has_the_extensions_of_the_table_and_only_bare_ones_besides():
    switched_on = {name for name, config in expand_extensions(richtext.EDITOR_EXTENSIONS).items() if config}
    bare = {"Document", "Text", "Menu", "History", "Dropcursor", "Gapcursor"}
    assert switched_on == {*richtext.FEATURES, *bare}


@pytest.mark.parametrize("text", SURVIVORS)
def test_what_the_toolbar_makes_survives(text):
    assert richtext.clean(text) == text


def test_the_survivors_show_every_allowed_tag_and_attribute():
    seen = [found for text in SURVIVORS for found in tags_of(text)]
    assert {name for name, _attributes in seen} == set(MAY_STAY)
    for tag, names in MAY_STAY.items():
        assert {key for name, attributes in seen if name == tag for key in attributes} == set(names)


@pytest.mark.parametrize("fragment", HOSTILE)
def test_hostile_fragments_leave_nothing_but_allowed_tags(fragment):
    for text in (fragment, f"<p>{fragment}</p>", f"<table><tr><td>{fragment}", f"<h2>{fragment}</h2>"):
        cleaned = richtext.clean(text)
        assert ONLY_WHAT_MAY_STAY.match(cleaned), cleaned
        assert_harmless(rendered(cleaned))


BAD_ADDRESSES = ["javascript:a", "data:a", "vbscript:a", "ftp://a", "//host", "/\\host", "\\host"]
BAD_ADDRESSES += ["/\t/host", "/a\\host", "#a b", "", "a/b", "?a=b"]


@pytest.mark.parametrize("address", BAD_ADDRESSES)
def test_the_words_of_a_link_to_a_bad_address_stay(address):
    assert richtext.clean(f'<p>See <a href="{address}">these words</a>.</p>') == "<p>See these words.</p>"


@pytest.mark.parametrize(
    "image",
    [
        '<img src="https://example.org/a.png" alt="x">',
        '<img src="/media/pictures/a.jpg">',
        '<img data-file="" alt="x">',
        '<img data-file="1x" alt="x">',
        '<img data-file="-1" alt="x">',
        '<img data-file="٣" alt="x">',
        '<img alt="data-file=1">',
        '<img alt=" data-file=&quot;1&quot;">',
    ],
)
def test_only_pictures_of_the_library_stay(image):
    cleaned = richtext.clean(f"<p>a{image}b</p>")
    assert cleaned == "<p>ab</p>"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("<p></p>", ""),
        ("<p>&nbsp;</p><p><br></p>", ""),
        ("<ul><p></p></ul><p>x</p>", "<p>x</p>"),
        ("<p>a&nbsp;b\u00a0c\u202fd</p>", "<p>a b c d</p>"),
        ("<p>5\u00a0mg, 9&nbsp;%, 37\u202f°C</p>", "<p>5&nbsp;mg, 9&nbsp;%, 37\u202f°C</p>"),
        ("<p>to\u00a05&nbsp;</p>", "<p>to 5 </p>"),
        ("<ul><li>one</li><li><p></p></li></ul><ol start='2'><li></li></ol>", "<ul><li>one</li></ul>"),
        ("<p>x</p><figure><img alt='y'><figcaption>z</figcaption></figure>", "<p>x</p>"),
        ("<figcaption>x</figcaption>", "<p>x</p>"),
        (
            "<table><tr><td><p>a</p><table><tr><th>b</th><td><p>c</p></td></tr></table></td></tr></table>",
            "<table><tbody><tr><td><p>a</p><p>b</p><p>c</p></td></tr></tbody></table>",
        ),
        ("<div><b>bold</b> <i>slanted</i></div>", "bold slanted"),
        ("<h1>Title</h1><h4>Small</h4>", "TitleSmall"),
        ("<p>before<script>between</script>after</p>", "<p>beforeafter</p>"),
        ("<style>p {}</style><title>t</title><template>u</template><p>x</p>", "<p>x</p>"),
        ('<p>a\x00b<img data-file="1" alt="c\x00d"></p>', '<p>ab<img data-file="1" alt="cd"></p>'),
        ("  <p>x</p>\n", "<p>x</p>"),
        ('<p class="MsoNormal sure-may">x</p>', '<p class="sure-may">x</p>'),
        (
            '<p class="sure-may sure-not">two that contradict each other</p>',
            "<p>two that contradict each other</p>",
        ),
        ('<p class="SURE-MAY">x</p><p class="sure-maybe">y</p><p class="">z</p>', "<p>x</p><p>y</p><p>z</p>"),
        (
            '<h3 class="sure-may">x</h3><ul class="sure-may"><li class="sure-may">y</li></ul>',
            "<h3>x</h3><ul><li>y</li></ul>",
        ),
        ('<p class="sure-may"><br></p><p>x</p>', "<p>x</p>"),
        ("", ""),
    ],
)
def test_what_was_pasted_becomes_plain(typed, kept):
    assert richtext.clean(typed) == kept


def test_lists_nest_no_deeper_than_anybody_writes():
    cleaned = richtext.clean("<ul><li>x" * 3000 + "</li></ul>" * 3000 + "<p>y</p>")
    assert cleaned.count("<ul>") == structure.DEEPEST
    assert (cleaned.count("x"), cleaned.endswith("<p>y</p>")) == (3000, True)


@pytest.mark.parametrize(
    "text",
    [
        *SURVIVORS,
        *HOSTILE,
        "<h2><div><h3>x</h3></div></h2>",
        "<p><button><p>x</p></button></p>",
        "<ul><li><section><li>x</li></section></li></ul>",
        "a&#13;b",
        '<a href="//evil.example"><table><tr><td><a href="/x">y</a></td></tr></table></a>',
    ],
)
def test_cleaning_twice_changes_nothing(text):
    cleaned = richtext.clean(text)
    assert richtext.clean(cleaned) == cleaned


@settings(max_examples=200, deadline=None)
@given(SOUP)
def test_cleaning_any_text_twice_changes_nothing(text):
    cleaned = richtext.clean(text)
    assert richtext.clean(cleaned) == cleaned


@settings(max_examples=300, deadline=None)
@given(SOUP)
def test_cleaning_any_text_leaves_only_allowed_tags_attributes_and_addresses(text):
    assert ONLY_WHAT_MAY_STAY.match(richtext.clean(text))


@settings(max_examples=300, deadline=None)
@given(SOUP)
def test_any_text_becomes_a_well_formed_part_of_a_page(text):
    cleaned = richtext.clean(text)
    html = rendered(
        cleaned, headings=ids_of(richtext.outline(cleaned)), addresses={5: "/articles/five/"}, sources=2
    )
    for name, attributes in well_formed(html):
        assert name in SIGN or set(attributes) <= ON_PAGES


# Cleaned wherever it is written


def by_save(row, field):
    setattr(row, field, ATTACK)
    row.save()
    return row.pk


def by_saving_one_field(row, field):
    setattr(row, field, ATTACK)
    row.save(update_fields=[field])
    return row.pk


def by_update(row, field):
    type(row).objects.filter(pk=row.pk).update(**{field: ATTACK})
    return row.pk


def by_bulk_update(row, field):
    setattr(row, field, ATTACK)
    type(row).objects.bulk_update([row], [field])
    return row.pk


def by_bulk_create(row, field):
    row.pk = None
    setattr(row, "anchor" if isinstance(row, Question) else "slug", "another")
    setattr(row, field, ATTACK)
    return type(row).objects.bulk_create([row])[0].pk


ATTACK = '<p onclick="evil()">Kept<script>evil()</script> <a href="javascript:evil()">words</a></p>'
WRITERS = [by_save, by_saving_one_field, by_update, by_bulk_update, by_bulk_create]


@pytest.mark.django_db
@pytest.mark.parametrize("write", WRITERS)
@pytest.mark.parametrize("model", [Document, Article, Question, Person])
def test_rich_text_is_cleaned_on_every_kind_of_write(write, model):
    rows = {
        Document: lambda: Document.objects.get(pk=factories.article().pk),
        Article: factories.article,
        Question: lambda: factories.faq().questions.get(),
        Person: factories.person,
    }
    field = next(field for field in model._meta.fields if isinstance(field, RichTextField))
    pk = write(rows[model](), field.attname)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {field.column} FROM {model._meta.db_table} WHERE id = %s", [pk])
        assert cursor.fetchone() == ("<p>Kept words</p>",)


@pytest.mark.django_db
def test_after_a_save_the_object_says_what_was_stored():
    article = factories.article()
    by_save(article, "body")
    assert article.body == "<p>Kept words</p>"


def test_migrations_see_a_plain_text_field():
    _name, path, _args, options = RichTextField(blank=True).deconstruct()
    assert path == "django.db.models.TextField"
    assert options == {"blank": True}
    assert isinstance(RichTextField(), models.TextField)


# And cleaned again on the page


def full_article():
    article = factories.article(key_points=["One"], body="<h2>First part</h2><p>Words.</p>")
    article.care_cards.create(kind="call", when="now", items=["you are in doubt"])
    article.advice.create(kind="do", text="walk")
    article.questions.create(question="Why?", answer="<p>Because.</p>")
    article.sources.create(title="A study", url="https://example.org/study")
    article.publish(check=findings, by=None, override=factories.REASON)
    return article


def spoil(thing, path, value):
    *way, last = path
    for step in way:
        thing = thing[step]
    assert thing[last] is not None
    thing[last] = value


MARKUP = '"><script>evil()</script><img src=x onerror=evil()><b onclick=evil()>'


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "value"),
    [
        (["body"], ATTACK + MARKUP),
        (["questions", 0, "answer"], ATTACK + MARKUP),
        (["questions", 0, "question"], MARKUP),
        (["questions", 0, "anchor"], MARKUP),
        (["title"], MARKUP),
        (["summary"], MARKUP),
        (["key_points", 0], MARKUP),
        (["care_cards", 0, "when"], MARKUP),
        (["care_cards", 0, "items", 0], MARKUP),
        (["advice", 0, "text"], MARKUP),
        (["sources", 0, "title"], MARKUP),
        (["sources", 0, "url"], "javascript:evil()"),
        (["derived", "outline", 0, "text"], MARKUP),
        (["derived", "outline", 0, "id"], MARKUP),
    ],
    ids=lambda value: " ".join(str(step) for step in value) if isinstance(value, list) else "",
)
def test_a_row_changed_behind_our_back_does_no_harm_on_the_page(client, path, value):
    article = full_article()
    revision = article.edition.revision
    spoil(revision.content, path, value)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE content_revision SET content = %s WHERE id = %s",
            [json.dumps(revision.content), revision.pk],
        )
    response = client.get(article.get_absolute_url())
    assert response.status_code == 200
    assert_harmless(response.content.decode())


@pytest.mark.django_db
def test_a_persons_text_changed_behind_our_back_does_no_harm(client):
    person = factories.person()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE content_person SET bio = %s WHERE id = %s", [ATTACK + MARKUP, person.pk])
    page = client.get(person.get_absolute_url()).content.decode()
    assert "Kept words" in page
    assert_harmless(page)


# Headings


def headings_in(html):
    return re.findall(r'<h([23])(?: id="([^"]*)")?>(.*?)</h[23]>', html, re.DOTALL)


@pytest.mark.parametrize(
    ("titles", "expected"),
    [
        (["First part"], ["part-first-part"]),
        (["Part", "Part", "Part"], ["part-part", "part-part-2", "part-part-3"]),
        (["Part 2", "Part", "Part"], ["part-part-2", "part-part", "part-part-3"]),
        (["Help", "Sources", "Do"], ["part-help", "part-sources", "part-do"]),
        (["¿?", "日本"], ["part-untitled", "part-untitled-2"]),
        (["x" * 200], ["part-" + "x" * 60]),
        (["A &amp; <strong>B</strong>"], ["part-a-b"]),
    ],
)
def test_headings_get_ids_of_their_own(titles, expected):
    text = "".join(f"<h2>{title}</h2>" for title in titles)
    assert [heading["id"] for heading in richtext.outline(text)] == expected


def test_the_outline_knows_levels_and_words():
    text = "<p>Before</p><h2>One <strong>two</strong></h2><p>x</p><h3>Three &lt; four</h3>"
    assert richtext.outline(text) == [
        {"level": 2, "text": "One two", "id": "part-one-two"},
        {"level": 3, "text": "Three < four", "id": "part-three-four"},
    ]


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from(["part", "part 2", "a", "a-2", "Sources"]) | st.text("ab 2-?"), max_size=9))
def test_ids_of_headings_are_unique_and_apart_from_the_pages_own(titles):
    text = "".join(f"<h2>{title}</h2>" for title in titles)
    identifiers = [heading["id"] for heading in richtext.outline(text)]
    assert len(set(identifiers)) == len(identifiers) == len(titles)
    assert all(identifier.startswith("part-") for identifier in identifiers)


@pytest.mark.parametrize(
    "text",
    [
        "<h2>One</h2><p>x</p><h3>Two</h3><h2>One</h2>",
        "<h2>One</h2><table><tbody><tr><td><h3>In a table</h3></td></tr></tbody></table><h2>Last</h2>",
        "<h2>One<br>more</h2><h2>Two</h2>",
        "<h2><br>One</h2><h2>Two</h2>",
        '<h2><img data-file="1" alt="A knee"></h2><h2>Two</h2>',
        "<h2><p>One</p></h2><h2>Two</h2>",
    ],
)
def test_each_heading_on_the_page_carries_its_own_id(text):
    outline = richtext.outline(text)
    shown = headings_in(rendered(text, headings=ids_of(outline)))
    with_id = [(int(level), identifier) for level, identifier, _words in shown if identifier]
    assert with_id == [(heading["level"], heading["id"]) for heading in outline]
    known = {heading["id"]: heading["text"] for heading in outline}
    for _level, identifier, inside in shown:
        words = " ".join(richtext.plain_text(f"<p>{inside}</p>").split())
        listed_as = known.get(identifier, "")
        assert words.startswith(listed_as)
        assert bool(words) == bool(listed_as)


@pytest.mark.django_db
def test_no_heading_takes_an_id_that_the_page_uses(client):
    factories.clinic(phone="(555) 555-0100", hours={"0": [["09:00", "17:00"]]})
    article = full_article()

    def identifiers():
        page = client.get(article.get_absolute_url()).content.decode()
        return [attributes["id"] for _name, attributes in tags_of(page) if "id" in attributes]

    article.body = "".join(f"<h2>{name}</h2>" for name in identifiers())
    article.save()
    article.publish(check=findings, by=None, override=factories.REASON)
    found = identifiers()
    assert sorted({name for name in found if found.count(name) > 1}) == []


# Citations


def cited(*numbers):
    return "".join(
        f'&nbsp;<a class="cite"\nhref="#source-{number}"\naria-label="source {number}">[{number}]</a>'
        for number in numbers
    )


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("It helps [1].", f"It helps{cited(1)}."),
        ("It helps.[2]", f"It helps.{cited(2)}"),
        ("It helps [1, 2].", f"It helps{cited(1, 2)}."),
        ("It helps [1,2 , 3].", f"It helps{cited(1, 2, 3)}."),
        ("It helps [4].", "It helps [4]."),
        ("It helps [0].", "It helps [0]."),
        ("It helps [1, 4].", "It helps [1, 4]."),
        ("It helps [1-2].", f"It helps{cited(1, 2)}."),
        ("It helps [ 1–2; 3 ].", f"It helps{cited(1, 2, 3)}."),
        ("It helps [2-1].", f"It helps{cited(2, 1)}."),
        ("It helps [1-4] [] [x] [1-].", "It helps [1-4] [] [x] [1-]."),
    ],
)
def test_a_citation_leads_to_its_source(typed, shown):
    assert richtext.render(f"<p>{typed}</p>", sources=3) == f"<p>{shown}</p>"
    assert richtext.cite(typed, sources=3) == shown


def test_a_citation_can_lead_to_the_sources_of_another_page():
    html = richtext.render("<p>It helps [1].</p>", sources=1, sources_at='/faq/"visit"/')
    assert 'href="/faq/&quot;visit&quot;/#source-1"' in html


def test_a_number_too_long_to_be_a_source_stays_text():
    line = f"[{'1' * 5000}]"
    assert richtext.cite(line, sources=3) == line
    assert richtext.render(f"<p>{line}</p>", sources=3) == f"<p>{line}</p>"


def test_without_sources_nothing_is_a_citation():
    assert richtext.render("<p>It helps [1].</p>") == "<p>It helps [1].</p>"


def test_a_citation_inside_a_link_or_an_attribute_stays_text():
    assert (
        richtext.render('<p><a href="/x/[1]">see <strong>here</strong> [1]</a> [1]</p>', sources=1)
        == f'<p><a href="/x/[1]">see <strong>here</strong> [1]</a>{cited(1)}</p>'
    )
    seen = []
    richtext.render(
        '<img alt="A knee [1]" data-file="7">', sources=1, picture=lambda *args: seen.append(args) or ""
    )
    assert seen == [(7, "A knee [1]")]


def test_after_a_link_that_became_words_citations_work_again():
    text = '<p><a href="document:9">words [1]</a> [1]</p>'
    assert richtext.render(text, sources=1).endswith(f"{cited(1)}</p>")


def test_a_cited_line_is_escaped():
    assert richtext.cite('<b>"&</b> [1]', sources=0) == "&lt;b&gt;&quot;&amp;&lt;/b&gt; [1]"


# Links to our own documents


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("document:5", '<a href="/articles/five/">it</a>'),
        ("document:5#first-part", '<a href="/articles/five/#first-part">it</a>'),
        ("document:6", "it"),
        ("document:6#part", "it"),
        ("document:", "it"),
        ("document:five", "it"),
        ("document:5x", "it"),
        ("DOCUMENT:5", "it"),
        ("document:" + "9" * 5000, "it"),
        ("https://example.org/", '<a href="https://example.org/">it</a>'),
        ("/articles/six/", '<a href="/articles/six/">it</a>'),
        ("/search?a=1&amp;b=2", '<a href="/search?a=1&amp;b=2">it</a>'),
    ],
    ids=lambda value: value[:30],
)
def test_a_stored_link_becomes_an_address_or_plain_words(address, shown):
    text = f'<p>See <strong><a href="{address}">it</a></strong>.</p>'
    html = richtext.render(text, addresses={5: "/articles/five/"})
    assert html == f"<p>See <strong>{shown}</strong>.</p>"


def test_one_dead_link_leaves_its_neighbours_alone():
    text = '<p><a href="document:5">a</a><a href="document:6">b</a><a href="document:5">c</a></p>'
    assert richtext.render(text, addresses={5: "/f/"}) == '<p><a href="/f/">a</a>b<a href="/f/">c</a></p>'


def test_addresses_are_escaped_on_the_page():
    html = richtext.render('<a href="document:5">x</a>', addresses={5: '/"><script>'})
    assert html == '<a href="/&quot;&gt;&lt;script&gt;">x</a>'


def test_wide_tables_scroll_in_a_box_that_has_a_name():
    html = richtext.render("<table><tbody><tr><td>x</td></tr></tbody></table>")
    assert html.startswith('<div class="scroll" role="region" tabindex="0" aria-label="Table"><table>')
    assert html.endswith("</table></div>")


def test_a_picture_comes_from_its_callback_or_not_at_all():
    text = '<figure><img data-file="3" alt="A &quot;knee&quot;"><figcaption>x</figcaption></figure>'
    shown = richtext.render(text, picture=lambda number, alt: f"[{number}: {alt}]")
    assert shown == '<figure>[3: A "knee"]<figcaption>x</figcaption></figure>'
    assert richtext.render(text) == "<figure><figcaption>x</figcaption></figure>"


# How sure we are


def shown(text, **more):
    """The words of a page and its start tags, in order; a sign is one tag."""
    page = re.sub(r"<svg.*?</svg>", "<svg>", rendered(text, **more), flags=re.DOTALL)
    return re.sub(r"\s*\n\s*", "", page)


def mark(lead, words):
    words = f'<span class="visually-hidden">{lead}: </span>{words}<span class="visually-hidden">.</span>'
    return f'<p class="sure"><svg><span>{words}</span></p>'


def test_a_mark_stands_in_words_in_front_of_its_paragraph_and_in_the_first_cell_of_its_row():
    assert shown('<p class="sure-may">Tape.</p>', language="en") == (
        mark("How sure we are", "May help") + '<p class="sure-may">Tape.</p>'
    )
    rows = '<tr class="sure-not"><th>Rest</th><td>Pain</td></tr><tr><td>Tape</td></tr>'
    html = shown(f"<table><tbody>{rows}</tbody></table>", language="es")
    assert f"<th>{mark('Qué tan seguros estamos', 'Probablemente no ayuda')}Rest</th><td>Pain</td>" in html
    assert html.count("Qué tan seguros") == 1


@pytest.mark.parametrize("language", ["en", "es"])
def test_each_mark_has_its_own_words_and_its_own_sign(language):
    pages = [rendered(f'<p class="{name}">x</p>', language=language) for name in certainty.MARKS]
    assert len({re.search(r"<svg.*?</svg>", page, re.DOTALL)[0] for page in pages}) == 5
    assert len({re.search(r"</span>([^<]+)<span", page)[1] for page in pages}) == 5


def test_what_the_signs_mean_stands_once_below_the_heading_of_the_first():
    text = '<h2>One</h2><p>x</p><h2>Two</h2><p>y</p><ul><li><p class="sure-may">z</p></li></ul>'
    html = rendered(text, key=True, headings=["one", "two"], language="en")
    before, after = html.split('<details class="sure-key">')
    assert before.endswith('<h2 id="two">Two</h2>')
    assert after.index("What the signs mean") < after.index("</details><p>y</p>")
    without_heading = rendered('<p class="sure-may">x</p>', key=True, language="es")
    assert without_heading.startswith('<details class="sure-key">')
    assert "Qué significan los signos" in without_heading


# Plain text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<p>a <strong>b</strong>c</p>", [("p", "a bc")]),
        ("<h2>Title</h2><p>x</p>", [("h2", "Title"), ("p", "x")]),
        ("<ul><li><p>one</p></li><li>two</li></ul>", [("p", "one"), ("li", "two")]),
        ("<p>one<br>two</p>", [("p", "one"), ("br", "two")]),
        ("<table><tr><th>a</th><td>b</td></tr></table>", [("th", "a"), ("td", "b")]),
        ("<figure><figcaption>A knee.</figcaption></figure>", [("figcaption", "A knee.")]),
        ("<p>1 &lt; 2 &amp;  3\n4</p>", [("p", "1 < 2 & 3 4")]),
        ('<p><img alt="unseen" data-file="1"></p>', []),
        ("loose", [("", "loose")]),
        ("", []),
    ],
)
def test_a_text_in_blocks_of_plain_words(text, expected):
    assert [*richtext.blocks(text)] == expected
    assert richtext.plain_text(text) == "\n".join(words for _tag, words in expected)


MARKED = '<p class="sure-may">Tape.</p><table><tr class="sure-not"><td></td><td>Rest.</td></tr></table>'


def test_plain_words_are_those_of_the_author_and_on_demand_those_of_the_marks_in_the_language_of_the_text():
    for active in ("es", "en"):  # whatever language the moment has, and whichever was asked for before
        with translation.override(active):
            assert richtext.plain_text(MARKED) == "Tape.\nRest."
            assert richtext.plain_text(MARKED, "en") == (
                "How sure we are: May help.\nTape.\nHow sure we are: Probably does not help.\nRest."
            )
            assert richtext.plain_text(MARKED, "es").startswith(
                "Qué tan seguros estamos: Puede ayudar.\nTape."
            )


def test_pictures_and_links_of_a_text_are_found_in_order():
    text = (
        '<p><a href="document:12">a</a> data-file="9" document:8 <a href="/x">b</a></p>'
        '<figure><img alt="document:7" data-file="30"></figure><img data-file="4" alt="">'
        '<p><a href="document:3#part">c</a> <a href="document:12">d</a></p>'
    )
    assert richtext.picture_ids(text) == [30, 4]
    assert richtext.document_ids(text) == [12, 3, 12]


def test_changing_links_and_pictures_leaves_the_rest_alone():
    text = '<p>/x [1] <a href="/x?a&amp;b">/x</a></p><img alt="/x &quot;" data-file="1">'
    assert richtext.map_links(text, lambda address: address) == text
    assert richtext.map_images(text, lambda image: image) == text
    assert (
        richtext.map_links(text, lambda address: f'{address}"<')
        == '<p>/x [1] <a href="/x?a&amp;b&quot;&lt;">/x</a></p><img alt="/x &quot;" data-file="1">'
    )
    assert '<img alt="&quot;&lt;" data-file="1">' in richtext.map_images(
        text, lambda image: image | {"alt": '"<'}
    )


# From typed addresses to stored ids and back


def linked(address):
    return f'<p>See <a href="{address}">it</a>.</p>'


@pytest.mark.django_db
@pytest.mark.parametrize("anchor", ["", "#first-part"])
@pytest.mark.parametrize("kind", [factories.article, factories.faq, factories.page])
def test_an_address_is_stored_as_an_id_and_shown_as_an_address_again(kind, anchor):
    document = kind()
    typed = linked(document.get_absolute_url() + anchor)
    stored = links.by_id(typed)
    assert stored == linked(f"document:{document.pk}{anchor}")
    assert links.by_address(stored) == typed


@pytest.mark.django_db
def test_a_stored_link_shows_the_address_of_today():
    document = factories.article(slug="old")
    stored = links.by_id(linked("/articles/old/#part"))
    document.slug = "new"
    document.save()
    assert links.by_address(stored) == linked("/articles/new/#part")


@pytest.mark.django_db
def test_an_old_address_is_stored_as_the_id_of_where_it_leads():
    document = factories.article(slug="old", live=True)
    document.slug = "new"
    document.save()
    assert Redirect.objects.destination_of("/articles/old/") == "/articles/new/"
    assert links.by_id(linked("/articles/old/#part")) == linked(f"document:{document.pk}#part")


@pytest.mark.django_db
@override_settings(SITE_URL="https://clinic.example")
def test_our_own_address_in_full_is_stored_as_an_id():
    document = factories.article(slug="knee")
    assert links.by_id(linked("https://clinic.example/articles/knee/")) == linked(f"document:{document.pk}")


@pytest.mark.django_db
@override_settings(SITE_URL="https://clinic.example")
@pytest.mark.parametrize(
    "address",
    [
        "https://example.org/articles/knee/",
        "https://clinic.example.evil.example/articles/knee/",
        "https://clinic.example/articles/unknown/",
        "/articles/unknown/",
        "/articles/",
        "/topics/knee/",
        "/faq/knee/",
        "/no such/",
        "#part",
        "mailto:a@example.org",
        "document:99",
    ],
)
def test_any_other_address_is_kept_as_typed(address):
    factories.article(slug="knee")
    assert links.by_id(linked(address)) == linked(address)
    assert links.by_address(linked(address)) == linked(address)


@pytest.mark.django_db
def test_a_link_with_an_unusual_anchor_still_works_on_the_page(client):
    factories.article(slug="target", live=True)
    source = factories.article(body=links.by_id(linked("/articles/target/#fig.1")), live=True)
    page = client.get(source.get_absolute_url()).content.decode()
    assert "document:" not in page
    assert '<a href="/articles/target/#fig.1">it</a>' in page


@pytest.mark.django_db
@pytest.mark.parametrize("digits", [20, 5000])
def test_a_link_to_an_impossible_id_can_be_saved_and_becomes_words(client, digits):
    article = factories.article(body=linked(f"document:{'9' * digits}"), live=True)
    assert "See it." in client.get(article.get_absolute_url()).content.decode()


BUSY = {
    "tags without an end": "<p ",
    "quotes without an end": '<p a="',
    "ends without a start": "<ul></sub>",
    "paragraphs without an end": "<p>x",
    "ends in quotes": '<ul><p title="></ul>">',
    "lists": "<ul><li>x",
    "bold in bold": "<strong>x",
    "headings": "<h2>x</h2>",
    "marks": '<p class="sure-may">x',
    "tables": "<table><tr><td>",
    "comments": "<!--x",
    "declarations": "<![x ",
}


@pytest.mark.parametrize("name", BUSY)
def test_a_text_four_times_as_long_takes_about_four_times_as_long(name):
    def take(length):
        text = BUSY[name] * (length // len(BUSY[name]))
        begun = time.process_time()
        richtext.clean.__wrapped__(text)
        richtext.outline(text)
        list(taken_out(text, address_of=str))
        return time.process_time() - begun

    short, long = min(take(10_000), take(10_000)), min(take(40_000), take(40_000))
    assert long < 9 * short or long < 0.1  # what is quadratic takes 16 times as long
