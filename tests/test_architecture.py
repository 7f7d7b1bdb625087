"""The rules of the house that a reader of one file cannot see."""

import ast
import inspect
import re
from collections import Counter
from graphlib import TopologicalSorter
from importlib import import_module

import django
import pytest
from django.core.management import call_command
from django.db import connection, transaction

from content.text.slots import SLOTS, FrozenText
from tests.support.project import ROOT

# From the roof down. A module imports from its own room and from lower floors, never sideways or up.
FLOORS = [
    ["clinic_site"],
    ["content.admin", "content.management", "content.apps"],
    ["content.doctor"],
    [
        "content.transfer",
        "content.urls",
        "content.middleware",
        "content.context_processors",
        "content.templatetags",
    ],
    ["content.public", "content.findings"],
    ["content.search", "content.links", "content.invalidation"],
    ["content.models"],
    [
        "content.checks",
        "content.fields",
        "content.addresses",
        "content.mail",
        "content.indexnow",
    ],
    ["content.text", "content.pictures", "content.background", "content.dates"],
]
ROOT_MODULES = 14
FOLDER_MODULES = 20
LOCKS = (
    *("requirements.txt", "requirements-s3.txt", "requirements-pdf.txt"),
    *("requirements-dev.txt", "requirements-next.txt"),
)


def modules(folder):
    for file in sorted((ROOT / folder).rglob("*.py")):
        if "migrations" not in file.relative_to(ROOT).parts:
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


def room_of(name):
    """(floor, room) of a module, counted from the roof; (None, None) for what is not ours."""
    for floor, rooms in enumerate(FLOORS):
        for room in rooms:
            if name == room or name.startswith(f"{room}."):
                return floor, room
    return None, None


def all_modules():
    return [*modules("content"), *modules("clinic_site")]


def test_every_module_stands_in_a_room():
    assert not [name for name, _tree in all_modules() if name != "content" and not room_of(name)[1]]


def test_imports_point_down():
    wrong = set()
    for name, tree in all_modules():
        floor, room = room_of(name)
        for other in imported(tree):
            other_floor, other_room = room_of(other)
            if other_room and other_room != room and other_floor <= floor:
                wrong.add(f"{room} imports {other_room}")
    assert not wrong


def test_the_page_cache_knows_nothing_of_content():
    wrong = [
        f"{name} imports {other}"
        for name, tree in modules("clinic_site/page_cache")
        for other in imported(tree)
        if other.split(".")[0] == "content"
    ]
    assert not wrong


def test_no_import_circles_within_a_room():
    names = {name for name, _tree in all_modules()}
    needs = {
        name: {other for other in imported(tree) if other in names and other not in name}
        for name, tree in all_modules()
    }
    TopologicalSorter(needs).prepare()  # raises CycleError, which names the circle


PURE = ("content.text", "content.pictures", "content.checks")


def test_no_thread_waits_for_the_property_of_another():
    """Python 3.11's own `cached_property` has one lock for all objects of a class; that of Django has none.

    Whoever reads the database in it would hold up all others for as long as the database takes.
    """
    own = {name for name, tree in all_modules() if "functools.cached_property" in imported(tree)}
    assert not [name for name in sorted(own) if not name.startswith(PURE)]


# What Django keeps to itself or only tells of models, and what was taken there before it was imported.
DETOURS = {"related_model", "get_compiler", "klass_info", "annotation_col_map", "get_related_populators"}


def test_a_model_is_imported_and_sql_is_djangos_own():
    names = {
        (name, getattr(node, "attr", getattr(node, "id", "")))
        for name, tree in all_modules()
        for node in ast.walk(tree)
        if isinstance(node, (ast.Attribute, ast.Name))
    }
    assert not [(name, detour) for name, detour in names if detour in DETOURS]


# What content/invalidation.py reads of a connection that Django does not document.
UNDOCUMENTED = {"execute_wrappers", "run_on_commit"}
SEEN_ON = {(5, 2), (6, 1)}


def test_what_django_does_not_document_is_read_in_one_place_and_was_seen_on_this_version():
    reading = {
        name
        for name, tree in all_modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr in UNDOCUMENTED
    }
    assert reading == {"content.invalidation"}
    assert django.VERSION[:2] in SEEN_ON, "Look at content/invalidation.py, then add the version here."


@pytest.mark.django_db
def test_a_connection_says_which_hooks_wait_for_the_commit_and_what_wraps_its_statements():
    before = len(connection.run_on_commit)
    transaction.on_commit(print)
    assert [hook for _savepoints, hook, *_ in connection.run_on_commit[before:]] == [print]
    with connection.execute_wrapper(print):
        assert connection.execute_wrappers[-1] is print


def test_the_admin_overrides_public_methods_of_django_only():
    overridden = {
        f"{module}.{cls.__qualname__}.{method}"
        for module, _tree in modules("content/admin")
        for cls in vars(import_module(module)).values()
        if isinstance(cls, type) and cls.__module__ == module
        for method in private_methods(cls)
    }
    assert not overridden


def test_the_admin_calls_no_private_method_of_another_object():
    private = {
        f"{module}: {node.attr}"
        for module, tree in modules("content/admin")
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and node.attr.startswith("_")
        and not node.attr.endswith("__")
        and getattr(node.value, "id", "") not in {"self", "cls"}
        and node.attr != "_meta"
    }
    assert not private


def private_methods(cls):
    """Names of methods with an underscore that a class has in place of a method of Django."""
    own = {name for name, method in vars(cls).items() if name.startswith("_") and inspect.isfunction(method)}
    django = [vars(base) for base in cls.__mro__[1:] if base.__module__.startswith("django.")]
    return {name for name in own if not name.endswith("__") and any(name in names for names in django)}


def test_folders_are_small_enough_to_look_through():
    folders = Counter(file.parent for file in (ROOT / "content").rglob("*.py") if file.name != "__init__.py")
    assert folders.pop(ROOT / "content") <= ROOT_MODULES
    folders.pop(ROOT / "content" / "migrations")
    assert not {folder for folder, count in folders.items() if count > FOLDER_MODULES}


def test_only_cleaned_rich_text_and_structured_data_are_marked_safe():
    calls = [
        name
        for name, tree in [*modules("content"), *modules("clinic_site")]
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and getattr(node.func, "id", getattr(node.func, "attr", "")) == "mark_safe"
    ]
    assert calls == ["content.templatetags.page_parts"] * 2
    unsafe = [
        file
        for file in ROOT.glob("templates/**/*.html")
        if "|safe" in file.read_text() or "autoescape off" in file.read_text()
    ]
    assert not unsafe


def test_scripts_never_write_markup():
    for script in (ROOT / "static/js").glob("*.js"):
        text = script.read_text()
        assert not any(way in text for way in ("insertAdjacentHTML", "outerHTML", "document.write", "eval("))
        assert "innerHTML =" not in text


@pytest.mark.parametrize("files", ["templates/**/*.*", "static/css/**/*.css"])
def test_markup_and_style_stand_one_thing_a_line(files):
    found = sorted(ROOT.glob(files))
    long = [
        f"{file.relative_to(ROOT)}:{number}"
        for file in found
        for number, line in enumerate(file.read_text().splitlines(), 1)
        if len(line) > 120
    ]
    assert found
    assert not long


@pytest.mark.django_db
def test_migrations_match_the_models():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_no_registry_host_or_machine_path_is_pinned():
    for name in LOCKS:
        text = (ROOT / name).read_text()
        assert "://" not in text
        assert "file:" not in text
        assert "--hash=sha256:" in text


def pins(name):
    """{package: version} of a lock."""
    return dict(re.findall(r"^([a-z][^=]*)==([^ ]+)", (ROOT / name).read_text(), re.M))


def test_the_newest_django_is_tried_with_the_packages_of_the_site():
    site, bucket, pdf, tools, newest = map(pins, LOCKS)
    ours = site | bucket | pdf | tools
    others = {name for name, version in newest.items() if ours.get(name) != version}
    assert others == {"django"}
    assert newest["django"] > site["django"]


def test_gettext_has_one_name_per_kind_of_module():
    """In models `_` waits until a page is shown (gettext_lazy); everywhere else it translates at once."""
    wrong = [
        (name, alias.name, alias.asname)
        for name, tree in all_modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for alias in node.names
        if alias.name in {"gettext", "gettext_lazy"}
        and (alias.asname == "_") != (alias.name == ("gettext_lazy" if is_model(name) else "gettext"))
    ]
    assert not wrong


def is_model(name):
    return name.startswith("content.models.") or name == "content.apps"


# Who reads a frozen text as the JSON it is. Everybody else asks `View`, which knows the registry of slots.
READ_FROZEN_TEXT = {"content.text.slots"}


def test_the_shape_of_a_frozen_text_is_known_in_one_place():
    names = {*SLOTS, "derived"}
    reading = {
        name for name, tree in all_modules() for node in ast.walk(tree) if key_read_of_content(node) in names
    }
    assert reading == READ_FROZEN_TEXT


def key_read_of_content(node):
    """ "title" for content["title"], self.content["title"], revision.content.get("title"); else None."""
    if isinstance(node, ast.Subscript):
        value, key = node.value, node.slice
    elif isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "get" and node.args:
        value, key = node.func.value, node.args[0]
    else:
        return None
    of_content = getattr(value, "id", getattr(value, "attr", "")) == "content"
    return key.value if of_content and isinstance(key, ast.Constant) else None


def test_the_registry_and_the_type_of_a_frozen_text_name_the_same_slots():
    assert [*SLOTS, "derived"] == [*FrozenText.__annotations__]
    optional = {name for name, slot in SLOTS.items() if slot.optional}
    assert FrozenText.__optional_keys__ == optional
