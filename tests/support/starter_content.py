"""The starter content, loaded once for all workers of a run; each then puts its rows back in no time."""

import fcntl
import pickle
from unittest import mock

from django.db import transaction

from content.pictures import renditions
from content.transfer.starter import loader
from tests.support import stored_rows


def rows(folder, migrated):
    """Its rows, as stored_rows reads them; whoever comes first loads them and leaves them in the folder."""
    stored = folder / "rows.pickle"
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # until the file is closed
        if not stored.exists():
            stored.write_bytes(pickle.dumps(_loaded(migrated)))
        return pickle.loads(stored.read_bytes())


def _loaded(migrated):
    """Loaded as into a new database, whatever the test has made by now; none of it stays."""
    with transaction.atomic(), mock.patch.object(renditions, "WIDTHS", (400,)):  # all sizes take ten seconds
        stored_rows.put_back(migrated)
        loader.load()
        loaded = stored_rows.read("content")
        transaction.set_rollback(True)
    return loaded
