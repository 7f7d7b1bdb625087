"""What staff say of a version: each comment beside the part that it is about, and the boxes to say more."""

from dataclasses import dataclass

from django import forms
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy

from content.admin.forms import row_number
from content.models import ReviewComment
from content.public.beside import Beside, CommentForm, PlacedForm, Spot, name_of
from content.text import places as parts

WHOLE = "whole"  # in place of the key of a part


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


class Discussion(Beside):
    """Made for each request; `address` is that of the page it stands on, where its forms are sent."""

    def __init__(self, revision, *, user, address, may_write, sent=None):
        super().__init__(revision, sent or {})
        self.user = user
        self.address = address
        self.may_write = may_write

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
    def spots(self):
        return [
            Spot(place, self.comment_form(place), self._threads.get(place.key, [])) for place in self.places
        ]

    @cached_property
    def whole(self):
        return Spot(None, self.comment_form(None), self._threads.get(WHOLE, []))

    @cached_property
    def _threads(self):
        """{key of a part: [Thread]}"""
        comments = ReviewComment.objects.of(self.revision.document)
        comments = comments.select_related("revision", "review", "by", "done_by").defer("revision__content")
        answers: dict[int, list] = {}
        for comment in comments.exclude(answer_to=None):
            answers.setdefault(comment.answer_to_id, []).append(comment)
        threads: dict[str, list] = {}
        for comment in comments.first_words():
            words = {"slot": comment.slot, "passage": comment.passage, "quote": comment.quote}
            place = parts.find(self.places, **words) if comment.slot else None
            thread = Thread(comment, answers.get(comment.pk, []), self._answer_form(comment))
            threads.setdefault(place.key if place else WHOLE, []).append(thread)
        return threads

    @property
    def on_the_whole(self):
        """Open comments on the text as a whole, and those whose part is gone."""
        return [thread for thread in self.whole.threads if not thread.comment.done_at]

    @property
    def done_on_the_whole(self):
        return [thread for thread in self.whole.threads if thread.comment.done_at]

    def comment_form(self, place):
        key = place.key if place else WHOLE
        is_sent = self.sent.get("_comment") == key
        return CommentForm(
            self.sent if is_sent else None, prefix=key, initial={"quote": name_of(place) if place else ""}
        )

    def _answer_form(self, comment):
        is_sent = self.sent.get("_answer") == str(comment.pk)
        return AnswerForm(self.sent if is_sent else None, prefix=str(comment.pk))

    @cached_property
    def own_open(self):
        """How many comments this person has on this version that are not done."""
        return ReviewComment.objects.open().filter(revision=self.revision, by=self.user).count()
