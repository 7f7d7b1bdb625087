"""The admin's own site: its addresses, who is let in, and requests put right before a view reads them."""

import re
from functools import update_wrapper

from csp.decorators import csp_replace
from django.contrib.admin import AdminSite
from django.core.exceptions import BadRequest
from django.http import HttpResponseRedirect
from django.urls import path, reverse
from django.utils.translation import gettext_lazy

from content.admin import health, navigation, trash_list
from content.admin.accounts import (
    choose_password,
    confirm,
    late_forms,
    own_sessions,
    sessions,
    sign_in,
    throttle,
)
from content.admin.accounts.second_factor import pages as second_factor_pages
from content.admin.accounts.second_factor import steps
from content.admin.accounts.sign_in_form import SignInForm
from content.admin.coming.coming import coming
from content.admin.desk import desk
from content.admin.list_filters import refuse_other_lookups
from content.admin.typed_links import check_link
from content.admin.unsaved import other_forms

# Scripts of Django's admin write markup, those of the editor read what is pasted as markup.
WITH_MARKUP_IN_SCRIPTS = {"require-trusted-types-for": None, "trusted-types": None}
TICKED_ROWS = "_selected_action"  # what the lists of the admin call their ticked rows


class StaffSite(AdminSite):
    site_title = gettext_lazy("Desk")
    enable_nav_sidebar = False
    empty_value_display = ""
    index_template = "admin/desk.html"
    login_form = SignInForm

    def each_context(self, request):
        """`unsaved` is what the form of this page keeps, `saved_window` the page that was sent last."""
        is_staff = self.has_permission(request)
        return super().each_context(request) | {
            "menu": navigation.menu(request, self) if is_staff else {},
            "unsaved": other_forms.offer(request) if is_staff else None,
            "saved_window": request.session.pop("saved_window", "") if is_staff else "",
        }

    def has_permission(self, request):
        """Not with the password alone where more is asked for."""
        return super().has_permission(request) and not steps.missing_step(request)

    def get_app_list(self, request, app_label=None):
        """What somebody may only look up is left out; its address answers all the same."""
        apps = super().get_app_list(request, app_label)
        for app in apps:
            app["models"] = [model for model in app["models"] if navigation.is_useful(model)]
            for model in app["models"]:
                model["name"] = getattr(self.get_model_admin(model["model"]), "list_title", model["name"])
        return [app for app in apps if app["models"]]

    def admin_view(self, view, cacheable=False):
        """Words sent after their writer was signed out are not lost: the sign-in page carries them.

        So does the page that asks who somebody is before what does most harm.
        """
        guarded = super().admin_view(view, cacheable)

        def inner(request, *args, **kwargs):
            steps.end_if_gone(request)
            if step := steps.missing_step(request):
                if request.resolver_match.url_name in steps.OPEN[step]:
                    return view(request, *args, **kwargs)
                return second_factor_pages.lead_from_desk(request, step)
            signed_out = request.method == "POST" and not self.has_permission(request)
            if signed_out and request.POST and (form := late_forms.form_of(request)):
                return late_forms.sign_in_page(request, posted=request.POST, back=form.path)
            if self.has_permission(request) and (question := confirm.question(request)):
                return question
            drop_invalid_parameters(request)
            refuse_other_lookups(request, self)
            try:
                response = guarded(request, *args, **kwargs)
            except OverflowError as error:  # a number in an address that SQLite cannot hold
                raise BadRequest(str(error)) from error
            other_forms.forget_sent(request, response)
            return response

        return csp_replace(WITH_MARKUP_IN_SCRIPTS)(update_wrapper(inner, guarded))

    def get_urls(self):
        trash = path("trash/", self.admin_view(trash_list.trash_list), name="trash")
        link = path("link/", self.admin_view(check_link), name="check_link")
        ahead = path("coming/", self.admin_view(coming), name="coming")
        well = path("health/", self.admin_view(health.health), name="health")
        signed_in = path("sessions/", self.admin_view(own_sessions.own_sessions), name="own_sessions")
        without_sign_in = [
            path("forgotten/", choose_password.forgotten, name="forgotten"),
            path("welcome/<str:token>/", choose_password.choose_password, name="choose_password"),
        ]
        return [
            trash,
            ahead,
            link,
            well,
            signed_in,
            *without_sign_in,
            *second_factor_pages.urls(self),
            *other_forms.urls(self),
            *super().get_urls(),
        ]

    def index(self, request, extra_context=None):
        context = {**desk(request), "health": health.summary(request.user)}
        return super().index(request, (extra_context or {}) | context)

    def app_index(self, request, app_label, extra_context=None):
        """Django's list of the models of one app, in its words: the desk has all of them."""
        return HttpResponseRedirect(reverse("admin:index"))

    def login(self, request, extra_context=None):
        step = steps.missing_step(request)
        if step and request.method == "GET":
            return second_factor_pages.lead(step, back=request.GET.get("next", ""))
        context = sign_in.carried_fields(request) | (extra_context or {})
        response = super().login(request, context)
        if request.method != "POST":
            return response
        if response.status_code == 302:
            sessions.begin(request)
            response = second_factor_pages.after_password(request, back=response.url)
            throttle.remember_browser(request, response, request.user.get_username())
            return response
        response = throttle.with_refusal(response, response.context_data["form"])
        if response.status_code == 200:
            sign_in.log_sign_in(request, succeeded=False)
        return response

    def logout(self, request, extra_context=None):
        user = sign_in.signed_in_user(request)
        response = super().logout(request, extra_context)
        if user and request.method == "POST":
            sign_in.log_sign_out(user)
        return response

    def password_change(self, request, extra_context=None):
        return choose_password.change_own_password(request)


def drop_invalid_parameters(request):
    """Take out of a request what Django's lists hand to the database unseen and the database refuses.

    That is a NUL in what a list is searched or filtered by (PostgreSQL answers with an error), and ticked
    rows whose number is none (a `ValueError` from the model's key). The lists offer no place to catch either.
    """
    if "%00" in request.META["QUERY_STRING"]:
        request.GET = request.GET.copy()
        for name, values in request.GET.lists():
            request.GET.setlist(name, [value.replace("\0", "\ufffd") for value in values])
    if TICKED_ROWS in request.POST:
        request.POST = request.POST.copy()
        numbers = [pk for pk in request.POST.getlist(TICKED_ROWS) if re.fullmatch(r"[0-9]{1,18}", pk)]
        request.POST.setlist(TICKED_ROWS, numbers)
