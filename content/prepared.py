"""A query asked on every page: Django writes its SQL once for each shape, later only the values change."""

import datetime

from django.db import connection

_DAY = datetime.datetime(1900, 1, 1, tzinfo=datetime.UTC)


class Prepared:
    """`make(**values)` gives the queryset of some values: numbers, words, moments, or lists of these.

    Lists of another length are another shape, and only so may the values decide what is asked.
    """

    def __init__(self, make):
        self._make = make
        self._written = {}

    def rows(self, **values):
        """Rows as the database has them."""
        shape = connection.vendor, *(len(value) for value in values.values() if isinstance(value, list))
        if shape not in self._written:
            self._written[shape] = self._write(values)
        sql, said = self._written[shape]
        given = [_as_stored(value) for value in _flat(values)]
        with connection.cursor() as cursor:
            cursor.execute(sql, [given[place] if known else place for known, place in said])
            return cursor.fetchall()

    def _write(self, values):
        """(SQL, [(is it one of the values, its place among them or else what it is)])"""
        marks = iter([_mark(value, place) for place, value in enumerate(_flat(values))])
        marked = {
            name: [next(marks) for _each in value] if isinstance(value, list) else next(marks)
            for name, value in values.items()
        }
        sql, said = self._make(**marked).query.sql_with_params()
        places = {_as_stored(mark): place for place, mark in enumerate(_flat(marked))}
        return sql, [(each in places, places.get(each, each)) for each in said]


def _flat(values):
    return [each for value in values.values() for each in (value if isinstance(value, list) else [value])]


def _mark(value, place):
    """A value of the same type that stands nowhere else in the query."""
    if isinstance(value, datetime.datetime):
        return _DAY + datetime.timedelta(days=place)
    return f"\x01{place}" if isinstance(value, str) else -1_000_000_000 - place


def _as_stored(value):
    moment = isinstance(value, datetime.datetime)
    return connection.ops.adapt_datetimefield_value(value) if moment else value
