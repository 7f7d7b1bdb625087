from content.models.changes import ContentChange
from content.models.clinic import Clinic
from content.models.documents import Advice, Article, CareCard, FaqSection, Page, Question, Source
from content.models.editions import Edition, Revision
from content.models.people import Person
from content.models.pictures import Picture
from content.models.publishing import Document, NotReady
from content.models.redirects import Redirect
from content.models.reviews import NotAllowed, Review, ReviewRequest, SignOff
from content.models.staff import AuditEntry, Autosave
from content.models.topics import Topic
from content.models.words import WatchedWord

__all__ = [
    "Advice",
    "Article",
    "AuditEntry",
    "Autosave",
    "CareCard",
    "Clinic",
    "ContentChange",
    "Document",
    "Edition",
    "FaqSection",
    "NotAllowed",
    "NotReady",
    "Page",
    "Person",
    "Picture",
    "Question",
    "Redirect",
    "Review",
    "ReviewRequest",
    "Revision",
    "SignOff",
    "Source",
    "Topic",
    "WatchedWord",
]
