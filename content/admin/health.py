"""How the site is doing, for Administrators: a warning or a quiet line on the desk, all of it on a page."""

from django.conf import settings
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from content.admin.desk import viewable
from content.dates import in_words
from content.doctor import OF_OWNER, QUICK, Level, examine, remembered
from content.doctor.texts import dead_links
from content.models import Document
from content.transfer.backup import status

ASK_DATABASE = {"tables", "versions"}  # too much for each look at the desk
LINKS_SHOWN = 20


def may_see(user):
    """Administrators may: who looks after accounts looks after the site."""
    return user.has_perm("auth.change_user")


def summary(user):
    """What the desk says of it; None for whoever may not see it."""
    if not may_see(user):
        return None
    results = _results(QUICK - ASK_DATABASE)
    urgent = [result for result in results if _is_urgent(result)]
    runs = status.read(settings.BACKUP_DIR)
    return {
        "urgent": urgent,
        "lesser": sum(result.level == Level.WARNING for result in results if result not in urgent),
        "backup_at": _near(runs.backup, with_time=True),
        "drill_at": _near(runs.drill),
    }


def health(request):
    """The page: what is amiss, what is well, and what nobody looked at."""
    if not may_see(request.user):
        raise PermissionDenied
    results = _results(QUICK)
    well = [result for result in results if result.level == Level.OK]
    context = {
        **admin.site.each_context(request),
        "title": _("How the site is doing"),
        "amiss": sorted(
            (result for result in results if result.level in {Level.PROBLEM, Level.WARNING}),
            key=lambda result: not _is_urgent(result),
        ),
        "well": [result for result in well if result.name in OF_OWNER],
        "server": [result for result in well if result.name not in OF_OWNER],
        "not_checked": [result for result in results if result.level == Level.NOT_CHECKED],
        "looked_at": remembered()[0],
        "dead_links": _dead_links(request.user),
    }
    return render(request, "admin/health/health.html", context)


def _results(names):
    """Of these checks as things stand; of the slow ones as the last night left them."""
    _when, kept = remembered()
    return [*examine(names), *(result for result in kept if result.name not in QUICK)]


def _is_urgent(result):
    return result.level == Level.PROBLEM or (result.name == "disk" and result.level == Level.WARNING)


def _near(run, *, with_time=False):
    """When a run that went well was: "today, 3:10 AM", "on Sunday"; "" if none did."""
    if not run or not run.ok:
        return ""
    day = timezone.localtime(run.ended_at).date()
    days = (timezone.localdate() - day).days
    if days > 1:
        day_in_words = in_words(day, "weekday" if days < 7 else "near_day")
        return _("on %s") % day_in_words
    words = _("yesterday") if days == 1 else _("today")
    return f"{words}, {in_words(run.ended_at, 'time')}" if with_time else words


def _dead_links(user):
    """[(text, why)] of the links that lead nowhere, in texts that are still there."""
    links = dead_links()[:LINKS_SHOWN]
    texts = Document.objects.not_trashed().filter(kind__in=[model.KIND for model in viewable(user)])
    found = texts.in_bulk([number for number, _why in links])
    return [(found[number], why) for number, why in links if number in found]
