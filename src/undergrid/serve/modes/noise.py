"""Noise: what was loud in the last moments, who walks, how far it carries, and who is near enough to hear it."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from undergrid.core.caches import Cache
from undergrid.core.grid import squared_apart_on
from undergrid.core.jit import kernel
from undergrid.core.tables import I64
from undergrid.serve import layers
from undergrid.serve.modes.scene import Columns, Scene
from undergrid.systems.senses import hearing
from undergrid.world.log.events import split_id
from undergrid.world.log.kinds import Kind
from undergrid.world.places.shelters import through_walls_db
from undergrid.world.senses.acoustics import BROADBAND, Acoustics, absorption, falls
from undergrid.world.senses.optics import clear
from undergrid.world.tables.authority import Duty, Senses, WatcherKind
from undergrid.world.tables.people import Activity
from undergrid.world.view.names import words
from undergrid.world.world import World

SPAN = 60  # ticks that are looked back
_FARTHEST = 1000  # m
_MOST = 40  # sounds
_MOST_STEPS = 2000
_DRONE = int(WatcherKind.DRONE)


class _Air(Cache):
    """What a sound loses on its way, 1/100 dB by squared distance in cells: with what air takes, and without."""

    def __init__(self, world: World) -> None:
        sound = world.shared(Acoustics)
        air = absorption(BROADBAND, sound.celsius, sound.humidity)
        self.far = falls(_FARTHEST, world.city.cell_mm, air)
        self.near = falls(_FARTHEST, world.city.cell_mm)


def noise(scene: Scene) -> tuple[layers.NoiseLayer, Columns]:
    """Sounds whose place, or whose carrying, is in view."""
    world, sound = scene.world, scene.world.shared(Acoustics)
    air, needed = world.cache(_Air), sound.needed(scene.world.sky)
    since = max(0, world.tick - SPAN)
    sounds = list[layers.Sound]()
    for tick, cell, inside, power, maker, cause in reversed(scene.recent.noises(world.tick, since)):
        level = 10 * power - round(100 * through_walls_db(world, inside))
        reach = _reach(air.far, level - needed)
        if len(sounds) == _MOST or not scene.box.wider(reach).holds(np.array([cell]))[0]:
            continue
        watchers, people = _hearers(scene, cell, level, needed, round(100 * sound.wall_db), maker)
        sounds.append({
            "cell": cell, "inside": inside, "maker": maker, "what": _what(cause), "db": power / 10, "reach": reach,
            "behind": _reach(air.far, level - needed - round(100 * sound.wall_db)), "age": world.tick - tick,
            "watchers": watchers, "people": people,
        })  # fmt: skip
    who, steps = _steps(scene, air, needed)
    hides = (needed / 100) - sound.needed_db
    notes = [f"What is softer than {hides:.0f} dB is lost in {'the night' if world.sky.curfew[0] else 'the murmur'}."]
    if not sounds:
        notes.insert(0, "Nothing in view was loud in the last minute.")
    layer: layers.NoiseLayer = {
        "kind": "noise", "lacks": "", "whole": scene.recent.missing(world.tick, since) < 0, "notes": notes,
        "sounds": sounds,
    }  # fmt: skip
    return layer, {
        "step": who.astype(np.int32),
        "stepCell": world.citizens.cell[who],
        "stepReach": steps.astype(np.uint16),
        "stepHeard": _near(world, world.citizens.cell[who], steps).astype(np.uint8),
    }


def _what(cause: int) -> str:
    return words(Kind(split_id(cause)[1]).name) if cause else "a noise"


def _reach(fall: I64, spare: int) -> int:
    """How far a sound carries that may lose so much, in cells; 0 for not at all."""
    n = int(np.searchsorted(fall, spare, side="right"))
    return int(np.sqrt(max(0, n - 1))) if n else 0


def _steps(scene: Scene, air: _Air, needed: int) -> tuple[I64, I64]:
    """Who walks outdoors in view, and how far each is heard, in cells."""
    world = scene.world
    people, hauls = world.citizens, world.hauls
    params = scene.sim.built.rules["hearing"]
    assert isinstance(params, hearing.Params)
    powers = hearing.powers_of(params)
    who = scene.outdoors()
    who = who[people.doing[who] == Activity.WALKING][:_MOST_STEPS]
    power = powers[people.pace[who]]
    for slot in hauls.rows().tolist():
        at = np.searchsorted(who, hauls.hauler[slot])
        if at < len(who) and who[at] == hauls.hauler[slot]:
            power[at] = max(power[at], powers[3 + hauls.mode[slot]])
    n = np.searchsorted(air.near, power - needed, side="right")
    return who, np.sqrt(np.maximum(0, n - 1)).astype(np.int64)


def _ears(world: World) -> npt.NDArray[np.bool_]:
    """(watchers,) who of them listens."""
    watchers = world.watchers
    listens = np.isin(watchers.kind, [int(WatcherKind.SENTINEL), int(WatcherKind.DRONE), int(WatcherKind.HUNTER)])
    awake = (watchers.duty != Duty.OFF) & (watchers.impaired <= world.tick)
    found: npt.NDArray[np.bool_] = listens & awake & (watchers.senses & Senses.EARS != 0)
    return found


def _near(world: World, cells: npt.NDArray[np.int32], reach: I64) -> npt.NDArray[np.bool_]:
    """Whether anybody who listens stands within some reaches of some cells, in the open."""
    watchers, city = world.watchers, world.city
    found = np.zeros(len(cells), bool)
    for post in watchers.cell[_ears(world)].tolist():
        dx = cells % city.width - post % city.width
        dy = cells % city.area // city.width - post % city.area // city.width
        found |= (cells // city.area == post // city.area) & (dx * dx + dy * dy <= reach * reach) & (reach > 0)
    return found


def _hearers(scene: Scene, cell: int, level: int, needed: int, wall: int, maker: int) -> tuple[list[int], list[int]]:
    """The watchers, and the named, to whom a sound from a cell is loud enough."""
    world, fall = scene.world, scene.world.cache(_Air).far
    watchers, people = world.watchers, world.citizens
    deaf = round(100 * world.shared(Acoustics).drone_deaf_db)
    ears = np.flatnonzero(_ears(world))
    over = np.where(watchers.kind[ears] == _DRONE, needed + deaf, needed)
    loud = _loud(world.city.handle, fall, cell, watchers.cell[ears], level, wall, over)
    named = np.array([row for row in scene.named if people.alive[row] and row != maker], np.int64)
    walls = np.array([round(100 * through_walls_db(world, int(people.inside[row]))) for row in named], np.int64)
    heard = _loud(world.city.handle, fall, cell, people.cell[named], level, wall, needed + walls)
    return ears[loud].tolist(), named[heard].tolist()


@kernel
def _loud(city, fall, cell, cells, level, wall, needed):
    """Which of some cells a sound reaches with the level that is needed there."""
    found = np.zeros(len(cells), np.bool_)
    for i in range(len(cells)):
        there = np.int64(cells[i])
        if there // city.area != cell // city.area:
            continue
        squared = squared_apart_on(cell, there, city.width, city.area)
        if squared >= len(fall) or level - fall[squared] < needed[i]:
            continue
        found[i] = clear(city, there, cell) or level - fall[squared] - wall >= needed[i]
    return found
