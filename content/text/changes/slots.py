"""Every slot of a frozen text as plain blocks, and the pictures and links in rich text."""

from html.parser import HTMLParser

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

# In the order of reading, with what a slot holds when it is empty.
SLOTS = {
    "title": "",
    "summary": "",
    "author": None,
    "hero": None,
    "key_points": [],
    "body": "",
    "care_cards": [],
    "advice": [],
    "questions": [],
    "sources": [],
    "search_title": "",
    "search_description": "",
    "facts": {},
}
CARDS = {
    "emergency": gettext_lazy("Emergency"),
    "call": gettext_lazy("Call us"),
    "self": gettext_lazy("Look after yourself"),
}
ADVICE = {"do": pgettext_lazy("advice", "Do"), "dont": pgettext_lazy("advice", "Do not")}
_SOURCE = ("authors", "title", "published_in", "year", "doi", "url")
# Where a line of its own begins, as in `richtext.plain_text`.
_BLOCKS = {"p", "h2", "h3", "li", "th", "td", "figcaption", "br", "tr"}


def value(slot, content):
    return content.get(slot) or SLOTS[slot]


def blocks(slot, content, names):
    """[(tag, text)] of a slot; a tag is one of rich text, or "img"."""
    found = _WAYS[slot](value(slot, content), names)
    joined = ((tag, " ".join(str(text).split())) for tag, text in found)
    return [(tag, text) for tag, text in joined if text]


def called(kind, pk, names):
    """What a picture, person or document is called today."""
    return names.get(kind, {}).get(pk) or _("number %s") % pk


def heading(card):
    """The heading of a care card."""
    return " ".join(part for part in (str(CARDS.get(card["kind"], card["kind"])), card["when"]) if part)


class Rich(HTMLParser):
    """A rich text as `blocks`, `pictures` [(id, alt)] and `links` [(address, words)]."""

    def __init__(self, text, names):
        super().__init__()
        self.names, self.pictures, self.read, self.linked, self.link = names, [], [("", [])], [], None
        self.feed(text)
        self.close()
        self.blocks = [(tag, "".join(parts)) for tag, parts in self.read]
        self.links = [(address, " ".join("".join(parts).split())) for address, parts in self.linked]

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "img":
            self._picture(attrs.get("data-file") or "", attrs.get("alt") or "")
        elif tag == "a":
            self.link = []
            self.linked.append((attrs.get("href") or "", self.link))
        elif tag in _BLOCKS:
            before, parts = self.read[-1]
            # The editor writes a paragraph into each list item and cell.
            inner = tag == "p" and before in {"li", "th", "td"} and not "".join(parts).strip()
            self.read.append((before if inner else tag, []))

    def handle_endtag(self, tag):
        if tag == "a":
            self.link = None
        elif tag in _BLOCKS:
            self.read.append(("", []))

    def handle_data(self, data):
        self.read[-1][1].append(data)
        if self.link is not None:
            self.link.append(data)

    def _picture(self, number, alt):
        pk = int(number) if number.isascii() and number[:10].isdecimal() and len(number) < 10 else 0
        self.pictures.append((pk, alt))
        self.read.insert(-1, ("img", [picture(pk, alt, self.names)]))


def picture(pk, alt, names):
    said = {"name": called("picture", pk, names), "alt": alt or _("decoration only")}
    return _("Picture “%(name)s”: %(alt)s") % said


def _care_cards(cards, names):
    for each in cards:
        yield "h3", heading(each)
        yield from (("li", line) for line in each["items"])


def _questions(questions, names):
    for each in questions:
        yield "h3", each["question"]
        yield from Rich(each["answer"], names).blocks


_WAYS = {
    "title": lambda title, names: [("h2", title)],
    "summary": lambda text, names: [("p", text)],
    "author": lambda pk, names: [("p", called("person", pk, names))] if pk else [],
    "hero": lambda hero, names: [("img", picture(hero["picture"], hero["alt"], names))] if hero else [],
    "key_points": lambda points, names: [("li", point) for point in points],
    "body": lambda text, names: Rich(text, names).blocks,
    "care_cards": _care_cards,
    "advice": lambda rows, names: [("li", f"{ADVICE[row['kind']]} {row['text']}") for row in rows],
    "questions": _questions,
    "sources": lambda rows, names: [
        ("li", ". ".join(str(row[name]) for name in _SOURCE if row[name])) for row in rows
    ],
    "search_title": lambda text, names: [("p", text)],
    "search_description": lambda text, names: [("p", text)],
    "facts": lambda facts, names: [("li", words) for words in facts.values()],
}
