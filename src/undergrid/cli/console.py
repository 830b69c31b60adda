"""How the command line speaks: answers on stdout, everything else on stderr, and a traceback never.

On a terminal progress is a bar; elsewhere it is a plain line now and then, so that a log file stays readable.
"""

from __future__ import annotations

import io
import json
import os
import shlex
import sys
import tempfile
import time
import traceback
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, TextIO

from undergrid.cli import stopping
from undergrid.core import plain
from undergrid.core.errors import RuleError, UndergridError, UsageError

_MOST_THREADS = 4096
_LAYERS = ("default", "safe", "forksafe", "threadsafe", "tbb", "omp", "workqueue")  # of Numba
PLAIN_LINES_EVERY = 10.0  # seconds between two lines of progress where there is no terminal

Update = Callable[[int, int], None]
"""Tell how much is done, and of how much."""
_Show = Callable[[int, int, str], None]


def prepare() -> None:
    """Make the process ready to speak: no character is beyond a terminal, and no library speaks of its own accord.

    A stream that is closed (`>&-`) leads to nowhere. Otherwise the next file that is opened would take its place.
    """
    for number in range(3):
        with suppress(OSError):
            os.fstat(number)
            continue
        os.open(os.devnull, os.O_RDWR)
    sys.stdout = sys.stdout or os.fdopen(1, "w", encoding="utf-8", closefd=False)
    sys.stderr = sys.stderr or os.fdopen(2, "w", encoding="utf-8", closefd=False)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    if not sys.warnoptions:
        warnings.simplefilter("ignore")


def answer(value: Any) -> None:
    """Print one JSON value on one line of stdout."""
    _write(sys.stdout, plain.json(json.dumps(value, ensure_ascii=False)))


def show(text: str) -> None:
    """Print text on stdout."""
    _write(sys.stdout, plain.text(text))


def note(text: str) -> None:
    """Print text on stderr. Where that cannot be written, the exit code says it alone."""
    with suppress(OSError):
        _write(sys.stderr, plain.text(text))


def _write(where: TextIO, text: str) -> None:
    """Write to a terminal or a file. Only here does the command line do so, and what comes here is plain."""
    where.write(text.rstrip("\n") + "\n")


@contextmanager
def progress(what: str, where: Callable[[int], str] = str) -> Iterator[Update]:
    """Show how far `what` has come until the block ends; also while kernels are being compiled.

    `where` says in words what a number of things done means, such as how long a city has lived.
    """
    bar = _bar if sys.stderr.isatty() and os.environ.get("TERM") != "dumb" else _lines
    with bar(plain.line(what)) as show, _compiling(show):

        def update(done: int, total: int) -> None:
            show(done, total, plain.line(where(done)))
            stopping.look()

        yield update


@contextmanager
def _bar(what: str) -> Iterator[_Show]:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TaskProgressColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[where]}", markup=False),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True, refresh_per_second=5) as bars:
        task = bars.add_task(what, total=None, where="")

        def show(done: int, total: int, where: str) -> None:
            bars.update(task, completed=done, total=total or None, where=where)

        yield show


@contextmanager
def _lines(what: str) -> Iterator[_Show]:
    last, begun = time.monotonic(), False

    def show(done: int, total: int, where: str) -> None:
        nonlocal last, begun
        now = time.monotonic()
        if now - last >= PLAIN_LINES_EVERY or (begun and 0 < total <= done):  # what was begun is told to its end
            last, begun = now, True
            share = f"{100 * done // total} %" if total else ""
            note(f"{what}: {', '.join(filter(None, (share, where)))}")

    yield show


@contextmanager
def _compiling(show: _Show) -> Iterator[None]:
    """Say that kernels are being compiled: most in the very first run, some where a rule is new."""
    from undergrid.core import jit, kernel_cache

    place = kernel_cache.wanted_folder()
    lasting = place is not None and place == kernel_cache.folder()
    unkept = f"at every start: {place or 'the cache folder'} cannot be written"
    often = "which are kept for the next time" if lasting else unkept

    def say(name: str, n_compiled: int, n_kernels: int) -> None:
        show(0, 0, f"compiling rules, {often} ({n_compiled + 1} so far)")
        stopping.look()

    before, jit.on_compile = jit.on_compile, say
    try:
        yield
    finally:
        jit.on_compile = before


class StoppedError(UndergridError):
    """A run that was stopped before its end: what is kept, and how to go on."""


@contextmanager
def stoppable(out: Path) -> Iterator[None]:
    """Asked to stop while the run in `out` is recorded: say what is kept and how to go on. Raises StoppedError."""
    try:
        with stopping.waiting():
            yield
    except KeyboardInterrupt as stop:
        said = StoppedError("stopped; nothing had been recorded yet")
        if (out / "run.json").exists():
            again = f"undergrid resume {shlex.quote(str(out))}"
            said = StoppedError(f"stopped; what was recorded is in {out}", hint=f"go on with: {again}")
        said.exit_code = stopping.exit_code(stop)
        raise said from None


def guarded(command: Callable[[], object]) -> int:
    """Run `command`; whatever it fails with becomes a message on stderr. Returns the exit code.

    0 it went well, 1 it failed, 2 what was asked for or given is wrong, 130 or 143 it was asked to stop. A `SystemExit`
    passes.
    """
    try:
        _look_around()
        with _naming_rules():
            command()
        sys.stdout.flush()
    except UndergridError as error:
        note(str(error))
        return error.exit_code
    except KeyboardInterrupt as stop:
        note("stopped")
        return stopping.exit_code(stop)
    except MemoryError:
        note("out of memory. Fewer people (--people) need less.")
        return 1
    except OSError as error:
        return failed(error)
    except Exception as error:
        place = _kept(error)
        what = ", ".join([f"{type(error).__name__}: {error}", *getattr(error, "__notes__", ())])
        report = "Please report it with what you typed" + (f" and with {place}" if place else ".")
        note(f"a mistake in Undergrid itself: {plain.line(what)}\n{report}")
        return 1
    return 0


def failed(error: OSError) -> int:
    """Say what the system would not do; returns the exit code. A reader who has seen enough (`| head`) is none."""
    if error.filename is None:  # an answer that cannot be written: nor could what is left of it, at the end
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    if isinstance(error, BrokenPipeError):
        return 0
    note(f"{error.strerror or error}" + (f": {error.filename}" if error.filename else ""))
    return 2 if isinstance(error, FileNotFoundError | IsADirectoryError | NotADirectoryError) else 1


def _look_around() -> None:
    """Raise UsageError where the environment sets what Numba would fail with, in words of its own, once it is used."""
    threads = os.environ.get("NUMBA_NUM_THREADS", "").strip()
    if threads and not 1 <= (plain.whole(threads) or 0) <= _MOST_THREADS:
        expected = f"a whole number from 1 to {_MOST_THREADS}, or not to be set"
        raise UsageError(f"NUMBA_NUM_THREADS={plain.cut(threads)}: expected {expected}")
    layer = os.environ.get("NUMBA_THREADING_LAYER", "").lower() or "default"
    if layer not in _LAYERS:
        raise UsageError(f"NUMBA_THREADING_LAYER={plain.cut(layer)}: expected one of {', '.join(_LAYERS)}")


@contextmanager
def _naming_rules() -> Iterator[None]:
    """Turn what a maker's rule fails with, whatever it is, into RuleError: it is nobody else's failure."""
    try:
        yield
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        if "undergrid.makers" in sys.modules:
            from undergrid.makers.mistakes import told

            if mistake := told(error):
                place = _kept(error)
                raise RuleError(mistake, hint=f"The whole traceback is in {place}" if place else "") from error
        raise


def _kept(error: BaseException) -> Path | None:
    """Write the traceback to a file; returns which, None where there is no place for one."""
    place = Path(tempfile.gettempdir()) / f"undergrid-{os.getpid()}.txt"
    try:
        place.write_text("".join(traceback.format_exception(error)), encoding="utf-8", errors="backslashreplace")
    except OSError:
        return None
    return place
