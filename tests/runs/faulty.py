"""A disk that fails: every call that a run makes to write, one after the other, for `test_faults.py`."""

from __future__ import annotations

import builtins
import contextlib
import errno
import io
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb

from undergrid.runs import segments

FULL, BROKEN, TORN = "the disk is full", "the disk fails", "half is written, then it fails"
KINDS = (FULL, BROKEN, TORN)


class Disk:
    """What lies below `folder`, where the call number `fails` goes wrong; 0: none does. `calls` counts them."""

    def __init__(self, folder: Path, fails: int = 0, how: str = FULL) -> None:
        self.folder, self.fails, self.how, self.calls = os.fspath(folder), fails, how, 0

    def turn(self) -> bool:
        """Count a call; whether it is the one that fails."""
        self.calls += 1
        return self.calls == self.fails

    def error(self) -> OSError:
        number = errno.ENOSPC if self.how == FULL else errno.EIO
        return OSError(number, os.strerror(number))

    def concerns(self, path: Any) -> bool:
        return isinstance(path, str | os.PathLike) and os.fspath(path).startswith(self.folder)

    @contextlib.contextmanager
    def failing(self) -> Iterator[Disk]:
        """Put this disk in the place of the true one."""
        with contextlib.ExitStack() as undo:
            for module, name in ((os, "open"), (os, "replace"), (os, "link"), (os, "mkdir"), (os, "unlink")):
                self._wrap(undo, module, name)
            self._set(undo, os, "fsync", self._synced(os.fsync))
            self._set(undo, io, "open", self._opened(io.open))
            self._set(undo, builtins, "open", self._opened(builtins.open))
            self._set(undo, segments, "_cursor", self._cursor(segments._cursor))
            yield self

    def _set(self, undo: contextlib.ExitStack, module: Any, name: str, value: Any) -> None:
        undo.callback(setattr, module, name, getattr(module, name))
        setattr(module, name, value)

    def _wrap(self, undo: contextlib.ExitStack, module: Any, name: str) -> None:
        plain = getattr(module, name)

        def call(path: Any, *rest: Any, **named: Any) -> Any:
            if self.concerns(path) and self.turn():
                raise self.error()
            return plain(path, *rest, **named)

        self._set(undo, module, name, call)

    def _synced(self, plain: Callable[[int], None]) -> Callable[[int], None]:
        def call(descriptor: int) -> None:
            if self.turn():
                raise self.error()
            plain(descriptor)

        return call

    def _opened(self, plain: Callable[..., Any]) -> Callable[..., Any]:
        def call(path: Any, mode: str = "r", *rest: Any, **named: Any) -> Any:
            if not self.concerns(path) or not set(mode) & set("wax+"):
                return plain(path, mode, *rest, **named)
            if self.turn():
                raise self.error()
            return _opened(_Raw(path, "".join(set(mode) - set("bt")), self), mode, *rest, **named)

        return call

    def _cursor(self, plain: Callable[[], Any]) -> Callable[[], Any]:
        return lambda: _Cursor(plain(), self)


class _Raw(io.FileIO):
    """An open file below its buffer: each write is a call to the system, and may fail."""

    def __init__(self, path: Any, mode: str, disk: Disk) -> None:
        super().__init__(path, mode)
        self._disk = disk

    def write(self, data: Any) -> int:
        if self._disk.turn():
            if self._disk.how == TORN:
                super().write(bytes(data)[: len(data) // 2])
            raise self._disk.error()
        return super().write(data)


def _opened(raw: _Raw, mode: str, buffering: int = -1, encoding: str | None = None, *rest: Any, **named: Any) -> Any:
    """A file as `open` makes one over a raw file."""
    size = buffering if buffering > 1 else io.DEFAULT_BUFFER_SIZE
    file = io.BufferedRandom(raw, size) if "+" in mode else io.BufferedWriter(raw, size)
    return file if "b" in mode else io.TextIOWrapper(file, encoding or "utf-8", *rest, **named)


class _Cursor:
    """DuckDB, which writes files by itself."""

    def __init__(self, cursor: Any, disk: Disk) -> None:
        self._cursor, self._disk = cursor, disk

    def execute(self, query: str, *rest: Any) -> Any:
        if query.startswith("copy") and self._disk.turn():
            if self._disk.how == TORN:
                self._cursor.execute(query, *rest)
                target = query.split("to '")[1].split("'")[0]
                os.truncate(target, os.path.getsize(target) // 2)
            raise duckdb.IOException(f"IO Error: {self._disk.error().strerror}")
        return self._cursor.execute(query, *rest)

    def __enter__(self) -> _Cursor:
        return self

    def __exit__(self, *what: Any) -> None:
        self._cursor.close()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._cursor, name)
