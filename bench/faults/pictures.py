"""Pictures that are large, that are made to cost memory, or that come all at once."""

import io
import time

from PIL import Image

from bench import measure
from bench.faults.disk import photograph
from bench.faults.processes import counts
from bench.faults.registry import fault
from bench.faults.site import PASSWORD, peak
from bench.faults.visitor import Meanwhile, at_once
from bench.load import load
from bench.server import ARTICLE

ADD = "/admin/content/picture/add/"


def upload(site, title, content, name="photo.jpg"):
    typed = {"title": title, "alt": "Noise on a screen", "_save": "1"}
    return site.visitor("Editor", timeout=110).fill_in(ADD, typed, {"upload": (name, content)})


@fault("meanwhile searches without result and sign-ins are answered, never 500; the picture is stored")
def large_picture(check, place):
    content = photograph(5700, 4300)
    with place.site() as site:
        turns = iter(range(10**6))
        search = Meanwhile(
            lambda: site.visitor().get(f"/search/?q=zzunfindable{next(turns)}"), threads=2, pause=0.2
        )
        sign_in = Meanwhile(lambda: site.visitor().sign_in("author", PASSWORD), threads=1, pause=3)
        with search, sign_in:
            time.sleep(0.5)
            answer = upload(site, "Large", content)
        check(answer.status == 302, f"24 Mpx: {answer.status} in {answer.seconds:.1f} s")
        for name, meanwhile in {"searches": search, "sign-ins": sign_in}.items():
            slowest = max(each.seconds for each in meanwhile.answers)
            good = set(counts(meanwhile.answers)) <= {200, 302, 429}
            check(good, f"{name} {counts(meanwhile.answers)}, slowest {slowest:.1f} s")


def drawing(width, height):
    """A PNG with transparency that is small as a file and large in memory."""
    out = io.BytesIO()
    Image.new("RGBA", (width, height), (0, 90, 90, 128)).save(out, "PNG")
    return out.getvalue()


@fault("a picture of 24 Mpx takes less than 300 MB and gives it back; one of 40 Mpx below 150 or a refusal")
def memory_of_pictures(check, place):
    with place.site() as site:
        upload(site, "Small", photograph(640, 480))
        for megapixels, size, most in ((24, (6000, 4000), 300), (40, (7300, 5480), 150)):
            before = site.server.memory()
            with peak(site) as grown:
                answer = upload(site, f"Drawing {megapixels}", drawing(*size), "drawing.png")
            check(grown() < most, f"{megapixels} Mpx: {answer.status}, {grown():+.0f} MB")
            time.sleep(1)
            kept = site.server.memory() - before
            check(kept < 100, f"{kept:+.0f} MB kept")


@fault("one at a time; each is stored or told why not; readers 200, 95% within 100 ms", "nginx")
def twenty_uploads_at_once(check, place):
    contents = [photograph(2000, 1500, number) for number in range(20)]
    with place.site(nginx=True) as site:
        upload(site, "First", photograph(640, 480))
        with peak(site) as grown:
            reading = Meanwhile(lambda: load(site.port, ["/", ARTICLE], 0.5), threads=1, pause=0.2)
            with reading:
                answers = at_once(20, lambda number: upload(site, f"Photo {number}", contents[number]))
        statuses, _stale, times = zip(*sum(reading.answers, []), strict=True)
        _median, most, worst = measure.spread(times)
        [(stored,)] = site.rows("SELECT count(*) FROM content_picture WHERE title LIKE 'Photo %'")
        seen = counts(answers)
        check(
            set(seen) <= {302, 503} and seen.get(302) == stored, f"{seen}, {stored} stored, {grown():+.0f} MB"
        )
        check(stored >= 15, "most are stored")
        check(
            set(statuses) == {200} and most < 100,
            f"readers {set(statuses)}, 95% in {most:.0f} ms, worst {worst:.0f}",
        )
