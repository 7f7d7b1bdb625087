"""Reading HTML as a browser does: what a page holds, and what its form would send."""

from html.parser import HTMLParser

EMPTY = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
TICKED = {"checkbox", "radio"}  # fields that are sent only if they are


class Page(HTMLParser):
    """The tags of a page in order, the pieces of its text, and end tags that close nothing or another tag.

    `tags` holds (name, attributes), `texts` (name and attributes of the tag around, text).
    """

    def __init__(self, markup):
        super().__init__()
        self.tags, self.texts, self.open, self.misplaced = [], [], [], []
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.handle_startendtag(tag, attrs)
        if tag not in EMPTY:
            self.open.append(self.tags[-1])

    def handle_startendtag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        if self.open and self.open[-1][0] == tag:
            self.open.pop()
        else:
            self.misplaced.append(tag)

    def handle_data(self, data):
        around = self.open[-1] if self.open else ("", {})
        self.texts.append((*around, data))

    def all(self, tag):
        return [attributes for name, attributes in self.tags if name == tag]

    @property
    def inline(self):
        """Scripts and styles that stand in the page itself."""
        return [text for tag, attributes, text in self.texts if _runs(tag, attributes) and text.strip()]


def _runs(tag, attributes):
    # A block of data is not run, so the policy for browsers has nothing against it.
    return tag == "style" or (tag == "script" and attributes.get("type") != "application/ld+json")


class FormFields(HTMLParser):
    """`values` is {name: what stands in it} of every field of the page's main form, as a browser sends it."""

    def __init__(self, markup):
        super().__init__()
        self.values, self.inside, self.textarea, self.select = {}, False, None, None
        self.feed(markup)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        name, kind = attrs.get("name"), attrs.get("type")
        if tag == "form":
            self.inside = attrs.get("id", "").endswith("_form")
        elif tag == "option" and self.select and "selected" in attrs:
            self.values[self.select].append(attrs["value"])
        elif not self.inside or not name:
            return
        elif tag == "textarea":
            self.textarea, self.values[name] = name, ""
        elif tag == "select":
            self.select, self.values[name] = name, []
        elif tag == "input" and kind not in {"submit", "file"} and (kind not in TICKED or "checked" in attrs):
            value = attrs.get("value", "")
            is_another = kind == "checkbox" and name in self.values
            self.values[name] = [*_several(self.values[name]), value] if is_another else value

    def handle_data(self, data):
        if self.textarea:
            # A browser leaves out the line break right after the start tag.
            self.values[self.textarea] += data if self.values[self.textarea] else data.removeprefix("\n")

    def handle_endtag(self, tag):
        if tag in {"textarea", "select"}:
            self.textarea = self.select = None


def _several(value):
    return value if isinstance(value, list) else [value]


def words(response):
    return response.content.decode()
