from django.core.management.base import BaseCommand, CommandError
from django.core.wsgi import get_wsgi_application
from django.urls import reverse

from clinic_site import static_files
from clinic_site.kept_pages import counter, page_cache, write_outage_page
from content.models import Document, Person, Topic
from content.public.machines.sitemaps import LISTED


class Command(BaseCommand):
    help = "Makes every live page anew and keeps it, pressed as small as can be: after a deploy."

    def handle(self, **options):
        if not counter():
            raise CommandError("No pages are kept: PAGE_CACHE_DIR is empty or cannot be used.")
        if static_files.are_missing():
            raise CommandError(static_files.MISSING)
        counter().bump()  # what made the pages may have changed without a trace
        write_outage_page()
        cache = page_cache(get_wsgi_application(), quality=11)
        count, missing = 0, []
        for address in [*self._addresses()]:  # each request closes the connection
            if cache.renew(address):
                count += 1
            else:
                missing.append(address)
        cache.disk.trim()
        self.stdout.write(f"{count} pages are ready.")
        if missing:
            raise CommandError("These could not be made: " + " ".join(missing[:20]))

    def _addresses(self):
        yield from (reverse(name) for name in LISTED)
        yield from (topic.get_absolute_url() for topic in Topic.objects.live().iterator())
        yield from (person.get_absolute_url() for person in Person.objects.with_page().iterator())
        for document in Document.objects.live().only("kind", "slug").iterator(chunk_size=500):
            yield document.get_absolute_url()
