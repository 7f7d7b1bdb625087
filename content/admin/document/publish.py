"""The publish step: what stands in the way, who decides otherwise and why, now or at a later time."""

from django import forms
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy

from content.admin.forms import ScheduleForm
from content.findings import blocking, findings
from content.models import NotAllowed, NotReady, Review
from content.models.publishing.reviews import last_approval, verdict_on


class PublishForm(forms.Form):
    only_typos = forms.BooleanField(
        required=False, label=gettext_lazy("Only typing errors or layout changed since the last review")
    )
    reason = forms.CharField(
        required=False,
        max_length=2000,
        label=gettext_lazy("Why publish it all the same?"),
        help_text=gettext_lazy("Your reason is kept with this edition and shown in its history."),
        widget=forms.Textarea({"rows": 3, "aria-describedby": "id_reason_helptext"}),
    )


class SchedulePublishForm(PublishForm, ScheduleForm):
    pass


def publish_view(model_admin, request, pk, *, scheduling=False):
    """Ask and publish. What was said about typing errors is undone where publishing fails."""
    if not model_admin.may_publish(request):
        raise PermissionDenied
    document = get_object_or_404(model_admin.model.objects.kept(), pk=pk)
    before = _approval_to_carry(document)
    form = (SchedulePublishForm if scheduling else PublishForm)(request.POST or None)
    if not before:
        del form.fields["only_typos"]
    if request.method == "POST" and form.is_valid():
        try:
            edition = _publish(document, request.user, form.cleaned_data)
        except NotReady as error:
            form.add_error("reason" if not document.problems() else None, _still_missing(document, error))
        except NotAllowed as error:
            form.add_error(None, str(error))
        else:
            model_admin.say_published(request, document, edition)
            return HttpResponseRedirect(model_admin.address("change", document))
    return model_admin.page(
        request,
        "admin/content/publish.html",
        document,
        form=form,
        scheduling=scheduling,
        before=before,
        blocks=blocking(document.latest_revision),
        ask="" if _is_approved(document) else model_admin.address("ask", document),
    )


def schedule_view(model_admin, request, pk):
    return publish_view(model_admin, request, pk, scheduling=True)


@transaction.atomic
def _publish(document, user, wanted):
    if wanted.get("only_typos"):
        Review.carry(document.latest_revision, by=user)
    return document.publish(by=user, check=findings, at=wanted.get("at"), override=wanted["reason"])


def _still_missing(document, error):
    if document.problems():
        return str(error)
    return gettext_lazy("Write the reason, or mend what stands in the way first.")


def _is_approved(document):
    verdict = verdict_on(document.latest_revision)
    return bool(verdict and verdict.approves)


def _approval_to_carry(document):
    """The approval of an earlier revision, if the newest has none of its own."""
    before = last_approval(document)
    return before if before and before.revision.number != document.revision_count else None
