"""Earshot: who can hear whom, and why somebody cannot be talked to.

Quiet speech carries three cells outdoors, through a whole building inside, and through a door to whoever stands at it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from undergrid.world.care import PAUSE
from undergrid.world.hearers import EARSHOT
from undergrid.world.tables.orders import Refusal
from undergrid.world.tables.people import NEVER, Activity
from undergrid.world.waking import hears

if TYPE_CHECKING:
    from undergrid.world.world import World


def within_earshot(world: World, a: int, b: int) -> bool:
    """Whether quiet speech carries from one person to another, awake or not."""
    people, city = world.citizens, world.city
    inside, other = int(people.inside[a]), int(people.inside[b])
    if inside >= 0 and other >= 0:
        return inside == other
    here, there = int(people.cell[a]), int(people.cell[b])
    if inside >= 0 or other >= 0:
        return here == there  # of who is indoors, the cell is the door's
    down, right = there // city.width - here // city.width, there % city.width - here % city.width
    return here // city.area == there // city.area and abs(down) <= EARSHOT and abs(right) <= EARSHOT


def cannot_talk(world: World, who: int, whom: int) -> Refusal | None:
    """Why somebody cannot talk to somebody else: the dead, the far and the senseless; None where they can."""
    if not world.citizens.alive[whom]:
        return Refusal.TARGET_DEAD
    if not within_earshot(world, who, whom):
        return Refusal.NOT_HERE
    return None if listens(world, whom) else Refusal.NO_ANSWER


def listens(world: World, who: int) -> bool:
    """Whether somebody could answer: alive, with their senses, and not in the DreamNet."""
    return hears(world, who) and world.citizens.doing[who] != Activity.PLUGGED


def said(world: World, who: int) -> None:
    """What somebody was about to say has been said: what else they were doing goes on."""
    world.drop_intent(who)
    if world.citizens.wake[who] == NEVER and not world.is_minded(who):
        world.citizens.wake[who] = world.tick + PAUSE


def awake_inside(world: World, building: int) -> list[int]:
    """The rows of those in a building who are awake, ascending."""
    return [who for who in np.flatnonzero(world.citizens.inside == building).tolist() if listens(world, who)]
