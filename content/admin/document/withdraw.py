"""Taking a text from patients: when, and what they get at its address from then on."""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from content import dates, links
from content.addresses import with_slash
from content.admin.document import incoming_links
from content.admin.document.page import PublisherPage
from content.admin.forms import CLOCK, check_later, need_notice, notice_field
from content.models import Redirect, Topic
from content.models.redirects import own_address

GONE, NOTICE, LEAD = "gone", "notice", "lead"


class WithdrawForm(forms.Form):
    patients_get = forms.ChoiceField(
        label=gettext_lazy("What do patients get at its address?"),
        widget=forms.RadioSelect,
        required=False,
        initial=GONE,
        choices=[
            (GONE, gettext_lazy("A page that says it was taken down")),
            (NOTICE, gettext_lazy("The same page with a sentence of ours")),
            (LEAD, gettext_lazy("Another page of ours")),
        ],
    )
    notice = notice_field()
    page = forms.ChoiceField(label=gettext_lazy("Which page"), required=False)
    address = forms.CharField(
        label=gettext_lazy("Or type its address"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Starts with one slash: /people/"),
    )
    when = forms.ChoiceField(
        label=gettext_lazy("When?"),
        widget=forms.RadioSelect,
        required=False,
        initial="now",
        choices=[("now", gettext_lazy("Now")), ("later", gettext_lazy("On a day to come"))],
    )
    at = forms.DateTimeField(label=gettext_lazy("Day and time"), required=False, **CLOCK)

    def __init__(self, data=None, *, document):
        pages = _pages(document)
        super().__init__(data, initial=_as_it_is(document, pages))
        self.document = document
        self.fields["page"].choices = pages
        if not document.edition:
            del self.fields["when"], self.fields["at"]
        if not document.was_ever_live():
            self.fields.clear()  # nobody has its address yet

    def clean_address(self):
        typed = self.cleaned_data["address"].removeprefix(settings.SITE_URL)
        if typed and self.data.get("patients_get") == LEAD:
            own_address(typed)
            if not links.is_open(with_slash(typed)):
                raise ValidationError(_("Patients find no page of ours at this address. Choose another."))
        return typed and with_slash(typed)

    def clean(self):
        cleaned = super().clean()
        choice, errors = cleaned.get("patients_get"), self.errors
        if choice == NOTICE:
            need_notice(self, cleaned)
        if choice == LEAD and not {"page", "address"} & errors.keys():
            chosen = {cleaned["page"], cleaned["address"]} - {""}
            if len(chosen) != 1:
                self.add_error("page", _("Choose one page, or type the address of one."))
        if cleaned.get("when") == "later" and "at" not in errors:
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

    @property
    def leads_to(self):
        cleaned = self.cleaned_data
        return (cleaned["page"] or cleaned["address"]) if cleaned.get("patients_get") == LEAD else ""

    def withdraw(self, *, by):
        """Do as was chosen; False, with the reason beside the choice, if it would lead in a circle."""
        cleaned = self.cleaned_data
        notice = cleaned["notice"] if cleaned.get("patients_get") == NOTICE else ""
        try:
            self.document.withdraw(by=by, at=self.at_time, notice=notice, redirect_to=self.leads_to)
        except ValidationError as error:
            self.add_error("page" if cleaned["page"] else "address", error)
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
        offered = any(leads == address for _label, rows in pages[1:] for address, _title in rows)
        return {"patients_get": LEAD, "page" if offered else "address": leads}
    if last and last.withdrawn_notice:
        return {"patients_get": NOTICE, "notice": last.withdrawn_notice}
    return {}


def _pages(document):
    """Live texts and topics to lead to, in groups: what a select shows."""
    groups = {
        kind.label: [(text.get_absolute_url(), title) for text, title in texts if text.pk != document.pk]
        for kind, texts in links.texts_to_choose().items()
    }
    groups[_("Topics")] = [(topic.get_absolute_url(), topic.name) for topic in Topic.objects.all()]
    return [("", _("Choose a page")), *((label, rows) for label, rows in groups.items() if rows)]
