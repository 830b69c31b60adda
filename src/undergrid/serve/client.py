"""The built page: its files, as they are served. They are made from `web/` when the package is built."""

from __future__ import annotations

import os
import runpy
from pathlib import Path

from undergrid.core.errors import UndergridError

FOLDER = Path(__file__).parent / "page"
SOURCES = Path(__file__).parents[3] / "web"
_KINDS = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".woff2": "font/woff2",
    ".svg": "image/svg+xml",
}


class NoPageError(UndergridError):
    """The page has not been built."""


def built() -> bool:
    """Whether the page is there."""
    return (FOLDER / "index.html").is_file()


def stale() -> bool:
    """Whether this is a checkout whose page was built from other sources than lie in it."""
    builder, stamp = SOURCES / "build.py", FOLDER / "made-from.txt"
    if not builder.is_file() or not built():
        return False
    made_from = stamp.read_text("utf-8") if stamp.is_file() else ""
    return bool(runpy.run_path(str(builder))["digest"]() != made_from)


def files() -> dict[str, tuple[str, bytes]]:
    """Each file of the page by its path in an address: (kind, content). Raises NoPageError where it is not there."""
    if not built():
        raise NoPageError(
            "the page has not been built: this installation cannot show a city",
            hint="install again without UNDERGRID_NO_PAGE, or build it here: python web/build.py"
            if os.environ.get("UNDERGRID_NO_PAGE") or SOURCES.is_dir()
            else "install undergrid again",
        )
    found = {}
    for path in sorted(FOLDER.rglob("*")):
        if path.suffix in _KINDS and path.is_file():
            found[f"/{path.relative_to(FOLDER).as_posix()}"] = _KINDS[path.suffix], path.read_bytes()
    return found
