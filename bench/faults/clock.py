"""Clocks that jump, hours that do not exist, and what is kept of pages and files."""

import os
import random
import re
import shutil
import subprocess
import sys
import time

from bench.faults import room
from bench.faults.registry import fault
from bench.faults.site import STATIC, run
from bench.faults.visitor import TOKEN
from bench.server import ARTICLE
from tests.support.project import ROOT


@fault(
    "no crash; a text from before stays public when the clock goes ahead; all well when it is right again",
    "faketime",
)
def clock_jumps(check, place):
    for jump in ("-2 hours", "-1 day", "+3 hours", "+2 days"):
        with place.site(start=False) as site:
            code = (
                "import clinic_site.wsgi as w; from wsgiref.simple_server import make_server; "
                f"make_server('127.0.0.1', {site.port}, w.application).serve_forever()"
            )
            command = ["faketime", "-f", jump_for(jump), sys.executable, "-c", code]
            with subprocess.Popen(
                command, cwd=ROOT, env=site.env, stdout=-3, stderr=-3, start_new_session=True
            ) as server:
                for _ in range(200):
                    if site.visitor().get("/healthz/live").status == 200:
                        break
                    time.sleep(0.1)
                seen = [
                    site.visitor().get(path).status
                    for path in (ARTICLE, "/", "/search/?q=knee", "/sitemap.xml")
                ]
                os.killpg(server.pid, 9)
            expected = [[200] * 4] if jump[0] == "+" else [[200] * 4, [404, 200, 200, 200]]
            check(seen in expected, f"{jump}: {seen}")
            site.server.start()
            check(site.visitor().get(ARTICLE).status == 200, "then 200")


def jump_for(words):
    number, unit = words.split()
    return f"{number}{unit[0]}"


@fault("a time that the clock skips or shows twice is refused in words, nothing is planned")
def summer_time(check, place):
    with place.site() as site:
        editor, form = site.visitor("Editor"), site.form()
        editor.fill_in(form, {"summary": "To be planned.", "_save": "1"})
        count = "SELECT count(*) FROM content_edition"
        before = site.rows(count)
        schedule = form.replace("/change/", "/schedule/")
        page = editor.get(schedule).text
        names = re.findall(r'name="([^"]+)"', page)
        for when in ("2027-03-14T02:30", "2027-11-07T01:30"):
            typed = {"csrfmiddlewaretoken": TOKEN.search(page)[1], "reason": "A patient waits."}
            typed |= {name: when for name in names if name in ("at", "when", "moment")}
            answer = editor.post(schedule, typed)
            said = re.search(r'class="errorlist[^>]*>(.*?)</ul>', answer.text, re.DOTALL)
            words = re.sub(r"<[^>]+>|\s+", " ", said[1]).strip() if said else "nothing"
            check(answer.status == 200 and said, f"{when}: {answer.status}, {words[:100]}")
        check(site.rows(count) == before, "nothing planned")


@fault("every page as it was, from the database")
def cache_corrupt(check, place):
    with place.site(start=False) as site:
        dice = random.Random(3)
        site.server.start()
        paths = [ARTICLE, "/", "/faq/", "/articles/", "/people/", "/a-z/"]
        before = {path: site.visitor().get(path) for path in paths}
        site.server.kill()
        files = list(site.pages.glob("kept/*/*"))
        for file in files:
            file.write_bytes(dice.randbytes(dice.randrange(5000)))
        site.server.start()
        after = {path: site.visitor().get(path) for path in paths}
        same = [path for path in paths if before[path][::2] == (200, after[path].body)]
        check(
            same == paths, f"{len(files)} files of random bytes: {len(same)} of {len(paths)} pages the same"
        )
        (site.pages / "counter").write_bytes(dice.randbytes(64))
        check([site.visitor().get(path).status for path in paths] == [200] * 6, "with a random counter 200")


@fault("every page from the database, new texts shown at once, one line in the log")
def cache_not_writable(check, place):
    with place.site(start=False, before=room.small_disk("pages")) as site, room.read_only(site.pages):
        site.server.start()
        _watch_pages(check, site)
        check(
            "page cache" in site.server.written() or "No pages are kept" in site.server.written(),
            "told in the log",
        )
        ready = site.visitor().get("/healthz/ready")
        check(ready.status == 503 and "page cache" in ready.text, f"ready {ready.status}")


@fault("every page from the database, new texts shown at once")
def cache_deleted(check, place):
    with place.site() as site:
        site.visitor().get(ARTICLE)
        shutil.rmtree(site.pages)
        _watch_pages(check, site)


def _watch_pages(check, site):
    statuses = [site.visitor().get(path).status for path in (ARTICLE, "/", "/faq/", "/articles/?page=1")]
    check(statuses == [200] * 4, f"pages {set(statuses)}")
    editor, form = site.visitor("Editor"), site.form()
    title = "Knees without a cache"
    saved = editor.fill_in(form, {"title": title, "_save": "1"})
    publish = form.replace("/change/", "/publish/")
    reason = editor.token(publish) | {"reason": "A patient waits."}
    published = editor.post(publish, reason)
    check((saved.status, published.status) == (302, 302), f"save {saved.status}, publish {published.status}")
    time.sleep(1.5)
    shown = [title in site.visitor().get(ARTICLE).text for _ in range(6)]
    check(all(shown), f"the new title in {sum(shown)} of 6 answers")


@fault("every file of the previous release is still sent, for pages that were kept or are open", "nginx")
def files_of_the_previous_release(check, place):
    name = f"css/site.{random.randbytes(6).hex()}.css"
    earlier = STATIC / name
    with place.site(nginx=True, start=False) as site:
        try:
            earlier.write_text("body { color: teal }")
            run(site.env, "collectstatic", "--no-input", "-v0")
            site.server.start()
            for words, port in {"nginx": site.port, "gunicorn": int(site.env["PORT"])}.items():
                visitor = site.visitor()
                visitor.port = port
                answer = visitor.get(f"/static/{name}")
                kept = answer.status == 200 and "immutable" in answer.headers.get("Cache-Control", "")
                check(kept and "teal" in answer.text, f"{words} {answer.status}")
        finally:
            earlier.unlink(missing_ok=True)
