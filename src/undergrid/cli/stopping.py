"""How the command line is stopped: Ctrl-C (SIGINT) and `kill` (SIGTERM) mean the same, apart from the exit code.

A command that only reads stops at once. One that records a run first writes what has been lived through: it waits for
the next word of progress, since a compiler or a disk that is interrupted in the middle of something fails in ways of
its own. Whoever asks a second time does not wait.
"""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from undergrid.core.errors import StopAsked

_SIGNALS = (signal.SIGINT, signal.SIGTERM)
_asked: signal.Signals | None = None  # noted, and waits for its moment
_obeyed: signal.Signals | None = None


def listen() -> None:
    """Let both signals raise StopAsked from now on, for the rest of the process."""
    for number in _SIGNALS:
        signal.signal(number, _at_once)


@contextmanager
def waiting() -> Iterator[None]:
    """Only note that somebody asks to stop until the block ends; `look` then raises. The second time raises at once."""
    global _asked
    before = {number: signal.signal(number, _note) for number in _SIGNALS}
    try:
        yield
    finally:
        _asked = None
        for number, handler in before.items():
            signal.signal(number, handler)


def look() -> None:
    """Raise StopAsked if somebody has asked to stop: here nothing is half done."""
    if _asked is not None:
        raise StopAsked(_asked.name)


def wait() -> None:
    """Wait until somebody asks to stop; raises StopAsked."""
    while True:
        signal.pause()
        look()


def exit_code(stop: KeyboardInterrupt) -> int:
    """The exit code of a program that was asked to stop, as shells have it: 130 for Ctrl-C, 143 for `kill`."""
    return 128 + signal.Signals[getattr(stop, "by", "SIGINT")]


def exit_code_so_far() -> int | None:
    """The exit code by the last signal that was obeyed at once; None where there was none."""
    return None if _obeyed is None else 128 + _obeyed


def _at_once(number: int, frame: FrameType | None) -> None:
    global _obeyed
    _obeyed = signal.Signals(number)
    raise StopAsked(signal.Signals(number).name)


def _note(number: int, frame: FrameType | None) -> None:
    global _asked
    if _asked is not None:
        _at_once(number, frame)
    _asked = signal.Signals(number)
