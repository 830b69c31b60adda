"""A run's folder: where each file lies, and how one is written so that nothing half-written is ever read.

run.json                    what was run: scenario, seed, people, rules set, versions; how far; how it ended
scenario/                   a copy of the scenario's files, so that the run outlives them
names.npz                   what rows and cells are called
orders.jsonl                orders from outside, written ahead
events-A-B.parquet          the events of ticks A to B-1; because-A-B.parquet their further causes
series-A-B.parquet          a line a minute of counts over the whole city
snapshots/T.npz             the whole state before tick T
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import shutil
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

from undergrid.core.errors import UndergridError

FORMAT = 1  # of the folder: names of columns, kinds of events, tables of snapshots
_FILE = "run.json"
_BEGUN = ".beginning"  # marks a folder that is being made: whatever is in it may be made anew
_KINDS: dict[str, tuple[type, ...]] = {"str": (str,), "int": (int,), "bool": (bool,), "float": (int, float)}


class RunError(UndergridError):
    """A run folder that cannot be used as asked, or a run that had to stop."""


class FolderTakenError(RunError):
    """A folder given for a new run that holds something already."""

    exit_code = 2


class DiskFullError(RunError):
    """The disk filled up while recording; closed files are intact."""


@dataclass
class Meta:
    """What `run.json` holds.

    A run that is "running" though no process holds its folder was cut off: `resume` goes on with it.
    """

    scenario: str
    file: str  # of the scenario's main file, in `scenario/`
    scenario_digest: str
    seed: int
    people: int | None  # as asked for; None: as many as the scenario says
    citizens: int
    until: int  # ticks
    keyframe: int  # ticks between keyframes
    eras: list[dict[str, Any]]  # {"from": tick, "set": {"rule.knob": value}}, in place of the one before
    canon: bool = False
    systems: list[dict[str, Any]] = field(default_factory=list)  # rules of makers: `rules.entry`
    order: list[str] = field(default_factory=list)  # of the rules in a tick
    status: str = "running"  # "running" or "ended"
    tick: int = 0  # everything before it is on disk
    digest: str = ""  # at that tick
    events: int = 0
    seconds: float = 0.0
    endings: dict[str, int] = field(default_factory=dict)  # ending -> tick
    keyframes: dict[int, str] = field(default_factory=dict)  # tick -> digest
    forked: dict[str, Any] | None = None  # {"from": folder, "at": tick}
    format: int = FORMAT
    version: str = ""  # of undergrid

    def rules(self, tick: int) -> dict[str, Any]:
        """The rules set from outside that hold at a tick."""
        found: dict[str, Any] = {}
        for era in self.eras:
            if era["from"] <= tick:
                found = era["set"]
        return found

    @classmethod
    def of(cls, found: Any) -> Meta:
        """A Meta from parsed JSON. Raises ValueError, KeyError or TypeError where it is not as `save` writes it."""
        meta = cls(**{**found, "keyframes": {int(tick): str(digest) for tick, digest in found["keyframes"].items()}})
        for one in fields(cls):
            value, kinds = getattr(meta, one.name), _KINDS.get(str(one.type))
            if kinds and not isinstance(value, kinds):
                raise TypeError(f"{one.name} is {value!r}")
        if not meta.eras or meta.keyframe < 1 or meta.eras[0]["from"] != 0:
            raise ValueError("eras or keyframe make no sense")
        return meta


class Folder:
    """The files of one run."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.snapshots = path / "snapshots"
        self.scenario = path / "scenario"
        self.orders = path / "orders.jsonl"
        self.names = path / "names.npz"

    @classmethod
    def open(cls, path: str | Path) -> tuple[Folder, Meta]:
        """An existing run. Raises RunError where there is none, or where another version wrote it."""
        folder = cls(Path(path))
        file = folder.path / _FILE
        if not folder.path.is_dir():
            raise RunError(f"{path}: there is no such folder")
        if not file.is_file():
            if folder._is_stillborn():
                raise RunError(
                    f"{path}: the run was cut off before it had begun: there is nothing to go on with",
                    hint="give the same command again: it may use this folder",
                )
            if folder.segments("events"):
                raise RunError(
                    f"{path}: damaged: its {_FILE} is gone",
                    hint="its Parquet files can be read without; to go on, run the scenario into another folder",
                )
            raise RunError(f"{path}: not a run: it has no {_FILE}", hint="`undergrid run SCENARIO --out DIR` makes one")
        try:
            found = json.loads(file.read_text("utf-8"))
            written = found["format"]
        except (OSError, ValueError, KeyError, TypeError):
            raise RunError(
                f"{file}: damaged, not readable as JSON", hint="the Parquet files beside it can be read without it"
            ) from None
        if written != FORMAT:
            raise RunError(
                f"{path}: written in format {written} by undergrid {found.get('version', '?')}, this one reads format "
                f"{FORMAT}",
                hint="install that version to go on with the run, or run the scenario again",
            )
        try:
            return folder, Meta.of(found)
        except (ValueError, KeyError, TypeError, AttributeError) as wrong:
            raise RunError(
                f"{file}: damaged, not as it was written: {wrong}",
                hint="the Parquet files beside it can be read without it",
            ) from None

    def check_free(self) -> None:
        """Raise RunError where something is there already that is not the remains of a run that never began."""
        if self.path.exists() and not (self.path.is_dir() and (self._is_empty() or self._is_stillborn())):
            go_on = (self.path / _FILE).is_file()
            raise FolderTakenError(
                f"{self.path}: is there already" + (" and not empty" if self.path.is_dir() else " and no folder"),
                hint="give another --out" + (f", or go on with it: undergrid resume {self.path}" if go_on else ""),
            )

    def _is_empty(self) -> bool:
        return all(entry.name == ".lock" for entry in self.path.iterdir())

    def _is_stillborn(self) -> bool:
        """Whether a run was killed here while its folder was being made: all but `run.json`, which comes last."""
        return (self.path / _BEGUN).is_file() and not (self.path / _FILE).is_file()

    @contextlib.contextmanager
    def beginning(self) -> Iterator[None]:
        """Make the folder and lock it for this process. Raises RunError where it is not free or cannot be made."""
        self.check_free()
        with telling_plainly(self.path):
            self.path.mkdir(parents=True, exist_ok=True)
        with self.locked():
            self.check_free()
            with telling_plainly(self.path):
                for entry in self.path.iterdir():
                    if entry.is_dir():
                        shutil.rmtree(entry)
                    elif entry.name not in (".lock", _BEGUN):
                        entry.unlink()
                (self.path / _BEGUN).touch()
                self.snapshots.mkdir()
                self.scenario.mkdir()
            yield

    def save(self, meta: Meta) -> None:
        """Write run.json anew."""
        with replacing(self.path / _FILE) as temporary:
            temporary.write_text(json.dumps(asdict(meta), indent=1, ensure_ascii=False) + "\n", "utf-8")
        with telling_plainly(self.path):
            (self.path / _BEGUN).unlink(missing_ok=True)
            _sync_folders(self.path, self.snapshots)

    def segment(self, kind: str, first: int, last: int) -> Path:
        return self.path / f"{kind}-{first:08d}-{last:08d}.parquet"

    def segments(self, kind: str) -> list[tuple[int, int, Path]]:
        """The closed segments of a kind, by their ticks."""
        found = []
        for path in sorted(self.path.glob(f"{kind}-*.parquet")):
            parts = path.stem.split("-")
            if len(parts) == 3 and parts[1].isdigit() and parts[2].isdigit():
                found.append((int(parts[1]), int(parts[2]), path))
        return found

    def snapshot(self, tick: int) -> Path:
        return self.snapshots / f"{tick:08d}.npz"

    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
        """Lock the run for this process. Raises RunError while another process holds it; a killed process lets go."""
        with telling_plainly(self.path):
            lock = (self.path / ".lock").open("a+")
        with lock:
            try:
                _lock(lock.fileno())
            except OSError:
                raise RunError(f"{self.path}: another process is writing this run") from None
            yield


def _lock(descriptor: int) -> None:
    """Lock an open file for this process; a killed process lets go. Raises OSError where another holds it."""
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


@contextlib.contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Write a file whole or not at all: under another name first, flushed to the disk, then renamed into place.

    Raises DiskFullError or RunError where that cannot be done; the old file then stands as it was.
    """
    temporary = path.with_name(f".{path.name}.part")
    try:
        with telling_plainly(path):
            yield temporary
            descriptor = os.open(temporary, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
            temporary.replace(path)
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)


def _sync_folders(*paths: Path) -> None:
    """Flush folders to the disk, so that renames in them survive a power failure."""
    if os.name == "posix":
        for path in paths:
            descriptor = os.open(path, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)


def copy(source: Path, target: Path) -> None:
    """Copy a file whole or not at all. Raises DiskFullError or RunError where that cannot be done."""
    with replacing(target) as temporary:
        shutil.copyfile(source, temporary)


def share(source: Path, target: Path) -> None:
    """Let two runs have the same closed file, which never changes: by a hard link where the disk can, else a copy."""
    try:
        os.link(source, target)
    except OSError:
        copy(source, target)


def is_about_full_disk(message: str) -> bool:
    """Whether an error message is about a full disk: DuckDB passes the system's words on in its own errors."""
    return any(words in message for words in ("No space left", "File too large", "quota exceeded"))


@contextlib.contextmanager
def telling_plainly(path: Path) -> Iterator[None]:
    """Turn the system's error where a file cannot be written into DiskFullError or RunError with the file's name."""
    try:
        yield
    except OSError as wrong:
        if wrong.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG) or is_about_full_disk(str(wrong)):
            raise DiskFullError(f"{path}: the disk is full") from None
        raise RunError(f"{path}: cannot be written: {wrong.strerror or wrong}") from None
