"""Reporting: how an observation sets out for the authority, perhaps a few cells off."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy.typing as npt

from undergrid.core import luck
from undergrid.core.jit import kernel
from undergrid.core.tables import I64

if TYPE_CHECKING:
    from undergrid.world.world import World

Values = int | npt.NDArray[Any]


def report(
    world: World,
    subject: Values,
    watcher: Values,
    sense: int,
    cell: Values,
    delay: int,
    weight: Values,
    event: I64,
) -> None:
    """File one report per entry of `event`; they arrive `delay` ticks from now. Plain numbers count for all of them.

    subject: whom the observer takes it for, -1 unknown; cell: where the observer thinks it was; weight: in points.
    """
    reports = world.reports
    slots = reports.take(len(event))
    reports.subject[slots] = subject
    reports.watcher[slots] = watcher
    reports.sense[slots] = sense
    reports.cell[slots] = cell
    reports.at[slots] = world.tick
    reports.arrives[slots] = world.tick + delay
    reports.weight[slots] = weight
    reports.event[slots] = event


@kernel
def misplaced(key, lucky, other, nth, cell, off, opaque, width, area):
    """A cell up to `off` cells from `cell` either way, drawn by two things; `cell` itself where that is in a wall."""
    thing = luck.pair(lucky, other)
    level = cell // area
    rest = cell - level * area
    y = rest // width + luck.below(key, thing, 2 * off + 1, int(nth)) - off
    x = rest % width + luck.below(key, thing, 2 * off + 1, int(nth) + 1) - off
    if 0 <= x < width and 0 <= y < area // width:
        there = level * area + y * width + x
        if opaque[there] == 0:
            return there
    return cell
