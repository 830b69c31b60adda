"""Any moment of a run: the nearest keyframe restored, and stepped forward from there.

A few lives stand at the ticks that were looked at last, so that going on is a step; states that were passed on the way
are kept in memory, so that going back is one too.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from undergrid.runs.folder import Folder, RunError
from undergrid.runs.life import Life
from undergrid.serve.recent import PART, Recent
from undergrid.sim import Sim
from undergrid.world.world import State

LIVES = 3  # that stand somewhere in the run: as many places can be watched without restoring anything
_EVERY = 300  # ticks between states that are kept
_MEMORY = 256_000_000  # bytes of them, all together
_AT_ONCE = 20  # ticks between two questions whether to go on
_FORGET = 600  # ticks after which the log of a life is dropped


class Past:
    """A run at any tick. It reads the folder only: whoever records into it is not disturbed."""

    def __init__(self, path: Path) -> None:
        folder, meta = Folder.open(path)
        self.path, self.meta = path, meta
        self._lives = [Life(folder, meta)]  # the one looked at last comes last
        self._states: dict[int, State] = {}  # in the order in which they were used
        self._room = _MEMORY
        self._torn: set[int] = set()  # ticks of keyframes that cannot be read
        self.recent = Recent()
        self._scout: Life | None = None  # that goes where nobody looks, for what `recent` misses

    @property
    def sim(self) -> Sim:
        """The Sim that was looked at last."""
        return self._lives[-1].sim

    def go(self, tick: int, go_on: Callable[[], bool] = lambda: True) -> Sim:
        """A Sim at a tick, or on its way there where `go_on` has said no. Ticks after the end are the end."""
        tick = min(tick, self.meta.until)
        life = self._nearest(tick)
        since = 0
        while life.sim.tick < tick:
            self._keep(life)
            self._step(life)
            since += 1
            if since % _AT_ONCE == 0 and not go_on():
                break
        return life.sim

    def _step(self, life: Life) -> None:
        self.recent.note(life.sim.world)
        life.step()
        self.recent.note(life.sim.world)
        if life.sim.tick % _FORGET == 0:
            life.sim.world.events.clear()

    def look_back(self, tick: int, since: int, go_on: Callable[[], bool]) -> None:
        """Live what `recent` misses from `since` to `tick`, the newest first, as long as `go_on` says so."""
        n = 0
        while (start := self.recent.missing(tick, since)) >= 0:
            life = self._scout_to(start)
            while life.sim.tick < min(start + PART, tick):
                self._step(life)
                n += 1
                if n % _AT_ONCE == 0 and not go_on():
                    return

    def _scout_to(self, start: int) -> Life:
        """A life of its own from which on the part of `recent` that begins at `start` can be lived."""
        life, best = self._scout, self._best(start)
        if life is None or not best <= life.sim.tick <= self.recent.upto(start):
            self._scout = life = self._restored(life or self._another(), best)
        return life

    def _nearest(self, tick: int) -> Life:
        """The life that gets to a tick soonest, put where it has to step least. It is the last of all then."""
        torn = len(self._torn)
        best = self._best(tick)
        behind = [life for life in self._lives if best - _EVERY < life.sim.tick <= tick]  # best is -1 where nothing is
        if behind:
            life = max(behind, key=lambda one: one.sim.tick)
            self._lives.remove(life)
        else:
            life = self._restored(self._free(), best)
        self._lives.append(life)
        return self._nearest(tick) if len(self._torn) > torn else life

    def _best(self, tick: int) -> int:
        """The tick of the last state up to a tick that is kept or on disk; -1 for none."""
        return max((at for at in (*self._readable(), *self._states) if at <= tick), default=-1)

    def _another(self) -> Life:
        first = self._lives[-1]
        return Life(first.folder, self.meta, first.sim.fork())

    def _free(self) -> Life:
        """A life that may be taken from where it stands: a new one while there is room, else that of longest ago."""
        if len(self._lives) < LIVES:
            return self._another()
        return self._lives.pop(0)

    def _restored(self, life: Life, tick: int) -> Life:
        """A life at a state that is kept or at a keyframe; at the beginning, anew, where that cannot be read."""
        state = self._states.get(tick)
        try:
            if state is not None:
                life.put(tick, state)
            elif tick >= 0:
                life.load(tick)
            else:
                life = Life(life.folder, self.meta)
        except RunError:
            self._torn.add(tick)
            life = Life(life.folder, self.meta)
        life.sim.world.events.clear()
        return life

    def _readable(self) -> set[int]:
        """The ticks of the keyframes, but for those that have been found damaged."""
        return self.meta.keyframes.keys() - self._torn

    def _keep(self, life: Life) -> None:
        """Keep the state that a life stands at, if it is its turn; what was kept longest makes room."""
        tick = life.sim.tick
        if tick % _EVERY or tick in self._states or tick in self._readable():
            return
        state = life.sim.world.state()
        self._states[tick] = state
        self._room -= _size(state)
        while self._room < 0 and len(self._states) > 1:
            self._room += _size(self._states.pop(next(iter(self._states))))

    def refresh(self) -> None:
        """Take note of keyframes that were written meanwhile."""
        folder, self.meta = Folder.open(self.path, alone=False)
        for life in (*self._lives, *([self._scout] if self._scout else [])):
            life.folder, life.meta = folder, self.meta


def _size(state: State) -> int:
    return sum(values.nbytes for table in state.values() for values in table.values())
