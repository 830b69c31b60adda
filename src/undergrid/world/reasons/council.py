"""Why somebody cannot have their faction decide, give their word on it, or put the cube of an engine out of order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from undergrid.world.body import reach
from undergrid.world.items import kit
from undergrid.world.network import engines
from undergrid.world.society.councils import QUORUM, council_of, has_question, is_there, seat_of, those_there
from undergrid.world.society.factions import faction_of
from undergrid.world.tables.council import CouncilState, Vote
from undergrid.world.tables.engines import EngineStage
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.orders import Refusal, Verb

if TYPE_CHECKING:
    from undergrid.world.world import World


def calling(world: World, who: int, verb: Verb, target: int, amount: int) -> Refusal | None:
    """Why somebody cannot call a council of their faction, or give it their word (`amount` a Vote)."""
    faction = faction_of(world, who)
    if faction < 0 or amount not in set(Vote):
        return Refusal.NO_SUCH_TARGET
    base = int(world.factions.base[faction])
    if base < 0 or not is_there(world, who, base):
        return Refusal.NOT_HERE
    sits = council_of(world, faction, CouncilState.SITTING)
    if sits >= 0:
        return None if amount and seat_of(world, who, sits) >= 0 else Refusal.NOT_NEEDED
    if not has_question(world, faction):
        return Refusal.NO_QUESTION
    if council_of(world, faction, CouncilState.CARRIED, CouncilState.FAILED) >= 0:
        return Refusal.ONLY_ONCE
    return Refusal.VOTE_OF_ONE if len(those_there(world, faction)) < QUORUM else None


def sabotaging(world: World, who: int, verb: Verb, target: int, amount: int) -> Refusal | None:
    """Why somebody cannot put out of order the cube that they carry, or that lies where they are."""
    row = at_hand(world, who)
    if row < 0:
        return Refusal.NO_TOOL
    if world.engines.stage[row] == EngineStage.FIRED:
        return Refusal.ONLY_ONCE
    if engines.spoilt_until(world, row) > world.tick:
        return Refusal.NOT_NEEDED
    return Refusal.HANDS_FULL if reach.hauling(world, who) >= 0 else None


def at_hand(world: World, who: int) -> int:
    """The row of the engine that somebody carries, else of one that lies where they are or is carried by somebody of
    their faction there; -1 for none. One that is linked is out of the question.
    """
    row, table = engines.carried(world, who), world.engines
    if row < 0 and table.n_used:
        lying = [table.first(item=slot) for slot in kit.to_be_taken(world, who, -1, ItemKind.ENGINE_CUBE)]
        row = lying[0] if lying else _carried_beside(world, who)
    return row if row >= 0 and table.stage[row] != EngineStage.LINKED else -1


def _carried_beside(world: World, who: int) -> int:
    """The row of an engine that another of the same faction carries, at arm's length; -1 for none."""
    table, items, faction = world.engines, world.items, faction_of(world, who)
    for row in table.rows().tolist() if faction >= 0 else ():
        holder = int(items.holder[table.item[row]])
        if holder >= 0 and faction_of(world, holder) == faction and reach.within_reach(world, who, holder):
            return row
    return -1
