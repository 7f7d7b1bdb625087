"""What broken_settings.py puts into the site."""


class BrokenOnPurpose(Exception):
    pass


def middleware(_get_response):
    def fail(request):
        raise BrokenOnPurpose(request.path)

    return fail


def start(_get_response):
    raise BrokenOnPurpose("broken on purpose")


def context(request):
    """A context processor: it fails while a template is rendered."""
    raise BrokenOnPurpose(request.path)
