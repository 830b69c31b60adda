"""An hour of a run, recorded for a page without a server: where the named and the watchers were, how the city was.

What is of every so many seconds is a matrix, a row for each watcher or building, of differences along time: most of
them are 0, so that little is left once it is compressed. What seldom changes is noted when it does, with its second of
the hour; each hour begins with all of it, so that it can be read by itself.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from undergrid.serve import wire
from undergrid.serve.export import sampled
from undergrid.serve.export.kept import Changes, Columns
from undergrid.serve.panels import panel
from undergrid.sim import Sim
from undergrid.still import seen
from undergrid.still.sight import MOBILE, reaches
from undergrid.world.senses.fires import burning
from undergrid.world.senses.thermal import Thermal, beam
from undergrid.world.tables.authority import Duty, Senses
from undergrid.world.tables.sky import Programme
from undergrid.world.view.names import Names, words
from undergrid.world.world import World

HOUR = 3600  # ticks
MINUTE = 60  # ticks
_MARKS = 10  # ticks between two looks at who bleeds and who is wanted, while nothing else about them changes
_WINDOWS = 300  # ticks between two looks at the windows
_MOST_MOVES = 1_500_000  # of watchers, in a whole run: the more watchers, the longer from one to the next
_STEPS = (1, 2, 5, 10, 20, 30, 60)


def step_of(world: World, ticks: int) -> int:
    """How many seconds lie between two places of a watcher, so that a file of so many ticks stays small."""
    mobile = int(np.isin(world.watchers.kind, [int(kind) for kind in MOBILE]).sum())
    return next((step for step in _STEPS if mobile * ticks / step <= _MOST_MOVES), _STEPS[-1])


class Hour:
    """Takes notes of a Sim that is stepped from tick to tick, from `first` on."""

    def __init__(self, sim: Sim, names: Names, step: int) -> None:
        world = sim.world
        self.first, self.step = world.tick, step
        self.names = names
        self.cast = np.array(sorted(world.names), np.int64)
        self.mobile = np.flatnonzero(np.isin(world.watchers.kind, [int(kind) for kind in MOBILE]))
        self.heat = self.mobile[(world.watchers.senses[self.mobile] & Senses.HEAT) != 0]
        self.sights = set[tuple[int, int]]()  # (cell, cells around) of all that was seen from
        self._rows = list[tuple[int, ...]]()  # of the named: one a change
        self._last: dict[int, tuple[int, ...]] = {}
        self._moves = list[npt.NDArray[np.int32]]()
        self._beams = list[npt.NDArray[np.int32]]()
        self._windows = list[npt.NDArray[np.uint8]]()
        self._minutes = list[list[int]]()
        self._changes = {name: Changes() for name in ("gate", "duty", "fire", "barred", "shelter", "dark", "crowd")}
        self._panels = list[tuple[int, int, wire.Panel | None]]()
        self._shown: dict[int, wire.Panel | None] = {}
        self._programmes = list[str]()
        self._sampled = sampled.Sampled()

    def take(self, sim: Sim) -> None:
        """Take note of the present tick."""
        world = sim.world
        second = world.tick - self.first
        self._named(sim, second)
        self._changes["gate"].note(second, world.gates.open.astype(np.uint8))
        if second % self.step == 0:
            self._watchers(world)
        if second % MINUTE == 0:
            self._minute(world, second)
        if second % sampled.EVERY == 0:
            self._sampled.take(sim, self.names, second)
        if second % _WINDOWS == 0:
            shares = seen.windows(world)
            self._windows.append(np.concatenate([shares["awake"], shares["asleep"]]))
            self._changes["dark"].note(second, seen.lamps_out(world))

    def _named(self, sim: Sim, second: int) -> None:
        people = sim.world.citizens
        columns = (people.cell, people.heading, people.inside, people.doing, people.posture)
        now = np.stack([column[self.cast] for column in columns], 1).tolist() if len(self.cast) else []
        marks: list[int] | None = None
        for n, state in enumerate(map(tuple, now)):
            before = self._last.get(n)
            if before is not None and before[:-1] == state and second % _MARKS:
                continue
            marks = seen.marks(sim.world, self.cast).tolist() if marks is None else marks
            after = (*state, marks[n])
            if after == before:
                if second % MINUTE == 0:
                    self._panel(sim, n, second)
                continue
            self._last[n] = after
            self._rows.append((second, n, *after, min(65_535, max(0, int(people.progress[self.cast[n]])))))
            if before is None or before[2:] != after[2:]:
                self._panel(sim, n, second)

    def _panel(self, sim: Sim, n: int, second: int) -> None:
        found = panel(sim, self.names, "citizen", int(self.cast[n]))
        if found != self._shown.get(n):
            self._shown[n] = found
            self._panels.append((second, n, found))

    def _watchers(self, world: World) -> None:
        watchers, far = world.watchers, reaches(world)
        on = watchers.duty[self.mobile] != Duty.OFF
        around = np.array([far[kind] for kind in watchers.kind[self.mobile].tolist()], np.int32) * on
        cell = watchers.cell[self.mobile].astype(np.int32)
        self.sights.update((c, r) for c, r in zip(cell.tolist(), around.tolist(), strict=True) if r)
        parts = [cell, watchers.goal[self.mobile], watchers.quarry[self.mobile], watchers.duty[self.mobile], around]
        self._moves.append(np.concatenate(parts).astype(np.int32))
        thermal = world.shared(Thermal)
        swept = [beam(thermal, int(watchers.luck[row]), world.tick) for row in self.heat.tolist()]
        self._beams.append(np.array([round(side) for one in swept for side in one], np.int32))

    def _minute(self, world: World, second: int) -> None:
        people, sky, city, shelters, barriers = world.citizens, world.sky, world.city, world.shelters, world.barriers
        cells, n = np.unique(people.cell[seen.outdoors(world)], return_counts=True)
        self._changes["crowd"].note(second, np.concatenate([cells, np.minimum(n, 255)]).astype(np.uint32))
        self._changes["duty"].note(second, world.watchers.duty.astype(np.uint8))
        self._changes["fire"].note(second, burning(world).astype(np.uint32))
        self._changes["barred"].note(second, np.sort(barriers.cell[barriers.rows()]).astype(np.uint32))
        state = shelters.door | shelters.locked << 1 | (shelters.barricade > 0) << 2 | shelters.forced << 3
        self._changes["shelter"].note(second, np.concatenate([shelters.building, state]).astype(np.uint32))
        programme = words(Programme(int(sky.programme[0])).name)
        if programme not in self._programmes:
            self._programmes.append(programme)
        weather = (sky.light, sky.rain, sky.ash, sky.glare, sky.wind, sky.curfew)
        levels = np.bincount(np.repeat(cells, n) // city.area, minlength=len(city.levels)).tolist()
        self._minutes.append([
            self._programmes.index(programme), *(int(column[0]) for column in weather),
            int(people.alive.sum()), int(people.wanted.sum()), *levels,
        ])  # fmt: skip

    def packed(self) -> bytes:
        """The hour as a pack of the wire; its head lists the panels of the named."""
        moves, beams = _apart(self._moves), _apart(self._beams)
        shares = _apart([one.astype(np.int32) for one in self._windows])
        columns: Columns = {
            "moves": moves, "beams": beams, "windows": (shares & 255).astype(np.uint8),
            "minutes": _apart([np.array(one, np.int32) for one in self._minutes]),
            "castTick": np.array([row[0] for row in self._rows], np.uint16),
        }  # fmt: skip
        kinds = (np.uint16, np.int32, np.uint8, np.int32, np.uint8, np.uint8, np.uint8, np.uint16)
        called = (
            "castWho",
            "castCell",
            "castHeading",
            "castInside",
            "castDoing",
            "castPosture",
            "castMarks",
            "castProgress",
        )
        for at, (name, kind) in enumerate(zip(called, kinds, strict=True), 1):
            columns[name] = np.array([row[at] for row in self._rows], kind)
        for name, changes in self._changes.items():
            columns |= changes.columns(name)
        columns |= self._sampled.columns()
        head = {
            "kind": "hour", "first": self.first, "step": self.step, "windowsEvery": _WINDOWS,
            "programmes": self._programmes, "panels": self._panels, "layers": self._sampled.layers,
        }  # fmt: skip
        return wire.pack(head, columns)


def _apart(samples: Sequence[npt.NDArray[np.int32]]) -> npt.NDArray[np.int32]:
    """Samples one after another as a matrix: a row for each entry, of differences along time, laid out row by row."""
    matrix = np.stack(samples, 1)
    return np.diff(matrix, axis=1, prepend=np.int32(0)).astype(np.int32).reshape(-1)
