"""What stands beside each part of a version: comments, and a box to write one."""

from dataclasses import dataclass, field

from django import forms
from django.utils.functional import cached_property
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from content.models import ReviewComment
from content.models.publishing.comments import MOST_WORDS
from content.text import places as parts
from content.text.places import Place
from content.text.slots import SLOTS
from content.text.structure import is_heading, outer_elements

WORDS_NAMED = 6  # of the beginning of a paragraph: what it is called, and quoted as, until others are typed
SIGNS = ('class="sure"', 'class="sure-key"')  # what a page says beside the words of the author
ANSWER_FORM = "answer-form"  # id of the form with the answer


class PlacedForm(forms.Form):
    """One of many forms on a page: the names of its boxes end in what it belongs to."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)

    def add_prefix(self, field_name):
        return f"{field_name}:{self.prefix}"


class CommentForm(PlacedForm):
    quote = forms.CharField(required=False, max_length=MOST_WORDS, label=gettext_lazy("About which words?"))
    comment = forms.CharField(
        max_length=5000,
        label=gettext_lazy("Your comment"),
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": gettext_lazy("Write your comment first.")},
    )


@dataclass
class Spot:
    """The place beside one part of a text, or that for the text as a whole."""

    place: Place | None
    form: CommentForm
    threads: list = field(default_factory=list)

    @property
    def key(self):
        return self.form.prefix

    @property
    def anchor(self):
        return f"at-{self.key}"

    @property
    def is_passage(self):
        return bool(self.place) and _is_passage(self.place)

    @property
    def name(self):
        return name_of(self.place) if self.place else ""


class Beside:
    """The spots of one version; made for each request, with what was `sent`."""

    may_write = True

    def __init__(self, revision, sent):
        self.revision = revision
        self.sent = sent

    def comment_form(self, place):
        """The box to write about a part."""
        raise NotImplementedError

    @cached_property
    def places(self):
        return parts.places(self.revision.text)

    @cached_property
    def spots(self):
        return [Spot(place, self.comment_form(place)) for place in self.places]

    def spots_of(self, slot):
        return [spot for spot in self.spots if spot.place.slot == slot]

    def passages(self, html):
        """[(HTML, Spot or None)] of the rendered body: a heading goes with what stands below it."""
        spots = iter(self.spots_of("body"))
        elements = outer_elements(html)
        pairs = [
            (element, None if is_heading(element) or _is_sign(element) else next(spots, None))
            for element in elements
        ]
        return pairs + [("", spot) for spot in spots]


class CommentsOfAnswer(Beside):
    """What a reader with a link writes beside the text: it is sent with the answer, and only then kept."""

    goes_with_answer = True

    def comment_form(self, place):
        typed = self.sent if self.sent.get(f"comment:{place.key}", "").strip() else None
        form = CommentForm(
            typed, prefix=place.key, initial={"quote": name_of(place)}, use_required_attribute=False
        )
        for box in form.fields.values():
            box.widget.attrs["form"] = ANSWER_FORM
        return form

    @property
    def typed(self):
        return [spot for spot in self.spots if spot.form.is_bound]

    def is_valid(self):
        return all(spot.form.is_valid() for spot in self.typed)

    def keep_with(self, review):
        for spot in self.typed:
            words = spot.form.cleaned_data
            ReviewComment.write(
                self.revision,
                by=None,
                name=review.full_name,
                text=words["comment"],
                place=spot.place,
                quote=words["quote"],
            )


def _is_passage(place):
    """Is it one of many in its slot, which its words tell apart? Any other part has a name."""
    return place.slot in {"body", "questions"}


def name_of(place):
    """What a part is called: its first words, or its slot."""
    if _is_passage(place):
        return Truncator(place.words.split("\n")[0]).words(WORDS_NAMED, truncate="")
    return _("Title and summary") if place.slot == "title" else str(SLOTS[place.slot].label)


def _is_sign(element):
    return any(sign in element[: element.find(">")] for sign in SIGNS)
