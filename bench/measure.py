"""What the scripts share: options, measuring in turns, tables, the file of figures."""

import argparse
import collections
import datetime
import json
import os
import platform
import statistics
import subprocess

import django

from tests.support.project import ROOT

RESULTS = ROOT / "bench/results.json"


def options(description, **defaults):
    """What the script was called with: an option for each default, several values for a list, and --write."""
    parser = argparse.ArgumentParser(description=description)
    for name, default in defaults.items():
        several = {"nargs": "+", "type": int} if isinstance(default, list) else {"type": type(default)}
        parser.add_argument(f"--{name}", default=default, **several)
    parser.add_argument("--write", action="store_true", help="keep the figures in bench/results.json")
    return parser.parse_args()


def medians(measurements, rounds):
    """{name: median} of {name: function}, in turns; each round begins with another."""
    samples, order = collections.defaultdict(list), collections.deque(measurements.items())
    for _ in range(rounds):
        for name, measurement in order:
            samples[name].append(measurement())
        order.rotate(-1)
    return {name: statistics.median(samples[name]) for name in measurements}


def spread(values):
    """(median, what 95% stay below, worst)"""
    ordered = sorted(values)
    return statistics.median(ordered), ordered[len(ordered) * 95 // 100], ordered[-1]


def print_head(*names):
    print(f"{circumstances()}\n")
    print_row(*names)
    print("|:--" + "|--:" * (len(names) - 1) + "|")


def print_row(*cells):
    formats = {float: "{:,.1f}", int: "{:,}"}
    print("|", " | ".join(formats.get(type(cell), "{}").format(cell) for cell in cells), "|", flush=True)


def circumstances():
    git = ["git", "-C", ROOT, "describe", "--always", "--dirty"]
    commit = subprocess.run(git, stdout=subprocess.PIPE, text=True).stdout.strip()
    machine = f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, Python {platform.python_version()}"
    return f"{datetime.date.today():%d %B %Y}, commit {commit}, Django {django.__version__}, {machine}"


def write(options, question, figures):
    """Into the file that picture.py draws, if --write says so."""
    results = json.loads(RESULTS.read_text()) | {question: {"measured": circumstances(), "figures": figures}}
    if options.write:
        RESULTS.write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n")
