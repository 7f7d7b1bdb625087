"""Pictures are sent by Django, by the server in front of it or by nginx: under the same names, and alike."""

import re

import pytest

from clinic_site.files import with_files
from content.public import files
from tests.support.project import ROOT

NAMES = [f"0123456789abcdef-800.{ending}" for ending in ("avif", "webp", "jpg")]
NGINX = (ROOT / "docs/nginx.conf").read_text()
LOCATION = re.search(r'location ~ "\^/media/pictures/(?P<name>.+)\$" \{\n(?P<inside>(?:.*\n)*?)    \}', NGINX)


@pytest.fixture(params=NAMES)
def name(request, settings):
    folder = settings.MEDIA_ROOT / "pictures"
    folder.mkdir(parents=True)
    (folder / request.param).write_bytes(b"bytes of the picture")
    return request.param


def wanted(name):
    return files.PICTURE_HEADERS | {"Content-Type": files.content_type(name), "Content-Length": "20"}


@pytest.mark.django_db
def test_django_sends_a_picture_with_its_headers(client, name):
    headers = client.get(f"/media/pictures/{name}").headers
    assert wanted(name).items() <= dict(headers).items()


def test_the_server_in_front_sends_it_with_the_same(settings, tmp_path, name):
    settings.STATIC_ROOT, headers = tmp_path, {}
    environ = {"REQUEST_METHOD": "HEAD", "PATH_INFO": f"/media/pictures/{name}"}
    with_files(None, settings)(environ, lambda status, pairs: headers.update(pairs))
    assert headers == wanted(name)


def test_nginx_knows_the_same_names_and_types():
    """Its headers: test_headers.py."""
    assert LOCATION["name"].replace("(", "(?:") == files.PICTURE_NAME
    types = re.search(r"types \{(.*)\}", LOCATION["inside"])[1]
    pairs = (pair.split() for pair in types.split(";") if pair.strip())
    assert {ending: kind for kind, ending in pairs} == files.CONTENT_TYPES
