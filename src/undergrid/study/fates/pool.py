"""Seeds lived on processes of this machine: each takes the next one when it is done with its own.

A process that dies, for want of memory or by somebody's hand, is told of, and its seed is lived again by another. When
this process is gone, the others notice at their next word of progress and end.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import signal
import traceback
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any

from undergrid.core.errors import UndergridError
from undergrid.study.fates.folder import Folder
from undergrid.study.fates.lives import Lives, Task

AGAIN = 3  # times that a seed is lived anew whose process died
_WORD_EVERY = 600  # ticks
_SECOND = 0.5  # seconds between looks at the clock of progress


class LivesError(UndergridError):
    """A seed that could not be lived to its end."""


@dataclass
class _Hand:
    """A process at work."""

    process: BaseProcess
    pipe: Connection
    seed: int = -1
    tick: int = 0


@dataclass
class Pool:
    """Lives through seeds on `n` processes; files are written by whoever lived them."""

    task: Task
    folder: Folder
    n: int
    note: Callable[[str], None]
    progress: Callable[[int, int], None]  # seeds done by now, ticks of those under way
    _hands: list[_Hand] = field(default_factory=list)
    _died: dict[int, int] = field(default_factory=dict)

    def live(self, seeds: Sequence[int]) -> None:
        """Live through all of them. Raises what a seed could not be lived for, or kept."""
        left, done = deque(seeds), 0
        try:
            while left or any(hand.seed >= 0 for hand in self._hands):
                self._hand_out(left)
                ready = wait([hand.pipe for hand in self._hands], _SECOND)
                for hand in [hand for hand in self._hands if hand.pipe in ready]:
                    done += self._hear(hand, left)
                self.progress(done, sum(hand.tick for hand in self._hands))
        finally:
            for hand in self._hands:
                hand.process.terminate()
            for hand in self._hands:
                hand.process.join()
                hand.pipe.close()
            self._hands.clear()

    def _hand_out(self, left: deque[int]) -> None:
        while left and len(self._hands) < self.n and not any(hand.seed < 0 for hand in self._hands):
            self._hands.append(_start(self.task, self.folder))
            self._give(self._hands[-1], left)
        for hand in self._hands:
            if left and hand.seed < 0:
                self._give(hand, left)

    @staticmethod
    def _give(hand: _Hand, left: deque[int]) -> None:
        hand.seed, hand.tick = left.popleft(), 0
        with contextlib.suppress(OSError):  # it has died already: that is heard of next
            hand.pipe.send(hand.seed)

    def _hear(self, hand: _Hand, left: deque[int]) -> int:
        """Take in what a process says; returns how many seeds are done by that."""
        try:
            what, said = hand.pipe.recv()
        except (EOFError, OSError):
            self._gone(hand, left)
            return 0
        if what == "tick":
            hand.tick = said
            return 0
        if what == "failed":
            raise _told(hand.seed, said)
        hand.seed, hand.tick = -1, 0
        return 1

    def _gone(self, hand: _Hand, left: deque[int]) -> None:
        """A process has died: its seed goes to the next one that is free."""
        hand.process.join()
        self._hands.remove(hand)
        code = hand.process.exitcode or 0
        how = signal.Signals(-code).name if code < 0 else f"exit code {code}"
        times = self._died[hand.seed] = self._died.get(hand.seed, 0) + 1
        if times > AGAIN:
            raise LivesError(
                f"seed {hand.seed}: the process that lived it died {times} times ({how})",
                hint="fewer processes (--processes) or fewer people (--people) need less memory",
            )
        self.note(f"the process that lived seed {hand.seed} died ({how}); the seed is lived again")
        left.appendleft(hand.seed)


def _start(task: Task, folder: Folder) -> _Hand:
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_work, args=(theirs, task, folder), daemon=True)
    process.start()
    theirs.close()
    return _Hand(process, ours)


def _work(pipe: Connection, task: Task, folder: Folder) -> None:
    """Live through the seeds that come in, until nobody is there any more to send one."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that started this one
    try:
        lives = None
        while True:
            seed = pipe.recv()
            lives = lives or Lives(task)
            folder.keep(lives.live(seed, _every(lambda tick: pipe.send(("tick", tick)))))
            pipe.send(("done", seed))
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return
    except Exception as error:
        with contextlib.suppress(OSError):
            pipe.send(("failed", _spelled(error)))


def _every(tell: Callable[[int], None]) -> Callable[[int], None]:
    """Tell of no more ticks than anybody wants to see."""
    return lambda tick: tell(tick) if tick % _WORD_EVERY == 0 else None


def _spelled(error: Exception) -> dict[str, Any]:
    ours = isinstance(error, UndergridError)
    return {
        "ours": ours,
        "what": str(error) if ours else f"{type(error).__name__}: {error}",
        "hint": getattr(error, "hint", ""),
        "code": getattr(error, "exit_code", 1),
        "trace": "" if ours else "".join(traceback.format_exception(error)),
    }


def _told(seed: int, said: dict[str, Any]) -> Exception:
    if not said["ours"]:
        error = RuntimeError(f"seed {seed}: {said['what']}")
        error.add_note(said["trace"])
        return error
    told = LivesError(f"seed {seed}: {said['what']}", hint=said["hint"])
    told.exit_code = said["code"]
    return told
