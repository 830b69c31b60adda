"""A Sim in memory at any moment from now on: a twin of it is stepped, and states are kept to go back to.

The Sim itself is left alone: who looks ahead changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable

from undergrid.sim import Sim
from undergrid.world.world import State

_EVERY = 300  # ticks between states that are kept
_MOST = 200  # of them
_AT_ONCE = 20  # ticks between two questions whether to go on


class Ahead:
    """What a Sim comes to, if nobody gives it orders from outside."""

    def __init__(self, sim: Sim) -> None:
        self.sim = sim.fork()
        if self.sim.tick == 0:
            self.sim.advance()  # as it was before its first tick nothing can be seen
        self.first, self.until = self.sim.tick, max(self.sim.tick + 1, sim.lasts)
        self._states: dict[int, State] = {self.first: self.sim.world.state()}

    def go(self, tick: int, go_on: Callable[[], bool]) -> Sim:
        """The twin at a tick, or on its way there where `go_on` has said no."""
        tick = min(max(tick, self.first), self.until)
        best = max(at for at in self._states if at <= tick)
        if tick < self.sim.tick or best > self.sim.tick:
            self.sim.world.restore(best, self._states[best])
            self.sim.world.events.clear()
        while self.sim.tick < tick:
            self.sim.advance()
            if self.sim.tick % _EVERY == 0:
                self.sim.world.events.clear()
                if self.sim.tick not in self._states and len(self._states) < _MOST:
                    self._states[self.sim.tick] = self.sim.world.state()
            if self.sim.tick % _AT_ONCE == 0 and not go_on():
                break
        return self.sim
