"""5. Nobody bleeds, thirsts or freezes to death beside what would have helped, but for a reason in the log.

Judged when somebody dies: within reach of them is somebody able who carries dressings (for a wound that bleeds, that
nobody has dressed, and that they could stop), water, or a blanket. Gauze stops nothing in the trunk, a tourniquet only
what bleeds on a limb, and nothing is put on in the second of the wound. A reason is anything in the log that the one
did for or about the other in the last two hours: felt for a pulse, treated, looked over, was refused or interrupted.
So is that they were shot at, or shot at a watcher, in the last five minutes.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from undergrid.core import units
from undergrid.sim import Sim
from undergrid.study.properties import minds
from undergrid.study.properties.verdict import Verdict, verdict
from undergrid.study.properties.verdict import Watch as Looks
from undergrid.study.record import Columns, Record
from undergrid.world.body import care
from undergrid.world.body.reach import within_reach
from undergrid.world.items import kit
from undergrid.world.log.events import Event
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.body import Death, Dressing
from undergrid.world.tables.items import ItemKind

LATELY = 2 * units.HOUR  # [assumed]
UNDER_FIRE = 300  # seconds for which whoever has been in a fight has other things to do [assumed]
_BLED = (Death.BLOOD_LOSS, Death.SHOCK)
_WOULD_HELP = {
    Death.THIRST: (ItemKind.WATER,),
    Death.COLD: (ItemKind.BLANKET,),
}
_REASONS = (
    Kind.PULSE_FOUND, Kind.NO_PULSE, Kind.FREED, Kind.CUT_AWAY, Kind.INJECTED, Kind.DRESSED, Kind.TOURNIQUET_PUT_ON,
    Kind.STABILISED, Kind.GAVE_WATER, Kind.ASSESSED, Kind.ROUSED, Kind.TOOK_UP, Kind.SET_DOWN, Kind.GAVE,
)  # fmt: skip


class Watch(Looks):
    """Who could have helped those who died."""

    kinds = frozenset({int(Kind.DIED)})

    def __init__(self) -> None:
        self.applied = False
        self.helpers: list[tuple[int, int, int, int]] = []  # the death, who died, who was there, when

    def happened(self, sim: Sim, event: Event) -> None:
        death = Death(event.amount)
        if event.tick == 0 or death not in (*_BLED, *_WOULD_HELP):  # those who lie dead when the story begins
            return
        self.applied = True
        helps = _would_stop(sim, event.who, event.tick) if death in _BLED else _WOULD_HELP[death]
        self.helpers += [(event.id, event.who, one, event.tick) for one in _beside(sim, event.who, helps)]


def _would_stop(sim: Sim, who: int, tick: int) -> tuple[ItemKind, ...]:
    """The dressings that would have stopped a wound of somebody, made before this tick, that nobody has dressed."""
    wounds = sim.world.wounds
    mine = wounds.of(who)
    bleeds = (wounds.dressing[mine] == Dressing.NONE) & (wounds.flow[mine] > 0) & (wounds.made[mine] < tick)
    parts = wounds.part[mine[bleeds]]
    helps = {ItemKind.GAUZE: ~np.isin(parts, care.TRUNK), ItemKind.TOURNIQUET: np.isin(parts, care.LIMBS)}
    return tuple(thing for thing, fits in helps.items() if fits.any())


def _beside(sim: Sim, who: int, things: tuple[ItemKind, ...]) -> Iterator[int]:
    """Those within reach who are able and carry one of these things."""
    world, people = sim.world, sim.world.citizens
    inside, cell = int(people.inside[who]), int(people.cell[who])
    here = people.inside == inside if inside >= 0 else (people.inside < 0) & _around(sim, cell)
    for one in np.flatnonzero(here & (people.alive > 0)).tolist():
        there = one != who and minds.able(sim, one) and within_reach(world, who, one)
        if there and any(kit.count(world, one, thing) > 0 for thing in things):
            yield one


def _around(sim: Sim, cell: int) -> np.ndarray:
    width, cells = sim.world.city.width, sim.world.citizens.cell
    return np.isin(cells, [cell + dy * width + dx for dy in (-1, 0, 1) for dx in (-1, 0, 1)])


def judge(record: Record, kept: Watch) -> Verdict:
    """Whether anybody died beside somebody who could have helped, and nothing says why they did not."""
    found = [death for death, dead, who, tick in kept.helpers if not _reason(record.events, who, dead, tick)]
    return verdict(kept.applied, found)


def _reason(events: Columns, who: int, dead: int, tick: int) -> bool:
    kinds = [*_REASONS, Kind.REFUSED, Kind.INTERRUPTED]
    lately = (events["tick"] <= tick) & (events["tick"] > tick - LATELY)
    if (lately & np.isin(events["kind"], kinds) & (events["who"] == who) & (events["whom"] == dead)).any():
        return True
    shot_at = (events["kind"] == Kind.FIRED_ON) & (events["whom"] == who)
    fought = shot_at | ((events["kind"] == Kind.SHOT_AT_WATCHER) & (events["who"] == who))
    return bool((lately & fought & (events["tick"] > tick - UNDER_FIRE)).any())
