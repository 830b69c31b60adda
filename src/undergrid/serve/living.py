"""The process that lives the city: it steps to the ticks that are looked at and makes frames of them.

It talks to the server over a pipe: `("look", client, Look, number)` and `("panel", client, Ask)` come in, `("frame",
client, bytes, whole)` and `("panel", client, Ask, panel)` go out. It ends when the pipe does.
"""

from __future__ import annotations

import itertools
import signal
import time
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from undergrid.core.errors import UndergridError
from undergrid.serve import frames, wire
from undergrid.serve.panels import panel
from undergrid.serve.past import LIVES, Past
from undergrid.sim import Sim

_TURN = 0.06  # seconds for one client before the next has its turn
_SHOW = 0.35  # seconds after which a page is shown how far the way to its tick has come

Key = tuple[int, int]  # client, and which of its jobs: 0 what it looks at, else a panel
Job = tuple[wire.Look | wire.Ask, int]  # what was asked for, and the number of the frame


def live(pipe: Connection, path: str, scenario: str) -> None:
    """Answer looks until the pipe is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the process that serves decides when it is over
    try:
        past = Past(Path(path))
        past.go(1)  # what is compiled for the first tick is compiled before anybody waits for it
        pipe.send(("city", frames.city(past.sim, scenario)))
        Living(pipe, past).run()
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return
    except UndergridError as wrong:
        pipe.send(("trouble", str(wrong), wrong.hint or ""))


class Living:
    """What is to be done. As many jobs take turns as there are lives, so that none undoes the way of another."""

    def __init__(self, pipe: Connection, past: Past) -> None:
        self.pipe, self.past = pipe, past
        self.names = past.sim.names()
        self.jobs: dict[Key, Job] = {}  # in the order in which they came
        self.shown: dict[int, float] = {}  # client -> when it was last shown anything
        self._turns = 0

    def run(self) -> None:
        """Take turns until the pipe is closed."""
        while True:
            while self.pipe.poll(0 if self.jobs else None):
                self.take(self.pipe.recv())
            self.turn()

    def take(self, message: tuple[Any, ...]) -> None:
        """Note what is to be done. What a client looks at takes the place of what it looked at before."""
        match message:
            case ("look", client, look, number):
                self.jobs[client, 0] = look, number
                self.shown.setdefault(client, time.monotonic())
            case ("panel", client, ask):
                self.jobs[client, ask.number + 1] = ask, 0
            case ("gone", client):
                self.jobs = {key: job for key, job in self.jobs.items() if key[0] != client}
                self.shown.pop(client, None)
            case ("grown",):
                self.past.refresh()

    def turn(self) -> None:
        """Step towards the tick of one job for a while; where it gets there, send what was asked for."""
        at_work = list(itertools.islice(self.jobs, LIVES))
        if not at_work:
            return
        self._turns += 1
        key = at_work[self._turns % len(at_work)]
        job, number = self.jobs[key]
        until = time.monotonic() + _TURN
        sim = self.past.go(job.tick, lambda: time.monotonic() < until and not self.pipe.poll())
        whole = sim.tick >= min(job.tick, self.past.meta.until)
        if isinstance(job, wire.Look):
            self._frame(key, job, number, sim, whole)
        elif whole:
            del self.jobs[key]
            self.pipe.send(("panel", key[0], job, panel(sim, self.names, job.what, job.row)))

    def _frame(self, key: Key, look: wire.Look, number: int, sim: Sim, whole: bool) -> None:
        """Send a frame: of the tick that was looked for, or after a while of how far the way to it has come."""
        client, now = key[0], time.monotonic()
        if whole or now - self.shown[client] >= _SHOW:
            del self.jobs[key]
            self.shown[client] = now
            self.pipe.send(("frame", client, frames.frame(sim, look, number), whole))
