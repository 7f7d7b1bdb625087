"""What a proxy sends it can read, and nothing else of the site: it is another user of the host."""

import os
import subprocess

import pytest
from django.core.files.base import ContentFile

from clinic_site import kept_pages
from clinic_site.static_files import StaticFiles
from tests.support import factories
from tests.support.gunicorn import folder

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(os.getuid() != 0, reason="only root can read as another user"),
]
NOBODY = {"user": 65534, "group": 65534, "extra_groups": []}


def is_readable(path):
    command = ["ls" if path.is_dir() else "cat", path]
    return subprocess.run(command, capture_output=True, **NOBODY).returncode == 0


@pytest.fixture
def var(settings):
    """The folder with all that the site writes, made with the strictest umask that a unit may set."""
    umask = os.umask(0o077)
    with folder() as path:
        path.chmod(0o711)
        settings.MEDIA_ROOT, settings.STATIC_ROOT = path / "media", path / "static"
        settings.PAGE_CACHE_DIR = str(path / "pages")
        yield path
    os.umask(umask)


def files(folder):
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def readable_files(folder):
    return {name for name in files(folder) if is_readable(folder / name)}


def test_pictures_are_readable_but_not_listed(var):
    factories.picture()
    assert len(readable_files(var)) == len(files(var)) > 0
    assert not is_readable(var / "media/pictures")


def test_static_files_are_readable_compressed_ones_too(var):
    static = StaticFiles()
    static.save("js/long.js", ContentFile(b"// a line\n" * 200))
    [*static.post_process({"js/long.js": (static, "js/long.js")})]
    sent = {name.rpartition(".")[2] for name in readable_files(var) & files(var)}
    assert {"js", "gz", "br"} <= sent
    assert readable_files(var) == files(var)


def test_the_page_for_an_outage_is_readable_and_no_other_page(var):
    factories.clinic()
    kept_pages.counter()
    kept_pages.write_outage_page()
    assert readable_files(var) == {"pages/503.html"} < files(var)
