"""What a phone downloads for the first view of a page, and what Lighthouse says of it.

    python bench/browser.py [runs of Lighthouse] [nginx or gunicorn]

As deployed, through nginx with TLS and HTTP/2, or from gunicorn itself. Needs Chromium, nginx and openssl.
Lighthouse comes from npm and is looked for as LIGHTHOUSE (the path of its program), then on the PATH:
`npm install --prefix ~/lh lighthouse`, then LIGHTHOUSE=~/lh/node_modules/.bin/lighthouse. The medians of
the runs are shown; on a busy machine the browser itself waits, and every time here grows.
"""

import contextlib
import json
import os
import shutil
import statistics
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from playwright.sync_api import sync_playwright  # noqa: E402

from bench.nginx import nginx  # noqa: E402
from bench.serving import ARTICLE, environment, folder, free_port, gunicorn, manage, prepare  # noqa: E402

CHROMIUM = os.environ.get("CHROMIUM", shutil.which("chromium") or shutil.which("google-chrome"))
LIGHTHOUSE = os.environ.get("LIGHTHOUSE", shutil.which("lighthouse"))
PAGES = {"home": "/", "article": ARTICLE, "FAQ": "/faq/safety/", "topic": "/topics/knee/"}
PHONE = {"viewport": {"width": 360, "height": 740}, "device_scale_factor": 2, "is_mobile": True}
KINDS = {"Document": "html", "Stylesheet": "css", "Font": "fonts", "Script": "scripts", "Image": "pictures"}
SHOWN = ("html", "css", "fonts", "scripts", "pictures", "other")
TIMES = {
    "LCP": "largest-contentful-paint",
    "FCP": "first-contentful-paint",
    "CLS": "cumulative-layout-shift",
    "TBT": "total-blocking-time",
    "server": "server-response-time",
}


def loaded(browser, address):
    """{kind: [bytes on the wire of each answer, its headers too]} of the first view."""
    context = browser.new_context(**PHONE)
    page = context.new_page()
    devtools = context.new_cdp_session(page)
    kinds, sizes = {}, defaultdict(list)
    devtools.on("Network.responseReceived", lambda said: kinds.update({said["requestId"]: said["type"]}))
    devtools.on(
        "Network.loadingFinished",
        lambda said: sizes[KINDS.get(kinds.get(said["requestId"]), "other")].append(
            said["encodedDataLength"]
        ),
    )
    devtools.send("Network.enable")
    page.goto(address, wait_until="networkidle")
    hero = page.evaluate("document.querySelector('img[fetchpriority=high]')?.currentSrc ?? ''")
    context.close()
    return sizes, hero.rpartition("/")[2]


def show_bytes(browser, site):
    print("KB on the wire (requests), 360 pixels wide, two device pixels to each\n")
    print("| page |", " | ".join(SHOWN), "| all but pictures | picture on top |")
    print("|---" * (len(SHOWN) + 3) + "|")
    for name, path in PAGES.items():
        sizes, hero = loaded(browser, site + path)
        cells = [f"{sum(sizes[kind]) / 1000:.1f} ({len(sizes[kind])})" for kind in SHOWN]
        rest = [size for kind in SHOWN[:4] for size in sizes[kind]]
        print(f"| {name} |", " | ".join(cells), f"| {sum(rest) / 1000:.1f} ({len(rest)}) | {hero or '–'} |")


def lighthouse(address, port):
    command = [LIGHTHOUSE, address, "--quiet", "--output=json", f"--port={port}"]
    for _try in range(3):  # now and then it does not get hold of the browser
        said = subprocess.run(command, capture_output=True, text=True, check=False)
        if said.returncode == 0:
            return json.loads(said.stdout)
    raise RuntimeError(said.stderr)


def show_lighthouse(site, port, runs):
    """Mobile, simulated slow 4G: Lighthouse's own settings."""
    if not LIGHTHOUSE:
        print("\nNo Lighthouse here: npm install --prefix ~/lh lighthouse, and say LIGHTHOUSE=… (see above).")
        return
    reports = {name: [lighthouse(site + path, port) for _ in range(runs)] for name, path in PAGES.items()}
    first = reports["home"][0]
    categories = list(first["categories"])
    print(f"\nLighthouse {first['lighthouseVersion']}, mobile, simulated slow 4G, median of {runs}\n")
    print("| page |", " | ".join([f"{name}" for name in TIMES] + categories), "|")
    print("|---" * (len(TIMES) + len(categories) + 1) + "|")
    for name, found in reports.items():
        times = [
            statistics.median(r["audits"][audit]["numericValue"] for r in found) for audit in TIMES.values()
        ]
        scores = [
            statistics.median(100 * (r["categories"][one]["score"] or 0) for r in found) for one in categories
        ]
        print(
            f"| {name} |", " | ".join([f"{time:.0f}" for time in times] + [f"{s:.0f}" for s in scores]), "|"
        )
    for name, found in reports.items():
        for one in sorted({line for report in found for line in missed(report)}):
            print(f"- {name}: {one}")


def missed(report):
    """What cost points, a line each."""
    for category in report["categories"].values():
        for audit in category["auditRefs"]:
            said = report["audits"][audit["id"]]
            if audit["weight"] and said["score"] is not None and said["score"] < 0.9:
                yield f"{category['id']}: {said['title']} {said.get('displayValue', '')}"


@contextlib.contextmanager
def served(where, by):
    """The address of the site."""
    back, front = free_port(), free_port()
    more = {"SITE_URL": f"https://127.0.0.1:{front}", "TRUST_PROXY": "True"} if by == "nginx" else {}
    env = environment(where, back, **more)
    prepare(env)
    manage(env, "warm")
    with gunicorn(env), nginx(where, front, back, tls=True) if more else contextlib.nullcontext():
        yield env["SITE_URL"]


def main(runs=3, by="nginx"):
    with folder() as where, sync_playwright() as playwright:
        where.chmod(0o755)  # for nginx's workers
        port = free_port()
        with served(where, by) as site:
            arguments = [f"--remote-debugging-port={port}", "--no-sandbox", "--ignore-certificate-errors"]
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
            show_bytes(browser, site)
            show_lighthouse(site, port, runs)
            print(f"\nload of the machine at the end: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
            browser.close()


if __name__ == "__main__":
    main(int((sys.argv[1:] or [3])[0]), *sys.argv[2:])
