import pytest
from django.core.wsgi import get_wsgi_application
from django.db import connection

from clinic_site.page_cache import PageCache, Site
from content import invalidation
from tests.support import factories
from tests.support.wsgi import SITE, App


@pytest.fixture
def app():
    return App()


@pytest.fixture
def now():
    return [1_800_000_000.0]


@pytest.fixture
def cache(app, now, tmp_path):
    return PageCache(app, tmp_path, SITE, clock=lambda: now[0])


@pytest.fixture
def kept(transactional_db, settings, monkeypatch, tmp_path):
    """The site with the cache in front, and a database whose transactions really commit."""
    settings.PAGE_CACHE_DIR = str(tmp_path)
    settings.SITE_URL, settings.ALLOWED_HOSTS = "https://clinic.example", ["clinic.example"]
    # Else the threads that make pages would hold their connections past the end of the tests.
    monkeypatch.setitem(connection.settings_dict, "CONN_MAX_AGE", 0)
    invalidation.watch(connection=connection)
    factories.clinic()
    yield PageCache(get_wsgi_application(), tmp_path, Site.from_settings(settings))
    connection.close()
