"""Where somebody is signed in: their own sessions, and the buttons to end them."""

from django.contrib import admin, messages
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from content.admin.accounts.choose_password import form_page
from content.models import AuditEntry
from content.models.accounts.sessions import end_sessions, sessions_of

EVERYWHERE_ELSE = "everywhere-else"


@form_page
def own_sessions(request):
    here = request.session.session_key
    sessions = sessions_of(request.user)
    others = [session for session in sessions if session.key != here]
    if request.method == "POST":
        chosen = request.POST.get("session", "")
        end(request, [session for session in others if chosen in {session.code, EVERYWHERE_ELSE}])
        return HttpResponseRedirect(reverse("admin:own_sessions"))
    context = {
        **admin.site.each_context(request),
        "title": _("Where you are signed in"),
        "here": next((session for session in sessions if session.key == here), None),
        "others": others,
        "everywhere_else": EVERYWHERE_ELSE,
    }
    return render(request, "admin/accounts/own_sessions.html", context)


def end(request, sessions):
    if not sessions:
        messages.info(request, _("You are not signed in there any more."))
        return
    end_sessions(sessions)
    devices = ", ".join(session.device or _("a browser we do not know") for session in sessions)
    AuditEntry.log("sign_out_there", by=request.user, detail=devices)
    message = ngettext("You are signed out there.", "You are signed out everywhere else.", len(sessions))
    messages.success(request, message)
