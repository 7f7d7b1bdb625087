"""The <head> of a page, for search engines and for whoever shares it: title, description, picture, languages.

A page without a Head (an error, a search, a sign-off) asks not to be listed; base.html sees to that.
"""

import datetime
import re
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _

from content.models import Document, SharePicture
from content.pictures import share_pictures
from content.text.slots import View

SHOWN_TITLE = 60  # about so many characters of a title does a search engine show
TITLE, DESCRIPTION = 65, 160  # where it cuts; the fields for staff end there too
LOCALES = {"en": "en_US", "es": "es_US"}


@dataclass(frozen=True)
class Head:
    """`listed` is False where search engines should stay out; then the page has a title and no more."""

    title: str
    description: str
    site: str
    language: str
    canonical: str
    kind: str = "website"
    listed: bool = True
    picture: SharePicture | None = None
    published_on: datetime.date | None = None
    modified_at: datetime.datetime | None = None
    alternates: tuple = ()  # an Alternate for every language it is live in, its own too

    width, height = share_pictures.SIZE

    @property
    def full_title(self):
        return title_with_site(self.title, self.site)

    @property
    def locale(self):
        return LOCALES[self.language]

    @property
    def picture_address(self):
        return absolute(self.picture.address)

    @property
    def other_languages(self):
        return [other for other in self.alternates if other.language != self.language]

    @property
    def default_address(self):
        """The address for readers of any other language: that of the text the others translate."""
        return next((text.address for text in self.alternates if text.is_source), self.alternates[0].address)


@dataclass(frozen=True)
class Alternate:
    """The same text in one language."""

    language: str
    path: str
    is_source: bool

    @property
    def address(self):
        return absolute(self.path)

    @property
    def locale(self):
        return LOCALES[self.language]

    @property
    def name(self):
        return dict(settings.LANGUAGES).get(self.language, self.language)


def for_page(request, title, description, *, number=1, pages=1, **more):
    """The Head of any page that is no text of its own; of page `number` if it goes on over several."""
    canonical = absolute(request.path)
    if pages > 1 and number > 1:
        place = {"number": number, "of": pages}
        title = f"{title} – " + _("page %(number)s of %(of)s") % place
        description = _("Page %(number)s of %(of)s.") % place + f" {description}"
        canonical += f"?page={number}"
    return Head(
        title=title,
        description=shorten(description),
        site=request.clinic.name,
        language=settings.LANGUAGE_CODE,
        **({"canonical": canonical, "picture": request.layout.share_picture} | more),
    )


def for_text(context, layout):
    """The Head of a text: of a live edition for everyone, of a preview for staff only."""
    document, edition = context.document, context.edition
    only_live = {
        "picture": getattr(edition, "share_picture", None) or layout.share_picture,
        "alternates": _alternates(document, context.others),
        "published_on": context.published_on,
        "modified_at": context.updated_at,
    }
    return Head(
        title=title_of(context.content),
        description=description_of(context.content),
        site=layout.clinic.name,
        language=document.language,
        canonical=absolute(document.get_absolute_url()),
        kind="article" if document.kind == Document.Kind.ARTICLE else "website",
        listed=bool(edition),
        **(only_live if edition else {}),
    )


def _alternates(document, others):
    """The live texts that say the same, one of each language, in the same order on each of their pages."""
    source = document.translation_of_id or document.pk
    translations = [
        other
        for other in others
        if source in {other.pk, other.translation_of_id} and other.kind == document.kind
    ]
    by_language = {}
    for text in sorted(translations, key=lambda text: (text.pk != source, text.pk)):
        by_language.setdefault(text.language, text)
    # Search engines want the same list on each of its pages: a second text of a language has none.
    if len(by_language) < 2 or document.pk not in {text.pk for text in by_language.values()}:
        return ()
    return tuple(
        Alternate(language, text.get_absolute_url(), text.pk == source)
        for language, text in by_language.items()
    )


# Words


def title_of(content):
    return View(content).shown_title


def description_of(content):
    text = View(content)
    return text.search_description or shorten(text.summary)


def title_with_site(title, site):
    """“Title – Clinic”; a title that fills the line alone, or begins with the clinic, goes without."""
    is_alone = not site or len(title) > TITLE or title.startswith(site)
    return title if is_alone else f"{title} – {site}"


def shorten(text, most=DESCRIPTION):
    """A text that fits: up to the end of a sentence if half of it is left so, else of a word."""
    text = " ".join(text.split())
    if len(text) <= most:
        return text
    ends = [end.end(1) for end in re.finditer(r"([.!?…]) ", text[: most + 1])]
    if ends and ends[-1] >= most / 2:
        return text[: ends[-1]]
    words = text[:most].rpartition(" ")[0] or text[: most - 1]
    return words[: most - 1].rstrip(" ,;:–-") + "…"


def absolute(path):
    return settings.SITE_URL + path
