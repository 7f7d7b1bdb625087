"""Tags of the public pages: rich text, citations, pictures, parts of a page, and data for search engines.

A page is made of parts that look the same for as long as what they show is the same. Django takes longer
to render them than to find them again, so each process remembers their HTML, by everything they show.
"""

import base64
import datetime
import hashlib
import json
from functools import lru_cache

from django import template
from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import get_language

from content import dates
from content.pictures import palette
from content.public.head import absolute
from content.public.machines import structured_data as data
from content.text import richtext as rich

register = template.Library()

# What could end the script or a line of it, written in a way that JSON reads as the same.
ESCAPES = {ord(character): f"\\u{ord(character):04x}" for character in "<>&\u2028\u2029"}
BODY_SIZES = "(min-width: 44rem) 42rem, 92vw"
ROW_SIZES = "6rem"
TILE_SIZES = f"(min-width: 62rem) 24rem, (min-width: 40rem) 45vw, {ROW_SIZES}"
NESTING = ("ul", "ol", "table", "figure")  # what a heading may stand in
REMEMBERED = 1000  # parts of which a process remembers the HTML


# Rich text


@register.simple_tag
def richtext(text, page_context=None, headings=()):
    """Rich text as HTML; with a page context, its links, pictures and citations come alive."""
    if not page_context:
        return _cleaned(rich.render(text))
    return _render_richtext(
        text,
        get_language(),
        headings=tuple(heading["id"] for heading in headings),
        addresses=tuple(page_context.addresses.items()),
        pictures=tuple((pk, picture.shown) for pk, picture in page_context.pictures.items()),
        sources=len(page_context.text.sources),
        sources_at=page_context.sources_at,
        first_cited=page_context.first_cited.get(text, ()),
        language=page_context.document.language,
        key=text == page_context.first_marked,
    )


@lru_cache(maxsize=REMEMBERED)
def _render_richtext(text, active_language, *, addresses, pictures, **more):
    """Remembered by language as well: what is read out at citations and tables is translated."""
    renditions = dict(pictures)

    def picture(pk, alt):
        return _render_picture(renditions[pk], alt, BODY_SIZES) if pk in renditions else ""

    return _cleaned(rich.render(text, addresses=dict(addresses), picture=picture, **more))


@register.simple_tag
def after_first_section(html, page_context):
    """A rich text as HTML cut in two: what stands up to its second section, and from there on."""
    second = page_context.sections[1:2]
    place = html.find(f'<h2 id="{second[0]["id"]}">') if second else -1
    before = html[:place]
    if place < 0 or any(before.count(f"<{tag}") != before.count(f"</{tag}>") for tag in NESTING):
        return html, ""
    return _cleaned(before), _cleaned(html[place:])


# What is said of a text, on a page of the desk


@register.simple_tag(takes_context=True)
def with_comments(context, html):
    """The rendered body as it is; on a page of the desk each of its parts with the comments on it."""
    discussion = context.get("discussion")
    if not discussion:
        return html
    passages = [(_cleaned(element), [spot] if spot else ()) for element, spot in discussion.passages(html)]
    return _render_comments(context, "admin/document/reading/passages.html", passages=passages)


@register.simple_tag(takes_context=True)
def comments_on(context, *slots, number=0):
    """The comments on parts of a text, on a page of the desk; elsewhere nothing."""
    discussion = context.get("discussion")
    spots = [spot for slot in slots for spot in discussion.spots_of(slot)[number:][:1]] if discussion else ()
    return _render_comments(context, "admin/document/reading/beside.html", spots=spots) if spots else ""


def _render_comments(context, template_name, **values):
    return render_to_string(
        template_name, values | {name: context[name] for name in ("discussion", "csrf_token")}
    )


@register.simple_tag
def richtext_for_feed(text, page_context):
    """Rich text for readers elsewhere: whole addresses, a plain <img> for each picture."""
    page = absolute(page_context.document.get_absolute_url())

    def picture(pk, alt):
        if pk not in page_context.pictures:
            return ""
        context = picture_for_feed(page_context.pictures[pk], alt)
        return render_to_string("content/machines/picture.html", context)

    def whole(address):
        return {"/": settings.SITE_URL, "#": page}.get(address[:1], "") + address

    language = page_context.document.language
    html = rich.render(
        text, addresses=page_context.addresses, picture=picture, language=language, signs=False
    )
    return _cleaned(rich.map_links(html, whole))


@register.inclusion_tag("content/machines/picture.html")
def picture_for_feed(picture, alt=""):
    return {"address": absolute(picture.fallback), "alt": alt, "picture": picture}


@register.simple_tag
def with_citations(line, page_context):
    """A plain line with its [1] linked to the sources."""
    first_cited = page_context.first_cited.get(line, ())
    return _cleaned(rich.cite(line, sources=len(page_context.text.sources), first_cited=first_cited))


def _cleaned(html):
    """Only for what content.text.richtext returns: it lets through what its table allows, and escapes."""
    return mark_safe(html)


# Pictures and parts of a page


def render_part(part, **values):
    """A partial as HTML. It shows nothing but plain values, so each process renders it once."""
    return _render_part(part, get_language(), dates.current_order(), tuple(values.items()))


@lru_cache(maxsize=REMEMBERED)
def _render_part(part, language, date_order, values):
    return render_to_string(f"content/partials/{part}.html", dict(values))


@register.simple_tag
def picture(picture, alt="", sizes="100vw", first=False):
    """A picture in every size; `first` for the one on top of the page, which loads at once."""
    return _render_picture(picture.shown, alt, sizes, first)


@lru_cache(maxsize=REMEMBERED)
def _render_picture(renditions, alt, sizes, first=False):
    context = {"picture": renditions, "alt": alt, "sizes": sizes, "first": first}
    return render_to_string("content/partials/picture.html", context)


@register.simple_tag
def day(moment):
    """A day or a moment as the day it is at the clinic."""
    return render_part("day", day=_date(moment))


def _date(moment):
    return timezone.localdate(moment) if isinstance(moment, datetime.datetime) else moment


@register.simple_tag
def tile(edition, level=3, rows=False):
    """A text in a list: picture, topic, title, summary, minutes, and when it was written or updated.

    `rows` for what to read next: a row on wide screens as well, without its topic and day.
    """
    published = None if rows else edition.published_on
    updated = _date(edition.updated_from)
    topic = None if rows else next(iter(edition.document.topics.all()), None)
    return render_part(
        "tile",
        level=level,
        address=edition.document.get_absolute_url(),
        picture=edition.hero and _render_picture(edition.hero.shown, "", ROW_SIZES if rows else TILE_SIZES),
        topic=topic and topic.name,
        title=edition.title,
        summary=edition.summary,
        minutes=edition.minutes,
        published=published,
        updated=updated if published and updated and updated > published else None,
    )


@register.simple_tag
def question(question, page_context, address, opened=False, exercises=""):
    """A question with its answer folded below it; `address` is that of the page it belongs to.

    `exercises` is the HTML of those that the answer names.
    """
    return render_part(
        "question",
        question=question["question"],
        answer=richtext(question["answer"], page_context),
        address=f"{address}#{question['anchor']}",
        anchor=question["anchor"],
        exercises=exercises,
        opened=bool(opened),
    )


@register.simple_tag
def toc(page_context):
    """What stands on the page. The exercises in it come and go while the revision stays."""
    has_exercises = bool(page_context.own_exercises)
    context = {"page_context": page_context, "content": page_context.content, "has_exercises": has_exercises}
    return page_context.once(
        ("toc", has_exercises), lambda: render_to_string("content/partials/toc.html", context)
    )


@register.simple_tag
def care_card(card, clinic):
    """Where to get help, and how fast."""
    return render_part(
        "care_card",
        kind=card["kind"],
        when=card["when"],
        items=tuple(card["items"]),
        emergency_number=clinic.emergency_number,
        emergency_link=clinic.emergency_link,
        phone=clinic.phone,
        phone_link=clinic.phone_link,
    )


@register.simple_tag
def trust(page_context):
    """Who wrote and who reviewed it and when, or that nobody did yet."""
    author, review = page_context.author, page_context.review
    reviewer = review and review.reviewer
    return render_part(
        "trust",
        author=author and author.full_name,
        author_address=author and author.shown and author.get_absolute_url(),
        reviewer=review and review.full_name,
        reviewer_address=reviewer and reviewer.shown and reviewer.get_absolute_url(),
        reviewed=review and _date(review.reviewed_at),
        due=page_context.review_due_on,
        late_since=page_context.review_late_since,
        published=page_context.published_on,
        updated=_date(page_context.updated_at),
        unreviewed=page_context.document.needs_review and not review,
        is_sample=page_context.is_sample,
    )


@register.simple_tag
def revision_part(part, page_context):
    """A partial that shows nothing but a revision, which never changes: rendered once in each process."""
    context = {"page_context": page_context, "content": page_context.content}
    return page_context.once(part, lambda: render_to_string(f"content/partials/{part}.html", context))


@register.simple_tag(takes_context=True)
def layout_part(context, part):
    """A partial of the layout around the page: rendered once for all pages where it looks the same."""
    menus, language = context["menus"], get_language()
    current = [link.current for links in menus.values() for link in links or ()]
    shared = {name: context[name] for name in ("clinic", "menus", "footer_pages", "open_state")}
    shared |= {"name": "top", "items": menus["header"], "site_language": settings.LANGUAGE_CODE}
    shared |= {"palette": palette, "spanish_help": context["layout"].spanish_help}
    return context["layout"].once(
        (part, language, shared["open_state"], *current),
        lambda: render_to_string(f"content/partials/{part}.html", shared),
    )


# Data for search engines


@register.inclusion_tag("content/machines/structured_data.html", takes_context=True)
def structured_data(context, kind, *args, **kwargs):
    """What the page shows as a block of JSON-LD: data, which no browser runs."""
    graph = data.PAGES[kind](context["clinic"], *args, **kwargs)
    return {"json": mark_safe(json.dumps(graph, ensure_ascii=False).translate(ESCAPES))}


@register.simple_tag
def integrity(name):
    """By what a browser knows a static file as ours; "" where names do not tell what is in a file."""
    stored_name = getattr(staticfiles_storage, "stored_name", None)
    return _digest(stored_name(name)) if stored_name else ""


@lru_cache(maxsize=20)
def _digest(stored_name):
    with staticfiles_storage.open(stored_name) as file:
        return f"sha384-{base64.b64encode(hashlib.sha384(file.read()).digest()).decode()}"
