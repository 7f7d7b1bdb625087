"""Archives: all of a site goes in, what is damaged or strange is refused, and all comes out again."""

import contextlib
import gzip
import hashlib
import io
import json
import os
import random
import re
import resource
import shutil
import signal
import sqlite3
import stat
import subprocess
import sys
import tarfile
import time
from datetime import UTC, datetime, timedelta
from unittest.mock import Mock
from urllib.parse import urlsplit

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from clinic_site import __version__
from content.doctor import examine
from content.transfer.backup import archive as archives
from content.transfer.backup import backup, restore, status
from content.transfer.backup.databases import database_of_site
from content.transfer.backup.errors import BackupError
from content.transfer.backup.media import Folder
from content.transfer.backup.sqlite import SQLite
from tests.support.project import ROOT, manage
from tests.support.servers import database_url

pytestmark = pytest.mark.django_db
POINTS = 20


@pytest.fixture
def folder(committed_site, settings, tmp_path):
    """Where this test's archives go."""
    settings.MEDIA_ROOT, settings.BACKUP_DIR = committed_site, str(tmp_path / "backups")
    return tmp_path / "backups"


@pytest.fixture(scope="module")
def made(committed_site, tmp_path_factory):
    """An archive that nobody changes."""
    folder = tmp_path_factory.mktemp("archive")
    environment = {"DATABASE_URL": database_url(), "MEDIA_ROOT": str(committed_site)}
    manage("backup", str(folder), **environment).check_returncode()
    return backup.archives_in(folder)[0]


@pytest.fixture
def empty_place(tmp_path, empty_database):
    """What the environment of an empty site names."""
    return {"DATABASE_URL": empty_database, "MEDIA_ROOT": str(tmp_path / "media")}


def rows(url, query):
    """Of another database than that of the tests."""
    if url.startswith("sqlite"):
        with contextlib.closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as database:
            return database.execute(query).fetchall()
    with psycopg.connect(url) as database:
        return database.execute(query).fetchall()


def run(*arguments):
    """What a command of manage.py printed."""
    out = io.StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue()


def manifest_of(path):
    with tarfile.open(path) as tar:
        return json.load(tar.extractfile("manifest.json"))


def rewritten(path, target, *, change=lambda members: None):
    """The archive once more with other members, whole and sealed."""
    with tarfile.open(path) as tar:
        members = {member.name: [member, tar.extractfile(member).read()] for member in tar}
    change(members)
    with target.open("wb") as stream:
        sealing = archives._Sealing(stream)
        with tarfile.open(fileobj=sealing, mode="w|") as tar:
            for member, data in members.values():
                member.size = len(data) if member.isreg() else 0
                tar.addfile(member, io.BytesIO(data))
        sealing.seal()
    return target


def change_manifest(**values):
    def change(members):
        manifest = json.loads(members["manifest.json"][1])
        members["manifest.json"][1] = json.dumps(manifest | values).encode()

    return change


def test_an_archive_has_every_row_and_file_and_its_list_says_so(folder, committed_site):
    assert "read through" in run("backup")
    (path,) = backup.archives_in(folder)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    manifest = manifest_of(path)
    files = {f"media/{file.relative_to(committed_site)}" for file in committed_site.rglob("*.*")}
    assert {name for name in manifest["members"] if name.startswith("media/")} == files
    assert len(files) == 10
    assert manifest["tables"]["content_picture"][0] == 2
    assert manifest["tables"]["content_document"][0] == 3
    assert manifest["site"] == "http://127.0.0.1:8000"
    assert manifest["version"] == __version__
    assert "It is whole." in run("verify", str(path))
    assert status.read(folder).backup.ok
    assert status.read(folder).verified == (path.name,)


def test_secrets_that_are_kept_apart_are_in_no_archive(folder, committed_site, settings):
    key = committed_site / "second-factor.key"
    key.write_text("the key")
    settings.SECOND_FACTOR_KEY_FILE = str(key)
    try:
        run("backup")
    finally:
        key.unlink()
    (path,) = backup.archives_in(folder)
    assert not [name for name in manifest_of(path)["members"] if "key" in name]
    assert b"the key" not in path.read_bytes()


def test_a_site_that_lacks_a_picture_is_backed_up_and_told(folder, committed_site):
    lost = next((committed_site / "pictures").iterdir())
    away = lost.rename(committed_site.parent / lost.name)
    try:
        with pytest.raises(CommandError, match=f"1 files of pictures .* pictures/{lost.name}"):
            run("backup")
    finally:
        away.rename(lost)
    (path,) = backup.archives_in(folder)
    assert path.name.endswith("-not-whole.tar")
    assert not status.read(folder).backup.ok
    assert status.read(folder).verified == ()
    with pytest.raises(CommandError, match="is not whole"):
        run("restore_drill", str(path))
    assert not status.read(folder).drill.ok


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL refuses such a row")
def test_a_site_with_rows_that_refer_to_none_is_kept_apart_and_restored_on_request_alone(
    folder, empty_place, tmp_path, monkeypatch
):
    run("backup")
    whole = names(folder)
    copy = tmp_path / "site.sqlite3"
    with contextlib.closing(sqlite3.connect(database_of_site().path)) as site:
        site.execute("VACUUM INTO ?", [str(copy)])
    with contextlib.closing(sqlite3.connect(copy)) as broken:
        broken.execute("INSERT INTO auth_user_groups (user_id, group_id) VALUES (999, 1)")
        broken.commit()
    monkeypatch.setattr(backup, "database_of_site", lambda: SQLite({"NAME": copy}))
    gone = "A row of auth_user_groups refers to one of auth_user that is gone."
    for _time in range(2):
        with pytest.raises(CommandError, match=f"kept, but not whole. {gone}"):
            run("backup", "--keep", "1")
    newest, *others = names(folder)
    assert others == whole
    assert newest.endswith("-not-whole.tar")
    assert status.read(folder).verified == tuple(whole)
    assert manifest_of(folder / newest)["not_whole"] == [gone]
    [found] = examine({"backup"})
    assert (found.level, gone in found.message) == ("problem", True)
    with pytest.raises(CommandError, match=gone):
        run("verify", str(folder / newest))
    run("restore_drill")
    assert status.read(folder).drill.archive == whole[0]
    refused = manage("restore", str(folder / newest), **empty_place)
    assert refused.returncode == 1
    assert f"is not whole. {gone}" in refused.stderr
    restored = manage("restore", str(folder / newest), "--not-whole", **empty_place)
    assert restored.returncode == 0, restored.stderr
    assert f"Not whole: {gone}" in restored.stderr
    assert rows(empty_place["DATABASE_URL"], "SELECT user_id FROM auth_user_groups WHERE user_id = 999")


def names(folder):
    return [path.name for path in backup.archives_in(folder)]


def test_old_archives_go_by_number_and_by_age_but_never_the_newest_verified_one(folder, committed_site):
    folder.mkdir()
    today = datetime.now(UTC)
    days = {
        number: f"clinic-{today - timedelta(days=number):%Y%m%dT%H%M%SZ}.tar" for number in (1, 2, 3, 100)
    }
    for name in days.values():
        (folder / name).touch()
    (folder / "clinic-notes.txt").touch()
    run("backup", "--keep", "10")
    assert names(folder)[1:] == [days[1], days[2], days[3]]
    run("backup", "--keep", "3")
    verified = names(folder)[:2]
    assert names(folder) == [*verified, days[1]]
    lost = next((committed_site / "pictures").iterdir())
    away = lost.rename(committed_site.parent / lost.name)
    try:
        for _time in range(2):
            with pytest.raises(CommandError):
                run("backup", "--keep", "1")
    finally:
        away.rename(lost)
    assert names(folder)[1:] == verified[:1]
    assert (folder / "clinic-notes.txt").exists()


def test_the_newest_name_is_that_of_the_newest_archive_if_the_clock_was_set_back(folder):
    folder.mkdir()
    ahead = f"clinic-{datetime.now(UTC) + timedelta(days=2):%Y%m%dT%H%M%SZ}.tar"
    (folder / ahead).touch()
    run("backup", "--keep", "1")
    newest, *_others = names(folder)
    assert newest > ahead
    assert (folder / newest).stat().st_size > 0


def test_what_killed_runs_left_is_taken_away_and_two_runs_do_not_meet(folder):
    left = folder / f"{backup.PARTIAL}left"
    left.mkdir(parents=True)
    (left / "archive.tar").touch()
    with backup.alone_in(folder), pytest.raises(CommandError, match="Another backup or drill"):
        run("backup")
    assert not left.exists()


@pytest.mark.parametrize("where", ["", "pictures"])
def test_no_archive_is_put_where_anybody_may_fetch_it(folder, committed_site, where):
    with pytest.raises(CommandError, match="anybody may fetch"):
        run("backup", str(committed_site / where))


@contextlib.contextmanager
def without_room():
    """No file gets longer than a page; also for root."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_disk_without_room_for_an_archive_or_what_it_holds_is_told(made, folder, tmp_path):
    with without_room(), pytest.raises(CommandError):
        run("backup")
    assert not names(folder)
    assert not status.read(folder).backup.ok
    with without_room(), pytest.raises(BackupError, match="Nothing was restored: File too large"):
        restore.fill(made, manifest_of(made), database_of_site(), Folder(tmp_path / "media"))


@pytest.mark.parametrize("command", ["backup", "restore_drill"])
def test_a_folder_that_cannot_be_written_is_told(settings, tmp_path, command):
    (tmp_path / "file").touch()
    settings.BACKUP_DIR = str(tmp_path / "file/backups")
    with pytest.raises(CommandError, match="file/backups cannot be used for backups: .*Not a directory"):
        run(command)


def test_a_killed_backup_leaves_whole_archives_only(folder, committed_site):
    began = time.monotonic()
    run("backup")
    took = time.monotonic() - began
    first, moments = names(folder), random.Random(4)
    command = [sys.executable, "manage.py", "backup", str(folder)]
    env = os.environ | {"DATABASE_URL": database_url(), "MEDIA_ROOT": str(committed_site)}
    for _time in range(4):
        process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=-3, stderr=-3)
        while process.poll() is None and not [*folder.glob(f"{backup.PARTIAL}*")]:
            time.sleep(0.01)
        time.sleep(moments.uniform(0, took))
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert {*first} <= {*names(folder)}
        for name in names(folder):
            run("verify", str(folder / name))


# What is refused


def damaged(made, tmp_path):
    """(what was done to it, the archive) at so many places."""
    whole = made.read_bytes()
    for number in range(POINTS):
        place = len(whole) * number // POINTS + 7
        cut = tmp_path / "cut.tar"
        cut.write_bytes(whole[:place])
        yield f"cut off at {place}", cut
        flipped = tmp_path / "flipped.tar"
        flipped.write_bytes(whole[:place] + bytes([whole[place] ^ 16]) + whole[place + 1 :])
        yield f"a bit of {place}", flipped
    last = tmp_path / "last.tar"
    last.write_bytes(whole[:-1])
    yield "cut off at the end", last


def test_an_archive_that_was_cut_off_or_changed_anywhere_is_refused(made, tmp_path):
    for what, archive in damaged(made, tmp_path):
        with pytest.raises(CommandError) as refused:
            run("verify", str(archive))
        assert re.search("damaged|no backup of this site|holds what", str(refused.value)), what


def link(members):
    member = tarfile.TarInfo("media/pictures/passwords")
    member.type, member.linkname = tarfile.SYMTYPE, "/etc/passwd"
    members[member.name] = [member, b""]


def device(members):
    member = tarfile.TarInfo("media/pictures/disk")
    member.type = tarfile.BLKTYPE
    members[member.name] = [member, b""]


def named(name):
    def add(members):
        members[name] = [tarfile.TarInfo(name), b"data"]

    return add


def of_another_product(members):
    members["about.json"][1] = json.dumps({"product": "another", "format": 1}).encode()


def of_a_newer_format(members):
    members["about.json"][1] = json.dumps({"product": archives.PRODUCT, "format": 2}).encode()


REFUSED = {
    "holds what no backup": [
        link,
        device,
        named("media/../../escaped"),
        named("/etc/escaped"),
        named("other"),
    ],
    "no backup of this site": [of_another_product],
    "newer version": [of_a_newer_format, change_manifest(migrations={"content": "9999_not_made_yet"})],
    "rows instead of": [change_manifest(tables={"content_document": [77, "0"]})],
}


@pytest.mark.parametrize(
    ("sentence", "change"), [(sentence, one) for sentence, many in REFUSED.items() for one in many]
)
def test_a_strange_archive_is_refused_and_nothing_is_touched(
    made, tmp_path, monkeypatch, settings, sentence, change
):
    place = tmp_path / "place"
    place.mkdir()
    settings.MEDIA_ROOT = place / "media"
    monkeypatch.setattr(restore, "database_of_site", lambda: SQLite({"NAME": place / "new.sqlite3"}))
    archive = rewritten(made, tmp_path / "strange.tar", change=change)
    with pytest.raises(CommandError, match=sentence):
        run("restore", str(archive))
    assert not [*place.iterdir()]


def test_files_of_others_are_refused(tmp_path):
    for name, data in {"photo.tar": b"\xff\xd8 no tar", "empty.tar": b"", "zeros.tar": bytes(10240)}.items():
        (tmp_path / name).write_bytes(data)
        with pytest.raises(CommandError, match="no backup of this site|damaged"):
            run("verify", str(tmp_path / name))
    with pytest.raises(CommandError, match="cannot be read"):
        run("verify", str(tmp_path / "mistyped.tar"))


# What comes out


def test_a_restored_site_has_every_row_and_file_and_nobody_is_signed_in(
    made, committed_site, empty_place, tmp_path
):
    cache = tmp_path / "pages"
    restored = manage("restore", str(made), PAGE_CACHE_DIR=str(cache), **empty_place)
    assert restored.returncode == 0, restored.stderr
    assert "key file of the second factor" in restored.stdout
    assert manifest_of(made)["tables"]["django_session"][0] == 1
    url, media = empty_place["DATABASE_URL"], tmp_path / "media"
    wanted = {file.relative_to(committed_site): file.read_bytes() for file in committed_site.rglob("*.*")}
    assert {file.relative_to(media): file.read_bytes() for file in media.rglob("*.*")} == wanted
    assert {path.name for path in media.iterdir()} == {"pictures", "share"}
    assert rows(url, "SELECT slug FROM content_document ORDER BY slug") == [
        ("about-us",),
        ("sore-knees",),
        ("your-visit",),
    ]
    assert rows(url, "SELECT count(*) FROM django_session") == [(0,)]
    # Beyond what any host saw of the change log, and of its own pages none is good any more.
    assert rows(url, "SELECT max(id) FROM content_contentchange")[0][0] >= restore.JUMP
    assert (cache / "counter").exists()
    again = manage("restore", str(made), **empty_place)
    assert again.returncode == 1
    assert "holds something already" in again.stderr


def test_pictures_that_are_there_already_are_left_alone(made, empty_place, tmp_path):
    (tmp_path / "media/pictures").mkdir(parents=True)
    refused = manage("restore", str(made), **empty_place)
    assert refused.returncode == 1
    assert "There are files in" in refused.stderr
    assert not (tmp_path / "new.sqlite3").exists()


def test_a_restore_that_fails_midway_leaves_the_place_empty(
    made, empty_place, tmp_path, monkeypatch, settings
):
    settings.MEDIA_ROOT = tmp_path / "media"
    name = (
        tmp_path / "new.sqlite3"
        if connection.vendor == "sqlite"
        else urlsplit(empty_place["DATABASE_URL"]).path[1:]
    )
    place = type(database_of_site())(connection.settings_dict | {"NAME": name})
    monkeypatch.setattr(restore, "database_of_site", lambda: place)
    with monkeypatch.context() as failing:
        failing.setattr(restore, "migrate", Mock(side_effect=BackupError("Its tables are odd.")))
        with pytest.raises(CommandError, match="odd"):
            run("restore", str(made))
    assert not [*settings.MEDIA_ROOT.iterdir()]
    assert place.is_empty()
    assert not [*tmp_path.glob("new.sqlite3*")]
    run("restore", str(made))
    assert place.contents().tables["content_document"][0] == 3


@pytest.mark.skipif(connection.vendor != "sqlite", reason="takes a table out of a file of SQLite")
def test_an_archive_of_an_earlier_version_is_brought_up_to_date(made, empty_place, tmp_path):
    def take_out_sessions(members):
        file = tmp_path / "earlier.sqlite3"
        file.write_bytes(gzip.decompress(members["database.sqlite3.gz"][1]))
        with contextlib.closing(sqlite3.connect(file)) as earlier:
            earlier.executescript(
                "DROP TABLE django_session; DELETE FROM django_migrations WHERE app = 'sessions'"
            )
        packed = gzip.compress(file.read_bytes())
        members["database.sqlite3.gz"][1] = packed
        manifest, contents = json.loads(members["manifest.json"][1]), SQLite({"NAME": file}).contents()
        manifest |= {"tables": contents.tables, "migrations": contents.migrations}
        manifest["members"]["database.sqlite3.gz"] = [len(packed), hashlib.sha256(packed).hexdigest()]
        members["manifest.json"][1] = json.dumps(manifest).encode()

    archive = rewritten(made, tmp_path / "earlier.tar", change=take_out_sessions)
    restored = manage("restore", str(archive), **empty_place)
    assert restored.returncode == 0, restored.stderr
    assert rows(empty_place["DATABASE_URL"], "SELECT count(*) FROM django_session") == [(0,)]


@pytest.mark.skipif(not shutil.which("age"), reason="needs the program age")
def test_an_encrypted_archive_is_read_with_the_key_alone(folder, settings, tmp_path):
    key = tmp_path / "key.txt"
    subprocess.run(["age-keygen", "-o", key], check=True, capture_output=True)
    settings.BACKUP_AGE_RECIPIENT = re.search("age1\\w+", key.read_text())[0]
    assert "encrypted" in run("backup")
    (path,) = backup.archives_in(folder)
    assert path.suffix == ".age"
    assert b"about.json" not in path.read_bytes()
    assert "It is whole." in run("verify", str(path), "--identity", str(key))
    with pytest.raises(CommandError, match="--identity"):
        run("verify", str(path))
    path.write_bytes(path.read_bytes()[:-10])
    with pytest.raises(CommandError, match="age failed"):
        run("verify", str(path), "--identity", str(key))


@pytest.mark.parametrize(
    ("program", "package"),
    [("age", "age"), ("pg_dump", "postgresql-client")]
    if connection.vendor == "postgresql"
    else [("age", "age")],
)
def test_a_missing_program_is_named(folder, settings, monkeypatch, program, package):
    settings.BACKUP_AGE_RECIPIENT = "age1" if program == "age" else ""
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(CommandError, match=f"program {program} is missing. Install the package {package}"):
        run("backup")
    assert not names(folder)
    assert not status.read(folder).backup.ok
