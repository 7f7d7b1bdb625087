"""How long backup, verify, restore and drill take, and whether a killed backup leaves whole archives only."""

import os
import random
import resource
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench import data, measure
from tests.support.project import ROOT, manage


def fill_media(media, megabytes):
    """Files of noise for every picture that rows name, as many bytes together."""
    from content.models import Picture
    from content.models.pictures import names_of_files

    pictures = Picture.objects.filter(title="bench").values_list("stem", "widths")
    names = [name for stem, widths in pictures for name in names_of_files(stem, widths)]
    (media / "pictures").mkdir(exist_ok=True)
    for name in names:
        (media / name).write_bytes(os.urandom((megabytes << 20) // len(names)))


def command(*arguments, env):
    """Seconds that a command of manage.py takes: by the clock, and of processor without PostgreSQL's own."""
    began = time.monotonic(), _processor()
    done = manage(*arguments, **env)
    assert done.returncode == 0, done.stderr
    return time.monotonic() - began[0], _processor() - began[1]


def _processor():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def kill(folder, env, times):
    """Kills a backup at random moments; the archives there must be whole, and none may be lost."""
    from content.transfer.backup.backup import archives_in

    whole, _of_processor = command("backup", str(folder), "--keep", "100", env=env)
    moments, kept = random.Random(times), set()
    backup = [sys.executable, "manage.py", "backup", str(folder), "--keep", "100"]
    for _time in range(times):
        kept |= {*archives_in(folder)}
        process = subprocess.Popen(backup, cwd=ROOT, env=os.environ | env, stdout=-3, stderr=-3)
        time.sleep(moments.uniform(0, 1.1 * whole))
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert kept <= {*archives_in(folder)}, "an archive is lost"
        for new in {*archives_in(folder)} - kept:
            command("verify", str(new), env=env)
    return len(archives_in(folder))


def main(options):
    with data.site() as connection, tempfile.TemporaryDirectory() as name:
        from django.conf import settings

        from content.transfer.backup.databases import database_of_site

        folder, media, database = Path(name), Path(settings.MEDIA_ROOT), database_of_site()
        data.fill(0, options.texts)
        fill_media(media, 1)
        env = {name: os.environ[name] for name in ("DEBUG", "SECRET_KEY", "SITE_URL", "PAGE_CACHE_DIR")}
        env |= {
            "DATABASE_URL": database.url,
            "MEDIA_ROOT": str(media),
            "BACKUP_DIR": str(folder / "archives"),
        }
        env["DJANGO_SETTINGS_MODULE"] = "tests.support.served_settings"
        if options.kills:
            whole = kill(folder / "killed", env, options.kills)
            print(f"{options.kills} backups killed: {whole} archives, all whole.\n")
        fill_media(media, options.megabytes)
        measure.print_head(f"{options.texts:,} texts, {connection.vendor}", "seconds", "of processor")
        measure.print_row("backup", *command("backup", env=env))
        (archive,) = (folder / "archives").glob("*.tar")
        measure.print_row("verify", *command("verify", str(archive), env=env))
        with database.temporary(folder) as new:
            place = env | {"DATABASE_URL": new.url, "MEDIA_ROOT": str(folder / "media")}
            measure.print_row("restore", *command("restore", str(archive), env=place))
        measure.print_row("restore_drill", *command("restore_drill", env=env))
        print(f"\nThe archive has {archive.stat().st_size >> 20:,} MB.")


if __name__ == "__main__":
    main(measure.options(__doc__, texts=5000, megabytes=2000, kills=20))
