"""What changed in a slot of a frozen text, in short sentences."""

from collections import Counter

from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, ngettext_lazy

from content.text.changes.diff import compare_blocks, count_words
from content.text.changes.slots import CARDS, Rich, blocks, called, value
from content.text.richtext import stored_link

MOST_LINKS = 200  # that are told apart one by one

PLAIN = {
    "title": gettext_lazy("title changed"),
    "summary": gettext_lazy("summary changed"),
    "author": gettext_lazy("author changed"),
    "hero": gettext_lazy("picture on top changed"),
    "key_points": gettext_lazy("key points changed"),
    "body": gettext_lazy("layout of the text changed"),
    "care_cards": gettext_lazy("care cards changed"),
    "advice": gettext_lazy("order of do and do not changed"),
    "questions": gettext_lazy("order of the questions changed"),
    "sources": gettext_lazy("order of the sources changed"),
    "search_title": gettext_lazy("title in search results changed"),
    "search_description": gettext_lazy("description in search results changed"),
    "facts": gettext_lazy("facts for search engines changed"),
}
COUNTED = {
    "key_points": (
        ngettext_lazy("%d key point added", "%d key points added"),
        ngettext_lazy("%d key point removed", "%d key points removed"),
        ngettext_lazy("%d key point changed", "%d key points changed"),
    ),
    "advice": (
        ngettext_lazy("%d line of do and do not added", "%d lines of do and do not added"),
        ngettext_lazy("%d line of do and do not removed", "%d lines of do and do not removed"),
        ngettext_lazy("%d line of do and do not changed", "%d lines of do and do not changed"),
    ),
    "sources": (
        ngettext_lazy("%d source added", "%d sources added"),
        ngettext_lazy("%d source removed", "%d sources removed"),
        ngettext_lazy("%d source changed", "%d sources changed"),
    ),
}


def of_slot(slot, old, new, names):
    """Every sentence on a slot that changed; at least one."""
    before, after = value(slot, old), value(slot, new)
    if slot in COUNTED:
        said = _rows(slot, before, after)
    elif slot == "body":
        said = _words(old, new, names)
    elif slot == "care_cards":
        said = _cards(before, after)
    elif slot == "questions":
        said = _questions(before, after)
    else:
        said = []
    return said + notes(slot, old, new, names) or [str(PLAIN[slot])]


def notes(slot, old, new, names):
    """The sentences on what is not words: pictures, links, order, layout."""
    before, after = value(slot, old), value(slot, new)
    if slot == "author":
        return [_("author is now %s") % called("person", after, names) if after else _("author removed")]
    if slot == "hero":
        return _hero(before, after, names)
    if slot == "body":
        said = _in_rich_text([before], [after], names)
        return said if said or _words(old, new, names) else [str(PLAIN["body"])]
    if slot == "questions":
        both = {row["anchor"] for row in before} & {row["anchor"] for row in after}
        kept = [[row for row in rows if row["anchor"] in both] for rows in (before, after)]
        said = _in_rich_text(*([row["answer"] for row in rows] for rows in kept), names)
        was, now = ([row["anchor"] for row in rows] for rows in kept)
        return said + ([str(PLAIN["questions"])] if was != now else [])
    if slot in COUNTED and not _rows(slot, before, after):
        return [str(PLAIN[slot])]
    return []


def _words(old, new, names):
    compared = compare_blocks(blocks("body", old, names), blocks("body", new, names))
    added, removed = count_words([block for block in compared if block[0] != "img"])
    most = max(added, removed)
    if added and removed:
        return [ngettext("%d word changed in the text", "%d words changed in the text", most) % most]
    if added:
        return [ngettext("%d word added to the text", "%d words added to the text", most) % most]
    if removed:
        return [ngettext("%d word removed from the text", "%d words removed from the text", most) % most]
    return []


def _rows(slot, before, after):
    """How many rows of a list were added, removed, changed."""
    gone, come = _left(before, after), _left(after, before)
    if slot == "sources":
        changed = (Counter(map(_source, gone)) & Counter(map(_source, come))).total()
    else:
        changed = min(len(gone), len(come))
    numbers = (len(come) - changed, len(gone) - changed, changed)
    return [str(form % number) for form, number in zip(COUNTED[slot], numbers, strict=True) if number]


def _left(rows, others):
    """The rows that are not among the others, each as a tuple or a line."""
    these, those = (
        Counter(tuple(sorted(row.items())) if isinstance(row, dict) else row for row in side)
        for side in (rows, others)
    )
    return list((these - those).elements())


def _source(row):
    """By what a source is known: its DOI, its address, or its title."""
    row = dict(row)
    return row["doi"] or row["url"] or row["title"]


def _cards(before, after):
    old, new = ({card["kind"]: card for card in cards} for cards in (before, after))
    said = []
    for kind, name in CARDS.items():
        if kind in new and kind not in old:
            said.append(_("care card %s added") % name)
        elif kind in old and kind not in new:
            said.append(_("care card %s removed") % name)
        elif old.get(kind) != new.get(kind):
            said.append(_("care card %s changed") % name)
    return said


def _questions(before, after):
    old, new = ({row["anchor"]: row for row in rows} for rows in (before, after))
    said = [_("question “%s” removed") % old[anchor]["question"] for anchor in old if anchor not in new]
    for anchor, row in new.items():
        if anchor not in old:
            said.append(_("question “%s” added") % row["question"])
            continue
        was = old[anchor]
        if was["question"] != row["question"]:
            asked = {"old": was["question"], "new": row["question"]}
            said.append(_("question “%(old)s” is now “%(new)s”") % asked)
        if was["answer"] != row["answer"]:
            said.append(_("answer to “%s” changed") % row["question"])
    return said


def _hero(old, new, names):
    if not old or not new:
        name = called("picture", (old or new)["picture"], names)
        return [(_("picture on top “%s” added") if new else _("picture on top “%s” removed")) % name]
    if old["picture"] != new["picture"]:
        return [_("picture on top is now “%s”") % called("picture", new["picture"], names)]
    return [_("alt text of “%s” changed") % called("picture", new["picture"], names)]


def _in_rich_text(before, after, names):
    """On pictures and links, over all the rich texts of a slot."""
    old, new = ([Rich(text, names) for text in texts] for texts in (before, after))
    return _pictures(
        *([picture for rich in side for picture in rich.pictures] for side in (old, new)), names
    ) + _links(*([link for rich in side for link in rich.links] for side in (old, new)), names)


def _pictures(old, new, names):
    was, now = (Counter(pk for pk, _alt in pictures) for pictures in (old, new))
    said = [_("picture “%s” added to the text") % called("picture", pk, names) for pk in now - was]
    said += [_("picture “%s” removed from the text") % called("picture", pk, names) for pk in was - now]
    described = {pk for pk, _alt in Counter(new) - Counter(old) if was[pk] == now[pk]}
    return said + [_("alt text of “%s” changed") % called("picture", pk, names) for pk in sorted(described)]


def _links(old, new, names):
    gone, come = (
        list(left.elements()) for left in (Counter(old) - Counter(new), Counter(new) - Counter(old))
    )
    if len(gone) + len(come) > MOST_LINKS:
        return [_("many links changed")]
    said = []
    for address, words in come:
        same = next((link for link in gone if link[0] == address), None)
        moved = same or next((link for link in gone if link[1] == words), None)
        if moved:
            gone.remove(moved)
        if same:
            continue  # other words on the same link are words, not a link
        if moved:
            leads = {"words": words, "to": _target(address, names)}
            said.append(_("link “%(words)s” now leads to %(to)s") % leads)
        else:
            said.append(_("link to %s added") % _target(address, names))
    return said + [_("link to %s removed") % _target(address, names) for address, _words in gone]


def _target(address, names):
    ours = stored_link(address)
    return f"“{called('document', ours[0], names)}”" if ours else Truncator(address).chars(80)
