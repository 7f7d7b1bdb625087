"""The earlier files of a picture: looked at, used again, deleted before their year is over."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from content import background
from content.admin.library import picture_usage
from content.models import EarlierFile, Picture, SharePicture


def tell(request, picture):
    """What replacing did, to whoever did it."""
    messages.success(
        request,
        _("The new file is in its place now. The one before is kept for a year, under “Earlier files”."),
    )
    if number := len(picture_usage.uses_of(picture)):
        message = ngettext(
            "%(number)s place shows the new file now. Does what it says still fit?",
            "%(number)s places show the new file now. Does what it says still fit?",
            number,
        )
        messages.warning(request, message % {"number": number})


def use_again(model_admin, request, pk, number):
    """A page that shows both files; its button puts the earlier one back."""
    picture, earlier = _find(pk, number)
    if not model_admin.has_change_permission(request, picture):
        raise PermissionDenied
    if not earlier:
        return _gone(request, picture)
    if request.method == "POST":
        try:
            picture = earlier.use_again(by=request.user)
        except EarlierFile.DoesNotExist:
            return _gone(request, picture)
        model_admin.log_change(request, picture, _("Used an earlier file again."))
        background.after_commit(SharePicture.objects.draw_with, picture)
        tell(request, picture)
        return _to_picture(picture)
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("Use the earlier file again?"),
        "picture": picture,
        "earlier": earlier,
        "uses": model_admin.places(request, picture),
        "may_delete": model_admin.has_delete_permission(request, picture),
    }
    return render(request, "admin/library/use_again.html", context)


def delete_earlier(model_admin, request, pk, number):
    """Delete an earlier file at once: somebody in it may not want to be seen any more."""
    picture, earlier = _find(pk, number)
    if not model_admin.has_delete_permission(request, picture):
        raise PermissionDenied
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    if not earlier:
        return _gone(request, picture)
    earlier.delete_for_good()
    model_admin.log_change(request, picture, _("Deleted an earlier file for good."))
    messages.success(request, _("The earlier file is deleted for good."))
    return _to_picture(picture)


def _find(pk, number):
    picture = get_object_or_404(Picture, pk=pk)
    return picture, picture.earlier_files.kept().select_related("replaced_by").filter(pk=number).first()


def _gone(request, picture):
    messages.warning(
        request, _("That earlier file is not here any more: somebody used it again or deleted it.")
    )
    return _to_picture(picture)


def _to_picture(picture):
    return HttpResponseRedirect(reverse("admin:content_picture_change", args=[picture.pk]))
