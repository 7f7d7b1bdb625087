"""Clinical review at the desk: ask for it, read and judge a text, links for readers without an account."""

from django import forms
from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from content.admin.document import history
from content.admin.document.page import DocumentPage
from content.admin.unsaved import other_forms
from content.mail import send_to_staff
from content.models import NotAllowed, Person, Review, ReviewRequest, SignOff
from content.models.publishing.reviews import LINK_DAYS, reviewing_as
from content.public.page_context import PageContext
from content.public.review_forms import VerdictForm


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


class AskForReviewPage(DocumentPage):
    """Ask a clinician, or make a link for one who has no account here."""

    def is_allowed(self):
        return self.model_admin.has_change_permission(self.request, self.document)

    def get(self, request):
        return self.ask(AskForm())

    def post(self, request):
        form = AskForm(request.POST or None)
        if not form.is_valid():
            return self.ask(form)
        review_request = ReviewRequest.ask(self.document, by=request.user, **form.cleaned_data)
        asked_of = review_request.asked_of
        send_to_staff(
            [person.user for person in ([asked_of] if asked_of else reviewers())],
            _("Please review: %s") % self.document.title,
            "admin/mail/review_request.txt",
            review_request=review_request,
            address=request.build_absolute_uri(self.address("review")),
        )
        who = asked_of.full_name if asked_of else _("the first clinician who is free")
        messages.success(request, _("Asked. Now %s reads it; you will see the answer on the desk.") % who)
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


class ReviewPage(DocumentPage):
    """The page as patients will see it, with a place for comments and a verdict."""

    def is_allowed(self):
        return super().is_allowed() and self.request.user.has_perm("content.add_review")

    def get(self, request):
        return self.answer(VerdictForm())

    def post(self, request):
        return self.answer(VerdictForm(request.POST or None))

    def answer(self, form):
        request = self.request
        number = request.POST.get("version") or request.GET.get("version")
        revision = history.version(self.document, number) or self.document.latest_revision
        if not reviewing_as(request.user):
            messages.error(
                request, _("Your account has no person with credentials yet: you can read, not judge.")
            )
            return self.redirect()
        if form.is_valid():
            try:
                review = Review.give(revision, by=request.user, **form.cleaned_data)
            except NotAllowed as error:
                form.add_error(None, str(error))
            else:
                self.pass_on(review)
                return HttpResponseRedirect(reverse("admin:index"))
        context = PageContext(revision, request.layout)
        more = {"back": self.address("change"), "unsaved": other_forms.offer(request)}
        return context.page(request, review_form=form, **more)

    def pass_on(self, review):
        """Tell the person who is next, and thank the reviewer."""
        document, request = self.document, self.request
        last_request = document.review_requests.order_by("-created_at").first()
        people = {document.owner, last_request.asked_by if last_request else None}
        if review.approves:
            people |= {*document.publishers()}
        send_to_staff(
            people - {request.user, None},
            f"{review.get_verdict_display()}: {document.title}",
            "admin/mail/review.txt",
            review=review,
            address=request.build_absolute_uri(self.address("change")),
        )
        thanks = {
            "approved": _("You approved “%s”. An Editor publishes it now."),
            "changes": _("You asked for changes in “%s”. Its owner sees your comments."),
            "comment": _("Your comments on “%s” are kept."),
        }
        messages.success(request, thanks[review.verdict] % document.title)
