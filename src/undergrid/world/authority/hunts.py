"""Hunts: how a watcher is called away after somebody, looks round, and is free again; each change is logged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from undergrid.world.authority.cases import DossierOf
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.authority import Duty

if TYPE_CHECKING:
    from undergrid.world.world import World


def send(world: World, row: int, quarry: int, goal: int, cause: int, patience: int) -> None:
    """Call a watcher away to a cell after somebody (-1: something unknown) for so many ticks: HUNT_BEGAN."""
    watchers = world.watchers
    watchers.cause[row] = world.events.one(Kind.HUNT_BEGAN, row, quarry, goal, cause=cause)
    watchers.duty[row], watchers.quarry[row], watchers.goal[row] = Duty.HUNT, quarry, goal
    watchers.progress[row], watchers.datum[row] = 0, -1
    watchers.until[row] = world.tick + patience


def search(world: World, row: int, until: int) -> None:
    """Let a watcher look round where it is until a tick: SEARCH_BEGAN."""
    watchers, cell = world.watchers, int(world.watchers.cell[row])
    watchers.cause[row] = world.events.one(
        Kind.SEARCH_BEGAN, row, int(watchers.quarry[row]), cell, cause=int(watchers.cause[row])
    )
    watchers.duty[row], watchers.until[row] = Duty.SEARCH, until
    watchers.datum[row], watchers.goal[row], watchers.leg[row] = cell, cell, 1


def resume(world: World, row: int) -> None:
    """Log that a search has become a hunt again: by the watcher's own eyes, or by news of the quarry."""
    watchers, quarry = world.watchers, int(world.watchers.quarry[row])
    own = watchers.in_sight[row] == quarry and watchers.seen_at[row] == world.tick
    cause = int(watchers.sighting[row] if own else world.dossiers.event[world.cache(DossierOf).slot[quarry]])
    watchers.cause[row] = world.events.one(
        Kind.HUNT_BEGAN, row, quarry, int(watchers.goal[row]), cause=cause or int(watchers.cause[row])
    )


def end(world: World, row: int, in_vain: bool) -> None:
    """Let a watcher go back: HUNT_ENDED. In vain: the observation that it followed calls nobody else."""
    watchers, quarry = world.watchers, int(world.watchers.quarry[row])
    watchers.cause[row] = world.events.one(
        Kind.HUNT_ENDED, row, quarry, int(watchers.cell[row]), cause=int(watchers.cause[row])
    )
    slot = int(world.cache(DossierOf).slot[quarry]) if quarry >= 0 else -1
    if in_vain and slot >= 0:
        world.dossiers.searched[slot] = world.dossiers.at[slot]
    watchers.duty[row], watchers.quarry[row] = Duty.RETURN, -1
    watchers.goal[row] = watchers.datum[row] = -1
