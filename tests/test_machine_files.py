"""robots.txt, llms.txt, security.txt, the manifest and the icons; what all files for machines share."""

import datetime
import io
import re
import urllib.robotparser

import pytest
from django.core.exceptions import ValidationError
from django.urls import get_resolver
from PIL import Image

from content.models.publishing.document import RESERVED_ADDRESSES
from content.public.machines.robots import AI_CRAWLERS
from tests.support import factories
from tests.support.html import Page
from tests.support.project import PRODUCTION, ROOT, manage, patterns

pytestmark = pytest.mark.django_db

SITE = "http://127.0.0.1:8000"
FILES = {
    "/sitemap.xml": "application/xml",
    "/sitemap-lists-1.xml": "application/xml",
    "/feed/": "application/atom+xml; charset=utf-8",
    "/topics/knee/feed/": "application/atom+xml; charset=utf-8",
    "/robots.txt": "text/plain; charset=utf-8",
    "/llms.txt": "text/plain; charset=utf-8",
    "/.well-known/security.txt": "text/plain; charset=utf-8",
    "/manifest.webmanifest": "application/manifest+json",
    "/a-key-for-tests.txt": "text/plain; charset=utf-8",
}

TEXTS = {"/sitemap.xml", "/sitemap-lists-1.xml", "/feed/", "/topics/knee/feed/", "/llms.txt"}


@pytest.mark.parametrize("path", FILES)
def test_a_file_says_what_it_is_sets_no_cookie_and_may_be_kept(sign_in, client, settings, path):
    settings.SECURITY_CONTACT, settings.INDEXNOW_KEY = ["mailto:a@example.org"], "a-key-for-tests"
    factories.clinic()
    factories.article(topics=[factories.topic("Knee")], live=True)
    for visitor in (client, sign_in("Editor")):
        response = visitor.get(path)
        assert response.status_code == 200
        assert response.headers["Content-Type"] == FILES[path]
        kept = "public, max-age=" if visitor is client or path not in TEXTS else "private, no-cache"
        assert response.headers["Cache-Control"].startswith(kept)
        assert not response.cookies
        assert "Cookie" not in response.headers.get("Vary", "")
        assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert client.head(path).status_code == 200
    assert client.post(path).status_code == 405


def test_an_empty_site_has_its_files_too(client):
    for path in ("/sitemap.xml", "/feed/", "/robots.txt", "/llms.txt", "/manifest.webmanifest"):
        assert client.get(path).status_code == 200, path


# robots.txt


def robots(client):
    text = client.get("/robots.txt").content.decode()
    rules = urllib.robotparser.RobotFileParser()
    rules.parse(text.splitlines())
    return text, rules


def test_robots_may_read_all_pages_and_whatever_says_noindex(client):
    text, rules = robots(client)
    for name in ("Googlebot", "GPTBot", "anything"):
        assert rules.can_fetch(name, f"{SITE}/articles/knee/")
        assert rules.can_fetch(name, f"{SITE}/media/pictures/x.jpg")
        for path in ("/search/?q=knee", "/search/suggest/?q=knee", "/admin/", "/admin/login/"):
            assert rules.can_fetch(name, f"{SITE}{path}")
            assert client.get(path).headers["X-Robots-Tag"] == "noindex"
    assert rules.site_maps() == [f"{SITE}/sitemap.xml"]
    assert "GPTBot" not in text


def test_a_clinic_can_ask_the_crawlers_of_language_models_to_stay_away(client, settings):
    settings.AI_CRAWLERS = "block"
    _text, rules = robots(client)
    for name in AI_CRAWLERS:
        assert not rules.can_fetch(name, f"{SITE}/articles/knee/"), name
    for name in ("Googlebot", "Bingbot", "Applebot", "DuckDuckBot"):
        assert rules.can_fetch(name, f"{SITE}/articles/knee/"), name
    assert rules.site_maps() == [f"{SITE}/sitemap.xml"]


# llms.txt


def test_llms_txt_lists_what_patients_can_read(starter, client):
    lines = client.get("/llms.txt").content.decode().splitlines()
    assert lines[0] == "# Larkfield Physical Therapy"
    assert lines[2].startswith("> ")
    headings = [line for line in lines if line.startswith("#")][1:]
    assert all(line.startswith("## ") for line in headings)
    assert headings[-3:] == ["## Questions and answers", "## Our team", "## About this site"]
    listed = [line for line in lines if line.startswith("- ")]
    assert len(listed) > 17
    for line in listed:
        address = re.fullmatch(rf"- \[.+\]\({SITE}(/\S+)\)(: .+)?", line)[1]
        assert client.get(address).status_code == 200, line


def test_llms_txt_keeps_its_shape_whatever_a_title_holds(client):
    factories.clinic(name="Oak\n# Elm")
    topic = factories.topic("Knee")
    factories.article("Knees [new](x)\n## More & <b>", summary="One\n\n- two", topics=[topic], live=True)
    factories.article("Filed nowhere", live=True)
    text = client.get("/llms.txt").content.decode()
    assert text.splitlines()[0] == "# Oak # Elm"
    assert "- [Knees \\[new\\](x) ## More & <b>](" in text
    assert "): One - two\n" in text
    assert text.count("\n## ") == 2  # Knee, and what is filed nowhere
    assert "## Other articles\n\n- [Filed nowhere](" in text


def test_llms_txt_does_not_grow_without_end(client, monkeypatch):
    monkeypatch.setattr("content.public.machines.llms.MOST", 2)
    factories.clinic()
    topic = factories.topic("Knee")
    for number in range(4):
        factories.article(f"Text {number}", topics=[topic], live=True)
    text = client.get("/llms.txt").content.decode()
    assert text.count("- [Text") == 2
    assert f"({SITE}/topics/knee/)" in text


# security.txt


def test_security_txt_says_whom_to_write_to_and_runs_out_within_a_year(client, settings):
    assert client.get("/.well-known/security.txt").status_code == 404
    settings.SECURITY_CONTACT = ["mailto:safe@example.org", "https://example.org/report"]
    lines = client.get("/.well-known/security.txt").content.decode().splitlines()
    fields = [line.split(": ", 1) for line in lines]
    assert [value for name, value in fields if name == "Contact"] == settings.SECURITY_CONTACT
    (expires,) = [value for name, value in fields if name == "Expires"]
    left = datetime.datetime.fromisoformat(expires) - datetime.datetime.now(datetime.UTC)
    assert datetime.timedelta(days=100) < left < datetime.timedelta(days=365)
    assert ["Canonical", f"{SITE}/.well-known/security.txt"] in fields


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"AI_CRAWLERS": "maybe"}, "AI_CRAWLERS is neither allow nor block"),
        ({"SECURITY_CONTACT": "call us"}, "SECURITY_CONTACT takes"),
        ({"SECURITY_CONTACT": "a@example.org,javascript:alert"}, "SECURITY_CONTACT takes"),
        ({"INDEXNOW_KEY": "short"}, "INDEXNOW_KEY needs 8 to 128"),
        ({"INDEXNOW_KEY": "a" * 129}, "INDEXNOW_KEY needs 8 to 128"),
        ({"INDEXNOW_KEY": "with a space"}, "INDEXNOW_KEY needs 8 to 128"),
        ({"INDEXNOW_ENDPOINT": "file:///etc/passwd"}, "INDEXNOW_ENDPOINT is no web address"),
    ],
)
def test_a_setting_that_cannot_be_right_is_refused_in_plain_words(given, said):
    run = manage("check", **PRODUCTION | given)
    assert run.returncode != 0
    assert said in run.stderr


def test_good_settings_are_taken():
    code = "from django.conf import settings as s; print(s.SECURITY_CONTACT, s.AI_CRAWLERS, s.INDEXNOW_KEY)"
    given = {"SECURITY_CONTACT": "a@example.org,https://example.org/x", "AI_CRAWLERS": "block"}
    run = manage("shell", "-v", "0", "-c", code, **PRODUCTION | given | {"INDEXNOW_KEY": "abcd-1234"})
    assert run.stdout.strip() == "['mailto:a@example.org', 'https://example.org/x'] block abcd-1234"


# Manifest and icons


def static_file(path):
    return (ROOT / "static" / path.removeprefix("/static/")).read_bytes()


def test_the_manifest_names_the_clinic_and_icons_that_are_there(client):
    factories.clinic(name="Riverside Physical Therapy", welcome="Plain pages.")
    said = client.get("/manifest.webmanifest").json()
    assert said["name"] == "Riverside Physical Therapy"
    assert said["short_name"] == "Riverside"
    assert said["start_url"] == said["scope"] == said["id"] == "/"
    purposes = set()
    for icon in said["icons"]:
        image = Image.open(io.BytesIO(static_file(icon["src"])))
        assert f"{image.width}x{image.height}" == icon["sizes"]
        assert Image.MIME[image.format] == icon["type"]
        purposes.add((icon["sizes"], icon["purpose"]))
    assert {("192x192", "any"), ("512x512", "any"), ("512x512", "maskable")} == purposes


def test_a_maskable_icon_and_the_touch_icon_fill_their_square(client):
    for path in ("img/icon-maskable-512.png", "root/apple-touch-icon.png"):
        image = Image.open(io.BytesIO(static_file(path))).convert("RGBA")
        corners = [image.getpixel((x, y)) for x in (0, image.width - 1) for y in (0, image.height - 1)]
        assert {corner[3] for corner in corners} == {255}, path


def test_every_page_names_its_icons_and_its_manifest(client):
    factories.clinic()
    head = Page(client.get("/").content.decode())
    named = {link["rel"]: link["href"] for link in head.all("link") if "rel" in link}
    assert named["manifest"] == "/manifest.webmanifest"
    assert named["apple-touch-icon"] == "/apple-touch-icon.png"
    icons = [link["href"] for link in head.all("link") if link.get("rel") == "icon"]
    assert icons == ["/favicon.ico", "/static/img/icon.svg"]


@pytest.mark.parametrize(
    ("path", "size"), [("/favicon.ico", (48, 48)), ("/apple-touch-icon.png", (180, 180))]
)
def test_browsers_find_the_icons_they_ask_for_unasked(client, path, size):
    response = client.get(path)
    assert response.status_code == 200
    assert response.headers["Content-Type"] in {"image/png", "image/x-icon"}
    assert Image.open(io.BytesIO(response.getvalue())).size == size


# Addresses


def test_no_page_can_take_an_address_of_the_site():
    routes = {route.lstrip("^").split("/")[0] for _name, route in patterns(get_resolver()) if "/" in route}
    plain = {first for first in routes if re.fullmatch(r"[\w-]+", first)}
    assert {"feed", "articles", "admin"} <= plain
    assert plain <= RESERVED_ADDRESSES
    taken = factories.page(slug="feed")
    with pytest.raises(ValidationError, match="taken by the site"):
        taken.full_clean()
