"""Static files as production sends them: each of our style sheets one file, all named by what is in them."""

import os
import posixpath
import re

from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

SHEETS = ("css/site.css", "css/handout.css", "css/admin.css")
_IMPORT = re.compile(r'@import "([\w./-]+)"(?: layer\((\w+)\))?;')
_ADDRESS = re.compile(r"url\(([\w./-]+)\)")
_SPARE = re.compile(r"(?:/\*.*?\*/|\s)+", re.DOTALL)
MISSING = "The static files are missing. Run: manage.py collectstatic --no-input"


def are_missing():
    """Pages name them by what is in them, so that without their list no page can be made."""
    return getattr(staticfiles_storage, "manifest_hash", None) == ""


def joined(sheet, read):
    """The text of a style sheet with its imports in their place; `read` gives the text of each file.

    A browser would follow @import, but it would ask for the parts only after the sheet has come.
    """
    folder = posixpath.dirname(sheet)

    def part(match):
        name, layer = posixpath.normpath(posixpath.join(folder, match[1])), match[2]
        text = _ADDRESS.sub(lambda url: f"url({moved(url[1], name)})", joined(name, read))
        return f"@layer {layer} {{{text}}}" if layer else text

    def moved(address, name):
        return posixpath.relpath(posixpath.join(posixpath.dirname(name), address), folder)

    return _SPARE.sub(" ", _IMPORT.sub(part, read(sheet)))


class StaticFiles(CompressedManifestStaticFilesStorage):
    """Joins our style sheets before WhiteNoise's storage hashes and compresses what was collected.

    Compressed files may be read by whoever may read those that they were made of.
    """

    # Off by default in Django, which looks for imports with regular expressions: one needs its semicolon,
    # none may be commented out, and no two modules may import each other.
    support_js_module_import_aggregation = True

    def post_process(self, paths, dry_run=False, **options):
        def read(name):
            storage, path = paths[name]
            with storage.open(path) as file:
                return file.read().decode()

        sheets = {} if dry_run else {name: joined(name, read) for name in SHEETS if name in paths}
        for name, text in sheets.items():
            self.delete(name)
            self.save(name, ContentFile(text.encode()))
        paths = paths | {name: (self, name) for name in sheets}
        yield from super().post_process(paths, dry_run=dry_run, **options)

    def compress_files(self, names):
        for name, compressed_name in super().compress_files(names):
            os.chmod(self.path(compressed_name), self.file_permissions_mode)
            yield name, compressed_name
