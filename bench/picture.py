"""Draws bench/results.svg from bench/results.json."""

import json
import math

from django.template import Context, Engine

from bench import measure

PAGES = ("home", "article", "list", "topic", "letter", "search, two words", "feed", "admin desk")
WIDTH, ROW = 380, 22  # of the part that is drawn


def growth(figures):
    """(name, label, [(from, to, thickness)]) of each page: larger dots for more texts, logarithmic."""
    for page in PAGES:
        label = f"{' · '.join(map(str, figures[page].values()))} ms"
        places = [round(WIDTH / 2.2 * math.log10(max(ms, 1))) for ms in figures[page].values()]
        yield page, label, [(x, x, 6 + 2 * n) for n, x in enumerate(places)]


def pages(figures):
    """(name, label, marks) of each way to get a page; the server's own limit is as wide as can be."""
    for name, rate in figures.items():
        share = rate / figures["nginx, a file" if name.startswith("nginx") else "gunicorn itself"]
        yield name, f"{rate:,} · {share:.2f}", [(0, round(share * WIDTH * 0.8), 12)]


def main():
    results, y, panels = json.loads(measure.RESULTS.read_text()), 0, []
    for panel, rows in ((results["growth"], growth), (results["pages"], pages)):
        y += 3 * ROW
        drawn = [(*row, y + ROW * n) for n, row in enumerate(rows(panel["figures"]), start=1)]
        panels.append({"measured": panel["measured"], "y": y, "rows": drawn})
        y += ROW * len(drawn)
    context = Context({"panels": panels, "height": y + ROW}, use_l10n=False)
    picture = Engine([measure.ROOT / "bench/templates"]).render_to_string("results.svg", context)
    (measure.ROOT / "bench/results.svg").write_text(picture)


if __name__ == "__main__":
    main()
