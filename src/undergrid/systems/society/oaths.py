"""Oaths: who informs on a faction from among its own is a traitor to it, once one of its people has overheard them.

Whoever is a member, or has been vouched for to one, and informs on a member, or gives its base away, sells it out. It
learns of that where another member is within earshot: from then on they belong to it no more, whoever took a voucher's
word for them holds it against them and against the voucher, and it opens its doors less gladly, and takes vouchers'
word less.

Reads   this tick's INFORMED, BASE_GIVEN_AWAY; factions; sworn; vouches.to, about; citizens.cell; who hears what is said
        as `listens` and `within_earshot` have it; who has vouched for whom as `vouchers` has it, and who is of which
        faction as `faction_of` and `members` have it
Writes  sworn.owner, faction, stands, belief, since, cause; factions.betrayed, cause; regard as `bad` does
Emits   BETRAYED(informer, faction; cause: INFORMED, BASE_GIVEN_AWAY); STANCE_CHANGED through world/society/regard.py
Units   regard in 1/1000
Source  assumed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from undergrid.world.log.kinds import Kind
from undergrid.world.senses.earshot import listens, within_earshot
from undergrid.world.society import regard
from undergrid.world.society.factions import at_home, faction_of, members, sworn_row, vouchers
from undergrid.world.tables.factions import Allegiance

if TYPE_CHECKING:
    from undergrid.world.world import World


class Params(BaseModel):
    """The knobs a scenario may turn, under `rules.oaths`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    betrayal: int = Field(8000, ge=0, le=100_000, description="bad experience of being sold out, 1/1000 [assumed]")


def step(world: World, params: Params) -> None:
    log = world.events
    if not world.factions.n or log.n == log.tick_began:
        return
    kinds = log.kinds(log.tick_began)
    informed = (kinds == Kind.INFORMED) | (kinds == Kind.BASE_GIVEN_AWAY)
    if not informed.any():
        return
    happened = log.columns(log.tick_began)
    for row in np.flatnonzero(informed).tolist():
        who, whom, event = (int(happened[name][row]) for name in ("who", "whom", "id"))
        on_base = happened["kind"][row] == Kind.BASE_GIVEN_AWAY
        faction = at_home(world, whom) if on_base else faction_of(world, whom)
        if faction < 0 or (who == whom and not on_base) or not _is_trusted(world, who, faction):
            continue
        heard = [one for one in members(world, faction) if one != who and _overhears(world, one, who)]
        if heard:
            _betrayed(world, params, who, faction, heard, event)


def _is_trusted(world: World, who: int, faction: int) -> bool:
    """Whether somebody is of a faction, or one of it has vouched for them, and they have not sold it out before."""
    if world.sworn.has(owner=who, faction=faction, stands=Allegiance.TRAITOR):
        return False
    return sworn_row(world, who, faction) >= 0 or bool(vouchers(world, faction, who))


def _overhears(world: World, one: int, who: int) -> bool:
    return listens(world, one) and within_earshot(world, one, who)


def _betrayed(world: World, params: Params, who: int, faction: int, heard: list[int], informed: int) -> None:
    """Let a faction know that somebody has sold it out."""
    factions, sworn, vouches = world.factions, world.sworn, world.vouches
    event = world.events.one(Kind.BETRAYED, who, faction, int(world.citizens.cell[who]), cause=informed)
    factions.betrayed[faction] += 1
    factions.cause[faction] = event
    slot = sworn.first(owner=who, faction=faction)
    if slot < 0:
        slot = int(sworn.take(1)[0])
        sworn.owner[slot], sworn.faction[slot] = who, faction
    sworn.stands[slot], sworn.belief[slot] = Allegiance.TRAITOR, 0
    sworn.since[slot], sworn.cause[slot] = world.tick, event
    misled = vouches.to[vouches.where(about=who)].tolist()
    for one in sorted({*heard, *(to for to in misled if sworn_row(world, to, faction) >= 0)}):
        regard.bad(world, one, who, params.betrayal, event)
