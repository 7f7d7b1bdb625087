"""What stands at an address of this site, and whether patients find it."""

import pytest

from content import links
from tests.support import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def rows():
    knee = factories.topic("Knee", slug="knee")
    factories.topic("Empty", slug="empty")
    factories.article(slug="live", topics=[knee], live=True)
    factories.article(slug="draft", topics=[knee])
    factories.faq(slug="live-questions", live=True)
    factories.article(slug="withdrawn", live=True).withdraw(by=None)
    factories.person(slug="ann")
    factories.person(slug="hidden", shown=False)


@pytest.mark.parametrize(
    ("path", "opens"),
    [
        ("/", True),
        ("/people/", True),
        ("/a-z/", True),
        ("/feed/", True),
        ("/articles/live/", True),
        ("/articles/live", False),
        ("/articles/draft/", False),
        ("/articles/withdrawn/", False),
        ("/articles/nowhere/", False),
        ("/faq/live-questions/", True),
        ("/articles/live-questions/", False),
        ("/topics/knee/", True),
        ("/topics/empty/", True),
        ("/topics/nowhere/", False),
        ("/people/ann/", True),
        ("/people/hidden/", False),
        ("/search/", False),
        ("/robots.txt", False),
        ("/admin/", False),
        ("articles/live/", False),
        ("https://example.org/articles/live/", False),
        ("", False),
        ("/articles/\x00/", False),
    ],
)
def test_menus_and_moved_addresses_lead_to_pages_that_patients_can_open(rows, path, opens):
    assert links.is_open(path) is opens


@pytest.mark.parametrize(
    ("path", "dead"),
    [
        ("/articles/live/", False),
        ("/topics/empty/", False),
        ("/people/ann/", False),
        ("/search/", False),
        ("/topics/knee/feed/", False),
        ("/robots.txt", False),
        ("/articles/draft/", True),
        ("/articles/withdrawn/", True),
        ("/people/hidden/", True),
        ("/topics/nowhere/", True),
        ("/no/such/page/", True),
    ],
)
def test_a_link_is_dead_where_patients_find_neither_a_page_nor_a_file(rows, path, dead):
    assert links.leads_nowhere(path) is dead
