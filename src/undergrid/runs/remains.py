"""Remains: what a run leaves that was killed while its folder was being made, and how that is cleared away.

A mark says that a folder is being made, and which files of the scenario are copied into it. Only what such a run makes
is taken away again: regular files under the names that it gives, and folders that are empty afterwards.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path

KINDS = ("events", "because", "series", "tracks")  # of segments
FILE = "run.json"
LOCK = ".lock"
SEGMENT = re.compile(rf"({'|'.join(KINDS)})-([0-9]{{8}})-([0-9]{{8}})\.parquet")
SNAPSHOT = re.compile(r"([0-9]{8})\.npz")
_BEGUN = ".beginning"  # the mark: whatever a run makes beside it may be made anew
_AT_TOP = ("names.npz", "orders.jsonl", FILE, _BEGUN, LOCK)


def is_begun(folder: Path) -> bool:
    """Whether a run began to make this folder, and was cut off before it could say so in `run.json`."""
    return _is_regular(folder / _BEGUN) and not os.path.lexists(folder / FILE)


def mark(folder: Path, scenario: Sequence[str]) -> None:
    """Say that the folder is being made, with copies of these files of a scenario. Raises OSError."""
    with (folder / _BEGUN).open("w", encoding="utf-8") as file:
        json.dump(list(scenario), file)
        file.flush()
        os.fsync(file.fileno())


def unmark(folder: Path) -> None:
    """Say that the folder is made. Raises OSError."""
    (folder / _BEGUN).unlink(missing_ok=True)


def foreign(folder: Path) -> Path | None:
    """The first thing in a folder that no run left which was beginning there; None for none. Raises OSError."""
    copied = _copied(folder)
    for path in _within(folder):
        name = path.relative_to(folder).as_posix()
        if path.is_dir() and not path.is_symlink():
            ours = name in ("snapshots", "scenario") or any(one.startswith(f"{name}/") for one in copied)
        else:
            ours = _is_regular(path) and _is_ours(path, folder, copied)
        if not ours:
            return path
    return None


def clear(folder: Path, scenario: Sequence[str] | None = None) -> None:
    """Take away what a run made that was beginning here. Raises OSError.

    scenario: the files that it copied; its lock and mark are then taken away too. Else the mark says which these are,
    and both stay.
    """
    copied = _copied(folder) if scenario is None else _placed(scenario)
    for path in reversed(list(_within(folder))):
        if path.is_dir() and not path.is_symlink():
            with contextlib.suppress(OSError):  # not empty: somebody else's
                path.rmdir()
        elif path != folder / LOCK and path != folder / _BEGUN and _is_regular(path) and _is_ours(path, folder, copied):
            path.unlink()
    if scenario is not None:
        for name in (_BEGUN, LOCK):
            (folder / name).unlink(missing_ok=True)


def whole_name(path: Path) -> str:
    """What a file is called once it is whole (`replacing`)."""
    return path.name.removeprefix(".").removesuffix(".part") if path.name.endswith(".part") else path.name


def _copied(folder: Path) -> frozenset[str]:
    """The files of the scenario that the mark names, by their names within the folder."""
    try:
        listed = json.loads((folder / _BEGUN).read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return frozenset()  # it was cut off before any was copied
    return _placed(listed) if isinstance(listed, list) else frozenset()


def _placed(scenario: Sequence[object]) -> frozenset[str]:
    """Files of a scenario by their names within the folder of a run."""
    return frozenset(f"scenario/{name}" for name in scenario)


def _is_ours(path: Path, folder: Path, copied: frozenset[str]) -> bool:
    """Whether a run makes a file of such a name while it begins."""
    whole = whole_name(path)
    if path.parent == folder:
        return path.name in _AT_TOP or whole in _AT_TOP or SEGMENT.fullmatch(whole) is not None
    if path.parent == folder / "snapshots":
        return SNAPSHOT.fullmatch(whole) is not None
    return path.with_name(whole).relative_to(folder).as_posix() in copied


def _within(folder: Path) -> Iterator[Path]:
    """Everything in a folder, each folder before what is in it; links are not followed."""
    for path in sorted(folder.iterdir()):
        yield path
        if path.is_dir() and not path.is_symlink():
            yield from _within(path)


def _is_regular(path: Path) -> bool:
    """Whether a regular file has this name, and no link."""
    try:
        return stat.S_ISREG(path.lstat().st_mode)
    except OSError:
        return False
