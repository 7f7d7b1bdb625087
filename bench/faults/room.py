"""Disks that are full or cannot be written: small ones of their own for root, else limits of processes."""

import contextlib
import os
import resource
import subprocess

IS_ROOT = os.getuid() == 0


def small_disk(name, megabytes=60):
    """For `Site(before=…)`: the folder of this name within the site is a disk of its own. Only root may."""

    def mount(folder):
        (where := folder / name).mkdir(parents=True)
        command = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=0755", "clinic", where]
        subprocess.run(command, check=True, capture_output=True)
        return lambda: subprocess.run(["umount", "-l", where], check=True)

    return mount if IS_ROOT else None


@contextlib.contextmanager
def full(folder, site):
    """Nothing more fits into the folder; for others than root, the site writes no file over 4 kB anywhere."""
    if not IS_ROOT:
        with _limited(site.server.processes(), 4096):
            yield
        return
    filler = folder / "filler"
    with filler.open("wb", buffering=0) as file:
        for size in (1 << 16, 1 << 12, 1):
            with contextlib.suppress(OSError):
                while True:
                    file.write(bytes(size))
    yield
    filler.unlink()


@contextlib.contextmanager
def _limited(processes, size):
    for process in processes:
        hard = resource.prlimit(process, resource.RLIMIT_FSIZE)[1]
        resource.prlimit(process, resource.RLIMIT_FSIZE, (size, hard))
    yield
    for process in processes:
        with contextlib.suppress(ProcessLookupError):
            resource.prlimit(process, resource.RLIMIT_FSIZE, (hard, hard))


@contextlib.contextmanager
def read_only(folder):
    if IS_ROOT:
        _remount(folder, "ro")
    else:
        _forbid(folder, 0o500, 0o400)
    try:
        yield
    finally:
        if IS_ROOT:
            _remount(folder, "rw")
        else:
            _forbid(folder, 0o700, 0o600)


def _remount(folder, mode):
    subprocess.run(["mount", "-o", f"remount,{mode}", folder], check=True, capture_output=True)


def _forbid(folder, mode_of_folder, mode_of_files):
    folder.chmod(mode_of_folder)
    for file in folder.iterdir():
        file.chmod(mode_of_files)
