"""Companion units: the rows of those whom a scenario says to be such."""

from __future__ import annotations

from typing import TYPE_CHECKING

from undergrid.setup.build.spreads import I64
from undergrid.setup.file.persons import Nature
from undergrid.world.tables.people import NEVER, Being, Profession

if TYPE_CHECKING:
    from undergrid.world.world import World

_NUMBERS = 9_000_000  # numbers that are given by lot [assumed]


def add_units(world: World, nature: Nature, rows: I64) -> None:
    """Let those of `rows` be companion units, where their entry in the scenario says so."""
    given = nature.as_unit
    if given is None:
        return
    people, units = world.citizens, world.units
    people.being[rows] = Being.COMPANION
    people.profession[rows] = Profession.COMPANION
    people.expires[rows], people.refused[rows] = NEVER, False  # a thing has no subscription
    slots = units.take(len(rows))
    units.owner[slots], units.klass[slots] = rows, given.grade
    units.fidelity[slots] = round(1000 * given.fidelity)
    drawn = 1_000_000 + people.luck[rows] % _NUMBERS
    units.serial[slots] = drawn if given.number is None else given.number
    units.cause[slots] = world.scenario_event
