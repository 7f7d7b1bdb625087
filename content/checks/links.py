"""Links that say where they lead, and lead there."""

import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, urlsplit

from django.utils.translation import gettext as _

from content.checks.base import BLOCK, WARN, Problems, check
from content.checks.text import Text
from content.text import richtext

_SAYS_NOTHING = re.compile(
    r"(?:(?:click |see )?here|(?:this|read|learn|see|find out)?\s*(?:link|page|website|more)|this|details"
    r"|(?:haga clic |pulse )?aquí|(?:leer |ver )?más|(?:este )?enlace)",
    re.IGNORECASE,
)
# Hosts that only lead on, each with the parameters that hold where to.
_DETOURS = {
    r"(?:www\.)?google\.[a-z.]{2,6}": ("q", "url"),
    r"[a-z0-9-]+\.safelinks\.protection\.outlook\.com": ("url",),
    r"lm?\.facebook\.com": ("u",),
}
_TRACKERS = {"fbclid", "gclid", "dclid", "msclkid", "mc_eid", "mc_cid", "igshid", "ttclid", "yclid", "twclid"}


@check("link words", WARN)
def link_words(text: Text) -> Problems:
    """Row 28: the words of a link say where it leads; no bare address, no full stop, one target each."""
    targets: dict[str, str] = {}
    for link in text.links:
        words = " ".join(link.words.split())
        known = targets.setdefault(words.lower(), link.address)
        if _SAYS_NOTHING.fullmatch(words.strip(" .:…>»")):
            why = _("The link “%s” does not say where it leads.") % words
            yield link.slot, why, _("Name the page: “pain after exercise”."), link.address
        elif re.match(r"(https?://|www\.)", words, re.IGNORECASE):
            why = _("A web address stands in the text.")
            yield link.slot, why, _("Write the name of the page and link that."), words
        elif words.endswith("."):
            yield link.slot, _("The full stop is part of the link."), _("Leave it outside."), words
        if known != link.address:
            why = _("The link “%s” leads to two places.") % words
            yield link.slot, why, _("Give each its own words."), words


@check("live links", BLOCK)
def links_lead_somewhere(text: Text) -> Problems:
    """Row 29: a link to a text of ours leads to one that patients can open.

    Of two that link to each other one goes live first: a text that is about to follow only warns.
    """
    context = text.context
    for link in text.links:
        ours = richtext.stored_link(link.address)
        if ours and ours[0] in context.coming:
            why = _("The link “%s” leads to a text that is approved or planned, and not live yet.")
            fix = _("Publish that text next. Until it is live, patients read these words without a link.")
            yield link.slot, why % link.words, fix, link.words, WARN
        elif ours and ours[0] not in context.live and ours[0] != context.own:
            why = _("The link “%s” leads to a text that is not live.") % link.words
            yield link.slot, why, _("Publish that text first, or take the link out."), link.words
        elif link.address in context.dead_links:
            why = _("The link “%s” leads nowhere.") % link.words
            yield link.slot, why, _("Correct it, or take it out."), link.address


@check("link to a part", WARN)
def anchors_are_there(text: Text) -> Problems:
    """Row 29: a link to a part of this page or of another text of ours leads to one that is there."""
    context = text.context
    for link in text.links:
        number, anchor = richtext.stored_link(link.address) or (context.own, link.address)
        if not anchor.startswith("#"):
            continue
        if number == context.own:
            if anchor[1:] not in text.anchors:
                why = _("The link “%s” leads to a part that is not on this page.") % link.words
                yield link.slot, why, _("Choose a heading or question of this page."), anchor
        elif number in context.anchors and anchor[1:] not in context.anchors[number]:
            why = _("The link “%s” leads to a part that is not on its page.") % link.words
            fix = _("Open that page, choose a heading or question there and copy its address.")
            yield link.slot, why, fix, anchor


@check("https", WARN)
def links_are_private(text: Text) -> Problems:
    """Row 30: links to other sites use https. Whether they still work is not checked."""
    for slot, address, words in _addresses(text):
        if address.lower().startswith("http://"):
            why, fix = _("This address starts with http://"), _("Try it with https://")
            yield slot, why, fix, words


@check("trackers", BLOCK)
def links_do_not_track(text: Text) -> Problems:
    """Row 32: no tracking codes in links; scripts, frames and foreign pictures are cleaned away on save."""
    for slot, address, words in _addresses(text):
        if names := _tracking(address):
            why = _("The link has a tracking code: %s.") % ", ".join(names)
            fix = _("Cut it off: it would tell another company who came from a page about health.")
            yield slot, why, fix, words


def _tracking(address: str) -> list[str]:
    try:
        parameters = parse_qsl(urlsplit(address).query, keep_blank_values=True)
    except ValueError:  # an address that no browser understands
        return []
    return [
        name for name, _value in parameters if name.lower().startswith("utm_") or name.lower() in _TRACKERS
    ]


def _addresses(text: Text) -> Iterator[tuple[str, str, str]]:
    """(slot, address, words) of every link and of every source."""
    for link in text.links:
        yield link.slot, link.address, f"{link.words}: {link.address}"
    for source in text.sources:
        yield "sources", source["url"], f"{source['title']}: {source['url']}"


@check("detours", WARN)
def links_are_direct(text: Text) -> Problems:
    """Row 32: a link or source leads straight to its page, not by way of a search engine or mail program."""
    for slot, address, words in _addresses(text):
        if target := _behind(address):
            why = _("This address makes a detour that another company sees.")
            yield slot, why, _("Use the address behind it: %s") % target, words


def _behind(address: str) -> str:
    """Where an address leads that only leads on; "" for any other."""
    try:
        parts = urlsplit(address)
        host, query = parts.hostname or "", dict(parse_qsl(parts.query))
    except ValueError:  # an address that no browser understands
        return ""
    names = next((names for pattern, names in _DETOURS.items() if re.fullmatch(pattern, host)), ())
    targets = (query.get(name, "") for name in names)
    return next((target for target in targets if target.startswith(("https://", "http://"))), "")


@check("PDF", WARN)
def pdf_is_announced(text: Text) -> Problems:
    """Row 33: a link to a PDF says so, with its size."""
    for link in text.links:
        if _path(link.address).lower().endswith(".pdf") and "(pdf" not in link.words.lower():
            why = _("The link “%s” opens a PDF and does not say so.") % link.words
            yield link.slot, why, _("Write “(PDF, 2 MB)” at its end, or link a web page."), link.words


def _path(address: str) -> str:
    return address.partition("?")[0].partition("#")[0]
