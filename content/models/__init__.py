from content.models.accounts.account import Account, Role
from content.models.accounts.attempt_counts import AttemptCount
from content.models.accounts.password_links import PasswordLink
from content.models.accounts.second_factor import RecoveryCode, SecondFactor
from content.models.announcements import Announcement
from content.models.audit import AuditEntry
from content.models.autosaves import Autosave
from content.models.change_log import ContentChange
from content.models.clinic import Clinic, PhoneNumber, SpecialDay
from content.models.earlier_files import EarlierFile
from content.models.menus import MenuItem
from content.models.parts import Advice, CareCard, NamedExercise, Question, Source, Step
from content.models.people import Person
from content.models.pictures import Picture
from content.models.pinned_results import PinnedResult
from content.models.publishing.comments import ReviewComment
from content.models.publishing.corrections import Correction, SmallCorrection
from content.models.publishing.document import Document, NotReady
from content.models.publishing.editions import Edition, Revision
from content.models.publishing.kinds import Article, Exercise, FaqSection, Page
from content.models.publishing.reviews import NotAllowed, Review, ReviewRequest, SignOff
from content.models.redirects import Redirect
from content.models.related import Keyword, RelatedText
from content.models.search_index import SearchEntry, SearchWord
from content.models.searches_without_result import SearchDecision, SearchWithoutResult
from content.models.share_pictures import SharePicture
from content.models.synonyms import Synonym
from content.models.topics import Topic
from content.models.warning_signs import EmergencyLine, EmergencyWord, WarningSign
from content.models.watched_words import WatchedWord

__all__ = [
    "Account",
    "Advice",
    "Announcement",
    "Article",
    "AttemptCount",
    "AuditEntry",
    "Autosave",
    "CareCard",
    "Clinic",
    "ContentChange",
    "Correction",
    "Document",
    "EarlierFile",
    "Edition",
    "EmergencyLine",
    "EmergencyWord",
    "Exercise",
    "FaqSection",
    "Keyword",
    "MenuItem",
    "NamedExercise",
    "SearchDecision",
    "SearchWithoutResult",
    "NotAllowed",
    "NotReady",
    "Page",
    "PasswordLink",
    "Person",
    "PhoneNumber",
    "Picture",
    "PinnedResult",
    "Question",
    "RecoveryCode",
    "Redirect",
    "RelatedText",
    "Review",
    "ReviewComment",
    "ReviewRequest",
    "Revision",
    "Role",
    "SearchEntry",
    "SearchWord",
    "SecondFactor",
    "SharePicture",
    "SignOff",
    "SmallCorrection",
    "SpecialDay",
    "Source",
    "Step",
    "Synonym",
    "Topic",
    "WarningSign",
    "WatchedWord",
]
