"""Retelling: who has told whom what. Nobody says again what somebody has from them, or has heard the same night.

Only of those with a mind of their own is it kept whom they have told of what: of a whole crowd that would be too much.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from undergrid.core import units
from undergrid.world.orders.attempts import is_minded
from undergrid.world.tables.minds import Topic

if TYPE_CHECKING:
    from undergrid.world.world import World

_NIGHT = 8 * units.HOUR  # ticks within which nobody tells somebody the same thing again [assumed]


def note(world: World, who: int, whom: int, topic: Topic, subject: int = -1) -> None:
    """Note what somebody has told another last."""
    told = world.radioed
    slot = told.first(teller=who, hearer=whom, topic=topic, subject=subject)
    if slot < 0:
        slot = int(told.take(1)[0])
        told.teller[slot], told.hearer[slot], told.topic[slot], told.subject[slot] = who, whom, topic, subject
    told.at[slot] = world.tick


def note_if_minded(world: World, who: int, whom: int, topic: Topic) -> None:
    """Note what somebody has told another, where the teller has a mind of their own."""
    if is_minded(world, who):
        note(world, who, whom, topic)


def told_tonight(world: World, who: int, whom: int, topic: Topic) -> bool:
    """Whether somebody with a mind of their own has told another of that within a night."""
    told = world.radioed
    slot = told.first(teller=who, hearer=whom, topic=topic, subject=-1) if told.n_used else -1
    return slot >= 0 and world.tick - int(told.at[slot]) < _NIGHT


def has_it_from(world: World, whom: int, who: int, topic: Topic) -> bool:
    """Whether somebody knows of that, and from a certain teller."""
    slot = world.knowledge.first(knower=whom, topic=topic)
    return slot >= 0 and int(world.knowledge.source[slot]) == who
