"""Links as staff type and paste them, and what the link window of the editor asks about one."""

import html
import re
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.http import JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from content import links
from content.addresses import with_slash
from content.text.link_addresses import completed

LONGEST = 3000
_HREF = re.compile(r"(<a\b[^<>]*?\shref=\")([^\"<>]*)(\")", re.IGNORECASE)


def with_addresses(text):
    """Rich text, not cleaned yet, with every address completed; one that cannot be is empty."""
    known = {}

    def replaced(match):
        typed = html.unescape(match[2])
        if typed not in known:
            known[typed] = address_of(typed)
        return f"{match[1]}{html.escape(known[typed])}{match[3]}"

    return _HREF.sub(replaced, text)


def address_of(typed):
    """The address that a link gets for what was typed; "" if that is no address.

    Our own pages lose the name of the site and get their last slash.
    """
    address = completed(typed)
    if not address:
        path = "/" + typed.strip()  # articles/knee/
        return _own(path) if path[1:2].isalnum() and _leads_to_a_page(path) else ""
    if address.startswith(("https://", "http://")):
        parts = urlsplit(address)
        if parts.netloc.lower() != urlsplit(settings.SITE_URL).netloc.lower():
            return address
        path = _own(urlunsplit(("", "", *parts[2:])) or "/")
        return path if _leads_to_a_page(path) else address
    return _own(address) if address.startswith("/") else address


def _own(address):
    path, mark, rest = re.match(r"([^?#]*)([?#]?)(.*)\Z", address, re.DOTALL).groups()
    if path and path != with_slash(path) and _leads_to_a_page(path):
        path = with_slash(path)
    return path + mark + rest


def _leads_to_a_page(address):
    return links.leads_to_a_page(with_slash(re.match(r"[^?#]*", address)[0]))


@require_safe
def check_link(request):
    """{"address": …} of what was typed in the link window, or {"refused": why not}."""
    typed = request.GET.get("address", "")[:LONGEST]
    if address := address_of(typed):
        return JsonResponse({"address": address})
    if not typed.strip():
        return JsonResponse({"refused": _("Type an address, or choose one of our pages.")})
    why = _(
        "“%s” cannot be a link. Type a web address (example.org/knee), an e-mail address, a phone number, "
        "or one of our pages (/articles/…)."
    )
    return JsonResponse({"refused": why % typed.strip()[:80]})
