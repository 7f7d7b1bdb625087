"""Headings to begin an article with, one list for each kind of article; the words are in `patterns.toml`."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.template.loader import render_to_string

from content.models import Document

# What the form says a pattern is about.
SUBJECTS = {
    "problem": Document.Subject.CONDITION,
    "treatment": Document.Subject.TREATMENT,
    "visit": Document.Subject.VISIT,
}


@dataclass(frozen=True)
class Pattern:
    key: str
    name: str
    headings: tuple[str, ...]

    @property
    def subject(self):
        return SUBJECTS[self.key]

    def as_text(self):
        """The headings as rich text, each with an empty paragraph to write in."""
        return render_to_string("admin/document/pattern.html", {"headings": self.headings}).strip()


@cache
def patterns():
    """The patterns by their key, in the order of the file."""
    data = tomllib.loads(Path(__file__).with_name("patterns.toml").read_text("utf-8"))
    return {key: Pattern(key, row["name"], tuple(row["headings"])) for key, row in data.items()}


def begin_with(form, key):
    """Fill the form of a text in which nothing is written with a pattern; nothing is stored before a save."""
    pattern = patterns().get(key)
    if not pattern or form.is_bound or form.instance.body or "body" not in form.fields:
        return
    form.initial["body"] = pattern.as_text()
    if "subject" in form.fields and not form.instance.pk:
        form.initial["subject"] = pattern.subject
