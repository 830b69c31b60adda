"""Receivers: who listens to the radio: people who carry one that works, and the watchers that hunt."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from undergrid.core.tables import I64
from undergrid.world.body.posture import hears
from undergrid.world.tables.authority import Duty, WatcherKind
from undergrid.world.tables.items import ItemKind

if TYPE_CHECKING:
    from undergrid.world.world import World

_LISTENING = (WatcherKind.HUNTER, WatcherKind.DRONE)


def people_listening(world: World, sender: int) -> I64:
    """Whoever carries a radio that works and has their senses, but for the sender: rows, ascending."""
    items = world.items
    radios = items.where(kind=ItemKind.RADIO)
    carriers = np.unique(items.holder[radios[(items.count[radios] > 0) & (items.quality[radios] > 0)]])
    return np.array([row for row in carriers.tolist() if row >= 0 and row != sender and hears(world, row)], np.int64)


def watchers_listening(world: World) -> I64:
    """The hunters and drones that are up and not impaired: rows, ascending."""
    watchers = world.watchers
    free = np.isin(watchers.kind, _LISTENING) & (watchers.duty != Duty.OFF) & (watchers.impaired <= world.tick)
    return np.flatnonzero(free)
