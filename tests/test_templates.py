"""No template is named that is not there, lies about unused, or loads what it does not use."""

import re

from django import forms
from django.contrib import admin
from django.template import TemplateDoesNotExist, engines
from django.template.loader import get_template

from content.models import Document
from tests.support.project import ROOT

NAME = re.compile(r'"((?:admin|content)/[\w/]+\.(?:html|txt|xml)|[\w/]+\.html)"')
# The tags and functions that are given the name of a partial alone.
PARTIAL = re.compile(r'(?:layout_part |revision_part |render_part\(\s*|_written\(\s*)"(\w+)"')
DJANGOS_OWN = {"403.html", "403_csrf.html"}
OF_A_MODEL = re.compile(r"admin/content/[a-z]+/change_(?:form|list)\.html")

LOADED = re.compile(r"\{% load ([\w ]+) %\}")


def templates():
    folder = ROOT / "templates"
    return {file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file()}


def named():
    """Names of templates in code and in other templates."""
    code = [file for folder in ("content", "clinic_site") for file in (ROOT / folder).rglob("*.py")]
    texts = [file.read_text() for file in (*code, *(ROOT / "templates").rglob("*.*"))]
    names = {name for text in texts for name in NAME.findall(text)}
    partials = {f"content/partials/{name}.html" for text in texts for name in PARTIAL.findall(text)}
    return names | partials | {f"content/{kind}.html" for kind in Document.Kind.values}


def is_there(name):
    try:
        get_template(name)
    except TemplateDoesNotExist:
        return False
    return True


def is_found_by_django(name):
    """By its own name: a page of an error, one in place of Django's own, one for a model."""
    places = [f"{package.__path__[0]}/templates/{name}" for package in (admin, forms)]
    is_djangos = any((ROOT / place).is_file() for place in places)
    return name in DJANGOS_OWN or bool(OF_A_MODEL.fullmatch(name)) or is_djangos


def test_every_template_that_is_named_is_there():
    assert not [name for name in sorted(named()) if not is_there(name)]


def test_every_template_is_named_somewhere_or_found_by_django():
    unnamed = templates() - named()
    assert not [name for name in sorted(unnamed) if not is_found_by_django(name)]


def unused_libraries(text):
    """Libraries that a template loads, and of which no tag and no filter stands in it."""
    for name in " ".join(LOADED.findall(text)).split():
        library = engines["django"].engine.template_libraries[name]
        used = [rf"\{{% {tag}\b" for tag in library.tags] + [rf"\|{name}\b" for name in library.filters]
        if not re.search("|".join(used), text):
            yield name


def test_no_template_loads_a_library_that_it_does_not_use():
    texts = {name: (ROOT / "templates" / name).read_text() for name in templates()}
    assert not {name: unused for name, text in texts.items() if (unused := [*unused_libraries(text)])}
