"""The factions of a scenario at tick 0, and who belongs to them or has deserted them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from undergrid.core import luck, units
from undergrid.setup.build.spreads import I64
from undergrid.world.body.closed_air import PER_KG
from undergrid.world.places.stores import store
from undergrid.world.tables.council import Question
from undergrid.world.tables.factions import Allegiance
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.minds import Topic

if TYPE_CHECKING:
    from undergrid.setup.file.factions import Air, Refuge
    from undergrid.setup.file.persons import Nature
    from undergrid.setup.load import Scenario
    from undergrid.world.world import World


def add_factions(world: World, scenario: Scenario) -> None:
    """Add the factions, in the order of the file."""
    table, spec = world.factions, scenario.spec
    world.faction_names = tuple(faction.name or name for name, faction in spec.factions.items())
    table.grow(len(spec.factions))
    for row, (name, faction) in enumerate(spec.factions.items()):
        table.luck[row] = luck.key_of(f"{spec.scenario}/faction/{name}")
        table.base[row] = -1 if faction.base is None else _building(scenario, faction.base)
        table.rules[row], table.belief[row] = faction.rules, round(1000 * faction.belief)
        table.question[row] = Question[faction.question.upper()]
        table.deadline[row] = faction.prepare.until
        if faction.prepare.begins is not None:
            table.prepares[row] = (faction.prepare.begins - world.starts) % units.DAY
    table.cause[:] = world.scenario_event
    for faction in spec.factions.values():
        if faction.base is not None:
            _add_base(world, _building(scenario, faction.base), faction.air)
    for row, faction in enumerate(spec.factions.values()):
        if faction.refuge is not None:
            _add_refuge(world, row, faction.refuge)


def _building(scenario: Scenario, base: str) -> int:
    """The building that a base is named by, or by the place at its door."""
    building = scenario.atlas.building(base)
    assert building is not None  # the scenario has been checked
    return building


def _add_refuge(world: World, faction: int, given: Refuge) -> None:
    """Let the base of a faction take in strangers."""
    refuges, building = world.refuges, int(world.factions.base[faction])
    row = refuges.grow(1)
    refuges.luck[row], refuges.faction[row], refuges.building[row] = world.factions.luck[faction], faction, building
    beds = int(world.city.buildings[building].capacity)
    refuges.room[row] = beds if given.room is None else given.room
    for kind, n in ((ItemKind.FOOD, given.food), (ItemKind.WATER, given.water)):
        if n:
            store(world, building, kind, n, world.scenario_event)


def _add_base(world: World, building: int, air: Air | None) -> None:
    """Add the base of a faction, full of air where it is shut off from the air outside."""
    bases = world.bases
    row = bases.grow(1)
    bases.building[row] = building
    if air is not None:
        bases.people[row], bases.airless[row] = air.people, world.airless.grow(1)
        bases.full[row] = bases.oxygen[row] = air.oxygen_kg * PER_KG


def add_sworn(world: World, scenario: Scenario, nature: Nature, rows: I64) -> None:
    """Let the people of `rows` belong to what their entry in the scenario says; members know where its base is."""
    names, sworn = list(scenario.spec.factions), world.sworn
    for name, stands in ((nature.faction, Allegiance.MEMBER), (nature.deserted, Allegiance.LEFT)):
        if name is None:
            continue
        slots, faction = sworn.take(len(rows)), names.index(name)
        sworn.owner[slots], sworn.faction[slots], sworn.stands[slots] = rows, faction, stands
        sworn.belief[slots] = world.factions.belief[faction] if stands == Allegiance.MEMBER else 0
        sworn.cause[slots] = world.scenario_event
        if stands == Allegiance.MEMBER:
            world.factions.cohesion[faction] = world.factions.belief[faction]
        base = int(world.factions.base[faction])
        if base >= 0 and stands == Allegiance.MEMBER:
            known, slots = world.knowledge, world.knowledge.take(len(rows))
            known.knower[slots], known.topic[slots], known.subject[slots] = rows, Topic.PLACE, base
            known.cell[slots], known.at[slots], known.cause[slots] = world.city.doors[base], 0, world.scenario_event
