"""Where the files lie that a map names, and where they lie in a copy of the map's folder.

A map names tilesets, templates and images by paths, which may lead out of its folder: `../tiles/ground.tsx`. In a copy
of the folder, such as a run keeps, each `..` becomes a folder `_above`, and the root of a disk a folder `_root`. Where
a map has such a copy beside it, that is what is read, so that a run reads its own files wherever it is taken.
"""

from __future__ import annotations

import posixpath
from pathlib import Path, PurePosixPath, PureWindowsPath

from undergrid.core.inputs import is_there

ABOVE, ROOT = "_above", "_root"


class Named:
    """A file that belongs to a map."""

    def __init__(self, folder: Path, name: str) -> None:
        """Folder: that of the map. name: the path from there, with `..` where it leads up."""
        self.name = name
        self._folder = folder
        parts = [ABOVE if part == ".." else part for part in PurePosixPath(name).parts]
        if parts and parts[0] == "/":
            parts[0] = ROOT
        self.kept = "/".join(parts)
        """Where it lies in a copy of the map's folder."""
        copy = folder / self.kept
        self.path = copy if is_there(copy) else folder / name
        """Where it lies here."""

    def beside(self, source: str) -> Named:
        """Another file, by the path by which this one names it."""
        plain = source if not _of_windows(source) else _without_drive(source)
        joined = posixpath.normpath(posixpath.join(posixpath.dirname(self.name), plain))
        return Named(self._folder, "/" + joined.lstrip("/") if joined.startswith("/") else joined)


def _of_windows(source: str) -> bool:
    return "\\" in source or bool(PureWindowsPath(source).drive)


def _without_drive(source: str) -> str:
    """A path of Windows as one of POSIX; a drive becomes a folder at the root."""
    path = PureWindowsPath(source)
    drive = path.drive.replace(":", "").replace("\\", "/").strip("/")
    rest = path.as_posix()[len(path.drive) :].lstrip("/")
    return f"/{drive}/{rest}" if drive else path.as_posix()
