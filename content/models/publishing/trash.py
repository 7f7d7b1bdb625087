"""The trash: where texts go instead of being deleted, and the only place to delete one from."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from content.models.audit import AuditEntry
from content.models.publishing.reviews import NotAllowed, Review
from content.models.redirects import Redirect


@transaction.atomic
def put_in(document, *, by):
    document.lock()
    document.refresh_from_db(fields=["trashed_at"])
    if document.trashed_at:
        return
    if document.editions.live_or_planned().exists():
        document.withdraw(by=by)
    document.review_requests.filter(closed_at=None).update(closed_at=timezone.now())
    document.trashed_at, document.trashed_by = timezone.now(), by
    document.save(update_fields=["trashed_at", "trashed_by"])
    AuditEntry.log("trash", by=by, document=document)


@transaction.atomic
def take_out(document, *, by):
    document.lock()
    document.trashed_at = document.trashed_by = None
    document.save(update_fields=["trashed_at", "trashed_by"])
    AuditEntry.log("untrash", by=by, document=document)


@transaction.atomic
def delete_for_good(document, *, by):
    document.lock()
    document.refresh_from_db(fields=["trashed_at"])
    if not document.trashed_at:
        raise NotAllowed(_("Put the text in the trash first."))
    public = document.was_ever_live()
    detail = f"{document.get_absolute_url()}, {'was public' if public else 'never public'}"
    Redirect.objects.mark_gone(document.get_absolute_url(), public=public)
    if public:  # for whoever has it on paper
        outcome = Redirect.objects.find(document.get_absolute_url()).outcome
        Redirect.objects.create(from_address=document.short_address, **outcome)
    Review.objects.filter(revision__document=document).delete()  # they hold on to their sign-off links
    title = document.title
    document.delete()
    AuditEntry.log("delete", by=by, subject=title, detail=detail)
