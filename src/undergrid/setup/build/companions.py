"""Companion units: the rows of those whom a scenario says to be such."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from undergrid.core import luck
from undergrid.setup.build.spreads import I64
from undergrid.setup.file.persons import Nature
from undergrid.world.society.bonding import BITS, ONE
from undergrid.world.society.moods import rests_at
from undergrid.world.tables.people import NEVER, Activity, Being, Profession

if TYPE_CHECKING:
    from undergrid.setup.load import Scenario
    from undergrid.world.world import World

_KEEPER = luck.stream("setup/keeper")
_NUMBERS = 9_000_000  # numbers that are given by lot [assumed]


def add_units(world: World, nature: Nature, rows: I64) -> None:
    """Let those of `rows` be companion units, where their entry in the scenario says so."""
    given = nature.as_unit
    if given is None:
        return
    people, units = world.citizens, world.units
    people.being[rows] = Being.LICENSED  # until the laws of the scenario are there
    people.profession[rows] = Profession.COMPANION
    people.expires[rows], people.refused[rows] = NEVER, False  # a thing has no subscription
    slots = units.take(len(rows))
    units.owner[slots], units.klass[slots] = rows, given.grade
    units.glitch[slots] = round(1000 * given.glitch)
    units.fidelity[slots] = round(1000 * given.fidelity)
    drawn = 1_000_000 + people.luck[rows] % _NUMBERS
    units.serial[slots] = drawn if given.number is None else given.number
    factors = given.personality
    calm = rests_at(
        (factors.openness, factors.conscientiousness, factors.extraversion, factors.agreeableness, factors.neuroticism)
    )
    units.pleasure[slots], units.arousal[slots], units.dominance[slots] = calm
    units.calm_p[slots], units.calm_a[slots], units.calm_d[slots] = calm
    units.cause[slots] = world.scenario_event


def settle_units(world: World, scenario: Scenario) -> None:
    """Let units of the crowd be at home, idle, and in the keeping of one of those who live there, by lot."""
    people, units, first = world.citizens, world.units, len(scenario.spec.cast)
    if not units.n_used:
        return
    for bond in world.bonds.rows().tolist():
        keeper, unit = int(world.bonds.a[bond]), int(world.bonds.b[bond])
        if units.has(owner=unit) and not units.has(owner=keeper):
            _attach(world, keeper, unit, (int(world.bonds.strength[bond]) << BITS) // 1000)
    kinds = [group for group, n in zip(scenario.spec.crowd, scenario.counts, strict=True) for _ in range(n)]
    key, kept = luck.make_key(world.seed, 0, _KEEPER), np.zeros(people.n, bool)
    kept[units.owner[units.rows()]] = True
    for row in sorted(units.owner[units.rows()].tolist()):
        if row < first:
            continue
        people.work[row], people.plugged[row] = -1, False
        people.inside[row], people.cell[row] = people.home[row], world.city.doors[people.home[row]]
        people.doing[row] = Activity.RESTING
        there = np.flatnonzero((people.home == people.home[row]) & people.alive & ~kept)
        lots = [(luck.u32(key, luck.pair(people.luck[row], people.luck[who])), who) for who in there.tolist()]
        if lots:
            keeper = min(lots)[1]
            kept[keeper] = True
            given = kinds[row - first].unit
            assert given is not None
            _attach(world, keeper, row, round(given.bond * ONE))


def _attach(world: World, keeper: int, unit: int, value: int) -> None:
    """Let somebody keep a unit, as attached to it as said."""
    kept, slot = world.attachments, int(world.attachments.take(1)[0])
    kept.a[slot], kept.b[slot], kept.value[slot], kept.cause[slot] = keeper, unit, value, world.scenario_event
