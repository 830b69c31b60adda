"""What some people of a scenario are and have beyond what everybody does: profiles, things, bands, exposed bodies."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from undergrid.core import luck
from undergrid.setup.build.companions import add_units
from undergrid.setup.build.factions import add_sworn
from undergrid.setup.build.hosts import add_augments
from undergrid.setup.build.spreads import I64
from undergrid.setup.file.persons import Carried, Nature
from undergrid.world.body.exposure import awake_for, expose
from undergrid.world.items import power, suits
from undergrid.world.items.wrecks import leave_wreck
from undergrid.world.network import engines
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.people import NEVER
from undergrid.world.tables.society import Category

if TYPE_CHECKING:
    from undergrid.setup.load import Scenario
    from undergrid.world.world import World

_TRAITS = ("category", "insignia", "covered", "medicine", "soldiering", "hunted", "debt", "hope")


def add_natures(world: World, scenario: Scenario, nature: Nature, rows: I64, past: str | None = None) -> None:
    """Give each of the people of `rows` what their entry in the scenario says.

    `past` is what a person of the cast keeps quiet about.
    """
    if past is not None or any(getattr(nature, name) != _usual(name) for name in _TRAITS):
        _add_profiles(world, nature, rows, past)
    if scenario.spec.exposed if nature.exposed is None else nature.exposed:
        slots = expose(world, rows)
        world.exposure.clothing[slots] = round(1000 * nature.clothing)
        world.exposure.water[slots] = 1000 * nature.dry
        if nature.awake is not None:
            world.exposure.pressure[slots] = awake_for(nature.awake)
    if nature.engineering:
        slots = world.crafts.take(len(rows))
        world.crafts.owner[slots], world.crafts.engineering[slots] = rows, nature.engineering
    add_augments(world, nature, rows)
    add_units(world, nature, rows)
    if nature.band is not None:
        band = list(scenario.spec.bands).index(nature.band)
        joined = world.members.take(len(rows))
        world.members.owner[joined], world.members.band[joined] = rows, band
    add_sworn(world, scenario, nature, rows)


def _usual(name: str) -> object:
    return Nature.model_fields[name].default


def _add_profiles(world: World, nature: Nature, rows: I64, past: str | None) -> None:
    slots, profiles = world.profiles.take(len(rows)), world.profiles
    profiles.owner[slots] = rows
    profiles.category[slots] = Category[nature.category.upper()]
    profiles.past[slots] = Category[(past or nature.category).upper()]
    profiles.insignia[slots], profiles.covered[slots] = nature.insignia, nature.covered
    profiles.hunted[slots] = nature.hunted
    profiles.medicine[slots], profiles.soldiering[slots] = nature.medicine, nature.soldiering
    profiles.debt[slots], profiles.hope[slots] = round(1000 * nature.debt), round(1000 * nature.hope)
    profiles.cause[slots] = world.scenario_event


def add_bands(world: World, scenario: Scenario) -> None:
    """Take one slot for each band, in the order of the scenario; `choose_leaders` says who leads it."""
    bands = world.bands
    for band in scenario.spec.bands.values():
        slot = int(bands.take(1)[0])
        place = scenario.atlas.place(band.to)
        assert place is not None  # the scenario has been checked
        bands.goal[slot], bands.building[slot] = place.cell, place.building
        bands.sets_out[slot], bands.hope[slot] = band.sets_out, round(1000 * band.hope)
        bands.cause[slot] = world.scenario_event


def choose_leaders(world: World) -> None:
    """Let the first living person of each band lead it."""
    members, bands = world.members, world.bands
    kept = members.rows()
    kept = kept[world.citizens.alive[members.owner[kept]]]
    for band in bands.rows().tolist():
        own = members.owner[kept[members.band[kept] == band]]
        bands.leader[band] = int(own.min()) if len(own) else -1


def add_thing(world: World, thing: Carried, key: int, *, holder: int = -1, cell: int = -1, building: int = -1) -> int:
    """Add one row of things, in somebody's hands or lying somewhere; returns its slot."""
    [(name, amount)] = thing.named.items()
    slot, items = int(world.items.take(1)[0]), world.items
    items.luck[slot] = key
    items.kind[slot] = ItemKind[name.upper()]
    items.holder[slot], items.cell[slot], items.building[slot] = holder, cell, building
    items.count[slot] = amount if isinstance(amount, int) else 1
    items.quality[slot] = round(100 * thing.quality)
    items.cause[slot] = world.scenario_event
    if thing.suit is not None:
        suits.fit_out(world, slot)
    if thing.fusion_cell is not None:
        made = thing.fusion_cell
        power.add_cell(world, slot, made.full if made.joules is None else made.joules, made.full)
    if thing.engine_cube is not None:
        cube = thing.engine_cube
        engines.add_engine(world, slot, cube.full if cube.joules is None else cube.joules, cube.full)
    return slot


def add_things(world: World, scenario: Scenario) -> None:
    """Add what lies about at the start."""
    for n, thing in enumerate(scenario.spec.things):
        place = scenario.atlas.place(thing.at)
        assert place is not None  # the scenario has been checked
        key = luck.key_of(f"{scenario.name}/thing/{n}")
        add_thing(world, thing, key, cell=place.cell, building=place.building if place.inside else -1)


def add_wrecks(world: World, scenario: Scenario) -> None:
    """Add the machines that lie broken at the start."""
    for n, wreck in enumerate(scenario.spec.wrecks):
        place = scenario.atlas.place(wreck.at)
        assert place is not None  # the scenario has been checked
        key = luck.key_of(f"{scenario.name}/wreck/{n}")
        leave_wreck(world, place.cell, wreck.parts, key, world.scenario_event, frame=wreck.drone)


def add_fires(world: World, scenario: Scenario) -> None:
    """Add what burns in the open at the start."""
    fires = world.fires
    for fire in scenario.spec.fires:
        place = scenario.atlas.place(fire.at)
        assert place is not None  # the scenario has been checked
        slot = fires.take(1)
        fires.cell[slot], fires.cause[slot] = place.cell, world.scenario_event
        fires.until[slot] = NEVER if fire.lasts is None else fire.lasts


def carry_all(world: World, scenario: Scenario, nature: Nature, rows: I64) -> None:
    """Add what each person of a group carries."""
    for row in rows.tolist():
        for n, thing in enumerate(nature.carries):
            if thing.chip is None:
                key = luck.child(int(world.citizens.luck[row]), 0, 1 + n, 0)
                add_thing(world, thing, int(np.int64(key)), holder=row)
