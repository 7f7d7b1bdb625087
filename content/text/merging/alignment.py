"""Which items of a changed list are those that it began with, and in what order two such lists go together.

Items are paragraphs, lines or rows; each is told by a text of its own.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from content.text.diff import MOST_BLOCKS, likest, steps

Item = int | tuple[str, int]  # by its place in base; a new one by its side and its place there

_TAG = re.compile(r"<(?P<close>/?)(?P<name>\w+)[^>]*>?")
_BLOCKS = {
    "p",
    "h2",
    "h3",
    "ul",
    "ol",
    "li",
    "figure",
    "figcaption",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
}
_CONTAINER = re.compile(r"(<(?:ul|ol|li|table|thead|tbody)\b[^>]*>)(.*)(</\w+>)\Z", re.DOTALL)


def pieces(text: str) -> list[str]:
    """The outermost blocks of a clean rich text, and whatever stands between them."""
    found = []
    start = depth = 0
    for match in _TAG.finditer(text):
        if match["name"] not in _BLOCKS:
            continue
        if not match["close"] and not depth:
            found.append(text[start : match.start()])
            start = match.start()
        depth += -1 if match["close"] else 1
        if not depth:
            found.append(text[start : match.end()])
            start = match.end()
    return [piece for piece in [*found, text[start:]] if piece.strip()]


def opened(piece: str) -> tuple[str, str, str] | None:
    """A list, an item of several blocks or a table as (its first tag, what is in it, its last tag)."""
    match = _CONTAINER.match(piece)
    if not match or (match[1].startswith("<li") and len(pieces(match[2])) < 2):
        return None  # an item with one paragraph is no more than that
    return match[1], match[2], match[3]


def columns(piece: str) -> set[int]:
    """How many cells the rows of a table have."""
    return {len(re.findall(r"<t[hd]\b", row)) for row in piece.split("<tr")[1:]}


def paired(base: Sequence[str], side: Sequence[str], *, in_place: bool = True) -> dict[int, int]:
    """{place in base: place in a changed list} of the same items: as they were, moved, or with other words.

    `in_place`: what stands where as many were taken out is what became of them.
    """
    pairs: dict[int, int] = {}
    stretches = []
    begin = end = 0
    for same, before, after in steps([*base], [*side]):
        here, there = range(begin, begin + len(before)), range(end, end + len(after))
        begin, end = here.stop, there.stop
        if same:
            pairs.update(zip(here, there, strict=True))
        else:
            stretches.append((here, there))
    pairs |= dict(_moved(base, side, stretches))
    taken = {*pairs.values()}
    for here, there in stretches:
        gone = [place for place in here if place not in pairs]
        come = [place for place in there if place not in taken]
        alike = dict(_alike(base, side, gone, come))
        gone = [place for place in gone if place not in alike]
        come = [place for place in come if place not in alike.values()]
        pairs |= alike
        if in_place and len(gone) == len(come):
            pairs.update(zip(gone, come, strict=True))
    return pairs


def _moved(
    base: Sequence[str], side: Sequence[str], stretches: Sequence[tuple[range, range]]
) -> Iterator[tuple[int, int]]:
    places = defaultdict(list)
    for _here, there in stretches:
        for place in there:
            places[side[place]].append(place)
    for here, _there in stretches:
        for place in here:
            if places[base[place]]:
                yield place, places[base[place]].pop(0)


def _alike(
    base: Sequence[str], side: Sequence[str], gone: list[int], come: list[int]
) -> Iterator[tuple[int, int]]:
    """Pairs of items that share most of their words, in order."""
    words = [_words(base[place]) for place in gone[:MOST_BLOCKS]]
    start = 0
    for place in come[:MOST_BLOCKS]:
        match = likest(_words(side[place]), words, start)
        if match is not None:
            yield gone[match], place
            start = match + 1


def _words(text: str) -> Counter[str]:
    return Counter(_TAG.sub(" ", text).split())


def in_one_order(theirs: Sequence[Item], mine: Sequence[Item]) -> list[Item] | None:
    """The items of both, in the order of whoever changed it; None where each changed it in another way."""
    shared = {*theirs} & {*mine}
    known = [[item for item in side if item in shared and isinstance(item, int)] for side in (theirs, mine)]
    in_base = sorted(known[0])
    if known[0] == known[1] or known[1] == in_base:
        return joined_to(theirs, mine)
    return joined_to(mine, theirs, is_first=True) if known[0] == in_base else None


def joined_to(order: Sequence[Item], others: Sequence[Item], *, is_first: bool = False) -> list[Item]:
    """Items in their order, and each other one behind what it follows on its own side.

    Where both have something new at a place, the others stand below it, or `is_first` above.
    """
    joined = [*order]
    present, own = {*order}, {*order} - {*others}
    for number, item in enumerate(others):
        if item in present:
            continue
        place = joined.index(others[number - 1]) + 1 if number else 0
        while not is_first and place < len(joined) and joined[place] in own:
            place += 1
        joined.insert(place, item)
    return joined
