"""What rich text loses when it is cleaned, said in words to whoever typed or pasted it."""

import re
from collections.abc import Callable, Collection, Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from content.text.blocks import Picture, RichText

MOST_NAMED = 5  # links or pictures that are named one by one
QUOTED = 60
_TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)")
_KINDS = {
    gettext_lazy("italics"): {"em", "i"},
    gettext_lazy("underlining"): {"u", "ins"},
    gettext_lazy("highlighting"): {"mark"},
    gettext_lazy("crossed-out words"): {"s", "del", "strike"},
    gettext_lazy("block quotes"): {"blockquote"},
    gettext_lazy("code"): {"code", "pre"},
    gettext_lazy("lines across the page"): {"hr"},
}


def taken_out(typed: str, *, address_of: Callable[[str], str], gone: Collection[int] = ()) -> Iterator[str]:
    """Sentences about a text as it was typed, one a kind.

    address_of: the address that is kept of a typed one, "" if none is; gone: ids of its pictures that the
    library lacks.
    """
    tags = _TAG.findall(typed.lower())
    names = {name for _close, name in tags}
    if kinds := [str(kind) for kind, those in _KINDS.items() if those & names]:
        yield _("Not kept: %s. The words stay.") % ", ".join(kinds)
    read = RichText(typed)
    dead = [link for link in read.links if link.words.strip() and not address_of(link.address)]
    for link in dead[:MOST_NAMED]:
        why = _("“%(words)s” is not a link any more: “%(address)s” is no address that opens. The words stay.")
        yield why % {"words": _quoted(link.words), "address": _quoted(link.address)}
    if more := len(dead[MOST_NAMED:]):
        yield _("The same with more links: %s.") % more
    yield from _pictures([picture for picture in read.pictures if picture.number in {None, *gone}])
    if _has_inner_table(tags):
        yield _("A table cannot stand in a table: the inner one is paragraphs now.")


def _pictures(missing: list[Picture]) -> Iterator[str]:
    for picture in missing[:MOST_NAMED]:
        yield _("A picture was taken out, because the library does not have it.") + (
            " " + _("Its caption went with it: “%s”.") % _quoted(picture.caption) if picture.caption else ""
        )
    if more := len(missing[MOST_NAMED:]):
        yield _("The same with more pictures: %s.") % more


def _has_inner_table(tags: list[tuple[str, str]]) -> bool:
    depth = 0
    for close, name in tags:
        if name == "table":
            depth = max(0, depth - 1) if close else depth + 1
            if depth > 1:
                return True
    return False


def _quoted(words: str) -> str:
    words = " ".join(words.split())
    return words if len(words) <= QUOTED else f"{words[:QUOTED].rstrip()}…"
