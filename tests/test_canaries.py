"""What is not live is nowhere: canary words, looked for wherever the home page leads."""

import datetime
import re
from html import unescape
from urllib.parse import urljoin, urlsplit

import pytest
from django.utils import timezone

from content.models import Document, Edition, Topic
from content.public.machines import feeds
from tests.support import factories
from tests.support.html import Page
from tests.support.many_pages import kept_layout

pytestmark = pytest.mark.django_db

SITE = "http://127.0.0.1:8000"
STARTS = ["/", "/sitemap.xml", "/feed/", "/robots.txt", "/llms.txt"]
TOO_MANY = 600
_IN_XML = re.compile(r"<loc>([^<]+)|<image:loc>([^<]+)|\shref=\"([^\"]+)\"|<(?:uri|icon)>([^<]+)")
_IN_TEXT = re.compile(r"https?://[^\s)\"<>\\]+")


def addresses_in(markup):
    """Whatever a page names as an address, in any attribute that may hold one."""
    page, found = Page(markup), []
    for _tag, attributes in page.tags:
        for name, value in attributes.items():
            if name in {"href", "src", "action", "poster", "data"}:
                found.append(value or "")
            elif name == "content" and re.match(r"/|https?:", value or ""):
                found.append(value)
            elif name == "srcset":
                found += [one.split()[0] for one in (value or "").split(",") if one.strip()]
    structured_data = [text for *_around, text in page.texts if '"@' in text]
    return found + [address for text in structured_data for address in _IN_TEXT.findall(text)]


def addresses(response):
    kind, text = response.headers["Content-Type"], response.getvalue().decode(errors="replace")
    if "html" in kind:
        return addresses_in(text)
    if "xml" in kind:
        entries = [unescape(found) for found in re.findall(r"<content[^>]*>(.*?)</content>", text, re.DOTALL)]
        inside = [address for entry in entries for address in addresses_in(entry)]
        return [unescape("".join(found)) for found in _IN_XML.findall(text)] + inside
    return _IN_TEXT.findall(text) if "text" in kind or "json" in kind else []


def ours(address, page):
    """The path and query of an address of this site that the site itself answers, or None."""
    whole = urljoin(SITE + page, address.partition("#")[0])
    if not whole.startswith(SITE + "/"):
        return None
    path = urlsplit(whole).path
    if path.startswith(("/static/", "/admin/")):
        return None
    return whole.removeprefix(SITE)


def walk(client, starts=STARTS):
    """{path: response} of all that can be reached, with whatever page names it for those not found."""
    seen, todo, named_by = {}, list(starts), {}
    while todo:
        path = todo.pop()
        if path in seen:
            continue
        seen[path] = response = client.get(path)
        assert len(seen) < TOO_MANY, "the site has no end"
        if response.status_code == 200:
            for address in addresses(response):
                found = ours(address, path)
                if found:
                    named_by.setdefault(found, path)
                    todo.append(found)
    lost = {path: (r.status_code, named_by.get(path)) for path, r in seen.items() if r.status_code != 200}
    assert lost == {}
    return seen


def sitemap(responses):
    text = responses["/sitemap.xml"].getvalue().decode()
    return [unescape(address).removeprefix(SITE) for address in re.findall(r"<loc>([^<]+)</loc>", text)]


def hide(word, verb):
    """A text of each kind with the word in every slot, made and then taken through `verb`."""
    topic = Topic.objects.first() or factories.topic()
    said = {"summary": word, "topics": [topic], "slug": word.lower()}
    made = [
        factories.article(word, body=f"<h2>{word}</h2><p>{word}</p>", key_points=[word], **said),
        factories.faq(word, questions=[f"{word}?"], **said),
        factories.page(word, summary=word, body=f"<p>{word}</p>", slug=word.lower()),
        factories.exercise(word, start=word, stop_if=[word], **said),
    ]
    for document in made:
        document.sources.create(title=word)
        document.record(by=None)
        verb(document)
    return made


def stay_a_draft(document):
    pass


def plan(document):
    factories.publish(document, at=timezone.now() + datetime.timedelta(days=1))


def withdraw(document):
    factories.publish(document)
    document.withdraw(by=None)


def trash(document):
    factories.publish(document)
    document.trash(by=None)


def run_out(document):
    factories.publish(document)
    Edition.objects.filter(document=document).update(
        live_from=timezone.now() - datetime.timedelta(days=2),
        live_until=timezone.now() - datetime.timedelta(days=1),
    )


HIDDEN = {
    "Canarydraft": stay_a_draft,
    "Canaryplanned": plan,
    "Canarywithdrawn": withdraw,
    "Canarytrashed": trash,
    "Canaryended": run_out,
}


def change_all_that_is_live(word):
    """Changes to the working copies that nobody has published."""
    for document in Document.objects.live():
        kept = document.slug
        document.title, document.summary, document.key_points = f"{word} title", word, [word] * 3
        document.body = f"<p>{word}</p>" if document.body else ""
        document.save()
        assert document.slug == kept
        document.questions.update(question=f"{word}?")
        document.steps.update(text=word)
        document.sources.create(title=word)
        document.record(by=None)


def test_words_that_are_not_live_are_nowhere(starter, client, monkeypatch):
    monkeypatch.setattr(feeds, "ENTRIES", 5)
    change_all_that_is_live("Canarychange")
    hidden = [document for word, verb in HIDDEN.items() for document in hide(word, verb)]
    live = factories.article("Seen", summary="Canaryseen", live=True, slug="seen")
    with kept_layout():
        seen = walk(client)
    assert len(seen) > 60
    holders = {}
    for path, response in seen.items():
        for word in re.findall(rb"(?i)canary\w+", response.getvalue()):
            holders.setdefault(word.decode(), set()).add(path)
    assert {live.get_absolute_url(), "/", "/articles/", "/feed/", "/llms.txt"} <= holders.pop("Canaryseen")
    assert holders == {}
    assert not set(sitemap(seen)) & {document.get_absolute_url() for document in hidden}
    # Else a clean result would mean nothing.
    assert {"/sitemap.xml", "/robots.txt", "/manifest.webmanifest", "/topics/knee/feed/"} <= set(seen)
    assert {f"/exercises/bridge/{page}" for page in ("", "step-by-step/", "handout/")} <= set(seen)
    assert len([path for path in seen if path.startswith("/feed/?")]) >= 3
    assert [path for path in seen if path.startswith("/media/pictures/")]


def test_every_address_of_the_sitemap_is_a_live_page_under_its_own_name(starter, client):
    for word, verb in HIDDEN.items():
        hide(word, verb)
    moved = Document.objects.get(slug="your-first-physical-therapy-visit")
    moved.slug = "your-first-visit"
    moved.save()
    listed = sitemap({"/sitemap.xml": client.get("/sitemap.xml")})
    assert len(listed) == len(set(listed)) > 30
    for path in listed:
        response = client.get(path)
        assert response.status_code == 200, path
        text = response.content.decode()
        assert re.findall(r'<link rel="canonical" href="([^"]*)"', text) == [SITE + path]
        assert "noindex" not in text + response.headers.get("X-Robots-Tag", ""), path
    assert {document.get_absolute_url() for document in Document.objects.live()} <= set(listed)
    assert "/articles/your-first-visit/" in listed


def test_moved_and_withdrawn_addresses_answer_so_and_leave_the_files(starter, client):
    moved, gone = Document.objects.live().filter(kind="article")[:2]
    old = moved.get_absolute_url()
    moved.slug = "moved-elsewhere"
    moved.save()
    gone.withdraw(by=None)
    response = client.get(old)
    assert (response.status_code, response.headers["Location"]) == (301, "/articles/moved-elsewhere/")
    assert client.get(gone.get_absolute_url()).status_code == 410
    for path in ("/sitemap.xml", "/feed/", "/llms.txt"):
        text = client.get(path).getvalue().decode()
        assert moved.get_absolute_url() in text, path
        assert old not in text and gone.get_absolute_url() not in text, path
