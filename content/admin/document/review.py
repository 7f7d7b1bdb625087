"""Clinical review at the desk: ask for it, read and judge a text, links for readers without an account."""

from django import forms
from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from content.admin.document.page import DocumentPage
from content.admin.document.reading.changes import since
from content.admin.document.reading.page import ReadPage
from content.mail import send_to_staff
from content.models import NotAllowed, Person, Review, ReviewComment, ReviewRequest, SignOff
from content.models.publishing.reviews import LINK_DAYS, last_answer, reviewing_as
from content.public.review_forms import VerdictForm
from content.public.review_mail import tell_of_answer

NOT_SENT = gettext_lazy("No message could be sent: please tell them yourself. It is on their desk.")


class AskForm(forms.Form):
    of = forms.ModelChoiceField(
        Person.objects.none(),
        required=False,
        label=gettext_lazy("Who should read it?"),
        empty_label=gettext_lazy("Whoever comes first"),
    )
    note = forms.CharField(
        required=False,
        max_length=2000,
        label=gettext_lazy("A note for the reviewer"),
        widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy("What is new, and what you are not sure of."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["of"].queryset = reviewers()


class LinkForm(forms.Form):
    recipient = forms.CharField(
        max_length=100,
        label=gettext_lazy("For whom?"),
        help_text=gettext_lazy("A name, so that you know the link again."),
    )
    days = forms.IntegerField(
        min_value=1, max_value=60, initial=LINK_DAYS, label=gettext_lazy("Works for how many days?")
    )


def reviewers():
    """People who can review: with credentials, and an account that is in a group of reviewers."""
    people = Person.objects.exclude(user=None).exclude(credentials="").filter(user__is_active=True)
    may = [
        person.pk for person in people.select_related("user") if person.user.has_perm("content.add_review")
    ]
    return people.filter(pk__in=may)


def tell_reviewers(review_request, subject, **context):
    """Send a message to the one who is asked for a review, or to all who can give it: did it go?"""
    asked_of = review_request.asked_of
    people = [asked_of] if asked_of else reviewers()
    context |= {"review_request": review_request}
    accounts = [person.user for person in people]
    return send_to_staff(accounts, subject, "admin/mail/review_request.txt", **context)


class AskForReviewPage(DocumentPage):
    """Ask a clinician, or make a link for one who has no account here."""

    def is_allowed(self):
        return self.model_admin.has_change_permission(self.request, self.document)

    def get(self, request):
        return self.ask(AskForm(initial={"of": self.asked_last()}))

    def asked_last(self):
        """Whom the last request asked, or who answered if that was left open."""
        request = self.document.review_requests.order_by("-created_at", "-pk").first()
        answer = Review.objects.filter(revision__document=self.document, carried_from=None).first()
        return (request and request.asked_of) or (answer and answer.reviewer)

    def post(self, request):
        form = AskForm(request.POST or None)
        if not form.is_valid():
            return self.ask(form)
        answers = ReviewComment.objects.answers_since_request(self.document)
        review_request = ReviewRequest.ask(self.document, by=request.user, **form.cleaned_data)
        asked_of = review_request.asked_of
        subject = _("Please review: %s") % self.document.title
        address = request.build_absolute_uri(self.address("review"))
        was_sent = tell_reviewers(review_request, subject, address=address, answers=answers)
        who = asked_of.full_name if asked_of else _("the first clinician who is free")
        messages.success(request, _("Asked. Now %s reads it; you will see the answer on the desk.") % who)
        if not was_sent:
            messages.warning(request, NOT_SENT)
        return self.redirect()

    def ask(self, form, link_form=None):
        may_link = self.request.user.has_perm("content.add_signoff")
        return self.render(
            "admin/document/ask_for_review.html",
            form=form,
            link_form=(link_form or LinkForm()) if may_link else None,
            links=SignOff.objects.open().filter(revision__document=self.document) if may_link else (),
            add_link=self.address("links"),
        )


class ReviewPage(ReadPage):
    """The same page for a clinician: what changed since their last answer, and a place for a new one."""

    def is_allowed(self):
        return super().is_allowed() and self.request.user.has_perm("content.add_review")

    def dispatch(self, request, pk):
        if self.is_allowed() and not reviewing_as(request.user):
            messages.error(
                request, _("Your account has no person with credentials yet: you can read, not judge.")
            )
            return self.redirect("read")
        return super().dispatch(request, pk)

    def get(self, request):
        return self.answer(VerdictForm(has_comments=self.has_comments()))

    def post(self, request):
        if {"_comment", "_answer", "_done", "_reopen"} & request.POST.keys():
            return super().post(request)
        return self.answer(VerdictForm(request.POST or None, has_comments=self.has_comments()))

    def has_comments(self):
        return self.discussion.own_open > 0

    def answer(self, form):
        request = self.request
        if form.is_valid():
            try:
                review = Review.give(self.revision, by=request.user, **form.cleaned_data)
            except NotAllowed as error:
                form.add_error(None, str(error))
            else:
                tell_of_answer(review)
                self.thank(review)
                return HttpResponseRedirect(reverse("admin:index"))
        return self.show(form)

    def show(self, form=None):
        form = form or VerdictForm(has_comments=self.has_comments())
        reviewer = reviewing_as(self.request.user)
        more = {"since": since(last_answer(self.revision, reviewer), self.revision), "reviewer": reviewer}
        return super().show(review_form=form, own_comments=self.discussion.own_open, **more)

    def thank(self, review):
        thanks = {
            "approved": _("You approved “%s”. An Editor publishes it now."),
            "changes": _("You asked for changes in “%s”. Who looks after it sees your comments."),
            "comment": _("Your comments on “%s” are sent. Your answer can come later."),
        }
        messages.success(self.request, thanks[review.verdict] % self.document.title)
