"""What somebody types or pastes as the address of a link, made an address that opens."""

import re
from urllib.parse import parse_qs, urlsplit

SCHEMES = ("https", "http", "mailto", "tel")
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):(?![0-9]{2,5}(?:[/?#]|\Z))", re.IGNORECASE)  # not host:8000
_EMAIL = re.compile(r"[^\s@/:?#]+@[^\s@/:?#]+\.[^\W\d_]{2,}(?:\?\S*)?\Z")
_PHONE = re.compile(r"(?i)\+?[0-9(][0-9\s().\u2010-\u2015\u00a0/-]{5,24}(?:\s?(?:x|ext\.?)\s?[0-9]{1,6})?\Z")
_HOST = re.compile(r"(?:[^\W_](?:[\w-]*[^\W_])?\.)+[^\W\d_]{2,}(?::[0-9]{2,5})?(?=[/?#]|\Z)")
# A part of the page, but no footnote or bookmark of a word processor, which leads nowhere here.
_OUR_PATH = re.compile(r"/(?![/\\])|#(?!_)")


def completed(typed: str) -> str:
    """The address with the scheme it lacks, without the detour of a search engine; "" if it is none.

    An address within the site stays as it is, and so does one stored by id.
    """
    typed = " ".join(typed.split()).strip("<>")
    if typed.startswith("document:"):
        return typed
    if scheme := _SCHEME.match(typed):
        return _of_scheme(typed, scheme[1].lower())
    if typed.startswith("//") and _HOST.match(typed[2:]):
        typed = typed[2:]
    if _OUR_PATH.match(typed):
        return "" if re.search(r"[\\\s]", typed) else typed
    if _EMAIL.match(typed):
        return f"mailto:{typed}"
    if _PHONE.match(typed) and 7 <= sum(map(str.isdecimal, typed)) <= 21:
        return f"tel:{typed}"
    return f"https://{typed}" if _HOST.match(typed) and " " not in typed else ""


def _of_scheme(typed: str, scheme: str) -> str:
    if scheme in {"mailto", "tel"}:
        return typed if typed.partition(":")[2].strip() else ""
    if scheme not in SCHEMES:
        return ""
    typed = typed.replace(" ", "%20")
    try:
        parts = urlsplit(typed)
        host = parts.hostname
    except ValueError:
        return ""
    if not host or "@" in parts.netloc:
        return ""
    if re.match(r"(?:www\.)?google\.[a-z.]{2,6}\Z", host) and parts.path == "/url":
        query = parse_qs(parts.query)
        target = (query.get("q") or query.get("url") or [""])[0]
        return target if target.startswith(("https://", "http://")) else typed
    return typed
