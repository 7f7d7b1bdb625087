"""Which form of the desk is at an address, and who may write in it."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.apps import apps
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.urls import Resolver404, resolve

from content.models import Document

APP = "content"  # the forms of accounts belong to other apps: nothing of them is ever kept


@dataclass(frozen=True)
class FormAddress:
    """A page with a form: `page` is the last part of its name, `pk` the row it is about or None."""

    path: str
    model_admin: admin.ModelAdmin
    page: str
    pk: str | None

    @property
    def is_of_text(self):
        """Is it the form of a text? Those know conflicts and versions too."""
        return issubclass(self.model_admin.model, Document) and self.page in {"add", "change"}

    def row(self, request):
        return self.model_admin.get_object(request, self.pk) if self.pk else None

    def may_write(self, request, row):
        """`row` is what `row()` gave."""
        if self.pk and not row:
            return False
        if self.page == "change":
            return self.model_admin.has_change_permission(request, row)
        if self.page == "add":
            return self.model_admin.has_add_permission(request)
        return self.model_admin.has_view_permission(request, row)


@dataclass(frozen=True)
class AccountFormAddress:
    """A page with the form of an account: its words are carried through a sign-in, and kept nowhere else."""

    path: str


def account_form_at(address):
    """The form of an account at this address; None if there is none."""
    path, match = _page_at(address)
    is_form = match and match.view_name in {"admin:auth_user_add", "admin:auth_user_change"}
    return AccountFormAddress(path) if is_form else None


def _page_at(address):
    """(path, what answers there or None)"""
    try:
        path = urlsplit(address).path
        return path, resolve(path)
    except (Resolver404, ValueError):
        return "", None


def form_at(address):
    """The form at this address of the desk; None if there is none, or a list, or a page about accounts."""
    path, match = _page_at(address)
    if not match:
        return None
    app, _underscore, name = (match.url_name or "").partition("_")
    model_name, _underscore, page = name.partition("_")
    if match.namespaces != ["admin"] or app != APP or page in {"", "changelist", "keep", "keep_new"}:
        return None
    pk = match.kwargs.get("object_id", match.kwargs.get("pk"))
    model_admin = admin.site.get_model_admin(apps.get_model(app, model_name))
    return FormAddress(path, model_admin, page, None if pk is None else unquote(str(pk)))
