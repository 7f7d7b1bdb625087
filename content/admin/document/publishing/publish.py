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
from content.admin.document.publishing.when_seen import when_seen
from content.admin.forms import ScheduleForm
from content.findings import blocking, findings
from content.models import NotAllowed, NotReady, Review
from content.models.publishing.reviews import approval_of, last_approval


class PublishForm(forms.Form):
    only_typos = forms.BooleanField(
        required=False, label=gettext_lazy("Only typing errors or layout changed since the last review")
    )
    reason = forms.CharField(
        required=False,
        max_length=2000,
        label=gettext_lazy("Why publish it all the same?"),
        help_text=gettext_lazy("Your reason is kept with this version and shown in its history."),
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
        before = Before(self.document)
        if form.is_valid():
            try:
                edition = _publish(self.document, request.user, form.cleaned_data)
            except NotReady as error:
                box = "reason" if not self.document.problems() else None
                form.add_error(box, _still_missing(self.document, error))
            except NotAllowed as error:
                form.add_error(None, str(error))
            else:
                self.tell_published(edition, before)
                return self.redirect()
        return self.ask(form)

    def ask(self, form):
        return self.render(
            "admin/document/publish.html",
            form=form,
            scheduling=self.scheduling,
            before=self.approval_to_carry,
            blocks=blocking(self.document.latest_revision),
            ask="" if approval_of(self.document.latest_revision) else self.address("ask"),
        )

    def tell_published(self, edition, before):
        """What was done, and when patients see it; or that there was nothing to do, and why."""
        number = edition.revision.number
        if edition == before.live:
            message = _("Nothing to publish: patients read version %s already.") % number
        elif edition.live_from > timezone.now():
            when = dates.in_words(edition.live_from, "weekday_and_time")
            message = _("Patients will see version %(number)s from %(when)s.")
            message = f"{message % {'number': number, 'when': when}} {when_seen(edition.live_from)}"
        else:
            message = f"{_('Patients see version %s now.') % number} {when_seen()}"
        if edition != before.live:
            self.log(_("Published version %s.") % number)
        if before.planned and before.planned.revision_id != edition.revision_id:
            dropped = _("The plan for version %s is cancelled.") % before.planned.revision.number
            message = f"{message} {dropped}"
        messages.success(self.request, message)


class Before:
    """What was live and planned before the button was pressed."""

    def __init__(self, document):
        self.live, self.planned = document.edition, document.planned_edition


class SchedulePage(PublishPage):
    """Plan what is written; what patients read already cannot be planned, and the page says so."""

    form_class = SchedulePublishForm
    scheduling = True

    def get(self, request):
        return self.refuse() or super().get(request)

    def post(self, request):
        return self.refuse() or super().post(request)

    def refuse(self):
        live = self.document.edition
        if not live or self.document.planned_end or live.revision_id != self.document.latest_revision.pk:
            return None
        message = _("Nothing was planned: patients read version %s already, and nothing was changed since.")
        messages.info(self.request, message % live.revision.number)
        return self.redirect()


class PublishAtOnce(PublishPage):
    """The button of the form: publish if nothing is missing; else the draft stays, and it is said why."""

    def post(self, request):
        if problems := self.document.problems():
            missing = " ".join(str(problem) for problem in problems)
            messages.error(request, _("Saved as a draft, but not published. %s") % missing)
            return self.redirect()
        before = Before(self.document)
        try:
            self.tell_published(self.document.publish(check=findings, by=request.user), before)
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
