"""Two texts block by block and word by word: what stayed, what came, what went."""

from collections import Counter
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from itertools import groupby
from typing import Any

Blocks = list[tuple[str, str]]  # [(tag, text)]
Pieces = list[tuple[str, str]]  # [(SAME | ADDED | REMOVED, words)]
Compared = list[tuple[str, Pieces]]

SAME, ADDED, REMOVED = "same", "added", "removed"

# Beyond these a changed block is shown as taken out and put in, so that no text keeps the site busy.
MOST_WORDS = 10_000  # of one side
MOST_PAIRS = 1_000_000  # of words, or of blocks, in one comparison
MOST_EQUAL_PAIRS = 20_000  # of these
MOST_BLOCKS = 100  # of one side of a changed stretch
LONG_STRETCH = 5  # blocks in a row that stayed the same
ALIKE = 0.4  # so much of its words a block keeps when it counts as changed, not replaced


def compare_blocks(old: Blocks, new: Blocks) -> Compared:
    """[(tag, [(SAME | ADDED | REMOVED, words)])] for two lists of (tag, text)."""
    fine = all(sum(text.count(" ") + 1 for _tag, text in side) <= MOST_WORDS for side in (old, new))
    compared: Compared = []
    for same, before, after in steps(old, new):
        if same:
            compared += [(tag, [(SAME, text)]) for tag, text in after]
        else:
            compared += _changed(before, after, fine=fine)
    return compared


def compare_words(old: str, new: str) -> Pieces:
    """[(SAME | ADDED | REMOVED, words)] for two plain texts."""
    pieces: list[tuple[str, list[str]]] = []
    for same, before, after in steps(old.split(), new.split()):
        changes = [(SAME, after)] if same else [(REMOVED, before), (ADDED, after)]
        for op, words in changes:
            if words and pieces and pieces[-1][0] == op:
                pieces[-1][1].extend(words)
            elif words:
                pieces.append((op, list(words)))
    return [(op, " ".join(words)) for op, words in pieces]


def marked_as_removed(old: str, news: Iterable[str]) -> Pieces:
    """[(SAME | REMOVED, words)] of a plain text: what one of the new ones does not have is removed."""
    words = old.split()
    removed = [False] * len(words)
    for new in news:
        place = 0
        for op, piece in compare_words(old, new):
            length = 0 if op == ADDED else len(piece.split())
            removed[place : place + length] = [
                is_gone or op == REMOVED for is_gone in removed[place : place + length]
            ]
            place += length
    runs = groupby(zip(words, removed, strict=True), key=lambda pair: pair[1])
    return [(REMOVED if is_gone else SAME, " ".join(word for word, _gone in run)) for is_gone, run in runs]


def stretches(compared: Compared) -> list[tuple[bool, Compared]]:
    """[(is it worth unfolding?, blocks)]: long stretches that stayed the same are set apart.

    Of these the first and last block stay with their neighbours, to show where a change stands.
    """
    runs: list[tuple[bool, Compared]] = []
    for same, run in groupby(compared, key=_is_same):
        blocks = list(run)
        if same and len(blocks) > LONG_STRETCH:
            runs += [(True, blocks[:1]), (False, blocks[1:-1]), (True, blocks[-1:])]
        else:
            runs.append((True, blocks))
    return [
        (unfolded, [block for _unfolded, blocks in group for block in blocks])
        for unfolded, group in groupby(runs, key=lambda run: run[0])
    ]


def _is_same(block: tuple[str, Pieces]) -> bool:
    return all(op == SAME for op, _words in block[1])


def count_words(compared: Compared) -> tuple[int, int]:
    """(words added, words removed) of compared blocks."""
    counts: Counter[str] = Counter()
    for _tag, pieces in compared:
        for op, words in pieces:
            counts[op] += len(words.split())
    return counts[ADDED], counts[REMOVED]


def steps(old: list[Any], new: list[Any]) -> Iterator[tuple[bool, list[Any], list[Any]]]:
    """(is it the same?, stretch of old, stretch of new), in order."""
    first = _common(old, new)
    last = _common(old[first:][::-1], new[first:][::-1])
    before, after = old[first : len(old) - last], new[first : len(new) - last]
    yield True, old[:first], new[:first]
    if _too_many(before, after):
        yield False, before, after
    else:
        matcher = SequenceMatcher(None, before, after, autojunk=False)
        for op, start, end, from_, to in matcher.get_opcodes():
            yield op == "equal", before[start:end], after[from_:to]
    yield True, old[len(old) - last :], new[len(new) - last :]


def _too_many(old: list[Any], new: list[Any]) -> bool:
    in_old, in_new = Counter(old), Counter(new)
    equal = sum(times * in_new[item] for item, times in in_old.items())
    return equal > MOST_EQUAL_PAIRS or len(old) * len(new) > MOST_PAIRS


def _common(old: list[Any], new: list[Any]) -> int:
    """How many items two lists begin with alike."""
    for number, (one, other) in enumerate(zip(old, new, strict=False)):
        if one != other:
            return number
    return min(len(old), len(new))


def _changed(before: Blocks, after: Blocks, *, fine: bool) -> Iterator[tuple[str, Pieces]]:
    """The blocks of a stretch that changed: each new one beside the old one it was made of, if any."""
    fine = fine and len(before) <= MOST_BLOCKS and len(after) <= MOST_BLOCKS
    words = [Counter(text.split()) for _tag, text in before] if fine else []
    position = 0
    new: Compared = []
    for tag, text in after:
        match = likest(Counter(text.split()), words, position) if fine else None
        if match is None:
            new.append((tag, [(ADDED, text)]))
        else:
            yield from _removed(before[position:match])
            yield from new
            yield tag, compare_words(before[match][1], text)
            position, new = match + 1, []
    yield from _removed(before[position:])
    yield from new


def _removed(blocks: Blocks) -> Compared:
    return [(tag, [(REMOVED, text)]) for tag, text in blocks]


def likest(
    words: Counter[str], others: list[Counter[str]], start: int = 0, *, alike: float = ALIKE
) -> int | None:
    """Index, from `start` on, of the block that shares most words with this one, or None."""

    def likeness(index: int) -> float:
        other = others[index]
        return 2 * (words & other).total() / (words.total() + other.total() or 1)

    best = max(range(start, len(others)), key=likeness, default=None)
    return best if best is not None and likeness(best) >= alike else None
