"""Why somebody cannot look through a rifle scope, or speak over radio; and how likely a word gets through."""

from __future__ import annotations

from typing import TYPE_CHECKING

from undergrid.world.body import reach
from undergrid.world.items import kit
from undergrid.world.senses.handsets import odds_at
from undergrid.world.society.messages import to_tell
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.minds import Topic
from undergrid.world.tables.orders import Refusal, Verb

if TYPE_CHECKING:
    from undergrid.world.world import World


def scoping(world: World, who: int, verb: Verb, target: int, amount: int) -> Refusal | None:
    """Why somebody cannot look through a scope towards a cell."""
    people, area = world.citizens, world.city.area
    if people.inside[who] >= 0:
        return Refusal.INDOORS
    if not kit.count(world, who, ItemKind.SCOPE):
        return Refusal.NO_TOOL
    if reach.hauling(world, who) >= 0:
        return Refusal.HANDS_FULL
    here = int(people.cell[who])
    return None if target // area == here // area and target != here else Refusal.NOT_HERE


def speaking(world: World, who: int, verb: Verb, target: int, amount: int) -> Refusal | None:
    """Why somebody cannot tell somebody by radio of what they know of a cell (`amount`; 0: of any)."""
    if not kit.quality(world, who, ItemKind.RADIO):
        return Refusal.NO_TOOL
    return None if to_tell(world, who, amount) >= 0 else Refusal.KNOWS_NOTHING


def radio_odds(world: World, who: int, whom: int) -> int:
    """The threshold of 2^32 that `whom` understands a word of somebody, where these believe them to be; 0 where they
    have no idea.
    """
    known = world.knowledge
    slot = known.first(knower=who, topic=Topic.PERSON, subject=whom)
    if slot < 0 or known.cell[slot] < 0 or not kit.quality(world, who, ItemKind.RADIO):
        return 0
    return odds_at(world, who, whom, int(known.cell[slot]))
