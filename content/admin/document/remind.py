"""A reminder of a review that was asked for and not given."""

import datetime

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from content.admin.document.page import LockedPage
from content.admin.document.review import NOT_SENT, tell_reviewers
from content.models import AuditEntry

PAUSE = datetime.timedelta(days=1)  # nobody is reminded of a text twice in this time


class RemindPage(LockedPage):
    http_method_names = ["post"]

    def is_allowed(self):
        return self.model_admin.has_change_permission(self.request, self.document)

    def post(self, request):
        document = self.document
        open_request = (
            document.review_requests.filter(closed_at=None).select_related("asked_of__user").first()
        )
        lately = AuditEntry.objects.filter(document=document, action="remind", at__gt=timezone.now() - PAUSE)
        if not open_request:
            messages.info(request, _("No reminder was sent: nobody is asked for a review any more."))
        elif lately.exists():
            messages.info(request, _("No reminder was sent: there was one within the last day already."))
        else:
            self.remind(open_request)
        return HttpResponseRedirect(reverse("admin:coming"))

    def remind(self, open_request):
        asked_of = open_request.asked_of
        subject = _("A reminder, please review: %s") % self.document.title
        address = self.request.build_absolute_uri(self.address("review"))
        if not tell_reviewers(open_request, subject, address=address):
            messages.warning(self.request, NOT_SENT)
            return
        who = asked_of.full_name if asked_of else _("the clinicians")
        AuditEntry.log("remind", by=self.request.user, document=self.document, detail=f"to {who}")
        messages.success(
            self.request, _("A reminder is on its way to %s, for those with an e-mail address.") % who
        )
