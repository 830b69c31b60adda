"""Any moment of a run: the nearest keyframe restored, and stepped forward from there.

A few lives stand at the ticks that were looked at last, so that going on is a step; states that were passed on the way
are kept in memory, so that going back is one too.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from undergrid.runs.folder import Folder
from undergrid.runs.life import Life
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
            life.step()
            since += 1
            if life.sim.tick % _FORGET == 0:
                life.sim.world.events.clear()
            if since % _AT_ONCE == 0 and not go_on():
                break
        return life.sim

    def _nearest(self, tick: int) -> Life:
        """The life that gets to a tick soonest, put where it has to step least."""
        saved = [at for at in (*self.meta.keyframes, *self._states) if at <= tick]
        best = max(saved, default=0)
        behind = [life for life in self._lives if best - _EVERY < life.sim.tick <= tick]
        if behind:
            life = max(behind, key=lambda one: one.sim.tick)
        else:
            life = self._free()
            self._restore(life, best)
        self._lives.remove(life)
        self._lives.append(life)
        return life

    def _free(self) -> Life:
        """A life that may be taken from where it stands: a new one while there is room, else that of longest ago."""
        if len(self._lives) < LIVES:
            first = self._lives[-1]
            self._lives.insert(0, Life(first.folder, self.meta, first.sim.fork()))
        return self._lives[0]

    def _restore(self, life: Life, tick: int) -> None:
        state = self._states.get(tick)
        if state is None:
            life.load_latest(tick)
        else:
            life.put(tick, state)
        life.sim.world.events.clear()

    def _keep(self, life: Life) -> None:
        """Keep the state that a life stands at, if it is its turn; what was kept longest makes room."""
        tick = life.sim.tick
        if tick % _EVERY or tick in self._states or tick in self.meta.keyframes:
            return
        state = life.sim.world.state()
        self._states[tick] = state
        self._room -= _size(state)
        while self._room < 0 and len(self._states) > 1:
            self._room += _size(self._states.pop(next(iter(self._states))))

    def refresh(self) -> None:
        """Take note of keyframes that were written meanwhile."""
        folder, self.meta = Folder.open(self.path, alone=False)
        for life in self._lives:
            life.folder, life.meta = folder, self.meta


def _size(state: State) -> int:
    return sum(values.nbytes for table in state.values() for values in table.values())
