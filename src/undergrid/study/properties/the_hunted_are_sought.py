"""9. Whoever is hunted by order is looked for by somebody on foot or in the air, unless all are busy with worse.

Judged by HUNT_ASSIGNED, HUNT_BEGAN and looks every ten seconds at the watchers that move: for an hour after the order,
nobody has been sent after the hunted or has them as quarry, and at every look somebody was free to be sent.
"""

from __future__ import annotations

import numpy as np

from undergrid.core import units
from undergrid.sim import Sim
from undergrid.study.properties.verdict import Verdict, verdict
from undergrid.study.properties.verdict import Watch as Looks
from undergrid.study.record import Record
from undergrid.world.log.events import Event
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.authority import Duty, WatcherKind
from undergrid.world.tables.people import Activity

LONGEST = units.HOUR  # [assumed]
_FREE = (Duty.POST, Duty.PATROL, Duty.RETURN)
_MOVE = (WatcherKind.DRONE, WatcherKind.HUNTER)


class Watch(Looks):
    """Since when nobody is after whom."""

    kinds = frozenset({int(Kind.HUNT_ASSIGNED), int(Kind.HUNT_BEGAN)})

    def __init__(self) -> None:
        self.applied = False
        self.ordered: dict[int, tuple[int, int]] = {}  # hunted -> (since when nobody looked for them, the order)
        self.found: list[int] = []

    def happened(self, sim: Sim, event: Event) -> None:
        if event.kind == Kind.HUNT_BEGAN:  # it may be over before the next look
            self.ordered.pop(event.whom, None)
            return
        self.applied = True
        self.ordered.setdefault(event.who, (sim.tick, event.id))

    def look(self, sim: Sim) -> None:
        watchers, people = sim.world.watchers, sim.world.citizens
        if not self.ordered:
            return
        sought = set(watchers.quarry[watchers.quarry >= 0].tolist())
        free = bool((np.isin(watchers.kind, _MOVE) & np.isin(watchers.duty, _FREE)).any())
        for who, (since, order) in list(self.ordered.items()):
            if not people.alive[who] or people.doing[who] == Activity.HELD or who in sought:
                del self.ordered[who]
            elif not free:
                self.ordered[who] = sim.tick, order
            elif sim.tick - since > LONGEST:
                self.found.append(order)
                del self.ordered[who]


def judge(record: Record, kept: Watch) -> Verdict:
    """Whether anybody was ordered to be hunted, and nobody went."""
    return verdict(kept.applied, kept.found)
