"""Tiny worlds built by hand, for tests of single systems.

world = make_world("......\n.#..#.", citizens=[(0, 0), (3, 0)])
run(movement, world, ticks=20)
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import ModuleType
from typing import Any

import numpy as np
from pydantic import BaseModel

from undergrid.city.city import Building, City, District, Ground, Level, Link, LinkKind, Post, Use
from undergrid.core import luck
from undergrid.schedule import SHARED
from undergrid.world.places.shelters import found_shelters
from undergrid.world.tables.authority import WatcherKind
from undergrid.world.tables.people import Activity
from undergrid.world.world import World

SIGNS = {".": Ground.STREET, "#": Ground.BUILDING, "|": Ground.GLASS, ",": Ground.ALLEY, "%": Ground.RUBBLE, " ":
Ground.VOID,
         "_": Ground.WASTE, "=": Ground.TUNNEL, "+": Ground.PLAZA, "w": Ground.WRECK, "^": Ground.WALKWAY}  # fmt: skip


def make_city(
    *drawings: str,
    buildings: Iterable[tuple[Use, int, int, int]] = (),  # use, level, x, y of the door
    links: Iterable[tuple[LinkKind, tuple[int, int, int], tuple[int, int, int], int]] = (),  # kind, a, b, length in mm
    posts: Iterable[Post] = (),
    capacity: int = 50,
    cell_mm: int = 2000,
) -> City:
    """A city drawn in signs, one drawing a level ("street", then "outside", then "underbelly")."""
    names = ("street", "outside", "underbelly")
    levels = tuple(Level(name, lawful=name != "outside", sky=name != "underbelly") for name in names[: len(drawings)])
    grids = [drawing.strip("\n").split("\n") for drawing in drawings]
    width, height = max(len(row) for grid in grids for row in grid), max(len(grid) for grid in grids)
    ground = np.zeros((len(grids), height, width), np.uint8)
    for number, grid in enumerate(grids):
        for y, row in enumerate(grid):
            for x, sign in enumerate(row):
                ground[number, y, x] = SIGNS[sign]

    def cell(level: int, x: int, y: int) -> int:
        return (level * height + y) * width + x

    return City(
        name="a test city",
        width=width,
        height=height,
        levels=levels,
        ground=ground.ravel(),
        district_of=np.zeros(ground.size, np.uint8),
        districts=(District("sector_1", "housing"),),
        buildings=tuple(
            Building(f"{use.name.lower()}_{n}", use, level, x, y, 1, 1, cell(level, x, y), capacity, 0)
            for n, (use, level, x, y) in enumerate(buildings)
        ),
        links=tuple(
            Link(kind, cell(*a), cell(*b), mm, f"{kind.name.lower()}_{n}") for n, (kind, a, b, mm) in enumerate(links)
        ),
        posts=tuple(posts),
        cell_mm=cell_mm,
    )


def field(width: int, height: int, sign: str = ".") -> str:
    """An open field, as a drawing."""
    return "\n".join(sign * width for _ in range(height))


def make_world(
    city: City | str,
    citizens: Sequence[tuple[int, int] | int] | int = 0,
    watchers: Sequence[tuple[WatcherKind, int]] = (),
    seed: int = 1,
    starts: int = 12 * 3600,
    **columns: Any,
) -> World:
    """A world over `city` (or a drawing of one) with citizens outdoors at the given cells, waiting.

    A number of citizens instead of places puts them all on the first walkable cell of an open map, spread out.
    `columns` sets columns of all citizens; gates get a row each, guarded by the Sentinel whose post names their link.
    """
    if isinstance(city, str):
        city = make_city(city)
    if isinstance(citizens, int):
        free = np.flatnonzero(city.walkable())
        citizens = [int(free[n % len(free)]) for n in range(citizens)]
    world = World(city, seed, starts=starts)
    people = world.citizens
    people.grow(len(citizens))
    for row, place in enumerate(citizens):
        people.cell[row] = place if isinstance(place, int) else city.cell(0, *place)
        people.luck[row] = luck.key_of(f"test/citizen/{row}")
    people.doing[:] = Activity.WAITING
    people.cause[:] = world.scenario_event
    for name, value in columns.items():
        getattr(people, name)[:] = value

    world.watchers.grow(len(watchers))
    for row, (kind, cell) in enumerate(watchers):
        world.watchers.kind[row] = kind
        world.watchers.cell[row] = world.watchers.home[row] = cell
        world.watchers.luck[row] = luck.key_of(f"test/watcher/{row}")
    world.watchers.cause[:] = world.scenario_event
    for number, link in enumerate(city.links):
        if link.kind == LinkKind.GATE:
            gate = world.gates.grow(1)
            world.gates.link[gate] = number
            world.gates.luck[gate] = luck.key_of(f"test/gate/{gate}")
            world.gates.cause[gate] = world.scenario_event
    works = [n for n, b in enumerate(city.buildings) if b.use in (Use.VATS, Use.FARM, Use.RECLAMATION)]
    world.facilities.grow(len(works))
    world.facilities.building[:] = works
    world.sky.cause[:] = world.scenario_event
    found_shelters(world)
    world.rebuild()
    world.events.begin(0)
    return world


@functools.cache
def _usual(system: ModuleType) -> Any:
    """The knobs of a system as they come: their tables are worked out once."""
    return system.Params() if hasattr(system, "Params") else None


@functools.cache
def _usually_shared(model: type[BaseModel]) -> BaseModel:
    """The knobs that rules share as they come. A scene that lives tick by tick shares the same ones each time."""
    return model()


def _shared(turned: Mapping[str, Mapping[str, Any]]) -> Iterator[BaseModel]:
    """All the knobs that rules share, some of them turned."""
    for name, model in SHARED.items():
        yield model(**turned[name]) if turned.get(name) else _usually_shared(model)


def knobs_of(
    world: World, systems: Iterable[ModuleType], turned: Mapping[str, Mapping[str, Any]]
) -> list[tuple[ModuleType, Any]]:
    """Each of the systems with its knobs; `turned` names some by section, those that rules share among them."""
    named = {system.__name__.rpartition(".")[2]: system for system in systems}
    assert set(turned) <= set(named) | set(SHARED), f"knobs of what is not run: {sorted(set(turned) - set(named))}"
    world.share(_shared(turned))
    return [
        (system, system.Params(**turned[name]) if turned.get(name) else _usual(system))
        for name, system in named.items()
    ]


def run(system: ModuleType, world: World, ticks: int = 1, period: int = 1, **params: Any) -> None:
    """Let one system live through `ticks` ticks; knobs that it does not have itself are those that rules share."""
    own = {name for name in params if hasattr(system, "Params") and name in system.Params.model_fields}
    others = params.keys() - own
    taken = {name: model.model_fields.keys() & others for name, model in SHARED.items()} if others else {}
    left = others.difference(*taken.values())
    assert not left, f"knobs that nobody has: {sorted(left)}"
    world.share(_shared({name: {knob: params[knob] for knob in knobs} for name, knobs in taken.items()}))
    knobs = system.Params(**{name: params[name] for name in own}) if own else _usual(system)
    world.period = period
    for _ in range(ticks):
        world.events.begin(world.tick)
        system.step(world, knobs)
        world.tick += 1
