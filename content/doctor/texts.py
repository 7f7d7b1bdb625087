"""What patients read, as the nightly look over all live texts left word of it."""

from django.utils import timezone

from content.doctor import records
from content.doctor.ages import ago, moment
from content.doctor.results import check, not_checked, ok, warning
from content.transfer.json_files import fits

RECORD = "texts"
LINKS = 50  # of those that lead nowhere, at most so many are kept by name
NOTHING = {"at": "", "texts": 0, "unfit": 0, "dead": 0, "links": []}
KINDS, KINDS_OF_LINK = {name: type(value) for name, value in NOTHING.items()}, {"document": int, "why": str}
LOOK = "Run: manage.py run_job check_content"


def note(*, texts, unfit, links):
    """How many are live, in how many of them something must be fixed, [(document's number, why)] of links."""
    dead = [{"document": document, "why": str(why)} for document, why in links[:LINKS]]
    at = timezone.now().isoformat(timespec="seconds")
    records.write(RECORD, {"at": at, "texts": texts, "unfit": unfit, "dead": len(links), "links": dead})


def _record():
    """What was noted last; of another version's words nothing."""
    record = records.read(RECORD)
    is_ours = fits(record, KINDS) and all(fits(link, KINDS_OF_LINK) for link in record["links"])
    return record if is_ours else NOTHING


def dead_links():
    """[(document's number, why)]"""
    return [(link["document"], link["why"]) for link in _record()["links"]]


@check("links", of_owner=True, quick=True)
def links():
    record = _record()
    if not (looked_at := moment(record.get("at"))):
        return not_checked(f"Nobody looked for links that lead nowhere yet. {LOOK}")
    if dead := record["dead"]:
        lead = "One link leads" if dead == 1 else f"{dead} links lead"
        return warning(
            f"{lead} nowhere. Looked at {ago(looked_at)}.",
            "Open these texts and correct the links.",
        )
    return ok(f"All between our pages lead somewhere. Looked at {ago(looked_at)}.")


@check("live texts", of_owner=True, quick=True)
def live_texts():
    record = _record()
    if not (looked_at := moment(record.get("at"))):
        return not_checked(f"Nobody looked over them yet. {LOOK}")
    if unfit := record["unfit"]:
        return warning(
            f"In {unfit} of {record['texts']} something must be fixed. Looked at {ago(looked_at)}.",
            "Open them at the desk: the checks say what. All at once: manage.py check_content",
        )
    return ok(f"Nothing must be fixed in {record['texts']}. Looked at {ago(looked_at)}.")
