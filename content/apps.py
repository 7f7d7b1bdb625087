from importlib import import_module

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.core.checks import Error, Tags, register
from django.db import connections
from django.db.backends.signals import connection_created
from django.db.migrations.recorder import MigrationRecorder
from django.utils.translation import gettext_lazy as _


class ContentConfig(AppConfig):
    name = "content"
    verbose_name = _("Patient education")

    def ready(self):
        from content import invalidation  # the models are ready only now

        connection_created.connect(invalidation.watch)
        register(check_database_is_of_this_version, Tags.database)


class StaffConfig(AdminConfig):
    """Django's admin with the desk as its first page."""

    default_site = "content.admin.site.StaffSite"

    def ready(self):
        super().ready()
        import_module("content.admin.registration")  # now that there is a site to register with


def check_database_is_of_this_version(app_configs, databases=None, **kwargs):
    """Its migrations were others: over the tables of theirs, `migrate` would stumble halfway."""
    return [
        Error(
            f"The database {connections[alias].settings_dict['NAME']} was made by an earlier version of this"
            " project: move it away, or name another one in DATABASE_URL, then run again.",
            id="content.E001",
        )
        for alias in databases or []
        if ("content", "0001_initial") in MigrationRecorder(connections[alias]).applied_migrations()
    ]
