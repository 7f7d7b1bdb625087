"""What machines read: sitemap, feeds, robots.txt and its like; no cookie, and caches may keep it."""

import datetime
import re
from functools import wraps
from html import escape

from django.conf import settings
from django.http import (
    Http404,
    HttpResponse,
    HttpResponsePermanentRedirect,
    JsonResponse,
    StreamingHttpResponse,
)
from django.shortcuts import render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from content.models import Redirect, Topic
from content.public.head import absolute
from content.public.machines import feeds, llms, sitemaps

TEXT = "text/plain; charset=utf-8"
PAPER, INK = "#fbf8f2", "#0d5c56"  # as in site.css
_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_URLSET = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    ' xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">\n'
)

# Crawlers that gather texts for language models or answer from them, by their names in robots.txt.
AI_CRAWLERS = (
    "AI2Bot",
    "Amazonbot",
    "anthropic-ai",
    "Applebot-Extended",
    "Bytespider",
    "CCBot",
    "ChatGPT-User",
    "Claude-SearchBot",
    "Claude-User",
    "ClaudeBot",
    "cohere-ai",
    "cohere-training-data-crawler",
    "Diffbot",
    "DuckAssistBot",
    "FacebookBot",
    "Google-CloudVertexBot",
    "Google-Extended",
    "GPTBot",
    "meta-externalagent",
    "meta-externalfetcher",
    "MistralAI-User",
    "OAI-SearchBot",
    "omgili",
    "PanguBot",
    "Perplexity-User",
    "PerplexityBot",
    "Timpibot",
    "YouBot",
)


def for_machines(seconds):
    """A view that only shows, nothing of the texts, and whose answer anyone may keep for so long."""

    def decorated(view):
        @require_safe
        @wraps(view)
        def answer(request, **arguments):
            response = view(request, **arguments)
            if response.status_code == 200:
                response.headers["Cache-Control"] = f"public, max-age={seconds}"
            return response

        return answer

    return decorated


@require_safe
def sitemap(request):
    if not sitemaps.is_large():
        return _urlset(sitemaps.whole())
    addresses = [absolute(reverse("sitemap_part", args=part)) for part in sitemaps.parts()]
    context = {"addresses": addresses}
    return render(request, "content/machines/sitemap_index.xml", context, content_type="application/xml")


@require_safe
def sitemap_part(request, kind, number):
    chunks = sitemaps.part(kind, int(number))
    first = next(chunks, None)
    if not first:
        raise Http404
    return _urlset(chunks, first)


def _urlset(chunks, first=()):
    def written():
        yield _URLSET
        if first:
            yield _urls(first)
        yield from (_urls(rows) for rows in chunks)
        yield "</urlset>\n"

    return StreamingHttpResponse(written(), content_type="application/xml")


def _urls(rows):
    return "".join(map(_url, rows))


def _url(row):
    changed = f"<lastmod>{row['changed_at']}</lastmod>" if row["changed_at"] else ""
    images = (f"<image:image><image:loc>{escape(image)}</image:loc></image:image>" for image in row["images"])
    return f"<url><loc>{escape(row['address'])}</loc>{changed}{''.join(images)}</url>\n"


@require_safe
def feed(request):
    more = {"subtitle": request.clinic.welcome, "alternate": absolute(reverse("articles"))}
    return _feed(request, title=request.clinic.name, identity=absolute(reverse("feed")), **more)


@require_safe
def topic_feed(request, slug):
    topic = Topic.objects.filter(slug=slug).first()
    if not topic:
        return _moved_feed(reverse("topic", args=[slug]))
    return _feed(
        request,
        topic=topic,
        title=f"{topic.name} – {request.clinic.name}",
        subtitle=topic.summary,
        identity=absolute(f"{reverse('feed')}#topic-{topic.pk}"),
        alternate=absolute(topic.get_absolute_url()),
    )


def _moved_feed(address):
    """The feed of a topic whose address changed moved with it."""
    moved_to = Redirect.objects.lead_from(address) or ""
    if not moved_to.startswith(reverse("topics")):
        raise Http404
    return HttpResponsePermanentRedirect(f"{moved_to}feed/", headers={"Cache-Control": "max-age=600"})


def _feed(request, *, topic=None, **context):
    place = {name: request.GET[name] for name in ("before", "after") if name in request.GET}
    try:
        window = feeds.window(request.clinic, topic=topic, **place)
    except ValueError:
        raise Http404 from None
    first = absolute(request.path)
    context |= {
        "window": window,
        "clinic": request.clinic,
        "site": settings.SITE_URL,
        "language": settings.LANGUAGE_CODE,
        "first": first,
        "self_address": first + "".join(f"?{name}={value}" for name, value in place.items()),
        "icon": absolute(static("img/icon-192.png")),
    }
    text = render_to_string("content/machines/feed.xml", context)
    return HttpResponse(_NOT_IN_XML.sub("", text), content_type="application/atom+xml; charset=utf-8")


@for_machines(seconds=3600)
def robots(request):
    said = []
    if settings.AI_CRAWLERS == "block":
        said += [*(f"User-agent: {name}" for name in AI_CRAWLERS), "Disallow: /", ""]
    said += ["User-agent: *", "Disallow: /admin/", "Disallow: /search/", ""]
    said += [f"Sitemap: {absolute(reverse('sitemap'))}"]
    return _text(said)


@require_safe
def llms_txt(request):
    return _text(llms.lines(request.clinic, request.frame))


@for_machines(seconds=3600)
def security_txt(request):
    """Where to report a weakness (RFC 9116); it must run out within a year, so it says half of one."""
    if not settings.SECURITY_CONTACT:
        raise Http404
    expires = timezone.now().replace(hour=0, minute=0, second=0) + datetime.timedelta(days=180)
    said = [f"Contact: {contact}" for contact in settings.SECURITY_CONTACT]
    said += [f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}", "Preferred-Languages: en"]
    return _text([*said, f"Canonical: {absolute(request.path)}"])


@for_machines(seconds=3600)
def manifest(request):
    """What a phone shows when a patient puts the site on its home screen."""
    name = request.clinic.name
    icons = [("img/icon-192.png", 192, "any"), ("img/icon-512.png", 512, "any")]
    icons += [("img/icon-maskable-512.png", 512, "maskable")]
    said = {
        "id": "/",
        "name": name,
        "short_name": name if len(name) <= 12 else name.split()[0][:12],
        "description": request.clinic.welcome or _("Patient education"),
        "lang": settings.LANGUAGE_CODE,
        "start_url": "/",
        "scope": "/",
        "display": "minimal-ui",
        "background_color": PAPER,
        "theme_color": INK,
        "icons": [
            {"src": static(path), "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}
            for path, size, purpose in icons
        ],
    }
    return JsonResponse(said, content_type="application/manifest+json")


@for_machines(seconds=3600)
def indexnow_key(request, key):
    """Proves to IndexNow that the addresses sent with this key are ours to announce."""
    if key != settings.INDEXNOW_KEY:
        raise Http404
    return HttpResponse(key, content_type=TEXT)


def _text(lines):
    return HttpResponse("".join(f"{line}\n" for line in lines), content_type=TEXT)
