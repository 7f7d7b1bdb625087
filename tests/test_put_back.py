"""A site put back to what an archive has, while it is served."""

import pytest
from django.core.management import call_command
from django.db import connection

from content.models import Article, ContentChange
from content.transfer.backup.backup import archives_in
from content.transfer.backup.databases import database_of_site
from content.transfer.backup.errors import BackupError
from content.transfer.backup.put_back import put_back
from tests.support import factories

NEW_TABLES = """
ALTER TABLE content_synonym RENAME TO content_synonym_of_the_new_version;
CREATE TABLE content_new (id integer PRIMARY KEY, of_text integer REFERENCES content_document);
INSERT INTO content_new SELECT id, id FROM content_document;
DELETE FROM content_picture
"""


@pytest.fixture
def archive(settings, tmp_path):
    """Of a site with a text and two pictures."""
    settings.MEDIA_ROOT, settings.BACKUP_DIR = tmp_path / "media", str(tmp_path / "backups")
    factories.picture()
    factories.picture(colour="navy")
    factories.article("Sore knees", live=True)
    call_command("backup")
    return archives_in(settings.BACKUP_DIR)[0]


@pytest.mark.django_db(transaction=True)
def test_tables_rows_and_files_of_the_version_before_come_back(archive, settings):
    before = database_of_site().contents()
    lost, changed, *_more = files = sorted((settings.MEDIA_ROOT / "pictures").iterdir())
    contents = [file.read_bytes() for file in files]
    lost.unlink()
    changed.write_bytes(b"other")
    with connection.cursor() as cursor:
        for statement in NEW_TABLES.split(";"):
            cursor.execute(statement)
    connection.close()
    put_back(archive)
    after = database_of_site().contents()
    log = ContentChange._meta.db_table
    assert [*before.without(log).differences(after.without(log))] == []
    assert [file.read_bytes() for file in files] == contents
    assert sorted(path.name for path in settings.MEDIA_ROOT.iterdir()) == ["pictures", "share"]
    assert Article.objects.get().title == "Sore knees"
    assert ContentChange.objects.latest("pk").pk >= 1_000_000  # no host has seen it


@pytest.mark.django_db(transaction=True)
def test_a_damaged_archive_changes_nothing(archive):
    archive.write_bytes(archive.read_bytes()[:-10])
    before = database_of_site().contents()
    with pytest.raises(BackupError, match="damaged"):
        put_back(archive)
    assert database_of_site().contents() == before
