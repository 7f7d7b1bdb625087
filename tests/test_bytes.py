"""What a phone downloads before it shows a page, and the files that come without Django."""

import html
import io
import re
from functools import cache
from pathlib import Path
from urllib.parse import urljoin

import brotli
import pytest
from django.template import Context, Engine
from django.templatetags.static import static
from PIL import ImageFont

from clinic_site.files import with_files
from clinic_site.static_files import SHEETS, joined
from content.models import Article
from content.pictures import renditions
from tests.support.html import Page
from tests.support.project import ROOT

FONTS = ROOT / "static/fonts"
PHONE = 360 * 2  # device pixels across
YEAR = 31536000
LIBRARIES = {"i18n": "django.templatetags.i18n"}


# How a style sheet and a script name the files that they need.
IMPORTS = {
    ".css": re.compile(r"""@import\s+(?:url\()?["']?([^"')\s;]+)"""),
    ".js": re.compile(r"""(?m)^\s*(?:import|export)\b(?:[^;"'()]*\bfrom)?\s*["']([^"']+)["']"""),
}


@pytest.fixture
def read(collected):
    """read(address) gives the bytes of a static file of production, where the pages name it by its hash."""

    def of_the_site(address):
        assert address.startswith("/static/"), address
        return (collected / address.removeprefix("/static/")).read_bytes()

    return of_the_site


def with_imports(address, read):
    """{address: bytes} of a style sheet or script and of all that it imports."""
    needed, todo = {}, [address]
    while todo:
        address = todo.pop()
        if address not in needed:
            needed[address] = read(address)
            imports = IMPORTS[Path(address).suffix].findall(needed[address].decode())
            todo += [urljoin(address, each) for each in imports]
    return needed


def font_faces():
    return (ROOT / "static/css/site/fonts.css").read_text()


def faces(text):
    """(file, its letters in the style sheet or None for all, is it slanted) of each font of the site."""
    for face in re.findall(r"(?s)@font-face {(.*?)}", text):
        if file := re.search(r"fonts/([^)\"]+)\"?\)", face):
            ranges = re.findall(r"U\+([0-9A-F]+)-?([0-9A-F]*)", face)
            letters = {chr(n) for one, last in ranges for n in range(int(one, 16), int(last or one, 16) + 1)}
            yield file[1], letters or None, "italic" in face


def words(text):
    """What a page shows, near enough."""
    return html.unescape(re.sub(r"(?s)<script.*?</script>|<[^>]*>", " ", text))


def first_view(client, address, read):
    """{address: bytes on the wire} of all that the page needs besides its pictures, headers left out."""
    text = client.get(address).content
    page = Page(text.decode())
    sheets = [link["href"] for link in page.all("link") if link.get("rel") == "stylesheet"]
    scripts = [script["src"] for script in page.all("script") if "src" in script]
    scripts += [link["href"] for link in page.all("link") if link.get("rel") == "modulepreload"]
    files = {}
    for each in [*sheets, *scripts]:
        files |= with_imports(each, read)
    loads = {address: len(brotli.compress(text, quality=5))}  # as the page cache does at once
    loads |= {name: packed(content) for name, content in files.items()}
    styles = "".join(content.decode() for name, content in files.items() if name.endswith(".css"))
    shown = set(words(text.decode()))
    for font, letters, slanted in faces(styles):
        if (page.all("em") or page.all("i") or not slanted) and (letters is None or letters & shown):
            loads[f"/static/fonts/{font}"] = len(read(f"/static/fonts/{font}"))
    return page, loads


@cache
def packed(content):
    return len(brotli.compress(content))


def longest_article(client):
    addresses = [article.get_absolute_url() for article in Article.objects.live()]
    return max(addresses, key=lambda address: len(client.get(address).content))


def test_the_first_view_is_small(starter, client, read):
    for address in ("/", longest_article(client), "/faq/safety/", "/topics/knee/", "/exercises/bridge/"):
        page, loads = first_view(client, address, read)
        assert sum(loads.values()) <= 60_000, loads  # the promise is 95,000
        assert len(loads) <= 8, loads
        preloaded = {link["href"] for link in page.all("link") if link.get("rel") == "preload"}
        assert preloaded == {each for each in loads if each.endswith(".woff2")}


def test_a_style_sheet_is_joined_from_its_parts_each_in_its_layer():
    files = {
        "css/site.css": "/* All. */\n@layer a, b;\n"
        '@import "site/a.css" layer(a);\n@import "site/b.css";\np { top: 0 }',
        "css/site/a.css": "a {\n  background: url(../../img/icon.svg);\n}\n",
        "css/site/b.css": '@import "../c.css" layer(b);\n',
        "css/c.css": '/* Of\nboth. */ c::after { content: " ("; background: url(../img/icon.svg) }',
    }
    assert joined("css/site.css", files.__getitem__).strip() == (
        "@layer a, b; @layer a {a { background: url(../img/icon.svg); } } "
        '@layer b { c::after { content: " ("; background: url(../img/icon.svg) }} p { top: 0 }'
    )


@pytest.mark.parametrize("name", SHEETS)
def test_production_sends_a_style_sheet_without_imports_and_with_hashed_fonts(read, name):
    text = read(static(name)).decode()
    assert "@import" not in text
    assert "/*" not in text
    addresses = re.findall(r"""url\(["']?([^"')]+)""", text)
    assert addresses
    assert all(re.search(r"\.[0-9a-f]{12}\.woff2$", address) for address in addresses)
    assert all(read(urljoin(static(name), address)) for address in addresses)


def test_pages_are_sent_without_the_indentation_of_their_templates(starter, client):
    for address in ("/", longest_article(client), "/search/?q=knee", "/no-such-page/"):
        page = client.get(address).content.decode()
        assert re.findall(r"(?m)^[ \t]+\S.*", page) == [], address


def test_a_line_with_nothing_but_a_decision_leaves_no_line(settings, tmp_path):
    (tmp_path / "page.html").write_text(
        '{% load i18n %}\n<ul>\n  {% for n in "ab" %}\n    {% translate "No" as no %}\n    <li>{{ n }}</li>\n'
        '  {% endfor %}\n  {% translate "Yes" %}\n  {{ no }}\n</ul>\n'
    )
    (tmp_path / "mail.txt").write_text("Hello\n  {% if True %}\n  you\n{% endif %}\n")
    engine = Engine(dirs=[tmp_path], loaders=["clinic_site.template_loader.Loader"], libraries=LIBRARIES)
    page, mail = (engine.get_template(name).render(Context()) for name in ("page.html", "mail.txt"))
    assert page == "<ul>\n<li>a</li>\n<li>b</li>\nYes\n\n</ul>\n"
    assert mail == "Hello\n  \n  you\n\n"


def test_only_the_picture_on_top_hurries_and_none_moves_the_text(starter, client):
    for address in ("/", longest_article(client), "/topics/knee/", "/articles/", "/people/"):
        images = Page(client.get(address).content.decode()).all("img")
        assert all(image["width"] and image["height"] for image in images)
        first = [image for image in images if "fetchpriority" in image]
        assert len(first) <= 1, address
        assert all("loading" not in image for image in first)
        assert all(image["loading"] == "lazy" for image in images if image not in first), address
    assert len(Page(client.get("/").content.decode()).all("img")) > 3


def test_what_a_style_sheet_or_script_imports_is_counted():
    files = {
        "/static/css/site.css": b'@import "site/a.css" layer(a);\n@import url(site/b.css);\np {}',
        "/static/css/site/a.css": b"a {}",
        "/static/css/site/b.css": b"b {}",
        "/static/js/a.js": b'import { b } from "./b.js";\nimport "./c.js";\nimport(later);',
        "/static/js/b.js": b'import {\n  one,\n  two,\n} from "./c.js";\nexport * from "./a.js";',
        "/static/js/c.js": b"export const one = 1;",
    }
    sheets = with_imports("/static/css/site.css", files.__getitem__)
    scripts = with_imports("/static/js/a.js", files.__getitem__)
    assert sheets.keys() | scripts.keys() == files.keys()


def test_the_picture_on_top_is_small_on_a_phone():
    shown = 0.92 * PHONE
    width = min(width for width in renditions.WIDTHS if width >= shown)
    drawings = (ROOT / "content/transfer/starter/pictures").iterdir()
    drawing = max(drawings, key=lambda file: file.stat().st_size)
    made = renditions.make_renditions(
        drawing.read_bytes(), formats=["avif"], is_stored=lambda _stem, at, _ending: at != width
    )
    (data,) = made.files.values()
    assert len(data) <= 45_000


def held(file, letters):
    """Which of the letters a font can draw."""
    font = ImageFont.truetype(FONTS / file, 40)
    missing = bytes(font.getmask("\u4e00"))
    return {letter for letter in letters if letter.isspace() or bytes(font.getmask(letter)) != missing}


ENGLISH_AND_SPANISH = {*map(chr, range(0x21, 0x7F)), *"áéíóúüñÁÉÍÓÚÜÑ¿¡“”‘’–—…•°©"}


@pytest.mark.parametrize("name", [file.name for file in FONTS.glob("*.woff2")])
def test_the_fonts_are_small_and_hold_the_letters_of_both_languages(name):
    assert (FONTS / name).stat().st_size < 14_000  # a phone gets that in one turn
    letters = ENGLISH_AND_SPANISH if "common" in name else ENGLISH_AND_SPANISH | {*"ªº«»ÀÇËßäøœ€"}
    assert letters - held(name, letters) == set()


def test_each_letter_is_in_one_file_and_english_and_spanish_need_no_other():
    seen = {}
    for file, letters, _slanted in faces(font_faces()):
        if letters is None:
            continue
        assert letters - held(file, letters) == set(), file
        assert ("common" in file) == (letters >= ENGLISH_AND_SPANISH)
        family = file.partition("-")[0]
        assert not letters & seen.setdefault(family, set()), file
        seen[family] |= letters
    assert [{*"aéäœ€"} - letters for letters in seen.values()] == [set(), set()]


def test_what_the_device_has_stands_in_at_the_same_size():
    faces = re.findall(r"(?s)@font-face {(.*?)}", font_faces())
    standing_in = [face for face in faces if "local(" in face]
    assert standing_in
    for face in standing_in:
        assert all(f"{part}:" in face for part in ("size-adjust", "ascent-override", "descent-override"))
    assert all("font-display: swap" in face for face in faces if face not in standing_in)


# Files without Django


@pytest.fixture
def ask(settings, tmp_path):
    """ask(address) gives (status, headers, body), or None if it was left to the application."""
    settings.STATIC_ROOT, settings.MEDIA_ROOT = tmp_path / "static", tmp_path / "media"
    settings.STATIC_ROOT.mkdir()
    (settings.STATIC_ROOT / "site.0123456789ab.css").write_text("a { color: red }" * 50)
    (settings.STATIC_ROOT / "site.0123456789ab.css.br").write_bytes(b"brotli")
    (settings.STATIC_ROOT / "site.0123456789ab.css.gz").write_bytes(b"a page that gzip made")
    (settings.STATIC_ROOT / "site.css").write_text("a { color: red }")
    (settings.MEDIA_ROOT / "pictures").mkdir(parents=True)
    (settings.MEDIA_ROOT / "share").mkdir()
    for name in ("pictures/0123456789abcdef-800.avif", "pictures/notes.txt", "share/0123456789abcdef.jpg"):
        (settings.MEDIA_ROOT / name).write_bytes(b"bytes of the picture")
    passed_on = []
    files = with_files(lambda environ, start_response: passed_on.append(environ) or [], settings)

    def get(address, method="GET", **headers):
        response, before = [], len(passed_on)
        environ = {"REQUEST_METHOD": method, "PATH_INFO": address, "wsgi.input": io.BytesIO()} | headers
        body = b"".join(files(environ, lambda status, headers: response.extend([status, dict(headers)])))
        return None if len(passed_on) > before else (*response, body)

    return get


PICTURE = "/media/pictures/0123456789abcdef-800.avif"


def test_a_picture_comes_without_django_and_may_be_kept_for_a_year(ask):
    status, headers, body = ask(PICTURE)
    assert (status, body, headers["Content-Type"]) == ("200 OK", b"bytes of the picture", "image/avif")
    assert headers["Content-Length"] == "20"
    assert headers["Cache-Control"] == f"public, max-age={YEAR}, immutable"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert ask(PICTURE, "HEAD") == (status, headers, b"")


@pytest.mark.parametrize(
    "address",
    [
        "/media/share/0123456789abcdef.jpg",  # only while its text is live
        "/media/pictures/notes.txt",
        "/media/pictures/../share/0123456789abcdef.jpg",
        "/media/pictures/0123456789abcdef-800.avif/",
        "/media/pictures/0123456789abcdef-800.avif\n",
        "/media/pictures/0123456789abcde٣-800.avif",
        "/media/pictures/fedcba9876543210-800.avif",
        "/media/pictures/\x00",
        "/media/",
        "/static/../clinic.sqlite3",
        "/static//site.css",
        "/static/site.css.br/",
        "/",
        "",
    ],
)
def test_all_else_is_left_to_the_application(ask, address):
    assert ask(address) is None


def test_a_picture_is_only_read(ask):
    assert ask(PICTURE, "POST") is None


def test_a_static_file_comes_compressed_and_its_hashed_name_may_be_kept_for_a_year(ask):
    address = "/static/site.0123456789ab.css"
    status, headers, body = ask(address, HTTP_ACCEPT_ENCODING="gzip, br")
    assert (status, body, headers["Content-Encoding"]) == ("200 OK", b"brotli", "br")
    assert headers["Cache-Control"] == f"max-age={YEAR}, public, immutable"
    assert headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Vary"] == "Accept-Encoding"
    weighed = {"gzip;q=0.5, br;q=0.1": "gzip", "br;q=0, gzip": "gzip", "br;q=0": None, "*;q=1": "br"}
    for accepts, encoding in weighed.items():
        assert ask(address, HTTP_ACCEPT_ENCODING=accepts)[1].get("Content-Encoding") == encoding, accepts
    assert ask(address, HTTP_IF_NONE_MATCH=headers["ETag"])[0] == "304 Not Modified"
    assert "immutable" not in ask("/static/site.css")[1]["Cache-Control"]
