"""Comments on a text in review: on a part of it or on the whole, with their answers, until they are done."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from content.models.audit import name_of
from content.models.publishing.editions import Revision

LONGEST_NAME = 170
MOST_WORDS = 300  # characters that a comment quotes


class ReviewCommentQuerySet(models.QuerySet):
    def first_words(self):
        """Comments without those that answer another."""
        return self.filter(answer_to=None)

    def open(self):
        return self.first_words().filter(done_at=None)

    def of(self, document):
        return self.filter(revision__document=document)

    def on_newest(self):
        """Those on the newest version of their text."""
        return self.filter(revision__number=F("revision__document__revision_count"))

    def given_with(self, review):
        """What the reviewer wrote beside the text before this answer; their note is in the answer."""
        comments = self.open().filter(revision=review.revision_id, by=review.by_id, review=None)
        return comments if review.by_id else comments.filter(name=review.full_name)

    def answers_since_request(self, document):
        """Answers to comments that no request for a review has told of yet."""
        answers = self.of(document).exclude(answer_to=None).select_related("answer_to")
        last = document.review_requests.aggregate(at=models.Max("created_at"))["at"]
        return list(answers.filter(created_at__gt=last) if last else answers)

    def without_answer_of(self, user):
        answers = ReviewComment.objects.filter(answer_to=OuterRef("pk"), by=user)
        return self.filter(~Exists(answers))


class ReviewComment(models.Model):
    """A few plain words about a version, or the answer to them.

    `slot` and `passage` are the part of the text that it is about, as it stood: see `content/text/places.py`.
    Both are empty for the text as a whole.
    """

    revision = models.ForeignKey(Revision, models.CASCADE, related_name="comments")
    slot = models.CharField(max_length=30, blank=True)
    passage = models.TextField(blank=True)
    quote = models.CharField(_("about which words"), max_length=MOST_WORDS, blank=True)
    text = models.TextField(_("comment"), max_length=5000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    name = models.CharField(_("name"), max_length=LONGEST_NAME)  # as it was on that day
    created_at = models.DateTimeField(auto_now_add=True)
    answer_to = models.ForeignKey("self", models.CASCADE, null=True, related_name="answers")
    review = models.ForeignKey("content.Review", models.CASCADE, null=True, related_name="comments")
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    objects = ReviewCommentQuerySet.as_manager()

    class Meta:
        verbose_name = _("comment on a text")
        default_permissions = ()
        ordering = ["created_at", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="comments_say_something"),
            models.CheckConstraint(
                condition=Q(answer_to=None)
                | Q(slot="", passage="", quote="", review=None, done_at=None, done_by=None),
                name="answers_stand_with_their_comment",
            ),
            models.CheckConstraint(
                condition=Q(done_by=None) | Q(done_at__isnull=False), name="who_is_done_says_when"
            ),
        ]

    def __str__(self):
        return f"{self.name}: {self.text}"

    @classmethod
    def write(cls, revision, *, by, text, name="", place=None, quote=""):
        """A new comment on a part of a version, a `content.text.places.Place`, or on the whole.

        `name` is that of a reader without an account.
        """
        where = {"slot": place.slot, "passage": place.words} if place else {}
        return cls.objects.create(
            revision=revision, by=by, name=name or name_at_desk(by), text=text, quote=quote, **where
        )

    def answer(self, *, by, text):
        """Answers stand below the comment, those to an answer too; what was done is open again."""
        first = self.answer_to or self
        first.reopen()
        return first.answers.create(revision=first.revision, by=by, name=name_at_desk(by), text=text)

    def mark_done(self, *, by):
        self.done_at, self.done_by = timezone.now(), by
        self.save(update_fields=["done_at", "done_by"])

    def reopen(self):
        self.done_at = self.done_by = None
        self.save(update_fields=["done_at", "done_by"])


def name_at_desk(user):
    """As a person is called on the site, or else at the desk."""
    person = getattr(user, "person", None)
    return (person.full_name if person else name_of(user))[:LONGEST_NAME]
