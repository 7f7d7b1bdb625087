"""Small corrections of what patients read now: the review of the text stays, and each is written down."""

from dataclasses import dataclass
from difflib import SequenceMatcher

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from content.checks import BLOCK
from content.models.audit import AuditEntry
from content.models.publishing import freezing, reactions
from content.models.publishing.document import NotReady
from content.models.publishing.editions import Edition, Revision
from content.models.publishing.reviews import NotAllowed, approval_of, verdict_on
from content.models.search_index import SearchEntry
from content.models.warning_signs import WarningSign
from content.text import frozen
from content.text.corrections import places, rules
from content.text.slots import SLOTS
from content.text.warning_signs import root, significant

LONGEST = 100_000  # letters of a line in a column without a limit


class Correction(models.Model):
    """The revision that a small correction made of another, the words that it changed, and why."""

    revision = models.OneToOneField(Revision, models.CASCADE, related_name="correction")
    of = models.ForeignKey(Revision, models.CASCADE, related_name="+")
    wrong = models.CharField(max_length=400)
    right = models.CharField(max_length=400)
    reason = models.CharField(max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("small correction")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(condition=~Q(revision=F("of")), name="correction_makes_another_revision"),
            models.CheckConstraint(condition=~Q(reason=""), name="correction_has_a_reason"),
        ]

    def __str__(self):
        return f"“{self.wrong}” → “{self.right}”"


@dataclass
class SmallCorrection:
    """Some words of the live text of a document and what they should be; `is_word` knows real words."""

    document: models.Model
    wrong: str
    right: str
    is_word: object

    def places(self):
        """Where the words stand in what patients read now. Raises NotAllowed, with what to do instead."""
        edition = self.document.edition
        if not edition:
            raise NotAllowed(_("Patients do not see this text now. Change it in its form."))
        if no := rules.refuse_typed(self.wrong, self.right):
            raise NotAllowed(no)
        content = edition.revision.content
        found = places.places(content, self.wrong, self.right)
        if not found:
            raise NotAllowed(_not_found(content, self.wrong))
        for place in found:
            if no := self._refusal(place):
                raise NotAllowed(no)
        if len(corrections_of(edition.revision)) >= rules.MOST_SINCE_REVIEW:
            many = _(
                "This text had %s small corrections since it was last read as a whole. Ask for a review."
            )
            raise NotAllowed(many % rules.MOST_SINCE_REVIEW)
        return found

    def _refusal(self, place):
        if len(place.after) > _longest(self.document, place):
            return _("With the right words this gets too long. Change it in the text itself.")
        if place.is_address:
            return rules.refuse_address(place.before, place.after)
        return rules.refuse_line(place.before, place.after, self._rules)

    @cached_property
    def _rules(self):
        phrases = [phrase for _sign, phrase in WarningSign.objects.phrase_book().phrases]
        words = {word for phrase in phrases for ways in phrase.parts for way in ways for word in way}
        return rules.Rules(frozenset(root(word) for word in words if significant(word)), self.is_word)

    @transaction.atomic
    def publish(self, keys, *, by, reason, check):
        """Give patients the right words at the places with these keys; gives the edition.

        The working copy and a planned update get them too; what is unpublished in them stays unpublished.
        Raises NotAllowed, and NotReady where a check blocks that nobody decided against before.
        """
        document = self.document
        document.lock()
        document.refresh_from_db()
        chosen = [place for place in self.places() if place.key in keys]
        if not chosen:
            raise NotAllowed(_("Choose a place."))
        live, planned = document.edition, document.planned_edition
        working = document.record(by=by)
        waiting_since = document.unpublished_since
        revision = self._revise(live.revision, chosen, by)
        self._write_down(revision, live.revision, chosen, by, reason)
        self._check_chain(revision)
        edition = _replace(live, revision, by)
        _check(edition, live, check)
        if planned:
            self._correct_plan(planned, chosen, by)
        self._correct_working_copy(working, revision, chosen, by)
        if document.unpublished_since and waiting_since:
            document.unpublished_since = waiting_since
            document.save(update_fields=["unpublished_since"])
        reactions.after_publish(edition, opened=True)
        return edition

    def _revise(self, revision, chosen, by):
        """A new revision: this one with the right words at the chosen places, and its verdict."""
        slots = self._corrected_slots(revision, chosen)
        values = {name: slots.get(name, slot.value(revision.content)) for name, slot in SLOTS.items()}
        corrected = self.document.add_revision(frozen.complete(values), by=by, hero=revision.hero)
        if verdict := verdict_on(revision):
            verdict.carry_to(corrected, by=by)
        return corrected

    def _corrected_slots(self, revision, chosen):
        numbers = {}
        for place in chosen:
            numbers.setdefault((place.slot, place.path), set()).add(place.number)
        return places.corrected(revision.content, self.wrong, self.right, numbers)

    def _write_down(self, revision, of, chosen, by, reason):
        words = {"wrong": self.wrong, "right": self.right, "reason": reason}
        Correction.objects.create(revision=revision, of=of, by=by, **words)
        detail = f"version {revision.number}: “{self.wrong}” is now “{self.right}”"
        detail += f" in {len(chosen)} places ({reason})" if len(chosen) > 1 else f" ({reason})"
        AuditEntry.log("correct", by=by, document=self.document, detail=detail)

    def _check_chain(self, revision):
        """All small corrections together must be one too, seen from the text that a clinician has read."""
        old, new = (places.lines(text.content) for text in (_base(revision), revision))
        for step, start, end, new_start, new_end in SequenceMatcher(None, old, new, False).get_opcodes():
            if step == "equal":
                continue
            if end - start != new_end - new_start:
                raise NotAllowed(_("More than spelling changed since a clinician read it. Ask for a review."))
            for before, after in zip(old[start:end], new[new_start:new_end], strict=True):
                if no := rules.refuse_line(before, after, self._rules):
                    raise NotAllowed(_("Together with earlier corrections this is not small. %s") % no)

    def _same_places(self, revision, chosen):
        """The chosen places as they stand in another revision."""
        lines = {(place.slot, place.before) for place in chosen}
        every = places.places(revision.content, self.wrong, self.right)
        return [place for place in every if (place.slot, place.before) in lines]

    def _correct_plan(self, planned, chosen, by):
        if same := self._same_places(planned.revision, chosen):
            planned.revision = self._revise(planned.revision, same, by)
            planned.review = approval_of(planned.revision)
            planned.fill_in()
            planned.save()
            SearchEntry.objects.index(planned)

    def _correct_working_copy(self, working, revision, chosen, by):
        """What is unpublished in the working copy stays so, and keeps its verdict."""
        document = self.document
        if same := self._same_places(working, chosen):
            slots = self._corrected_slots(working, same)
            freezing.thaw({**working.content, **slots}, document, [*slots])
        newest = document.record(by=by)
        verdict = verdict_on(working)
        if newest not in {working, revision} and verdict and not verdict_on(newest):
            verdict.carry_to(newest, by=by)
        document.mark_unpublished(newest)


def corrections_of(revision):
    """The small corrections that led to it since it was read or published as a whole, newest first."""
    made = []
    while not _was_read(revision):
        correction = Correction.objects.filter(revision=revision).select_related("of").first()
        if not correction:
            break
        made.append(correction)
        revision = correction.of
    return made


def _was_read(revision):
    """Did a clinician read just this revision and approve it?"""
    approval = approval_of(revision)
    return bool(approval and not approval.carried_from_id)


def _base(revision):
    """The text that a chain of corrections is compared with: as a clinician read it, or as it went live."""
    if approval := approval_of(revision):
        return approval.first.revision
    made = corrections_of(revision)
    return made[-1].of if made else revision


def _not_found(content, wrong):
    if places.is_split_by_markup(content, wrong):
        return _("Part of these words is bold, or a link. Write just the piece that is wrong.")
    return _(
        "These words do not stand in what patients read, or only on an emergency card or below “Stop if”, "
        "which a clinician reads again. Copy them from the page, as whole words."
    )


def _longest(document, place):
    """How many letters may stand where this line is stored."""
    of_rows = SLOTS[place.slot].columns
    model = getattr(document, place.slot).model if of_rows else document
    limit = model._meta.get_field(place.path[1] if of_rows else place.slot).max_length
    return limit or LONGEST


def _replace(live, revision, by):
    """End the live edition now and open one that is the same but for the corrected text."""
    now, until = timezone.now(), live.live_until
    Edition.objects.filter(pk=live.pk).update(live_until=now, withdrawn_by=None, withdrawn_notice="")
    return live.document.add_edition(
        revision,
        by=by,
        live_from=now,
        live_until=until,
        withdrawn_by=live.withdrawn_by,
        withdrawn_notice=live.withdrawn_notice,
    )


def _check(edition, live, check):
    """What blocked before and was published with a reason goes on with that reason; nothing new may block."""
    decided = {(finding["check"], finding["slot"], finding["quote"]) for finding in live.overridden}
    blocks = [finding for finding in check(edition.revision) if finding.severity == BLOCK]
    new = [finding for finding in blocks if (finding.check, finding.slot, finding.quote) not in decided]
    if new:
        raise NotReady([finding.why for finding in new])
    if blocks:
        edition.override_reason = live.override_reason
        edition.overridden = [finding.as_data() for finding in blocks]
        edition.save(update_fields=["override_reason", "overridden"])
