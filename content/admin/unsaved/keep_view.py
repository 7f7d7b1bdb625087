"""Keeping what is typed into a form: the same steps for the form of a text and for every other one."""

import datetime

from django.contrib import messages
from django.http import HttpResponseRedirect, JsonResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views import View

from content import dates
from content.admin.document.form import last_save, posted_fields
from content.models import Autosave

NUMBERS = {"version", "revision", "opened", "window"}  # what a page sends beside the words
OLDEST = datetime.timedelta(days=365)


class KeepView(View):
    """GET: a fresh token. POST: keep, or discard, what is typed."""

    http_method_names = ["get", "post"]
    form = ""  # the address of the form
    document = None  # the text that the form is about, if it is a text's

    @property
    def autosaves(self):
        """The one autosave of this person and this form, or none."""
        return Autosave.objects.of_form(self.request.user, self.form)

    def others(self):
        """What every answer tells of other people, for a script."""
        return {}

    def differs(self, fields):
        """Is anything typed that is not as it is stored?"""
        raise NotImplementedError

    def offer(self, autosave):
        """What admin/unsaved/offer.html asks for."""
        raise NotImplementedError

    def get(self, request):
        return JsonResponse(self.others() | {"token": get_token(request)})

    def post(self, request):
        if "_discard" in request.POST:
            return self.discard()
        try:
            fields = posted_fields.to_keep(request.POST)
        except posted_fields.TooLong as error:
            return JsonResponse({"said": str(error)}, status=413)
        return JsonResponse(self.keep(fields) | self.others())

    def keep(self, fields):
        before = self.autosaves.first()
        if last_save.overtook(self.request):
            return {"kept": ""}
        if before and before.window != fields.get("window", [""])[0] and "_replace" not in self.request.POST:
            if words_of(before.fields) == words_of(fields):
                return {"kept": clock(before.saved_at)} | self.offered(before)
            return {"kept": "", "elsewhere": clock(before.saved_at)} | self.offered(before, self.typed_at)
        if not self.differs(fields):
            self.autosaves.delete()
            return {"kept": ""}
        form = {"user": self.request.user, "form": self.form, "document": self.document}
        autosave = Autosave.keep(fields, **form, at=self.typed_at)
        return {"kept": clock(autosave.saved_at)} | self.offered(autosave)

    @property
    def typed_at(self):
        """When it was typed: now, or so many seconds ago if a computer hands over what it held."""
        seconds = self.request.POST.get("_age", "")[:9]
        age = datetime.timedelta(seconds=int(seconds) if seconds.isascii() and seconds.isdecimal() else 0)
        return timezone.now() - min(age, OLDEST)

    def offered(self, autosave, local=None):
        """The box, for a page that hands over what its computer held; `local` is when that was typed."""
        if "_age" not in self.request.POST:
            return {}
        context = {"unsaved": self.offer(autosave), "csrf_token": get_token(self.request)}
        if local:
            context |= {"local": local, "local_is_newer": local > autosave.saved_at}
        return {"offer": render_to_string("admin/unsaved/offer.html", context)}

    def discard(self):
        self.autosaves.delete()
        messages.success(self.request, _("Discarded: the text that was not saved is gone."))
        return HttpResponseRedirect(self.form)


def words_of(fields):
    return {name: values for name, values in fields.items() if name not in NUMBERS}


def clock(when):
    """The time of day; with the day if it is another one."""
    today = timezone.localdate(when) == timezone.localdate()
    return dates.in_words(when, "time" if today else "near_day_and_time")
