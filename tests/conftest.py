"""Shared fixtures: fast passwords, a media folder of its own, signed-in clients."""

import gc
import itertools
from functools import cache

import psycopg
import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connections
from django.db.models.signals import post_migrate
from django.test import Client
from django.test.utils import override_settings
from xdist.scheduler import LoadFileScheduling

from content import background
from tests.support import factories, signing_in, starter_content, stored_rows
from tests.support.many_pages import crawl
from tests.support.project import COMPRESSED
from tests.support.servers import database_url

LONG = {"test_upgrade.py", "test_copy_database.py"}  # besides those with a browser
STATIC_OF_PRODUCTION = {"staticfiles": {"BACKEND": "clinic_site.static_files.StaticFiles"}}


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """A worker gets a file at a time, so that what its tests share is made once."""
    config.option.loadscopereorder = False  # in the order below, not by the number of tests
    return LoadFileScheduling(config, log)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    """Files that take longest come first, so that no worker is alone with one in the end."""
    for item in items:
        marker = item.get_closest_marker("django_db")
        if marker and marker.kwargs.get("serialized_rollback"):
            # Django would not say that it emptied the tables, and nothing would be put back.
            raise pytest.UsageError(f"{item.nodeid}: leave out serialized_rollback")
    items.sort(key=lambda item: (not item.get_closest_marker("browser"), item.path.name not in LONG))


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings, tmp_path_factory):
    """SQLite in a file of this process, so that tests can write from two threads as the site would."""
    database = connections["default"].settings_dict
    if database["ENGINE"].endswith("sqlite3"):
        database["TEST"]["NAME"] = tmp_path_factory.mktemp("database") / "test.sqlite3"
        at_start = database["OPTIONS"]["init_command"]
        # Nobody waits for the disk: what a test wrote may be lost when the machine goes down.
        database["OPTIONS"]["init_command"] = at_start.replace("synchronous=FULL", "synchronous=OFF")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """The rows that migrations made. They are put back whenever a test has emptied the database.

    A test with transactions of its own commits what it writes, and Django empties every table afterwards.
    It says so by the signal that follows a migration.
    """
    with django_db_blocker.unblock():
        migrated = stored_rows.read()

    def put_back(**_more):
        stored_rows.put_back(migrated)

    last = [app for app in apps.get_app_configs() if app.models_module][-1]
    post_migrate.connect(put_back, sender=last)
    yield migrated
    post_migrate.disconnect(put_back, sender=last)


@pytest.fixture(scope="session", autouse=True)
def less_to_look_through():
    """What was loaded stays, and a form of the desk makes ten thousands of objects that do not.

    To look through all of them again and again takes a tenth of the time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000)


@pytest.fixture(scope="session")
def media_folders(tmp_path_factory):
    """A folder's name for each test; whoever stores a picture makes the folder."""
    folder = tmp_path_factory.mktemp("media")
    return (folder / str(number) for number in itertools.count(1))


@pytest.fixture(autouse=True)
def quick_and_apart(settings, media_folders, tmp_path_factory):
    settings.VAR_DIR = tmp_path_factory.getbasetemp()
    settings.SECOND_FACTOR_KEY_FILE = tmp_path_factory.getbasetemp() / "second-factor.key"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.MEDIA_ROOT = folder = next(media_folders)
    settings.RECORDS_DIR = folder.with_name(f"{folder.name}-records")
    settings.BACKUP_DIR = folder.with_name(f"{folder.name}-backups")
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }


@pytest.fixture(autouse=True)
def in_the_foreground(monkeypatch):
    """What a thread would do in the background is done at once: a test looks at what came of it."""
    monkeypatch.setattr(background, "later", background.run)


@pytest.fixture(scope="session")
def collected_files(tmp_path_factory):
    """The folder that `collectstatic` fills for production; nothing in it is compressed, to save time."""
    folder = tmp_path_factory.mktemp("static")
    with override_settings(
        STATIC_ROOT=folder,
        STORAGES=STATIC_OF_PRODUCTION,
        WHITENOISE_SKIP_COMPRESS_EXTENSIONS=COMPRESSED,
    ):
        call_command("collectstatic", interactive=False, verbosity=0)
    return folder


@pytest.fixture
def collected(settings, collected_files):
    """That folder, for a test of pages that name its files as in production."""
    settings.STATIC_ROOT, settings.STORAGES = collected_files, settings.STORAGES | STATIC_OF_PRODUCTION
    return collected_files


@pytest.fixture
def no_mail(settings):
    """As it is until EMAIL_URL names a server, on Django 5.2 and from 6.1 on."""
    console = "django.core.mail.backends.console.EmailBackend"
    if hasattr(settings, "MAILERS"):
        settings.MAILERS = {"default": {"BACKEND": console}}
    else:
        settings.EMAIL_BACKEND = console


@pytest.fixture(scope="module")
def committed_site(django_db_setup, django_db_blocker, tmp_path_factory):
    """A small site that other processes see too, for all tests of a file; gives its MEDIA_ROOT."""
    media = tmp_path_factory.mktemp("media")
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=media):
        picture = factories.picture()
        factories.clinic(picture=picture)
        factories.picture(alt="A drawn hip", colour="navy", dark=True)
        factories.article("Sore knees", slug="sore-knees", hero=picture, live=True)
        factories.faq(slug="your-visit", live=True)
        factories.page(slug="about-us", live=True)
        Client().force_login(factories.user("Editor", username="edna"))
        background.wait()
        yield media
        stored_rows.put_back(django_db_setup)


@pytest.fixture
def empty_database(tmp_path):
    """The address of a new database, of the kind that the tests run on."""
    if connections["default"].vendor == "sqlite":
        yield f"sqlite:///{tmp_path / 'new.sqlite3'}"
        return
    name = f"{connections['default'].settings_dict['NAME']}_restored"
    with psycopg.connect(database_url(), autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
        yield f"{database_url()}_restored"
        server.execute(f'DROP DATABASE "{name}"')


@pytest.fixture
def sign_in(db):
    """sign_in("Editor") gives a client signed in as a new member of that group."""

    def signed_in(group=None, **more):
        client = Client()
        client.user = factories.user(group, **more)
        return signing_in.sign_in(client, client.user)

    return signed_in


@pytest.fixture
def author(sign_in):
    factories.clinic()
    return sign_in("Author")


@pytest.fixture
def editor(sign_in):
    factories.clinic()
    return sign_in("Editor", first_name="Edna", last_name="Ray")


@pytest.fixture
def reviewer(sign_in):
    factories.clinic()
    return sign_in("Reviewer")


@pytest.fixture
def administrator(sign_in):
    factories.clinic()
    return sign_in("Administrator", username="ada")


@pytest.fixture(scope="session")
def starter_folder(tmp_path_factory, worker_id):
    """One for all workers of this run."""
    own = tmp_path_factory.getbasetemp()
    folder = (own if worker_id == "master" else own.parent) / "starter"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def starter_rows(django_db_setup, starter_folder):
    """starter_rows() gives the rows of the starter content; its pictures are then in the folder."""
    return cache(lambda: starter_content.rows(starter_folder, django_db_setup))


@pytest.fixture
def load_starter(settings, starter_folder, starter_rows):
    """load_starter() gives a test the starter content, in place of all content that is there."""

    def loaded():
        settings.MEDIA_ROOT = starter_folder / "media"
        stored_rows.put_back(starter_rows())

    return loaded


@pytest.fixture
def starter(db, load_starter):
    """The whole starter content, as a clinic finds it on the first day, its pictures in one size."""
    load_starter()


@pytest.fixture(scope="session")
def crawled():
    return {}


@pytest.fixture
def starter_pages(starter, client, crawled):
    """{address: response} of every page of the starter content, asked for by the first test of a process."""
    if not crawled:
        crawled.update(crawl(client))
    return {address: response for address, response in crawled.items() if "/handout/" not in address}


@pytest.fixture
def starter_sheets(starter_pages, crawled):
    """The same of the sheets to take home, which are no pages: they stand alone, unlisted."""
    return {address: response for address, response in crawled.items() if "/handout/" in address}
