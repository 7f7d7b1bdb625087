"""The application for what is not kept, but never with every thread of the process at once."""

import threading


class Limit:
    def __init__(self, at_once):
        self._places = threading.BoundedSemaphore(at_once)

    def call(self, application, environ, start_response):
        """What the application answers, or None while so many are answered already."""
        if not self._places.acquire(blocking=False):
            return None
        try:
            return _Answer(application(environ, start_response), self._places.release)
        except BaseException:
            self._places.release()
            raise


class _Answer:
    """An answer of the application, and what to do once it is sent."""

    def __init__(self, chunks, on_close):
        self._chunks, self._on_close = chunks, on_close

    def __iter__(self):
        return iter(self._chunks)

    def close(self):
        try:
            getattr(self._chunks, "close", int)()
        finally:
            self._on_close()
