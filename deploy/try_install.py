#!/usr/bin/env python3
"""Tries deploy/install on a bare Debian of its own, and asks the site for what patients and staff ask for.

The Debian is built anew in a folder, started with systemd in a network of its own, and thrown away: nothing
of the machine around it is changed. It needs root, debootstrap, systemd-nspawn and some minutes. Each result
has a line; it ends with 1 if one FAILED. What cannot be tried here is "not tried", with the reason.
"""

import argparse
import contextlib
import http.client
import json
import os
import re
import shutil
import signal
import ssl
import subprocess
import sys
import tempfile
import time
import uuid
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import urlopen

PROJECT = Path(__file__).resolve().parent.parent
MIRROR = "http://deb.debian.org/debian"
DEBIANS = {"bookworm": "3.11", "trixie": "3.13"}  # and their Python
BARE = "systemd,systemd-sysv,dbus,ca-certificates,iproute2"
# All that the installer may want; what it does not name itself is not installed.
PACKAGES = "ca-certificates certbot make nginx openssl postgresql python3-venv systemd-timesyncd"
DOMAIN, EMAIL = "education.clinic.example", "pat@clinic.example"
OPTIONS = ["--email", EMAIL, "--name", "Pat Smith", "--sample-texts", "--self-signed"]
PASSWORD = "seven quiet herons by the lake"
PICTURE = "content/transfer/starter/pictures"
PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
PATIENCE = 900  # seconds for one command, on a busy machine
# What no trial can have: a certificate that browsers trust, a time server, mail, and a backup of last night.
EXPECTED_PROBLEMS = {"certificate", "clock"}


class Failed(Exception):
    """What was seen instead of what was expected."""


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--debian", choices=DEBIANS, default="bookworm")
    parser.add_argument("--sqlite", action="store_true", help="without PostgreSQL")
    parser.add_argument("--keep", action="store_true", help="leave the folder with the Debian")
    parser.add_argument("--visit", help=argparse.SUPPRESS)  # what runs in the network of the Debian
    options, rest = parser.parse_known_args()
    if options.visit:
        return VISITS[options.visit](*rest)
    if why := why_not(options.debian):
        print(f"not tried: {why}")
        return 0
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that nothing is left running
    folder = Path(tempfile.mkdtemp(prefix="clinic-debian-", dir="/var/tmp"))
    try:
        root = build(folder, options.debian)
        with started(root) as leader:
            return all_tried(Trial(root, leader, ["--sqlite"] * options.sqlite))
    finally:
        if options.keep:
            print(f"kept: {folder}")
        else:
            throw_away(folder)


def why_not(debian="bookworm"):
    if os.getuid():
        return "only root can build a Debian"
    packages = {"debootstrap": "debootstrap", "systemd-nspawn": "systemd-container", "nsenter": "util-linux"}
    missing = [package for program, package in packages.items() if not shutil.which(program)]
    if missing:
        return f"missing packages: {' '.join(missing)}"
    try:
        with urlopen(f"{MIRROR}/dists/{debian}/Release", timeout=20):  # noqa: S310
            return ""
    except OSError as error:
        return f"{MIRROR} does not answer: {error}"


def throw_away(folder):
    """Also where debootstrap was cut off, and left something mounted in it."""
    mounted = [Path(line.split()[1]) for line in Path("/proc/self/mounts").read_text().splitlines()]
    for place in reversed(mounted):
        if place.is_relative_to(folder):
            command("umount", "--lazy", place, check=False)
    shutil.rmtree(folder, ignore_errors=True)


# The bare Debian


def build(folder, debian):
    """The root of a bare Debian with the project in /srv/clinic, and what is to be downloaded at hand."""
    root = folder / "root"
    step(f"a bare Debian ({debian})")
    command("debootstrap", "--variant=minbase", f"--include={BARE}", debian, root, MIRROR)
    shutil.copy("/etc/resolv.conf", root / "etc/resolv.conf")
    (root / "etc/apt/apt.conf.d/99keep").write_text('Binary::apt::APT::Keep-Downloaded-Packages "true";\n')
    command("chroot", root, "apt-get", "-qq", "update")
    download = ["apt-get", "-qq", "--yes", "--download-only", "--no-install-recommends", "install"]
    command("chroot", root, *download, *PACKAGES.split())
    wheels = root / "var/wheels"
    wheels.mkdir()
    pip = [sys.executable, "-m", "pip", "download", "-q", "--require-hashes", "--only-binary=:all:"]
    command(*pip, "--python-version", DEBIANS[debian], "-r", PROJECT / "requirements.txt", "-d", wheels)
    (root / "etc/pip.conf").write_text("[global]\nno-index = true\nfind-links = /var/wheels\n")
    copy_project(root / "srv/clinic")
    return root


def copy_project(site):
    """What git knows of it, as it lies here."""
    files = command("git", "-C", PROJECT, "ls-files", "-z", "--cached", "--others", "--exclude-standard")
    for name in filter(None, files.split("\0")):
        if (source := PROJECT / name).is_file():
            target = site / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, target)


@contextlib.contextmanager
def started(root):
    """Boots it, and gives the id of its first process."""
    step("its systemd, in a network of its own")
    alone = [] if Path("/run/systemd/system").exists() else ["--register=no", "--keep-unit"]
    name = f"clinic-{uuid.uuid4().hex[:8]}"
    nspawn = ["systemd-nspawn", "--quiet", "--private-network", f"--machine={name}", "-D", root]
    with subprocess.Popen([*nspawn, *alone, "--boot"], stdin=-3, stdout=-3, stderr=-3) as machine:
        try:
            yield first_process(machine)
        finally:
            machine.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                machine.wait(60)
            machine.kill()


def first_process(machine):
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and machine.poll() is None:
        children = Path(f"/proc/{machine.pid}/task/{machine.pid}/children").read_text().split()
        for child in children:
            with contextlib.suppress(OSError):
                if Path(f"/proc/{child}/comm").read_text().strip() == "systemd":
                    time.sleep(2)  # it opens its socket
                    return child
        time.sleep(0.2)
    raise SystemExit("FAILED the bare Debian did not start")


class Trial:
    def __init__(self, root, leader, options):
        self.root, self.leader, self.options = root, leader, options
        self.picture = ""  # the address of one that was uploaded

    def inside(self, *words, check=True):
        """What a command says in the Debian."""
        enter = ["nsenter", "--target", self.leader, "--all", "--root", "env", "-i", f"PATH={PATH}"]
        return command(*enter, "sh", "-c", 'cd /srv/clinic && exec "$@"', "sh", *words, check=check)

    def visit(self, what, *words):
        """What a browser on that machine gets; it is this program, in the other network."""
        enter = ["nsenter", "--target", self.leader, "--net", sys.executable, __file__]
        return command(*enter, "--visit", what, *words, failure=Failed)

    def manage(self, *words):
        return self.inside("runuser", "-u", "clinic", "--", ".venv/bin/python", "manage.py", *words)

    def install(self):
        return self.inside("deploy/install", DOMAIN, *OPTIONS, *self.options)


# What is tried


def all_tried(trial):
    step("deploy/install")
    trial.inside("systemctl", "is-system-running", "--wait", check=False)
    said = trial.install()
    print(said, flush=True)
    tries = {
        "a page": lambda: trial.visit("page"),
        "its style sheet": lambda: trial.visit("style"),
        "the sign-in": lambda: sign_in(trial, said),
        "a picture uploaded afterwards": lambda: upload(trial),
        "the outage page, and files without the application": lambda: outage(trial),
        "the proof for certbot": lambda: prove(trial),
        "every unit": lambda: units(trial),
        "mail of a unit that failed": lambda: told(trial),
        "a second run": lambda: again(trial),
        "manage.py doctor": lambda: doctor(trial),
    }
    failed = 0
    for name, function in tries.items():
        try:
            seen = (function() or "").strip()
        except (Failed, SystemExit) as error:
            failed += 1
            print(f"FAILED      {name}: {error}", flush=True)
        else:
            print(f"ok          {name}: {seen}", flush=True)
    return min(failed, 1)


def sign_in(trial, said):
    """With the link that the installer printed."""
    link = re.search(rf"https://{DOMAIN}(/\S+/welcome/\S+)", said)
    if not link:
        raise Failed("the installer printed no link for the first Administrator")
    trial.visit("choose_password", link[1])
    return trial.visit("sign_in", EMAIL)


def upload(trial):
    """By an author; the address of the picture is kept for what follows."""
    code = (
        "from content.models import Account; from django.urls import reverse;"
        "a, t = Account.invite(name='Dana Author', email='dana@clinic.example', role='Author', "
        "also_reviews=False, person=None, by=None); print(reverse('admin:choose_password', args=[t]))"
    )
    link = trial.manage("shell", "-v0", "-c", code).split()[-1]
    trial.visit("choose_password", link)
    trial.picture = trial.visit("upload", "dana@clinic.example").strip()
    return trial.picture


def outage(trial):
    if not trial.picture:
        raise Failed("there is no picture to ask for")
    trial.inside("systemctl", "stop", "clinic")
    try:
        return trial.visit("outage", trial.picture)
    finally:
        trial.inside("systemctl", "start", "clinic")


def prove(trial):
    place = trial.root / "var/www/clinic/.well-known/acme-challenge"
    place.mkdir(parents=True, exist_ok=True)
    (place / "token").write_text("proof")
    return trial.visit("proof")


def units(trial):
    """systemd reads them without a complaint, and they do what they are for."""
    complaints = trial.inside("sh", "-c", "systemd-analyze verify /etc/systemd/system/clinic* 2>&1 || true")
    complaints = [line for line in complaints.splitlines() if "clinic" in line]
    if complaints:
        raise Failed(complaints[0])
    trial.inside("systemctl", "reload", "clinic")
    timers = trial.inside("systemctl", "list-units", "--plain", "--no-legend", "clinic@*.timer").split()
    for unit in [word.removesuffix(".timer") for word in timers if word.endswith(".timer")]:
        trial.inside("systemctl", "start", f"{unit}.service", check=False)
        result = trial.inside("systemctl", "show", "-p", "Result", "--value", f"{unit}.service").strip()
        if result != "success":
            raise Failed(f"{unit}: {result}: " + trial.inside("journalctl", "-n5", "-ocat", "-u", unit))
    exposure = trial.inside("systemd-analyze", "security", "--no-pager", "clinic.service").splitlines()[-1]
    return exposure.strip()


def told(trial):
    """By mail into a folder, instead of a server of mail."""
    settings, letters = trial.root / "srv/clinic/.env", trial.root / "srv/clinic/var/mail"
    with settings.open("a") as file:
        file.write("EMAIL_URL=filemail:///var/mail\n")
    trial.inside("systemctl", "start", "clinic@no_such_command", check=False)
    for _second in range(60):
        texts = [letter.read_text() for letter in letters.glob("*")]
        if any("Subject: clinic@no_such_command" in text and "Unknown command" in text for text in texts):
            trial.inside("systemctl", "reset-failed", "clinic@no_such_command")
            return "with what it said last"
        time.sleep(1)
    raise Failed(trial.inside("journalctl", "-n8", "-ocat", "-u", "clinic-mail@*") or "no mail came")


def again(trial):
    """This time it asks for a certificate of Let's Encrypt, which cannot be reached from here."""
    before = (trial.root / "srv/clinic/.env").read_bytes()
    options = [option for option in OPTIONS if option != "--self-signed"]
    said = trial.inside("sh", "-c", '"$@" 2>&1', "sh", "deploy/install", DOMAIN, *options, *trial.options)
    if (trial.root / "srv/clinic/.env").read_bytes() != before:
        raise Failed(".env was changed")
    if "/welcome/" in said:
        raise Failed("there was an Administrator, and another was invited")
    if "letsencrypt.org" not in said or "run this again" not in said:
        raise Failed(f"certbot did not ask Let's Encrypt: {said[-1500:]}")
    trial.visit("page")
    return "the same settings; without Let's Encrypt it says so, and the site goes on"


def doctor(trial):
    said = json.loads(trial.inside(".venv/bin/python", "manage.py", "doctor", "--json", check=False))
    wrong = [each for each in said["results"] if each["level"] == "problem"]
    if more := [each for each in wrong if each["name"] not in EXPECTED_PROBLEMS]:
        raise Failed(f"{more[0]['name']}: {more[0]['message']}")
    mode = trial.inside("sh", "-c", "stat -c '%a %U' .env var var/clinic.sqlite3 2>/dev/null || true")
    return f"{len(said['results'])} checks; modes: {', '.join(mode.splitlines())}"


# What a browser asks for, on port 443 of the machine it runs on


class Browser:
    def __init__(self):
        self.cookies = {}

    def get(self, path):
        return self._ask("GET", path)

    def post(self, path, fields, file=None):
        """Fields as a form sends them; `file` is (name of the field, path)."""
        if not file:
            kind, body = "application/x-www-form-urlencoded", urlencode(fields, doseq=True).encode()
        else:
            kind, body = multipart(fields, *file)
        return self._ask("POST", path, body, {"Content-Type": kind, "Origin": f"https://{DOMAIN}"})

    def send(self, path, typed, file=None):
        """Opens the page with a form, fills it in and sends it."""
        page = self.get(path)
        hidden = re.findall(r'<input[^>]*type="hidden"[^>]*>', page.text)
        fields = {name: value for name, value in map(name_and_value, hidden) if name}
        return self.post(path, fields | typed, file)

    def _ask(self, method, path, body=None, headers=None):
        anyone = ssl.create_default_context()
        anyone.check_hostname, anyone.verify_mode = False, ssl.CERT_NONE
        connection = http.client.HTTPSConnection("127.0.0.1", 443, timeout=60, context=anyone)
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        sent = {"Host": DOMAIN, "Cookie": cookies, "Referer": f"https://{DOMAIN}{path}", **(headers or {})}
        connection.request(method, path, body, sent)
        answer = connection.getresponse()
        answer.body = answer.read()
        answer.text = answer.body.decode(errors="replace")
        for cookie in answer.headers.get_all("Set-Cookie", []):
            name, _equals, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        connection.close()
        return answer


def name_and_value(tag):
    return [(re.search(rf' {name}="([^"]*)"', tag) or ["", ""])[1] for name in ("name", "value")]


def multipart(fields, name, path):
    boundary = uuid.uuid4().hex
    disposition = 'Content-Disposition: form-data; name="{}"'
    parts = [f"{disposition.format(key)}\r\n\r\n{value}".encode() for key, value in fields.items()]
    head = f'{disposition.format(name)}; filename="{Path(path).name}"\r\n'
    parts.append(f"{head}Content-Type: image/png\r\n\r\n".encode() + Path(path).read_bytes())
    body = b"".join(b"--%s\r\n%s\r\n" % (boundary.encode(), part) for part in parts)
    return f"multipart/form-data; boundary={boundary}", body + b"--%s--\r\n" % boundary.encode()


def expect(answer, status, *texts):
    missing = [text for text in texts if text not in answer.text]
    if answer.status != status or missing:
        wanted = f"{status} with {', '.join(texts)}" if texts else status
        sys.exit(f"expected {wanted}; seen {answer.status}: {answer.text[:200]!r}")
    return answer


def style_sheets(page):
    return re.findall(r'<link rel="stylesheet" href="([^"]+)"', page.text)


def visit_page():
    page = expect(Browser().get("/"), 200, "</html>", "<h1")
    print(f"200, {len(page.body)} bytes")


def visit_style():
    [sheet, *_more] = style_sheets(Browser().get("/"))
    answer = expect(Browser().get(sheet), 200, "{")
    if "immutable" not in answer.headers["Cache-Control"]:
        sys.exit(f"{sheet} does not come from nginx")
    print(f"{sheet} {answer.headers['Content-Type']}")


def visit_choose_password(path):
    typed = {"new_password1": PASSWORD, "new_password2": PASSWORD}
    expect(Browser().send(path, typed), 200, "password is set")


def signed_in(email):
    browser = Browser()
    answer = browser.send("/admin/login/", {"username": email, "password": PASSWORD, "next": "/admin/"})
    if answer.status != 302:
        sys.exit(f"{email} could not sign in: {answer.status} {answer.text[:300]!r}")
    return browser


def visit_sign_in(email):
    browser = signed_in(email)
    if not any("sessionid" in name for name in browser.cookies):
        sys.exit(f"no session: {browser.cookies}")
    wrong = Browser().send("/admin/login/", {"username": email, "password": "wrong", "next": "/admin/"})
    if wrong.status == 302:
        sys.exit("a wrong password let somebody in")
    print(f"{email} chose a password with the link and is in")


def visit_upload(email):
    browser = signed_in(email)
    drawn = min((PROJECT / PICTURE).glob("*.png"), key=lambda file: file.stat().st_size)
    typed = {"title": "Trial", "alt": "A drawing", "focus_x": 50, "focus_y": 50, "_save": "1"}
    answer = browser.send("/admin/content/picture/add/", typed, ("upload", drawn))
    if answer.status != 302:
        errors = re.findall(r'class="errorlist[^>]*>(.*?)</ul>', answer.text, re.DOTALL)
        sys.exit(f"the picture was not taken: {answer.status} {errors or answer.text[:300]}")
    pictures = browser.get("/admin/content/picture/").text
    [address, *_more] = re.findall(r"/media/pictures/[0-9a-f]{16}-\d+\.(?:avif|webp|jpg)", pictures)
    expect(Browser().get(address), 200)
    print(address)


def visit_outage(picture):
    page = expect(Browser().get("/no-page-that-is-kept/"), 503, "</html>", "tel:")
    if not page.headers["Retry-After"]:
        sys.exit("no Retry-After")
    answer = expect(Browser().get(picture), 200)
    kept = {sheet: Browser().get(sheet).status for sheet in style_sheets(page)}
    if not kept or {*kept.values()} != {200}:
        sys.exit(f"style sheets of the outage page: {kept}")
    print(f"503 with the phone number; {picture} {answer.headers['Content-Type']}; {kept}")


def visit_proof():
    connection = http.client.HTTPConnection("127.0.0.1", 80, timeout=10)
    connection.request("GET", "/.well-known/acme-challenge/token", headers={"Host": DOMAIN})
    answer = connection.getresponse()
    if (answer.status, answer.read()) != (200, b"proof"):
        sys.exit(f"http://{DOMAIN}/.well-known/acme-challenge/token: {answer.status}")
    print("http answers it")


VISITS = {
    "page": visit_page,
    "style": visit_style,
    "choose_password": visit_choose_password,
    "sign_in": visit_sign_in,
    "upload": visit_upload,
    "outage": visit_outage,
    "proof": visit_proof,
}


def step(what):
    print(f"… {what}", flush=True)


def command(*words, check=True, failure=SystemExit):
    """What it says on stdout; ends with what it says on both if it fails."""
    try:
        run = subprocess.run([*map(str, words)], capture_output=True, text=True, timeout=PATIENCE, stdin=-3)
    except subprocess.TimeoutExpired as late:
        raise failure(f"FAILED      {' '.join(map(str, words))}: not done in {PATIENCE} seconds") from late
    if check and run.returncode:
        said = f"{run.stdout}{run.stderr}".strip()
        raise failure(
            said if failure is Failed else f"FAILED      {' '.join(map(str, words))}\n{said[-4000:]}"
        )
    return run.stdout


if __name__ == "__main__":
    sys.exit(main())
