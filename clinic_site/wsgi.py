"""What a web server calls."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clinic_site.settings")
application = get_wsgi_application()

from django.conf import settings  # noqa: E402, they are ready only now

from clinic_site.files import with_files  # noqa: E402
from clinic_site.kept_pages import with_page_cache  # noqa: E402

if settings.PAGE_CACHE_DIR:
    application = with_page_cache(application)
if not settings.DEBUG:
    application = with_files(application, settings)
