from content.models.announcements import Announcement
from content.models.catalog import CardWord, IndexCard
from content.models.changes import ContentChange
from content.models.clinic import Clinic
from content.models.documents import Advice, Article, CareCard, FaqSection, Page, Question, Source
from content.models.editions import Edition, Revision
from content.models.menus import MenuItem
from content.models.people import Person
from content.models.pictures import Picture
from content.models.publishing import Document, NotReady
from content.models.redirects import Redirect
from content.models.reviews import NotAllowed, Review, ReviewRequest, SignOff
from content.models.searching import MissedSearch, Promotion, SearchEntry, SearchWord, Synonym
from content.models.share_pictures import SharePicture
from content.models.staff import AuditEntry, Autosave
from content.models.topics import Topic
from content.models.words import WatchedWord

__all__ = [
    "Advice",
    "Announcement",
    "Article",
    "AuditEntry",
    "Autosave",
    "CardWord",
    "CareCard",
    "Clinic",
    "ContentChange",
    "Document",
    "Edition",
    "FaqSection",
    "IndexCard",
    "MenuItem",
    "MissedSearch",
    "NotAllowed",
    "NotReady",
    "Page",
    "Person",
    "Picture",
    "Promotion",
    "Question",
    "Redirect",
    "Review",
    "ReviewRequest",
    "Revision",
    "SearchEntry",
    "SearchWord",
    "SharePicture",
    "SignOff",
    "Source",
    "Synonym",
    "Topic",
    "WatchedWord",
]
