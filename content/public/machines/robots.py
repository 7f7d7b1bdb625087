"""What machines read: sitemap, feeds, robots.txt and its like; no cookie, and caches may keep it."""

import datetime
from functools import wraps

from django.conf import settings
from django.http import (
    Http404,
    HttpResponse,
    JsonResponse,
)
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from content.public.head import absolute
from content.public.machines import llms

TEXT = "text/plain; charset=utf-8"
PAPER, INK = "#fbf8f2", "#0d5c56"  # as in site.css

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
