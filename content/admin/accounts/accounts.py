"""The list of staff accounts, and where its pages are. Administrators look after them, and nobody else."""

from django.contrib import admin
from django.contrib.auth.models import Group, User
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from content.admin.accounts import account_pages, invite
from content.models import Account, PasswordLink

PER_PAGE = 100

admin.site.unregister(User)
admin.site.unregister(Group)  # what each role may do is the same everywhere


@admin.register(User)
class StaffAccountAdmin(admin.ModelAdmin):
    """Django's pages show permissions, hashes and flags; these are ours, under the names of Django's."""

    list_title = gettext_lazy("Accounts")

    def has_view_permission(self, request, obj=None):
        return self.has_change_permission(request, obj)

    def get_urls(self):
        def page(route, view, name):
            return path(route, self.admin_site.admin_view(view), name=f"auth_user_{name}")

        return [
            page("", ListPage.as_view(), "changelist"),
            page("add/", invite.InvitePage.as_view(), "add"),
            page("<int:pk>/change/", account_pages.ChangePage.as_view(), "change"),
            page("<int:pk>/link/", account_pages.NewLinkPage.as_view(), "link"),
            page("<int:pk>/sign-in-code/", account_pages.ForgetSecondFactorPage.as_view(), "second_factor"),
            page("<int:pk>/switch-off/", account_pages.SwitchOffPage.as_view(), "switch_off"),
            page("<int:pk>/switch-on/", account_pages.SwitchOnPage.as_view(), "switch_on"),
            page("<int:pk>/sign-out/", account_pages.SignOutPage.as_view(), "sign_out"),
            page("<int:pk>/delete/", account_pages.DeletePage.as_view(), "delete"),
        ]


class ListPage(account_pages.StaffPage):
    http_method_names = ["get", "head"]

    def get(self, request):
        page = Paginator(listed_accounts(), PER_PAGE).get_page(request.GET.get("page"))
        return self.render("admin/accounts/list.html", title=_("Accounts"), page=page)


def listed_accounts():
    """Those who may sign in first; each with `links` to choose a password that an Administrator made."""
    links = Prefetch("password_links", PasswordLink.objects.filter(is_mailed=False), to_attr="links")
    accounts = (
        Account.objects.listed().select_related("person", "second_factor").prefetch_related("groups", links)
    )
    return accounts.by_name("-is_active")
