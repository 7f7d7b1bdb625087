"""What commands leave in files for others to read: whole or not at all, and nothing where it is damaged."""

import json
import resource

import pytest

from clinic_site.upgrade import journal
from content.transfer import json_files
from content.transfer.backup import backup, status
from tests.support import factories

pytestmark = pytest.mark.django_db
RUN = {"at": "2026-11-29T03:00:00+00:00", "ok": True, "archive": "", "message": "Done."}
RESULT = {"level": "problem", "message": "It is off.", "advice": "", "name": "mail"}
TEXTS = {"at": RUN["at"], "texts": 1, "unfit": 0, "dead": 1, "links": [{"document": 1, "why": "Gone."}]}
# Of no file of ours.
OF_ANOTHER_SHAPE = ["[]", '"well"', "5", "null", "{", '{"backup": ', "\x00", "[[1]]"]
# By the name of the file, what has the right names and other values.
OF_OTHER_VALUES = {
    "status": [
        {"backup": [1], "drill": "well", "verified": 5},
        {"backup": RUN | {"at": 5}, "drill": RUN | {"at": "last night"}, "verified": [1, None, {}]},
        {"backup": RUN | {"at": "2026-11-29T03:00:00"}, "drill": RUN | {"by": "Pat"}, "verified": {}},
        {"backup": {"at": RUN["at"]}, "drill": RUN | {"message": None}, "verified": "clinic.tar"},
    ],
    "doctor": [
        {"at": RUN["at"], "results": {"mail": "off"}},
        {"at": 5, "results": [RESULT | {"name": ["mail"]}]},
        {"at": [], "results": [RESULT | {"level": "grave"}]},
    ],
    "texts": [TEXTS | {"links": 5}, TEXTS | {"links": [[1, "Gone."]]}, TEXTS | {"dead": None}],
    "job-backup": [{"began_at": 5}, {"began_at": RUN["at"], "ended_at": ["late"], "failure": 7}],
}
DAMAGED = [
    *((name, text) for name in OF_OTHER_VALUES for text in OF_ANOTHER_SHAPE),
    *((name, json.dumps(values)) for name, many in OF_OTHER_VALUES.items() for values in many),
]


@pytest.mark.parametrize(("name", "text"), DAMAGED)
def test_a_file_of_the_wrong_shape_stops_neither_the_desk_nor_a_backup(
    administrator, settings, tmp_path, name, text
):
    factories.clinic()
    settings.BACKUP_DIR = tmp_path
    folder = tmp_path if name == "status" else settings.RECORDS_DIR
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.json").write_text(text)
    for page in ("/admin/", "/admin/health/"):
        assert administrator.get(page).status_code == 200
    if name == "status":
        assert (status.read(tmp_path).backup, status.read(tmp_path).verified) == (None, ())
        (archive := tmp_path / "clinic-20261129T030000Z.tar").touch()
        status.note_verified(tmp_path, archive.name)
        backup.delete_old(tmp_path, keep=1, keep_days=90)
        assert status.read(tmp_path).verified == (archive.name,)


def test_an_upgrade_does_not_go_by_a_damaged_journal(monkeypatch, tmp_path):
    """Elsewhere such a file counts as none; here it says how to go back."""
    monkeypatch.setattr(journal, "git_folder", lambda: tmp_path)
    assert journal.unfinished() is None
    (tmp_path / journal.JOURNAL).write_text('{"target": "v2", "o')
    with pytest.raises(ValueError, match="Unterminated"):
        journal.unfinished()


def test_what_is_not_written_whole_leaves_what_was_there_and_nothing_beside_it(tmp_path):
    file = tmp_path / "status.json"
    json_files.write(file, {"backup": RUN})
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, hard))
    try:
        with pytest.raises(OSError, match="too large"):
            json_files.write(file, {"backup": RUN | {"message": "x" * 5000}})
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert json_files.read_object(file) == {"backup": RUN}
    assert [*tmp_path.iterdir()] == [file]
