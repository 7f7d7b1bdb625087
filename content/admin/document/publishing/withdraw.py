"""Taking a text off the site: when, and what patients get at its address from then on."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from content import dates
from content.admin.document import incoming_links
from content.admin.document.page import PublisherPage
from content.admin.document.publishing.when_seen import when_gone
from content.admin.forms import CLOCK, check_later
from content.admin.patients_get import LEAD, NOTICE, PatientsGetForm
from content.models import Redirect


class WithdrawForm(PatientsGetForm):
    when = forms.ChoiceField(
        label=gettext_lazy("When?"),
        widget=forms.RadioSelect,
        required=False,
        initial="now",
        choices=[("now", gettext_lazy("Now")), ("later", gettext_lazy("On a day to come"))],
    )
    at = forms.DateTimeField(label=gettext_lazy("Day and time"), required=False, **CLOCK)

    def __init__(self, data=None, *, document):
        super().__init__(data, taken_away=document.get_absolute_url())
        self.initial |= _as_it_is(document, self.fields["page"].choices)
        self.document = document
        if not document.edition:
            del self.fields["when"], self.fields["at"]
        if not document.was_ever_live():
            self.fields.clear()  # nobody has its address yet

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("when") == "later" and "at" not in self.errors:
            self._check_time(cleaned.get("at"))
        return cleaned

    def _check_time(self, at):
        if not at:
            self.add_error("at", _("Give the day and the time."))
            return
        try:
            check_later(at, _("take it off now"))
        except ValidationError as error:
            self.add_error("at", error)

    @property
    def at_time(self):
        return self.cleaned_data["at"] if self.cleaned_data.get("when") == "later" else None

    def withdraw(self, *, by):
        """Do as was chosen; False, with the reason beside the choice, if it would lead in a circle."""
        notice = self.notice_for_patients
        try:
            self.document.withdraw(by=by, at=self.at_time, notice=notice, redirect_to=self.leads_to)
        except ValidationError as error:
            self.add_error("page" if self.cleaned_data["page"] else "address", error)
            return False
        return True

    def message(self):
        """What was done, in a sentence or two for the one who did it."""
        message = _("Off the site: patients no longer see this text. You can publish it again.")
        if self.at_time:
            when = dates.in_words(self.at_time, "weekday_and_time")
            message = _("Patients see this text until %s. Then it comes off the site.") % when
        if self.leads_to:
            message = f"{message} {_('Its address leads to %s.') % self.leads_to}"
        return f"{message} {when_gone(self.at_time)}"


class WithdrawPage(PublisherPage):
    """For what is live, and for what is off the site, whose address may answer otherwise from now on."""

    def get(self, request):
        return self.leave_draft() or self.ask(WithdrawForm(document=self.document))

    def post(self, request):
        if page := self.leave_draft():
            return page
        form = WithdrawForm(request.POST, document=self.document)
        if form.is_valid() and form.withdraw(by=request.user):
            self.log(_("Taken off the site."))
            messages.success(request, form.message())
            return self.redirect()
        return self.ask(form)

    def leave_draft(self):
        """What patients do not see is not taken off; only its plan can be cancelled, on a page of its own."""
        document = self.document
        if document.edition:
            return None
        if document.planned_edition:
            return self.redirect("cancel_plan")
        if document.was_ever_live():
            return None
        messages.info(self.request, _("Nothing to take off the site: patients do not see this text."))
        return self.redirect()

    def ask(self, form):
        links = incoming_links.where_it_appears(self.document)
        return self.render("admin/document/withdraw.html", form=form, links=links)


def _as_it_is(document, pages):
    """What was chosen before, for a text that is withdrawn already or has a moved address to lead from."""
    leads = Redirect.objects.destination_of(document.get_absolute_url())
    last = document.last_edition
    if leads:
        offered = any(leads == address for _label, rows in [*pages][1:] for address, _title in rows)
        return {"patients_get": LEAD, "page" if offered else "address": leads}
    if last and last.withdrawn_notice:
        return {"patients_get": NOTICE, "notice": last.withdrawn_notice}
    return {}
