"""Wrecks: what lies broken, how many parts are in it, and what can be made of parts."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from undergrid.core import luck
from undergrid.world.tables.items import ItemKind

if TYPE_CHECKING:
    from undergrid.world.world import World


class Workshop(BaseModel):
    """The knobs under `rules.workshop`: how many parts a drone has and takes, for rules and whoever asks."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    drone_parts: int = Field(8, ge=0, le=1000, description="parts left in a drone that has fallen [assumed]")
    flies_with: int = Field(12, ge=1, le=1000, description="parts that a drone takes to fly again [assumed]")


class Recipe(NamedTuple):
    """What it takes to make something: spare parts, and minutes."""

    parts: int
    minutes: int


RECIPES: dict[ItemKind, Recipe] = {
    ItemKind.CUTTERS: Recipe(3, 30),
    ItemKind.BEACON: Recipe(3, 45),
    ItemKind.RADIO: Recipe(4, 60),
    ItemKind.SCOPE: Recipe(4, 60),
    ItemKind.DETECTOR: Recipe(4, 90),
    ItemKind.SCANNER: Recipe(5, 90),
    ItemKind.SIDEARM: Recipe(6, 90),
    ItemKind.RIFLE: Recipe(10, 180),
}
"""What can be built of spare parts, and what that takes [assumed]."""


def leave_wreck(world: World, cell: int, parts: int, key: int, cause: int, *, frame: bool, watcher: int = -1) -> int:
    """Let a machine with so many parts lie on a cell from now on; returns its row. key: its luck key."""
    row, wrecks = int(world.wrecks.take(1)[0]), world.wrecks
    wrecks.luck[row], wrecks.cell[row], wrecks.watcher[row], wrecks.frame[row] = key, cell, watcher, frame
    wrecks.held[row] = wrecks.parts[row] = parts
    wrecks.cause[row] = cause
    return row


def drone_fell(world: World, watcher: int, cause: int) -> None:
    """Let one of the authority's drones lie where it has come down."""
    key = luck.child(int(world.watchers.luck[watcher]), world.tick, int(ItemKind.PARTS), 0)
    parts = world.shared(Workshop).drone_parts
    leave_wreck(world, int(world.watchers.cell[watcher]), parts, int(key), cause, frame=True, watcher=watcher)


def drone_rose(world: World, watcher: int) -> None:
    """A drone of the authority's has been mended: it lies there no longer."""
    world.wrecks.free(world.wrecks.where(watcher=watcher))


def stripped(world: World, watcher: int) -> bool:
    """Whether parts have been taken out of one of the authority's drones that has fallen."""
    wrecks = world.wrecks
    rows = wrecks.where(watcher=watcher)
    return bool((wrecks.parts[rows] < wrecks.held[rows]).any())


def wrecks_at_hand(world: World, who: int) -> list[int]:
    """The wrecks that somebody outdoors can lay hands on: on their cell first, then beside it, the fullest first."""
    wrecks, people = world.wrecks, world.citizens
    if not wrecks.n_used or people.inside[who] >= 0:
        return []
    here = int(people.cell[who])
    near = [row for row in wrecks.rows().tolist() if world.city.beside(here, int(wrecks.cell[row]))]
    return sorted(near, key=lambda row: (wrecks.cell[row] != here, -int(wrecks.parts[row]), int(wrecks.luck[row])))


def with_parts(world: World, who: int) -> int:
    """The wreck at hand out of which parts can be taken; -1 for none."""
    return next((row for row in wrecks_at_hand(world, who) if world.wrecks.parts[row]), -1)


def that_could_fly(world: World, who: int) -> int:
    """The wreck at hand that could be made to fly again; -1 for none."""
    return next((row for row in wrecks_at_hand(world, who) if world.wrecks.frame[row]), -1)


def parts_missing(world: World, wreck: int) -> int:
    """How many parts a wreck takes to fly again beyond those that are in it."""
    return max(0, world.shared(Workshop).flies_with - int(world.wrecks.parts[wreck]))


def take_out(world: World, wreck: int, sound: int, scrap: int) -> None:
    """Take so many parts out of a wreck; others become scrap."""
    wrecks = world.wrecks
    wrecks.parts[wreck] -= sound + scrap
    wrecks.taken[wreck] += sound
    wrecks.scrap[wreck] += scrap


def begin_own_drone(world: World, who: int, wreck: int, added: int, cause: int) -> int:
    """Let a wreck fly for somebody, with its own parts and so many that were added; returns its row."""
    wrecks = world.wrecks
    within = int(wrecks.parts[wreck])
    row, own = int(world.own_drones.take(1)[0]), world.own_drones
    own.maker[row], own.luck[row], own.cell[row] = who, wrecks.luck[wreck], wrecks.cell[wreck]
    own.parts[row], own.cause[row] = within + added, cause
    take_out(world, wreck, within, 0)
    wrecks.frame[wreck] = False
    return row


def own_drones_of(world: World, who: int) -> list[int]:
    """The drones that somebody has made fly again: those that follow first."""
    own = world.own_drones
    rows = own.of(who) if own.n_used else np.empty(0, np.int64)
    return sorted(rows.tolist(), key=lambda row: (own.goal[row] >= 0, int(own.luck[row])))
