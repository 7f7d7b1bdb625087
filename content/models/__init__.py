from content.models.clinic import Clinic
from content.models.documents import Advice, Article, CareCard, FaqSection, Page, Question, Source
from content.models.people import Person
from content.models.pictures import Picture
from content.models.publishing import Document, Edition, NotReady, Revision
from content.models.redirects import Redirect
from content.models.topics import Topic

__all__ = [
    "Advice",
    "Article",
    "CareCard",
    "Clinic",
    "Document",
    "Edition",
    "FaqSection",
    "NotReady",
    "Page",
    "Person",
    "Picture",
    "Question",
    "Redirect",
    "Revision",
    "Source",
    "Topic",
]
