"""Heat: how warm the ground is, and who and what stands out from it, as the scanners of drones have it."""

from __future__ import annotations

import numpy as np

from undergrid.city.city import Ground
from undergrid.core.caches import Cache
from undergrid.core.jit import kernel
from undergrid.core.luck import CERTAIN
from undergrid.serve import layers
from undergrid.serve.modes.scene import Columns, Scene, as_u8
from undergrid.world.senses.thermal import (
    Scanning,
    Thermal,
    arc,
    background,
    chance_between,
    contrast,
    surroundings,
    within,
)
from undergrid.world.tables.authority import Duty, Senses
from undergrid.world.tables.people import Activity, Posture
from undergrid.world.world import World

_BELOW, _ABOVE = 300, 600  # 1/100 K less and more than the air that are told apart at least
_MOST = 4000  # bodies
_WALKING = int(Activity.WALKING)
_VOID, _NOTHING = int(Ground.VOID), -_BELOW  # where there is nothing to see


class _Scanner(Cache):
    """What scanners compute with in a world."""

    def __init__(self, world: World) -> None:
        self.scanning = Scanning(world)


def heat(scene: Scene) -> tuple[layers.HeatLayer, Columns]:
    """Warmth in view."""
    world = scene.world
    city, thermal = world.city, world.shared(Thermal)
    scanning = world.cache(_Scanner).scanning
    scanning.refresh(world)
    scan, stride = scanning.handle, scene.box.stride()
    air = int(world.sky.temperature[0])
    ground = np.zeros(city.area, np.int32)
    around = int(thermal.fire_m * 1000 // city.cell_mm) + 1
    _ground(scan, city.handle, scene.box.level, around, ground)
    x0, y0, x1, y1 = scene.box.sides
    seen = ground.reshape(city.height, city.width)[y0:y1:stride, x0:x1:stride].ravel()
    who = scene.outdoors()[:_MOST]
    warmth, odds = np.zeros(len(who), np.int32), np.zeros(len(who), np.int64)
    scanners = _scanners(world)
    turn = world.tick, thermal.look_every, thermal.sweep_s
    tables = world.citizens.handle, world.watchers.handle
    _bodies(scan, city.handle, tables, (who, scanners), turn, (warmth, odds))
    above = max(_ABOVE, int(warmth.max(initial=0)) * 21 // 20)  # what is warmest in view is lightest
    shelters = world.shelters
    roofs = shelters.building[(shelters.fire > world.tick) & ~shelters.sealed.astype(bool)]
    levels = [city.where(int(city.buildings[b].door))[0] == scene.box.level for b in roofs.tolist()]
    notes = [f"Air {air / 100:.0f} °C, skin {thermal.skin_c:.0f} °C."]
    picked = int((odds > 0).sum())
    if len(scanners):
        plural = "s scan" if len(scanners) > 1 else " scans"
        notes.append(f"{len(scanners)} drone{plural} now, {thermal.beam_m:.0f} m far; {picked} in a beam.")
    else:
        notes.append("Nobody here scans for heat: this is what there would be to see.")
    layer: layers.HeatLayer = {
        "kind": "heat", "lacks": "", "notes": notes, "whole": True, "stride": stride, "low": (air - _BELOW) / 100,
        "high": (air + above) / 100, "air": air / 100, "skin": thermal.skin_c,
    }  # fmt: skip
    people = world.citizens
    return layer, {
        "heat": _degrees(seen, above),
        "warmth": _degrees(warmth, above),
        "warmCell": people.cell[who].astype(np.uint32),
        "warmPosture": np.where(people.alive[who], people.posture[who], Posture.FLAT).astype(np.uint8),
        "warmSeen": as_u8(odds * 255 // CERTAIN),
        "warmRoof": roofs[np.array(levels, bool)].astype(np.uint16),
    }


def _degrees(over: np.ndarray, above: int) -> np.ndarray:
    """1/100 K over the air, as a share of what is told apart."""
    return as_u8((over + _BELOW) * 255 // (_BELOW + above))


def _scanners(world: World) -> np.ndarray:
    """The watchers whose beams look somewhere now."""
    watchers, city = world.watchers, world.city
    lawful = city.lawful[watchers.cell // city.area] != 0
    able = (watchers.senses & Senses.HEAT != 0) & (watchers.duty != Duty.OFF)
    return np.flatnonzero(able & lawful & (watchers.impaired <= world.tick) & (watchers.faulty <= world.tick))


@kernel
def _ground(scan, city, level, around, ground):
    """How much warmer than the air each cell of a level is, 1/100 K."""
    base = level * city.area
    sun = scan.sun if city.flags[level] & 1 else np.int64(0)
    for k in range(city.area):
        kind = np.int64(city.ground[base + k])
        ground[k] = background(scan.heat, sun, kind, 0) if kind != _VOID else _NOTHING
    for i in range(len(scan.fires)):
        at = scan.fires[i]
        if at // city.area != level:
            continue
        y, x = (at - base) // city.width, (at - base) % city.width
        for row in range(max(0, y - around), min(city.height, y + around + 1)):
            for column in range(max(0, x - around), min(city.width, x + around + 1)):
                there = row * city.width + column
                if surroundings(scan, city, base + there)[2]:
                    ground[there] = background(scan.heat, sun, np.int64(city.ground[base + there]), 1)


@kernel
def _bodies(scan, city, tables, rows, turn, out):
    """Of some people how much warmer than the air they show, 1/100 K, and the best odds of a beam that is on them."""
    (people, watchers), (who, scanners), (warmth, odds) = tables, rows, out
    now, every, around = turn
    for i in range(len(who)):
        s = who[i]
        there = np.int64(people.cell[s])
        kind = np.int64(city.ground[there])
        sun = scan.sun if city.flags[there // city.area] & 1 else np.int64(0)
        moving = 1 + np.int64(people.pace[s]) if people.doing[s] == _WALKING else np.int64(0)
        dead = np.int64(-1) if people.alive[s] else np.int64(now - people.since[s])
        by_fire = surroundings(scan, city, there)[2]
        apart = contrast(scan.heat, scan.temperature, sun, kind, np.int64(scan.clothes[s]), moving, dead, by_fire)
        warmth[i] = apart + background(scan.heat, sun, kind, by_fire)
        for n in range(len(scanners)):
            w = scanners[n]
            here = np.int64(watchers.cell[w])
            if here // city.area != there // city.area:
                continue
            low, high = arc(np.int64(watchers.luck[w]), now, every, around)
            dx, dy = there % city.width - here % city.width, there // city.width - here // city.width
            if within(scan.heat, low, high, dx, dy):
                posture, worn = np.int64(people.posture[s]), np.int64(scan.clothes[s])
                odds[i] = max(odds[i], chance_between(scan, city, here, there, posture, moving, worn, dead)[0])
