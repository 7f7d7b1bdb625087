"""How long a visitor waits for the application, which may be slow, broken or frozen."""

import contextlib
import time

WITHOUT_COPY, WITH_COPY = 3, 1  # seconds
WHILE_IT_HANGS = 0.03  # with a copy, once a visitor or a look at the database waited in vain
LOOK_TAKES = 0.25  # seconds at most, while all is well
FAILURES, FAILURE_LASTS = 1000, 1  # how many pages are remembered as failed, and for how many seconds


class Patience:
    """How many seconds a visitor waits, by whether the application has answered lately.

    Waiting is only worth it while an answer is likely: so the first who waited in vain, or a look at the
    database that does not come back, makes the wait short for all who have a copy to get instead.
    """

    def __init__(self):
        self._hangs = False
        self._looking_since = None  # when the first look began that found no answer
        self._failures = {}  # {key: (number of the counter, until when)}

    def seconds(self, *, has_copy):
        if not has_copy:
            return WITHOUT_COPY
        since = self._looking_since
        hangs = self._hangs or (since is not None and time.monotonic() - since > LOOK_TAKES)
        return WHILE_IT_HANGS if hangs else WITH_COPY

    def waited_in_vain(self):
        self._hangs = True

    def answered(self):
        self._hangs = False

    @contextlib.contextmanager
    def looking(self):
        """Around each look at the database: one that does not come back tells before any visitor waits."""
        self._looking_since = self._looking_since or time.monotonic()
        yield
        self._looking_since = None  # not after an exception: nobody has answered yet

    def failed(self, key, number, now):
        if len(self._failures) >= FAILURES:
            self._failures.clear()
        self._failures[key] = number, now + FAILURE_LASTS

    def has_just_failed(self, key, number, now):
        """Has nothing changed since, so that the application had better be left in peace?"""
        failed_number, until = self._failures.get(key, (None, 0))
        return failed_number == number and now < until
