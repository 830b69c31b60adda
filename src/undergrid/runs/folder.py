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
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from undergrid.core.errors import UndergridError

FORMAT = 1  # of the folder: names of columns, kinds of events, tables of snapshots


class RunError(UndergridError):
    """A run folder that cannot be used as asked, or a run that had to stop."""


class DiskFullError(RunError):
    """The disk filled up while recording; what had been closed is intact."""


@dataclass
class Meta:
    """What `run.json` holds."""

    scenario: str
    file: str  # of the scenario's main file, in `scenario/`
    scenario_digest: str
    seed: int
    people: int | None  # asked for; None: as many as the scenario says
    citizens: int
    until: int  # ticks
    set: dict[str, Any] = field(default_factory=dict)  # rules changed from outside, `system.param`: value
    canon: bool = False
    status: str = "running"  # "running", "ended", "stopped"
    tick: int = 0  # everything before it is on disk
    digest: str = ""  # at that tick
    events: int = 0
    seconds: float = 0.0
    endings: dict[str, int] = field(default_factory=dict)  # ending -> tick
    keyframes: dict[int, str] = field(default_factory=dict)  # tick -> digest
    forked: dict[str, Any] | None = None  # {"from": ..., "at": tick}
    format: int = FORMAT
    version: str = ""  # of undergrid


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
        file = folder.path / "run.json"
        if not folder.path.is_dir():
            raise RunError(f"{path}: there is no such folder")
        if not file.is_file():
            raise RunError(
                f"{path}: not a run: it has no run.json", hint="`undergrid run SCENARIO --out DIR` makes one"
            )
        try:
            found = json.loads(file.read_text("utf-8"))
            written = found["format"]
        except (ValueError, KeyError, TypeError):
            raise RunError(
                f"{file}: damaged, not readable as JSON", hint="the Parquet files beside it can be read without it"
            ) from None
        if written != FORMAT:
            raise RunError(
                f"{path}: written in format {written} by undergrid {found.get('version', '?')}; this one reads format {FORMAT}",
                hint="install that version to go on with the run, or run the scenario again",
            )
        found["keyframes"] = {int(tick): digest for tick, digest in found["keyframes"].items()}
        try:
            return folder, Meta(**found)
        except TypeError as wrong:
            raise RunError(f"{file}: not as expected: {wrong}") from None

    def create(self) -> None:
        """Make the folder. Raises RunError where something is there already."""
        if self.path.exists() and (not self.path.is_dir() or any(self.path.iterdir())):
            raise RunError(
                f"{self.path}: is there already and not empty",
                hint=f"give another --out, or go on with it: undergrid resume {self.path}",
            )
        with telling_of_full_disk(self.path):
            self.snapshots.mkdir(parents=True)
            self.scenario.mkdir()

    def save(self, meta: Meta) -> None:
        """Write run.json anew."""
        with replacing(self.path / "run.json") as temporary:
            temporary.write_text(json.dumps(asdict(meta), indent=1, ensure_ascii=False) + "\n", "utf-8")

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
        """Hold the run for oneself. Raises RunError while another process writes it. A killed holder lets go by dying."""
        lock = (self.path / ".lock").open("a+")
        try:
            _lock(lock.fileno())
        except OSError:
            lock.close()
            raise RunError(f"{self.path}: another process is writing this run") from None
        try:
            yield
        finally:
            lock.close()


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

    Raises DiskFullError where the disk is full; the old file then stands as it was.
    """
    temporary = path.with_name(f".{path.name}.part")
    try:
        with telling_of_full_disk(path):
            yield temporary
            descriptor = os.open(temporary, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
            temporary.replace(path)
            sync_folder(path.parent)
    finally:
        temporary.unlink(missing_ok=True)


def sync_folder(path: Path) -> None:
    """Make renames in a folder last."""
    if os.name == "posix":
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


@contextlib.contextmanager
def telling_of_full_disk(path: Path) -> Iterator[None]:
    """Turn what the system, NumPy or DuckDB say of a full disk into DiskFullError."""
    try:
        yield
    except Exception as wrong:  # DuckDB has errors of its own; importing it here would cost every start
        number = getattr(wrong, "errno", None)
        full = number in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
        if full or any(words in str(wrong) for words in ("No space left", "File too large", "quota exceeded")):
            raise DiskFullError(f"{path}: the disk is full") from None
        if isinstance(wrong, PermissionError):
            raise RunError(f"{path}: may not be written") from None
        raise
