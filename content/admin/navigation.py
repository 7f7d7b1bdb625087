"""What the bar on top of the desk leads to: lists in which this person can do something."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext_lazy

from content.admin.health import may_see as may_see_health
from content.models.publishing.kinds import KINDS

# Where the list of a model, by its name, or another page stands.
ON_TOP = ("article", "exercise", "faqsection", "picture")
UNDER_MORE = {
    gettext_lazy("Texts"): ("page", "coming", "topic", "watchedword", "trash"),
    gettext_lazy("What patients search"): ("searchwithoutresult", "synonym", "pinnedresult", "warningsign"),
    gettext_lazy("The clinic"): ("clinic", "person", "menuitem", "redirect", "health"),
    gettext_lazy("Staff"): ("user", "auditentry"),
}
TEXTS = {model._meta.model_name for model in KINDS.values()}
# Lists in which nobody types: they are read to review, to answer and to look after others.
READ = TEXTS | {"searchwithoutresult", "auditentry"}


@dataclass(frozen=True)
class Link:
    label: str
    address: str
    path: str = ""  # of the page it stands on

    @property
    def current(self):
        """As aria-current has it: this page, or one below it."""
        return "page" if self.path == self.address else "true" if self.path.startswith(self.address) else ""


def is_useful(model):
    """Is there anything to do for this person, of a model as `get_app_list` describes it?"""
    may = model["perms"]
    return may["add"] or may["change"] or may["delete"] or model["model"]._meta.model_name in READ


def links_by_name(request, site):
    """{name: Link} of the lists and pages that lead somewhere for this person."""
    models = [model for app in site.get_app_list(request) for model in app["models"]]
    found = {
        model["model"]._meta.model_name: Link(model["name"], model["admin_url"], request.path)
        for model in models
        if model["admin_url"]
    }
    if TEXTS & {*found}:
        found["coming"] = Link(gettext_lazy("What is coming"), reverse("admin:coming"), request.path)
    if any(model["perms"]["change"] for model in models if model["model"]._meta.model_name in TEXTS):
        found["trash"] = Link(gettext_lazy("Trash"), reverse("admin:trash"), request.path)
    if may_see_health(request.user):
        found["health"] = Link(gettext_lazy("How the site is doing"), reverse("admin:health"), request.path)
    return found


def menu(request, site):
    """{"top": [Link], "more": [(heading, [Link])]}, without groups in which there is nothing."""
    found = links_by_name(request, site)
    groups = {title: [found[name] for name in names if name in found] for title, names in UNDER_MORE.items()}
    return {
        "top": [found[name] for name in ON_TOP if name in found],
        "more": [(title, links) for title, links in groups.items() if links],
    }
