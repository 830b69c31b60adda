"""Breakage: what a hit does to a watcher. Subsystems fail one by one: eye, drive, weapon.

eye       it sees neither shapes nor warmth; cameras and readers take nothing in
drive     a drone falls where it is, onto whoever is there; a Sentinel stands where it is
weapon    it shoots no more

A hit that does no more harm than the watcher's hull bears breaks nothing. Hunters are people in armour: a hit that goes
through it puts them out of action.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from undergrid.core import luck
from undergrid.world.authority import hunts
from undergrid.world.combat.glass import shatter
from undergrid.world.combat.hits import strike
from undergrid.world.items.wrecks import drone_fell
from undergrid.world.log.kinds import Kind
from undergrid.world.network.control import set_failed, set_node
from undergrid.world.places.occupancy import Occupancy
from undergrid.world.senses.gaze import lose_sight
from undergrid.world.senses.noises import make_noise
from undergrid.world.tables.authority import Duty, Senses, WatcherKind
from undergrid.world.tables.body import WoundKind
from undergrid.world.tables.combat import Subsystem

if TYPE_CHECKING:
    from undergrid.world.world import World

PART = luck.stream("combat/part of a watcher")

_BEARS = {
    WatcherKind.READER: 5,
    WatcherKind.CAMERA: 5,
    WatcherKind.SENTINEL: 40,
    WatcherKind.DRONE: 12,
    WatcherKind.HUNTER: 20,
}  # tenths of damage that its hull, or what it wears, takes [assumed]
_PARTS = {
    WatcherKind.READER: (100, 0, 0),
    WatcherKind.CAMERA: (100, 0, 0),
    WatcherKind.SENTINEL: (25, 30, 20),
    WatcherKind.DRONE: (25, 50, 10),
}  # of 100 hits that go through, how many meet eye, drive and weapon; the others meet nothing of use [assumed]
_STOPS = (Subsystem.EYE, Subsystem.DRIVE)
_HUNTING = (Duty.HUNT, Duty.SEARCH)
_FALLS_ON = 35  # tenths of damage that a falling drone does [assumed]
_CRASH_DB = 110  # sound power of a crash, dB [assumed]
_CRASH_M = 3  # a crash breaks glass within, m [assumed]


def has_failed(world: World, row: int, part: Subsystem) -> bool:
    """Whether a subsystem of a watcher has failed."""
    return bool(world.failures.has(watcher=row, part=part))


def out_of_use(world: World, row: int) -> bool:
    """Whether a watcher does nothing any more."""
    return int(world.watchers.duty[row]) == Duty.OFF


def hit_watcher(world: World, row: int, damage: int, cause: int, pair: int, by: int = -1) -> int:
    """Let something hit a watcher, by the event `cause`; returns the event that tells what came of it.

    damage: tenths; pair: whose luck decides; by: whose hit it is, -1 for nobody's.
    """
    watchers, where = world.watchers, int(world.watchers.cell[row])
    kind = WatcherKind(int(watchers.kind[row]))
    if damage > _BEARS[kind]:
        if kind == WatcherKind.HUNTER:
            return _fall(world, row, world.events.one(Kind.OUT_OF_ACTION, row, by, where, cause=cause))
        part = _part_met(kind, int(luck.below(world.key(PART), pair, 100)))
        if part is not None and not has_failed(world, row, part):
            return fail(world, row, part, cause, by)
    return world.events.one(Kind.BOUNCED_OFF, row, by, where, cause=cause)


def _part_met(kind: WatcherKind, draw: int) -> Subsystem | None:
    """The subsystem that a hit which goes through meets, by a draw below 100; None for nothing of use."""
    return next((part for part in Subsystem if draw < sum(_PARTS[kind][: part + 1])), None)


@cache
def stopped_by_hit(kind: WatcherKind, least: int, most: int) -> float:
    """The chance that one hit stops a watcher of a kind: that it falls, sees nothing any more, or stands where it is.

    least, most: the damage that the hit may do, tenths, each as likely (`weapons.damage`). What meets its weapon alone
    does not keep it from coming on.
    """
    through = sum(damage > _BEARS[kind] for damage in range(least, most + 1)) / (most - least + 1)
    if kind == WatcherKind.HUNTER:
        return through
    return through * sum(_part_met(kind, draw) in _STOPS for draw in range(100)) / 100


def is_laid_up(world: World, row: int) -> bool:
    """Whether a watcher does nothing any more but look, at most."""
    return int(world.watchers.duty[row]) in (Duty.OFF, Duty.LAMED)


def is_stopped(world: World, row: int) -> bool:
    """Whether a watcher has been stopped so."""
    return is_laid_up(world, row) or any(has_failed(world, row, part) for part in _STOPS)


def fail(world: World, row: int, part: Subsystem, cause: int, by: int = -1) -> int:
    """Let a subsystem of a watcher fail, by the event `cause` and somebody's hand; returns SUBSYSTEM_FAILED."""
    watchers, failures = world.watchers, world.failures
    event = world.events.one(Kind.SUBSYSTEM_FAILED, row, by, int(watchers.cell[row]), part, cause)
    slot = int(failures.take(1)[0])
    failures.watcher[slot], failures.part[slot], failures.cause[slot] = row, part, event
    if part == Subsystem.EYE:
        failures.senses[slot] = watchers.senses[row]
        _blind(world, row, event)
        if watchers.kind[row] <= WatcherKind.CAMERA:
            _fall(world, row, event)
    elif part == Subsystem.DRIVE and watchers.kind[row] == WatcherKind.DRONE:
        _crash(world, row, event, by)
    elif part == Subsystem.DRIVE:
        _fall(world, row, event)
        watchers.duty[row] = Duty.LAMED
    return event


def _blind(world: World, row: int, event: int) -> None:
    """Take its eyes from a watcher, and whom it had in sight."""
    world.watchers.senses[row] &= ~(Senses.EYES | Senses.HEAT)
    lose_sight(world, row, event)
    world.watchers.warm[row] = -1


def _fall(world: World, row: int, event: int) -> int:
    """Take a watcher off duty where it is, by the event `event`, which is returned; its hunt is over."""
    watchers, nodes, was = world.watchers, world.nodes, int(world.watchers.duty[row])
    hunted = was in _HUNTING
    watchers.cause[row] = event
    if hunted:
        hunts.end(world, row, in_vain=False)
    watchers.duty[row], watchers.quarry[row], watchers.progress[row] = Duty.OFF, -1, 0
    watchers.goal[row] = watchers.datum[row] = -1
    for node in np.flatnonzero((nodes.watcher == row) & nodes.works).tolist():
        if not nodes.failed[node]:  # it does nothing any more by this, not for want of control
            nodes.was[node], nodes.ends[node] = was, world.tick
            set_failed(world, node, True, lambda _: event)
        set_node(world, node, False, lambda _: event)
    return event


def _crash(world: World, row: int, event: int, by: int) -> None:
    """Let a drone fall onto the cell that it flies over: whoever is there is hurt, glass round about breaks."""
    watchers, people, cell = world.watchers, world.citizens, int(world.watchers.cell[row])
    out = world.cache(Occupancy).outdoors.rows()
    below = out[(people.cell[out] == cell) & people.alive[out].astype(bool)].tolist()
    crashed = world.events.one(Kind.CRASHED, row, by, cell, len(below), event)
    _fall(world, row, crashed)
    drone_fell(world, row, crashed)
    make_noise(world, cell, _CRASH_DB, crashed)
    for who in below:
        pair = luck.pair(int(watchers.luck[row]), int(people.luck[who]))
        strike(world, who, WoundKind.CRUSH, _FALLS_ON, crashed, pair)
    shatter(world, cell, _CRASH_M, crashed)
