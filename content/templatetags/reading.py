"""Tags of the public pages: rich text, citations, pictures, and the same for machines."""

import json
from functools import lru_cache

from django import template
from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.utils.translation import get_language

from content import richtext as rich
from content import structured_data as data
from content.head import absolute

register = template.Library()

# What could end the script or a line of it, written in a way that JSON reads as the same.
ESCAPES = {ord(character): f"\\u{ord(character):04x}" for character in "<>&\u2028\u2029"}
BODY_SIZES = "(min-width: 44rem) 42rem, 92vw"


@register.simple_tag
def richtext(text, reading=None, headings=None):
    """Rich text as HTML; with a reading, its links, pictures and citations come alive."""
    if not reading:
        return mark_safe(rich.render(text))

    def picture(pk, alt):
        found = reading.pictures.get(pk)
        return (
            render_to_string("content/partials/picture.html", _picture(found, alt, BODY_SIZES))
            if found
            else ""
        )

    return mark_safe(
        rich.render(
            text,
            headings=headings or (),
            addresses=reading.addresses,
            picture=picture,
            sources=len(reading.content["sources"]),
            sources_at=reading.sources_at,
        )
    )


@register.simple_tag
def richtext_abroad(text, reading):
    """Rich text for readers elsewhere: whole addresses, a plain <img> for each picture."""
    page = absolute(reading.document.get_absolute_url())

    def picture(pk, alt):
        found = reading.pictures.get(pk)
        return render_to_string("content/machines/picture.html", picture_abroad(found, alt)) if found else ""

    def whole(address):
        return {"/": settings.SITE_URL, "#": page}.get(address[:1], "") + address

    html = rich.render(text, addresses=reading.addresses, picture=picture)
    return mark_safe(rich.map_links(html, whole))


@register.inclusion_tag("content/machines/picture.html")
def picture_abroad(found, alt=""):
    return {"address": absolute(found.fallback), "alt": alt, "picture": found}


@register.simple_tag
def cited(line, reading):
    """A plain line with its [1] linked to the sources."""
    return mark_safe(rich.cite(line, sources=len(reading.content["sources"])))


@register.inclusion_tag("content/partials/picture.html")
def picture(found, alt="", sizes="100vw", first=False):
    """A picture in every size; `first` for the one on top of the page, which loads at once."""
    return _picture(found, alt, sizes, first)


def _picture(found, alt, sizes, first=False):
    return {"picture": found, "alt": alt, "sizes": sizes, "first": first}


@lru_cache(maxsize=500)
def _frozen_parts(revision, fingerprint, subject, language):
    """What is written so far of the parts of a text that show nothing but what is frozen."""
    return {}


@register.simple_tag
def frozen(part, reading):
    """A part of a text that shows nothing but its revision: written once in each process."""
    revision, subject = reading.revision, reading.document.subject
    written = _frozen_parts(revision.pk, revision.fingerprint, subject, get_language())
    if part not in written:
        shown = {"reading": reading, "content": reading.content}
        written[part] = render_to_string(f"content/partials/{part}.html", shown)
    return written[part]


@register.simple_tag(takes_context=True)
def framed(context, part):
    """A part of the frame, written once for all the pages where it looks the same."""
    menus, language = context["menus"], get_language()
    current = [link.current for links in menus.values() for link in links or ()]
    more = {"name": "top", "items": menus["header"], "site_language": settings.LANGUAGE_CODE}
    shown = {name: context[name] for name in ("clinic", "menus", "footer_pages")} | more
    return context["frame"].once(
        (part, language, *current), lambda: render_to_string(f"content/partials/{part}.html", shown)
    )


@register.simple_tag(takes_context=True)
def structured_data(context, kind, *shown, **more):
    """What the page shows as a block of JSON-LD: data, which no browser runs."""
    said = json.dumps(data.PAGES[kind](context["clinic"], *shown, **more), ensure_ascii=False)
    return mark_safe(f'<script type="application/ld+json">{said.translate(ESCAPES)}</script>')
