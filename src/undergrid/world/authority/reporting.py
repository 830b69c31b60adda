"""Reporting: how an observation sets out for the authority, perhaps a few cells off."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from undergrid.core import luck
from undergrid.core.bits import each_set
from undergrid.core.grid import squared_apart_on
from undergrid.core.jit import kernel
from undergrid.core.tables import I64

if TYPE_CHECKING:
    from undergrid.world.world import World

Values = int | npt.NDArray[Any]
REPORT = 4
"""The bit of what a watcher finds that is set where it reports it."""


def report(
    world: World,
    subject: Values,
    watcher: Values,
    sense: int,
    cell: Values,
    delay: int,
    weight: Values,
    event: I64,
    at: int = -1,
) -> None:
    """File one report per entry of `event`, to arrive `delay` ticks from now. Plain numbers count for all reports.

    subject: whom the observer takes it for, -1 unknown; watcher: -1 where a citizen informs; cell: where the observer
    thinks it was; weight: in points; at: the tick of the observation, by default now.
    """
    reports = world.reports
    slots = reports.take(len(event))
    reports.subject[slots] = subject
    reports.watcher[slots] = watcher
    reports.sense[slots] = sense
    reports.cell[slots] = cell
    reports.at[slots] = world.tick if at < 0 else at
    reports.arrives[slots] = world.tick + delay
    reports.weight[slots] = weight
    reports.event[slots] = event


@kernel
def misplaced(key, thing, nth, cell, off, city):
    """A cell up to `off` cells from `cell` either way, drawn by `thing`; `cell` itself where that is in a wall.

    thing: a luck key, that of a pair where two draw; nth: the first of the two draws that this takes.
    """
    width, level = city.width, cell // city.area
    rest = cell - level * city.area
    y = rest // width + luck.below(key, thing, 2 * off + 1, int(nth)) - off
    x = rest % width + luck.below(key, thing, 2 * off + 1, int(nth) + 1) - off
    if 0 <= x < width and 0 <= y < city.height:
        there = level * city.area + y * width + x
        if city.opaque[there] == 0:
            return there
    return cell


@kernel
def observe(people, watchers, occupancy, city, errors, key, n, news):
    """Write whom and where each of n rows of `news` names that is to be reported: the truth, a neighbour, a place near.

    errors: the chances that a report is `mistaken` or `displaced`, and how far: `near` (cells squared), `off` (cells).
    """
    for row in range(n):
        if not news.what[row] & REPORT:
            continue
        who = news.citizen[row]
        here, known = np.int64(people.cell[who]), news.known[row] > 0
        watcher, person = watchers.luck[news.watcher[row]], people.luck[who]
        news.subject[row], news.place[row] = who if known else -1, here
        if known and luck.draw_between(key, watcher, person, np.int64(0)) < errors.mistaken:
            news.subject[row] = neighbour(people, occupancy, city, who, errors.near)
        if luck.draw_between(key, watcher, person, np.int64(1)) < errors.displaced:
            pair = luck.pair(watcher, person)
            news.place[row] = misplaced(key, pair, np.int64(2), here, errors.off, city)


@kernel(inline=True)
def times(news, n, what, whom):
    """How many of the first `n` rows of `news` are about `whom` and share a bit with `what`."""
    found = 0
    for row in range(n):
        if news.citizen[row] == whom and news.what[row] & what:
            found += 1
    return found


@kernel
def neighbour(people, occupancy, city, who, near):
    """The person outdoors who stands nearest to `who`, within `near` cells squared; `who` itself if there is nobody."""
    here, found, nearest = np.int64(people.cell[who]), np.int64(who), near + 1
    for other in each_set(occupancy.outdoors):
        there = np.int64(people.cell[other])
        if other == who or there // city.area != here // city.area:
            continue
        squared = squared_apart_on(here, there, city.width, city.area)
        if squared < nearest:
            found, nearest = other, squared
    return found
