"""The words that a text is about: what tells it from others, in any language we write."""

import re
from collections import Counter

from content.text.normalize import fold
from content.text.slots import FrozenText, View

WORDS = 12  # kept of each text

COMMON = frozenset(
    re.findall(
        r"\w+",
        """about after all also and any are ask because been before being both but call can change come could
        day did does doing down each even every feel few find first for from get give goes had has have help
        her here him his how into its just keep know last less let like long look made make many may might
        month more most much must need never new next not now off often one only other our out over part
        people place really same see she should some start still such sure take tell than that the their
        them then there these they thing this those time too two under until use used very want was way week
        well were what when where which while who why will with without work would year you your
        como con cuando del desde donde ella ellos entre era eso esta este esto fue hay las los mas muy nos
        para pero por que ser sin sobre son sus tambien tiene todo una uno usted""",
    )
)


def words_of(content: FrozenText) -> dict[str, float]:
    """{word: weight} of what a frozen text is about, the heaviest first; the title weighs most.

    Texts frozen lately bring theirs with them.
    """
    return View(content).words or weigh(content)


def weigh(content: FrozenText) -> dict[str, float]:
    count: Counter[str] = Counter()
    view = View(content)
    headings = " ".join(heading["text"] for heading in view.outline)
    parts = [(view.title, 5), (view.summary, 2), (headings, 2), (view.text, 1)]
    for text, weight in parts:
        for word in re.findall(r"[^\W\d_]{3,30}", fold(text)):
            word = word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word
            if word not in COMMON:
                count[word] += weight
    heaviest = sorted(count.items(), key=lambda item: (-item[1], item[0]))[: 2 * WORDS]
    length = sum(weight**2 for _word, weight in heaviest) ** 0.5
    return {word: weight / length for word, weight in heaviest}
