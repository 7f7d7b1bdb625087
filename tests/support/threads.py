"""Doing one thing in many threads."""

import threading

from django.db import connection


def at_once(times, do):
    """What `do` gives in so many threads that begin together."""
    barrier, results = threading.Barrier(times), []

    def run():
        barrier.wait()
        try:
            results.append(do())
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _thread in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results
