"""A backup while staff are at work."""

import pytest
from django.core.management import call_command

from content.models import Picture, Topic, earlier_files
from content.transfer.backup import archive as archives
from content.transfer.backup import backup
from content.transfer.backup.verify import verify
from tests.support import factories

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def at_the_first_file(monkeypatch):
    """at_the_first_file(action): it is done when the database was copied and no file yet."""
    add, actions = archives.Writer.add, []

    def act_then_add(writer, name, path):
        while actions:
            actions.pop()()
        return add(writer, name, path)

    monkeypatch.setattr(archives.Writer, "add", act_then_add)
    return actions.append


def verified(folder):
    call_command("backup", str(folder))
    return verify(backup.archives_in(folder)[0])[0]


def test_a_picture_deleted_meanwhile_is_neither_in_the_rows_nor_missed(tmp_path, at_the_first_file):
    factories.picture()
    gone = factories.picture(colour="red")
    at_the_first_file(lambda: earlier_files.delete_pictures(Picture.objects.filter(pk=gone.pk)))
    manifest = verified(tmp_path)
    assert manifest["tables"]["content_picture"][0] == 1
    assert not [name for name in manifest["members"] if gone.stem in name]


def test_a_picture_added_meanwhile_comes_with_the_next_backup(tmp_path, at_the_first_file):
    factories.picture()
    at_the_first_file(lambda: factories.picture(colour="red"))
    assert verified(tmp_path)["tables"]["content_picture"][0] == 1


def test_what_was_saved_a_moment_ago_is_in_it(tmp_path):
    for number in range(20):  # on SQLite they stand in the log beside the file
        factories.topic(f"Topic {number}")
    assert verified(tmp_path)["tables"][Topic._meta.db_table][0] == 20
