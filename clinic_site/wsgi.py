"""What a web server calls: the site in production, never with DEBUG on."""

import os

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

from clinic_site import environment, static_files

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clinic_site.settings")
if settings.DEBUG:
    raise ImproperlyConfigured(environment.why_not_production(environment.read()))
django = application = get_wsgi_application()
if static_files.are_missing():
    raise ImproperlyConfigured(static_files.MISSING)

# They import models, which are there only now.
from clinic_site.files import with_files  # noqa: E402
from clinic_site.health import with_health  # noqa: E402
from clinic_site.kept_pages import with_page_cache  # noqa: E402
from clinic_site.methods import with_methods  # noqa: E402
from clinic_site.security_headers import with_security_headers  # noqa: E402

if settings.PAGE_CACHE_DIR:
    application = with_page_cache(application)
application = with_health(with_files(application, settings), settings)
application = with_methods(application, django)
application = with_security_headers(application, settings)
