"""Full disks: of the database, of pictures, of the page cache, of the logs."""

import io
import time

from PIL import Image

from bench.faults import room
from bench.faults.registry import fault
from bench.server import ARTICLE

NEW = "Typed while the disk was full."


def photograph(width, height, seed=1):
    """A JPEG of noise, so that its files are large."""
    small = Image.effect_noise((width // 8, height // 8), 60 + seed)
    out = io.BytesIO()
    small.resize((width, height)).convert("RGB").save(out, "JPEG", quality=85)
    return out.getvalue()


@fault(
    "a save gives the text back with a sentence, pages go on, SQLite is whole, all well once there is room"
)
def disk_full_database(check, place):
    with place.site(before=room.small_disk("database")) as site:
        editor, form = site.visitor("Editor"), site.form()
        typed = editor.get(form).fields | {"summary": NEW, "_save": "1"}
        before = site.rows("SELECT count(*) FROM content_revision")
        with room.full(site.database.parent, site):
            answers = [editor.post(form, typed) for _ in range(2)]
            pages = [site.visitor().get(path).status for path in (ARTICLE, "/search/?q=zzqqaa", "/faq/")]
        told = [(answer.status, NEW in answer.text) for answer in answers]
        check(told == [(503, True)] * 2, f"save {told[0][0]}, text kept: {told[0][1]}")
        check(pages == [200] * 3, f"pages {pages}")
        half = site.rows("SELECT count(*) FROM content_revision") != before
        check(site.is_whole() and not half, "SQLite is whole, nothing half written")
        again = editor.post(form, typed).status
        check(again == 302, f"sent again {again}")


@fault(
    "an upload is refused in a sentence, no file, no row is left, pages go on, well once there is room",
    "root",
)
def disk_full_media(check, place):
    with place.site(before=room.small_disk("media", 20)) as site:
        editor, add = site.visitor("Editor"), "/admin/content/picture/add/"
        typed = {"title": "Too large", "alt": "Noise on a screen", "_save": "1"}
        files = {"upload": ("noise.jpg", photograph(2400, 1600))}
        stored = set(site.media.rglob("*"))
        with room.full(site.media, site):
            answer = editor.fill_in(add, typed, files)
            page = site.visitor().get("/articles/").status
            left = {file for file in site.media.rglob("*") if file.name != "filler"} - stored
        told = answer.status == 200 and "disk may be full" in answer.text
        check(told, f"upload {answer.status}, told why: {told}")
        rows = site.rows("SELECT count(*) FROM content_picture WHERE title = 'Too large'")
        check(not left and rows == [(0,)], f"{len(left)} files and {rows[0][0]} rows left")
        check(page == 200, f"page {page}")
        again = editor.fill_in(add, typed, files).status
        check(again == 302, f"sent again {again}")


@fault(
    "pages go on and say what is new, nothing half written is shown, pages are kept again once there is room"
)
def disk_full_cache(check, place):
    with place.site(before=room.small_disk("pages")) as site:
        form, editor = site.form(), site.visitor("Editor")
        with room.full(site.pages, site):
            site.server.restart()
            answers = [site.visitor().get(path) for path in (ARTICLE, "/", "/faq/", "/articles/") * 3]
            status = editor.fill_in(form, {"title": "Knees on a full disk", "_save": "1"}).status
            other = site.visitor().get("/never-seen/").status
        statuses = {answer.status for answer in answers}
        complete = all(b"</html>" in answer.body for answer in answers)
        check(statuses == {200} and complete, f"pages {statuses}, complete: {complete}")
        check((status, other) == (302, 404), f"save {status}, unseen page {other}")
        ready = site.visitor().get("/healthz/ready").status
        files = len(list(site.pages.glob("kept/*/*")))
        (site.pages / "counter").touch()
        [site.visitor().get(path) for path in ("/a-z/", "/people/", "/articles/?page=1")]
        site.server.restart()
        check(
            site.visitor().get("/people/").status == 200, f"after it 200, {files} files kept, ready {ready}"
        )


@fault("the site answers as before, staff too")
def disk_full_logs(check, place):
    with place.site(start=False) as site, open("/dev/full", "w") as nowhere:
        site.server.start(stdout=nowhere, stderr=nowhere)
        _watch_without_log(check, site)


@fault("the site answers as before, staff too")
def output_closed(check, place):
    """As with >&- in a shell."""
    with place.site(start=False) as site:
        site.server.start(stdout=-1, stderr=-1)
        site.server.process.stdout.close()
        site.server.process.stderr.close()
        _watch_without_log(check, site)


def _watch_without_log(check, site):
    site.rows("ALTER TABLE content_synonym RENAME TO content_synonym_away")
    failed = site.visitor().get("/search/?q=knee").status  # its traceback has nowhere to go
    site.rows("ALTER TABLE content_synonym_away RENAME TO content_synonym")
    pages = [site.visitor().get(path).status for path in (ARTICLE, "/search/?q=knee", "/nowhere/") * 10]
    check(pages == [200, 200, 404] * 10, f"pages {sorted(set(pages))}, an error between them {failed}")
    save = site.visitor("Editor").fill_in(site.form(), {"summary": NEW, "_save": "1"}).status
    check(save == 302, f"save {save}")
    time.sleep(0.5)
    check(site.server.process.poll() is None, "gunicorn lives")
