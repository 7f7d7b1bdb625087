"""Pictures in a bucket that hosts share: all that is done to them in a folder, and what if it is away."""

import itertools
from io import StringIO

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import reverse

from clinic_site import environment
from clinic_site.health import with_health
from content.doctor import files as doctor_files
from content.models import Picture
from content.public.files import PICTURE_HEADERS
from tests.support import factories
from tests.support.admin_forms import errors, filled
from tests.support.gunicorn import free_port
from tests.support.html import words
from tests.support.project import manage
from tests.support.servers import database_url

boto3 = pytest.importorskip("boto3", reason="needs the packages of requirements-s3.txt")
moto = pytest.importorskip("moto.server", reason="needs moto, which make test installs")
pytestmark = pytest.mark.django_db
numbers = itertools.count(1)


@pytest.fixture(scope="module")
def endpoint():
    """The address of something that speaks S3."""
    server = moto.ThreadedMotoServer("127.0.0.1", port=0)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def new_bucket(endpoint):
    """new_bucket() gives what the environment of a site says of one."""
    keys = {"AWS_ACCESS_KEY_ID": "key", "AWS_SECRET_ACCESS_KEY": "secret"}
    place = {"endpoint_url": endpoint, "region_name": "us-east-1"}

    def made():
        name = f"pictures-{next(numbers)}"
        boto3.client("s3", **place, **{key.lower(): keys[key] for key in keys}).create_bucket(Bucket=name)
        where = {"MEDIA_S3_ENDPOINT": endpoint, "MEDIA_S3_REGION": "us-east-1", "MEDIA_S3_BUCKET": name}
        return keys | where

    return made


@pytest.fixture
def variables(new_bucket):
    return new_bucket()


@pytest.fixture
def use(settings, monkeypatch):
    """use(variables) makes the site keep its pictures there."""

    def used(variables):
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        settings.MEDIA_S3_BUCKET = variables["MEDIA_S3_BUCKET"]
        own = environment.bucket(environment.read(), settings.MEDIA_S3_BUCKET)
        settings.STORAGES = settings.STORAGES | {"default": own}

    return used


@pytest.fixture
def bucket(use, variables):
    use(variables)


@pytest.fixture
def away(use, variables):
    """away() lets nothing answer where the bucket was."""
    return lambda: use(variables | {"MEDIA_S3_ENDPOINT": f"http://127.0.0.1:{free_port()}"})


def stored():
    return set(default_storage.listdir("pictures")[1])


def upload(editor, colour="teal"):
    file = SimpleUploadedFile("knee.png", factories.image_bytes(colour=colour), "image/png")
    typed = {"title": "Typed title", "alt": "A knee", "caption": "", "credit": "", "upload": file}
    return editor.post(reverse("admin:content_picture_add"), typed)


def test_a_picture_is_shown_below_our_own_address_as_from_a_folder(sign_in, bucket, settings, endpoint):
    upload(sign_in("Editor"))
    picture = Picture.objects.get()
    article = factories.article(hero=picture, live=True)
    page = words(Client().get(article.get_absolute_url()))
    assert f'src="/media/pictures/{picture.stem}' in page
    assert endpoint not in page
    answer = Client().get(picture.fallback)
    assert PICTURE_HEADERS.items() <= dict(answer.headers).items()
    assert len(answer.getvalue()) == int(answer["Content-Length"]) > 0
    assert Client().get("/media/pictures/0123456789abcdef-60.avif").status_code == 404
    assert not settings.MEDIA_ROOT.exists()


def test_a_picture_that_is_replaced_keeps_its_file_and_one_that_is_deleted_loses_both(
    sign_in, bucket, django_capture_on_commit_callbacks
):
    editor, picture = sign_in("Editor"), factories.picture()
    place, before = reverse("admin:content_picture_change", args=[picture.pk]), stored()
    file = SimpleUploadedFile("hip.png", factories.image_bytes(colour="red"), "image/png")
    editor.post(place, filled(editor.get(place)) | {"upload": file})
    assert before < stored()
    with django_capture_on_commit_callbacks(execute=True):
        editor.post(reverse("admin:content_picture_delete", args=[picture.pk]), {"post": "yes"})
    assert not Picture.objects.exists()
    assert stored() == set()


def test_what_was_just_stored_is_never_left_over(bucket):
    default_storage.save("pictures/0123456789abcdef-60.avif", ContentFile(b"just now"))
    call_command("delete_earlier_files", stdout=StringIO())
    assert stored() == {"0123456789abcdef-60.avif"}


def test_while_the_bucket_is_away_an_upload_is_refused_in_words_and_pages_go_on(sign_in, bucket, away):
    editor, picture = sign_in("Editor"), factories.picture()
    article = factories.article(hero=picture, live=True)
    away()
    page = upload(editor, colour="red")
    assert "the place for pictures does not answer" in errors(page)
    assert 'value="Typed title"' in words(page)
    assert Picture.objects.count() == 1
    assert picture.fallback in words(Client().get(article.get_absolute_url()))
    answer = Client().get(picture.fallback)
    assert (answer.status_code, answer["Cache-Control"]) == (503, "no-store")


def test_a_bucket_that_is_away_is_told_to_the_monitor_and_by_the_doctor(bucket, away, settings, monkeypatch):
    # It would end the transaction of the test.
    monkeypatch.setattr(connection, "close_if_unusable_or_obsolete", lambda: None)
    factories.picture()
    assert doctor_files.pictures().level == "ok"
    assert b"pictures" not in health(settings)
    away()
    assert doctor_files.pictures().level == "problem"
    assert b"The bucket pictures-" in health(settings)


def health(settings):
    environ = {"PATH_INFO": "/healthz/ready", "REQUEST_METHOD": "GET", "REMOTE_ADDR": "127.0.0.1"}
    return b"".join(with_health(None, settings)(environ, lambda *_started: None))


def test_a_backup_has_the_pictures_of_the_bucket_and_a_restore_puts_them_into_an_empty_one(
    committed_site, new_bucket, use, empty_database, tmp_path
):
    files = {path.relative_to(committed_site).as_posix(): path for path in committed_site.rglob("*.*")}
    use(full := new_bucket())
    for name, path in files.items():
        default_storage.save(name, ContentFile(path.read_bytes()))
    own = {"BACKUP_DIR": str(tmp_path)}
    manage("backup", **full, **own, DATABASE_URL=database_url()).check_returncode()
    [archive] = tmp_path.glob("*.tar")
    run = manage("restore", archive, **full, **own, DATABASE_URL=empty_database)
    assert "There are files in the bucket pictures-" in run.stderr
    empty = new_bucket()
    manage("restore", archive, **empty, **own, DATABASE_URL=empty_database).check_returncode()
    use(empty)
    for name, path in files.items():
        with default_storage.open(name) as file:
            assert file.read() == path.read_bytes()
