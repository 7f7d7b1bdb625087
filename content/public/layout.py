"""What stands around every page: the clinic, the menus, the topics, the pages at the foot.

Read once and kept by each process for as long as its pages would be: until anything changes, a text
begins or ends, or the clinic opens or closes. Without kept pages it is read for each request, and only as
far as it is shown.
"""

from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import get_language

from content import invalidation
from content.models import Clinic, Exercise, MenuItem, Page, SharePicture, Topic
from content.models.menus import menus

LANGUAGE_HELP = "language-help"  # address of the page about it
SPANISH = "es"


class Layout:
    """The layout as it was at one moment. What it gives is shared: nobody may change it."""

    def __init__(self):
        self._made = {}

    @cached_property
    def clinic(self):
        return Clinic.load()

    @cached_property
    def moments(self):
        """Until when a page around which it stands is right, and until when it may be shown."""
        return invalidation.next_moments(self.clinic)

    @cached_property
    def open_state(self):
        """Whether the clinic is open, and until when; None if nobody said when it is."""
        return self.clinic.open_state()

    @cached_property
    def menu_items(self):
        return list(MenuItem.objects.with_state())

    def menus(self, path):
        """As the page at `path` shows them, in the language of the moment."""
        shown = self.once(
            ("menus", get_language()), lambda: menus(self.menu_items, has_exercises=self.has_exercises)
        )
        return {menu: links and [link.seen_from(path) for link in links] for menu, links in shown.items()}

    @cached_property
    def has_exercises(self):
        """Does a patient find any?"""
        return Exercise.objects.live().exists()

    @cached_property
    def footer_pages(self):
        return list(Page.objects.live().with_live_title())

    @property
    def language_help(self):
        """The live page that says how to get help in other languages, if there is one."""
        return next((page for page in self.footer_pages if page.slug == LANGUAGE_HELP), None)

    @property
    def spanish_help(self):
        """The same in Spanish if it was translated, else that page."""
        source = self.language_help
        translations = (page for page in self.footer_pages if source and page.translation_of_id == source.pk)
        return next((page for page in translations if page.language == SPANISH), source)

    @cached_property
    def share_picture(self):
        """The clinic's own, for pages without one of theirs."""
        return SharePicture.objects.for_edition(None)

    @cached_property
    def topics(self):
        """{id: Topic} of every topic in order, each with `is_live`."""
        found = Topic.objects.with_state().select_related("picture", "parent")
        return {topic.pk: topic for topic in found}

    @property
    def live_topics(self):
        """Those under which patients find something."""
        return [topic for topic in self.topics.values() if topic.is_live]

    def parts_of(self, topic=None):
        """The live topics that are part of one, or of none."""
        above = topic and topic.pk
        return [part for part in self.live_topics if part.parent_id == above]

    def once(self, name, make):
        """What `make` gives, asked for no more than once as long as this layout lasts."""
        if name not in self._made:
            self._made[name] = make()
        return self._made[name]

    def read(self):
        """All of it now, so that nothing is read later inside of somebody's transaction."""
        clinic = self.clinic
        of_clinic = (clinic.other_numbers, clinic.coming_days, self.moments, self.open_state)
        return (
            of_clinic,
            self.menu_items,
            self.has_exercises,
            self.footer_pages,
            self.share_picture,
            self.topics,
        )


_current = {}  # {generation: Layout}, one at most


def current():
    """The layout as it is now. Ask before reading what stands in it."""
    generation = invalidation.generation()  # before anything is read: what changes meanwhile must end it
    if generation is None:
        return Layout()
    layout = _current.get(generation)
    if not layout or layout.moments[0] <= timezone.now():
        layout = Layout()
        layout.read()
        _current.clear()
        _current[generation] = layout
    return layout
