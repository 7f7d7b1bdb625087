"""Other users of this machine: who the site runs as, who nginx runs as, and what they may read."""

import contextlib
import os
import pwd
import re
import stat
import subprocess
from pathlib import Path

from django.conf import settings

NGINX = Path("/etc/nginx/nginx.conf")
EACH_READABLE = 'while IFS= read -r file; do [ -r "$file" ] || printf "%s\\n" "$file"; done'


@contextlib.contextmanager
def as_site():
    """For root: as the user that the files of the site belong to; anybody else stays who they are."""
    owner = _owner()
    if os.geteuid() or not owner or not owner.pw_uid:
        yield
        return
    groups = os.getgroups()
    os.initgroups(owner.pw_name, owner.pw_gid)
    os.setegid(owner.pw_gid)
    os.seteuid(owner.pw_uid)
    try:
        yield
    finally:
        _be_root()
        os.setgroups(groups)


def site_user():
    """The same for a program: what `subprocess.run` needs for it."""
    owner = _owner()
    if os.geteuid() or not owner or not owner.pw_uid:
        return {}
    groups = os.getgrouplist(owner.pw_name, owner.pw_gid)
    return {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": groups}


def _be_root():
    os.seteuid(0)
    os.setegid(0)


def _owner():
    folder = settings.BASE_DIR / "var"
    try:
        return pwd.getpwuid(folder.stat().st_uid)
    except (OSError, KeyError):
        return None


def nginx_user():
    """Who nginx's workers are on this machine; None without nginx."""
    try:
        named = re.search(r"^\s*user\s+(\w[\w-]*)", NGINX.read_text(), re.MULTILINE)
        return pwd.getpwnam(named[1] if named else "www-data")
    except (OSError, KeyError):
        return None


def unreadable(files, user):
    """Those of the files that the user may not read: tried by root, worked out from the modes by others."""
    if os.getuid() == 0:
        return _tried(files, user)
    groups = {*os.getgrouplist(user.pw_name, user.pw_gid)}
    folders = {folder for file in files for folder in Path(file).parents}
    shut = {folder for folder in folders if not _may(folder, user.pw_uid, groups, stat.S_IXOTH)}
    return [
        file
        for file in files
        if not shut.isdisjoint(Path(file).parents) or not _may(file, user.pw_uid, groups, stat.S_IROTH)
    ]


def _tried(files, user):
    site = os.geteuid(), os.getegid()
    _be_root()  # a child takes another user's place only from here
    try:
        said = subprocess.run(  # noqa: S603
            ["/bin/sh", "-c", EACH_READABLE],
            input="".join(f"{file}\n" for file in files),
            user=user.pw_uid,
            group=user.pw_gid,
            extra_groups=os.getgrouplist(user.pw_name, user.pw_gid),
            cwd="/",
            capture_output=True,
            check=True,
            text=True,
        )
    finally:
        os.setegid(site[1])
        os.seteuid(site[0])
    return [Path(line) for line in said.stdout.splitlines()]


def _may(path, uid, groups, bit):
    """`bit` is that of all others; those of the owner and the group lie above it."""
    try:
        found = os.stat(path)
    except OSError:
        return False
    if found.st_uid == uid:
        return bool(found.st_mode & bit << 6)
    return bool(found.st_mode & (bit << 3 if found.st_gid in groups else bit))
