"""Static files of the new version beside those of the old one, so that pages of both keep their style.

`collectstatic` deletes a file and writes it anew; whoever asks in between would get none. So it collects into
a folder of its own, from which each file takes its place at once, the list of them last.
"""

import os
import re
import shutil
from pathlib import Path

from django.conf import settings

from clinic_site.files import HASHED
from clinic_site.upgrade.programs import manage
from content.doctor.users import as_site

LIST = "staticfiles.json"
HASHED_OR_COMPRESSED = re.compile(HASHED.removesuffix("$") + r"(\.gz|\.br)?$")


def collect():
    target = Path(settings.STATIC_ROOT)
    collected = target.with_name(f"{target.name}.new")
    with as_site():
        shutil.rmtree(collected, ignore_errors=True)
        collected.mkdir(mode=settings.FILE_UPLOAD_DIRECTORY_PERMISSIONS, parents=True)
    manage("collectstatic", "--no-input", "--verbosity=0", STATIC_ROOT=str(collected))
    with as_site():
        files = [path for path in collected.rglob("*") if path.is_file()]
        for file in sorted(files, key=lambda path: path.name == LIST):
            _move(file, target / file.relative_to(collected))
        shutil.rmtree(collected)


def _move(file, place):
    if HASHED_OR_COMPRESSED.search(file.name) and place.exists():
        return  # its name says what is in it
    for folder in reversed([parent for parent in place.parents if not parent.exists()]):
        folder.mkdir(mode=settings.FILE_UPLOAD_DIRECTORY_PERMISSIONS)
        folder.chmod(settings.FILE_UPLOAD_DIRECTORY_PERMISSIONS)
    os.replace(file, place)
