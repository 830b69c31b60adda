"""Foraging: people of a refuge go out to the wrecks near by, take out what can be used, and bring it home.

Now and then somebody who is about in a refuge, without a mind of their own and not wanted, goes to the nearest wreck in
a field of scrap that still holds a part; so they have to go the farther, the less is left. There they work until they
have enough or it is empty, go home, and lay the parts down. Each foray is two comings and goings at the door.

Reads   refuges.building; scattered; wrecks.cell, parts, luck; forays; citizens.inside, cell, home, alive, able,
        doing, intent, wanted, luck; what they carry; those with minds as `is_minded` has it; what stands in the way of
        salvage, as `world/reasons` has it
Writes  forays; citizens.enter; intents as `intend` lets them; what is laid down as `kit.lay` does
Emits   WENT_FOR_SCRAP(citizen, building; amount m; stream, odds), PUT_DOWN(citizen; thing; cause: WENT_FOR_SCRAP)
Units   chances per hour; m; parts
Source  The nearest first, as in central-place foraging (G. Orians, N. Pearson, 1979). Numbers: assumed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from undergrid.core import luck
from undergrid.core.tables import I64
from undergrid.world.items import kit
from undergrid.world.log.kinds import Kind
from undergrid.world.movement.near import squares
from undergrid.world.orders.attempts import intend, is_minded
from undergrid.world.reasons.salvage import salvaging
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.orders import Verb
from undergrid.world.tables.people import Activity
from undergrid.world.tables.scrap import ForayStage

if TYPE_CHECKING:
    from undergrid.world.world import World

GOES = luck.stream("foraging/goes")

_AT_REST = (Activity.RESTING, Activity.WAITING, Activity.HIDING, Activity.LYING)


class Params(BaseModel):
    """The knobs a scenario may turn, under `rules.foraging`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    goes: float = Field(0.06, ge=0, le=1, description="chance per hour that somebody goes out [assumed]")
    reach_m: int = Field(600, ge=1, le=100_000, description="to a wreck no farther than, m [assumed]")
    enough: int = Field(6, ge=1, le=1000, description="they go home with so many parts [assumed]")


def step(world: World, params: Params) -> None:
    """Once a minute: see to those who are out, and let others go."""
    if world.forays.n_used:
        for slot in world.forays.rows().tolist():
            _go_on(world, params, slot)
    if not world.refuges.n or not world.scrap_fields.n:
        return
    for refuge in range(world.refuges.n):
        _send_out(world, params, int(world.refuges.building[refuge]))


def _send_out(world: World, params: Params, building: int) -> None:
    """Let people of a refuge go out, each by a draw, as long as there is a wreck that is worth it."""
    people, door = world.citizens, int(world.city.doors[building])
    idle = people.alive & (people.inside == building) & (people.doing == Activity.RESTING) & (people.intent == 0)
    idle &= (people.able > 0) & ~people.wanted & (people.home == building)
    key, odds = world.key(GOES), luck.per_tick(params.goes, 60)
    for who in np.flatnonzero(idle).tolist():
        if luck.u32(key, int(people.luck[who])) >= odds or is_minded(world, who) or world.forays.has(owner=who):
            continue
        wreck, metres = _nearest(world, params, door)
        if wreck < 0:
            return
        there = int(world.wrecks.cell[wreck])
        event = world.events.one(Kind.WENT_FOR_SCRAP, who, building, door, metres, stream=GOES, odds=odds)
        slot = int(world.forays.take(1)[0])
        forays = world.forays
        forays.owner[slot], forays.building[slot], forays.cell[slot], forays.cause[slot] = who, building, there, event
        intend(world, who, Verb.WALK, there, event)


def _nearest(world: World, params: Params, door: int) -> tuple[int, int]:
    """(the wreck with parts in it that is nearest to a door, how far it is in m); -1 for none within reach."""
    city, wrecks = world.city, world.wrecks
    rows: I64 = world.scattered.wreck[world.scattered.rows()].astype(np.int64)
    rows = rows[(wrecks.parts[rows] > 0) & (wrecks.cell[rows] // city.area == door // city.area)]
    if not len(rows):
        return -1, 0
    far = squares(wrecks.cell[rows], door, city.width, city.height)
    best = int(np.lexsort((wrecks.luck[rows], far))[0])
    metres = int(float(far[best]) ** 0.5 * city.cell_mm) // 1000
    return (int(rows[best]), metres) if metres <= params.reach_m else (-1, 0)


def _go_on(world: World, params: Params, slot: int) -> None:
    """Let somebody who is out for scrap do what comes next, once they are at rest; whoever cannot is out no more."""
    people, forays = world.citizens, world.forays
    who, building, cause = int(forays.owner[slot]), int(forays.building[slot]), int(forays.cause[slot])
    doing = int(people.doing[who])
    gone = not people.alive[who] or Activity.HELD <= doing <= Activity.RECLAIMED or people.wanted[who]
    if gone or is_minded(world, who):
        forays.free(np.array([slot]))
        return
    if people.intent[who] or doing not in _AT_REST:
        return
    if people.inside[who] == building and forays.stage[slot] != ForayStage.OUT:
        forays.free(np.array([slot]))
        _unload(world, who, building, cause)
        return
    enough = kit.count(world, who, ItemKind.PARTS) >= params.enough
    if forays.stage[slot] != ForayStage.HOME and not enough and salvaging(world, who, Verb.SALVAGE, -1, 0) is None:
        forays.stage[slot] = ForayStage.AT_WORK
        intend(world, who, Verb.SALVAGE, -1, cause)
        return
    forays.stage[slot] = ForayStage.HOME
    intend(world, who, Verb.WALK, int(world.city.doors[building]), cause)
    people.enter[who] = building


def _unload(world: World, who: int, building: int, cause: int) -> None:
    """Let somebody at home lay down all parts that they carry: PUT_DOWN, once for all of them."""
    n, cell = kit.count(world, who, ItemKind.PARTS), int(world.citizens.cell[who])
    if not n:
        return
    event = world.events.one(Kind.PUT_DOWN, who, where=cell, amount=int(ItemKind.PARTS), cause=cause)
    for _ in range(n):
        kit.lay(world, kit.slots_of(world, who, ItemKind.PARTS)[0], cell, building, event)
