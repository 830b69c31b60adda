"""One seed lived through: a run in memory, looked at on the way, and what is kept of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from undergrid.runs.changes import begun
from undergrid.setup.build.build import build
from undergrid.setup.check.arcs import arcs_of
from undergrid.setup.file.pattern import Arcs
from undergrid.setup.load import Scenario, load
from undergrid.sim import Sim
from undergrid.study.arcs import beats_of, happened
from undergrid.study.properties import Watch, judged, watches
from undergrid.study.properties.seeds_differ import decisive
from undergrid.study.properties.words_are_broken_by_deeds import counted
from undergrid.study.record import SAMPLE, Record, Track
from undergrid.world.log.events import KIND_BITS

LOOK = 60  # ticks between looks whether the end is settled, and words of progress

Fate = dict[str, Any]
"""What is kept of one seed: plain values."""


@dataclass(frozen=True)
class Task:
    """What every seed is lived for. `until`: ticks; None as long as the scenario lasts. `set`: as `record` takes it."""

    scenario: str
    people: int | None = None
    until: int | None = None
    endings_only: bool = False
    set: Mapping[str, Any] = field(default_factory=dict)


class Lives:
    """Lives through seeds of one task, in this process."""

    def __init__(self, task: Task, scenario: Scenario | None = None) -> None:
        self.task = task
        self.scenario = scenario or load(task.scenario, task.people)

    def live(self, seed: int, progress: Callable[[int], None] = lambda tick: None) -> Fate:
        """Live through one seed. `progress` is told the tick now and then, and may raise to stop it."""
        sim = begun(build(self.scenario, seed, self.task.people), self.task.set)
        arcs = arcs_of(sim.built)
        end = sim.lasts if self.task.until is None else self.task.until
        track, kept = Track(list(sim.built.people.values()), end), {} if self.task.endings_only else watches()
        told = _Told(kept)
        while sim.tick < end:
            if sim.tick % LOOK == 0:
                progress(sim.tick)
                if self.task.endings_only and settled_at(arcs, _reached(sim)) <= sim.tick:
                    break
            sim.advance()
            track.look(sim)
            if kept:
                told.tell(sim)
        progress(sim.tick)
        return self._kept(sim, arcs, Record.of(sim, track), kept)

    def _kept(self, sim: Sim, arcs: Arcs, record: Record, watched: dict[str, Watch]) -> Fate:
        reached = _reached(sim)
        fate: Fate = {
            "seed": sim.seed,
            "people": sim.world.citizens.n,
            "ticks": sim.tick,
            "reached": sim.endings(),
            "endings": [end_of(record, arcs, reached)] if arcs.endings else sorted(sim.endings()),
        }
        if self.task.endings_only:
            return fate
        found = beats_of(record, arcs.beats)
        return fate | {
            "beats": {name: [one.tick, *one.events] for name in arcs.names if (one := found.get(name)) is not None},
            "properties": {name: list(said) for name, said in judged(record, watched).items()},
            "decisive": decisive(record),
            "promises": counted(record),
        }


class _Told:
    """Tells watches of the events that they ask for, and lets them look every ten seconds."""

    def __init__(self, kept: Mapping[str, Watch]) -> None:
        self.watches = list(kept.values())
        self.asked = np.zeros(1 << KIND_BITS, bool)
        for watch in self.watches:
            self.asked[list(watch.kinds)] = True

    def tell(self, sim: Sim) -> None:
        """A second is over."""
        log = sim.world.events
        if log.n > log.tick_began and self.asked[log.columns(log.tick_began)["kind"]].any():
            for event in log.this_tick():
                for watch in self.watches:
                    if int(event.kind) in watch.kinds:
                        watch.happened(sim, event)
        if sim.tick % SAMPLE == 0:
            for watch in self.watches:
                watch.look(sim)


def _reached(sim: Sim) -> dict[int, int]:
    return {number: tick for number, tick in enumerate(sim.world.endings.at.tolist()) if tick >= 0}


_NEVER = 1 << 62


def settled_at(arcs: Arcs, reached: Mapping[int, int]) -> int:
    """The tick after which nothing changes the end of a run any more, by the endings of the scenario reached so far."""
    ticks = [
        max(reached[number] for number in end.reached) + end.settled
        for end in arcs.endings
        if end.settled >= 0 and all(number in reached for number in end.reached)
    ]
    return min(ticks, default=_NEVER)


def end_of(record: Record, arcs: Arcs, reached: Mapping[int, int]) -> str:
    """The one end of a run: the first in the file that holds, as things stood when the end was settled."""
    settled = settled_at(arcs, reached)
    then = record.until(settled) if settled < record.ticks else record
    by_then = {number for number, tick in reached.items() if tick <= settled}
    for end in arcs.endings:
        if not by_then.issuperset(end.reached):
            continue
        if end.happened is not None and happened(then, end.happened) is None:
            continue
        if end.without is not None and happened(then, end.without) is not None:
            continue
        return end.name
    raise AssertionError("the last ending asks for nothing")
