"""The nodes of schema.org that every page has: the clinic, the page and the way to it.

A node is a plain dict with an "@id", by which the others refer to it.
"""

import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from content.models.clinic import opening_hours
from content.models.clinic.phone_numbers import dial
from content.public.head import absolute
from content.public.machines.medical_entities import SPECIALTY

SCHEMA = "https://schema.org/"
DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]


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
    home = absolute("/")
    search = {
        "@type": "SearchAction",
        "target": {"@type": "EntryPoint", "urlTemplate": f"{home}search/?q={{search_term_string}}"},
        "query-input": "required name=search_term_string",
    }
    website = {
        "@type": "WebSite",
        "@id": f"{home}#website",
        "url": home,
        "name": clinic.name,
        "publisher": clinic_ref(),
        "potentialAction": search,
    }
    fax = clinic.fax_number
    organization = {
        "@type": ["MedicalClinic", "Physiotherapy"],
        **clinic_ref(),
        "url": home,
        "name": clinic.name,
        "telephone": dial(clinic.phone),
        "faxNumber": fax and dial(fax.number),
        "address": _postal_address(clinic),
        "openingHoursSpecification": _week(clinic),
        "hasMap": clinic.directions_link,
        "medicalSpecialty": SPECIALTY,
    }
    return CleanNode(website), CleanNode(organization)


def visiting(clinic):
    """What of the clinic stands on the page "Visit us" alone."""
    return {
        "image": clinic.entrance and absolute(clinic.entrance.fallback),
        "geo": _coordinates(clinic),
        "openingHoursSpecification": [*_week(clinic), *_special_days(clinic)],
    }


def _postal_address(clinic):
    """In parts; one that nobody could take apart is given as it is written."""
    if not clinic.city:
        return clinic.address_line
    return {
        "@type": "PostalAddress",
        "streetAddress": ", ".join(clinic.street.splitlines()),
        "addressLocality": clinic.city,
        "addressRegion": clinic.state,
        "postalCode": clinic.postal_code,
        "addressCountry": clinic.country,
    }


def _coordinates(clinic):
    if clinic.latitude is None:
        return None
    numbers = {"latitude": float(clinic.latitude), "longitude": float(clinic.longitude)}
    return {"@type": "GeoCoordinates", **numbers}


def _week(clinic):
    """Days with the same hours together; a day with a break is in two."""
    days_by_span = {}
    for day in range(7):
        for span in opening_hours.spans_of(clinic.hours.get(str(day))):
            days_by_span.setdefault(span, []).append(SCHEMA + DAYS[day])
    return [_specification(span) | {"dayOfWeek": days} for span, days in days_by_span.items()]


def _special_days(clinic):
    """Each for its date, before which the weekday gives way."""
    for special in clinic.coming_days:
        date = {"validFrom": special.day.isoformat(), "validThrough": special.day.isoformat()}
        for span in special.spans or [None]:
            yield _specification(span) | date


def _specification(span):
    """No span is a closed day: from midnight to the same midnight. A whole day ends a minute before."""
    opens, closes = (time.isoformat("minutes") for time in span or (datetime.time(), datetime.time()))
    closes = "23:59" if span and opens == closes else closes
    return {"@type": "OpeningHoursSpecification", "opens": opens, "closes": closes}


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
