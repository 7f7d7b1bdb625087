"""The scripts as browsers get them: modules, their imports under hashed names, none found out late."""

import base64
import hashlib
import json
import re

import pytest

from tests.support import factories
from tests.support.project import ROOT

SCRIPTS = ROOT / "static/js"


def imports(text):
    """The relative addresses that a script imports."""
    return re.findall(r"""["'`](\.{1,2}/[^"'`]+)["'`]""", text)


def imported(name):
    """The names of all modules in static/js that this one needs."""
    names = {address.removeprefix("./") for address in imports((SCRIPTS / name).read_text())}
    return names.union(*map(imported, names))


def scripts(page):
    """{name: its tag} of our own scripts in a page."""
    tags = re.findall("<script[^>]*>", page)
    return {name: tag for tag in tags for name in re.findall('/static/js/(.*?)"', tag)}


def test_whatever_a_collected_module_imports_is_there_under_a_hashed_name(collected):
    hashed_names = json.loads((collected / "staticfiles.json").read_text())["paths"]
    importing = set()
    for script in SCRIPTS.glob("*.js"):
        for address in imports((collected / hashed_names[f"js/{script.name}"]).read_text()):
            assert re.fullmatch(r"\./[a-z-]+\.[0-9a-f]{12}\.js", address), (script.name, address)
            assert (collected / "js" / address).exists(), (script.name, address)
            importing.add(script.name)
    assert "save.js" in importing


@pytest.mark.django_db
def test_a_browser_runs_a_script_for_patients_only_if_it_is_ours(collected, client):
    factories.clinic()
    tags = scripts(client.get("/").content.decode())
    assert len(tags) == 2
    for name, tag in tags.items():
        digest = hashlib.sha384((collected / "js" / name).read_bytes()).digest()
        assert f'integrity="sha384-{base64.b64encode(digest).decode()}"' in tag, name


def test_no_line_of_a_script_is_longer_than_120_characters():
    lines = [line for script in SCRIPTS.glob("*.js") for line in script.read_text().splitlines()]
    assert [line for line in lines if len(line) > 120] == []


@pytest.mark.django_db
def test_a_page_of_the_desk_names_each_module_so_that_no_import_is_found_out_late(sign_in):
    factories.clinic()
    article, picture = factories.article(), factories.picture()
    editor = sign_in("Editor")
    needed = set()
    for address in (
        f"article/{article.pk}/change/",
        "faqsection/add/",
        "page/add/",
        f"picture/{picture.pk}/change/",
        "picture/picker/",
        "clinic/1/change/",
        "menuitem/",
    ):
        tags = scripts(editor.get(f"/admin/content/{address}").content.decode())
        assert tags and all('type="module"' in tag for tag in tags.values()), address
        assert set().union(*map(imported, tags)) <= tags.keys(), address
        needed = needed.union(*map(imported, tags))
    assert "autosave.js" in needed


@pytest.mark.django_db
def test_patients_get_modules_that_import_nothing_and_no_import_map(starter, client):
    used = set()
    for address in (
        "/",
        "/articles/dizzy-when-you-roll-over-bppv/",
        "/faq/safety/",
        "/search/",
        "/no-such-page/",
    ):
        response = client.get(address)
        assert response.status_code == (404 if "no-such" in address else 200)
        page = response.content.decode()
        tags = scripts(page)
        assert all('type="module"' in tag for tag in tags.values()), address
        assert not any(map(imported, tags)), address
        assert "importmap" not in page, address
        used |= tags.keys()
    assert used == {"open-state.js", "reading.js", "share.js", "suggest.js"}
