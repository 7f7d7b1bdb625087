"""What is planned for a text, cancelled or moved: a version goes live, or the text comes off the site."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from content import dates
from content.admin.document.page import LockedPage, PublisherPage
from content.admin.document.publishing.when_seen import when_seen
from content.admin.forms import ScheduleForm, check_later
from content.models import NotAllowed

COMING = "coming"


class MoveEndForm(ScheduleForm):
    def clean_at(self):
        check_later(self.cleaned_data["at"], gettext_lazy("take it off now"))
        return self.cleaned_data["at"]


class PlanPage(PublisherPage, LockedPage):
    """Asks, then changes the plan if it is still the one that was shown."""

    template = ""
    log_message = gettext_lazy("Changed the plan.")
    form_class = None
    is_end = False  # of the day on which the text comes off the site

    @cached_property
    def moment(self):
        """When what is planned happens; None if nothing is planned any more."""
        planned = self.document.planned_edition
        return planned and planned.live_from

    @property
    def plan_shown(self):
        """What the form sends back, so that no plan is changed but the one that was read."""
        planned = self.document.planned_edition
        return f"{planned.number if planned else ''} {self.moment.isoformat()}"

    def get(self, request):
        return self.ask(self.form_class and self.form_class(initial={"at": self.moment}))

    def post(self, request):
        form = self.form_class and self.form_class(request.POST)
        if not self.moment:
            return self.ask(form)
        if request.POST.get("plan") != self.plan_shown:
            messages.error(request, _("Nothing was changed: the plan is another one by now. Look once more."))
            return self.ask(form)
        if form and not form.is_valid():
            return self.ask(form)
        try:
            message = self.change(form.cleaned_data["at"]) if form else self.change()
        except NotAllowed as error:
            form.add_error("at", str(error))
            return self.ask(form)
        self.log(self.log_message)
        messages.success(request, message)
        return self.leave()

    def ask(self, form):
        if not self.moment:
            messages.info(self.request, _("Nothing was changed: this plan is over or was cancelled."))
            return self.leave()
        return self.render(
            self.template,
            form=form,
            is_end=self.is_end,
            plan=self.plan_shown,
            came_from=self.came_from,
            leave=self.where_from,
        )

    @property
    def came_from(self):
        data = self.request.POST if self.request.method == "POST" else self.request.GET
        return data.get("from", "")

    @property
    def where_from(self):
        """The page of the desk that led here, and is shown again."""
        if self.came_from == COMING:
            return reverse("admin:coming")
        return self.address("history" if self.came_from == "history" else "change")

    def leave(self):
        return HttpResponseRedirect(self.where_from)


class CancelPlan(PlanPage):
    template = "admin/document/cancel_plan.html"
    log_message = gettext_lazy("Cancelled the plan.")

    def change(self):
        number, live = self.document.planned_edition.revision.number, self.document.edition
        self.document.cancel_plan(by=self.request.user)
        kept = _("The plan is cancelled. Version %s is kept.") % number
        if live:
            return f"{kept} {_('Patients go on reading version %s.') % live.revision.number}"
        return f"{kept} {_('Patients do not see this text.')}"


class MovePlan(PlanPage):
    template = "admin/document/move_plan.html"
    log_message = gettext_lazy("Moved the plan.")
    form_class = ScheduleForm

    def change(self, at):
        self.document.move_plan(by=self.request.user, at=at)
        names = {
            "number": self.document.planned_edition.revision.number,
            "when": dates.in_words(at, "weekday_and_time"),
        }
        return f"{_('Moved: version %(number)s goes live on %(when)s.') % names} {when_seen(at)}"


class CancelEnd(PlanPage):
    template = "admin/document/cancel_plan.html"
    log_message = gettext_lazy("Left on the site.")
    is_end = True

    @cached_property
    def moment(self):
        return self.document.planned_end

    def change(self):
        self.document.cancel_end(by=self.request.user)
        number = self.document.edition.revision.number
        return _("It stays on the site. Patients go on reading version %s.") % number


class MoveEnd(CancelEnd):
    template = "admin/document/move_plan.html"
    log_message = gettext_lazy("Moved the day on which it comes off the site.")
    form_class = MoveEndForm

    def change(self, at):
        self.document.move_end(by=self.request.user, at=at)
        when = dates.in_words(at, "weekday_and_time")
        return _("Moved: patients see this text until %s. Then it comes off the site.") % when
