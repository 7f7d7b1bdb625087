"""Clinical review at the desk: ask for it, read and judge a text, links for readers without an account."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from content.admin.document import history
from content.admin.forms import row_number
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


def ask_view(model_admin, request, pk):
    """Ask a clinician, or make a link for one who has no account here."""
    document = get_object_or_404(model_admin.model.objects.kept(), pk=pk)
    if not model_admin.has_change_permission(request, document):
        raise PermissionDenied
    form = AskForm(request.POST or None)
    if form.is_valid():
        asked = ReviewRequest.ask(document, by=request.user, **form.cleaned_data)
        send_to_staff(
            [person.user for person in ([asked.asked_of] if asked.asked_of else reviewers())],
            _("Please review: %s") % document.title,
            "admin/content/mail/asked.txt",
            asked=asked,
            address=request.build_absolute_uri(model_admin.address("review", document)),
        )
        who = asked.asked_of.full_name if asked.asked_of else _("the first clinician who is free")
        messages.success(request, _("Asked. Now %s reads it; you will see the answer on the desk.") % who)
        return HttpResponseRedirect(model_admin.address("change", document))
    may_link = request.user.has_perm("content.add_signoff")
    return model_admin.page(
        request,
        "admin/content/ask.html",
        document,
        form=form,
        link_form=LinkForm() if may_link else None,
        new_link=request.session.pop("new_sign_off", None) if may_link else None,
        links=SignOff.objects.open().filter(revision__document=document) if may_link else (),
        add_link=model_admin.address("links", document),
    )


def links_view(model_admin, request, pk):
    """Make a sign-off link for the newest revision, or revoke one."""
    document = get_object_or_404(model_admin.model.objects.kept(), pk=pk)
    if not (request.user.has_perm("content.add_signoff") and model_admin.has_view_permission(request)):
        raise PermissionDenied
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    if number := request.POST.get("revoke", ""):
        links = SignOff.objects.filter(revision__document=document, revoked_at=None)
        get_object_or_404(links, pk=row_number(number)).revoke(by=request.user)
        messages.success(request, _("The link no longer works."))
        return HttpResponseRedirect(model_admin.address("ask", document))
    form = LinkForm(request.POST)
    if not form.is_valid():
        problems = [message for errors in form.errors.values() for message in errors]
        messages.error(request, _("No link was made. %s") % " ".join(problems))
        return HttpResponseRedirect(model_admin.address("ask", document))
    _link, token = SignOff.make(document.latest_revision, by=request.user, **form.cleaned_data)
    request.session["new_sign_off"] = request.build_absolute_uri(reverse("sign_off", args=[token]))
    return HttpResponseRedirect(model_admin.address("ask", document))


def review_view(model_admin, request, pk):
    """The page as patients will see it, with a place for comments and a verdict."""
    document = get_object_or_404(model_admin.model.objects.kept(), pk=pk)
    if not (model_admin.has_view_permission(request) and request.user.has_perm("content.add_review")):
        raise PermissionDenied
    seen = history.version(document, request.POST.get("version") or request.GET.get("version"))
    revision = seen or document.latest_revision
    form = VerdictForm(request.POST or None)
    if not reviewing_as(request.user):
        messages.error(
            request, _("Your account has no person with credentials yet: you can read, not judge.")
        )
        return HttpResponseRedirect(model_admin.address("change", document))
    if form.is_valid():
        try:
            review = Review.give(revision, by=request.user, **form.cleaned_data)
        except NotAllowed as error:
            form.add_error(None, str(error))
        else:
            _pass_on(model_admin, request, document, review)
            return HttpResponseRedirect(reverse("admin:index"))
    reading = PageContext(revision, request.layout)
    return reading.page(request, verdict=form, back=model_admin.address("change", document))


def _pass_on(model_admin, request, document, review):
    """Tell the person who is next, and thank the reviewer."""
    asked = document.review_requests.order_by("-created_at").first()
    people = {document.owner, asked.asked_by if asked else None}
    if review.approves:
        people |= {*document.publishers()}
    send_to_staff(
        people - {request.user, None},
        f"{review.get_verdict_display()}: {document.title}",
        "admin/content/mail/reviewed.txt",
        review=review,
        address=request.build_absolute_uri(model_admin.address("change", document)),
    )
    said = {
        "approved": _("You approved “%s”. An Editor publishes it now."),
        "changes": _("You asked for changes in “%s”. Its owner sees your comments."),
        "comment": _("Your comments on “%s” are kept."),
    }
    messages.success(request, said[review.verdict] % document.title)
