"""The rules of the house that a reader of one file cannot see."""

import ast

import pytest
from django.core.management import call_command

from tests.support.project import ROOT

# A module imports from the rows above its own, never from its own row or below.
ROWS = [
    [
        "content.addresses",
        "content.richtext",
        "content.pictures",
        "content.readability",
        "content.share_pictures",
        "content.paging",
        "content.prepared",
        "content.keywords",
        "clinic_site.page_cache",
    ],
    ["content.fields", "content.checks", "content.changes", "content.indexnow", "content.medical_data"],
    ["content.models"],
    ["content.related"],
    ["content.head", "content.freshness"],
    [
        "content.frame",
        "content.links",
        "content.reading",
        "content.search",
        "content.shelves",
        "content.mail",
        "content.missed",
        "content.next_step",
        "content.verdicts",
        "content.uses",
        "content.unsaved",
        "content.search",
    ],
    [
        "content.starter",
        "content.desk",
        "content.sitemaps",
        "content.feeds",
        "content.llms",
        "content.structured_data",
    ],
    [
        "content.admin",
        "content.context_processors",
        "content.middleware",
        "content.search_pages",
        "content.templatetags",
        "content.machines",
        "content.views",
    ],
    ["content.management", "content.urls", "content.apps"],
    ["clinic_site"],
]
# Within content.models, in the same sense.
MODEL_ROWS = [
    ["anatomy", "changes", "redirects", "pictures", "clinic", "staff", "words"],
    ["searching"],
    ["editions"],
    ["reviews", "catalog", "share_pictures"],
    ["people", "topics"],
    ["readiness", "menus"],
    ["publishing"],
    ["documents", "announcements"],
]


def modules(folder):
    for file in sorted((ROOT / folder).rglob("*.py")):
        if "migrations" not in file.parts:
            name = ".".join(file.relative_to(ROOT).with_suffix("").parts)
            yield name.removesuffix(".__init__"), ast.parse(file.read_text())


def imported(tree):
    """Every module a tree imports, inside functions too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def row_of(name, rows):
    return next(
        (n for n, row in enumerate(rows) if any(name == m or name.startswith(f"{m}.") for m in row)), None
    )


def group_of(name, rows):
    return next((m for row in rows for m in row if name == m or name.startswith(f"{m}.")), None)


@pytest.mark.parametrize("folder", ["content", "clinic_site"])
def test_every_module_stands_in_a_row(folder):
    homeless = [name for name, _tree in modules(folder) if name != "content" and row_of(name, ROWS) is None]
    assert not homeless


@pytest.mark.parametrize("folder", ["content", "clinic_site"])
def test_imports_point_up(folder):
    wrong = [
        f"{name} imports {other}"
        for name, tree in modules(folder)
        for other in imported(tree)
        if row_of(other, ROWS) is not None
        and group_of(other, ROWS) != group_of(name, ROWS)
        and row_of(other, ROWS) >= (row_of(name, ROWS) or 0)
    ]
    assert not wrong


def test_imports_among_the_models_point_up():
    rows = [[f"content.models.{name}" for name in row] for row in MODEL_ROWS]
    wrong = [
        f"{name} imports {other}"
        for name, tree in modules("content/models")
        for other in imported(tree)
        if name != "content.models"
        and row_of(other, rows) is not None
        and row_of(other, rows) >= row_of(name, rows)
        and group_of(other, rows) != group_of(name, rows)
    ]
    assert not wrong


def test_no_test_imports_from_another_test_file():
    wrong = [
        f"{name} imports {other}: move what both need to tests/support"
        for name, tree in modules("tests")
        for other in imported(tree)
        if any(part.startswith("test_") for part in other.split("."))
    ]
    assert not wrong


def test_stored_text_is_marked_safe_in_one_place_only():
    calls = [
        name
        for name, tree in [*modules("content"), *modules("clinic_site")]
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and getattr(node.func, "id", getattr(node.func, "attr", "")) == "mark_safe"
    ]
    assert set(calls) == {"content.templatetags.reading"}
    unsafe = [
        file
        for file in ROOT.glob("templates/**/*.html")
        if "|safe" in file.read_text() or "autoescape off" in file.read_text()
    ]
    assert not unsafe


def test_scripts_are_small_and_never_write_markup():
    for script in (ROOT / "static/js").glob("*.js"):
        text = script.read_text()
        assert not any(way in text for way in ("insertAdjacentHTML", "outerHTML", "document.write", "eval("))
        assert "innerHTML =" not in text
        assert len(text) < 2048


@pytest.mark.django_db
def test_migrations_match_the_models():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_no_registry_host_or_machine_path_is_pinned():
    for name in ("requirements.txt", "requirements-dev.txt"):
        text = (ROOT / name).read_text()
        assert "://" not in text
        assert "file:" not in text
        assert "--hash=sha256:" in text
