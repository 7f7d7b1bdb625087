"""Warning signs: what patients type when they must not wait, and what they are told; kept under review."""

from functools import lru_cache

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from content.models.audit import AuditEntry, name_of
from content.models.clinic import Clinic
from content.text import warning_signs
from content.text.frozen import View
from content.text.warning_signs import CRISIS, EMERGENCY, SAME_DAY, PhraseBook

LANGUAGES = {"en": "", "es": "_es"}  # each with the end of its columns
MOST_ACTIONS = 3
MOST_LINES = 60
LONGEST_LINE = 200
LONGEST_PHRASE = 600


def check_words(lines):
    """Each line names something, and not so little that half of all searches would set it off."""
    for line in lines:
        phrase = warning_signs.parse(line)
        if not phrase:
            raise ValidationError(_("Write words in this line: “%s”.") % line)
        if len(phrase.parts) == 1 and any(not warning_signs.is_telling(way) for way in phrase.parts[0]):
            raise ValidationError(
                _("“%s” would set off the warning too often. Add a second word after a plus sign.") % line
            )


def _lines(label, **more):
    return models.JSONField(label, default=list, blank=True, **more)


class WarningSignQuerySet(models.QuerySet):
    def approved(self):
        """Those that patients are shown and checks know."""
        return self.exclude(approved_at=None)

    def proposed(self):
        """New signs and changes that nobody has approved yet."""
        return self.filter(approved_at=None)

    def phrase_book(self):
        """The warning_signs.PhraseBook of the approved ones, in every language."""
        columns = ("id", "urgency", "name", *(f"words{end}" for end in LANGUAGES.values()))
        rows = self.approved().values_list(*columns)
        return _phrase_book(
            tuple((pk, urgency, name, *map(tuple, words)) for pk, urgency, name, *words in rows)
        )


@lru_cache(maxsize=2)
def _phrase_book(rows):
    """Remembered by the words themselves, so that it is never stale."""
    return PhraseBook(
        warning_signs.Sign(pk, urgency, name, warning_signs.phrases(lines), language)
        for pk, urgency, name, *words in rows
        for language, lines in zip(LANGUAGES, words, strict=True)
    )


class WarningSign(models.Model):
    """One sign: how urgent it is, the words that patients type for it, and what a card then tells them.

    A row that was approved is never edited: a change is a row of its own that `replaces` it, and takes its
    place when somebody who may has approved it. So patients never read what nobody else has looked at.
    """

    class Urgency(models.TextChoices):
        EMERGENCY = EMERGENCY, _("Call the emergency number now")
        CRISIS = CRISIS, _("Talk to the crisis line now")
        SAME_DAY = SAME_DAY, _("Get help the same day")

    urgency = models.CharField(_("what to do at least"), max_length=10, choices=Urgency)
    name = models.CharField(
        _("name"), max_length=80, help_text=_("Short, as patients would say it: Numb between the legs")
    )
    sign = models.CharField(
        _("sign"), max_length=200, help_text=_("Goes on after “if”: you are newly numb between your legs")
    )
    actions = _lines(
        _("what else to do"),
        help_text=_("Up to three lines: Do not drive yourself."),
    )
    reason = models.CharField(
        _("why"),
        max_length=200,
        blank=True,
        help_text=_("One sentence: Nerves at the base of your spine may be pressed."),
    )
    words = _lines(
        _("words of patients"),
        validators=[check_words],
        help_text=_(
            "A line each: numb + groin / between legs. All that a plus joins must be typed, in any order; a "
            "slash stands between words for the same thing. After a minus, what it is not: - bike."
        ),
    )
    name_es = models.CharField(_("name in Spanish"), max_length=80, blank=True)
    sign_es = models.CharField(_("sign in Spanish"), max_length=200, blank=True)
    actions_es = _lines(_("what else to do, in Spanish"))
    reason_es = models.CharField(_("why, in Spanish"), max_length=200, blank=True)
    words_es = _lines(_("words of patients in Spanish"), validators=[check_words])
    document = models.ForeignKey(
        "content.Document",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="warning_signs",
        verbose_name=_("page that tells more"),
        help_text=_("Shown on the card while it is published."),
    )

    replaces = models.OneToOneField(
        "self",
        models.CASCADE,
        null=True,
        editable=False,
        related_name="proposal",
        verbose_name=_("change of"),
    )
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )
    approved_at = models.DateTimeField(_("approved"), null=True, editable=False)
    approved_by = models.CharField(_("approved by"), max_length=150, blank=True, editable=False)

    objects = WarningSignQuerySet.as_manager()

    class Meta:
        verbose_name = _("warning sign")
        verbose_name_plural = _("warning signs")
        ordering = ["name", "id"]
        permissions = [("approve_warningsign", "Can approve warning signs")]

    CONTENT = (
        *("urgency", "name", "sign", "actions", "reason", "words"),
        *("name_es", "sign_es", "actions_es", "reason_es", "words_es", "document"),
    )

    def __str__(self):
        return self.name

    @property
    def is_approved(self):
        return self.approved_at is not None

    def in_language(self, language):
        """{"name", "sign", "actions", "reason"} in a language; in English where it is not translated."""
        end = LANGUAGES.get(language, "") if getattr(self, f"sign{LANGUAGES.get(language, '')}") else ""
        return {name: getattr(self, f"{name}{end}") for name in ("name", "sign", "actions", "reason")}

    def changes(self):
        """[(label, value now, value proposed)] of what a proposed row would change."""
        before = self.replaces or WarningSign()
        fields = [self._meta.get_field(name) for name in self.CONTENT]
        return [
            (field.verbose_name, _shown(before, field), _shown(self, field))
            for field in fields
            if getattr(before, field.attname) != getattr(self, field.attname)
        ]

    def propose(self, by):
        """Keep the values of this object as a proposal, not as what patients are shown; gives its row."""
        if self.pk and WarningSign.objects.approved().filter(pk=self.pk).exists():
            waiting = WarningSign.objects.filter(replaces=self.pk).first()
            self.replaces_id, self.pk = self.pk, waiting.pk if waiting else None
            self._state.adding = self.pk is None
        self.approved_at, self.approved_by, self.proposed_by = None, "", by
        self.save()
        return self

    def may_be_approved_by(self, user):
        """By somebody else than whose words they are, unless the clinic's rules let that count."""
        own = self.proposed_by_id is not None and self.proposed_by_id == user.pk
        return user.has_perm("content.approve_warningsign") and (
            not own or Clinic.load().own_review != "block"
        )

    @transaction.atomic
    def approve(self, by):
        """From now on patients are shown this; gives the row that holds it."""
        row = self.replaces or self
        if row is not self:
            for name in self.CONTENT:
                setattr(row, name, getattr(self, name))
            row.proposed_by = self.proposed_by
            self.delete()
        row.approved_at, row.approved_by = timezone.now(), name_of(by)
        row.save()
        AuditEntry.log(AuditEntry.Action.APPROVE_SIGN, by=by, subject=row.name)
        return row


def _shown(sign, field):
    value = getattr(sign, field.name)
    if isinstance(value, list):
        return "\n".join(value)
    return sign.get_urgency_display() if field.name == "urgency" and value else str(value or "")


class EmergencyLineQuerySet(models.QuerySet):
    def index(self, editions):
        """Keep the signs of the emergency cards of editions, with their words."""
        self.filter(edition__in=editions).delete()
        lines = [
            (
                EmergencyLine(
                    edition=edition, language=edition.document.language, line=line, size=len(words)
                ),
                words,
            )
            for edition in editions
            for line, words in lines_of(edition.revision.content)
        ]
        self.bulk_create(line for line, _words in lines)
        EmergencyWord.objects.bulk_create(
            EmergencyWord(line=line, word=word) for line, words in lines for word in words
        )


class EmergencyLine(models.Model):
    """A sign on the emergency card of an edition, kept for search."""

    edition = models.ForeignKey("content.Edition", models.CASCADE, related_name="emergency_lines")
    language = models.CharField(max_length=10)
    line = models.CharField(max_length=300)
    size = models.PositiveSmallIntegerField()  # how many words it has that say something

    objects = EmergencyLineQuerySet.as_manager()

    def __str__(self):
        return self.line


class EmergencyWord(models.Model):
    """A word of such a sign, without its ending."""

    line = models.ForeignKey(EmergencyLine, models.CASCADE, related_name="words")
    word = models.CharField(max_length=40, db_index=True)

    def __str__(self):
        return self.word


def lines_of(content):
    """(line, its words without endings) of each sign on the emergency cards of a frozen text."""
    for card in View(content).care_cards:
        if card["kind"] == EMERGENCY:
            for line in card["items"]:
                if words := warning_signs.significant(line):
                    yield line[:300], sorted(words)
