"""A restore tried out beside the site: rows, files and pages are compared, and all of it is thrown away."""

import tempfile
from pathlib import Path

from content.invalidation import QUIET
from content.transfer.backup import archive as archives
from content.transfer.backup import restore, site, status
from content.transfer.backup.backup import PARTIAL, alone_in, whole_archives_in
from content.transfer.backup.databases import database_of_site
from content.transfer.backup.errors import BackupError
from content.transfer.backup.media import Folder, media_of_site


def drill(folder, archive="", *, identity=""):
    """(path of the archive, what was compared, in sentences). Notes how it ended; raises BackupError."""
    folder = Path(folder).absolute()
    with alone_in(folder):
        path = Path(archive) if archive else next(iter(whole_archives_in(folder)), None)
        try:
            if path is None:
                raise BackupError(
                    f"There is no archive in {folder} to try out that is whole. Run manage.py backup."
                )
            compared = _try_out(path, folder, identity)
        except BackupError as error:
            status.note(folder, "drill", ok=False, message=str(error), archive=path.name if path else "")
            raise
        if path.parent.absolute() == folder:
            status.note_verified(folder, path.name)
        status.note(folder, "drill", ok=True, message=" ".join(compared), archive=path.name)
    return path, compared


def _try_out(path, folder, identity):
    live = database_of_site()
    # Beside the archives, for there is room for one more: /tmp may be small.
    with tempfile.TemporaryDirectory(prefix=PARTIAL, dir=folder) as name:
        manifest, _problems = restore.check(path, identity=identity, room=name)
        if live.engine != manifest["engine"]:
            raise BackupError(f"{path} was made from {manifest['engine']}; this site uses {live.engine}.")
        with live.temporary(Path(name)) as database:
            media = Folder(Path(name, "media"))
            restore.fill(path, manifest, database, media, identity=identity)
            return [*_rows_and_files(manifest), *_pages(manifest, database, media, live)]


def _rows_and_files(manifest):
    """What `fill` compared with the list already: a row or a byte that differed would have ended it."""
    rows = sum(number for number, _hash in manifest["tables"].values())
    files = sum(name.startswith(archives.MEDIA) for name in manifest["members"])
    if not rows or not manifest["tables"].get("content_document", [0])[0]:
        raise BackupError("The archive has no text in it: it is one of an empty site.")
    yield f"{rows:,} rows of {len(manifest['tables'])} tables and {files:,} files are those of the archive."


def _pages(manifest, database, media, live):
    with database.reading() as reader:
        texts = site.live_texts(reader)
    if not texts:
        raise BackupError("The archive has no text in it that patients may read now.")
    pages = site.addresses_of(texts)
    with site.served(database, media) as get:
        if problems := [*site.problems_of_pages(get, pages, manifest["members"])]:
            raise BackupError(f"Pages of the restored site fail. {' '.join(problems)}")
        yield f"{len(pages)} pages of the restored site show their texts and pictures."
        if not _is_unchanged(manifest, live):
            yield "The site was changed since, so its pages are others."
            return
        with site.served(live, media_of_site()) as get_live:
            if different := site.different_pages(get, get_live, pages):
                raise BackupError(f"Pages differ from those of the site: {', '.join(different)}.")
        yield "They are the same as the site's, byte by byte."


def _is_unchanged(manifest, live):
    """Has the site still the rows of the archive, as far as patients see anything of them?"""
    try:
        now = live.contents().tables
    except BackupError:  # no database yet, as on a machine that only tries out
        return False
    return all(
        now.get(table) == what
        for table, what in manifest["tables"].items()
        if table.startswith("content_") and table not in QUIET
    )
