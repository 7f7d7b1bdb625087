from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.utils.translation import gettext_lazy as _


class ContentConfig(AppConfig):
    name = "content"
    verbose_name = _("Patient education")


class StaffConfig(AdminConfig):
    """Django's admin with the desk as its first page."""

    default_site = "content.desk.StaffSite"
