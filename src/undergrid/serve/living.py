"""The process that lives the city: it steps to the ticks that are looked at and makes frames of them.

It talks to the server over a pipe: `("look", client, Look)` comes in, `("frame", clients, number, bytes, whole)` goes
out: all who look at the same get the same frame, made once. It ends when the pipe does.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import signal
import time
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from undergrid.core.errors import UndergridError
from undergrid.serve import frames, modes, wire
from undergrid.serve.past import LIVES, Past

_TURN = 0.06  # seconds for one client before the next has its turn
_NICE = 5  # after the server, which comes after whoever records the run
_SHOW = 0.35  # seconds after which a page is shown how far the way to its tick has come


def live(pipe: Connection, path: str, scenario: str) -> None:
    """Answer looks until the pipe is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the process that serves decides when it is over
    try:
        past = Past(Path(path))
        if past.meta.status != "ended":
            _give_way()
        pipe.send(("city", wire.squeezed(frames.city(past.sim, scenario))))
        past.go(1)  # what is compiled for the first tick is compiled before anybody waits for it
        Living(pipe, past).run()
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return
    except UndergridError as wrong:
        pipe.send(("trouble", wrong.message, wrong.hint or ""))


def _give_way() -> None:
    """Let whoever records the run go first, also when this process has just woken."""
    if hasattr(os, "nice"):
        os.nice(_NICE)
    if hasattr(os, "sched_setscheduler"):
        with contextlib.suppress(OSError):
            os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))


class Living:
    """What is looked at. As many take turns as there are lives, so that none undoes the way of another."""

    def __init__(self, pipe: Connection, past: Past) -> None:
        self.pipe, self.past = pipe, past
        self.names = past.sim.names()
        self.looks: dict[int, tuple[wire.Look, str]] = {}  # with what is looked at, by client, as they came
        self.shown: dict[int, float] = {}  # client -> when it was last shown anything
        self._turns = 0
        self._made = 0  # frames
        self._back: tuple[int, int] | None = None  # the time that the last look wants to know of, as (from, to)

    def run(self) -> None:
        """Take turns until the pipe is closed."""
        while True:
            while self.pipe.poll(0 if self.looks or self._back else None):
                self.take(self.pipe.recv())
            self.turn()

    def take(self, message: tuple[Any, ...]) -> None:
        """Note what is to be done. What a client looks at takes the place of what it looked at before."""
        match message:
            case ("look", client, look):
                self.looks[client] = look, look.model_dump_json(exclude={"got"})
                self.shown.setdefault(client, time.monotonic())
            case ("gone", client):
                self.looks.pop(client, None)
                self.shown.pop(client, None)
            case ("grown",):
                self.past.refresh()

    def turn(self) -> None:
        """Step towards the tick of one look for a while; send a frame once there, or of how far the way has come."""
        at_work = list(itertools.islice(self.looks, LIVES))
        if not at_work:
            self.look_back()
            return
        self._turns += 1
        client = at_work[self._turns % len(at_work)]
        look, view = self.looks[client]
        until = time.monotonic() + _TURN
        sim = self.past.go(look.tick, lambda: time.monotonic() < until and not self.pipe.poll())
        whole = sim.tick >= min(look.tick, self.past.meta.until)
        now = time.monotonic()
        if whole or now - self.shown[client] >= _SHOW:
            alike = [one for one, (_, other) in self.looks.items() if other == view]
            for one in alike:
                del self.looks[one]
                self.shown[one] = now
            span = modes.looks_back(look.mode)
            self._back = (max(0, sim.tick - span), sim.tick) if span and whole else None
            self._made += 1
            content = frames.frame(sim, self.names, look, self._made, self.past.recent)
            self.pipe.send(("frame", alike, self._made, content, whole))

    def look_back(self) -> None:
        """Live some of what is shown of the time before a look, while nobody looks at anything else."""
        if not self._back:
            return
        since, tick = self._back
        until = time.monotonic() + _TURN
        self.past.look_back(tick, since, lambda: time.monotonic() < until and not self.pipe.poll())
        if self.past.recent.missing(tick, since) < 0:
            self._back = None
