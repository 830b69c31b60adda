"""The sources of the page: their types hold, they are linted and formatted, and what is built of them stays small."""

import gzip
import subprocess

import pytest
from serve.browsers import WEB, web

from undergrid.serve import client

MOST = 300_000  # bytes of the page, compressed; its fonts are files of their own


@pytest.fixture(scope="module")
def tool():
    """Runs a tool of npm in `web/`; returns what it says."""
    try:
        node = web()["node"]()[0]
    except OSError as wrong:
        pytest.skip(f"what checks the page could not be installed: {wrong}")

    def run(path, *arguments):
        done = subprocess.run(
            [node, f"node_modules/{path}", *arguments], cwd=WEB, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            text=True, check=False,
        )  # fmt: skip
        return "" if done.returncode == 0 else done.stdout or f"it ended with {done.returncode}"

    return run


def test_the_types_hold(tool):
    assert tool("typescript/bin/tsc", "--noEmit") == ""


def test_it_is_linted(tool):
    assert tool("@biomejs/biome/bin/biome", "lint", "--error-on-warnings", "--colors=off") == ""


def test_it_is_formatted(tool):
    """Otherwise: `npm run format` in `web/`."""
    assert tool("@biomejs/biome/bin/biome", "format", "--colors=off") == ""


def test_the_page_is_small():
    if not client.built():
        pytest.skip("the page has not been built: python web/build.py")
    sizes = {name: len(gzip.compress(content)) for name, (_, content) in client.files().items() if "font" not in name}
    assert 0 < sum(sizes.values()) <= MOST
