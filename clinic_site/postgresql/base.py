"""PostgreSQL through a pool of connections, which fails at once while the database is away.

Django's own pool lets each request wait for its whole patience; here the first to wait in vain spares the
others, for a moment.
"""

import time

from django.db.backends.postgresql import base

AWAY_LASTS = 1  # seconds in which nobody asks again


class DatabaseWrapper(base.DatabaseWrapper):
    _away_until = {}  # alias: a moment of time.monotonic()

    def get_new_connection(self, conn_params):
        if time.monotonic() < self._away_until.get(self.alias, 0):
            raise self.Database.OperationalError("The database was away a moment ago.")
        errors = self._count_connection_errors()
        try:
            return super().get_new_connection(conn_params)
        except self.Database.OperationalError:
            # Without an error all connections are merely in use.
            if self._count_connection_errors() > errors:
                self._away_until[self.alias] = time.monotonic() + AWAY_LASTS
            raise

    def _count_connection_errors(self):
        return self.pool.get_stats().get("connections_errors", 0) if self.pool else 0
