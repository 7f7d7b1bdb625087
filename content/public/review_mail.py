"""The message about a reviewer's answer, whether it was given at the desk or over a sign-off link."""

import datetime

from django.urls import reverse

from content.mail import send_to_staff
from content.models import ReviewComment
from content.public import head


def tell_of_answer(review):
    """Tell those who act next: who owns the text or asked for it, and who publishes what is approved."""
    document, link = review.revision.document, review.sign_off
    if link and review.verdict == review.Verdict.COMMENT and _wrote_lately(link, review):
        return
    request = document.review_requests.order_by("-created_at", "-pk").first()
    people = {document.owner, request and request.asked_by, link and link.created_by}
    if review.approves:
        people |= {*document.publishers()}
    send_to_staff(
        people - {review.by, None},
        f"{review.get_verdict_display()}: {document.title}",
        "admin/mail/review.txt",
        review=review,
        comments=ReviewComment.objects.given_with(review),
        address=head.absolute(reverse(f"admin:content_{document.model_name}_change", args=[document.pk])),
    )


def _wrote_lately(link, review):
    """Whoever has the link may comment five times in a minute: that is one message an hour."""
    since = review.created_at - datetime.timedelta(hours=1)
    return link.reviews.filter(created_at__gt=since).exclude(pk=review.pk).exists()
