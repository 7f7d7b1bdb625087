from django.apps import AppConfig
from django.core.checks import Tags, register


class ClinicSiteConfig(AppConfig):
    """Tells the page cache of every change of content, whether a server, a command or a test makes it.

    Commands of another user than that of the site are refused.
    """

    name = "clinic_site"

    def ready(self):
        from clinic_site import kept_pages, owners  # the models are ready only now
        from content import invalidation

        invalidation.register(kept_pages.Listener())
        register(owners.check_owners, Tags.files, Tags.staticfiles)
