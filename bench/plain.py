"""Processor time of an uncached article against plain Django: python bench/plain.py [rounds]

Two references, both what a Django site would do at best: one query with all of the text joined, one
template that makes the page. "Alike" also has a menu and three other articles from the
database, as our page has; "bare" has neither. Neither has data for search engines. All of them run in
this process, in turns, behind the same middleware.
"""

import statistics
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench import data  # noqa: E402
from bench.growth import Site, milliseconds  # noqa: E402

ADDRESS, ALIKE, BARE = "/articles/text-500/", "/alike/text-500/", "/bare/text-500/"
ROOT = Path(__file__).resolve().parent


def view(request, slug, alike):
    from django.shortcuts import render

    from content.models import Edition, Topic

    editions = Edition.objects.live().filter(document__slug=slug, document__kind="article")
    edition = editions.select_related(
        "document__author", "revision__hero", "review__reviewer", "share_picture"
    ).get()
    content = edition.revision.content
    context = {"edition": edition, "content": content, "document": edition.document}
    if alike:
        others = Edition.objects.live().exclude(document=edition.document).order_by("-live_from")
        context["others"] = others.select_related("document", "revision__hero").defer("revision__content")[:3]
        context["items"] = Topic.objects.filter(parent=None)[:6]
    return render(request, "plain.html", context)


def with_reference():
    """The site's addresses and one more, its template from this folder."""
    from django.conf import settings
    from django.test.utils import override_settings
    from django.urls import include, path

    module = type(sys)("bench_urls")
    module.urlpatterns = [
        path("alike/<slug:slug>/", view, {"alike": True}),
        path("bare/<slug:slug>/", view, {"alike": False}),
        path("", include("clinic_site.urls")),
    ]
    sys.modules["bench_urls"] = module
    engine = settings.TEMPLATES[0] | {"DIRS": [*settings.TEMPLATES[0]["DIRS"], ROOT / "templates"]}
    return override_settings(ROOT_URLCONF="bench_urls", TEMPLATES=[engine])


def main(rounds=200):
    with data.site() as connection, with_reference():
        data.fill(0, 1000)
        site = Site(connection)
        seen = {address: [] for address in (ALIKE, BARE, ADDRESS)}
        for address in seen:
            print(f"{address}: {site.get(address):,} bytes, {site.queries(address)} queries")
        for _round in range(rounds):
            for address, times in seen.items():
                times.append(milliseconds(site.get, address)[0])
        alike, bare, ours = (statistics.median(times) for times in seen.values())
        print(f"ours {ours:.1f} ms of processor")
        for name, plain in (("alike", alike), ("bare", bare)):
            print(f"plain Django, {name}: {plain:.1f} ms; ours has {plain / ours:.2f} of its rate")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
