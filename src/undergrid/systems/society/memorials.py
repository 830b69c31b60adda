"""Memorials: somebody lays a thing of the dead beside them, or sets a sign there; who grieves for them is eased there.

What is laid is the lightest thing that the dead have on them. One memorial to each is enough: it stays where it is, and
whoever grieves for them and comes there, or stays, grieves less from look to look.

Reads   who is about to COMMEMORATE, as `asked` has it; citizens.target, cell, inside, alive; tasks.owner, target,
        cause; items.kind, holder, count, luck; memorials; feelings.kind, whom, owner; what stands in the way, as
        `world/reasons` has it; what things weigh as `kit` has it
Writes  memorials; things as `kit.lay` does; grief as `ease` does; what they are at as `tasks.begin` and `finish` do
Emits   MEMORIAL(citizen, citizen who has died; amount ItemKind; cause: the order), SIGN_SET(the same, without a thing),
        INTERRUPTED, REFUSED
Units   s, m
Source  assumed. That rites of one's own lessen grief, by the sense of control that they give: M. Norton, F. Gino, J.
        Exp. Psychol. Gen. 143 (2014) 266.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field

from undergrid.core import luck
from undergrid.core.grid import is_near, squared_cells
from undergrid.world.items import kit
from undergrid.world.log.kinds import Kind
from undergrid.world.orders import tasks
from undergrid.world.orders.attempts import anybody_tries, asked
from undergrid.world.reasons.society import commemorating
from undergrid.world.society.feelings import ease
from undergrid.world.tables.feelings import Feeling
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.orders import Verb

if TYPE_CHECKING:
    from undergrid.world.world import World

STREAM = luck.stream("memorials")

_LOOK_S = 600  # s between looks at who is there [assumed]


class Params(BaseModel):
    """The knobs a scenario may turn, under `rules.memorials`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    lay_seconds: int = Field(60, ge=1, le=86_400, description="to lay something for somebody takes, s [assumed]")
    near_m: float = Field(6, ge=0, le=500, description="who comes so near is there, m [assumed]")
    times: int = Field(8, ge=1, le=1000, description="grief fades there so many times as fast [assumed]")


def step(world: World, params: Params) -> None:
    """Begin and end the laying of things, and ease the grief of who is there."""
    if anybody_tries(world):
        for who in asked(world, Verb.COMMEMORATE):
            whom = int(world.citizens.target[who])
            why = commemorating(world, who, Verb.COMMEMORATE, whom, 0)
            tasks.begin_or_refuse(world, who, why, Verb.COMMEMORATE, whom, params.lay_seconds)
    if world.tasks.n_used:
        for slot in tasks.done_in_turn(world, (Verb.COMMEMORATE,), STREAM):
            _lay(world, slot)
    if world.memorials.n_used and world.tick % _LOOK_S == 0:
        _ease(world, params)


def _lay(world: World, slot: int) -> None:
    """Let somebody have laid what they were about to lay, unless somebody else has been there before."""
    table, people, memorials = world.tasks, world.citizens, world.memorials
    who, whom, cause = int(table.owner[slot]), int(table.target[slot]), int(table.cause[slot])
    if commemorating(world, who, Verb.COMMEMORATE, whom, 0) is not None:
        tasks.interrupt(world, slot)
        return
    here, thing = int(people.cell[who]), _keepsake(world, whom)
    if thing < 0:
        event = world.events.one(Kind.SIGN_SET, who, whom, here, cause=cause)
    else:
        event = world.events.one(Kind.MEMORIAL, who, whom, here, int(world.items.kind[thing]), cause)
        kit.lay(world, thing, here, int(people.inside[who]), event)
    row = int(memorials.take(1)[0])
    memorials.subject[row], memorials.by[row], memorials.cause[row] = whom, who, event
    memorials.cell[row], memorials.building[row] = here, people.inside[who]
    tasks.finish(world, slot)


def _keepsake(world: World, whom: int) -> int:
    """The slot of the lightest thing that somebody has on them; -1 for nothing."""
    items = world.items
    rows = [row for row in items.where(holder=whom).tolist() if items.count[row] > 0]
    return min(rows, key=lambda row: (kit.GRAMS[ItemKind(int(items.kind[row]))], int(items.luck[row])), default=-1)


def _ease(world: World, params: Params) -> None:
    """Let the grief of those who are at a memorial fade by as much more as it fades faster there."""
    memorials, griefs, people, city = world.memorials, world.feelings, world.citizens, world.city
    near = squared_cells(params.near_m, city.cell_mm)
    for row in memorials.rows().tolist():
        there, building = int(memorials.cell[row]), int(memorials.building[row])
        for slot in griefs.where(kind=Feeling.GRIEF, whom=memorials.subject[row]).tolist():
            who = int(griefs.owner[slot])
            if not people.alive[who] or int(people.inside[who]) != building:
                continue
            if building >= 0 or is_near(int(people.cell[who]), there, near, city.width, city.area):
                ease(world, slot, (params.times - 1) * _LOOK_S)
