"""A query asked on every page: Django writes its SQL once for each shape, later only the values change."""

import datetime

from django.db import connection
from django.db.models.query import get_related_populators

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
        return self._asked(values)[0]

    def objects(self, **values):
        """Rows as objects with their relations, as the queryset itself would give them."""
        rows, compiler = self._asked(values)
        select, info = compiler.select, compiler.klass_info
        fields = slice(info["select_fields"][0], info["select_fields"][-1] + 1)
        names = [column[0].target.attname for column in select[fields]]
        related = get_related_populators(info, select, connection.alias)
        converters = compiler.get_converters([column for column, _sql, _alias in select])
        for row in compiler.apply_converters(rows, converters) if converters else rows:
            found = info["model"].from_db(connection.alias, names, row[fields])
            for populator in related:
                populator.populate(row, found)
            for name, place in compiler.annotation_col_map.items():
                setattr(found, name, row[place])
            yield found

    def _asked(self, values):
        """(rows, the compiler that wrote the query)"""
        shape = connection.vendor, *(len(value) for value in values.values() if isinstance(value, list))
        if shape not in self._written:
            self._written[shape] = self._write(values)
        sql, said, compiler = self._written[shape]
        given = [_as_stored(value) for value in _flat(values)]
        with connection.cursor() as cursor:
            cursor.execute(sql, [given[place] if known else place for known, place in said])
            return cursor.fetchall(), compiler

    def _write(self, values):
        """(SQL, [(is it one of the values, its place among them or else what it is)], its compiler)"""
        marks = iter([_mark(value, place) for place, value in enumerate(_flat(values))])
        marked = {
            name: [next(marks) for _each in value] if isinstance(value, list) else next(marks)
            for name, value in values.items()
        }
        compiler = self._make(**marked).query.get_compiler(connection.alias)
        sql, said = compiler.as_sql()
        places = {_as_stored(mark): place for place, mark in enumerate(_flat(marked))}
        return sql, [(each in places, places.get(each, each)) for each in said], compiler


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
