"""What a phone downloads for the first view of a page over slow 4G, and what Lighthouse says of it."""

import json
import os
import statistics
import subprocess

from bench import measure
from bench.server import ARTICLE, environment, prepare
from tests.support.gunicorn import folder, free_port, gunicorn
from tests.support.nginx import nginx
from tests.support.project import ROOT

PAGES = {"home": "/", "article": ARTICLE, "FAQ": "/faq/safety/", "topic": "/topics/knee/"}
KINDS = ["Document", "Stylesheet", "Font", "Script", "Image", "Manifest"]
PAINTS = ["largest-contentful-paint", "first-contentful-paint"]
TIMES = [*PAINTS, "cumulative-layout-shift", "total-blocking-time"]
SCORES = ["performance", "accessibility", "best-practices", "seo"]
CHROMIUM = "--chrome-flags=--headless=new --no-sandbox --ignore-certificate-errors"


def lighthouse(address):
    """[KB and number of each kind], [times and scores]"""
    command = [os.environ.get("LIGHTHOUSE", "lighthouse"), address, "--quiet", "--output=json", CHROMIUM]
    report = json.loads(subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout)
    requests = report["audits"]["network-requests"]["details"]["items"]
    sizes = [[r["transferSize"] for r in requests if r.get("resourceType") == kind] for kind in KINDS]
    times = [report["audits"][name]["numericValue"] for name in TIMES]
    scores = [100 * (report["categories"][name]["score"] or 0) for name in SCORES]
    return [f"{sum(size) / 1000:.1f} ({len(size)})" for size in sizes], times + scores


def main(options):
    with folder() as files:
        front, back = free_port(), free_port()
        proxied = {"SITE_URL": f"https://127.0.0.1:{front}", "TRUST_PROXY": "True"}
        prepare(env := environment(files, back, **proxied))
        (files / "static").symlink_to(ROOT / "var/static")  # where nginx looks for them
        measure.print_head("KB on the wire (requests)", *KINDS, *TIMES, *SCORES)
        with gunicorn(env), nginx(files, front, back, tls=True):
            for name, path in PAGES.items():
                runs = [lighthouse(env["SITE_URL"] + path) for _ in range(options.runs)]
                sizes, figures = zip(*runs, strict=True)
                measure.print_row(name, *sizes[0], *map(statistics.median, zip(*figures, strict=True)))


if __name__ == "__main__":
    main(measure.options(__doc__, runs=3))
