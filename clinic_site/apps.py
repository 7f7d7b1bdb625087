from django.apps import AppConfig


class ClinicSiteConfig(AppConfig):
    """Tells the page cache of every change of content, whether a server, a command or a test makes it."""

    name = "clinic_site"

    def ready(self):
        from clinic_site import kept_pages  # the models are ready only now
        from content import invalidation

        invalidation.register(kept_pages.Listener())
