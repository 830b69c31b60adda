"""A survey: the whole run lived through once, in a process of its own, for what no single moment tells.

From it come the beats of the scenario's arc, which ask where the cast was second by second, and the life line of
anybody: where they were, what they did, blood, cold and clock. It has the lowest priority of all processes here, and
sleeps most of the time while the run is still being recorded.
"""

from __future__ import annotations

import os
import signal
import time
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from undergrid.core.errors import UndergridError
from undergrid.runs.folder import Folder
from undergrid.runs.life import Life
from undergrid.serve import answers
from undergrid.setup.build.build import Built
from undergrid.setup.check.arcs import arcs_of
from undergrid.setup.file.pattern import Arcs
from undergrid.sim import Sim
from undergrid.study.arcs import beats_of
from undergrid.study.record import Record, Track
from undergrid.world.body import blood_loss
from undergrid.world.tables.people import NEVER

_NICE = 19
_AT_ONCE = (
    0.05  # seconds of work between two looks whether anything is asked: each turn fetches the city into the caches
)
_REST = 6.0  # seconds of sleep for each of work, while the run is being recorded
_IDLE = 1.0  # seconds between two looks whether the run has grown
_MINUTE = 60
_MEMORY = 48_000_000  # bytes of the life lines of all
_MOST_POINTS = 720  # of a life line that is told

SAMPLED = {"cell": np.int32, "inside": np.int32, "doing": np.uint8, "blood": np.uint8, "cold": np.uint8,
           "expires": np.int32}  # fmt: skip
"""Columns of a life line. blood: what is left of it, 255 for all; cold: Swiss stage."""
_ROW = sum(np.dtype(kind).itemsize for kind in SAMPLED.values())


def survey(pipe: Connection, path: str) -> None:
    """Live through the run in a folder, and answer `("arc",)` and `("life", row)` meanwhile, until the pipe closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the process that serves decides when it is over
    if hasattr(os, "nice"):
        os.nice(_NICE)
    try:
        Survey(pipe, Path(path)).run()
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return
    except UndergridError as wrong:
        _refuse(pipe, wrong.message)


def _refuse(pipe: Connection, why: str) -> None:
    """Answer every question with what is wrong, until the pipe closes."""
    try:
        while True:
            pipe.recv()
            pipe.send((why, None))
    except (EOFError, OSError):
        return


def _arcs(built: Built) -> Arcs:
    """The arcs of the run's scenario; nothing where it has none, or none that can be read."""
    try:
        return arcs_of(built)
    except UndergridError:
        return Arcs()


class Samples:
    """How some people were, every so many ticks."""

    def __init__(self, rows: npt.NDArray[np.int64], every: int) -> None:
        self.rows, self.every = rows, every
        self.ticks: list[int] = []
        self._columns: dict[str, list[npt.NDArray[Any]]] = {name: [] for name in SAMPLED}

    def look(self, sim: Sim) -> None:
        """Note how they are, if it is time to."""
        if sim.tick % self.every:
            return
        self.ticks.append(sim.tick)
        for name, values in _sampled(sim, self.rows).items():
            self._columns[name].append(values)

    def of(self, row: int) -> dict[str, list[int]]:
        """The columns of one of them, no more than `_MOST_POINTS` values each. Raises ValueError for anybody else."""
        found = np.flatnonzero(self.rows == row)
        if not len(found):
            raise ValueError(f"nobody is sampled in row {row}")
        at, step = int(found[0]), max(1, -(-len(self.ticks) // _MOST_POINTS))
        told = {name: [int(values[at]) for values in column[::step]] for name, column in self._columns.items()}
        return told | {"ticks": self.ticks[::step]}


def _sampled(sim: Sim, rows: npt.NDArray[np.int64]) -> dict[str, npt.NDArray[Any]]:
    world = sim.world
    people, exposure = world.citizens, world.exposure
    blood, cold = np.full(people.n, 255, np.uint8), np.zeros(people.n, np.uint8)
    for slot in world.blood.rows().tolist():
        left = 1_000_000 - blood_loss.lost_at(world, slot, world.tick)
        blood[world.blood.owner[slot]] = max(0, left) * 255 // 1_000_000
    out = exposure.rows()
    cold[exposure.owner[out]] = exposure.chilled[out]
    told = {name: getattr(people, name)[rows] for name in ("cell", "inside", "doing", "expires")}
    return told | {"blood": blood[rows], "cold": cold[rows]}


class Noted:
    """What a survey notes of a run that is lived from its beginning."""

    def __init__(self, sim: Sim, until: int) -> None:
        self.arcs = _arcs(sim.built)
        self.cast = np.array(sorted(sim.built.people.values()), np.int64)
        self.track = Track(self.cast.tolist(), until)
        n = sim.world.citizens.n
        every = _MINUTE * max(1, -(-until * n * _ROW // (_MEMORY * _MINUTE)))
        self.samples = Samples(self.cast, _MINUTE), Samples(np.arange(n), every)
        self._told: answers.Arc | None = None

    def look(self, sim: Sim) -> None:
        """Note the tick that has just been lived through."""
        self.track.look(sim)
        for one in self.samples:
            one.look(sim)

    def arc(self, sim: Sim, whole: bool) -> answers.Arc:
        """The beats of the arc that have happened; whole: whether all that is there of the run has been lived."""
        if not whole or not self.arcs.beats:
            return {"at": sim.tick, "whole": whole, "beats": [], "of": len(self.arcs.arc)}
        if self._told is None or self._told["at"] != sim.tick:
            found = beats_of(Record.of(sim, self.track), self.arcs.beats)
            beats: list[answers.Beat] = [
                {
                    "name": name.replace("_", " "),
                    "tick": one.tick,
                    "time": sim.names().time(one.tick),
                    "id": str(one.events[-1]) if one.events else "",
                    "arc": name in self.arcs.arc,
                }
                for name, one in sorted(found.items(), key=lambda item: item[1].tick)
            ]
            self._told = {"at": sim.tick, "whole": True, "beats": beats, "of": len(self.arcs.arc)}
        return self._told

    def line(self, sim: Sim, row: int, whole: bool) -> answers.Life:
        """The life line of somebody, as far as it has been lived. Raises ValueError where nobody is in that row."""
        of_cast = bool((self.cast == row).any())
        told = self.samples[0 if of_cast else 1].of(row)
        left = [
            -1 if until == NEVER else max(0, until - tick)
            for until, tick in zip(told["expires"], told["ticks"], strict=True)
        ]
        return {
            "at": sim.tick, "whole": whole, "ticks": told["ticks"], "cell": told["cell"], "inside": told["inside"],
            "doing": told["doing"], "blood": told["blood"], "cold": told["cold"], "left": left,
        }  # fmt: skip


class Survey:
    """One run lived through from its beginning, as far as it is on disk."""

    def __init__(self, pipe: Connection, path: Path) -> None:
        self.pipe, self.path = pipe, path
        folder, self.meta = Folder.open(path, alone=False)
        self.life = Life(folder, self.meta)
        self.noted = Noted(self.life.sim, self.meta.until)

    def run(self) -> None:
        """Go on, and answer, until the pipe is closed."""
        while True:
            began = time.monotonic()
            behind = self.step()
            pause = _REST * (time.monotonic() - began) if self.meta.status == "running" else 0.0
            if self.pipe.poll(pause if behind else _IDLE):
                self.pipe.send(self.answer(*self.pipe.recv()))
            if not behind and self.meta.tick < self.meta.until:
                folder, self.meta = Folder.open(self.path, alone=False)
                self.life.folder, self.life.meta = folder, self.meta

    def step(self) -> bool:
        """Live on for a while; returns whether more of the run is on disk."""
        until = time.monotonic() + _AT_ONCE
        while time.monotonic() < until:
            if self.life.sim.tick >= self.meta.tick:
                return False
            self.life.step()
            self.noted.look(self.life.sim)
        return True

    def answer(self, about: str, row: int = -1) -> tuple[str, Any]:
        """(what is wrong, what was asked for)."""
        sim = self.life.sim
        whole = sim.tick >= self.meta.tick
        try:
            return "", self.noted.arc(sim, whole) if about == "arc" else self.noted.line(sim, row, whole)
        except ValueError as wrong:
            return str(wrong), None
