"""A run's folder: where each file lies, and how one is written so that nothing half-written is ever read.

run.json                    what was run: scenario, seed, people, rules set, versions; how far; how it ended
scenario/                   a copy of the scenario's files, so that the run outlives them
names.npz                   what rows and cells are called
orders.jsonl                orders from outside, written ahead
events-A-B.parquet          the events of ticks A to B-1; because-A-B.parquet their further causes
series-A-B.parquet          a line a minute of counts over the whole city
snapshots/T.npz             the whole state before tick T

`run.json` says of each closed file which digest its content has: what is damaged, swapped or gone is named.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import shlex
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from undergrid.core import numbers
from undergrid.core.errors import UndergridError
from undergrid.runs import remains, seals
from undergrid.runs.meta import FORMAT, Meta
from undergrid.runs.remains import FILE, LOCK, SEGMENT, SNAPSHOT

_PARQUET = "the Parquet files beside it can be read without it"


class RunError(UndergridError):
    """A run folder that cannot be used as asked, or a run that had to stop."""


class FolderTakenError(RunError):
    """A folder given for a new run that holds something already."""

    exit_code = 2


class DiskFullError(RunError):
    """The disk filled up while recording; closed files are intact."""


class Folder:
    """The files of one run. `files` has the digest of each that is closed, by its name within the folder."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.files: dict[str, str] = {}
        self.snapshots = path / "snapshots"
        self.scenario = path / "scenario"
        self.orders = path / "orders.jsonl"
        self.names = path / "names.npz"

    @classmethod
    def open(cls, path: str | Path, *, alone: bool = True) -> tuple[Folder, Meta]:
        """An existing run. Raises RunError where there is none, or where another version wrote it.

        With `alone`, so it does where files of another run lie in the folder.
        """
        folder = cls(numbers.place(path, "a run"))
        file = folder.path / FILE
        if not folder.path.is_dir():
            raise RunError(f"{path}: there is no such folder")
        if not file.is_file():
            if remains.is_begun(folder.path) and remains.foreign(folder.path) is None:
                raise RunError(
                    f"{path}: the run was cut off before it had begun: there is nothing to go on with",
                    hint="give the same command again: it may use this folder",
                )
            if any(map(SEGMENT.fullmatch, os.listdir(folder.path))):
                raise RunError(
                    f"{path}: damaged: its {FILE} is gone",
                    hint="its Parquet files can be read without; to go on, run the scenario into another folder",
                )
            raise RunError(f"{path}: not a run: it has no {FILE}", hint="`undergrid run SCENARIO --out DIR` makes one")
        try:
            found = json.loads(file.read_text("utf-8"))
            written = found["format"]
        except OSError as wrong:
            raise RunError(f"{file}: cannot be read: {wrong.strerror}") from None
        except (ValueError, KeyError, TypeError, RecursionError):
            raise RunError(f"{file}: damaged, not readable as JSON", hint=_PARQUET) from None
        if written != FORMAT:
            raise RunError(
                f"{path}: written in format {written} by undergrid {found.get('version', '?')}, this one reads format "
                f"{FORMAT}",
                hint="install that version to go on with the run, or run the scenario again",
            )
        try:
            meta = Meta.of(found)
        except ValueError as wrong:
            raise RunError(f"{file}: damaged, not as it was written: {wrong}", hint=_PARQUET) from None
        folder.files = meta.files
        if alone:
            folder.check_alone(meta)
        return folder, meta

    # -- what belongs to the run

    def close(self, path: Path) -> None:
        """Note the digest of a file that will not change any more."""
        self.files[self.name(path)] = seals.digest_of(path)

    def name(self, path: Path) -> str:
        """What a file is called within the folder."""
        return path.relative_to(self.path).as_posix()

    def wrong_with(self, path: Path) -> str:
        """What is wrong with a closed file: that it is gone, foreign or damaged; "" for nothing."""
        expected = self.files.get(self.name(path))
        try:
            if expected == seals.digest_of(path):
                return ""
        except OSError as wrong:
            gone = isinstance(wrong, FileNotFoundError | NotADirectoryError)
            return "missing" if gone else f"cannot be read: {wrong.strerror}"
        return "damaged, not as it was written" if expected else "no file of this run"

    def check(self, path: Path) -> None:
        """Raise RunError where a closed file is not as it was written."""
        if wrong := self.wrong_with(path):
            again = f"undergrid resume {shlex.quote(str(self.path))}"
            raise RunError(f"{path}: {wrong}", hint=f"what can be made again is made by: {again}")

    def check_readable(self) -> None:
        """Raise RunError where this process may not read a closed file: that says nothing against the file."""
        for name in self.files:
            try:
                seals.digest_of(self.path / name)
            except PermissionError as wrong:
                raise RunError(
                    f"{self.path / name}: cannot be read: {wrong.strerror}",
                    hint="it may be whole: give yourself the right to read it, then try again",
                ) from None
            except OSError:
                continue  # gone, or something else in its place: `wrong_with` says so

    def strangers(self, meta: Meta) -> list[Path]:
        """Segments and snapshots that lie in the folder and do not belong to the run.

        While it goes on, those of ticks to come, up to its end, are what a process left that was killed before it could
        say so in `run.json`.
        """
        to_come = range(meta.tick + 1, meta.until + 1) if meta.status == "running" else range(0)
        inside = self.snapshots.iterdir() if self.snapshots.is_dir() else ()
        return [path for path in sorted([*self.path.iterdir(), *inside]) if self._is_strange(path, to_come)]

    def _is_strange(self, path: Path, to_come: range) -> bool:
        named = SEGMENT.fullmatch(path.name) or SNAPSHOT.fullmatch(path.name)
        if named is None:
            return path.suffix in (".parquet", ".npz") and path != self.names and not path.name.startswith(".")
        return self.name(path) not in self.files and int(named[named.lastindex or 0]) not in to_come

    def check_alone(self, meta: Meta) -> None:
        """Raise RunError where files lie in the folder that look like its own and are not."""
        for folder in (self.snapshots, self.scenario):
            if folder.exists() and not folder.is_dir():
                raise RunError(
                    f"{folder}: is no folder, and a run has one of that name", hint="move it out of the folder"
                )
        if strangers := self.strangers(meta):
            raise RunError(
                f"{', '.join(map(str, strangers))}: no file of this run",
                hint="another run's file, or a copy: move it out of the folder",
            )

    def check_free(self) -> None:
        """Raise RunError where something is there already that is not the remains of a run that never began."""
        if not self.path.exists() or (self.path.is_dir() and self._is_empty()):
            return
        begun = remains.is_begun(self.path)
        with telling_plainly(self.path):
            other = remains.foreign(self.path) if begun else None
        if begun and other is None:
            return
        go_on = (self.path / FILE).is_file()
        again = f", or go on with it: undergrid resume {shlex.quote(str(self.path))}"
        raise FolderTakenError(
            f"{self.path}: is there already"
            + (" and not empty" if self.path.is_dir() else " and no folder")
            + (f": {other} is no file of a run that was beginning there" if other else ""),
            hint="give another --out" + (again if go_on else ""),
        )

    def _is_empty(self) -> bool:
        return all(entry.name == LOCK for entry in self.path.iterdir())

    @contextlib.contextmanager
    def beginning(self, scenario: Sequence[str], kept: Callable[[], bool]) -> Iterator[None]:
        """Make the folder and lock it for this process. Raises RunError where it is not free or cannot be made.

        scenario: the files of the scenario that will be copied into it. Where the run fails while `kept` says no, it
        leaves nothing behind.
        """
        self.check_free()
        absent = [folder for folder in (self.path, *self.path.parents) if not folder.exists()]
        with telling_plainly(self.path):
            self.path.mkdir(parents=True, exist_ok=True)
        ours = failed = False
        try:
            with self.locked():
                self.check_free()
                ours = True
                with telling_plainly(self.path):
                    remains.clear(self.path)
                    remains.mark(self.path, scenario)
                    self.snapshots.mkdir()
                    self.scenario.mkdir()
                try:
                    yield
                except Exception:
                    failed = not kept()
                    raise
        finally:
            if ours and failed:
                with contextlib.suppress(OSError):  # what failed is what has to be told
                    remains.clear(self.path, scenario)
                    for folder in absent:
                        folder.rmdir()

    def save(self, meta: Meta) -> None:
        """Write run.json anew, with the digests of all files that are closed."""
        meta.files = dict(sorted(self.files.items()))
        with replacing(self.path / FILE) as temporary:
            temporary.write_text(meta.text(), "utf-8")
        with telling_plainly(self.path):
            remains.unmark(self.path)
            _sync_folders(self.path, self.snapshots)

    def segment(self, kind: str, first: int, last: int) -> Path:
        return self.path / f"{kind}-{first:08d}-{last:08d}.parquet"

    def segments(self, kind: str) -> list[tuple[int, int, Path]]:
        """The closed segments of a kind, by their ticks."""
        named = [(name, SEGMENT.fullmatch(name)) for name in self.files]
        return sorted((int(n[2]), int(n[3]), self.path / name) for name, n in named if n and n[1] == kind)

    def saved(self) -> list[int]:
        """The ticks of the snapshots, ascending."""
        named = [SNAPSHOT.fullmatch(name.removeprefix("snapshots/")) for name in self.files]
        return sorted(int(n[1]) for n in named if n)

    def drop_after(self, tick: int) -> None:
        """Take away segments and snapshots that end after `tick`: they are about to be made again."""
        for name in self.names_after(tick):
            with telling_plainly(self.path / name):
                (self.path / name).unlink(missing_ok=True)
            del self.files[name]

    def names_after(self, tick: int) -> list[str]:
        """The segments that end after `tick`, and the snapshots of later ticks."""
        named = {name: SEGMENT.fullmatch(name) or SNAPSHOT.fullmatch(Path(name).name) for name in self.files}
        return [name for name, found in named.items() if found and int(found[found.lastindex or 0]) > tick]

    def snapshot(self, tick: int) -> Path:
        return self.snapshots / f"{tick:08d}.npz"

    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
        """Lock the run for this process. Raises RunError while another process holds it; a killed process lets go."""
        path = self.path / LOCK
        if path.is_symlink():
            raise RunError(
                f"{path}: is a link, which is not followed", hint="take it away: a run makes a lock of its own"
            )
        with telling_plainly(self.path):
            lock = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o666)
        try:
            try:
                _lock(lock)
            except OSError:
                raise RunError(f"{self.path}: another process is writing this run") from None
            yield
        finally:
            os.close(lock)


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

    Raises DiskFullError or RunError where that cannot be done; the old file then stands as it was. A device is no file:
    to rename something onto `/dev/null` would take it from the whole machine.
    """
    if path.exists() and not path.is_file():
        raise RunError(f"{path}: is there already, and no file")
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
