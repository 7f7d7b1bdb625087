"""Old addresses in the admin."""

from django.contrib import admin, messages
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from content import links
from content.admin.library.shared_form import SharedFormAdmin
from content.admin.lists import named
from content.models import Redirect


@admin.register(Redirect)
class RedirectAdmin(SharedFormAdmin):
    list_display = ["from_address", "leads_to"]
    search_fields = ["from_address", "to_address"]

    @admin.display(description=gettext_lazy("leads to"), ordering="to_address")
    def leads_to(self, redirect):
        return named(_("Leads to"), redirect.to_address or _("gone for good"))

    def save_model(self, request, obj, form, change):
        """Both may be meant, for a page to come or one about to go: so it is saved, and said."""
        super().save_model(request, obj, form, change)
        if obj.to_address and links.leads_nowhere(obj.to_address):
            message = _("Patients find no page at %s now. Look whether the new address is right.")
            messages.warning(request, message % obj.to_address)
        if links.is_open(obj.from_address):
            message = _("There is a page at %s now, and patients see it. They are led on once it is gone.")
            messages.warning(request, message % obj.from_address)
