"""Processor time, queries and memory of each page as texts grow in number, uncached."""

import functools
import itertools
import json
import os
import subprocess
import sys
import tomllib

from django.core.paginator import Paginator

from bench import data, measure
from content.public.paging import ORPHANS
from tests.support.project import ROOT

LIMIT, MOST_QUERIES = 2.5, 12  # times the cost of the checkout beside; of a public page


class Checkout:
    """A process that has the code of a checkout and a database of its own."""

    def __init__(self, folder):
        command = [sys.executable, "-P", ROOT / "bench/application.py"]
        settings = {"cwd": folder, "env": os.environ | {"PYTHONPATH": folder}, "text": True}
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, **settings)

    def ask(self, *command):
        print(json.dumps(command), file=self.process.stdin, flush=True)
        return json.loads(self.process.stdout.readline())


def pages(size):
    """{name: address} of growth.toml"""
    values = {"text": size // 2, "middle": size // 24, "part": -(-size // 10_000)}
    for name, count in (("last", size), ("last_of_topic", size // data.TOPICS)):
        values[name] = Paginator(range(count), 12, orphans=ORPHANS).num_pages
    values["place"] = round((data.BEGIN.timestamp() + size * 30) * 1_000_000)
    addresses = tomllib.loads((ROOT / "bench/growth.toml").read_text())
    return {name: address.format(**values) for name, address in addresses.items()}


def compare(page, size, address, checkouts, rounds):
    """Prints a row, and gives the milliseconds here; None if a checkout has no such page."""
    answers = [checkout.ask("status", address) for checkout in checkouts]
    if answers != [200] * len(checkouts):
        measure.print_row(page, size, f"{address} answers", *answers)
        return None
    for checkout in checkouts:
        checkout.ask("get", address)  # this loads what Python keeps
    views = {checkout: functools.partial(checkout.ask, "cost", address) for checkout in checkouts}
    costs = [*measure.medians(views, rounds).values()]
    queries, peaks = ([checkout.ask(name, address) for checkout in checkouts] for name in ("queries", "peak"))
    ratio = [costs[0] / costs[-1]][: len(costs) - 1]
    over = (queries[0] > MOST_QUERIES and not page.startswith("admin")) or max(ratio, default=0) > LIMIT
    cells = itertools.chain(*zip(costs, queries, peaks, strict=True), ratio, ["over the limit"] * over)
    measure.print_row(page, size, *cells)
    return round(costs[0], 1)


def main(options):
    checkouts = [Checkout(folder) for folder in (str(ROOT), options.beside) if folder]
    columns = ["ms here", "queries", "peak KB", "ms there", "queries", "peak KB", "ratio"]
    measure.print_head("page", "texts", *columns[: 3 if len(checkouts) == 1 else None])
    figures = {}
    for have, size in itertools.pairwise([0, *options.sizes]):
        for checkout in checkouts:
            checkout.ask("fill", have, size)
        for page, address in pages(size).items():
            if cost := compare(page, size, address, checkouts, options.rounds):
                figures.setdefault(page, {})[size] = cost
    for checkout in checkouts:
        checkout.process.communicate()
    measure.write(options, "growth", figures)


if __name__ == "__main__":
    main(measure.options(__doc__, sizes=[1_000, 10_000, 100_000], beside="", rounds=9))
