"""What is said of a version: each comment beside the part that it is about, and the boxes to say more."""

from dataclasses import dataclass, field
from functools import cached_property

from django import forms
from django.shortcuts import get_object_or_404
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from content.admin.forms import row_number
from content.models import ReviewComment
from content.models.publishing.comments import MOST_WORDS
from content.text import places as parts
from content.text.places import Place
from content.text.slots import SLOTS
from content.text.structure import is_heading, outer_elements

WHOLE = "whole"  # in place of the key of a part
WORDS_NAMED = 6  # of the beginning of a paragraph: what it is called, and quoted as, until others are typed
SIGNS = ('class="sure"', 'class="sure-key"')  # what a page says beside the words of the author


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


class AnswerForm(PlacedForm):
    answer = forms.CharField(
        max_length=5000,
        label=gettext_lazy("Your answer"),
        widget=forms.Textarea({"rows": 2}),
        error_messages={"required": gettext_lazy("Write your answer first.")},
    )


@dataclass
class Thread:
    """A comment with its answers."""

    comment: ReviewComment
    answers: list
    form: AnswerForm


@dataclass
class Spot:
    """The place beside one part of a text, or that for the text as a whole."""

    place: Place | None
    form: CommentForm
    threads: list[Thread] = field(default_factory=list)

    @property
    def key(self):
        return self.place.key if self.place else WHOLE

    @property
    def anchor(self):
        return f"at-{self.key}"

    @property
    def is_passage(self):
        return bool(self.place) and _is_passage(self.place)

    @property
    def name(self):
        return _name(self.place) if self.place else ""


class Discussion:
    """Made for each request; `address` is that of the page it stands on, where its forms are sent."""

    def __init__(self, revision, *, user, address, may_write, sent=None):
        self.revision = revision
        self.user = user
        self.address = address
        self.may_write = may_write
        self.sent = sent or {}

    # What was sent

    def receive(self):
        """Keep the comment or answer that was sent, or what is done; None if nothing was, or not rightly."""
        sent = self.sent
        if "_comment" in sent:
            return self._comment(self._spot(sent["_comment"]))
        if "_answer" in sent:
            return self._answer(self._sent_comment("_answer"))
        if "_done" in sent:
            comment = self._sent_comment("_done")
            comment.mark_done(by=self.user)
            return comment
        if "_reopen" in sent:
            comment = self._sent_comment("_reopen")
            comment.reopen()
            return comment
        return None

    def _comment(self, spot):
        if not spot.form.is_valid():
            return None
        typed = spot.form.cleaned_data
        quote = typed["quote"] if spot.place else ""
        return ReviewComment.write(
            self.revision, by=self.user, text=typed["comment"], place=spot.place, quote=quote
        )

    def _answer(self, comment):
        form = self._answer_form(comment)
        return comment.answer(by=self.user, text=form.cleaned_data["answer"]) if form.is_valid() else None

    def _sent_comment(self, button):
        """The comment that a button names, if it is on this text."""
        comments = ReviewComment.objects.of(self.revision.document).first_words()
        return get_object_or_404(comments, pk=row_number(self.sent[button]))

    def _spot(self, key):
        """A part that the version does not have is named by no form of ours: then it is on the whole text."""
        spot = next((spot for spot in self.spots if spot.key == key), None)
        if not spot:
            spot = self.whole
            spot.form = CommentForm(self.sent, prefix=key)
        return spot

    # What the page shows

    @cached_property
    def places(self):
        return parts.places(self.revision.text)

    @cached_property
    def spots(self):
        spots = [Spot(place, self._comment_form(place)) for place in self.places]
        by_key = {spot.key: spot for spot in spots}
        for thread in self._threads:
            comment = thread.comment
            words = {"slot": comment.slot, "passage": comment.passage, "quote": comment.quote}
            place = parts.find(self.places, **words) if comment.slot else None
            (by_key[place.key] if place else self.whole).threads.append(thread)
        return spots

    @cached_property
    def whole(self):
        return Spot(None, self._comment_form(None))

    @cached_property
    def _threads(self):
        comments = ReviewComment.objects.of(self.revision.document)
        comments = comments.select_related("revision", "review", "by", "done_by").defer("revision__content")
        answers: dict[int, list] = {}
        for comment in comments.exclude(answer_to=None):
            answers.setdefault(comment.answer_to_id, []).append(comment)
        return [
            Thread(comment, answers.get(comment.pk, []), self._answer_form(comment))
            for comment in comments.first_words()
        ]

    @property
    def on_the_whole(self):
        """Open comments on the text as a whole, and those whose part is gone."""
        return [thread for thread in self._placed_on_whole() if not thread.comment.done_at]

    @property
    def done_on_the_whole(self):
        return [thread for thread in self._placed_on_whole() if thread.comment.done_at]

    def _placed_on_whole(self):
        return self.whole.threads if self.spots is not None else []

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

    def _comment_form(self, place):
        key = place.key if place else WHOLE
        is_sent = self.sent.get("_comment") == key
        return CommentForm(
            self.sent if is_sent else None, prefix=key, initial={"quote": _name(place) if place else ""}
        )

    def _answer_form(self, comment):
        is_sent = self.sent.get("_answer") == str(comment.pk)
        return AnswerForm(self.sent if is_sent else None, prefix=str(comment.pk))

    def own_open(self):
        """How many comments this person has on this version that are not done."""
        return ReviewComment.objects.open().filter(revision=self.revision, by=self.user).count()


def _is_passage(place):
    """Is it one of many in its slot, which its words tell apart? Any other part has a name."""
    return place.slot in {"body", "questions"}


def _name(place):
    """What a part is called: its first words, or its slot."""
    if _is_passage(place):
        return Truncator(place.words.split("\n")[0]).words(WORDS_NAMED, truncate="")
    return _("Title and summary") if place.slot == "title" else str(SLOTS[place.slot].label)


def _is_sign(element):
    return any(sign in element[: element.find(">")] for sign in SIGNS)
