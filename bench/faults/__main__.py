"""Makes every fault happen on this machine, or those named, and prints what was seen: `make faults`."""

import argparse
import contextlib
import os
import signal
import sys
import time
import traceback

from bench import measure

# Each registers its faults.
from bench.faults import bare_debian, clock, database, disk, load, people, pictures, processes  # noqa: F401
from bench.faults.registry import FAULTS, USUAL, Check, NotTried
from bench.faults.site import Place
from tests.support.gunicorn import folder

FOR_ALL = 15 * 60  # seconds, and what one may take beyond the usual


def options():
    parser = argparse.ArgumentParser(prog="bench.faults", description=__doc__)
    parser.add_argument("faults", nargs="*", metavar="fault", help="or all: " + ", ".join(FAULTS))
    parser.add_argument("--verbose", action="store_true", help="show where an unexpected error came from")
    chosen = parser.parse_args()
    if unknown := [name for name in chosen.faults if name not in FAULTS]:
        parser.error(f"There is no fault named {', '.join(unknown)}. There are: {', '.join(FAULTS)}")
    return chosen


def interrupt_after(seconds):
    def interrupt(_signal, _frame):
        raise TimeoutError(f"not done after {seconds} seconds")

    signal.signal(signal.SIGALRM, interrupt)
    signal.alarm(seconds)


def attempt(fault, place, *, verbose):
    """("ok", "FAILED" or "not tried", what was seen)"""
    if reason := fault.why_not():
        return "not tried", reason
    check = Check()
    if "a bare Debian" not in fault.needs:  # which has a site of its own
        place.prepare("postgresql" if "postgresql" in fault.needs else "sqlite")
    interrupt_after(fault.seconds)
    try:
        fault.make(check, place)
    except NotTried as reason:
        return "not tried", str(reason)
    except Exception as error:
        check(False, f"{type(error).__name__}: {error}"[:300])
        if verbose:
            traceback.print_exc()
    finally:
        signal.alarm(0)
    return "FAILED" if check.failed else "ok", str(check)


def main():
    chosen, began = options(), time.monotonic()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that nothing is left running
    faults = [FAULTS[name] for name in chosen.faults] or list(FAULTS.values())
    measure.print_head("fault", "expected", "seen", "")
    for_all = FOR_ALL + sum(fault.seconds - USUAL for fault in faults)
    results = []
    with folder() as files, contextlib.closing(Place(files)) as place:
        for fault in faults:
            if time.monotonic() - began > for_all - fault.seconds:
                results.append(("FAILED", f"no time left of {for_all // 60} minutes"))
            else:
                results.append(attempt(fault, place, verbose=chosen.verbose))
            measure.print_row(fault.name, fault.expected, results[-1][1].replace("|", "\\|"), results[-1][0])
    counts = [[result for result, _seen in results].count(name) for name in ("ok", "FAILED", "not tried")]
    minutes = (time.monotonic() - began) / 60
    print("\n{} ok, {} failed, {} not tried, {:.1f} minutes".format(*counts, minutes))
    sys.exit(1 if counts[1] else 0)


if __name__ == "__main__":
    os.umask(0o022)  # nginx and PostgreSQL are somebody else
    main()
