"""Who answers a request that does not just read, or that names no host."""

READING = ("GET", "HEAD")


def with_methods(application, django):
    """Files, kept pages and the state of the site are only read; Django answers all else with its headers."""

    def answer(environ, start_response):
        if environ.get("SERVER_PROTOCOL") == "HTTP/1.1" and "HTTP_HOST" not in environ:
            environ["HTTP_HOST"] = ""  # else Django takes the name of the machine; this it refuses
            return django(environ, start_response)
        chosen = application if environ["REQUEST_METHOD"] in READING else django
        return chosen(environ, start_response)

    return answer
