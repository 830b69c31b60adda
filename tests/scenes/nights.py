"""Nights of the shipped scenarios, each lived through once by a Sim and looked at by many tests.

night = Night(sim, until=3600)
(found,) = night.of(Kind.PULSE_FOUND)
before = night.before(found)      # a Sim of its own at that tick: to look at, or to live on from otherwise
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np

from undergrid.setup import build, load
from undergrid.setup.file.canon import read_canon
from undergrid.sim import Sim
from undergrid.world.log.events import Event
from undergrid.world.log.kinds import Kind, Role
from undergrid.world.tables.orders import Order

EVERY = 600  # s between two of the moments that a night keeps


class Night:
    """What a Sim has lived through: its events, its end, and the state at any tick."""

    def __init__(self, sim: Sim, until: int, over: Callable[[Sim], bool] = lambda sim: False) -> None:
        """Live on to `until`, or as far as the minute at which it is `over`."""
        self.sim = sim
        self._kept: dict[int, Sim] = {}
        while sim.tick < until and not over(sim):
            if sim.tick % EVERY == 0:
                self._kept[sim.tick] = sim.fork()
            sim.run(min(sim.tick + 60, until))
        self.world = sim.world
        self.events = sim.world.events.rows()
        self.by_id = {event.id: event for event in self.events}
        self.row = sim.row

    def of(self, *kinds: Kind, who: str | int = -1, whom: str | int = -1, amount: int | None = None) -> list[Event]:
        """The events of some kinds, in their order: all, or of somebody, about somebody, with an amount."""
        first, second = (self.row(one) if isinstance(one, str) else one for one in (who, whom))
        return [
            event
            for event in self.events
            if event.kind in kinds
            and first in (-1, event.who)
            and second in (-1, event.whom)
            and amount in (None, event.amount)
        ]

    def cause(self, event: Event) -> Event:
        """What brought an event about; of what rests on a draw alone, itself."""
        return self.by_id[event.cause] if event.cause else event

    def because(self, event: Event, role: Role) -> list[Event]:
        """The further causes of an event in a role."""
        rows = self.world.events.because_columns()
        found = rows["cause"][(rows["event"] == event.id) & (rows["role"] == role)]
        return [self.by_id[cause] for cause in found.tolist()]

    def chain(self, event: Event) -> list[Event]:
        """From an event back to its root."""
        found = [event]
        while found[-1].cause:
            found.append(self.by_id[found[-1].cause])
        return found

    def at(self, tick: int) -> Sim:
        """A Sim of its own that comes to `tick` as the night did, with an empty log before."""
        twin = self._kept[tick // EVERY * EVERY].fork()
        twin.run(tick)
        return twin

    def before(self, event: Event) -> Sim:
        """Right before the tick in which something happened."""
        return self.at(event.tick)

    def after(self, event: Event) -> Sim:
        """Right after the tick in which something happened."""
        return self.at(event.tick + 1)

    def kept(self) -> list[Sim]:
        """The state every ten minutes: to look at, not to live on from."""
        return list(self._kept.values())


def lived(sim: Sim, ticks: int, orders: Iterable[Order] = ()) -> list[Event]:
    """Let a Sim live on for so many ticks, with orders at the first; what happened, in order."""
    first = sim.world.events.n
    sim.advance(tuple(orders))
    sim.run(sim.tick + ticks - 1)
    return sim.world.events.rows(first)


def with_luck(sim: Sim, seed: int) -> Sim:
    """A Sim that stands where this one does, with the luck of another seed ahead of it."""
    mine, sim.world.seed = sim.world.seed, seed
    twin = sim.fork()
    sim.world.seed = mine
    return twin


def canon(scenario: str, people: int) -> Night:
    """The night of a scenario as it was written: by the orders of its canon, on the seed that carries it; to a minute
    after its last beat, or after the one at which it first leaves its people free.
    """
    file, _ = read_canon(load(scenario).path.with_name("canon.yaml"))
    sim = Sim(build(load(scenario, people), file.seed), canon=True)
    assert sim.canon is not None
    beats, ended = sim.canon.beats, -1
    last_beat = next((n for n, beat in enumerate(beats) if beat.free), len(beats)) - 1

    def over(sim: Sim) -> bool:
        nonlocal ended
        last, ended = ended, int(sim.world.beats.done[last_beat])
        return last >= 0

    return Night(sim, sim.lasts, over)


def metres(sim: Sim, a: int, b: int) -> float:
    """How far two cells of one level are apart."""
    city = sim.world.city
    a, b = a % city.area, b % city.area
    return float(np.hypot(a % city.width - b % city.width, a // city.width - b // city.width)) * city.cell_mm / 1000
