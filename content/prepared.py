"""A query asked on every page: Django writes its SQL once for each shape, later only the values change."""

import datetime
from functools import cached_property

from django.db import connection
from django.db.models.query import get_related_populators
from django.utils import timezone

_DAY = datetime.datetime(1900, 1, 1, tzinfo=datetime.UTC)


class Prepared:
    """`make(**values)` gives the queryset of some values: numbers, words, moments, or lists of these.

    Lists of another length are another shape, and so is another time zone, whose name may stand in the SQL.
    Only so may the values decide what is asked.
    """

    def __init__(self, make):
        self._make = make
        self._written = {}

    def rows(self, **values):
        """Rows as the database has them."""
        return self._asked(values)[0]

    def objects(self, **values):
        """Rows as objects with their relations, as the queryset itself would give them."""
        rows, query = self._asked(values)
        return query.objects(rows)

    def _asked(self, values):
        """(rows, the _Query that brought them)"""
        lengths = [len(value) for value in values.values() if isinstance(value, list)]
        shape = connection.alias, timezone.get_current_timezone_name(), *lengths
        if shape not in self._written:
            self._written[shape] = _Query(self._make, values)
        query = self._written[shape]
        given = [_as_stored(value) for value in _flat(values)]
        with connection.cursor() as cursor:
            cursor.execute(query.sql, [given[place] if known else place for known, place in query.said])
            return cursor.fetchall(), query


class _Query:
    """A query of one shape as Django wrote it, and how its rows become objects."""

    def __init__(self, make, values):
        # said: [(is it one of the values, its place among them or else what it is)]
        marks = iter([_mark(value, place) for place, value in enumerate(_flat(values))])
        marked = {
            name: [next(marks) for _each in value] if isinstance(value, list) else next(marks)
            for name, value in values.items()
        }
        self.compiler = make(**marked).query.get_compiler(connection.alias)
        self.sql, said = self.compiler.as_sql()
        places = {_as_stored(mark): place for place, mark in enumerate(_flat(marked))}
        self.said = [(each in places, places.get(each, each)) for each in said]

    def objects(self, rows):
        model, fields, names, related, converters, annotations = self._parts
        if converters:
            rows = self.compiler.apply_converters(rows, converters)
        for row in rows:
            found = model.from_db(connection.alias, names, row[fields])
            for populator in related:
                populator.populate(row, found)
            for name, place in annotations:
                setattr(found, name, row[place])
            yield found

    @cached_property
    def _parts(self):
        select, info = self.compiler.select, self.compiler.klass_info
        fields = slice(info["select_fields"][0], info["select_fields"][-1] + 1)
        return (
            info["model"],
            fields,
            [column[0].target.attname for column in select[fields]],
            get_related_populators(info, select, connection.alias),
            self.compiler.get_converters([column for column, _sql, _alias in select]),
            list(self.compiler.annotation_col_map.items()),
        )


def filled_up(some, step, with_what):
    """A list of one of few lengths."""
    return some + [with_what] * (-len(some) % step or (0 if some else step))


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
