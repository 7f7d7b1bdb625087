"""What browsers are told about every answer, whoever makes it.

Pages have theirs from Django, django-csp and the middleware below. Whatever answers in front of Django, or
fails before it comes to them, gets what it lacks from `with_security_headers`; what nginx answers by itself
has them from docs/nginx.conf.
"""

HEADERS = {
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), "
    "browsing-topics=(), fullscreen=(self)",
    "Origin-Agent-Cluster": "?1",
    "X-Permitted-Cross-Domain-Policies": "none",
}
# For answers that run no script and ask for nothing but a style sheet.
WITHOUT_DJANGO = HEADERS | {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; form-action 'none'; "
    "frame-ancestors 'none'",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def security_headers(get_response):
    def middleware(request):
        response = get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response

    return middleware


def with_security_headers(application, settings):
    """The WSGI application, with what each of its answers lacks."""
    same_for_all = {"X-Content-Type-Options": "nosniff"}
    plain, secure = _by_name(same_for_all), _by_name(same_for_all | _hsts(settings))
    plain_whole, secure_whole = (_by_name(WITHOUT_DJANGO) | headers for headers in (plain, secure))
    scheme_is_in, https = settings.SECURE_PROXY_SSL_HEADER or ("wsgi.url_scheme", "https")

    def answer(environ, start_response):
        is_secure = environ.get(scheme_is_in) == https

        def start(status, headers, exc_info=None):
            # A browser writes the headers of a 304 over those of the page that it has.
            if status.startswith("304"):
                wanted = secure if is_secure else plain
            else:
                wanted = secure_whole if is_secure else plain_whole
            present = {name.lower() for name, _value in headers}
            lacking = [header for name, header in wanted.items() if name not in present]
            return start_response(status, [*headers, *lacking], exc_info)

        return application(environ, start)

    return answer


def _by_name(headers):
    return {name.lower(): (name, value) for name, value in headers.items()}


def _hsts(settings):
    """As Django's SecurityMiddleware says it of pages."""
    if not settings.SECURE_HSTS_SECONDS:
        return {}
    value = f"max-age={settings.SECURE_HSTS_SECONDS}"
    value += "; includeSubDomains" * settings.SECURE_HSTS_INCLUDE_SUBDOMAINS
    return {"Strict-Transport-Security": value + "; preload" * settings.SECURE_HSTS_PRELOAD}
