from django.core.management.commands import migrate

from clinic_site import kept_pages
from content import invalidation


class Command(migrate.Command):
    """Django's own; but no page is made of tables that are half made."""

    def handle(self, *args, **options):
        invalidation.register(BetweenMigrations())
        try:
            super().handle(*args, **options)
        finally:
            invalidation.register(kept_pages.Listener())


class BetweenMigrations(kept_pages.Listener):
    """Tells of changes; the page for an outage is made by the server, or by `warm`, when all are done."""

    def changed(self, *, ended, change_log):
        super().changed(ended=ended, change_log=None)
