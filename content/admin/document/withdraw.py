"""Taking a text from patients: when, and what they get at its address from then on."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from content import dates
from content.admin.document import incoming_links
from content.admin.document.page import PublisherPage
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
            check_later(at, _("withdraw now"))
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
        message = _("Withdrawn: patients no longer see this text. You can publish it again.")
        if self.at_time:
            when = dates.in_words(self.at_time, "weekday_and_time")
            message = _("Patients see this text until %(when)s. Then it is withdrawn.") % {"when": when}
        if self.leads_to:
            message = f"{message} {_('Its address leads to %s.') % self.leads_to}"
        return message


class WithdrawPage(PublisherPage):
    def get(self, request):
        return self.ask(WithdrawForm(document=self.document))

    def post(self, request):
        form = WithdrawForm(request.POST, document=self.document)
        if form.is_valid() and form.withdraw(by=request.user):
            self.log(_("Withdrawn."))
            messages.success(request, form.message())
            return self.redirect()
        return self.ask(form)

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
