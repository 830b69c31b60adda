"""The process that lives the city: it steps to the ticks that are looked at and makes frames of them.

It talks to the server over a pipe: `("look", client, Look, number)` and `("panel", client, Ask)` come in, `("frame",
client, bytes, whole)` and `("panel", client, Ask, panel)` go out. It ends when the pipe does.
"""

from __future__ import annotations

import signal
import time
from collections import OrderedDict
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from undergrid.core.errors import UndergridError
from undergrid.serve import frames, wire
from undergrid.serve.panels import panel
from undergrid.serve.past import Past

_TURN = 0.06  # seconds for one client before the next has its turn
_SHOW = 0.35  # seconds after which a page is shown how far the way to its tick has come


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
    """What is looked at, by client; whoever waited longest has the next turn."""

    def __init__(self, pipe: Connection, past: Past) -> None:
        self.pipe, self.past = pipe, past
        self.names = past.sim.names()
        self.looks: OrderedDict[int, tuple[wire.Look, int]] = OrderedDict()
        self.shown: dict[int, float] = {}  # client -> when it was last shown anything

    def run(self) -> None:
        """Take turns until the pipe is closed."""
        while True:
            while self.pipe.poll(None if not self.looks else 0):
                self._take(self.pipe.recv())
            if self.looks:
                self._turn()

    def _take(self, message: tuple[Any, ...]) -> None:
        match message:
            case ("look", client, look, number):
                self.looks[client] = look, number
                self.shown.setdefault(client, time.monotonic())
            case ("panel", client, ask):
                sim = self.past.go(ask.tick, self._briefly())
                self.pipe.send(("panel", client, ask, panel(sim, self.names, ask.what, ask.row)))
            case ("gone", client):
                self.looks.pop(client, None)
                self.shown.pop(client, None)
            case ("grown",):
                self.past.refresh()

    def _turn(self) -> None:
        """Step towards what one client looks at, for a while; send it a frame where it gets there or has to wait."""
        client, (look, number) = next(iter(self.looks.items()))
        self.looks.move_to_end(client)
        sim = self.past.go(look.tick, self._briefly(client))
        whole = sim.tick >= min(look.tick, self.past.meta.until)
        now = time.monotonic()
        if not whole and (now - self.shown[client] < _SHOW or self._newer(client, look)):
            return
        del self.looks[client]
        self.shown[client] = now
        self.pipe.send(("frame", client, frames.frame(sim, look, number), whole))

    def _newer(self, client: int, look: wire.Look) -> bool:
        """Whether the client looks at something else by now."""
        while self.pipe.poll():
            self._take(self.pipe.recv())
        return client not in self.looks or self.looks[client][0] is not look

    def _briefly(self, client: int = -1) -> Any:
        """Ask whether to go on: while its time lasts, and nobody has asked for anything new."""
        until = time.monotonic() + (_TURN if client >= 0 else 0.5)
        return lambda: time.monotonic() < until and not (client >= 0 and self.pipe.poll())
