"""How sure we are: a mark that editors give to a paragraph or a table row, one of five fixed sentences.

Each tells direction and certainty at once, in the words of GRADE guidance 26 (Santesso 2020). A mark is
stored as a class; its words are in the language of the text, whoever looks at it.
"""

from typing import Any, NamedTuple


class Wording(NamedTuple):
    """A mark in one language: “How sure we are”, “May help”, and what that means."""

    lead: str
    words: str
    meaning: str

    @property
    def line(self) -> str:
        return f"{self.lead}: {self.words}."


LEAD = {"en": "How sure we are", "es": "Qué tan seguros estamos"}
KEY = {"en": "What the signs mean", "es": "Qué significan los signos"}
# The surest first: {class: {language: (words, meaning)}}
_MARKS = {
    "sure-helps": {
        "en": ("Helps", "Good studies agree. New ones are unlikely to change this."),
        "es": ("Ayuda", "Los buenos estudios coinciden. Es difícil que otros nuevos lo cambien."),
    },
    "sure-probably": {
        "en": ("Probably helps", "Most studies point this way. New ones may change how much it helps."),
        "es": (
            "Probablemente ayuda",
            "La mayoría de los estudios lo indica. Puede cambiar cuánto ayuda.",
        ),
    },
    "sure-may": {
        "en": ("May help", "Some studies point this way. They are few or weak, so this may change."),
        "es": ("Puede ayudar", "Algunos estudios lo indican. Son pocos o débiles, y esto puede cambiar."),
    },
    "sure-unknown": {
        "en": ("We do not know", "Too few good studies, or they do not agree. It does not mean “no effect”."),
        "es": ("No lo sabemos", "Hay pocos estudios buenos, o no coinciden. No quiere decir “sin efecto”."),
    },
    "sure-not": {
        "en": ("Probably does not help", "Studies looked, and most found no gain that people notice."),
        "es": ("Probablemente no ayuda", "Se ha estudiado, y casi nunca se vio una mejora que se note."),
    },
}
MARKS = tuple(_MARKS)
UNKNOWN = "sure-unknown"
MARKED = ("p", "tr")  # tags that may bear a mark


def mark_of(classes: str) -> str:
    """The mark among the classes of a tag, or "". Two of them contradict each other: then it has none."""
    found = [name for name in classes.split() if name in _MARKS]
    return found[0] if len(found) == 1 else ""


def wording(mark: str, language: str) -> Wording:
    """A mark in the words of a language; English for one that we do not write."""
    spoken = language_of(language)
    return Wording(LEAD[spoken], *_MARKS[mark][spoken])


def lines(language: str = "en") -> dict[str, str]:
    """{mark: its line} in a language: “How sure we are: May help.”"""
    return {mark: wording(mark, language).line for mark in MARKS}


def language_of(code: str) -> str:
    """The one of our languages that a code such as es-us means."""
    spoken = code.partition("-")[0]
    return spoken if spoken in LEAD else "en"


def _choice(node: str, title: str, each: str) -> dict[str, Any]:
    classes = [{"className": mark, "title": each % wording(mark, "en").words} for mark in MARKS]
    return {"type": node, "title": title, "classes": classes}


# What the editor offers, in words for staff, for a paragraph and for a row of a table.
CHOICES = {
    "paragraph": _choice("paragraph", "How sure we are", "%s"),
    "row": _choice("tableRow", "How sure we are of this row", "Row: %s"),
}
