"""The nodes of schema.org that every page has: the clinic, the page and the way to it.

A node is a plain dict with an "@id", by which the others refer to it.
"""

import re

from django.urls import reverse
from django.utils.translation import gettext as _

from content.public.head import absolute
from content.public.machines.medical_entities import SPECIALTY

SCHEMA = "https://schema.org/"
DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
_CITY = re.compile(r"(?P<city>[^,]+), (?P<state>[A-Z]{2}) (?P<zip>[0-9]{5}(?:-[0-9]{4})?)\Z")


def graph(*nodes):
    """The document for a page: every node once, nothing empty."""
    by_id = {}
    for node in nodes:
        if node:
            by_id.setdefault(node["@id"], _without_empty(node))
    return {"@context": "https://schema.org", "@graph": list(by_id.values())}


class CleanNode(dict):
    """A node with nothing empty in it. What many pages share is cleaned once, not again in each graph."""

    def __init__(self, node):
        super().__init__(_without_empty(node))


def _without_empty(value):
    if isinstance(value, CleanNode):
        return value
    if isinstance(value, dict):
        cleaned = {name: _without_empty(part) for name, part in value.items()}
        return {name: part for name, part in cleaned.items() if part not in (None, "", [], {})}
    if isinstance(value, (list, tuple)):
        return [part for part in map(_without_empty, value) if part]
    return str(value) if value is not None and not isinstance(value, (int, float)) else value


def ref(node):
    """What stands in other nodes for this one; of no node, nothing."""
    return node and {"@id": node["@id"]}


def clinic_ref():
    return {"@id": absolute("/#clinic")}


# The clinic


def clinic_nodes(clinic):
    """[the site, the clinic]"""
    hours = tuple((day, *times) for day, times in sorted(clinic.hours.items()))
    phone = clinic.dial(clinic.phone)
    return _clinic_nodes(absolute("/"), clinic.name, phone, clinic.address, hours, clinic.directions_link)


def _clinic_nodes(home, name, phone, written_address, hours, directions):
    search = {
        "@type": "SearchAction",
        "target": {"@type": "EntryPoint", "urlTemplate": f"{home}search/?q={{search_term_string}}"},
        "query-input": "required name=search_term_string",
    }
    website = {
        "@type": "WebSite",
        "@id": f"{home}#website",
        "url": home,
        "name": name,
        "publisher": clinic_ref(),
        "potentialAction": search,
    }
    organization = {
        "@type": ["MedicalClinic", "Physiotherapy"],
        **clinic_ref(),
        "url": home,
        "name": name,
        "telephone": phone,
        "address": postal_address(written_address),
        "openingHoursSpecification": _opening_hours(hours),
        "hasMap": directions,
        "medicalSpecialty": SPECIALTY,
    }
    return CleanNode(website), CleanNode(organization)


def postal_address(text):
    """The parts of an address whose last line is "City, ST 12345"; any other as it is written."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    city = _CITY.match(lines[-1]) if len(lines) > 1 else None
    if not city:
        return ", ".join(lines)
    return {
        "@type": "PostalAddress",
        "streetAddress": ", ".join(lines[:-1]),
        "addressLocality": city["city"],
        "addressRegion": city["state"],
        "postalCode": city["zip"],
    }


def _opening_hours(hours):
    """Days with the same hours together."""
    days_by_times = {}
    for day, *times in hours:
        days_by_times.setdefault(tuple(times), []).append(SCHEMA + DAYS[int(day)])
    return [
        {"@type": "OpeningHoursSpecification", "dayOfWeek": days, "opens": opens, "closes": closes}
        for (opens, closes), days in days_by_times.items()
    ]


# The page


def page_nodes(clinic, kind, path, name, trail=(), **more):
    """The nodes of every page: site, clinic, page and, but on the home page (trail None), the way to it."""
    url = absolute(path)
    breadcrumb = None if trail is None else _breadcrumb(url, [*trail, (name, path)])
    page = {
        "@type": kind,
        "@id": f"{url}#page",
        "url": url,
        "name": name,
        "isPartOf": {"@id": absolute("/#website")},
        "breadcrumb": ref(breadcrumb),
    }
    return [*clinic_nodes(clinic), page | more, breadcrumb]


def _breadcrumb(url, trail):
    """`trail` is [(name, path)] from below the home page to this one, which comes last."""
    items = [
        {"@type": "ListItem", "position": position, "name": name, "item": absolute(path)}
        for position, (name, path) in enumerate([(_("Home"), reverse("home")), *trail], start=1)
    ]
    return {"@type": "BreadcrumbList", "@id": f"{url}#breadcrumb", "itemListElement": items}


def image_node(picture, identifier):
    return picture and {"@type": "ImageObject", "@id": identifier, "url": absolute(picture.fallback)}
