from collections import Counter

from django.core.management.base import BaseCommand

from content import dates
from content.checks import BLOCK, TIP, WARN
from content.doctor import texts
from content.doctor.jobs import NotedError
from content.findings import SiteFacts, findings
from content.models import Clinic, Edition

MARKS = {BLOCK: "MUST FIX", WARN: "look at", TIP: "tip"}
SAME = ("check", "slot", "why", "quote")  # what makes two findings one


class Command(BaseCommand):
    help = "Runs the checks over every live text; fails if something must be fixed that nobody has excused."

    def add_arguments(self, parser):
        parser.add_argument("--warnings", action="store_true", help="Also list what to look at, and tips.")

    def handle(self, *, warnings, **options):
        with dates.shown_at(Clinic.load()):
            self._look(warnings=warnings)

    def _look(self, *, warnings):
        site, total, blocked, dead_links = SiteFacts(), Counter(), 0, []
        editions = Edition.objects.live().select_related("document", "revision__document", "revision__hero")
        for edition in editions.order_by("document__kind", "document__slug").iterator(chunk_size=100):
            report = findings(edition.revision, site)
            excused = [finding for finding in report if _was_excused(finding, edition)]
            blocking = [finding for finding in report if finding.severity == BLOCK and finding not in excused]
            blocked += bool(blocking)
            dead_links += [(edition.document_id, each.why) for each in blocking if each.check == "live links"]
            total.update(MARKS[finding.severity] for finding in report if finding not in excused)
            total["overridden"] += len(excused)
            milder = [finding for finding in report if warnings and finding.severity != BLOCK]
            self._report(edition, blocking, excused, milder)
        counts = ", ".join(f"{total[name]} {name}" for name in (*MARKS.values(), "overridden"))
        self.stdout.write(f"{len(site.live)} live texts: {counts}.")
        self._note(texts=len(site.live), unfit=blocked, links=dead_links)
        if blocked:
            raise NotedError(f"Something must be fixed in {blocked} of the live texts.")

    def _note(self, **found):
        try:
            texts.note(**found)
        except OSError as error:
            self.stderr.write(f"The desk is not told: {error}")

    def _report(self, edition, blocking, excused, milder):
        if blocking or excused or milder:
            address = edition.document.get_absolute_url()
            self.stdout.write(f"\n{edition.revision.title}  ({address}, version {edition.revision.number})")
        for finding in blocking:
            self._line(MARKS[finding.severity], finding)
        for finding in excused:
            self._line(f"overridden: {edition.override_reason}", finding)
        for finding in milder:
            self._line(MARKS[finding.severity], finding)

    def _line(self, mark, finding):
        self.stdout.write(f"  {mark} · {finding.slot}: {finding.why}")
        if finding.quote:
            self.stdout.write(f"      “{finding.quote}”")


def _was_excused(finding, edition):
    """Did whoever published this edition know of this very block, and give a reason?"""
    data = finding.as_data()
    return finding.severity == BLOCK and any(
        all(data[name] == overridden.get(name) for name in SAME) for overridden in edition.overridden
    )
