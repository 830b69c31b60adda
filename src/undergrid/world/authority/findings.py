"""Findings: which Sentinels hear what a unit says of itself, and what they have found of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from undergrid.core.grid import squared_cells
from undergrid.world.senses.earshot import carries, reach_of_speech
from undergrid.world.tables.authority import Duty, Senses, WatcherKind
from undergrid.world.tables.units import Finding

if TYPE_CHECKING:
    from undergrid.world.world import World

_VOICE_M = 20  # m within which a Sentinel understands a raised voice [assumed]


def is_unit(world: World, who: int) -> bool:
    """Whether somebody is a companion unit with a number."""
    return bool(world.units.n_used) and bool(world.units.has(owner=who))


def hearing(world: World, who: int) -> list[int]:
    """The Sentinels on duty that would understand the raised voice of somebody outdoors: rows, ascending."""
    people, watchers = world.citizens, world.watchers
    if people.inside[who] >= 0:
        return []
    here, city, (_, behind) = int(people.cell[who]), world.city, reach_of_speech(world)
    far = squared_cells(_VOICE_M, city.cell_mm)
    ears = (watchers.kind == WatcherKind.SENTINEL) & (watchers.duty != Duty.OFF)
    ears &= (watchers.senses & Senses.EARS) != 0
    rows = np.flatnonzero(ears).tolist()
    return [row for row in rows if carries(city.handle, here, int(watchers.cell[row]), far, behind)]


def paused_for(world: World, who: int) -> list[int]:
    """The slots of `findings` by which Sentinels within hearing take a unit for property, ascending."""
    findings, near = world.findings, set(hearing(world, who))
    rows = findings.where(unit=who, stage=Finding.PROPERTY) if findings.n_used else ()
    return [slot for slot in np.asarray(rows, np.int64).tolist() if int(findings.watcher[slot]) in near]
