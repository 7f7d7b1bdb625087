"""The publish step: what is missing, who decides otherwise and why, now or at a later time."""

from django import forms
from django.contrib import messages
from django.db import transaction
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from content import dates
from content.admin.document.page import PublisherPage
from content.admin.forms import ScheduleForm
from content.findings import blocking, findings
from content.models import NotAllowed, NotReady, Review
from content.models.publishing.reviews import last_approval, verdict_on


class PublishForm(forms.Form):
    only_typos = forms.BooleanField(
        required=False, label=gettext_lazy("Only typing errors or layout changed since the last review")
    )
    reason = forms.CharField(
        required=False,
        max_length=2000,
        label=gettext_lazy("Why publish it all the same?"),
        help_text=gettext_lazy("Your reason is kept with this edition and shown in its history."),
        widget=forms.Textarea({"rows": 3, "aria-describedby": "id_reason_helptext"}),
    )


class SchedulePublishForm(PublishForm, ScheduleForm):
    pass


class PublishPage(PublisherPage):
    """Ask and publish. What was said about typing errors is undone where publishing fails."""

    form_class = PublishForm
    scheduling = False

    @cached_property
    def approval_to_carry(self):
        """The approval of an earlier revision, if the newest has none of its own."""
        approval = last_approval(self.document)
        newest = self.document.revision_count
        return approval if approval and approval.revision.number != newest else None

    def make_form(self, data=None):
        form = self.form_class(data)
        if not self.approval_to_carry:
            del form.fields["only_typos"]
        return form

    def get(self, request):
        return self.ask(self.make_form())

    def post(self, request):
        form = self.make_form(request.POST or None)
        if form.is_valid():
            try:
                edition = _publish(self.document, request.user, form.cleaned_data)
            except NotReady as error:
                box = "reason" if not self.document.problems() else None
                form.add_error(box, _still_missing(self.document, error))
            except NotAllowed as error:
                form.add_error(None, str(error))
            else:
                self.tell_published(edition)
                return self.redirect()
        return self.ask(form)

    def ask(self, form):
        return self.render(
            "admin/document/publish.html",
            form=form,
            scheduling=self.scheduling,
            before=self.approval_to_carry,
            blocks=blocking(self.document.latest_revision),
            ask="" if _is_approved(self.document) else self.address("ask"),
        )

    def tell_published(self, edition):
        self.log(_("Published edition %s.") % edition.number)
        if edition.live_from > timezone.now():
            when = dates.in_words(edition.live_from, "weekday_and_time")
            message = _("Patients will see edition %(number)s from %(when)s.")
            messages.success(self.request, message % {"number": edition.number, "when": when})
        else:
            messages.success(self.request, _("Patients see edition %s now.") % edition.number)


class SchedulePage(PublishPage):
    form_class = SchedulePublishForm
    scheduling = True


class PublishAtOnce(PublishPage):
    """The button of the form: publish if nothing is missing; else the draft stays, and it is said why."""

    def post(self, request):
        if problems := self.document.problems():
            missing = " ".join(str(problem) for problem in problems)
            messages.error(request, _("Saved as a draft, but not published. %s") % missing)
            return self.redirect()
        try:
            self.tell_published(self.document.publish(check=findings, by=request.user))
        except NotReady:
            messages.warning(request, _("Saved as a draft. Patients do not see it yet."))
            return self.redirect("publish")
        return self.redirect()


@transaction.atomic
def _publish(document, user, answers):
    if answers.get("only_typos"):
        Review.carry_over(document.latest_revision, by=user)
    return document.publish(check=findings, by=user, at=answers.get("at"), override=answers["reason"])


def _still_missing(document, error):
    if document.problems():
        return str(error)
    return gettext_lazy("Write the reason, or mend what stands in the way first.")


def _is_approved(document):
    verdict = verdict_on(document.latest_revision)
    return bool(verdict and verdict.approves)
