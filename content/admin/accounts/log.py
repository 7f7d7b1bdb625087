"""The log of what was done, for Administrators: to read, to filter and to take away, never to change."""

import csv
import datetime
import unicodedata

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseNotAllowed, HttpResponseRedirect, StreamingHttpResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from content import dates
from content.models import Account, AuditEntry
from content.models.audit import name_told_apart

BYTE_ORDER_MARK = "\ufeff"  # without it a spreadsheet takes the file for another alphabet
FORMULA_STARTS = ("=", "+", "-", "@")
CELL_STARTS = ("\t", "\r", "\n")  # some programs drop them and look at what follows
ROWS_AT_ONCE = 500


class PersonFilter(admin.SimpleListFilter):
    title = gettext_lazy("person")
    parameter_name = "person"

    def lookups(self, request, model_admin):
        people = AuditEntry.objects.exclude(by=None).order_by().values("by")
        accounts = Account.objects.filter(pk__in=people).by_name().with_namesakes()
        return [(str(account.pk), name_told_apart(account)) for account in accounts]

    def queryset(self, request, queryset):
        if self.value() is None:
            return queryset
        offered = {value for value, _label in self.lookup_choices}  # anything else might be no number
        return queryset.filter(by=self.value()) if self.value() in offered else queryset.none()


class DaysFilter(admin.ListFilter):
    """From one day to another, both included, by the clock of the clinic."""

    title = gettext_lazy("days")
    template = "admin/accounts/days_filter.html"

    def __init__(self, request, params, model, model_admin):
        super().__init__(request, params, model, model_admin)
        for name in self.expected_parameters():
            if name in params:
                self.used_parameters[name] = params.pop(name)[-1]
        self.since, self.until = self._day("since"), self._day("until")

    def _day(self, name):
        """The day that was typed; None if it is no day."""
        try:
            return datetime.date.fromisoformat(self.used_parameters.get(name, ""))
        except ValueError:
            return None

    @property
    def wrong(self):
        return any(typed and not self._day(name) for name, typed in self.used_parameters.items())

    def expected_parameters(self):
        return ["since", "until"]

    def has_output(self):
        return True

    def choices(self, changelist):
        """The boxes of the form, what was typed in them, and what else the list is filtered by."""
        others = changelist.get_filters_params()
        kept = [
            (name, value)
            for name, values in {**others, "q": [changelist.query]}.items()
            if name not in self.expected_parameters()
            for value in values
            if value
        ]
        return [{"typed": self.used_parameters, "kept": kept, "wrong": self.wrong}]

    def queryset(self, request, queryset):
        if self.since:
            queryset = queryset.filter(at__gte=_start_of(self.since))
        if self.until and self.until < datetime.date.max:
            queryset = queryset.filter(at__lt=_start_of(self.until + datetime.timedelta(days=1)))
        return queryset


def _start_of(day):
    """Midnight by the clock of the clinic, in UTC."""
    midnight = datetime.datetime.combine(day, datetime.time())
    try:
        return timezone.make_aware(midnight).astimezone(datetime.UTC)
    except OverflowError:  # on the first day of the year 1 there is no earlier day for another zone
        return midnight.replace(tzinfo=datetime.UTC)


@admin.register(AuditEntry)
class AuditEntryAdmin(admin.ModelAdmin):
    list_title = gettext_lazy("Log")
    list_display = ["time", "who", "action", "subject", "details"]
    list_display_links = None
    list_filter = [DaysFilter, PersonFilter, "action"]
    show_facets = admin.ShowFacets.NEVER
    list_per_page = 100
    search_fields = ["who", "subject", "detail"]
    ordering = ["-at", "-id"]
    change_list_template = "admin/accounts/log.html"

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    @admin.display(description=gettext_lazy("when"), ordering="at")
    def time(self, entry):
        return dates.in_words(entry.at, "short_day_and_time")

    @admin.display(description=gettext_lazy("detail"), ordering="detail")
    def details(self, entry):
        return detail_of(entry, dates.in_words(entry.last_at, "short_day_and_time") if entry.last_at else "")

    def get_urls(self):
        view = self.admin_site.admin_view(self.export_view)
        return [path("export/", view, name="content_auditentry_export"), *super().get_urls()]

    def export_view(self, request):
        """The list as it is filtered, whole, for a spreadsheet."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        if request.method != "GET":
            return HttpResponseNotAllowed(["GET"])
        try:
            entries = self.get_changelist_instance(request).get_queryset(request)
        except IncorrectLookupParameters:
            return HttpResponseRedirect(reverse("admin:content_auditentry_changelist"))
        name = f"log-{timezone.localdate():%Y-%m-%d}.csv"
        # The rows are written when the clinic's time is no longer set: ask for its zone now.
        return StreamingHttpResponse(
            as_csv(entries, timezone.get_current_timezone()),
            content_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )


def as_csv(entries, zone):
    """A line each entry; times in the clinic's zone, with the offset from UTC."""
    yield BYTE_ORDER_MARK
    writer = csv.writer(Line())
    yield writer.writerow([_("when"), _("who"), _("what"), _("of what"), _("detail")])
    for entry in entries.iterator(chunk_size=ROWS_AT_ONCE):
        when = timezone.localtime(entry.at, zone).isoformat(timespec="seconds")
        last = timezone.localtime(entry.last_at, zone).isoformat(timespec="seconds") if entry.last_at else ""
        cells = (entry.who, entry.get_action_display(), entry.subject, detail_of(entry, last))
        yield writer.writerow([when, *(without_formula(str(cell)) for cell in cells)])


def detail_of(entry, last):
    """What it says, or how often it was done, with the time of the `last`."""
    return (
        _("%(times)s times, last %(last)s") % {"times": entry.times, "last": last} if last else entry.detail
    )


class Line:
    """What csv writes to: it hands each line back, so that none waits in memory for the rest."""

    def write(self, line):
        return line


def without_formula(cell):
    """A cell that a spreadsheet does not take for a formula, whatever blanks and widths its signs have."""
    first = unicodedata.normalize("NFKC", cell.lstrip()[:1])
    return f"'{cell}" if cell.startswith(CELL_STARTS) or first.startswith(FORMULA_STARTS) else cell
