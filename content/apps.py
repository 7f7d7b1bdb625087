from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.db.backends.signals import connection_created
from django.utils.translation import gettext_lazy as _


class ContentConfig(AppConfig):
    name = "content"
    verbose_name = _("Patient education")

    def ready(self):
        from content import freshness  # the models are ready only now

        connection_created.connect(freshness.watch)


class StaffConfig(AdminConfig):
    """Django's admin with the desk as its first page."""

    default_site = "content.desk.StaffSite"
