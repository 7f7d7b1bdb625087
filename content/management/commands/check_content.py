from collections import Counter

from django.core.management.base import BaseCommand, CommandError

from content.checks import BLOCK, TIP, WARN
from content.findings import SiteFacts, findings
from content.models import Edition

MARKS = {BLOCK: "MUST FIX", WARN: "look at", TIP: "tip"}
SAME = ("check", "slot", "why", "quote")


class Command(BaseCommand):
    help = "Runs the checks over every live text; fails if something must be fixed that nobody has excused."

    def add_arguments(self, parser):
        parser.add_argument("--warnings", action="store_true", help="Also list what to look at, and tips.")

    def handle(self, *, warnings, **options):
        site, total, blocked = SiteFacts(), Counter(), 0
        editions = Edition.objects.live().select_related("document", "revision__document", "revision__hero")
        for edition in editions.order_by("document__kind", "document__slug").iterator(chunk_size=100):
            found = findings(edition.revision, site)
            excused = [one for one in found if _was_excused(one, edition)]
            must = [one for one in found if one.severity == BLOCK and one not in excused]
            blocked += bool(must)
            total.update(MARKS[one.severity] for one in found if one not in excused)
            total["overridden"] += len(excused)
            rest = [one for one in found if warnings and one.severity != BLOCK]
            self._tell(edition, must, excused, rest)
        counts = ", ".join(f"{total[name]} {name}" for name in (*MARKS.values(), "overridden"))
        self.stdout.write(f"{len(site.live)} live texts: {counts}.")
        if blocked:
            raise CommandError(f"Something must be fixed in {blocked} of the live texts.")

    def _tell(self, edition, must, excused, rest):
        if must or excused or rest:
            address = edition.document.get_absolute_url()
            self.stdout.write(f"\n{edition.revision.title}  ({address}, edition {edition.number})")
        for one in must:
            self._line(MARKS[one.severity], one)
        for one in excused:
            self._line(f"overridden: {edition.override_reason}", one)
        for one in rest:
            self._line(MARKS[one.severity], one)

    def _line(self, mark, finding):
        self.stdout.write(f"  {mark} · {finding.slot}: {finding.why}")
        if finding.quote:
            self.stdout.write(f"      “{finding.quote}”")


def _was_excused(finding, edition):
    """Did whoever published this edition know of this very block, and give a reason?"""
    known = finding.as_data()
    return finding.severity == BLOCK and any(
        all(known[name] == before.get(name) for name in SAME) for before in edition.overridden
    )
