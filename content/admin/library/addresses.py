"""Addresses of topics and people: a new one is told, for links and printed sheets have the old one."""

from django.contrib import messages
from django.utils.translation import gettext as _

from content.addresses import address_of


def tell_changed(request, row, form, name):
    """`name` is that of the URL pattern; of a new row nothing is told."""
    if row.slug != form.initial.get("slug", row.slug):
        addresses = {"new": row.get_absolute_url(), "old": address_of(name, form.initial["slug"])}
        message = _("Its address is %(new)s now. Links to the old one, %(old)s, lead there by themselves.")
        messages.success(request, message % addresses)
