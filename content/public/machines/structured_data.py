"""What a page shows, said once more for machines: one schema.org graph a page, as plain dicts.

Every value stands on the page itself. Texts come as a `PageContext` of a live edition, never from the
working copy; a page that no clinician has reviewed says nothing of a review.
"""

import datetime
import re
from functools import lru_cache

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from content.models import Edition
from content.public.head import absolute
from content.public.machines import medical_entities
from content.text import richtext

DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
SCHEMA = "https://schema.org/"
_CITY = re.compile(r"(?P<city>[^,]+), (?P<state>[A-Z]{2}) (?P<zip>[0-9]{5}(?:-[0-9]{4})?)\Z")


class _Whole(dict):
    """A node, made once for many pages, with nothing empty in it."""

    def __init__(self, node):
        super().__init__(_without_empty(node))


def graph(*nodes):
    """The document for a page: every node once, nothing empty."""
    kept = {}
    for node in nodes:
        if node:
            kept.setdefault(node["@id"], _without_empty(node))
    return {"@context": "https://schema.org", "@graph": list(kept.values())}


def _without_empty(value):
    if isinstance(value, _Whole):
        return value
    if isinstance(value, dict):
        whole = {name: _without_empty(part) for name, part in value.items()}
        return {name: part for name, part in whole.items() if part not in (None, "", [], {})}
    if isinstance(value, (list, tuple)):
        return [part for part in map(_without_empty, value) if part]
    return str(value) if value is not None and not isinstance(value, (int, float)) else value


def _ref(identifier):
    return {"@id": identifier}


def clinic_id():
    return absolute("/#clinic")


# Whom and what every page names


def _clinic(clinic):
    """[the site, the clinic]"""
    hours = tuple((day, *times) for day, times in sorted(clinic.hours.items()))
    phone = clinic.dial(clinic.phone)
    return _nodes_of_clinic(absolute("/"), clinic.name, phone, clinic.address, hours, clinic.directions_link)


@lru_cache(maxsize=10)
def _nodes_of_clinic(home, name, phone, written, hours, directions):
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
        "publisher": _ref(clinic_id()),
        "potentialAction": search,
    }
    organization = {
        "@type": ["MedicalClinic", "Physiotherapy"],
        "@id": clinic_id(),
        "url": home,
        "name": name,
        "telephone": phone,
        "address": address(written),
        "openingHoursSpecification": _hours(hours),
        "hasMap": directions,
        "medicalSpecialty": medical_entities.SPECIALTY,
    }
    return _Whole(website), _Whole(organization)


def address(written):
    """The parts of an address whose last line is "City, ST 12345"; any other as it is written."""
    lines = [line.strip() for line in written.splitlines() if line.strip()]
    last = _CITY.match(lines[-1]) if len(lines) > 1 else None
    if not last:
        return ", ".join(lines)
    return {
        "@type": "PostalAddress",
        "streetAddress": ", ".join(lines[:-1]),
        "addressLocality": last["city"],
        "addressRegion": last["state"],
        "postalCode": last["zip"],
    }


def _hours(hours):
    """Days with the same hours together."""
    days = {}
    for day, *times in hours:
        days.setdefault(tuple(times), []).append(SCHEMA + DAYS[int(day)])
    return [
        {"@type": "OpeningHoursSpecification", "dayOfWeek": names, "opens": opens, "closes": closes}
        for (opens, closes), names in days.items()
    ]


def breadcrumbs(page, trail):
    """`trail` is [(name, path)] from the home page to this one, which comes last."""
    items = [
        {"@type": "ListItem", "position": place, "name": name, "item": absolute(path)}
        for place, (name, path) in enumerate(trail, start=1)
    ]
    return {"@type": "BreadcrumbList", "@id": f"{page}#breadcrumb", "itemListElement": items}


def _frame(clinic, kind, path, name, trail=(), **more):
    """The nodes of every page: site, clinic, page and, but on the home page, the way to it."""
    page = absolute(path)
    crumbs = (
        breadcrumbs(page, [(_("Home"), reverse("home")), *trail, (name, path)]) if trail is not None else None
    )
    node = {
        "@type": kind,
        "@id": f"{page}#page",
        "url": page,
        "name": name,
        "isPartOf": _ref(absolute("/#website")),
        "breadcrumb": crumbs and _ref(crumbs["@id"]),
    }
    return [*_clinic(clinic), node | more, crumbs]


def picture(found, identifier):
    return found and {"@type": "ImageObject", "@id": identifier, "url": absolute(found.fallback)}


# Lists


def home(clinic):
    name = clinic.tagline or clinic.name
    about = _ref(clinic_id())
    return graph(
        *_frame(clinic, "WebPage", reverse("home"), name, None, description=clinic.welcome, about=about)
    )


def listing(clinic, *lists, path, name, trail=(), description=""):
    """A page that lists others, in the order that patients see."""
    entries = dict.fromkeys(_entry(row) for each in lists for row in each)  # a text may stand on two shelves
    items = [
        {"@type": "ListItem", "position": place, "name": title, "url": absolute(leads_to)}
        for place, (title, leads_to) in enumerate(entries, start=1)
    ]
    listed = items and {"@type": "ItemList", "@id": f"{absolute(path)}#list", "itemListElement": items}
    main = listed and _ref(listed["@id"])
    frame = _frame(clinic, "CollectionPage", path, name, trail, description=description, mainEntity=main)
    return graph(*frame, listed)


def topic(clinic, topic, page, shelves=(), sections=()):
    """A page of a topic: its own articles, then on the first those of its parts, then the questions."""
    trail = [(_("Topics"), reverse("topics"))]
    if topic.parent:
        trail.append((topic.parent.name, topic.parent.get_absolute_url()))
    path = topic.get_absolute_url() + (f"?page={page.number}" if page.number > 1 else "")
    lists = [page.object_list, *(shelf.articles for shelf in shelves or ()), sections or ()]
    return listing(clinic, *lists, trail=trail, name=topic.name, path=path, description=topic.summary)


def letter(clinic, name, path, number=1):
    path += f"?page={number}" if number > 1 else ""
    return listing(clinic, path=path, name=name, trail=[(_("A to Z"), reverse("a_to_z"))])


def _entry(row):
    """(name, path) of what a list leads to: a text as it is live, a topic or a person."""
    if isinstance(row, Edition):
        return row.title, row.document.get_absolute_url()
    return str(row), row.get_absolute_url()


# People


def _credentials(written):
    titles = [title.strip() for title in written.split(",")]
    return [{"@type": "EducationalOccupationalCredential", "name": title} for title in titles if title]


def _person(name, credentials, row, identifier):
    """Whoever wrote or reviewed a text; `row` is their Person, if they have one."""
    page = row and row.shown and absolute(row.get_absolute_url())
    return {
        "@type": "Person",
        "@id": f"{page}#person" if page else identifier,
        "name": name,
        "honorificSuffix": credentials,
        "hasCredential": _credentials(credentials),
        "url": page or None,
        "worksFor": _ref(clinic_id()) if row else None,
    }


def person(clinic, person):
    path = person.get_absolute_url()
    who = _person(person.name, person.credentials, person, "")
    photo = picture(person.photo, f"{absolute(path)}#image")
    who |= {
        "jobTitle": person.role,
        "description": richtext.plain_text(person.bio),
        "image": photo and _ref(photo["@id"]),
    }
    trail = [(_("Our team"), reverse("people"))]
    frame = _frame(clinic, "ProfilePage", path, person.full_name, trail, mainEntity=_ref(who["@id"]))
    return graph(*frame, who, photo)


# Texts


def article(clinic, reading):
    page = absolute(reading.document.get_absolute_url())
    text, hero = f"{page}#article", picture(reading.hero, f"{page}#image")
    about, author, citations = _about(reading, page), _author(reading, page), _citations(reading, page)
    dates = _dates(reading, clinic)
    node = {
        "@type": "Article",
        "@id": text,
        "headline": reading.content["title"],
        "description": reading.content["summary"],
        "image": hero and [_ref(hero["@id"])],
        "author": author and _ref(author["@id"]),
        "publisher": _ref(clinic_id()),
        "articleSection": reading.topic and reading.topic.name,
        "inLanguage": reading.document.language,
        "timeRequired": f"PT{reading.content['derived']['minutes']}M",
        "mainEntityOfPage": _ref(f"{page}#page"),
        "isPartOf": _ref(f"{page}#page"),
        "about": about and _ref(about["@id"]),
        "citation": [_ref(source["@id"]) for source in citations],
    }
    more = {
        "mainEntity": _ref(text),
        "about": about and _ref(about["@id"]),
        "primaryImageOfPage": hero and _ref(hero["@id"]),
        "citation": node["citation"],
    }
    frame, people = _text(reading, clinic, "MedicalWebPage", _shelf(reading), more | dates)
    return graph(*frame, node | dates, about, author, *people, *citations, hero)


def faq(clinic, reading):
    page = absolute(reading.document.get_absolute_url())
    author, citations = _author(reading, page), _citations(reading, page)
    more = {
        "mainEntity": reading.once(f"{page}#questions", lambda: _questions(reading, page)),
        "author": author and _ref(author["@id"]),
        "citation": [_ref(source["@id"]) for source in citations],
    }
    trail = [(_("Questions"), reverse("faq_sections"))]
    kinds = ["MedicalWebPage", "FAQPage"]
    frame, people = _text(reading, clinic, kinds, trail, more | _dates(reading, clinic))
    return graph(*frame, author, *people, *citations)


def page(clinic, reading):
    """A page of the clinic about itself; a clinician need not have read it."""
    path, content = reading.document.get_absolute_url(), reading.content
    more = {"description": content["summary"], "inLanguage": reading.document.language}
    return graph(*_frame(clinic, "WebPage", path, content["title"], **more | _dates(reading, clinic)))


def _text(reading, clinic, kind, trail, more):
    """(nodes of the page, [its reviewer]) of a text about health."""
    path, content, review = reading.document.get_absolute_url(), reading.content, reading.review
    reviewer = review and _person(
        review.name, review.credentials, review.reviewer, f"{absolute(path)}#reviewer"
    )
    said = {
        "description": content["summary"],
        "inLanguage": reading.document.language,
        "audience": {"@type": "Patient"},
        "specialty": medical_entities.SPECIALTY,
        "lastReviewed": review and timezone.localdate(review.reviewed_at, clinic.zone).isoformat(),
        "reviewedBy": reviewer and _ref(reviewer["@id"]),
    }
    return _frame(clinic, kind, path, content["title"], trail, **said | more), [reviewer]


def _shelf(reading):
    """The crumbs of an article: its first topic, or the list of articles."""
    if not reading.topic:
        return [(_("Articles"), reverse("articles"))]
    shelves = [reading.topic.parent, reading.topic]
    return [(topic.name, topic.get_absolute_url()) for topic in shelves if topic]


def _dates(reading, clinic):
    first = reading.published_on
    if not first:
        return {}
    published = datetime.datetime.combine(first, datetime.time(), clinic.zone)
    changed = reading.updated_at and reading.updated_at.astimezone(clinic.zone).replace(microsecond=0)
    return {"datePublished": published.isoformat(), "dateModified": (changed or published).isoformat()}


def _about(reading, page):
    ways = {"treatment": medical_entities.treatment, "condition": medical_entities.condition}
    way = ways.get(reading.document.subject)
    identifier = f"{page}#about"
    return way and reading.once(identifier, lambda: _Whole({"@id": identifier} | way(reading.content)))


def _author(reading, page):
    row = reading.author
    return row and _person(row.name, row.credentials, row, f"{page}#author")


def _citations(reading, page):
    """The sources, each by the anchor it has on the page."""
    sources = enumerate(reading.content["sources"], start=1)
    return reading.once(
        f"{page}#sources",
        lambda: [_Whole(_source(source, f"{page}#source-{place}")) for place, source in sources],
    )


def _source(source, identifier):
    doi = source["doi"]
    found = {
        "@id": identifier,
        "name": source["title"],
        "datePublished": source["year"] and str(source["year"]),
    }
    if not doi:
        return found | {"@type": "CreativeWork", "url": source["url"]}
    known = {"@type": "PropertyValue", "propertyID": "DOI", "value": doi}
    return found | {"@type": "ScholarlyArticle", "identifier": known, "sameAs": f"https://doi.org/{doi}"}


def _questions(reading, page):
    return [_Whole(_question(question, reading, page)) for question in reading.content["questions"]]


def _question(question, reading, page):
    sources = len(reading.content["sources"])
    answer = richtext.spoken(richtext.plain_text(question["answer"]), sources=sources)
    return {
        "@type": "Question",
        "@id": f"{page}#{question['anchor']}",
        "name": question["question"],
        "acceptedAnswer": {"@type": "Answer", "text": answer},
    }


PAGES = {page.__name__: page for page in (home, listing, topic, letter, person, article, faq, page)}
