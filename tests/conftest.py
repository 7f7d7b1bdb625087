"""Shared fixtures: fast passwords, a media folder of its own, signed-in clients."""

import gc
import itertools

import pytest
from django.db import connections
from django.test import Client

from content import background
from tests.support import factories, starter_rows


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    """Tests that empty the database come last, whichever file they stand in.

    They commit what they write and empty every table afterwards. Django's own runner puts them last for this
    reason, and pytest-django does too; but pytest's order for tests that share a browser, a fixture of the
    whole session, would put those before others again. So this sorts once more, after everybody else.
    """

    def empties(item):
        marker = item.get_closest_marker("django_db")
        empties = bool(marker and marker.kwargs.get("transaction"))
        if empties and not marker.kwargs.get("serialized_rollback"):
            # The groups and words that migrations made would be gone for every test after it.
            raise pytest.UsageError(f"{item.nodeid} empties the database: say serialized_rollback=True")
        return empties

    items.sort(key=empties)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings, tmp_path_factory):
    """SQLite in a file of this process, so that tests can write from two threads as the site would."""
    database = connections["default"].settings_dict
    if database["ENGINE"].endswith("sqlite3"):
        database["TEST"]["NAME"] = tmp_path_factory.mktemp("database") / "test.sqlite3"


@pytest.fixture(scope="session", autouse=True)
def less_to_look_through():
    """What was loaded stays; to look through it again and again takes a tenth of the time."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def media_folders(tmp_path_factory):
    """A folder's name for each test; whoever stores a picture makes the folder."""
    folder = tmp_path_factory.mktemp("media")
    return (folder / str(number) for number in itertools.count(1))


@pytest.fixture(autouse=True)
def quick_and_apart(settings, media_folders):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.MEDIA_ROOT = next(media_folders)
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }


@pytest.fixture(autouse=True)
def in_the_foreground(monkeypatch):
    """What a thread would do in the background is done at once: a test looks at what came of it."""
    monkeypatch.setattr(background, "later", background.run)


@pytest.fixture
def sign_in(db):
    """sign_in("Editor") gives a client signed in as a new member of that group."""

    def signed_in(group=None, **more):
        client = Client()
        client.user = factories.user(group, **more)
        client.force_login(client.user)
        return client

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
def starter_media(tmp_path_factory):
    return tmp_path_factory.mktemp("starter-media")


@pytest.fixture(scope="session")
def loaded_rows():
    """Holds the rows of the starter content once they have been made, for all tests of this process.

    The transaction of each test takes the rows away again, so they are read once and put back: see
    tests/support/starter_rows.py.
    """
    return {}


@pytest.fixture
def load_starter(settings, starter_media, loaded_rows, monkeypatch):
    """load_starter() loads the starter content the first time, and then puts it back as it was."""
    from content.pictures import renditions
    from content.transfer.starter import loader

    def loaded():
        settings.MEDIA_ROOT = starter_media
        if loaded_rows:
            starter_rows.put_back(loaded_rows)
            return
        with monkeypatch.context() as quick:
            quick.setattr(renditions, "WIDTHS", (400,))  # every size of each would take fifteen seconds
            loader.load()
        loaded_rows.update(starter_rows.read())

    return loaded


@pytest.fixture
def starter(db, load_starter):
    """The whole starter content, as a clinic finds it on the first day, its pictures in one size."""
    load_starter()
