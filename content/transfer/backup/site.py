"""The site as a server would show it over some database and folder of pictures, asked for its pages."""

import contextlib
import hashlib
import html
import http.client
import re
import socket
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import quote, urlsplit

from django.conf import settings
from django.urls import reverse

from content.addresses import address_of
from content.models import Document
from content.transfer.backup.archive import MEDIA
from content.transfer.backup.errors import BackupError
from content.transfer.backup.restore import environment_of

OF_EACH_KIND = 3
PATIENCE = 60  # seconds for a server to start and to answer
PICTURE = re.compile(r"/media/((?:pictures|share)/[0-9a-z.-]+)")
LISTS = ("home", "articles", "exercises", "faq_sections", "topics", "people", "visit", "sitemap")


@dataclass(frozen=True)
class LiveText:
    kind: str
    address: str
    title: str


def live_texts(reader):
    """What patients read now, as the rows say."""
    now = datetime.now(UTC).replace(tzinfo=None).isoformat(" ")
    slugs = dict(reader.rows(Document._meta.db_table, ["id", "slug"]))
    editions = reader.rows("content_edition", ["document_id", "kind", "title", "live_from", "live_until"])
    return sorted(
        (
            LiveText(kind, address_of(kind, slugs[document]), title)
            for document, kind, title, live_from, live_until in editions
            if _text(live_from) <= now and (live_until is None or _text(live_until) > now)
        ),
        key=lambda text: (text.kind, text.address),
    )


def addresses_of(texts):
    """{address: what must stand on its page}: the lists, some texts of each kind, the feed, a search."""
    pages = dict.fromkeys(map(reverse, LISTS), "")
    for kind in {text.kind for text in texts}:
        own = [text for text in texts if text.kind == kind]
        chosen = [own[len(own) * number // OF_EACH_KIND] for number in range(OF_EACH_KIND)]
        pages |= {text.address: text.title for text in chosen}
    if articles := [text for text in texts if text.kind == Document.Kind.ARTICLE]:
        pages[reverse("feed")] = ""
        pages[f"{reverse('search')}?q={quote(articles[0].title)}"] = articles[0].title
    return pages


def problems_of_pages(get, pages, members=None):
    """Sentences about pages that fail, or whose pictures do or are not those of `members` of an archive."""
    shown = {}
    for address, words in pages.items():
        status, body = get(address)
        text = html.unescape(body.decode(errors="replace"))
        if status != 200:
            yield f"{address} answers {status}."
        elif words not in text:
            yield f"{address} does not say “{words}”."
        shown |= dict.fromkeys(PICTURE.findall(text), address)
    for name, address in shown.items():
        status, body = get(f"/{MEDIA}{name}")
        if status != 200:
            yield f"{address} shows {name}, which answers {status}."
        elif members and hashlib.sha256(body).hexdigest() != members.get(MEDIA + name, [0, ""])[1]:
            yield f"{address} shows {name}, which is not the file of the archive."


def different_pages(get, get_other, addresses):
    """Addresses whose page differs between two sites, asked twice, for the clinic may just have closed."""
    for _try in range(2):
        addresses = [address for address in addresses if get(address) != get_other(address)]
    return addresses


@contextlib.contextmanager
def served(database, media):
    """get(address) -> (status, body) of a server of its own on a free port of this machine, uncached."""
    quiet = {"PAGE_CACHE_DIR": "", "EMAIL_URL": "dummymail://", "ADMINS": "", "INDEXNOW_KEY": ""}
    env = environment_of(database, TRUST_PROXY="True", GUNICORN_CMD_ARGS="", **media.environment, **quiet)
    # Without DEBUG the site of production, which refuses to start with it.
    application = settings.WSGI_APPLICATION or "django.core.wsgi.get_wsgi_application()"
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port, number = listening.getsockname()[1], listening.fileno()
        command = [sys.executable, "-m", "gunicorn", f"--bind=fd://{number}", "--threads=4"]
        command += ["--no-control-socket", ":".join(application.rsplit(".", 1))]
        process = subprocess.Popen(  # noqa: S603
            command, cwd=settings.BASE_DIR, env=env, pass_fds=[number], stdout=-3, stderr=-3
        )
    with process:
        try:
            yield lambda address: ask(port, address)
        finally:
            process.terminate()


def ask(port, address, host="127.0.0.1"):
    """(status, body) of a page, asked for as a proxy does. Raises BackupError if nothing answers."""
    site = urlsplit(settings.SITE_URL)
    headers = {"Host": site.netloc, "X-Forwarded-Proto": site.scheme}
    with contextlib.closing(http.client.HTTPConnection(host, port, timeout=PATIENCE)) as connection:
        try:
            connection.request("GET", address, headers=headers)
            answer = connection.getresponse()
            return answer.status, answer.read()
        except (OSError, http.client.HTTPException) as error:
            raise BackupError(f"The site does not start over it, or does not answer: {error}.") from error


def _text(moment):
    """A time of PostgreSQL as SQLite has it."""
    return moment if isinstance(moment, str) else moment.astimezone(UTC).replace(tzinfo=None).isoformat(" ")
