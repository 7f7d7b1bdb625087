"""The menus on top and at the foot of every page, as staff set them."""

from dataclasses import dataclass, replace

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q, Subquery
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from content.models.publishing.editions import Edition
from content.models.publishing.kinds import Exercise
from content.models.topics import Topic

PLACES = {
    "home": _("Home"),
    "articles": _("Articles"),
    "exercises": _("Exercises"),
    "topics": _("Topics"),
    "faq_sections": _("Questions"),
    "people": _("Team"),
    "visit": _("Visit us"),
    "a_to_z": _("A to Z"),
    "search": _("Search"),
}
FIRST_HEADER = ("articles", "exercises", "topics", "faq_sections", "visit")
FIRST_FOOTER = ("people", "a_to_z")  # behind the pages, and only what is not on top

HEADER_ITEMS = 5
HEADER_LABEL = 18
HEADER_WIDTH = 50  # of an "o": what fits beside a long name, a search box and the phone at 1024 px
GAP = 1.8  # between two items, in the same measure
WIDTHS = {0.7: "fijlrtI.,:;'’!|-()[]/ ", 1.3: "wCDGHNOQU&#0", 1.6: "mMW%@—"}
WIDTH_OF = {letter: width for width, letters in WIDTHS.items() for letter in letters}

own_or_secure = RegexValidator(
    r"\A(?:/(?![/\\])[^\s\\\x00]*|https://[^\s/@\\\x00?#]+\.[^\s/@\\\x00?#]+(?:[/?#][^\s\\\x00]*)?)\Z",
    _("Write an address of this site that starts with one slash, or one that starts with https://"),
)


def width(label):
    """How wide a label is in the header, roughly, in widths of an "o"."""
    return sum(WIDTH_OF.get(letter, 1 if letter < "ɐ" else 1.9) for letter in label)


def is_built(place):
    """Does this site have the built-in page?"""
    try:
        return bool(reverse(place))
    except NoReverseMatch:
        return False


def check_header(labels):
    """Refuse what would not stay on one line of a small laptop. Raises ValidationError."""
    if len(labels) > HEADER_ITEMS:
        raise ValidationError(
            _("The header holds %s items. Take one out of it first, or put this one in the footer.")
            % HEADER_ITEMS
        )
    too_wide = sum(map(width, labels)) + GAP * (len(labels) - 1) - HEADER_WIDTH
    if too_wide > 0:
        raise ValidationError(
            _(
                "With this item the header would not stay on one line: its words are about %s letters too "
                "long together. Shorten a label or take an item out of the header."
            )
            % max(1, round(too_wide))
        )


@dataclass
class Link:
    """One item as a page shows it; `current` is "page", "true" for a page below it, or empty."""

    label: str
    address: str
    current: str = ""

    def seen_from(self, path):
        below = self.address not in {"", "/"} and path.startswith(self.address)
        return replace(self, current="page" if path == self.address else "true" if below else "")


class MenuItemQuerySet(models.QuerySet):
    def with_state(self):
        """Each with `is_open`, whether patients find something there, and the `live_title` of a text."""
        live = Edition.objects.live().filter(document=OuterRef("document"))
        return self.select_related("document", "topic").annotate(
            live_title=Subquery(live.values("title")[:1]),
            is_open=Q(live_title__isnull=False)
            | Q(document=None)
            & (Q(topic=None) | Q(topic__in=Topic.objects.live()))
            & (~Q(place="exercises") | Exists(Exercise.objects.live())),
        )

    def is_untouched(self, menu):
        """Does the site still show what it shows without any item?"""
        return not self.filter(menu=menu).exists()

    @transaction.atomic
    def write_default(self, menu, pages):
        """Store what an empty menu shows as items that staff can change. Says whether it did."""
        if not self.is_untouched(menu):
            return False
        header = menu == MenuItem.Menu.HEADER
        rows = [{"place": place} for place in FIRST_HEADER] if header else []
        on_top = {*self.filter(menu=MenuItem.Menu.HEADER).values_list("place", flat=True)}
        places = [{"place": place} for place in FIRST_FOOTER if place not in on_top]
        rows += [] if header else [{"document": page} for page in pages] + places
        self.bulk_create(
            MenuItem(menu=menu, order=10 * number, **row) for number, row in enumerate(rows, start=1)
        )
        return True


class MenuItem(models.Model):
    class Menu(models.TextChoices):
        HEADER = "header", _("Top of every page")
        FOOTER = "footer", _("Foot of every page")

    menu = models.CharField(_("menu"), max_length=6, choices=Menu, default=Menu.HEADER)
    label = models.CharField(
        _("what it says"),
        max_length=40,
        blank=True,
        help_text=_("Up to 18 letters on top of the page, 40 at its foot. Empty: the name of the page."),
    )
    order = models.PositiveSmallIntegerField(_("place"), default=50, help_text=_("Low numbers come first."))

    # Where it leads: exactly one of these four, which a constraint below holds.
    place = models.CharField(max_length=20, blank=True, choices=PLACES)
    topic = models.ForeignKey("content.Topic", models.CASCADE, null=True, blank=True, related_name="+")
    document = models.ForeignKey("content.Document", models.CASCADE, null=True, blank=True, related_name="+")
    address = models.CharField(max_length=300, blank=True, validators=[own_or_secure])

    objects = MenuItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("menu item")
        verbose_name_plural = _("menu items")
        ordering = ["-menu", "order", "id"]  # the header first
        constraints = [
            models.CheckConstraint(
                condition=(
                    (~Q(place="") & Q(topic=None, document=None, address=""))
                    | Q(place="", topic__isnull=False, document=None, address="")
                    | Q(place="", topic=None, document__isnull=False, address="")
                    | (Q(place="", topic=None, document=None) & ~Q(address=""))
                ),
                name="menu_item_leads_to_one_place",
                violation_error_message=_("Choose where it leads: one page, or one address."),
            )
        ]

    def __str__(self):
        return self.name

    @property
    def name(self):
        """The label, or the name of where it leads."""
        if self.label or self.address:
            return self.label or self.address
        if self.place:
            return str(PLACES.get(self.place, self.place))
        return getattr(self, "live_title", None) or str(self.topic or self.document or "")

    @property
    def leads_to(self):
        """Its address, or "" if this site has no such page."""
        if self.place:
            return reverse(self.place) if is_built(self.place) else ""
        return self.address or (self.topic or self.document).get_absolute_url()

    def lead_to(self, target):
        """Lead to `target`: "place:people", "topic:3", "document:7" or "address:https://example.org/"."""
        kind, _colon, value = target.partition(":")
        self.place = value if kind == "place" else ""
        self.topic_id = value if kind == "topic" else None
        self.document_id = value if kind == "document" else None
        self.address = value if kind == "address" else ""

    def clean(self):
        if not self.label and self.address:
            raise ValidationError({"label": gettext("Write what it says.")})
        if self.menu == self.Menu.HEADER:
            self._keep_name()
            if len(self.name) > HEADER_LABEL:
                raise ValidationError(
                    {
                        "label": gettext("Write up to %(most)s letters: “%(label)s” has %(count)s.")
                        % {"most": HEADER_LABEL, "label": self.name, "count": len(self.name)}
                    }
                )
            others = MenuItem.objects.filter(menu=self.menu).exclude(pk=self.pk)
            check_header([*(item.name for item in others.with_state()), self.name])

    def _keep_name(self):
        """Store the name as label: in the header a title that grows later would break the line."""
        if not self.label and not self.place:
            edition = self.document and self.document.edition
            self.label = edition.title if edition else self.name


def menus(items, *, has_exercises):
    """{"header": [Link], "footer": [Link] or None, "after_pages": [Link]} of all menu items, with state.

    Without items of its own the footer is None: it shows the pages, and then what is in "after_pages".
    """
    links = {
        menu: [
            Link(item.name, item.leads_to)
            for item in items
            if item.menu == menu and item.is_open and item.leads_to
        ]
        for menu in MenuItem.Menu.values
    }
    set_up = {item.menu for item in items}
    if MenuItem.Menu.HEADER not in set_up:
        places = [place for place in FIRST_HEADER if has_exercises or place != "exercises"]
        links["header"] = [Link(str(PLACES[place]), reverse(place)) for place in places]
    if MenuItem.Menu.FOOTER not in set_up:
        on_top = {link.address for link in links["header"]}
        places = [Link(str(PLACES[place]), reverse(place)) for place in FIRST_FOOTER]
        links |= {"footer": None, "after_pages": [link for link in places if link.address not in on_top]}
    return links
