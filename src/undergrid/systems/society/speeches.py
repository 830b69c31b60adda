"""Speeches: newcomers to a refuge are sized up by all who are awake there; and somebody speaks to all about them.

A stranger who has come in is met by each of those inside who has not met them: it is seen how dangerous they look and
what they may be, and a newcomer is held to be a risk to the place. What those inside then think of them, on average, is
told. Whoever speaks to all within earshot moves those who can bear to hear it (`world/society/speeches.py`), many at
once; it works once in a while.

Reads   guests; refuges.building, faction; speeches.owner; citizens.cause, cell; regards.met, cause; bonds; who asks to
        ADDRESS, as `asked` has it; who is awake inside as `awake_inside` has it; who hears as `audience` has it; what
        stands in the way, as `world/reasons` has it
Writes  guests.judged; speeches; what people think of each other as `meet`, `regard` and `move` do; intents as `said`
        and `refuse` do
Emits   SIZED_UP(citizen, building; amount trust; cause: what brought them), MET, INFERRED, STANCE_CHANGED by that;
        ADDRESSED(citizen; amount listeners; cause: the order), STANCE_CHANGED by it; REFUSED
Units   trust and experience in 1/1000
Source  As in world/society/speeches.py and regard.py. What a newcomer is held to be is assumed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from undergrid.world.log.kinds import Kind
from undergrid.world.orders.attempts import anybody_tries, asked, refuse
from undergrid.world.reasons.society import addressing
from undergrid.world.senses.earshot import awake_inside, said
from undergrid.world.society import regard
from undergrid.world.society.factions import sworn_row
from undergrid.world.society.first_impressions import meet
from undergrid.world.society.speeches import audience, move
from undergrid.world.tables.orders import Verb

if TYPE_CHECKING:
    from undergrid.world.world import World


_LOOK_S = 10  # seconds between looks at who is new


class Params(BaseModel):
    """The knobs a scenario may turn, under `rules.speeches`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    suspicion: int = Field(
        600, ge=0, le=100_000, description="bad experience that a newcomer stands for, 1/1000 [assumed]"
    )


def step(world: World, params: Params) -> None:
    """Let newcomers be sized up, and hear those who speak."""
    if world.guests.n_used and world.tick % _LOOK_S == 1:  # right after `refuges` has looked who has come
        for slot in world.guests.where(judged=False).tolist():
            _size_up(world, params, slot)
    if anybody_tries(world):
        for who in asked(world, Verb.ADDRESS):
            _address(world, who)


def _size_up(world: World, params: Params, slot: int) -> None:
    """Let those of a refuge who are awake in it meet a newcomer: SIZED_UP, with how far they trust them on average."""
    guests, refuges, people = world.guests, world.refuges, world.citizens
    who, refuge = int(guests.owner[slot]), int(guests.refuge[slot])
    building, faction = int(refuges.building[refuge]), int(refuges.faction[refuge])
    inside = [one for one in awake_inside(world, building) if one != who and sworn_row(world, one, faction) >= 0]
    guests.judged[slot] = bool(inside)  # while all sleep, nobody looks them over
    new = [one for one in inside if not _has_met(world, one, who)]
    if not new:
        return
    cause = int(guests.cause[slot])
    for one in new:
        made = meet(world, one, who, cause)
        if not world.bonds.has(a=one, b=who):
            regard.bad(world, one, who, params.suspicion, int(world.regards.cause[made]))
    trusted = sum(regard.trust(world, one, who) for one in new) // len(new)
    world.events.one(Kind.SIZED_UP, who, building, int(people.cell[who]), trusted, cause)


def _has_met(world: World, one: int, who: int) -> bool:
    slot = regard.regard(world, one, who, make=False)
    return slot >= 0 and int(world.regards.met[slot]) >= 0


def _address(world: World, who: int) -> None:
    """Let somebody speak to all who hear them."""
    why = addressing(world, who, Verb.ADDRESS, -1, 0)
    if why is not None:
        refuse(world, who, why)
        return
    people, speeches, hearers = world.citizens, world.speeches, audience(world, who)
    event = world.events.one(
        Kind.ADDRESSED, who, where=int(people.cell[who]), amount=len(hearers), cause=int(people.cause[who])
    )  # fmt: skip
    slot = speeches.first(owner=who)
    slot = slot if slot >= 0 else int(speeches.take(1)[0])
    speeches.owner[slot], speeches.at[slot] = who, world.tick
    for one in np.sort(hearers).tolist():
        move(world, one, who, event)
    said(world, who)
