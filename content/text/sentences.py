"""What changed, in short sentences: in rows, in words, in the pictures and links of rich texts."""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from content.text import certainty
from content.text.blocks import Block, RichText
from content.text.diff import compare_blocks, count_words
from content.text.richtext import stored_link

MOST_LINKS = 200  # that are told apart one by one

# What ids are called today: {"picture": {id: name}, "person": {id: name}, "document": {id: title}}, and
# "drawing": {its name: that in words}, "mark": {mark: its line in the language of the text}
Names = Mapping[str, Mapping[Any, str]]


def called(kind: str, pk: int, names: Names) -> str:
    """What a picture, person or document is called today."""
    return names.get(kind, {}).get(pk) or str(_("number %s") % pk)


def picture_line(pk: int, alt: str, names: Names) -> str:
    words = {"name": called("picture", pk, names), "alt": alt or _("decoration only")}
    return str(_("Picture “%(name)s”: %(alt)s") % words)


def squeezed(blocks: Iterable[tuple[str, Any]]) -> list[tuple[str, str]]:
    """Blocks with single blanks, those without words left out."""
    joined = ((tag, " ".join(str(text).split())) for tag, text in blocks)
    return [(tag, text) for tag, text in joined if text]


def rich_blocks(text: str, names: Names) -> Iterator[tuple[str, str]]:
    """(tag, words) of a rich text for comparing, a picture or a mark as a line that names it."""
    before = None
    for block in RichText(text).blocks:
        if block.picture:
            yield "img", picture_line(block.picture.number or 0, block.picture.alt, names)
            continue
        if block.mark:
            yield "mark", names.get("mark", certainty.lines()).get(block.mark.name, "")
            continue
        tag = before.tag if before and _opens_cell(block, before) else block.tag
        yield from (("br" if number else tag, line) for number, line in enumerate(block.lines))
        before = block


def _opens_cell(block: Block, before: Block) -> bool:
    """The editor writes a paragraph into each list item and cell: the first is the item itself."""
    in_cell = before.tag in {"li", "th", "td"} and block.within == before.tag
    return block.tag == "p" and in_cell and not before.words


def of_words(old: Iterable[tuple[str, Any]], new: Iterable[tuple[str, Any]]) -> list[str]:
    """How many words came, went or changed between two rich texts."""
    compared = compare_blocks(squeezed(old), squeezed(new))
    added, removed = count_words([block for block in compared if block[0] != "img"])
    most = max(added, removed)
    if added and removed:
        return [ngettext("%d word changed in the text", "%d words changed in the text", most) % most]
    if added:
        return [ngettext("%d word added to the text", "%d words added to the text", most) % most]
    if removed:
        return [ngettext("%d word removed from the text", "%d words removed from the text", most) % most]
    return []


def of_rows(
    forms: tuple[str, str, str], old: list[Any], new: list[Any], known_by: Callable[[Any], Any] | None = None
) -> list[str]:
    """How many rows of a list were added, removed, changed.

    `known_by` gives by what a row is known; without it, whatever came takes the place of what went.
    """
    gone, come = _left(old, new), _left(new, old)
    if known_by:
        changed = (Counter(map(known_by, gone)) & Counter(map(known_by, come))).total()
    else:
        changed = min(len(gone), len(come))
    numbers = (len(come) - changed, len(gone) - changed, changed)
    return [str(form % number) for form, number in zip(forms, numbers, strict=True) if number]


def _left(rows: list[Any], others: list[Any]) -> list[Any]:
    """The rows, dicts or lines, that are not among the others."""
    those = Counter(map(_key, others))
    left = []
    for row in rows:
        if those[_key(row)]:
            those[_key(row)] -= 1
        else:
            left.append(row)
    return left


def _key(row: Any) -> str:
    return json.dumps(row, sort_keys=True)


def of_rich_texts(old: list[str], new: list[str], names: Names) -> list[str]:
    """On pictures and links, over all the rich texts of a slot."""
    before, after = ([RichText(text) for text in texts] for texts in (old, new))
    return _of_pictures(_pictures(before), _pictures(after), names) + _of_links(
        _links(before), _links(after), names
    )


def _pictures(texts: list[RichText]) -> list[tuple[int, str]]:
    return [(picture.number or 0, picture.alt) for text in texts for picture in text.pictures]


def _links(texts: list[RichText]) -> list[tuple[str, str]]:
    return [(link.address, " ".join(link.words.split())) for text in texts for link in text.links]


def _of_pictures(old: list[tuple[int, str]], new: list[tuple[int, str]], names: Names) -> list[str]:
    before, after = (Counter(pk for pk, _alt in pictures) for pictures in (old, new))
    added, removed = after - before, before - after
    lines = [_("picture “%s” added to the text") % called("picture", pk, names) for pk in added]
    lines += [_("picture “%s” removed from the text") % called("picture", pk, names) for pk in removed]
    described = {pk for pk, _alt in Counter(new) - Counter(old) if before[pk] == after[pk]}
    return lines + [_("alt text of “%s” changed") % called("picture", pk, names) for pk in sorted(described)]


def _of_links(old: list[tuple[str, str]], new: list[tuple[str, str]], names: Names) -> list[str]:
    gone = list((Counter(old) - Counter(new)).elements())
    come = list((Counter(new) - Counter(old)).elements())
    if len(gone) + len(come) > MOST_LINKS:
        return [_("many links changed")]
    lines = []
    for address, words in come:
        same = next((link for link in gone if link[0] == address), None)
        moved = same or next((link for link in gone if link[1] == words), None)
        if moved:
            gone.remove(moved)
        if same:
            continue  # other words on the same link are words, not a link
        if moved:
            leads = {"words": words, "to": _target(address, names)}
            lines.append(_("link “%(words)s” now leads to %(to)s") % leads)
        else:
            lines.append(_("link to %s added") % _target(address, names))
    return lines + [_("link to %s removed") % _target(address, names) for address, _words in gone]


def _target(address: str, names: Names) -> str:
    if ours := stored_link(address):
        return f"“{called('document', ours[0], names)}”"
    return str(Truncator(address).chars(80))
