"""Moved addresses in the admin."""

from django.contrib import admin
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from content.admin.lists import named
from content.models import Redirect


@admin.register(Redirect)
class RedirectAdmin(admin.ModelAdmin):
    list_display = ["from_address", "leads_to"]
    search_fields = ["from_address", "to_address"]

    @admin.display(description=gettext_lazy("leads to"), ordering="to_address")
    def leads_to(self, redirect):
        return named(_("Leads to"), redirect.to_address or _("gone for good"))
