"""Laws: which are in force, who breaks one now, and what they forbid by name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from undergrid.core.caches import Cache
from undergrid.world.log.events import split_id
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.laws import Ban
from undergrid.world.tables.people import Activity, Being

if TYPE_CHECKING:
    from undergrid.world.world import World

# by Activity, whom a patrol could stop: all but those it holds already, and units that no longer run [assumed]
_IN_REACH = np.ones(256, bool)
_IN_REACH[[Activity.HELD, Activity.SHUT_DOWN, Activity.RECLAIMED]] = False


class Units(Cache):
    """by_class: the companion units of each class, ascending; under 0 all of them. That does not change in a run."""

    def __init__(self, world: World) -> None:
        units = world.units
        rows = units.rows()
        self.by_class = [np.sort(units.owner[rows[(units.klass[rows] == klass) | (klass == 0)]]) for klass in range(10)]


class Offender(NamedTuple):
    """Somebody who breaks a law, and where that shows."""

    who: int
    law: int
    cell: int


def offenders(world: World) -> Iterator[Offender]:
    """Who breaks which law now where watchers may find them: out of doors within the wall, or by the smoke of a fire.

    Law after law; one row for each person and law.
    """
    laws = world.laws
    for law in np.flatnonzero(laws.in_force).tolist():
        if laws.ban[law] == Ban.SMOKE:
            yield from _by_smoke(world, law)
        else:
            yield from _by_themselves(world, law)


def outlaw(world: World) -> None:
    """Let the companion units that a law in force forbids be unlawful, and all others licensed."""
    people, laws, units = world.citizens, world.laws, world.cache(Units).by_class
    people.being[units[0]] = Being.LICENSED
    for klass in laws.klass[laws.in_force & (laws.ban == Ban.COMPANION)].tolist():
        people.being[units[klass]] = Being.COMPANION


def _by_themselves(world: World, law: int) -> Iterator[Offender]:
    people, items = world.citizens, world.items
    if world.laws.ban[law] == Ban.COMPANION:
        who = world.cache(Units).by_class[world.laws.klass[law]]
    else:
        held = items.rows()
        held = held[(items.kind[held] == world.laws.item[law]) & (items.holder[held] >= 0) & (items.count[held] > 0)]
        who = np.unique(items.holder[held])
    out = people.alive[who] & (people.inside[who] < 0) & _IN_REACH[people.doing[who]]
    for row in who[out].tolist():
        cell = int(people.cell[row])
        if is_lawful(world, cell):
            yield Offender(row, law, cell)


def _by_smoke(world: World, law: int) -> Iterator[Offender]:
    """Fires that somebody has lit: their smoke stands over the door."""
    shelters, city = world.shelters, world.city
    for row in np.flatnonzero(shelters.fire > world.tick).tolist():
        cell = int(city.doors[shelters.building[row]])
        _, kind, who, _ = split_id(int(shelters.fire_cause[row]))
        if kind == Kind.FIRE_LIT and world.citizens.alive[who] and is_lawful(world, cell):
            yield Offender(who, law, cell)


def is_lawful(world: World, cell: int) -> bool:
    """Whether the law reaches a cell: beyond the wall it does not."""
    return world.city.levels[world.city.where(cell)[0]].lawful


def is_named(world: World, who: int) -> bool:
    """Whether the authority can tell who somebody is at sight: by their tag, or because their face is on its list."""
    people = world.citizens
    return bool(people.tagged[who] and people.being[who] != Being.COMPANION) or bool(people.wanted[who])


def bannable() -> dict[str, tuple[Ban, ItemKind]]:
    """What a law may forbid, by the word for it in a scenario."""
    things = {kind.name.lower(): (Ban.THING, kind) for kind in ItemKind}
    return {"companion": (Ban.COMPANION, ItemKind.CHIP), "smoke": (Ban.SMOKE, ItemKind.CHIP), **things}
