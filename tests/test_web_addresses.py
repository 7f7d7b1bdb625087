"""Web addresses and DOIs as staff type them: what is taken, what is refused, what was stored before."""

import pytest

from content.models import Clinic, Source
from tests.support import factories
from tests.support.admin_forms import address, errors, filled, press, row_added

pytestmark = pytest.mark.django_db
PUBLIC = [
    "https://example.org/",
    "https://example.org:8443/a?b=1#c",
    "https://xn--bcher-kva.example/",
    "https://example.xn--p1ai/",
    "https://münchen.example/",
]
NOT_PUBLIC = [
    "http://example.org/",
    "ftp://example.org/",
    "https://user@example.org/",
    "https://user:word@example.org/",
    "https://127.0.0.1/",
    "https://10.0.0.8/a",
    "https://[::1]/",
    "https://[fd00::1]/",
    "https://localhost/",
    "https://printer.local/",
    "https://wiki.internal/",
    "https://2130706433/",
    "https://0x7f.1/",
    "https:///a",
    "https://example.org\\@evil.example/",
    "https://example.org/a b",
    "javascript:alert(1)",
]


@pytest.fixture(params=["booking_link", "directions_link", "source", "menu"])
def send(request, administrator):
    """send(address) types it into a form; what the form said is wrong, or ""."""
    name = request.param

    def sent(typed):
        if name == "source":
            page = filled(administrator.get(address(article)))
            page = row_added(page, "sources", title="A study", url=typed)
            return errors(administrator.post(address(article), page))
        if name == "menu":
            new = {"menu": "footer", "label": "Other", "typed": typed, "page": ""}
            return errors(administrator.post("/admin/content/menuitem/add/", new))
        page = filled(administrator.get(address(clinic))) | {name: typed}
        return errors(administrator.post(address(clinic), page))

    article, clinic = factories.article(), factories.clinic()
    return sent


@pytest.mark.parametrize("typed", NOT_PUBLIC)
def test_an_address_that_is_not_public_and_secure_is_refused_in_every_form(send, typed):
    assert send(typed)


@pytest.mark.parametrize("typed", PUBLIC)
def test_a_public_address_is_taken_in_every_form(send, typed):
    assert send(typed) == ""


def test_an_old_address_does_not_keep_the_rest_of_a_form_from_being_saved(administrator):
    old = "http://example.org/"
    clinic, article = factories.clinic(booking_link=old), factories.article()
    source = Source.objects.create(document=article, title="A study", url=old, doi='10.1000/"old')
    page = filled(administrator.get(address(clinic))) | {"notice": "Closed on Friday"}
    assert administrator.post(address(clinic), page).status_code == 302
    assert Clinic.objects.get().notice == "Closed on Friday"
    assert press(administrator, article, **{"sources-0-title": "Another study"}).status_code == 302
    source.refresh_from_db()
    assert (source.title, source.url, source.doi) == ("Another study", old, '10.1000/"old')
    page = press(administrator, article, **{"sources-0-url": "http://example.org/other"})
    assert "starts with http://" in errors(page)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("10.2519/jospt.2017.7096", "10.2519/jospt.2017.7096"),
        ("https://doi.org/10.2519/jospt.2017.7096", "10.2519/jospt.2017.7096"),
        ("http://dx.doi.org/10.1000/a(b)c;1", "10.1000/a(b)c;1"),
        ("https://doi.org/10.1000/a%28b%29", "10.1000/a(b)"),
        ("doi: 10.1000/456", "10.1000/456"),
        ('10.1000/"><xp>', None),
        ("10.1000/a b", None),
        ("10.1000/<a>", None),
        ("10.1000/", None),
        ("10.12/a", None),
        ("11.1000/a", None),
        ("https://example.org/10.1000/a", None),
    ],
)
def test_a_doi_is_stored_alone_and_nothing_else_is_one(editor, typed, stored):
    article = factories.article()
    page = row_added(filled(editor.get(address(article))), "sources", title="A study", doi=typed)
    answer = editor.post(address(article), page)
    source = Source.objects.first()
    assert (source and source.doi) == stored
    assert ("DOI" in errors(answer)) == (stored is None)
