"""What a page shows, once more for search engines: one schema.org graph a page, as plain dicts.

Every value can be read on the page itself or at its foot. Texts come as a `PageContext` of a live edition,
never from the working copy; a page that no clinician has reviewed says nothing of a review.
"""

import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from content.models import Edition
from content.public.head import absolute
from content.public.machines import medical_entities
from content.public.machines.schema_org import (
    CleanNode,
    clinic_ref,
    graph,
    image_node,
    page_nodes,
    ref,
    visiting,
)
from content.text import richtext

# Lists


def home(clinic):
    name = clinic.tagline or clinic.name
    more = {"description": clinic.welcome, "about": clinic_ref()}
    return graph(*page_nodes(clinic, "WebPage", reverse("home"), name, trail=None, **more))


def visit(clinic):
    more = {"mainEntity": clinic_ref()}
    website, organization, *page = page_nodes(clinic, "ContactPage", reverse("visit"), _("Visit us"), **more)
    return graph(website, organization | visiting(clinic), *page)


def listing(clinic, *lists, path, name, trail=(), description=""):
    """A page that lists others, in the order that patients see."""
    rows = (row for rows in lists for row in rows)
    entries = dict.fromkeys(map(_entry, rows))  # once each: a text may be listed under two topics
    items = [
        {"@type": "ListItem", "position": position, "name": title, "url": absolute(entry_path)}
        for position, (title, entry_path) in enumerate(entries, start=1)
    ]
    item_list = items and {"@type": "ItemList", "@id": f"{absolute(path)}#list", "itemListElement": items}
    more = {"description": description, "mainEntity": ref(item_list)}
    return graph(*page_nodes(clinic, "CollectionPage", path, name, trail, **more), item_list)


def topic(clinic, topic, page, parts=(), exercises=(), sections=()):
    """A page of a topic: its own articles, then on the first those of its parts, exercises and questions."""
    trail = [(_("Topics"), reverse("topics"))]
    if topic.parent:
        trail.append((topic.parent.name, topic.parent.get_absolute_url()))
    path = topic.get_absolute_url() + (f"?page={page.number}" if page.number > 1 else "")
    lists = [page.object_list, *(part.articles for part in parts or ()), exercises or (), sections or ()]
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


def person(clinic, person):
    path = person.get_absolute_url()
    photo = image_node(person.photo, f"{absolute(path)}#image")
    node = _person_node(person.name, person.credentials, person, "") | {
        "jobTitle": person.role,
        "description": richtext.plain_text(person.bio),
        "image": ref(photo),
    }
    trail = [(_("Our team"), reverse("people"))]
    page = page_nodes(clinic, "ProfilePage", path, person.full_name, trail, mainEntity=ref(node))
    return graph(*page, node, photo)


def _person_node(name, credentials, person, identifier):
    """Whoever wrote or reviewed a text; `person` is their page here, if they have one."""
    url = person and person.shown and absolute(person.get_absolute_url())
    return {
        "@type": "Person",
        "@id": f"{url}#person" if url else identifier,
        "name": name,
        "honorificSuffix": credentials,
        "hasCredential": _credentials(credentials),
        "url": url or None,
        "worksFor": clinic_ref() if person else None,
    }


def _credentials(text):
    titles = [title.strip() for title in text.split(",")]
    return [{"@type": "EducationalOccupationalCredential", "name": title} for title in titles if title]


# Texts


def article(clinic, context):
    url = absolute(context.document.get_absolute_url())
    image = image_node(context.hero, f"{url}#image")
    about, author, citations = _about(context, url), _author(context, url), _citations(context, url)
    cited, dates = [ref(citation) for citation in citations], _dates(context, clinic)
    exercises = _named_exercises(context)
    node = {
        "@type": "Article",
        "@id": f"{url}#article",
        "headline": context.text.title,
        "description": context.text.summary,
        "image": image and [ref(image)],
        "author": ref(author),
        "publisher": clinic_ref(),
        "articleSection": context.topic and context.topic.name,
        "inLanguage": context.document.language,
        "timeRequired": f"PT{context.text.minutes}M",
        "mainEntityOfPage": {"@id": f"{url}#page"},
        "isPartOf": {"@id": f"{url}#page"},
        "about": ref(about),
        "mentions": [ref(exercise) for exercise in exercises],
        "citation": cited,
    }
    more = {
        "mainEntity": ref(node),
        "about": ref(about),
        "primaryImageOfPage": ref(image),
        "citation": cited,
    }
    page = _health_page(context, clinic, "MedicalWebPage", _article_trail(context), more | dates)
    return graph(*page, node | dates, about, author, _reviewer(context, url), *exercises, *citations, image)


def faq(clinic, context):
    url = absolute(context.document.get_absolute_url())
    author, citations = _author(context, url), _citations(context, url)
    exercises = _named_exercises(context)
    more = {
        "mainEntity": context.once(f"{url}#questions", lambda: _questions(context, url)),
        "mentions": [ref(exercise) for exercise in exercises],
        "author": ref(author),
        "citation": [ref(citation) for citation in citations],
    }
    kinds, trail = ["MedicalWebPage", "FAQPage"], [(_("Questions"), reverse("faq_sections"))]
    page = _health_page(context, clinic, kinds, trail, more | _dates(context, clinic))
    return graph(*page, author, _reviewer(context, url), *exercises, *citations)


def exercise(clinic, context):
    """How to do it, step by step, in the words of the page."""
    url, text = absolute(context.document.get_absolute_url()), context.text
    author, citations = _author(context, url), _citations(context, url)
    steps = [
        {
            "@type": "HowToStep",
            "position": number,
            "text": step.text,
            "image": step.image and absolute(step.image),
        }
        for number, step in enumerate(context.steps, start=1)
    ]
    how_to = {
        "@type": "HowTo",
        "@id": f"{url}#how-to",
        "name": text.title,
        "alternateName": text.also_known_as,
        "description": text.summary,
        "inLanguage": context.document.language,
        "tool": [text.needs] if text.needs else [],
        "step": steps,
    }
    more = {
        "mainEntity": ref(how_to),
        "author": ref(author),
        "citation": [ref(citation) for citation in citations],
    }
    trail = [(_("Exercises"), reverse("exercises"))]
    page = _health_page(context, clinic, "MedicalWebPage", trail, more | _dates(context, clinic))
    return graph(*page, how_to, author, _reviewer(context, url), *citations)


def _named_exercises(context):
    """The live exercises that the text names, each by the node of its own page."""
    return [
        {
            "@type": "HowTo",
            "@id": f"{absolute(exercise.address)}#how-to",
            "name": exercise.text.title,
            "description": exercise.text.summary,
            "url": absolute(exercise.address),
        }
        for exercise in context.exercises
    ]


def page(clinic, context):
    """A page of the clinic about itself; a clinician need not have read it."""
    path, text = context.document.get_absolute_url(), context.text
    more = {"description": text.summary, "inLanguage": context.document.language}
    return graph(*page_nodes(clinic, "WebPage", path, text.title, **more | _dates(context, clinic)))


def _health_page(context, clinic, kind, trail, more):
    """The page nodes of a text about health."""
    path, text, review = context.document.get_absolute_url(), context.text, context.review
    trust = {
        "description": text.summary,
        "inLanguage": context.document.language,
        "audience": {"@type": "Patient"},
        "specialty": medical_entities.SPECIALTY,
        "lastReviewed": review and timezone.localdate(review.reviewed_at, clinic.zone).isoformat(),
        "reviewedBy": ref(_reviewer(context, absolute(path))),
    }
    return page_nodes(clinic, kind, path, text.title, trail, **trust | more)


def _article_trail(context):
    """The way to an article: its first topic, or the list of articles."""
    if not context.topic:
        return [(_("Articles"), reverse("articles"))]
    topics = [context.topic.parent, context.topic]
    return [(topic.name, topic.get_absolute_url()) for topic in topics if topic]


def _dates(context, clinic):
    if not context.published_on:
        return {}
    published = datetime.datetime.combine(context.published_on, datetime.time(), clinic.zone)
    changed = context.updated_at and context.updated_at.astimezone(clinic.zone).replace(microsecond=0)
    return {"datePublished": published.isoformat(), "dateModified": (changed or published).isoformat()}


def _about(context, url):
    """The treatment or the condition that the text is about."""
    entities = {"treatment": medical_entities.treatment, "condition": medical_entities.condition}
    entity, identifier = entities.get(context.document.subject), f"{url}#about"
    about = {"@id": identifier, "alternateName": context.text.also_known_as}
    language = context.document.language
    return entity and context.once(identifier, lambda: CleanNode(about | entity(context.text, language)))


def _author(context, url):
    person = context.author
    return person and _person_node(person.name, person.credentials, person, f"{url}#author")


def _reviewer(context, url):
    review = context.review
    return review and _person_node(review.name, review.credentials, review.reviewer, f"{url}#reviewer")


def _citations(context, url):
    """The sources, each by the anchor it has on the page."""
    sources = enumerate(context.text.sources, start=1)
    return context.once(
        f"{url}#sources",
        lambda: [CleanNode(_citation(source, f"{url}#source-{number}")) for number, source in sources],
    )


def _citation(source, identifier):
    node = {
        "@id": identifier,
        "name": source["title"],
        "datePublished": source["year"] and str(source["year"]),
    }
    doi = source["doi"]
    if not doi:
        return node | {"@type": "CreativeWork", "url": source["url"]}
    value = {"@type": "PropertyValue", "propertyID": "DOI", "value": doi}
    return node | {"@type": "ScholarlyArticle", "identifier": value, "sameAs": f"https://doi.org/{doi}"}


def _questions(context, url):
    return [CleanNode(_question(question, context, url)) for question in context.text.questions]


def _question(question, context, url):
    sources = len(context.text.sources)
    answer = richtext.plain_text(question["answer"], context.document.language)
    return {
        "@type": "Question",
        "@id": f"{url}#{question['anchor']}",
        "name": question["question"],
        "acceptedAnswer": {"@type": "Answer", "text": richtext.spoken(answer, sources=sources)},
    }


PAGES = {
    page.__name__: page
    for page in (home, visit, listing, topic, letter, person, article, faq, exercise, page)
}
