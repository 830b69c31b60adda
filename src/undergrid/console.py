"""How the command line speaks: answers on stdout, everything else on stderr, and a traceback never.

On a terminal progress is a bar; elsewhere it is a plain line now and then, so that a log file stays readable.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from undergrid.core.errors import UndergridError

PLAIN_LINES_EVERY = 10.0  # seconds between two lines of progress where there is no terminal

Update = Callable[[int, str], None]
"""Tell how much is done, and in a few words where we are."""


def answer(value: Any) -> None:
    """Print one JSON value on one line of stdout."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False) + "\n")


def show(text: str) -> None:
    """Print text on stdout."""
    sys.stdout.write(text.rstrip("\n") + "\n")


def note(text: str) -> None:
    """Print text on stderr."""
    sys.stderr.write(text.rstrip("\n") + "\n")


@contextmanager
def progress(what: str, total: int) -> Iterator[Update]:
    """Show how far `what` has come, from 0 to `total`, until the block ends; also while kernels are being compiled."""
    bar = _bar if sys.stderr.isatty() and os.environ.get("TERM") != "dumb" else _lines
    with bar(what, total) as update, _compiling(update):
        yield update


@contextmanager
def _bar(what: str, total: int) -> Iterator[Update]:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[where]}"),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True, refresh_per_second=5) as bars:
        task = bars.add_task(what, total=total or None, where="")

        def update(done: int, where: str) -> None:
            bars.update(task, completed=done, where=where)

        yield update


@contextmanager
def _lines(what: str, total: int) -> Iterator[Update]:
    last = time.monotonic()

    def update(done: int, where: str) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last >= PLAIN_LINES_EVERY:
            last = now
            note(f"{what}: {100 * done // total} %, {where}" if total else f"{what}: {where}")

    yield update


@contextmanager
def _compiling(update: Update) -> Iterator[None]:
    """Say that kernels are being compiled, which takes most of the very first run."""
    from undergrid.core import jit

    def say(name: str, n_compiled: int, n_kernels: int) -> None:
        update(0, f"compiling rules, once: {n_compiled + 1} of about {n_kernels}")

    before, jit.on_compile = jit.on_compile, say
    try:
        yield
    finally:
        jit.on_compile = before


def guarded(command: Callable[[], object]) -> int:
    """Run `command`; whatever it fails with becomes a message on stderr. Returns the exit code.

    0 it went well, 1 it failed, 2 what was asked for or given is wrong. A `SystemExit` passes.
    """
    try:
        command()
        sys.stdout.flush()
    except UndergridError as error:
        note(f"undergrid: {error}" + (f"\n{error.hint}" if error.hint else ""))
        return error.exit_code
    except KeyboardInterrupt:
        note("undergrid: stopped. A run that was being recorded goes on with: undergrid resume DIR")
        return 1
    except BrokenPipeError:  # the reader has seen enough: `undergrid events DIR | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except MemoryError:
        note("undergrid: out of memory. Fewer people (--people) need less.")
        return 1
    except OSError as error:
        note(f"undergrid: {error.strerror or error}" + (f": {error.filename}" if error.filename else ""))
        return 1
    except Exception as error:
        note(f"undergrid: a mistake in Undergrid itself: {type(error).__name__}: {error}\n{_kept(error)}")
        return 1
    return 0


def _kept(error: Exception) -> str:
    """Write the traceback to a file, and say where."""
    place = Path(tempfile.gettempdir()) / f"undergrid-{os.getpid()}.txt"
    try:
        place.write_text("".join(traceback.format_exception(error)), encoding="utf-8")
    except OSError:
        return "Please report it with what you typed."
    return f"Please report it with what you typed and with {place}"
