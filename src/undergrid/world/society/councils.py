"""Councils as they sit: who is there, what is to be decided, and whether a faction has decided it.

Source  assumed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from undergrid.world.senses.earshot import AWAKE, listens
from undergrid.world.society.factions import members
from undergrid.world.tables.council import CouncilState, Question
from undergrid.world.tables.engines import EngineStage

if TYPE_CHECKING:
    from undergrid.world.world import World


QUORUM = 3
"""How many a vote takes at least [assumed]."""


def those_there(world: World, faction: int) -> list[int]:
    """The members of a faction who are in its base, awake and able to talk; rows, ascending."""
    base = int(world.factions.base[faction])
    return [one for one in members(world, faction) if base >= 0 and is_there(world, one, base)]


def is_there(world: World, who: int, base: int) -> bool:
    """Whether somebody is in a base, awake and able to talk."""
    people = world.citizens
    return bool(people.inside[who] == base) and listens(world, who) and bool(AWAKE[people.doing[who]])


def council_of(world: World, faction: int, *stages: CouncilState) -> int:
    """The row of the council of a faction that has come so far, the newest of several; -1 for none."""
    councils = world.councils
    if not councils.n_used:
        return -1
    rows = [row for row in councils.where(faction=faction).tolist() if councils.stage[row] in stages]
    return max(rows, key=lambda row: int(councils.since[row]), default=-1)


def seat_of(world: World, who: int, council: int) -> int:
    """The slot of `votes` by which somebody sits on a council; -1 for none."""
    return world.votes.first(owner=who, council=council)


def engine_in(world: World, base: int) -> int:
    """The row of an engine that lies in a building, or is carried there, and could be used; -1 for none."""
    engines, items, people = world.engines, world.items, world.citizens
    for row in engines.rows().tolist() if engines.n_used else ():
        item = int(engines.item[row])
        holder = int(items.holder[item])
        where = int(people.inside[holder]) if holder >= 0 else int(items.building[item])
        if where == base and engines.stage[row] in (EngineStage.IDLE, EngineStage.CHARGED):
            return row
    return -1


def has_question(world: World, faction: int) -> bool:
    """Whether there is anything for a faction to decide."""
    if world.factions.question[faction] != Question.ENGINE:
        return True
    return engine_in(world, int(world.factions.base[faction])) >= 0
