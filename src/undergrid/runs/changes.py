"""Changes: what is otherwise in a branch than rules and orders say, made at the tick for which `run.json` notes it.

A draw is forced by a key that only the kernels of that tick are compiled for (`luck.forcing`); a decision is turned by
the mind that takes it; what is set is written before anything of the tick has happened. A run without changes comes by
none of this.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

from undergrid.core import luck
from undergrid.core.luck import Draw
from undergrid.runs import touch
from undergrid.runs.meta import Change
from undergrid.sim import Sim


def turned(changes: Iterable[Change]) -> frozenset[tuple[int, int]]:
    """(row, tick) of every decision that falls otherwise."""
    return frozenset((one["who"], one["at"]) for one in changes if "who" in one)


@contextmanager
def made(sim: Sim, changes: Sequence[Change]) -> Iterator[None]:
    """The tick that a Sim is about to live, with its changes."""
    forced: dict[str, list[Draw]] = {}
    for one in changes:
        if "set" in one:
            touch.put(sim.built, one["set"])
        elif "stream" in one:
            forced.setdefault(one["stream"], []).append(Draw(one["thing"], one["number"], one["word"]))
    world = sim.world
    keys = [luck.forcing(world.seed, world.tick, luck.stream(name), draws) for name, draws in forced.items()]
    with world.drawing_by(keys):
        yield
