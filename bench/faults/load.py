"""Too many visitors, slow ones, and requests that are made to cost much."""

import collections
import itertools
import socket
import time

from bench import measure
from bench.faults.processes import counts, events
from bench.faults.registry import fault
from bench.faults.site import STATIC
from bench.faults.visitor import Meanwhile, SlowClients, at_once
from bench.load import Client, load
from bench.noise import PAGES, make_noise, read, state
from bench.server import ARTICLE

# Headers that do not end, a body that does not come, nothing at all.
SLOW = [
    b"GET / HTTP/1.1\r\nHost: x\r\nX-",
    b"POST /admin/login/ HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\n",
    b"",
]


def watch_readers(check, site, seconds, within):
    statuses, _stale, times = zip(*load(site.port, ["/", ARTICLE, "/faq/"], seconds), strict=True)
    _median, most, worst = measure.spread(times)
    figures = f"{dict(collections.Counter(statuses))}, 95% in {most:.0f} ms, worst {worst:.0f}"
    check(set(statuses) == {200} and most < within, f"readers {figures}")


@fault(
    "readers 200, 95% within 100 ms; searches too, while 600 connections send headers, bodies or nothing",
    "nginx",
)
def slow_clients(check, place):
    with place.site(nginx=True) as site, SlowClients(site.port, 600, SLOW) as count:
        check(count > 550, f"{count} connections")
        watch_readers(check, site, 6, within=100)
        searches = [site.visitor().get(f"/search/?q=knee{n}").status for n in range(10)]
        check(searches == [200] * 10, f"searches {set(searches)}")


@fault("readers and searches as ever, no thread of the site is held, while 200 read a byte a second", "nginx")
def slow_readers(check, place):
    with place.site(nginx=True) as site:
        size = len(site.visitor().get("/a-z/").body)
        slow = []
        for number in range(200):
            path = ["/search/?q=knee", ARTICLE, "/sitemap.xml", "/static/" + static_name()][number % 4]
            slow.append(each := socket.socket())
            each.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1024)
            each.connect(("127.0.0.1", site.port))
            each.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{site.port}\r\n\r\n".encode())
        check(size, f"{len(slow)} slow readers")
        for _second in range(3):
            for each in slow:
                each.recv(1)
            time.sleep(0.5)
        watch_readers(check, site, 4, within=100)
        answers = at_once(32, lambda number: site.visitor().get(f"/search/?q=hip{number}"))
        check(set(counts(answers)) == {200}, f"32 searches at once {counts(answers)}")
        for each in slow:
            each.close()


def static_name():
    return max(STATIC.rglob("*.js"), key=lambda file: file.stat().st_size).relative_to(STATIC).as_posix()


OVERLOADED = (
    "the surplus gets a fast 503, kept pages 95% within 50 ms, no more memory after it, and no files but the "
    "two of the database that each thread keeps"
)


@fault(OVERLOADED, "nginx")
def overload(check, place):
    """Four times as many at once as are let through (page_cache/limit.py)."""
    with place.site(nginx=True) as site:
        at_once(256, lambda number: site.visitor().get(f"/search/?q=knee{number}"))  # all threads are there
        load(site.port, ["/", ARTICLE], 1)
        time.sleep(6)
        (_of_database, files), memory = site.server.open_files(), site.server.memory()
        turns = itertools.count()
        with Meanwhile(lambda: site.visitor().get(f"/search/?q=pain{next(turns)}"), threads=256) as surplus:
            time.sleep(1)
            statuses, _stale, times = zip(*load(site.port, ["/", ARTICLE], 5), strict=True)
        answered = counts(surplus.answers)
        slowest = (
            max(answer.seconds for answer in surplus.answers if answer.status == 503)
            if 503 in answered
            else 0
        )
        check(set(answered) <= {200, 503}, f"256 who search: {answered}, slowest 503 {slowest:.1f} s")
        _median, most, worst = measure.spread(times)
        check(
            set(statuses) == {200} and most < 50,
            f"kept pages {set(statuses)}, 95% in {most:.0f} ms, worst {worst:.0f}",
        )
        time.sleep(6)
        grown = site.server.memory() - memory
        of_database, files_after = site.server.open_files()
        check(grown < 60, f"{grown:+.0f} MB, {files_after - files:+d} files after it")
        check(files_after - files < 20, "files closed")
        check(of_database <= 2 * site.server.threads(), f"{of_database} of the database")


@fault("memory and files on disk bounded, 404 within 5 ms, pages as they were to the byte")
def random_addresses(check, place):
    with place.site() as site:
        pages = {(page, encoding): None for page in PAGES for encoding in ("br", "")}
        client = Client(site.port)
        expected = {reader: read(client, *reader) for reader in pages}
        make_noise(site.port, 1000, 1, expected)
        memory, files, _size = state(site.server.process, site.pages)
        _statuses, _times, different = make_noise(site.port, 4000, 2, expected)
        more, more_files, _size = state(site.server.process, site.pages)
        check(not different, f"{len(different)} pages differ")
        check(sum(more) - sum(memory) < 20, f"{sum(memory)} -> {sum(more)} MB")
        check(more_files - files < 20, f"{files} -> {more_files} files")
        times = sorted(timed(client, f"/nowhere/{number}/") for number in range(300))
        check(times[150] < 5, f"404 in {times[150]:.1f} ms")


def timed(client, path):
    began = time.perf_counter()
    assert client.get(path)[0] == 404
    return 1000 * (time.perf_counter() - began)


@fault("the memory of the workers flattens: the last third of 3,600 requests adds less than 8 MB")
def memory_growth(check, place):
    with place.site() as site:
        sizes = [site.server.memory()]
        for part in range(3):
            at_once(4, lambda worker, part=part: ask_much(site, 10_000 * part + 1000 * worker))
            sizes.append(site.server.memory())
        figures = " -> ".join(f"{size:.0f}" for size in sizes)
        check(sizes[-1] - sizes[-2] < 8, f"{figures} MB")


def ask_much(site, first):
    client = Client(site.port)
    for number in range(first, first + 300):
        path = [ARTICLE, f"/search/?q=knee+{number}", f"/nowhere/{number}/", "/articles/"][number % 4]
        client.get(path)


@fault("every line of the log is JSON, nothing is forged, no secret and no search in it")
def forged_log_lines(check, place):
    with place.site() as site:
        paths = [
            "/x%0aFAKE%0d%0a{%22s%22:200}",
            "/esc%1b[31m",
            "/back%5c",
            "/quote%22,%22s%22:1",
            "/%e2%80%a8",
            "/%ff",
        ]
        paths += [
            "/sign-off/SECRET-token/",
            "/SIGN-OFF/SECRET-token",
            "/search/?q=SECRET-illness",
            "/welcome/SECRET-x/",
        ]
        for path in paths:
            site.visitor().get(path, {"Referer": "https://x/SECRET", "User-Agent": "SECRET"})
        raw(site.port, b'GE"T,\x1b /x HTTP/1.1\r\nHost: x\r\n\r\n')
        time.sleep(0.5)
        written = site.server.written()
        lines = written.splitlines()
        odd = [line for line in lines if not list(events(line))]
        check(not odd and "\x1b" not in written, f"{len(lines)} lines, {len(odd)} no JSON {odd[:1] or ''}")
        check("SECRET" not in written, "no secret" if "SECRET" not in written else "a secret is in the log")
        check(len(list(events(written))) >= len(paths), "a line for each")


def raw(port, sent):
    with socket.create_connection(("127.0.0.1", port), 5) as each:
        each.sendall(sent)
        return each.recv(1000)


@fault("400 for each, and a list in time for the others")
def regular_expressions_in_addresses(check, place):
    lists = ["article", "picture", "topic", "person", "searchwithoutresult"]
    pattern = "(%5Cw%2B%5Cs%3F)*~"
    with place.site() as site:
        author, statuses = site.visitor("Author", timeout=10), collections.Counter()
        for name, lookup in itertools.product(lists, ["regex", "iregex"]):
            for field in ("title", "name", "words", "id", "body"):
                answer = author.get(f"/admin/content/{name}/?{field}__{lookup}={pattern}")
                statuses[answer.status] += 1
        check(set(statuses) <= {400, 403}, f"{dict(statuses)}")
        answer = site.visitor().get("/search/?q=knee")
        check(answer.status == 200 and answer.seconds < 2, f"then a search in {answer.seconds:.2f} s")


@fault("413 before the whole of it is read, without a proxy too")
def large_body_from_a_stranger(check, place):
    with place.site() as site:
        visitor = site.visitor()
        visitor.get("/admin/login/")
        sent = 0
        with socket.create_connection(("127.0.0.1", site.port), 5) as each:
            head = f"POST /admin/login/ HTTP/1.1\r\nHost: 127.0.0.1:{site.port}\r\n"
            kind = f"Content-Length: {60 << 20}\r\nContent-Type: multipart/form-data; boundary=x\r\n"
            cookies = "; ".join(f"{name}={value}" for name, value in visitor.cookies.items())
            each.sendall(f"{head}{kind}Cookie: {cookies}\r\n\r\n".encode())
            part = b'--x\r\nContent-Disposition: form-data; name="a"; filename="a"\r\n\r\n' + bytes(1 << 20)
            each.settimeout(5)
            try:
                for _ in range(60):
                    each.sendall(part)
                    sent += len(part)
            except OSError:
                pass
            try:
                answer = each.recv(100)
            except OSError:
                answer = b""
        status = answer.split()[1].decode() if answer else "nothing"
        check(status == "413" and sent < 30 << 20, f"{status} after {sent >> 20} of 60 MB")


@fault("the time grows with the text and not with its square; 80 kB are saved within 3 s")
def nested_lists(check, place):
    sizes = (20_000, 40_000, 80_000)
    with place.site() as site:
        code = "import time\nfrom content.text import richtext\n"
        for size in sizes:
            code += f"text = {'<ul><li><p>x</p>'!r} * {size // 26} + '</li></ul>' * {size // 26}\n"
            code += "began = time.process_time(); richtext.clean.__wrapped__(text)\n"
            code += "print(time.process_time() - began)\n"
        first, second, third = map(float, site.python(code).split())
        grows = third < 8 * max(first, 0.02)
        check(grows, f"20, 40, 80 kB cleaned in {first:.2f}, {second:.2f}, {third:.2f} s")
        body = "<ul><li><p>x</p>" * (80_000 // 26) + "</li></ul>" * (80_000 // 26)
        save = site.visitor("Editor").fill_in(site.form(), {"body": body, "_save": "1"})
        check(save.status in (200, 302) and save.seconds < 3, f"save {save.status} in {save.seconds:.1f} s")


@fault("no header tells when the next text goes live, whichever way the request takes", "nginx")
def next_change_hidden(check, place):
    with place.site(nginx=True) as site:
        ways = [{}, {"Authorization": "x"}, {"Cookie": "sessionid=x"}, {"Host": "other.example"}]
        told = set()
        for headers, path in itertools.product(
            ways, ("/articles/", "/articles/?page=1", "/", "/articles/?x=1")
        ):
            names = {name.lower() for name in site.visitor().get(path, headers).headers}
            told |= names & {"x-fresh-until", "x-show-until", "expires"}
        check(not told, f"told: {', '.join(told)}" if told else "nothing told in 16 ways")
